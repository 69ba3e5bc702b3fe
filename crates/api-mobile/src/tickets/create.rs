//! Opening a ticket.

use super::{
    fields::{MAX_TITLE, Suppression, WrittenAttributes, read_tags, refuse_not_kept, set_or_keep},
    with_etag,
};
use crate::{
    document::{RepeatHeader, TAG_TICKETS, WriteRefusals},
    schema,
    view::{envelope::Data, ticket::TicketWritten},
};
use actix_web::{HttpResponse, post};
use tessera_application::tickets::{CreateTicket, Written};
use tessera_domain::{
    issue::Issue,
    text::{Link, Name, Title},
    ticket::{TagsWanted, TicketPatch},
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::CreateTickets},
    fault::Fault,
    json::JsonBody,
    work::Work,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// A ticket to open. What is not said is the tenant's default; unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewTicket, example = json!({
    "title": "The printer on floor 2 is on fire",
    "attributes": {"description": "Smoke comes out of the paper tray.", "due_date": "2026-02-10T23:00:00.000Z"},
    "tags": ["printer"]
}))]
pub struct Body {
    /// What it is called.
    #[schema(value_type = schema::TitleText)]
    title: String,
    /// The board; the default one if not said.
    #[schema(nullable = false)]
    board_id: Option<Uuid>,
    /// The status; the tenant's first one if not said.
    #[schema(nullable = false)]
    status_id: Option<Uuid>,
    /// The priority; medium if not said.
    #[schema(nullable = false)]
    priority_id: Option<Uuid>,
    /// The client.
    #[schema(value_type = schema::IdOrNull, required = false)]
    client_id: Option<Uuid>,
    /// The contact.
    #[schema(value_type = schema::IdOrNull, required = false)]
    contact_name_id: Option<Uuid>,
    /// Who works on it.
    #[schema(value_type = schema::IdOrNull, required = false)]
    assigned_to: Option<Uuid>,
    /// A link that belongs to it.
    #[schema(value_type = schema::WebAddress, required = false)]
    url: Option<String>,
    /// The category.
    #[schema(value_type = schema::NameText, required = false)]
    category_name: Option<Name>,
    /// Due date, watchers, description, and whatever else the client likes.
    #[schema(value_type = schema::Attributes, required = false)]
    attributes: Option<WrittenAttributes>,
    /// Tags' texts; those that do not exist are made.
    #[schema(value_type = schema::TagTexts, required = false)]
    tags: Option<Vec<Name>>,
    /// Whom not to tell.
    #[serde(flatten)]
    #[schema(value_type = schema::Suppressed)]
    suppression: Suppression,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            title: fields.required("title").text(1, MAX_TITLE),
            board_id: fields.optional("board_id").uuid(),
            status_id: fields.optional("status_id").uuid(),
            priority_id: fields.optional("priority_id").uuid(),
            client_id: fields.patch("client_id").uuid().value().copied(),
            contact_name_id: fields.patch("contact_name_id").uuid().value().copied(),
            assigned_to: fields.patch("assigned_to").uuid().value().copied(),
            url: fields.optional("url").url(),
            category_name: fields
                .optional("category_name")
                .parsed(None, |text| Name::parse(text).map(Some))
                .flatten(),
            attributes: WrittenAttributes::read(&mut fields),
            tags: read_tags(&mut fields),
            suppression: Suppression::read(&mut fields),
        };
        refuse_not_kept(&mut fields);
        read.suppression.check(&mut fields);
        fields.finish()?;
        Ok(read)
    }
}

impl TryFrom<Body> for CreateTicket {
    type Error = Issue;

    fn try_from(body: Body) -> Result<Self, Issue> {
        let link = |url| Link::parse(url).map_err(|problem| Issue::new("url", problem));
        let mut patch = TicketPatch {
            client: set_or_keep(body.client_id),
            contact: set_or_keep(body.contact_name_id),
            assignee: set_or_keep(body.assigned_to),
            url: set_or_keep(body.url.map(link).transpose()?),
            category: set_or_keep(body.category_name),
            tags: body.tags.map(TagsWanted::Named),
            ..TicketPatch::default()
        };
        if let Some(attributes) = body.attributes {
            attributes.put_into(&mut patch);
        }
        Ok(Self {
            title: Title::parse(body.title).map_err(|problem| Issue::new("title", problem))?,
            project: body.board_id.map(Into::into),
            status: body.status_id.map(Into::into),
            priority: body.priority_id.map(Into::into),
            metadata: None,
            patch,
        })
    }
}

/// Open a ticket
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "createTicket",
    tag = TAG_TICKETS,
    params(RepeatHeader),
    request_body(content = Body, description = "The ticket"),
    responses(
        (status = 201, description = "The ticket as it was opened, without the names of what it refers to",
         body = Data<TicketWritten>,
         headers(
            ("Location" = String, description = "The path of the ticket"),
            ("ETag" = String, description = "The ticket's version, for `If-Match`")
         ),
         links(
            ("getTicket" = (operation_id = "getTicket", parameters(("ticket_id" = "$response.body#/data/ticket_id")))),
            ("updateTicket" = (operation_id = "updateTicket", parameters(("ticket_id" = "$response.body#/data/ticket_id")))),
            ("setTicketStatus" = (operation_id = "setTicketStatus", parameters(("ticket_id" = "$response.body#/data/ticket_id")))),
            ("assignTicket" = (operation_id = "assignTicket", parameters(("ticket_id" = "$response.body#/data/ticket_id")))),
            ("listTicketComments" = (operation_id = "listTicketComments", parameters(("ticket_id" = "$response.body#/data/ticket_id")))),
            ("addTicketComment" = (operation_id = "addTicketComment", parameters(("ticket_id" = "$response.body#/data/ticket_id"))))
         )),
        WriteRefusals
    )
)]
#[post("/tickets")]
pub async fn create(may: May<CreateTickets>, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let command = CreateTicket::try_from(Body::read(&body)?)?;
    work.write(may.caller, &body, command, opened).await
}

fn opened(written: &Written) -> StoredAnswer {
    let answer = answer::json(
        201,
        &Data {
            data: TicketWritten::from(written),
        },
    );
    let location = format!("/api/v1/tickets/{}", written.ticket.id);
    with_etag(
        answer::with_header(answer, "location", location),
        written.ticket.version,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use tessera_domain::ticket::Patch;

    fn command(body: &Value) -> Result<CreateTicket, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Body::read(&body).and_then(|body| Ok(CreateTicket::try_from(body)?));
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_title_is_enough() {
        let command = command(&json!({"title": "Printer on fire", "ticket_id": "ignored"})).unwrap();
        assert_eq!(command.title.as_str(), "Printer on fire");
        assert_eq!(
            (command.project, command.status, command.priority),
            (None, None, None)
        );
        assert_eq!(command.patch, TicketPatch::default());
    }

    #[test]
    fn every_member_finds_its_place() {
        let id = Uuid::from_u128;
        let command = command(&json!({
            "title": "Printer on fire", "board_id": id(1), "status_id": id(2), "priority_id": id(3), "client_id": id(4),
            "contact_name_id": id(5), "assigned_to": id(6), "url": "https://example.org", "category_name": "Hardware",
            "attributes": {"watcher_user_ids": [id(7)]}, "tags": ["printer"]
        }))
        .unwrap();
        assert_eq!(command.project, Some(id(1).into()));
        assert_eq!(command.status, Some(id(2).into()));
        assert_eq!(command.priority, Some(id(3).into()));
        let patch = command.patch;
        assert_eq!(patch.client, Patch::Set(id(4).into()));
        assert_eq!(patch.contact, Patch::Set(id(5).into()));
        assert_eq!(patch.assignee, Patch::Set(id(6).into()));
        assert_eq!(patch.url.value().map(Link::as_str), Some("https://example.org"));
        assert_eq!(patch.category.value().map(Name::as_str), Some("Hardware"));
        assert_eq!(patch.watchers, Some(vec![id(7).into()]));
        assert_eq!(
            patch.tags,
            Some(TagsWanted::Named(vec![Name::parse("printer").unwrap()]))
        );
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let issues = command(&json!({
            "board_id": null, "status_id": "x", "location_id": Uuid::nil(), "url": "nowhere", "category_name": ""
        }))
        .unwrap_err();
        assert_eq!(
            issues,
            [
                "title: Required",
                "board_id: Expected string, received null",
                "status_id: Invalid uuid",
                "url: Invalid url",
                "category_name: Must have at least 1 character(s)",
                "location_id: Unknown location"
            ]
        );
    }

    #[test]
    fn titles_are_1_to_255_scalars() {
        assert!(command(&json!({"title": "🎫".repeat(255)})).is_ok());
        for bad in [
            json!("🎫".repeat(256)),
            json!(""),
            json!("a\u{0}"),
            json!(null),
            json!(1),
        ] {
            assert_eq!(command(&json!({"title": bad})).unwrap_err().len(), 1, "{bad}");
        }
    }
}
