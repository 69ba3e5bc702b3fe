//! Tags: the tenant's words for sorting tickets.

use crate::{id::TagId, text::Name};

/// One tag. Its text is unique in the tenant without regard to case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// What it says.
    pub text: Name,
}
