//! The ports of one transaction, named once: the trait, and its mock.

use crate::{
    approvals::Approvals, attachments::Attachments, boards::Boards, comments::Comments, contacts::Contacts,
    counters::Counters, credentials::Credentials, departments::Departments, events::Events,
    idempotency::Answers, imports::Imports, integration::Integrations, lists::Lists,
    notifications::Notifications, numbers::Numbers, phone_tokens::PhoneTokens, sessions::Sessions,
    sign_in::SignIn, sla::Sla, tags::Tags, tenants::Tenants, tickets::Tickets, time_entries::TimeEntries,
    token_chains::TokenChains, users::Users, webhooks::Webhooks,
};

macro_rules! ports {
    ($($(#[$doc:meta])* $accessor:ident: $port:ident, $mock:path);* $(;)?) => {
        /// One transaction. Each accessor hands out the port of one aggregate.
        pub trait Tx {
            $($(#[$doc])* fn $accessor(&mut self) -> &mut dyn $port;)*
        }

        /// The mock of every port, for use-case tests.
        #[cfg(feature = "mock")]
        #[derive(Default)]
        pub struct MockTx {
            $($(#[$doc])* pub $accessor: $mock,)*
        }

        #[cfg(feature = "mock")]
        impl Tx for MockTx {
            $(fn $accessor(&mut self) -> &mut dyn $port {
                &mut self.$accessor
            })*
        }
    };
}

ports! {
    /// Tickets, their watchers and assignees.
    tickets: Tickets, crate::tickets::MockTickets;
    /// Comments.
    comments: Comments, crate::comments::MockComments;
    /// Files under tickets.
    attachments: Attachments, crate::attachments::MockAttachments;
    /// Working time.
    time_entries: TimeEntries, crate::time_entries::MockTimeEntries;
    /// Tags and what bears them.
    tags: Tags, crate::tags::MockTags;
    /// Statuses, priorities, projects with their boards, clients and contacts.
    lists: Lists, crate::lists::MockLists;
    /// Things by their running numbers.
    numbers: Numbers, crate::numbers::MockNumbers;
    /// Projects by number, their members, and the columns of their boards.
    boards: Boards, crate::boards::MockBoards;
    /// Contacts by number.
    contacts: Contacts, crate::contacts::MockContacts;
    /// Approvals, and the policies that begin them.
    approvals: Approvals, crate::approvals::MockApprovals;
    /// Departments.
    departments: Departments, crate::departments::MockDepartments;
    /// Service levels.
    sla: Sla, crate::sla::MockSla;
    /// People.
    users: Users, crate::users::MockUsers;
    /// Tenants.
    tenants: Tenants, crate::tenants::MockTenants;
    /// Credentials.
    credentials: Credentials, crate::credentials::MockCredentials;
    /// Passwords, tries and identities.
    sign_in: SignIn, crate::sign_in::MockSignIn;
    /// Sessions.
    sessions: Sessions, crate::sessions::MockSessions;
    /// The tokens of phones' sessions.
    phone_tokens: PhoneTokens, crate::phone_tokens::MockPhoneTokens;
    /// The chains of signed refresh tokens.
    token_chains: TokenChains, crate::token_chains::MockTokenChains;
    /// The event log and the outbox beside it.
    events: Events, crate::events::MockEvents;
    /// Integration tokens and the record of their calls.
    integrations: Integrations, crate::integration::MockIntegrations;
    /// Webhooks and their deliveries.
    webhooks: Webhooks, crate::webhooks::MockWebhooks;
    /// What people are told of.
    notifications: Notifications, crate::notifications::MockNotifications;
    /// Running numbers.
    counters: Counters, crate::counters::MockCounters;
    /// Answers kept for repeated requests.
    answers: Answers, crate::idempotency::MockAnswers;
    /// What was imported already.
    imports: Imports, crate::imports::MockImports;
}
