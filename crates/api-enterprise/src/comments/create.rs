//! Saying something under a ticket.

use crate::{
    body::{self, Extent, Spelled, as_text, filled, said},
    document::{RepeatHeader, TAG_COMMENTS, WriteUnderRefusals},
    envelope::{Envelope, Success},
    schema,
    view::comment::CommentRow,
};
use actix_web::{HttpResponse, post};
use serde_json::Value;
use tessera_application::{
    comments::{AddNumbered, FileNamed, Mention},
    tickets,
    views::CommentSheet,
};
use tessera_domain::{
    caller::Caller,
    comment::Audience,
    issue::{FieldPath, Issue, Problem},
    text::{self, CommentText, Name},
};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::CommentTickets},
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};
use utoipa::ToSchema;

/// What is said. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewComment, example = json!({
    "content": "I've investigated this issue and found the root cause.", "is_internal": false,
    "mentions": ["@john.doe", "@admin"], "attachments": ["investigation_log.txt"]
}))]
pub struct Sent {
    /// What is said.
    #[schema(value_type = schema::LongText)]
    content: CommentText,
    /// Whether requesters do not see it: they do unless it is said. What requesters themselves say is never hidden.
    #[schema(value_type = Option<bool>, required = false)]
    is_internal: bool,
    /// Whom it names, by `@` and the name they sign in with, or by number. Who is not known is passed over.
    #[schema(value_type = schema::NamesOrIds, required = false)]
    mentions: Vec<Mention>,
    /// The files of the ticket that belong to it, by name or number. What is not there is passed over.
    #[schema(value_type = schema::NamesOrIds, required = false)]
    attachments: Vec<FileNamed>,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let content = Extent::Whole.demanded(&mut fields, "content", |content| {
            CommentText::parse(filled(content, CommentText::MAX)?)
        });
        let is_internal = said(fields.patch("is_internal").boolean()).unwrap_or_default();
        let mentions = said(fields.patch("mentions").each(mention)).unwrap_or_default();
        let attachments = said(fields.patch("attachments").each(file)).unwrap_or_default();
        fields.finish()?;
        Ok(Self {
            content: content.ok_or_else(|| Issue::new("content", Problem::Required))?,
            is_internal,
            mentions,
            attachments,
        })
    }

    fn into_command(self, ticket: i64, caller: &Caller) -> AddNumbered {
        let Self {
            content,
            is_internal,
            mentions,
            attachments,
        } = self;
        AddNumbered {
            ticket,
            text: content,
            audience: caller.audience(Audience::from_internal(is_internal)),
            mentions,
            files: attachments,
        }
    }
}

fn mention(value: Value, path: &FieldPath) -> Result<Mention, Vec<Issue>> {
    let named = |login: &str| Mention::Login(login.strip_prefix('@').unwrap_or(login).to_owned());
    name_or_number(value, path, named, Mention::Number)
}

fn file(value: Value, path: &FieldPath) -> Result<FileNamed, Vec<Issue>> {
    let named = |name: &str| FileNamed::Name(name.to_owned());
    name_or_number(value, path, named, FileNamed::Number)
}

fn name_or_number<T>(
    value: Value,
    path: &FieldPath,
    named: impl FnOnce(&str) -> T,
    numbered: impl FnOnce(i64) -> T,
) -> Result<T, Vec<Issue>> {
    match value {
        Value::Number(number) => body::number(number.into(), path).map(numbered),
        text => as_text(|text| {
            let name = text.trim();
            text::check(name, 0, Name::MAX).map(|()| named(name))
        })(text, path),
    }
}

/// Add a comment
///
/// Whoever sees the ticket may. Whether it exists is told before what is wrong with the body.
#[utoipa::path(
    context_path = "/comments",
    operation_id = "createComment",
    tag = TAG_COMMENTS,
    params(IdPath, RepeatHeader),
    request_body(content = Sent, description = "The comment"),
    responses((status = 201, description = "The comment", body = Success<CommentRow>), WriteUnderRefusals)
)]
#[post("/ticket/{id}")]
pub async fn create(
    may: May<CommentTickets>,
    id: Address,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    match Sent::read(&body) {
        Ok(sent) => {
            let command = sent.into_command(number, &caller);
            let envelope = Envelope::of(&work);
            work.write(caller, &body, command, move |sheet| created(&envelope, sheet))
                .await
        }
        Err(fault) => {
            work.read(move |app| tickets::sheet(app, &caller, number)).await?;
            Err(fault)
        }
    }
}

fn created(envelope: &Envelope, sheet: &CommentSheet) -> StoredAnswer {
    envelope.added("Comment added successfully", CommentRow::from(sheet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value) -> Result<Sent, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        Sent::read(&body).map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_documented_comment_is_understood() {
        let sent = read(&json!({
            "content": "I've investigated this issue and found the root cause.", "is_internal": false,
            "mentions": ["@john.doe", "admin", 5], "attachments": ["investigation_log.txt", 7]
        }));
        let sent = sent.ok().unwrap();
        assert!(!sent.is_internal);
        assert_eq!(
            sent.mentions,
            [
                Mention::Login("john.doe".into()),
                Mention::Login("admin".into()),
                Mention::Number(5)
            ]
        );
        assert_eq!(
            sent.attachments,
            [
                FileNamed::Name("investigation_log.txt".into()),
                FileNamed::Number(7)
            ]
        );
    }

    #[test]
    fn content_is_enough() {
        for body in [
            json!({"content": "a"}),
            json!({"content": "a", "is_internal": null, "mentions": null, "attachments": null}),
        ] {
            let sent = read(&body).ok().unwrap();
            assert_eq!(
                (sent.is_internal, sent.mentions.len(), sent.attachments.len()),
                (false, 0, 0)
            );
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, told) in [
            (json!({}), "content: Required"),
            (json!({"content": " \n"}), "content: Must not be blank"),
            (json!({"content": 1}), "content: Expected string, received number"),
            (
                json!({"content": "a", "is_internal": "no"}),
                "is_internal: Expected boolean, received string",
            ),
            (
                json!({"content": "a", "mentions": "@a"}),
                "mentions: Expected array, received string",
            ),
            (
                json!({"content": "a", "mentions": [true]}),
                "mentions.0: Expected string, received boolean",
            ),
        ] {
            assert_eq!(read(&body).err().unwrap(), [told], "{body}");
        }
    }
}
