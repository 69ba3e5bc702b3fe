//! Opening a ticket.

use crate::{
    ROOT, body,
    document::{RepeatHeader, TAG_TICKETS, WriteRefusals},
    meaning::PriorityWord,
    metadata, schema,
    view::ticket::{TicketOpened, Wrapped},
};
use actix_web::{HttpResponse, post};
use serde_json::{Map, Value};
use tessera_application::integration::{OpenTicket, Opened};
use tessera_domain::{
    issue::{Issue, Problem},
    text::{Description, Name, Title},
    ticket::Patch,
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::CreateTickets},
    fault::Fault,
    json::{AssumedJson, Fields, JsonBody},
    work::Work,
};
use utoipa::ToSchema;

/// A ticket to open. Unknown members are ignored, and null says the same as nothing.
#[derive(ToSchema)]
#[schema(as = NewTicket, example = json!({
    "title": "Issue with API integration",
    "description": "Detailed description of the issue",
    "priority": "high",
    "category": "Technical Support",
    "metadata": {"customer_id": "CUST-123", "reference_id": "EXT-456"}
}))]
pub struct Body {
    /// What it is called.
    #[schema(value_type = schema::TitleText)]
    title: Option<Title>,
    /// The long text.
    #[schema(value_type = schema::DescriptionOrNull, required = false)]
    description: Option<Description>,
    /// How much it matters; medium if not said.
    #[schema(value_type = Option<PriorityWord>, required = false)]
    priority: Option<PriorityWord>,
    /// A word for what it is about.
    #[schema(value_type = schema::CategoryOrNull, required = false)]
    category: Option<Name>,
    /// The other system's own data, kept as it is sent.
    #[schema(value_type = schema::MetadataOrNull, required = false)]
    metadata: Option<Map<String, Value>>,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body::fields(body);
        let read = Self {
            title: fields
                .required("title")
                .parsed(None, |text| Title::parse(text).map(Some)),
            description: optional(&mut fields, "description", |text| {
                Description::parse(text).map(Some)
            }),
            priority: optional(&mut fields, "priority", |text| {
                PriorityWord::parse(&text).map(Some)
            }),
            category: optional(&mut fields, "category", category),
            metadata: metadata::read(&mut fields),
        };
        fields.finish()?;
        Ok(read)
    }
}

/// A text that may be absent or null.
fn optional<T>(
    fields: &mut Fields,
    name: &'static str,
    parse: impl FnOnce(String) -> Result<Option<T>, Problem>,
) -> Option<T> {
    match fields.patch(name).parsed(None, parse) {
        Patch::Set(value) => value,
        Patch::Keep | Patch::Clear => None,
    }
}

/// An empty category is none.
fn category(text: String) -> Result<Option<Name>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    Name::parse(text).map(Some)
}

impl TryFrom<Body> for OpenTicket {
    type Error = Issue;

    fn try_from(body: Body) -> Result<Self, Issue> {
        let Body {
            title,
            description,
            priority,
            category,
            metadata,
        } = body;
        Ok(Self {
            title: title.ok_or_else(|| Issue::new("title", Problem::Required))?,
            description,
            rank: priority.map(PriorityWord::rank),
            category,
            metadata,
        })
    }
}

/// Create ticket
///
/// Create a new support ticket. Only this token reaches it afterwards, beside the people of the tenant.
#[utoipa::path(
    context_path = "/functions/v1/integration-tickets",
    operation_id = "createTicket",
    tag = TAG_TICKETS,
    params(RepeatHeader),
    request_body(content = Body, description = "The ticket"),
    responses(
        (status = 201, description = "The ticket as it was opened", body = Wrapped<TicketOpened>,
         headers(("Location" = String, description = "The path of the ticket")),
         links(
            ("getTicket" = (operation_id = "getTicket", parameters(("ticket_id" = "$response.body#/ticket/id")))),
            ("addComment" = (operation_id = "addComment", parameters(("ticket_id" = "$response.body#/ticket/id")))),
            ("updateTicketStatus" = (operation_id = "updateTicketStatus", parameters(("ticket_id" = "$response.body#/ticket/id"))))
         ),
         example = json!({"ticket": {
            "id": "550e8400-e29b-41d4-a716-446655440000",
            "title": "Issue with API integration",
            "description": "Detailed description of the issue",
            "status": "open",
            "priority": "high",
            "category": "Technical Support",
            "metadata": {"customer_id": "CUST-123", "reference_id": "EXT-456"},
            "created_at": "2024-01-15T10:30:00.000Z"
         }})),
        WriteRefusals
    )
)]
#[post("/tickets")]
pub async fn create(may: May<CreateTickets>, work: Work, body: AssumedJson) -> Result<HttpResponse, Fault> {
    let AssumedJson(body) = body;
    let command = OpenTicket::try_from(Body::read(&body)?)?;
    work.write(may.caller, &body, command, opened).await
}

fn opened(outcome: &Opened) -> StoredAnswer {
    let ticket = TicketOpened::from(outcome);
    let location = format!("{ROOT}/tickets/{}", ticket.id);
    answer::with_header(answer::json(201, &Wrapped { ticket }), "location", location)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::json;
    use tessera_domain::priority::Rank;

    fn read(text: &str) -> Result<OpenTicket, Vec<String>> {
        let read = Body::read(&body::of(text)).and_then(|body| Ok(OpenTicket::try_from(body)?));
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    fn command(body: &Value) -> Result<OpenTicket, Vec<String>> {
        read(&body.to_string())
    }

    #[test]
    fn every_member_finds_its_place() {
        let command = command(&json!({
            "title": "Issue with API integration", "description": "Details", "priority": "high",
            "category": "Technical Support", "metadata": {"customer_id": "CUST-123"}, "ticket_id": "ignored"
        }))
        .unwrap();
        assert_eq!(command.title.as_str(), "Issue with API integration");
        assert_eq!(command.description.unwrap().as_str(), "Details");
        assert_eq!(command.rank, Some(Rank::HIGH));
        assert_eq!(command.category.unwrap().as_str(), "Technical Support");
        assert_eq!(command.metadata.unwrap()["customer_id"], "CUST-123");
    }

    #[test]
    fn nulls_say_the_same_as_nothing() {
        let bare = command(&json!({"title": " "})).unwrap();
        let nulls = command(&json!({
            "title": " ", "description": null, "priority": null, "category": null, "metadata": null
        }));
        assert_eq!(nulls.unwrap(), bare);
        assert_eq!(
            (bare.description, bare.rank, bare.category, bare.metadata),
            (None, None, None, None)
        );
        let empty = command(&json!({"title": " ", "description": "", "category": ""})).unwrap();
        assert_eq!(empty.description.unwrap().as_str(), "");
        assert_eq!(empty.category, None);
    }

    #[test]
    fn a_body_that_cannot_be_read_lacks_the_title() {
        for text in body::UNREADABLE {
            assert_eq!(read(text).unwrap_err(), ["title: Required"], "{text}");
        }
    }

    #[test]
    fn titles_are_1_to_500_scalars() {
        assert!(command(&json!({"title": "🎫".repeat(500)})).is_ok());
        for bad in [
            json!("🎫".repeat(501)),
            json!(""),
            json!("a\u{0}"),
            json!(null),
            json!(1),
            json!(["x"]),
        ] {
            let issues = command(&json!({"title": bad})).unwrap_err();
            assert!(
                issues.len() == 1 && issues[0].starts_with("title: "),
                "{issues:?}"
            );
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let issues = command(&json!({
            "description": 1, "priority": "critical", "category": "x".repeat(256), "metadata": []
        }));
        assert_eq!(
            issues.unwrap_err(),
            [
                "title: Required",
                "description: Expected string, received number",
                "priority: Must be one of: low, medium, high, urgent",
                "category: Must have at most 255 character(s)",
                "metadata: Expected object, received array"
            ]
        );
        assert!(command(&json!({"title": "x", "category": "x".repeat(255)})).is_ok());
    }

    #[test]
    fn the_answer_says_where_the_ticket_is() {
        let answer = opened(&samples::opened());
        let location = format!("/functions/v1/integration-tickets/tickets/{}", samples::id(2));
        assert_eq!(answer.status, 201);
        assert!(answer.headers.contains(&("location".to_owned(), location)));
    }
}
