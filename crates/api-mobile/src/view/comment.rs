//! Comments as the app reads them.

use super::known_name;
use crate::rich;
use serde::Serialize;
use serde_json::{Map, Value};
use tessera_application::views::CommentView;
use tessera_domain::comment::Comment;
use tessera_http::moment::Moment;
use utoipa::ToSchema;
use uuid::Uuid;

/// A comment's own columns.
#[derive(Serialize, ToSchema)]
pub struct CommentRow {
    /// The tenant's id.
    pub tenant: Uuid,
    /// The comment's id.
    pub comment_id: Uuid,
    /// The ticket it stands under.
    pub ticket_id: Uuid,
    /// Who wrote it; null for what the service wrote itself.
    pub user_id: Option<Uuid>,
    /// Always null.
    pub contact_id: Option<Uuid>,
    /// Who wrote it, roughly.
    pub author_type: AuthorType,
    /// The text.
    pub note: String,
    /// Whether only staff may read it.
    pub is_internal: bool,
    /// Whether it says how the ticket was solved.
    pub is_resolution: bool,
    /// Whether the service wrote it itself.
    pub is_system_generated: bool,
    /// Always null.
    pub markdown_content: Option<String>,
    /// The client's own data.
    pub metadata: Option<Map<String, Value>>,
    /// When it was written.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
    /// The first comment of its thread: itself unless it is a reply.
    pub thread_id: Uuid,
    /// The comment it replies to.
    pub parent_comment_id: Option<Uuid>,
    /// Always null.
    pub deleted_at: Option<Moment>,
    /// Always `published`.
    #[schema(example = "published")]
    pub publish_state: &'static str,
    /// When readers could first see it: when it was written.
    pub published_at: Moment,
    /// Always null.
    pub schedule_job_id: Option<String>,
    /// The text again.
    pub comment_text: String,
    /// Who wrote it, again.
    pub created_by: Option<Uuid>,
    /// Always null.
    pub author_contact_id: Option<Uuid>,
    /// Always null.
    pub author_contact_name: Option<String>,
    /// Always null.
    pub author_contact_email: Option<String>,
    /// The text as HTML.
    #[schema(example = "<p>On my way.</p>")]
    pub comment_html: String,
}

/// Who wrote a comment, roughly.
#[derive(Serialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum AuthorType {
    /// A person of the tenant.
    Internal,
    /// The service itself.
    System,
}

impl From<&Comment> for CommentRow {
    fn from(comment: &Comment) -> Self {
        let author = comment.author.map(Into::into);
        Self {
            tenant: comment.tenant.uuid(),
            comment_id: comment.id.uuid(),
            ticket_id: comment.ticket.uuid(),
            user_id: author,
            contact_id: None,
            author_type: if author.is_some() {
                AuthorType::Internal
            } else {
                AuthorType::System
            },
            note: comment.text.to_string(),
            is_internal: comment.audience.is_internal(),
            is_resolution: comment.resolution,
            is_system_generated: author.is_none(),
            markdown_content: None,
            metadata: comment.metadata.clone(),
            created_at: Moment(comment.created_at),
            updated_at: Moment(comment.updated_at),
            thread_id: comment.thread.uuid(),
            parent_comment_id: comment.parent.map(Into::into),
            deleted_at: None,
            publish_state: "published",
            published_at: Moment(comment.created_at),
            schedule_job_id: None,
            comment_text: comment.text.to_string(),
            created_by: author,
            author_contact_id: None,
            author_contact_name: None,
            author_contact_email: None,
            comment_html: rich::html(Some(comment.text.as_str())),
        }
    }
}

/// A comment in its ticket's list.
#[derive(Serialize, ToSchema)]
pub struct CommentListed {
    /// Its own columns.
    #[serde(flatten)]
    pub row: CommentRow,
    /// "First Last" of who wrote it, or whichever is known.
    pub created_by_name: Option<String>,
    /// Always null.
    pub created_by_avatar_url: Option<String>,
    /// Reactions: none are kept yet.
    #[schema(value_type = Vec<Object>)]
    pub reactions: [(); 0],
    /// The names of who reacted, by id: none are kept yet.
    #[schema(value_type = Object)]
    pub reaction_user_names: Map<String, Value>,
}

impl From<CommentView> for CommentListed {
    fn from(view: CommentView) -> Self {
        Self {
            row: CommentRow::from(&view.comment),
            created_by_name: known_name(view.author_name.as_ref()),
            created_by_avatar_url: None,
            reactions: [],
            reaction_user_names: Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::json;

    #[test]
    fn the_text_stands_under_both_names_and_as_html() {
        let row = serde_json::to_value(CommentRow::from(&samples::comment())).unwrap();
        assert_eq!(
            (&row["note"], &row["comment_text"]),
            (&json!("On <my> way."), &json!("On <my> way."))
        );
        assert_eq!(row["comment_html"], json!("<p>On &lt;my&gt; way.</p>"));
        assert_eq!(row["author_type"], json!("internal"));
        assert_eq!(row["thread_id"], row["comment_id"]);
        assert!(
            row.get("created_by_name").is_none(),
            "a new comment comes without names"
        );
    }

    #[test]
    fn what_nobody_wrote_the_system_wrote() {
        let comment = Comment {
            author: None,
            ..samples::comment()
        };
        let listed = CommentListed::from(CommentView {
            comment,
            author_name: None,
        });
        let listed = serde_json::to_value(listed).unwrap();
        assert_eq!(listed["author_type"], json!("system"));
        assert_eq!(listed["is_system_generated"], json!(true));
        assert_eq!(
            (&listed["created_by"], &listed["created_by_name"]),
            (&Value::Null, &Value::Null)
        );
    }

    #[test]
    fn a_listed_comment_carries_the_extras() {
        let listed = serde_json::to_value(CommentListed::from(samples::comment_view())).unwrap();
        assert_eq!(listed["created_by_name"], json!("Robin Sample"));
        assert_eq!(
            (&listed["reactions"], &listed["reaction_user_names"]),
            (&json!([]), &json!({}))
        );
    }
}
