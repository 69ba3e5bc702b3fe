//! Writing a comment.

use crate::{
    address::TicketPath,
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_COMMENTS},
    rich, schema,
    tickets::fields::Suppression,
    view::{comment::CommentRow, envelope::Data},
};
use actix_web::{HttpResponse, post};
use serde_json::{Map, Value};
use tessera_application::comments::{AddComment, Commented};
use tessera_domain::{
    attributes,
    comment::Audience,
    id::TicketId,
    issue::{FieldPath, Issue, Problem},
    text::CommentText,
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::CommentTickets},
    conditional::IfMatch,
    fault::Fault,
    json::{Fields, JsonBody},
    ticket_address::TicketAddress,
    work::Work,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// The most characters that a reader may see.
const MAX_VISIBLE: usize = 5000;

/// A comment to write. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewComment, example = json!({"comment_text": "On my way.", "is_internal": false}))]
pub struct Body {
    /// The text: plain, or a rich document written down as JSON. A reader may see at most 5,000 characters of it, and
    /// must see more than white space.
    #[schema(value_type = schema::CommentBody)]
    comment_text: String,
    /// Whether only staff may read it. A reply is read by whom its parent is, whatever is said here.
    #[schema(nullable = false, default = false)]
    is_internal: Option<bool>,
    /// Whether it says how the ticket was solved.
    #[schema(nullable = false, default = false)]
    is_resolution: Option<bool>,
    /// The comment it replies to.
    #[schema(nullable = false)]
    parent_comment_id: Option<Uuid>,
    /// The client's own data.
    #[schema(value_type = schema::Metadata, required = false)]
    metadata: Option<Map<String, Value>>,
    /// Whom not to tell.
    #[serde(flatten)]
    #[schema(value_type = schema::Suppressed)]
    suppression: Suppression,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            comment_text: fields.required("comment_text").parsed(String::new(), checked),
            is_internal: fields.optional("is_internal").boolean(),
            is_resolution: fields.optional("is_resolution").boolean(),
            parent_comment_id: fields.optional("parent_comment_id").uuid(),
            metadata: read_metadata(&mut fields),
            suppression: Suppression::read(&mut fields),
        };
        read.suppression.check(&mut fields);
        fields.finish()?;
        Ok(read)
    }

    fn into_command(self, ticket: TicketId, expected: Option<Vec<i64>>) -> Result<AddComment, Issue> {
        let Self {
            comment_text,
            is_internal,
            is_resolution,
            parent_comment_id,
            metadata,
            suppression: _,
        } = self;
        Ok(AddComment {
            ticket,
            text: CommentText::parse(comment_text).map_err(|problem| Issue::new("comment_text", problem))?,
            audience: Audience::from_internal(is_internal.unwrap_or(false)),
            resolution: is_resolution.unwrap_or(false),
            parent: parent_comment_id.map(Into::into),
            metadata,
            expected,
        })
    }
}

fn checked(text: String) -> Result<String, Problem> {
    tessera_domain::text::check(&text, 0, CommentText::MAX)?;
    if rich::is_blank(&text) {
        return Err(Problem::Blank);
    }
    if rich::visible_length(&text) > MAX_VISIBLE {
        return Err(Problem::TooLong { max: MAX_VISIBLE });
    }
    Ok(text)
}

fn read_metadata(fields: &mut Fields) -> Option<Map<String, Value>> {
    let metadata = fields.optional("metadata").object()?;
    let mut issues = Vec::new();
    attributes::check_object(&FieldPath::field("metadata"), &metadata, &mut issues);
    for issue in issues {
        fields.refuse(issue);
    }
    Some(metadata)
}

/// Write a comment
///
/// Writing internally needs the right to do so. `If-Match` takes the ticket's version.
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "addTicketComment",
    tag = TAG_COMMENTS,
    params(TicketPath, MatchHeader, RepeatHeader),
    request_body(content = Body, description = "The comment"),
    responses(
        (status = 201, description = "The comment as it was written, without its author's name", body = Data<CommentRow>),
        ChangeRefusals
    )
)]
#[post("/tickets/{ticket_id}/comments")]
pub async fn add(
    may: May<CommentTickets>,
    ticket: TicketAddress,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let wanted = Body::read(&body)?;
    let command = wanted.into_command(ticket.id()?, expected.0)?;
    work.write(may.caller, &body, command, added).await
}

fn added(commented: &Commented) -> StoredAnswer {
    answer::json(
        201,
        &Data {
            data: CommentRow::from(&commented.comment),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn command(body: &Value) -> Result<AddComment, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let ticket = Uuid::from_u128(1).into();
        let read = Body::read(&body).and_then(|body| Ok(body.into_command(ticket, None)?));
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_comment_is_public_unless_said() {
        let comment = command(&json!({"comment_text": " On my way. "})).unwrap();
        assert_eq!(comment.text.as_str(), " On my way. ", "nothing is trimmed");
        assert_eq!(
            (comment.audience, comment.resolution, comment.parent),
            (Audience::Public, false, None)
        );
        let internal =
            command(&json!({"comment_text": "x", "is_internal": true, "is_resolution": true})).unwrap();
        assert_eq!(
            (internal.audience, internal.resolution),
            (Audience::Internal, true)
        );
    }

    #[test]
    fn blank_and_long_texts_are_refused() {
        let table = [
            (json!({}), "comment_text: Required"),
            (json!({"comment_text": ""}), "comment_text: Must not be blank"),
            (
                json!({"comment_text": " \n\t"}),
                "comment_text: Must not be blank",
            ),
            (
                json!({"comment_text": "x".repeat(5001)}),
                "comment_text: Must have at most 5000 character(s)",
            ),
            (
                json!({"comment_text": "a\u{0}"}),
                "comment_text: Must not contain the NUL character",
            ),
            (
                json!({"comment_text": "x", "is_internal": null}),
                "is_internal: Expected boolean, received null",
            ),
        ];
        for (body, issue) in table {
            assert_eq!(command(&body).unwrap_err(), [issue], "{body}");
        }
    }

    #[test]
    fn only_what_a_reader_sees_counts() {
        let rich = |text: &str| {
            json!([{"type": "paragraph", "content": [{"type": "text", "text": text}]}]).to_string()
        };
        assert!(command(&json!({"comment_text": rich(&"x".repeat(5000))})).is_ok());
        assert!(command(&json!({"comment_text": rich(&"x".repeat(5001))})).is_err());
        assert!(command(&json!({"comment_text": rich(" ")})).is_err());
    }

    #[test]
    fn metadata_is_a_bounded_object() {
        let comment = command(&json!({"comment_text": "x", "metadata": {"a": [1]}})).unwrap();
        assert_eq!(comment.metadata.unwrap()["a"], json!([1]));
        for bad in [json!(null), json!([]), json!({"a": "x".repeat(70_000)})] {
            assert!(command(&json!({"comment_text": "x", "metadata": bad})).is_err());
        }
    }
}
