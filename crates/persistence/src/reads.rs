//! What can be read without a transaction: the query ports with a connection at hand, and the ports
//! themselves over the pool.

mod reports;
mod sla;

pub use reports::ReportReads;
pub use sla::SlaReads;

use crate::store::{DatabaseKind, Pooled};
use tessera_domain::{
    attachment::{Attachment, Media, Totals},
    caller::Viewer,
    client::Contact,
    id::{AttachmentId, CommentId, CredentialId, FileId, SessionId, TenantId, TicketId, UserId, WebhookId},
    listing::{Page, Position, Sort, SortKey, TicketFilter, Window},
    priority::Priority,
    project::Project,
    status::Status,
    tenant::{HostName, Slug, Tenant},
    text::SearchTerm,
    time::Time,
    user::{Role, User},
    visibility::{ProjectSight, Sight},
    webhook::Webhook,
};
use tessera_ports::{
    StoreResult,
    approvals::{ApprovalQueries, ApprovalSheet, LateStep, PendingWanted, PolicySheet},
    attachments::{AttachmentQueries, AttachmentSheet, AttachmentsWanted},
    credentials::{Presented, PresentedSession},
    departments::{DepartmentOrder, DepartmentQueries, DepartmentSheet},
    integration::{
        CallFilter, CallRecord, CallStats, HourOfCalls, IntegrationQueries, PresentedToken, TokenCard,
    },
    notifications::{NotificationFilter, NotificationPage, NotificationQueries, NotificationSheet},
    numbers::{NumbersFound, NumbersWanted},
    queries::{
        BoardQueries, ColumnSheet, ColumnsWanted, CommentSheet, CommentView, CommentsWanted,
        CredentialQueries, DossierLimits, DossierQueries, EventQueries, FeedEntry, ListQueries, LoggedEvent,
        ProjectSheet, TagContactSheet, TagSheet, TagsAsked, TicketCard, TicketDossier, TicketQueries,
        TicketSheet, TicketStats, TicketView, TimelineEntry, TimelineWanted,
    },
    webhooks::{DeliveryFilter, DeliverySheet, WebhookQueries},
    world::Fingerprint,
};

/// [`TicketQueries`] on one connection.
pub trait TicketReads {
    fn cards(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        sort: Sort,
        window: Window,
    ) -> StoreResult<Page<TicketCard>>;
    fn views(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        sort: Sort,
        window: Window,
    ) -> StoreResult<Page<TicketView>>;
    fn view(&mut self, tenant: TenantId, sight: &Sight, id: TicketId) -> StoreResult<Option<TicketView>>;
    fn position(&mut self, tenant: TenantId, key: SortKey, id: TicketId) -> StoreResult<Option<Position>>;
    fn sheets(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        filter: &TicketFilter,
        sort: Sort,
        then: &[Sort],
        window: Window,
    ) -> StoreResult<Page<TicketSheet>>;
    fn sheet(&mut self, tenant: TenantId, viewer: &Viewer, number: i64) -> StoreResult<Option<TicketSheet>>;
    fn numbers(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &NumbersWanted,
    ) -> StoreResult<NumbersFound>;
    fn comment_sheets(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        ticket: Option<i64>,
        after: Option<CommentId>,
        window: Window,
    ) -> StoreResult<Option<Page<CommentSheet>>>;
    fn comment_sheet(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        number: i64,
    ) -> StoreResult<Option<CommentSheet>>;
    fn stats(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        now: Time,
        created_since: &[Time],
    ) -> StoreResult<TicketStats>;
    fn comments(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        ticket: TicketId,
        wanted: &CommentsWanted,
    ) -> StoreResult<Option<Vec<CommentView>>>;
}

/// [`DossierQueries`] on one connection.
pub trait DossierReads {
    fn dossier(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        number: i64,
        limits: &DossierLimits,
    ) -> StoreResult<Option<TicketDossier>>;
    fn of_ticket(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        ticket: TicketId,
        wanted: &TimelineWanted,
    ) -> StoreResult<Vec<TimelineEntry>>;
}

/// [`ApprovalQueries`] on one connection.
pub trait ApprovalReads {
    fn pending_approvals(
        &mut self,
        tenant: TenantId,
        asked: &PendingWanted,
        now: Time,
        window: Window,
    ) -> StoreResult<Page<ApprovalSheet>>;
    fn policies(&mut self, tenant: TenantId, window: Window) -> StoreResult<Page<PolicySheet>>;
    fn policy_numbered(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<PolicySheet>>;
    fn late_steps(&mut self, tenant: TenantId, now: Time, limit: i64) -> StoreResult<Vec<LateStep>>;
}

/// [`AttachmentQueries`] on one connection.
pub trait AttachmentReads {
    fn attachments(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        wanted: &AttachmentsWanted,
    ) -> StoreResult<Option<Page<AttachmentSheet>>>;
    fn attachment(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        number: i64,
    ) -> StoreResult<Option<AttachmentSheet>>;
    fn attachment_at(&mut self, tenant: TenantId, media: &Media) -> StoreResult<Option<AttachmentSheet>>;
    fn attachment_totals(&mut self, tenant: TenantId, user: Option<UserId>) -> StoreResult<Totals>;
    fn unscanned(
        &mut self,
        tenant: TenantId,
        after: Option<AttachmentId>,
        limit: i64,
    ) -> StoreResult<Vec<Attachment>>;
    fn removed_files(&mut self, tenant: TenantId, limit: i64) -> StoreResult<Vec<FileId>>;
    fn files_in_use(&mut self, tenant: TenantId, files: &[FileId]) -> StoreResult<Vec<FileId>>;
}

/// [`ListQueries`] on one connection.
pub trait ListReads {
    fn all_statuses(&mut self, tenant: TenantId) -> StoreResult<Vec<Status>>;
    fn all_priorities(&mut self, tenant: TenantId) -> StoreResult<Vec<Priority>>;
    fn all_projects(&mut self, tenant: TenantId) -> StoreResult<Vec<Project>>;
    fn people(&mut self, tenant: TenantId, after: i64, limit: i64) -> StoreResult<Vec<User>>;
    fn person(&mut self, tenant: TenantId, id: UserId) -> StoreResult<Option<User>>;
}

/// [`DepartmentQueries`] on one connection.
pub trait DepartmentReads {
    fn departments(
        &mut self,
        tenant: TenantId,
        order: DepartmentOrder,
        window: Window,
    ) -> StoreResult<Page<DepartmentSheet>>;
    fn department(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<DepartmentSheet>>;
}

/// [`BoardQueries`] on one connection.
pub trait BoardReads {
    fn projects(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        window: Window,
    ) -> StoreResult<Page<ProjectSheet>>;
    fn project(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        number: i64,
    ) -> StoreResult<Option<ProjectSheet>>;
    fn columns(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &ColumnsWanted,
        window: Window,
    ) -> StoreResult<Page<ColumnSheet>>;
    fn column(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        number: i64,
    ) -> StoreResult<Option<ColumnSheet>>;
    fn tags(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        asked: &TagsAsked,
        window: Window,
    ) -> StoreResult<Page<TagSheet>>;
    fn tag(&mut self, tenant: TenantId, sight: ProjectSight, number: i64) -> StoreResult<Option<TagSheet>>;
    fn tag_contacts(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        tag: i64,
        window: Window,
    ) -> StoreResult<Option<Page<TagContactSheet>>>;
    fn contacts(
        &mut self,
        tenant: TenantId,
        search: &[SearchTerm],
        window: Window,
    ) -> StoreResult<Page<Contact>>;
    fn contact(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Contact>>;
}

/// [`CredentialQueries`] on one connection.
pub trait CredentialReads {
    fn presented(&mut self, fingerprint: &Fingerprint) -> StoreResult<Option<Presented>>;
    fn presented_session(
        &mut self,
        tenant: TenantId,
        session: SessionId,
    ) -> StoreResult<Option<PresentedSession>>;
    fn first_person(&mut self, tenant: TenantId, roles: &[Role]) -> StoreResult<Option<User>>;
    fn tenant_of(&mut self, fingerprint: &Fingerprint) -> StoreResult<Option<TenantId>>;
    fn tenant(&mut self, id: TenantId) -> StoreResult<Option<Tenant>>;
    fn tenant_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Tenant>>;
    fn tenant_by_host(&mut self, host: &HostName) -> StoreResult<Option<Tenant>>;
}

/// [`IntegrationQueries`] on one connection.
pub trait IntegrationReads {
    fn presented_token(&mut self, fingerprint: &Fingerprint) -> StoreResult<Option<PresentedToken>>;
    fn tokens(
        &mut self,
        tenant: TenantId,
        after: Option<CredentialId>,
        limit: i64,
    ) -> StoreResult<Vec<TokenCard>>;
    fn token(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<Option<TokenCard>>;
    fn calls(&mut self, tenant: TenantId, filter: &CallFilter, limit: i64) -> StoreResult<Vec<CallRecord>>;
    fn calls_by_hour(
        &mut self,
        tenant: TenantId,
        token: Option<CredentialId>,
        since: Time,
    ) -> StoreResult<Vec<HourOfCalls>>;
    fn call_stats(&mut self, tenant: TenantId, token: CredentialId, now: Time) -> StoreResult<CallStats>;
}

/// [`WebhookQueries`] on one connection.
pub trait WebhookReads {
    fn webhooks(&mut self, tenant: TenantId, window: Window) -> StoreResult<Page<Webhook>>;
    fn webhook(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Webhook>>;
    fn deliveries(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        filter: DeliveryFilter,
        window: Window,
    ) -> StoreResult<Page<DeliverySheet>>;
    fn with_untold(&mut self, limit: i64) -> StoreResult<Vec<TenantId>>;
    fn with_due(
        &mut self,
        now: Time,
        after: Option<(TenantId, WebhookId)>,
        limit: i64,
    ) -> StoreResult<Vec<(TenantId, WebhookId)>>;
}

/// [`NotificationQueries`] on one connection.
pub trait NotificationReads {
    fn notifications(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        filter: NotificationFilter,
        window: Window,
    ) -> StoreResult<NotificationPage>;
    fn notification(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        sequence: i64,
    ) -> StoreResult<Option<NotificationSheet>>;
    fn with_letters(&mut self, now: Time, limit: i64) -> StoreResult<Vec<TenantId>>;
}

/// [`EventQueries`] on one connection.
pub trait EventReads {
    fn feed(&mut self, tenant: TenantId, sequence: i64, limit: i64) -> StoreResult<Vec<FeedEntry>>;
    fn in_sight(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        tickets: &[TicketId],
    ) -> StoreResult<Vec<TicketId>>;
    fn after(&mut self, tenant: TenantId, sequence: i64, limit: i64) -> StoreResult<Vec<LoggedEvent>>;
    fn newest(&mut self, tenant: TenantId, before: Option<i64>, limit: i64) -> StoreResult<Vec<LoggedEvent>>;
}

/// Everything that can be read.
pub trait Reads:
    TicketReads
    + DossierReads
    + ApprovalReads
    + AttachmentReads
    + ListReads
    + DepartmentReads
    + BoardReads
    + CredentialReads
    + IntegrationReads
    + ReportReads
    + WebhookReads
    + NotificationReads
    + SlaReads
    + EventReads
{
}

impl<T> Reads for T where
    T: TicketReads
        + DossierReads
        + ApprovalReads
        + AttachmentReads
        + ListReads
        + DepartmentReads
        + BoardReads
        + CredentialReads
        + IntegrationReads
        + ReportReads
        + WebhookReads
        + NotificationReads
        + SlaReads
        + EventReads
{
}

impl<D: DatabaseKind> TicketQueries for Pooled<D> {
    fn cards(
        &self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        sort: Sort,
        window: Window,
    ) -> StoreResult<Page<TicketCard>> {
        self.read(|reads| reads.cards(tenant, sight, filter, sort, window))
    }

    fn views(
        &self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        sort: Sort,
        window: Window,
    ) -> StoreResult<Page<TicketView>> {
        self.read(|reads| reads.views(tenant, sight, filter, sort, window))
    }

    fn view(&self, tenant: TenantId, sight: &Sight, id: TicketId) -> StoreResult<Option<TicketView>> {
        self.read(|reads| reads.view(tenant, sight, id))
    }

    fn position(&self, tenant: TenantId, key: SortKey, id: TicketId) -> StoreResult<Option<Position>> {
        self.read(|reads| reads.position(tenant, key, id))
    }

    fn sheets(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        filter: &TicketFilter,
        sort: Sort,
        then: &[Sort],
        window: Window,
    ) -> StoreResult<Page<TicketSheet>> {
        self.read(|reads| reads.sheets(tenant, viewer, filter, sort, then, window))
    }

    fn sheet(&self, tenant: TenantId, viewer: &Viewer, number: i64) -> StoreResult<Option<TicketSheet>> {
        self.read(|reads| reads.sheet(tenant, viewer, number))
    }

    fn numbers(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &NumbersWanted,
    ) -> StoreResult<NumbersFound> {
        self.read(|reads| reads.numbers(tenant, sight, wanted))
    }

    fn comment_sheets(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        ticket: Option<i64>,
        after: Option<CommentId>,
        window: Window,
    ) -> StoreResult<Option<Page<CommentSheet>>> {
        self.read(|reads| reads.comment_sheets(tenant, viewer, ticket, after, window))
    }

    fn comment_sheet(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        number: i64,
    ) -> StoreResult<Option<CommentSheet>> {
        self.read(|reads| reads.comment_sheet(tenant, viewer, number))
    }

    fn stats(
        &self,
        tenant: TenantId,
        sight: &Sight,
        now: Time,
        created_since: &[Time],
    ) -> StoreResult<TicketStats> {
        self.read(|reads| reads.stats(tenant, sight, now, created_since))
    }

    fn comments(
        &self,
        tenant: TenantId,
        sight: &Sight,
        ticket: TicketId,
        wanted: &CommentsWanted,
    ) -> StoreResult<Option<Vec<CommentView>>> {
        self.read(|reads| reads.comments(tenant, sight, ticket, wanted))
    }
}

impl<D: DatabaseKind> DossierQueries for Pooled<D> {
    fn dossier(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        number: i64,
        limits: &DossierLimits,
    ) -> StoreResult<Option<TicketDossier>> {
        self.read(|reads| reads.dossier(tenant, viewer, number, limits))
    }

    fn of_ticket(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        ticket: TicketId,
        wanted: &TimelineWanted,
    ) -> StoreResult<Vec<TimelineEntry>> {
        self.read(|reads| reads.of_ticket(tenant, viewer, ticket, wanted))
    }
}

impl<D: DatabaseKind> ApprovalQueries for Pooled<D> {
    fn pending_approvals(
        &self,
        tenant: TenantId,
        wanted: &PendingWanted,
        now: Time,
        window: Window,
    ) -> StoreResult<Page<ApprovalSheet>> {
        self.read(|reads| reads.pending_approvals(tenant, wanted, now, window))
    }

    fn policies(&self, tenant: TenantId, window: Window) -> StoreResult<Page<PolicySheet>> {
        self.read(|reads| reads.policies(tenant, window))
    }

    fn policy_numbered(&self, tenant: TenantId, number: i64) -> StoreResult<Option<PolicySheet>> {
        self.read(|reads| reads.policy_numbered(tenant, number))
    }

    fn late_steps(&self, tenant: TenantId, now: Time, limit: i64) -> StoreResult<Vec<LateStep>> {
        self.read(|reads| reads.late_steps(tenant, now, limit))
    }
}

impl<D: DatabaseKind> AttachmentQueries for Pooled<D> {
    fn attachments(
        &self,
        tenant: TenantId,
        sight: &Sight,
        wanted: &AttachmentsWanted,
    ) -> StoreResult<Option<Page<AttachmentSheet>>> {
        self.read(|reads| reads.attachments(tenant, sight, wanted))
    }

    fn attachment(
        &self,
        tenant: TenantId,
        sight: &Sight,
        number: i64,
    ) -> StoreResult<Option<AttachmentSheet>> {
        self.read(|reads| reads.attachment(tenant, sight, number))
    }

    fn attachment_at(&self, tenant: TenantId, media: &Media) -> StoreResult<Option<AttachmentSheet>> {
        self.read(|reads| reads.attachment_at(tenant, media))
    }

    fn attachment_totals(&self, tenant: TenantId, user: Option<UserId>) -> StoreResult<Totals> {
        self.read(|reads| reads.attachment_totals(tenant, user))
    }

    fn unscanned(
        &self,
        tenant: TenantId,
        after: Option<AttachmentId>,
        limit: i64,
    ) -> StoreResult<Vec<Attachment>> {
        self.read(|reads| reads.unscanned(tenant, after, limit))
    }

    fn removed_files(&self, tenant: TenantId, limit: i64) -> StoreResult<Vec<FileId>> {
        self.read(|reads| reads.removed_files(tenant, limit))
    }

    fn files_in_use(&self, tenant: TenantId, files: &[FileId]) -> StoreResult<Vec<FileId>> {
        self.read(|reads| reads.files_in_use(tenant, files))
    }
}

impl<D: DatabaseKind> ListQueries for Pooled<D> {
    fn all_statuses(&self, tenant: TenantId) -> StoreResult<Vec<Status>> {
        self.read(|reads| reads.all_statuses(tenant))
    }

    fn all_priorities(&self, tenant: TenantId) -> StoreResult<Vec<Priority>> {
        self.read(|reads| reads.all_priorities(tenant))
    }

    fn all_projects(&self, tenant: TenantId) -> StoreResult<Vec<Project>> {
        self.read(|reads| reads.all_projects(tenant))
    }

    fn people(&self, tenant: TenantId, after: i64, limit: i64) -> StoreResult<Vec<User>> {
        self.read(|reads| reads.people(tenant, after, limit))
    }

    fn person(&self, tenant: TenantId, id: UserId) -> StoreResult<Option<User>> {
        self.read(|reads| reads.person(tenant, id))
    }
}

impl<D: DatabaseKind> DepartmentQueries for Pooled<D> {
    fn departments(
        &self,
        tenant: TenantId,
        order: DepartmentOrder,
        window: Window,
    ) -> StoreResult<Page<DepartmentSheet>> {
        self.read(|reads| reads.departments(tenant, order, window))
    }

    fn department(&self, tenant: TenantId, number: i64) -> StoreResult<Option<DepartmentSheet>> {
        self.read(|reads| reads.department(tenant, number))
    }
}

impl<D: DatabaseKind> BoardQueries for Pooled<D> {
    fn projects(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        window: Window,
    ) -> StoreResult<Page<ProjectSheet>> {
        self.read(|reads| reads.projects(tenant, sight, window))
    }

    fn project(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        number: i64,
    ) -> StoreResult<Option<ProjectSheet>> {
        self.read(|reads| reads.project(tenant, sight, number))
    }

    fn columns(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &ColumnsWanted,
        window: Window,
    ) -> StoreResult<Page<ColumnSheet>> {
        self.read(|reads| reads.columns(tenant, sight, wanted, window))
    }

    fn column(&self, tenant: TenantId, sight: ProjectSight, number: i64) -> StoreResult<Option<ColumnSheet>> {
        self.read(|reads| reads.column(tenant, sight, number))
    }

    fn tags(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        asked: &TagsAsked,
        window: Window,
    ) -> StoreResult<Page<TagSheet>> {
        self.read(|reads| reads.tags(tenant, sight, asked, window))
    }

    fn tag(&self, tenant: TenantId, sight: ProjectSight, number: i64) -> StoreResult<Option<TagSheet>> {
        self.read(|reads| reads.tag(tenant, sight, number))
    }

    fn tag_contacts(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        tag: i64,
        window: Window,
    ) -> StoreResult<Option<Page<TagContactSheet>>> {
        self.read(|reads| reads.tag_contacts(tenant, sight, tag, window))
    }

    fn contacts(
        &self,
        tenant: TenantId,
        search: &[SearchTerm],
        window: Window,
    ) -> StoreResult<Page<Contact>> {
        self.read(|reads| reads.contacts(tenant, search, window))
    }

    fn contact(&self, tenant: TenantId, number: i64) -> StoreResult<Option<Contact>> {
        self.read(|reads| reads.contact(tenant, number))
    }
}

impl<D: DatabaseKind> CredentialQueries for Pooled<D> {
    fn presented(&self, fingerprint: &Fingerprint) -> StoreResult<Option<Presented>> {
        self.read(|reads| reads.presented(fingerprint))
    }

    fn presented_session(
        &self,
        tenant: TenantId,
        session: SessionId,
    ) -> StoreResult<Option<PresentedSession>> {
        self.read(|reads| reads.presented_session(tenant, session))
    }

    fn first_person(&self, tenant: TenantId, roles: &[Role]) -> StoreResult<Option<User>> {
        self.read(|reads| reads.first_person(tenant, roles))
    }

    fn tenant_of(&self, fingerprint: &Fingerprint) -> StoreResult<Option<TenantId>> {
        self.read(|reads| reads.tenant_of(fingerprint))
    }

    fn tenant(&self, id: TenantId) -> StoreResult<Option<Tenant>> {
        self.read(|reads| reads.tenant(id))
    }

    fn tenant_by_slug(&self, slug: &Slug) -> StoreResult<Option<Tenant>> {
        self.read(|reads| reads.tenant_by_slug(slug))
    }

    fn tenant_by_host(&self, host: &HostName) -> StoreResult<Option<Tenant>> {
        self.read(|reads| reads.tenant_by_host(host))
    }
}

impl<D: DatabaseKind> IntegrationQueries for Pooled<D> {
    fn presented_token(&self, fingerprint: &Fingerprint) -> StoreResult<Option<PresentedToken>> {
        self.read(|reads| reads.presented_token(fingerprint))
    }

    fn tokens(
        &self,
        tenant: TenantId,
        after: Option<CredentialId>,
        limit: i64,
    ) -> StoreResult<Vec<TokenCard>> {
        self.read(|reads| reads.tokens(tenant, after, limit))
    }

    fn token(&self, tenant: TenantId, id: CredentialId) -> StoreResult<Option<TokenCard>> {
        self.read(|reads| reads.token(tenant, id))
    }

    fn calls(&self, tenant: TenantId, filter: &CallFilter, limit: i64) -> StoreResult<Vec<CallRecord>> {
        self.read(|reads| reads.calls(tenant, filter, limit))
    }

    fn calls_by_hour(
        &self,
        tenant: TenantId,
        token: Option<CredentialId>,
        since: Time,
    ) -> StoreResult<Vec<HourOfCalls>> {
        self.read(|reads| reads.calls_by_hour(tenant, token, since))
    }

    fn call_stats(&self, tenant: TenantId, token: CredentialId, now: Time) -> StoreResult<CallStats> {
        self.read(|reads| reads.call_stats(tenant, token, now))
    }
}

impl<D: DatabaseKind> WebhookQueries for Pooled<D> {
    fn webhooks(&self, tenant: TenantId, window: Window) -> StoreResult<Page<Webhook>> {
        self.read(|reads| reads.webhooks(tenant, window))
    }

    fn webhook(&self, tenant: TenantId, number: i64) -> StoreResult<Option<Webhook>> {
        self.read(|reads| reads.webhook(tenant, number))
    }

    fn deliveries(
        &self,
        tenant: TenantId,
        webhook: WebhookId,
        filter: DeliveryFilter,
        window: Window,
    ) -> StoreResult<Page<DeliverySheet>> {
        self.read(|reads| reads.deliveries(tenant, webhook, filter, window))
    }

    fn with_untold(&self, limit: i64) -> StoreResult<Vec<TenantId>> {
        self.read(|reads| reads.with_untold(limit))
    }

    fn with_due(
        &self,
        now: Time,
        after: Option<(TenantId, WebhookId)>,
        limit: i64,
    ) -> StoreResult<Vec<(TenantId, WebhookId)>> {
        self.read(|reads| reads.with_due(now, after, limit))
    }
}

impl<D: DatabaseKind> NotificationQueries for Pooled<D> {
    fn notifications(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        filter: NotificationFilter,
        window: Window,
    ) -> StoreResult<NotificationPage> {
        self.read(|reads| reads.notifications(tenant, viewer, filter, window))
    }

    fn notification(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        sequence: i64,
    ) -> StoreResult<Option<NotificationSheet>> {
        self.read(|reads| reads.notification(tenant, viewer, sequence))
    }

    fn with_letters(&self, now: Time, limit: i64) -> StoreResult<Vec<TenantId>> {
        self.read(|reads| reads.with_letters(now, limit))
    }
}

impl<D: DatabaseKind> EventQueries for Pooled<D> {
    fn feed(&self, tenant: TenantId, sequence: i64, limit: i64) -> StoreResult<Vec<FeedEntry>> {
        self.read(|reads| reads.feed(tenant, sequence, limit))
    }

    fn in_sight(&self, tenant: TenantId, sight: &Sight, tickets: &[TicketId]) -> StoreResult<Vec<TicketId>> {
        self.read(|reads| reads.in_sight(tenant, sight, tickets))
    }

    fn after(&self, tenant: TenantId, sequence: i64, limit: i64) -> StoreResult<Vec<LoggedEvent>> {
        self.read(|reads| reads.after(tenant, sequence, limit))
    }

    fn newest(&self, tenant: TenantId, before: Option<i64>, limit: i64) -> StoreResult<Vec<LoggedEvent>> {
        self.read(|reads| reads.newest(tenant, before, limit))
    }
}
