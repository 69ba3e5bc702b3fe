//! Changing a ticket by a part of it.

use super::{Sent, changed};
use crate::{
    body::{self, Extent, as_text},
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_TICKETS},
    envelope::{Envelope, Success},
    meaning, schema,
    view::ticket::TicketRow,
};
use actix_web::{HttpResponse, patch, put};
use serde_json::Value;
use tessera_application::tickets::{self, ChangeNumbered, NumberedRefs, Transitions};
use tessera_domain::{
    issue::{FieldPath, Issue, JsonType, Problem},
    ticket::{Patch, Rating, TicketPatch},
    transition::Stage,
};
use tessera_http::{
    caller::{May, needs::EditTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};
use utoipa::openapi::{Ref, RefOr, Schema};

/// What changes of a ticket.
pub struct Change {
    sent: Sent,
    stage: Option<Stage>,
    rating: Patch<Rating>,
}

tessera_http::shapes! {
    /// What changes of a ticket. What is not named stays; unknown members are ignored.
    TicketChange = schema_of_change();
}

/// All that a new ticket may have, and where it stands.
fn schema_of_change() -> RefOr<Schema> {
    let mut whole = schema::part_of::<Sent>("What changes of a ticket. What is not named stays.");
    if let RefOr::T(Schema::Object(object)) = &mut whole {
        let mut add = |name: &str, shape: &str| {
            let shape = Ref::from_schema_name(shape);
            object.properties.insert(name.to_owned(), shape.into());
        };
        add("status", "StatusWord");
        add("customer_satisfaction_rating", "RatingOrNull");
    }
    whole
}

impl Change {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            sent: Sent::read(&mut fields, Extent::Part),
            stage: Extent::Part.omissible(&mut fields, "status", as_text(meaning::stage)),
            rating: fields
                .patch("customer_satisfaction_rating")
                .value(JsonType::Integer, rating),
        };
        fields.finish()?;
        Ok(read)
    }

    fn into_command(self, ticket: i64, expected: Option<Vec<i64>>) -> ChangeNumbered {
        let Self { sent, stage, rating } = self;
        let (title, named, patch) = sent.parts();
        ChangeNumbered {
            ticket,
            named: NumberedRefs { stage, ..named },
            patch: TicketPatch {
                title,
                rating,
                ..patch
            },
            transitions: Transitions::Guarded,
            expected,
        }
    }
}

fn rating(value: Value, path: &FieldPath) -> Result<Rating, Vec<Issue>> {
    let number = body::number(value, path)?;
    let rating = i16::try_from(number).ok().and_then(Rating::new);
    let problem = if number < 1 {
        Problem::TooSmall { min: 1 }
    } else {
        Problem::TooLarge { max: 5 }
    };
    rating.ok_or_else(|| vec![Issue::at(path.clone(), problem)])
}

/// Change a ticket
///
/// Whoever opened it, works on it or runs its department may, and admins. People take tickets from open to in progress to
/// resolved and back, and close what is resolved; what is closed stays closed but for admins. Taking one to
/// `pending_approval` asks for its approval, which only a decision or an admin ends. Whether the ticket exists is told
/// before what is wrong with the body. Null empties what can be empty.
#[utoipa::path(
    context_path = "/tickets",
    operation_id = "changeTicket",
    tag = TAG_TICKETS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = TicketChange, description = "What to change",
                 example = json!({"status": "in_progress", "priority": "high"})),
    responses(
        (status = 200, description = "The ticket as it stands now", body = Success<TicketRow>,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/{id}")]
pub async fn change(
    may: May<EditTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body).await
}

/// Change a ticket, as `PATCH` does
///
/// What is not named stays, as there.
#[utoipa::path(
    context_path = "/tickets",
    operation_id = "replaceTicket",
    tag = TAG_TICKETS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = TicketChange, description = "What to change",
                 example = json!({"status": "in_progress", "priority": "high"})),
    responses(
        (status = 200, description = "The ticket as it stands now", body = Success<TicketRow>,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[put("/{id}")]
pub async fn replace(
    may: May<EditTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body).await
}

async fn perform(
    may: May<EditTickets>,
    id: &Address,
    IfMatch(expected): IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    match Change::read(&body) {
        Ok(wanted) => {
            let command = wanted.into_command(number, expected);
            let envelope = Envelope::of(&work);
            work.write(caller, &body, command, move |sheet| changed(&envelope, sheet))
                .await
        }
        Err(fault) => {
            work.read(move |app| tickets::sheet(app, &caller, number)).await?;
            Err(fault)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tessera_domain::{priority::Rank, text::Description};

    fn read(body: &Value) -> Result<ChangeNumbered, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let told = |fault: Fault| fault.issues.iter().map(ToString::to_string).collect();
        Change::read(&body)
            .map(|wanted| wanted.into_command(7, None))
            .map_err(told)
    }

    #[test]
    fn the_documented_change_finds_its_places() {
        let command = read(&json!({
            "status": "in_progress", "priority": "high", "assigned_to_id": 7,
            "internal_notes": "Escalated to senior engineer", "customer_satisfaction_rating": 5
        }));
        let ChangeNumbered {
            named,
            patch,
            transitions,
            ..
        } = command.unwrap();
        assert_eq!(
            (named.stage, named.rank),
            (Some(Stage::InProgress), Some(Rank::HIGH))
        );
        assert_eq!(named.assignee, Patch::Set(7));
        assert_eq!(
            patch.internal_notes.value().map(Description::as_str),
            Some("Escalated to senior engineer")
        );
        assert_eq!(patch.rating, Patch::Set(Rating::new(5).unwrap()));
        assert_eq!(transitions, Transitions::Guarded);
    }

    #[test]
    fn nothing_named_changes_nothing_and_null_clears_what_can_be_empty() {
        let nothing = read(&json!({"unknown": 1, "id": 9, "ticket_number": "x"})).unwrap();
        assert_eq!((nothing.named, nothing.patch), Default::default());
        let cleared = read(&json!({
            "assigned_to_id": null, "department_id": null, "due_date": null, "public_notes": null,
            "internal_notes": null, "customer_satisfaction_rating": null
        }));
        let ChangeNumbered { named, patch, .. } = cleared.unwrap();
        assert_eq!((named.assignee, named.department), (Patch::Clear, Patch::Clear));
        assert_eq!((patch.due_at, patch.rating), (Patch::Clear, Patch::Clear));
        assert_eq!(
            (patch.public_notes, patch.internal_notes),
            (Patch::Clear, Patch::Clear)
        );
        assert!(read(&json!({"tags": []})).unwrap().patch.tags.is_some());
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, told) in [
            (json!({"title": null}), "title: Expected string, received null"),
            (json!({"title": ""}), "title: Must not be blank"),
            (json!({"status": null}), "status: Expected string, received null"),
            (
                json!({"status": "new"}),
                "status: Must be one of: open, in_progress, pending_approval, resolved, closed",
            ),
            (json!({"tags": "a"}), "tags: Expected array, received string"),
            (
                json!({"customer_satisfaction_rating": 6}),
                "customer_satisfaction_rating: Must be 5 or less",
            ),
            (
                json!({"customer_satisfaction_rating": 0}),
                "customer_satisfaction_rating: Must be 1 or more",
            ),
            (
                json!({"customer_satisfaction_rating": 4.5}),
                "customer_satisfaction_rating: Expected integer, received number",
            ),
        ] {
            assert_eq!(read(&body).unwrap_err(), [told], "{body}");
        }
    }
}
