//! The use cases: what can be done with tickets, whoever asks and over whatever API.
//!
//! Depends on the domain and the ports only. One file is one operation. Reading operations are functions that
//! answer a [`Caller`](tessera_domain::caller::Caller) from a query port; writing operations are
//! [`Command`]s: plain structs that [`Application::perform`] runs in one transaction together
//! with the idempotency key and the rendered answer.
//!
//! A use case checks permission, then sight, then the caller's expected version, then the input's references;
//! it changes the entity by the domain's own methods and appends the events last.
//!
//! To add an operation: write its file beside its kin, give it an outcome that says what happened, append an
//! event for every effect, and test order and failure with the mocks of `tessera-ports` (feature `mock`).
//!
//! ```
//! use tessera_application::tickets::UpdateTicket;
//! use tessera_domain::{text::Title, ticket::TicketPatch};
//!
//! let rename = UpdateTicket {
//!     ticket: uuid::Uuid::nil().into(),
//!     patch: TicketPatch { title: Title::parse("Printer out of paper").ok(), ..TicketPatch::default() },
//!     expected: Some(vec![3]),
//! };
//! assert!(rename.patch.status.is_none());
//! ```

pub mod access;
pub mod activity;
pub mod approvals;
pub mod boards;
mod changes;
pub mod command;
pub mod comments;
pub mod contacts;
pub mod credentials;
pub mod departments;
pub mod error;
pub mod feed;
pub mod files;
pub mod hand;
pub mod import;
pub mod integration;
pub mod lists;
pub mod notifications;
pub mod reports;
pub mod sessions;
pub mod sla;
mod statuses;
pub mod tags;
pub mod tenants;
pub mod tickets;
pub mod time_entries;
pub mod users;
pub mod webhooks;

/// What reading operations answer: the read models of the query ports, for dialects, which do not know the ports.
pub mod views {
    pub use tessera_ports::approvals::{ApprovalSheet, PolicySheet, TicketBrief, WorkflowSheet};
    pub use tessera_ports::attachments::AttachmentSheet;
    pub use tessera_ports::departments::{DepartmentOrder, DepartmentSheet};
    pub use tessera_ports::identity::{Attempt, Brand, Provider};
    pub use tessera_ports::notifications::{NotificationSheet, NotifiedTicket};
    pub use tessera_ports::numbers::{NumbersFound, NumbersWanted};
    pub use tessera_ports::queries::{
        ActorLabel, ColumnLabel, ColumnOrder, ColumnSheet, ColumnsWanted, CommentSheet, CommentView,
        DepartmentLabel, FeedEntry, LoggedEvent, Maker, PersonCard, PersonName, ProjectSheet, RelatedTicket,
        TagContactSheet, TagLabel, TagSheet, TagsAsked, TicketCard, TicketDossier, TicketSheet, TicketStats,
        TicketView, TimelineEntry, TimelineWanted,
    };
    pub use tessera_ports::reports::DepartmentTally;
    pub use tessera_ports::sla::SlaPolicySheet;
    pub use tessera_ports::world::Fingerprint;
}

pub use command::{Answered, Application, Call, Command, Scene};
pub use error::{Clash, Error, Quota, Result, Thing};
