//! Tickets.

pub mod assign;
pub mod create;
pub mod fields;
pub mod list;
pub mod list_filters;
pub mod list_query;
pub mod priorities;
pub mod set_status;
pub mod show;
pub mod stats;
pub mod statuses;
pub mod update;

use crate::view::{envelope::Data, ticket::TicketWritten};
use tessera_application::tickets::Written;
use tessera_http::{
    answer::{self, StoredAnswer},
    conditional,
};

/// The answer to a change: the ticket as it stands now, without the names of what it refers to.
fn changed(written: &Written) -> StoredAnswer {
    with_etag(
        answer::json(
            200,
            &Data {
                data: TicketWritten::from(written),
            },
        ),
        written.ticket.version,
    )
}

fn with_etag(answer: StoredAnswer, version: i64) -> StoredAnswer {
    answer::with_header(answer, "etag", conditional::etag(version))
}
