//! Bringing over one batch in one transaction.

use super::{
    desk::Desk,
    foreign::ForeignIssue,
    listing::Lists,
    people::People,
    report::Report,
    tickets::{self, Drafts},
};
use crate::{
    command::Application,
    error::{Error, Result},
};
use std::collections::HashSet;
use tessera_domain::id::TenantId;
use tessera_ports::tx::Tx;

/// Stores those issues of the batch that are not known yet, with everything they refer to, and adds what that
/// did to the report. All of the batch is stored, or nothing of it.
///
/// # Errors
/// When storage fails.
pub fn run(
    app: &Application,
    tenant: TenantId,
    source: &str,
    batch: &[ForeignIssue],
    report: &mut Report,
) -> Result<()> {
    let desk = Desk {
        tenant,
        source,
        ids: &*app.ids,
        now: app.clock.now(),
    };
    let done = app.store.transact(|tx| {
        let mut done = Report::default();
        store(tx, &desk, batch, &mut done)?;
        Ok::<_, Error>(done)
    })?;
    let before = report.tickets;
    report.add(&done);
    if has_outgrown(before, report.tickets) {
        app.store.take_stock()?;
    }
    Ok(())
}

/// After how many tickets of a run the store is to look at how much there is for the first time.
const FIRST_STOCK: u64 = 100;
/// How many times as many there are when it looks again.
const GROWTH: u64 = 4;

/// Whether there are so many tickets now that what was known of how many there are is worth nothing any more.
fn has_outgrown(before: u64, now: u64) -> bool {
    std::iter::successors(Some(FIRST_STOCK), |stock| stock.checked_mul(GROWTH))
        .take_while(|stock| *stock <= now)
        .any(|stock| stock > before)
}

fn store(tx: &mut dyn Tx, desk: &Desk<'_>, batch: &[ForeignIssue], done: &mut Report) -> Result<()> {
    let fresh = unknown(tx, desk, batch, done)?;
    if fresh.is_empty() {
        return Ok(());
    }
    let people = People::of(tx, desk, fresh.iter().flat_map(|issue| issue.people()), done)?;
    let mut lists = Lists::of(tx, desk)?;
    for issue in &fresh {
        lists.cover(tx, desk, issue, done)?;
    }
    let tags = tickets::tags(tx, desk, &fresh, &lists, done)?;
    let mut drafts = Drafts::default();
    for issue in &fresh {
        drafts.draft(desk, issue, &people, &lists, &tags, done);
    }
    drafts.store(tx, desk, done)
}

/// The issues of the batch that were not brought over before, each once.
fn unknown<'b>(
    tx: &mut dyn Tx,
    desk: &Desk<'_>,
    batch: &'b [ForeignIssue],
    done: &mut Report,
) -> Result<Vec<&'b ForeignIssue>> {
    let keys: Vec<String> = batch.iter().map(|issue| issue.key.clone()).collect();
    let known = tx
        .imports()
        .known(desk.tenant, desk.source, tickets::KIND, &keys)?;
    let mut seen: HashSet<&str> = known.iter().map(|(key, _)| key.as_str()).collect();
    let fresh: Vec<_> = batch.iter().filter(|issue| seen.insert(&issue.key)).collect();
    done.known += u64::try_from(batch.len() - fresh.len()).unwrap_or_default();
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    use super::has_outgrown;

    #[test]
    fn the_store_takes_stock_the_more_seldom_the_more_there_is() {
        let grown: Vec<u64> = (0..10_000)
            .step_by(200)
            .filter(|before| has_outgrown(*before, before + 200))
            .collect();
        assert_eq!(grown, [0, 200, 1_400, 6_200]);
        assert!(
            !has_outgrown(0, 0) && !has_outgrown(0, 99) && has_outgrown(99, 100) && !has_outgrown(100, 399)
        );
    }
}
