//! Comments under tickets.

pub mod change;
pub mod create;
pub mod list;
pub mod remove;
pub mod show;

use crate::{
    answers,
    body::{self, Body, Extent, Spelled},
    schema,
    view::comment::CommentRow,
};
use tessera_application::views::CommentSheet;
use tessera_domain::text::CommentText;
use tessera_http::{answer::StoredAnswer, fault::Fault, json::JsonBody};
use utoipa::ToSchema;

/// What is said. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewComment, example = json!({
    "ticket": 5, "content": "This has been fixed and deployed to production."
}))]
pub struct Sent {
    /// The ticket's number.
    #[schema(value_type = schema::Key)]
    ticket: Option<i64>,
    /// What is said.
    #[schema(value_type = schema::ContentText)]
    content: Option<CommentText>,
}

/// What a comment becomes. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = CommentReplacement, example = json!({
    "ticket": 5, "content": "This has been fixed and deployed to production."
}))]
#[expect(
    dead_code,
    reason = "only the document knows it; it is read as a new comment is"
)]
pub struct Replacement {
    /// A ticket's number. The comment stays under its own, whichever is named.
    #[schema(value_type = schema::AnyKey)]
    ticket: i64,
    /// What is said.
    #[schema(value_type = schema::ContentText)]
    content: CommentText,
}

tessera_http::shapes! {
    /// What changes of a comment. What is not named stays; unknown members are ignored.
    CommentChange = schema::part_of::<Replacement>("What changes of a comment. What is not named stays.");
}

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut body = Body::read(body, extent)?;
        let read = Self {
            ticket: body.demanded("ticket").key(),
            content: body
                .demanded("content")
                .told(|text| CommentText::parse(body::filled(text, CommentText::MAX)?)),
        };
        body.finish()?;
        Ok(read)
    }
}

/// The comment as it stands now.
fn changed(sheet: &CommentSheet) -> StoredAnswer {
    answers::versioned(200, &CommentRow::from(sheet), sheet.comment.version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Sent::read(&body, extent);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn ticket_and_content_are_all() {
        let sent = read(&json!({"ticket": "5", "content": " done \n"}), Extent::Whole).unwrap();
        assert_eq!(sent.ticket, Some(5));
        assert_eq!(sent.content.unwrap().as_str(), "done");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, issues) in [
            (json!({}), &["ticket: Required", "content: Required"][..]),
            (
                json!({"ticket": "x", "content": " "}),
                &[
                    "ticket: Expected a number, received string",
                    "content: Must not be blank",
                ],
            ),
            (
                json!({"ticket": 5, "content": null}),
                &["content: Expected string, received null"],
            ),
        ] {
            assert_eq!(read(&body, Extent::Whole).err().unwrap(), issues, "{body}");
        }
        assert!(read(&json!({}), Extent::Part).is_ok());
    }
}
