//! Comments inside a transaction.

use crate::error::StoreResult;
use tessera_domain::{
    comment::Comment,
    id::{CommentId, TenantId},
};

/// Stored comments.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Comments {
    /// The comment, whatever its ticket and audience; the use case decides who may know of it.
    fn find(&mut self, tenant: TenantId, id: CommentId) -> StoreResult<Option<Comment>>;

    /// Stores new comments. All must be of `tenant`.
    fn insert(&mut self, tenant: TenantId, comments: &[Comment]) -> StoreResult<()>;
}
