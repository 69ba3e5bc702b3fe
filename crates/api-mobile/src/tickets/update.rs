//! Changing a ticket.

use super::{
    changed,
    fields::{MAX_TITLE, Overrides, Suppression, WrittenAttributes, read_tags, refuse_not_kept, set_or_keep},
};
use crate::{
    address::TicketPath,
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_TICKETS},
    schema,
    view::{envelope::Data, ticket::TicketWritten},
};
use actix_web::{HttpResponse, put};
use tessera_application::tickets::{self, UpdateTicket};
use tessera_domain::{
    id::ContactId,
    issue::Issue,
    text::{Link, Name, Title},
    ticket::{Patch, TagsWanted, TicketPatch},
};
use tessera_http::{
    caller::{May, needs::EditTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    ticket_address::TicketAddress,
    work::Work,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// What to change. What is not named stays; unknown members, `due_date` among them, are ignored.
#[derive(ToSchema)]
#[schema(as = TicketChange, example = json!({"attributes": {"due_date": "2026-02-10T23:00:00.000Z"}}))]
pub struct Body {
    /// What it is called.
    #[schema(value_type = schema::TitleText, required = false)]
    title: Option<String>,
    /// A link that belongs to it.
    #[schema(value_type = schema::WebAddress, required = false)]
    url: Option<String>,
    /// The board. The status stays, and the card goes to the column of that status.
    #[schema(nullable = false)]
    board_id: Option<Uuid>,
    /// The status.
    #[schema(nullable = false)]
    status_id: Option<Uuid>,
    /// The priority.
    #[schema(nullable = false)]
    priority_id: Option<Uuid>,
    /// The client.
    #[schema(nullable = false)]
    client_id: Option<Uuid>,
    /// Who works on it; to take it from somebody, use the assignment.
    #[schema(nullable = false)]
    assigned_to: Option<Uuid>,
    /// The contact; null for none.
    #[schema(value_type = schema::IdOrNull, required = false)]
    contact_name_id: Patch<ContactId>,
    /// Due date, watchers, description, and whatever else the client likes, replaced as a whole: what is not in it is
    /// gone. Null empties it.
    #[schema(value_type = schema::Attributes, required = false)]
    attributes: Option<WrittenAttributes>,
    /// Tags' texts, replaced as a whole; those that do not exist are made.
    #[schema(value_type = schema::TagTexts, required = false)]
    tags: Option<Vec<Name>>,
    /// Whom not to tell.
    #[serde(flatten)]
    #[schema(value_type = schema::Suppressed)]
    suppression: Suppression,
    /// What closes in spite of rules.
    #[serde(flatten)]
    #[schema(value_type = schema::Overriding)]
    overrides: Overrides,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            title: fields.optional("title").text(1, MAX_TITLE),
            url: fields.optional("url").url(),
            board_id: fields.optional("board_id").uuid(),
            status_id: fields.optional("status_id").uuid(),
            priority_id: fields.optional("priority_id").uuid(),
            client_id: fields.optional("client_id").uuid(),
            assigned_to: fields.optional("assigned_to").uuid(),
            contact_name_id: fields.patch("contact_name_id").uuid(),
            attributes: WrittenAttributes::read(&mut fields),
            tags: read_tags(&mut fields),
            suppression: Suppression::read(&mut fields),
            overrides: Overrides::read(&mut fields),
        };
        refuse_not_kept(&mut fields);
        read.suppression.check(&mut fields);
        fields.finish()?;
        Ok(read)
    }
}

impl TryFrom<Body> for TicketPatch {
    type Error = Issue;

    fn try_from(body: Body) -> Result<Self, Issue> {
        let Body {
            title,
            url,
            contact_name_id,
            attributes,
            tags,
            suppression: _,
            overrides: Overrides,
            ..
        } = body;
        let title = title.map(|title| Title::parse(title).map_err(|problem| Issue::new("title", problem)));
        let url = url.map(|url| Link::parse(url).map_err(|problem| Issue::new("url", problem)));
        let mut patch = Self {
            title: title.transpose()?,
            url: set_or_keep(url.transpose()?),
            project: body.board_id.map(Into::into),
            status: body.status_id.map(Into::into),
            priority: body.priority_id.map(Into::into),
            client: set_or_keep(body.client_id),
            assignee: set_or_keep(body.assigned_to),
            contact: contact_name_id,
            tags: tags.map(TagsWanted::Named),
            ..Self::default()
        };
        if let Some(attributes) = attributes {
            attributes.put_into(&mut patch);
        }
        Ok(patch)
    }
}

/// Change a ticket
///
/// Whether the ticket exists is told before what is wrong with the body. An empty object changes nothing and still
/// counts as a touch. Changing `assigned_to` needs the right to assign.
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "updateTicket",
    tag = TAG_TICKETS,
    params(TicketPath, MatchHeader, RepeatHeader),
    request_body(content = Body, description = "What to change"),
    responses(
        (status = 200, description = "The ticket as it stands now, without the names of what it refers to",
         body = Data<TicketWritten>,
         headers(("ETag" = String, description = "The ticket's new version, for `If-Match`"))),
        ChangeRefusals
    )
)]
#[put("/tickets/{ticket_id}")]
pub async fn update(
    may: May<EditTickets>,
    ticket: TicketAddress,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let (id, caller) = (ticket.id()?, may.caller);
    match Body::read(&body).and_then(|body| Ok(TicketPatch::try_from(body)?)) {
        Ok(patch) => {
            let command = UpdateTicket {
                ticket: id,
                patch,
                expected: expected.0,
            };
            work.write(caller, &body, command, changed).await
        }
        Err(fault) => {
            work.read(move |app| tickets::exists(app, &caller, id)).await?;
            Err(fault)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn patch(body: &Value) -> Result<TicketPatch, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Body::read(&body).and_then(|body| Ok(TicketPatch::try_from(body)?));
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nothing_named_and_nothing_known_change_nothing() {
        for body in [
            json!({}),
            json!({"due_date": "2026-02-10", "ticket_number": "X", "override_close_rules": true}),
        ] {
            assert_eq!(patch(&body).unwrap(), TicketPatch::default());
        }
    }

    #[test]
    fn every_member_finds_its_place() {
        let id = Uuid::from_u128;
        let patch = patch(&json!({
            "title": "Out of paper", "url": "https://example.org", "board_id": id(1), "status_id": id(2),
            "priority_id": id(3), "client_id": id(4), "contact_name_id": id(5), "assigned_to": id(6),
            "attributes": {"color": "red"}, "tags": []
        }))
        .unwrap();
        assert_eq!(patch.title.as_ref().map(Title::as_str), Some("Out of paper"));
        assert_eq!(patch.url.value().map(Link::as_str), Some("https://example.org"));
        assert_eq!(patch.project, Some(id(1).into()));
        assert_eq!(patch.status, Some(id(2).into()));
        assert_eq!(patch.priority, Some(id(3).into()));
        assert_eq!(patch.client, Patch::Set(id(4).into()));
        assert_eq!(patch.contact, Patch::Set(id(5).into()));
        assert_eq!(patch.assignee, Patch::Set(id(6).into()));
        assert_eq!((patch.due_at, patch.watchers), (Patch::Clear, Some(vec![])));
        assert_eq!(patch.tags, Some(TagsWanted::Named(vec![])));
    }

    #[test]
    fn null_clears_the_contact_and_the_attributes_and_nothing_else() {
        let cleared = patch(&json!({"contact_name_id": null, "attributes": null})).unwrap();
        assert_eq!(cleared.contact, Patch::Clear);
        assert!(cleared.attributes.unwrap().own().is_empty());
        for name in [
            "title",
            "url",
            "board_id",
            "client_id",
            "status_id",
            "priority_id",
            "assigned_to",
            "tags",
        ] {
            let issues = patch(&json!({ name: null })).unwrap_err();
            assert!(issues[0].ends_with("received null"), "{name}: {issues:?}");
        }
    }

    #[test]
    fn the_pair_of_flags_keeps_its_rule() {
        let both = json!({"suppressContactNotifications": true, "suppressInternalNotifications": true});
        assert!(patch(&both).is_ok());
        let issues = patch(&json!({"suppressInternalNotifications": true})).unwrap_err();
        assert!(
            issues[0].starts_with("suppressInternalNotifications: needs"),
            "{issues:?}"
        );
    }
}
