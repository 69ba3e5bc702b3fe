//! The query ports as one mock.

use super::{
    BoardQueries, ColumnSheet, ColumnsWanted, CommentSheet, CommentView, CommentsWanted, CredentialQueries,
    DossierLimits, DossierQueries, EventQueries, FeedEntry, ListQueries, LoggedEvent, MockBoardQueries,
    MockCredentialQueries, MockDossierQueries, MockEventQueries, MockListQueries, MockTicketQueries,
    ProjectSheet, TagContactSheet, TagSheet, TagsAsked, TicketCard, TicketDossier, TicketQueries,
    TicketSheet, TicketStats, TicketView, TimelineEntry, TimelineWanted,
};
use crate::{
    approvals::{ApprovalQueries, ApprovalSheet, LateStep, MockApprovalQueries, PendingWanted, PolicySheet},
    attachments::{AttachmentQueries, AttachmentSheet, AttachmentsWanted, MockAttachmentQueries},
    credentials::{Presented, PresentedSession},
    departments::{DepartmentOrder, DepartmentQueries, DepartmentSheet, MockDepartmentQueries},
    error::StoreResult,
    integration::{
        CallFilter, CallRecord, CallStats, HourOfCalls, IntegrationQueries, MockIntegrationQueries,
        PresentedToken, TokenCard,
    },
    notifications::{
        MockNotificationQueries, NotificationFilter, NotificationPage, NotificationQueries, NotificationSheet,
    },
    numbers::{NumbersFound, NumbersWanted},
    reports::{
        DepartmentTally, ExportPart, MockReportQueries, PersonOpened, PersonTally, ReportQueries, Reported,
    },
    sla::{MockSlaQueries, SlaPolicySheet, SlaQueries},
    webhooks::{DeliveryFilter, DeliverySheet, MockWebhookQueries, WebhookQueries},
    world::Fingerprint,
};
use tessera_domain::{
    attachment::{Attachment, Media, Totals},
    caller::Viewer,
    client::Contact,
    id::{
        AttachmentId, CommentId, CredentialId, FileId, SessionId, StatusId, TenantId, TicketId, UserId,
        WebhookId,
    },
    listing::{Page, Position, Sort, SortKey, TicketFilter, Window},
    priority::{Priority, Rank},
    project::Project,
    report::Tally,
    sla::Entry,
    status::Status,
    tenant::{HostName, Slug, Tenant},
    text::SearchTerm,
    ticket::Kind,
    time::Time,
    user::{Role, User},
    visibility::{ProjectSight, Sight},
    webhook::Webhook,
};

macro_rules! mocked {
    ($($(#[$doc:meta])* $field:ident: $port:ident, $mock:ident {
        $($method:ident($($argument:ident: $kind:ty),*): $found:ty;)*
    })*) => {
        /// The mock of every query port. Expectations are set on the one that has the method; whatever else is
        /// asked fails the test.
        #[derive(Default)]
        pub struct MockQueries {
            $($(#[$doc])* pub $field: $mock,)*
        }

        $(impl $port for MockQueries {
            $(fn $method(&self, $($argument: $kind),*) -> StoreResult<$found> {
                self.$field.$method($($argument),*)
            })*
        })*
    };
}

mocked! {
    /// Tickets and what stands under them.
    tickets: TicketQueries, MockTicketQueries {
        cards(tenant: TenantId, sight: &Sight, filter: &TicketFilter, sort: Sort, window: Window): Page<TicketCard>;
        views(tenant: TenantId, sight: &Sight, filter: &TicketFilter, sort: Sort, window: Window): Page<TicketView>;
        view(tenant: TenantId, sight: &Sight, id: TicketId): Option<TicketView>;
        position(tenant: TenantId, key: SortKey, id: TicketId): Option<Position>;
        sheets(tenant: TenantId, viewer: &Viewer, filter: &TicketFilter, sort: Sort, then: &[Sort], window: Window): Page<TicketSheet>;
        sheet(tenant: TenantId, viewer: &Viewer, number: i64): Option<TicketSheet>;
        numbers(tenant: TenantId, sight: ProjectSight, wanted: &NumbersWanted): NumbersFound;
        comment_sheets(tenant: TenantId, viewer: &Viewer, ticket: Option<i64>, after: Option<CommentId>, window: Window): Option<Page<CommentSheet>>;
        comment_sheet(tenant: TenantId, viewer: &Viewer, number: i64): Option<CommentSheet>;
        stats(tenant: TenantId, sight: &Sight, now: Time, created_since: &[Time]): TicketStats;
        comments(tenant: TenantId, sight: &Sight, ticket: TicketId, wanted: &CommentsWanted): Option<Vec<CommentView>>;
    }
    /// Tickets with what stands around them.
    dossiers: DossierQueries, MockDossierQueries {
        dossier(tenant: TenantId, viewer: &Viewer, number: i64, limits: &DossierLimits): Option<TicketDossier>;
        of_ticket(tenant: TenantId, viewer: &Viewer, ticket: TicketId, wanted: &TimelineWanted): Vec<TimelineEntry>;
    }
    /// Files under tickets.
    attachments: AttachmentQueries, MockAttachmentQueries {
        attachments(tenant: TenantId, sight: &Sight, wanted: &AttachmentsWanted): Option<Page<AttachmentSheet>>;
        attachment(tenant: TenantId, sight: &Sight, number: i64): Option<AttachmentSheet>;
        attachment_at(tenant: TenantId, media: &Media): Option<AttachmentSheet>;
        attachment_totals(tenant: TenantId, user: Option<UserId>): Totals;
        unscanned(tenant: TenantId, after: Option<AttachmentId>, limit: i64): Vec<Attachment>;
        removed_files(tenant: TenantId, limit: i64): Vec<FileId>;
        files_in_use(tenant: TenantId, files: &[FileId]): Vec<FileId>;
    }
    /// The tenant's own lists.
    lists: ListQueries, MockListQueries {
        all_statuses(tenant: TenantId): Vec<Status>;
        all_priorities(tenant: TenantId): Vec<Priority>;
        all_projects(tenant: TenantId): Vec<Project>;
        people(tenant: TenantId, after: i64, limit: i64): Vec<User>;
        person(tenant: TenantId, id: UserId): Option<User>;
    }
    /// Approvals.
    approvals: ApprovalQueries, MockApprovalQueries {
        pending_approvals(tenant: TenantId, wanted: &PendingWanted, now: Time, window: Window): Page<ApprovalSheet>;
        policies(tenant: TenantId, window: Window): Page<PolicySheet>;
        policy_numbered(tenant: TenantId, number: i64): Option<PolicySheet>;
        late_steps(tenant: TenantId, now: Time, limit: i64): Vec<LateStep>;
    }
    /// Departments.
    departments: DepartmentQueries, MockDepartmentQueries {
        departments(tenant: TenantId, order: DepartmentOrder, window: Window): Page<DepartmentSheet>;
        department(tenant: TenantId, number: i64): Option<DepartmentSheet>;
    }
    /// Projects, columns, tags and contacts.
    boards: BoardQueries, MockBoardQueries {
        projects(tenant: TenantId, sight: ProjectSight, window: Window): Page<ProjectSheet>;
        project(tenant: TenantId, sight: ProjectSight, number: i64): Option<ProjectSheet>;
        columns(tenant: TenantId, sight: ProjectSight, wanted: &ColumnsWanted, window: Window): Page<ColumnSheet>;
        column(tenant: TenantId, sight: ProjectSight, number: i64): Option<ColumnSheet>;
        tags(tenant: TenantId, sight: ProjectSight, asked: &TagsAsked, window: Window): Page<TagSheet>;
        tag(tenant: TenantId, sight: ProjectSight, number: i64): Option<TagSheet>;
        tag_contacts(tenant: TenantId, sight: ProjectSight, tag: i64, window: Window): Option<Page<TagContactSheet>>;
        contacts(tenant: TenantId, search: &[SearchTerm], window: Window): Page<Contact>;
        contact(tenant: TenantId, number: i64): Option<Contact>;
    }
    /// Which tenant is meant, and who asks.
    credentials: CredentialQueries, MockCredentialQueries {
        presented(fingerprint: &Fingerprint): Option<Presented>;
        presented_session(tenant: TenantId, session: SessionId): Option<PresentedSession>;
        first_person(tenant: TenantId, roles: &[Role]): Option<User>;
        tenant_of(fingerprint: &Fingerprint): Option<TenantId>;
        tenant(id: TenantId): Option<Tenant>;
        tenant_by_slug(slug: &Slug): Option<Tenant>;
        tenant_by_host(host: &HostName): Option<Tenant>;
    }
    /// Integration tokens and their calls.
    integrations: IntegrationQueries, MockIntegrationQueries {
        presented_token(fingerprint: &Fingerprint): Option<PresentedToken>;
        tokens(tenant: TenantId, after: Option<CredentialId>, limit: i64): Vec<TokenCard>;
        token(tenant: TenantId, id: CredentialId): Option<TokenCard>;
        calls(tenant: TenantId, filter: &CallFilter, limit: i64): Vec<CallRecord>;
        calls_by_hour(tenant: TenantId, token: Option<CredentialId>, since: Time): Vec<HourOfCalls>;
        call_stats(tenant: TenantId, token: CredentialId, now: Time): CallStats;
    }
    /// Sums over tickets.
    reports: ReportQueries, MockReportQueries {
        tally_by_status(tenant: TenantId, wanted: &Reported): Vec<(StatusId, Tally)>;
        top_tags(tenant: TenantId, wanted: &Reported, limit: i64): Vec<(String, i64)>;
        tally_by_kind(tenant: TenantId, wanted: &Reported): Vec<(Kind, i64)>;
        tally_by_rank(tenant: TenantId, wanted: &Reported): Vec<(Rank, i64)>;
        tally_by_department(tenant: TenantId, wanted: &Reported): Vec<DepartmentTally>;
        tally_by_assignee(tenant: TenantId, wanted: &Reported, limit: i64): Vec<PersonTally>;
        tally_by_requester(tenant: TenantId, wanted: &Reported, limit: i64): Vec<PersonOpened>;
        export_part(tenant: TenantId, viewer: &Viewer, wanted: &ExportPart): Vec<TicketSheet>;
    }
    /// Webhooks and their deliveries.
    webhooks: WebhookQueries, MockWebhookQueries {
        webhooks(tenant: TenantId, window: Window): Page<Webhook>;
        webhook(tenant: TenantId, number: i64): Option<Webhook>;
        deliveries(tenant: TenantId, webhook: WebhookId, filter: DeliveryFilter, window: Window): Page<DeliverySheet>;
        with_untold(limit: i64): Vec<TenantId>;
        with_due(now: Time, after: Option<(TenantId, WebhookId)>, limit: i64): Vec<(TenantId, WebhookId)>;
    }
    /// Notifications.
    notifications: NotificationQueries, MockNotificationQueries {
        notifications(tenant: TenantId, viewer: &Viewer, filter: NotificationFilter, window: Window): NotificationPage;
        notification(tenant: TenantId, viewer: &Viewer, sequence: i64): Option<NotificationSheet>;
        with_letters(now: Time, limit: i64): Vec<TenantId>;
    }
    /// Service levels.
    sla: SlaQueries, MockSlaQueries {
        sla_policies(tenant: TenantId): Vec<SlaPolicySheet>;
        status_entries(tenant: TenantId, ticket: TicketId): Vec<Entry>;
        first_answer(tenant: TenantId, ticket: TicketId): Option<Time>;
        newly_breached(
            tenant: TenantId,
            since: Time,
            now: Time,
            after: Option<(Time, TicketId)>,
            limit: i64
        ): Vec<(Time, TicketId)>;
        recount_due(tenant: TenantId, now: Time): bool;
    }
    /// The event log.
    events: EventQueries, MockEventQueries {
        after(tenant: TenantId, sequence: i64, limit: i64): Vec<LoggedEvent>;
        newest(tenant: TenantId, before: Option<i64>, limit: i64): Vec<LoggedEvent>;
        feed(tenant: TenantId, sequence: i64, limit: i64): Vec<FeedEntry>;
        in_sight(tenant: TenantId, sight: &Sight, tickets: &[TicketId]): Vec<TicketId>;
    }
}
