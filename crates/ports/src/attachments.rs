//! Attachments: their rows inside a transaction, and reading them.

use crate::{error::StoreResult, queries::PersonCard};
use tessera_domain::{
    attachment::{Attachment, Media, Totals},
    id::{AttachmentId, CommentId, FileId, TenantId, TicketId, UserId},
    listing::{Page, Window},
    time::Time,
    visibility::Sight,
};

/// An attachment with what is shown beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachmentSheet {
    /// The attachment.
    pub attachment: Attachment,
    /// The number of its ticket.
    pub ticket_number: i64,
    /// Who brought it.
    pub uploaded_by: Option<PersonCard>,
}

/// Which attachments of a ticket are to belong to a comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommentFiles {
    /// The ticket.
    pub ticket: TicketId,
    /// The comment under it.
    pub comment: CommentId,
    /// Whether the comment is internal.
    pub internal: bool,
    /// Names, as people see them.
    pub names: Vec<String>,
    /// Numbers.
    pub numbers: Vec<i64>,
}

/// Stored attachments.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Attachments {
    /// The ticket of that number, in sight or not.
    fn ticket_numbered(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<TicketId>>;

    /// The attachment of that number, whatever its ticket and audience; the use case decides who may know of it.
    /// Until the transaction ends nobody else can change it.
    fn find(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Attachment>>;

    /// The attachment as it is shown.
    fn sheet(&mut self, tenant: TenantId, id: AttachmentId) -> StoreResult<Option<AttachmentSheet>>;

    /// Whether another attachment is served there.
    fn is_served(&mut self, tenant: TenantId, media: &Media) -> StoreResult<bool>;

    /// Counts a new file, and says what the tenant and what the person has with it. Until the transaction ends
    /// everybody of the tenant who wants to add a file waits.
    fn count(&mut self, tenant: TenantId, user: UserId, size: u64) -> StoreResult<[Totals; 2]>;

    /// Stores a new attachment, which was [counted](Self::count).
    ///
    /// MUST give [`Taken`](crate::StoreError::Taken) for a number or a place that is in use.
    fn insert(&mut self, tenant: TenantId, attachment: &Attachment) -> StoreResult<()>;

    /// Stores the attachment's name, audience, description, comment and scan over the version before its own.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not that one.
    fn update(&mut self, tenant: TenantId, attachment: &Attachment) -> StoreResult<()>;

    /// Takes the attachment away, and remembers that its file is to be deleted.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is another one.
    fn remove(&mut self, tenant: TenantId, attachment: &Attachment, now: Time) -> StoreResult<()>;

    /// Does the same to all attachments of a ticket that is about to be deleted, and says how many that were.
    fn remove_of_ticket(&mut self, tenant: TenantId, ticket: TicketId, now: Time) -> StoreResult<u64>;

    /// Makes those of the ticket's attachments belong to the comment that have one of the names or numbers and belong
    /// to no comment yet, and gives their numbers, smallest first. What is not there is passed over. An internal one
    /// only goes with an internal comment.
    fn bind_to_comment(&mut self, tenant: TenantId, wanted: &CommentFiles) -> StoreResult<Vec<i64>>;

    /// Forgets that these files were to be deleted: they are.
    fn forget_removed(&mut self, tenant: TenantId, files: &[FileId]) -> StoreResult<()>;
}

/// Which attachments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AttachmentsWanted {
    /// Those of the ticket of this number; of every ticket in sight, where there is none.
    pub ticket: Option<i64>,
    /// Whether internal ones are among them.
    pub internal: bool,
    /// Which part.
    pub window: Window,
}

/// Attachments, read outside transactions.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait AttachmentQueries: Send + Sync {
    /// The wanted part by number, and how many there are. Nothing when the ticket that was named is not in sight.
    fn attachments(
        &self,
        tenant: TenantId,
        sight: &Sight,
        wanted: &AttachmentsWanted,
    ) -> StoreResult<Option<Page<AttachmentSheet>>>;

    /// The attachment of that number, if its ticket is in sight, whatever its audience.
    fn attachment(
        &self,
        tenant: TenantId,
        sight: &Sight,
        number: i64,
    ) -> StoreResult<Option<AttachmentSheet>>;

    /// The attachment that is served there, in sight or not.
    fn attachment_at(&self, tenant: TenantId, media: &Media) -> StoreResult<Option<AttachmentSheet>>;

    /// What the tenant has, or one person of it.
    fn attachment_totals(&self, tenant: TenantId, user: Option<UserId>) -> StoreResult<Totals>;

    /// Attachments that the scanner has not looked at, oldest first, those after `after`, at most `limit`.
    fn unscanned(
        &self,
        tenant: TenantId,
        after: Option<AttachmentId>,
        limit: i64,
    ) -> StoreResult<Vec<Attachment>>;

    /// Files that are to be deleted, at most `limit`.
    fn removed_files(&self, tenant: TenantId, limit: i64) -> StoreResult<Vec<FileId>>;

    /// Which of these files some attachment has.
    fn files_in_use(&self, tenant: TenantId, files: &[FileId]) -> StoreResult<Vec<FileId>>;
}
