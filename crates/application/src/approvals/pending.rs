//! Reading what waits for a decision.

use crate::{command::Application, error::Result};
use tessera_domain::{
    approval::Remit,
    caller::Caller,
    listing::{Page, Window},
    priority::Rank,
};
use tessera_ports::approvals::{ApprovalSheet, PendingWanted};

/// Which of the steps that the caller may decide.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// Those about tickets of the department of that number.
    pub department: Option<i64>,
    /// Those about tickets of these ranks.
    pub ranks: Option<Vec<Rank>>,
}

/// The wanted part of what the caller may decide and is at its turn: the urgent ones first, then by when they are due.
///
/// # Errors
/// When storage fails.
pub fn pending(
    app: &Application,
    caller: &Caller,
    asked: Asked,
    window: Window,
) -> Result<Page<ApprovalSheet>> {
    let Asked { department, ranks } = asked;
    let wanted = PendingWanted {
        remit: Remit::of(caller),
        department,
        ranks,
    };
    Ok(app
        .queries
        .pending_approvals(caller.tenant, &wanted, app.clock.now(), window)?)
}
