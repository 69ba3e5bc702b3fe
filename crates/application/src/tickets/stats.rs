//! Counting tickets.

use crate::{command::Application, error::Result};
use tessera_domain::caller::Caller;
use tessera_ports::queries::TicketStats;

const DAY: i64 = 86_400;

/// Counts of the caller's tickets. Those of the newly opened are since UTC midnight, since 7 days before it
/// and since 30 days before it, in this order.
///
/// # Errors
/// When storage fails.
pub fn stats(app: &Application, caller: &Caller) -> Result<TicketStats> {
    let now = app.clock.now();
    let today = now.start_of_day();
    let since = [today, today.plus_seconds(-7 * DAY), today.plus_seconds(-30 * DAY)];
    Ok(app.queries.stats(caller.tenant, &caller.sight(), now, &since)?)
}
