//! What tickets there are, by kind and by priority.

use super::scope;
use crate::{command::Application, error::Result};
use tessera_domain::{caller::Caller, priority::Rank, report::Stretch, ticket::Kind};
use tessera_ports::reports::Reported;

/// How many tickets there are of each sort. Each list counts every ticket once; what there is none of is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Breakdown {
    /// By how much they matter, most first.
    pub ranks: Vec<(Rank, i64)>,
    /// By kind, most tickets first.
    pub kinds: Vec<(Kind, i64)>,
}

/// How many tickets of each sort were opened in that time, of those that the caller may have reports about; in one
/// department, if its number is given.
///
/// # Errors
/// [`Error::Forbidden`](crate::Error::Forbidden) for another department than the caller's,
/// [`Error::NotFound`](crate::Error::NotFound) when there is none of that number.
pub fn breakdown(
    app: &Application,
    caller: &Caller,
    opened: Stretch,
    department: Option<i64>,
) -> Result<Breakdown> {
    let scope = scope(app, caller, department)?;
    let wanted = Reported { scope, opened };
    Ok(Breakdown {
        ranks: app.queries.tally_by_rank(caller.tenant, &wanted)?,
        kinds: app.queries.tally_by_kind(caller.tenant, &wanted)?,
    })
}
