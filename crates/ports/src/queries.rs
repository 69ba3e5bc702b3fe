//! Reading for screens: read models, outside transactions.

mod boards;
mod dossier;
#[cfg(feature = "mock")]
mod mock;

#[cfg(feature = "mock")]
pub use boards::MockBoardQueries;
pub use boards::{
    BoardQueries, ColumnOrder, ColumnSheet, ColumnsWanted, Maker, ProjectSheet, TagContactSheet, TagSheet,
    TagsAsked,
};
#[cfg(feature = "mock")]
pub use dossier::MockDossierQueries;
pub use dossier::{
    ActorLabel, DossierLimits, DossierQueries, RelatedTicket, TicketDossier, TimelineEntry, TimelineWanted,
};

#[cfg(feature = "mock")]
pub use mock::MockQueries;

use crate::{
    approvals::ApprovalQueries,
    attachments::AttachmentQueries,
    credentials::{Presented, PresentedSession},
    departments::DepartmentQueries,
    error::StoreResult,
    integration::IntegrationQueries,
    notifications::NotificationQueries,
    numbers::{NumbersFound, NumbersWanted},
    reports::ReportQueries,
    sla::SlaQueries,
    webhooks::WebhookQueries,
    world::Fingerprint,
};
use tessera_domain::{
    caller::Viewer,
    client::{Client, Contact},
    comment::Comment,
    event::Event,
    id::{
        ClientId, CommentId, ContactId, DepartmentId, PriorityId, ProjectId, SessionId, StatusId, TagId,
        TenantId, TicketId, UserId,
    },
    listing::{Direction, Page, Position, Sort, SortKey, TicketFilter, Window},
    priority::Priority,
    project::Project,
    status::{Status, StatusCategory},
    tenant::{HostName, Slug, Tenant},
    ticket::Ticket,
    time::Time,
    user::{Role, User},
    visibility::{ProjectSight, Sight},
};

/// A person, as shown beside a ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonName {
    /// Given name; may be empty.
    pub first: String,
    /// Family name; may be empty.
    pub last: String,
}

/// A person, as shown where more than a name is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonCard {
    /// Which person.
    pub id: UserId,
    /// The tenant's running number of it.
    pub number: i64,
    /// What they sign in as.
    pub login: String,
    /// Given name; may be empty.
    pub first: String,
    /// Family name; may be empty.
    pub last: String,
    /// Where mail reaches them.
    pub email: Option<String>,
}

/// A tag on a ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TagLabel {
    /// The tag.
    pub id: TagId,
    /// The tenant's running number of it.
    pub number: i64,
    /// What it says.
    pub text: String,
}

/// A ticket as a list shows it: no long texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketCard {
    /// Its id.
    pub id: TicketId,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: StatusId,
    /// The status's name.
    pub status_name: String,
    /// What the status means.
    pub status_category: StatusCategory,
    /// Its priority.
    pub priority: PriorityId,
    /// The priority's name.
    pub priority_name: String,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// That person's name.
    pub assignee_name: Option<PersonName>,
    /// Its client.
    pub client: Option<ClientId>,
    /// The client's name.
    pub client_name: Option<String>,
    /// Its contact.
    pub contact: Option<ContactId>,
    /// The contact's name.
    pub contact_name: Option<String>,
    /// Its project.
    pub project: ProjectId,
    /// Who opened it.
    pub created_by: Option<UserId>,
    /// When it was opened.
    pub created_at: Time,
    /// When it changed last.
    pub updated_at: Time,
    /// When it was finished.
    pub closed_at: Option<Time>,
    /// Its tags, by text.
    pub tags: Vec<TagLabel>,
}

/// A ticket with the names of everything it refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// Its status's name.
    pub status_name: String,
    /// What the status means.
    pub status_category: StatusCategory,
    /// Its priority's name.
    pub priority_name: String,
    /// Its project's name.
    pub project_name: String,
    /// The name of who works on it.
    pub assignee_name: Option<PersonName>,
    /// The name of who opened it.
    pub created_by_name: Option<PersonName>,
    /// Its client.
    pub client: Option<Client>,
    /// Its contact.
    pub contact: Option<Contact>,
    /// Its tags, by text.
    pub tags: Vec<TagLabel>,
    /// Who watches it, by id.
    pub watchers: Vec<UserId>,
}

/// A column, as shown on a ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ColumnLabel {
    /// Its number.
    pub number: i64,
    /// What people see.
    pub name: String,
}

/// A department, as shown on a ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DepartmentLabel {
    /// Which it is.
    pub id: DepartmentId,
    /// Its number.
    pub number: i64,
    /// What people see.
    pub name: String,
}

/// A ticket for dialects that speak integers: everything it refers to with its number, and what its viewer has
/// to do with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketSheet {
    /// The ticket.
    pub ticket: Ticket,
    /// Its status's key.
    pub status_key: String,
    /// Its status's name.
    pub status_name: String,
    /// What the status means.
    pub status_category: StatusCategory,
    /// Its priority's key.
    pub priority_key: String,
    /// Its priority's name.
    pub priority_name: String,
    /// Its project's number.
    pub project_number: i64,
    /// Its project's key.
    pub project_key: String,
    /// Its project's name.
    pub project_name: String,
    /// Its column.
    pub column: Option<ColumnLabel>,
    /// Its department.
    pub department: Option<DepartmentLabel>,
    /// Who works on it: the assignee first, then the further ones in their order.
    pub assignees: Vec<PersonCard>,
    /// Who opened it.
    pub created_by: Option<PersonCard>,
    /// Whether the viewer watches it.
    pub following: bool,
    /// How many comments there are that the viewer may read.
    pub comments: i64,
    /// How many files there are that the viewer may open.
    pub attachments: i64,
    /// Its tags, in the order in which they were given.
    pub tags: Vec<TagLabel>,
}

/// A comment for dialects that speak integers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommentSheet {
    /// The comment.
    pub comment: Comment,
    /// The number of its ticket.
    pub ticket_number: i64,
    /// Who wrote it.
    pub author: Option<PersonCard>,
    /// The numbers of the people it names, in their order.
    pub mentions: Vec<i64>,
    /// The numbers of the files that belong to it.
    pub attachments: Vec<i64>,
}

/// How many tickets there are of each sort.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TicketStats {
    /// All of them.
    pub total: i64,
    /// Unfinished.
    pub open: i64,
    /// Finished.
    pub closed: i64,
    /// Without an assignee, finished ones included.
    pub unassigned: i64,
    /// Unfinished and past their due time.
    pub overdue: i64,
    /// By status.
    pub by_status: Vec<(StatusId, i64)>,
    /// By the priority's name.
    pub by_priority: Vec<(String, i64)>,
    /// By category; uncategorised ones are left out.
    pub by_category: Vec<(String, i64)>,
    /// By the project's name.
    pub by_project: Vec<(String, i64)>,
    /// Opened since each of the asked moments, in the order asked.
    pub created_since: Vec<i64>,
}

/// A comment with its author's name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommentView {
    /// The comment.
    pub comment: Comment,
    /// Who wrote it.
    pub author_name: Option<PersonName>,
}

/// An event with its place in the tenant's log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoggedEvent {
    /// The place, from 1, without gaps.
    pub sequence: i64,
    /// What happened.
    pub event: Event,
}

/// An event with the names that readers of the log want beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedEntry {
    /// The event, its place, and who did it.
    pub entry: TimelineEntry,
    /// The number of the ticket that it happened to; nothing when that is gone, or there was none.
    pub ticket_number: Option<i64>,
}

/// Tickets and what stands under them.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait TicketQueries: Send + Sync {
    /// The wanted part of the tickets in sight that pass the filter, and how many do. Exact, never estimated.
    fn cards(
        &self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        sort: Sort,
        window: Window,
    ) -> StoreResult<Page<TicketCard>>;

    /// The same tickets with everything there is to know of them.
    fn views(
        &self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        sort: Sort,
        window: Window,
    ) -> StoreResult<Page<TicketView>>;

    /// One ticket, if it is in sight.
    fn view(&self, tenant: TenantId, sight: &Sight, id: TicketId) -> StoreResult<Option<TicketView>>;

    /// Where the ticket stands in lists of that order; nothing when there is no such ticket, or no place in it.
    fn position(&self, tenant: TenantId, key: SortKey, id: TicketId) -> StoreResult<Option<Position>>;

    /// The wanted part of the tickets in the viewer's sight that pass the filter, as they read them, and how many
    /// do. Those that are equal by `sort` are told apart by each of `then` in turn, and at last by their id in the
    /// direction of `sort`. The number of statements does not depend on the size of the part.
    fn sheets(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        filter: &TicketFilter,
        sort: Sort,
        then: &[Sort],
        window: Window,
    ) -> StoreResult<Page<TicketSheet>>;

    /// The ticket of that number as its viewer reads it, if it is in their sight.
    fn sheet(&self, tenant: TenantId, viewer: &Viewer, number: i64) -> StoreResult<Option<TicketSheet>>;

    /// Those of the wanted things that there are in sight, in one statement whatever is wanted.
    fn numbers(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &NumbersWanted,
    ) -> StoreResult<NumbersFound>;

    /// The wanted part of the comments under tickets in the viewer's sight, oldest first, and how many there are;
    /// only those of one ticket, if its number is given, and nothing when that one is not in sight. Internal ones
    /// are among them only if the viewer reads those. The part begins behind the comment `after`, there or not; how
    /// many there are is counted without it.
    fn comment_sheets(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        ticket: Option<i64>,
        after: Option<CommentId>,
        window: Window,
    ) -> StoreResult<Option<Page<CommentSheet>>>;

    /// The comment of that number, if its ticket is in the viewer's sight and they may read it.
    fn comment_sheet(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        number: i64,
    ) -> StoreResult<Option<CommentSheet>>;

    /// Counts of all tickets in sight, as of `now`.
    fn stats(
        &self,
        tenant: TenantId,
        sight: &Sight,
        now: Time,
        created_since: &[Time],
    ) -> StoreResult<TicketStats>;

    /// The wanted comments of a ticket by age, or nothing when the ticket is not in sight.
    fn comments(
        &self,
        tenant: TenantId,
        sight: &Sight,
        ticket: TicketId,
        wanted: &CommentsWanted,
    ) -> StoreResult<Option<Vec<CommentView>>>;
}

/// Which comments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CommentsWanted {
    /// Whether internal ones are among them.
    pub internal: bool,
    /// Oldest or newest first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// The tenant's own lists.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait ListQueries: Send + Sync {
    /// Every status, by position.
    fn all_statuses(&self, tenant: TenantId) -> StoreResult<Vec<Status>>;
    /// Every priority, by name.
    fn all_priorities(&self, tenant: TenantId) -> StoreResult<Vec<Priority>>;
    /// Every project, the default one first, then by name; at most 1,000.
    fn all_projects(&self, tenant: TenantId) -> StoreResult<Vec<Project>>;
    /// People by number, after that one, at most `limit`.
    fn people(&self, tenant: TenantId, after: i64, limit: i64) -> StoreResult<Vec<User>>;
    /// One person.
    fn person(&self, tenant: TenantId, id: UserId) -> StoreResult<Option<User>>;
}

/// Global look-ups: they find out which tenant is meant.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait CredentialQueries: Send + Sync {
    /// The credential of that fingerprint with its owner and tenant, in one statement.
    fn presented(&self, fingerprint: &Fingerprint) -> StoreResult<Option<Presented>>;
    /// The session with its person and its tenant's state, live or not, in one statement.
    fn presented_session(
        &self,
        tenant: TenantId,
        session: SessionId,
    ) -> StoreResult<Option<PresentedSession>>;
    /// The active person with the lowest number who has one of the roles.
    fn first_person(&self, tenant: TenantId, roles: &[Role]) -> StoreResult<Option<User>>;
    /// The tenant of any stored secret: a credential, a one-time token or a refresh token, live or not.
    fn tenant_of(&self, fingerprint: &Fingerprint) -> StoreResult<Option<TenantId>>;
    /// The tenant of that id.
    fn tenant(&self, id: TenantId) -> StoreResult<Option<Tenant>>;
    /// The tenant of that slug.
    fn tenant_by_slug(&self, slug: &Slug) -> StoreResult<Option<Tenant>>;
    /// The tenant that is reached under that host name.
    fn tenant_by_host(&self, host: &HostName) -> StoreResult<Option<Tenant>>;
}

/// The event log.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait EventQueries: Send + Sync {
    /// The tenant's events after that place, in order, at most `limit`.
    fn after(&self, tenant: TenantId, sequence: i64, limit: i64) -> StoreResult<Vec<LoggedEvent>>;
    /// The tenant's newest events, those before that place if one is given, at most `limit`.
    fn newest(&self, tenant: TenantId, before: Option<i64>, limit: i64) -> StoreResult<Vec<LoggedEvent>>;
    /// The same as [`after`](Self::after), with the names beside each event.
    fn feed(&self, tenant: TenantId, sequence: i64, limit: i64) -> StoreResult<Vec<FeedEntry>>;
    /// Those of the tickets that are in sight.
    fn in_sight(&self, tenant: TenantId, sight: &Sight, tickets: &[TicketId]) -> StoreResult<Vec<TicketId>>;
}

/// Everything that can be read.
pub trait Queries:
    TicketQueries
    + DossierQueries
    + AttachmentQueries
    + ListQueries
    + ApprovalQueries
    + DepartmentQueries
    + BoardQueries
    + CredentialQueries
    + IntegrationQueries
    + ReportQueries
    + WebhookQueries
    + NotificationQueries
    + SlaQueries
    + EventQueries
{
}

impl<T> Queries for T where
    T: TicketQueries
        + DossierQueries
        + AttachmentQueries
        + ListQueries
        + ApprovalQueries
        + DepartmentQueries
        + BoardQueries
        + CredentialQueries
        + IntegrationQueries
        + ReportQueries
        + WebhookQueries
        + NotificationQueries
        + SlaQueries
        + EventQueries
{
}
