//! Comments inside a transaction.

use crate::{error::StoreResult, queries::CommentSheet};
use tessera_domain::{
    comment::Comment,
    id::{CommentId, TenantId, UserId},
};

/// Stored comments.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Comments {
    /// The comment, whatever its ticket and audience; the use case decides who may know of it.
    fn find(&mut self, tenant: TenantId, id: CommentId) -> StoreResult<Option<Comment>>;

    /// The comment of that number, on the same terms.
    fn by_number(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Comment>>;

    /// The comment as it is read, as it stands in this transaction.
    fn sheet(&mut self, tenant: TenantId, id: CommentId) -> StoreResult<Option<CommentSheet>>;

    /// Stores new comments. All must be of `tenant`.
    fn insert(&mut self, tenant: TenantId, comments: &[Comment]) -> StoreResult<()>;

    /// Stores the text, times and version of `after` over `before`, both of the same comment, `after` one version
    /// later.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not that of `before`.
    fn update(&mut self, tenant: TenantId, before: &Comment, after: &Comment) -> StoreResult<()>;

    /// Takes the comment away. What replied to it replies to what it replied to; where it began its thread, the
    /// oldest reply begins it now. Its files stay with the ticket.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the comment's.
    fn delete(&mut self, tenant: TenantId, comment: &Comment) -> StoreResult<()>;

    /// Notes that the comment names these people, in this order; who is given twice is one.
    fn mention(&mut self, tenant: TenantId, comment: CommentId, people: &[UserId]) -> StoreResult<()>;
}
