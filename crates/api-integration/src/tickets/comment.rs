//! Commenting on a ticket.

use crate::{
    address::TicketPath,
    body,
    document::{ChangeRefusals, RepeatHeader, TAG_TICKETS},
    error, schema,
    view::ticket::CommentAdded,
};
use actix_web::{HttpResponse, post};
use tessera_application::{comments::Commented, integration::CommentOnOwn};
use tessera_domain::{
    comment::Audience,
    id::TicketId,
    issue::{Issue, Problem},
    text::CommentText,
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::CommentTickets},
    fault::Fault,
    json::{AssumedJson, JsonBody},
    ticket_address::TicketAddress,
    work::Work,
};
use utoipa::ToSchema;

/// A comment to add. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewComment, example = json!({
    "content": "We have received additional information from the customer.", "is_internal": false
}))]
pub struct Body {
    /// What is said.
    #[schema(value_type = schema::ContentText)]
    content: Option<CommentText>,
    /// Whether only staff may read it.
    #[schema(value_type = schema::FlagOrNull, required = false, default = false)]
    is_internal: Option<bool>,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body::fields(body);
        let read = Self {
            content: fields
                .required("content")
                .parsed(None, |text| CommentText::parse(text).map(Some)),
            is_internal: fields.patch("is_internal").boolean().value().copied(),
        };
        fields.finish()?;
        Ok(read)
    }

    fn into_command(self, ticket: TicketId) -> Result<CommentOnOwn, Issue> {
        let Self { content, is_internal } = self;
        Ok(CommentOnOwn {
            ticket,
            text: content.ok_or_else(|| Issue::new("content", Problem::Required))?,
            audience: Audience::from_internal(is_internal.unwrap_or(false)),
        })
    }
}

/// Add comment
///
/// Add a comment to an existing ticket. The ticket's `updated_at` moves by it.
#[utoipa::path(
    context_path = "/functions/v1/integration-tickets",
    operation_id = "addComment",
    tag = TAG_TICKETS,
    params(TicketPath, RepeatHeader),
    request_body(content = Body, description = "The comment"),
    responses(
        (status = 201, description = "The comment was added", body = CommentAdded,
         example = json!({"comment_id": "660e8400-e29b-41d4-a716-446655440111"})),
        ChangeRefusals
    )
)]
#[post("/tickets/{ticket_id}/comments")]
pub async fn comment(
    may: May<CommentTickets>,
    ticket: TicketAddress,
    work: Work,
    body: AssumedJson,
) -> Result<HttpResponse, Fault> {
    let AssumedJson(body) = body;
    let command = Body::read(&body)?.into_command(ticket.id()?)?;
    let written = work.write(may.caller, &body, command, added).await;
    written.map_err(|fault| error::not_yours(fault, "Not authorized to comment on this ticket"))
}

fn added(commented: &Commented) -> StoredAnswer {
    answer::json(
        201,
        &CommentAdded {
            comment_id: commented.comment.id.uuid(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn read(text: &str) -> Result<CommentOnOwn, Vec<String>> {
        let ticket = Uuid::from_u128(1).into();
        let read = Body::read(&body::of(text)).and_then(|body| Ok(body.into_command(ticket)?));
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    fn command(body: &Value) -> Result<CommentOnOwn, Vec<String>> {
        read(&body.to_string())
    }

    #[test]
    fn a_comment_is_public_unless_said() {
        for (body, audience) in [
            (json!({"content": " x "}), Audience::Public),
            (json!({"content": " x ", "is_internal": null}), Audience::Public),
            (json!({"content": " x ", "is_internal": false}), Audience::Public),
            (json!({"content": " x ", "is_internal": true}), Audience::Internal),
        ] {
            let command = command(&body).unwrap();
            assert_eq!(
                (command.text.as_str(), command.audience),
                (" x ", audience),
                "{body}"
            );
        }
    }

    #[test]
    fn a_body_that_cannot_be_read_lacks_the_content() {
        for text in body::UNREADABLE {
            assert_eq!(read(text).unwrap_err(), ["content: Required"], "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, issue) in [
            (
                json!({"content": ""}),
                "content: Must have at least 1 character(s)",
            ),
            (
                json!({"content": null}),
                "content: Expected string, received null",
            ),
            (json!({"content": 1}), "content: Expected string, received number"),
            (
                json!({"content": "\u{0}"}),
                "content: Must not contain the NUL character",
            ),
            (
                json!({"content": "x", "is_internal": "true"}),
                "is_internal: Expected boolean, received string",
            ),
        ] {
            assert_eq!(command(&body).unwrap_err(), [issue], "{body}");
        }
    }
}
