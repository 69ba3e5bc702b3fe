//! A page far down a list, to which a cursor leads, beside the first one.

use super::{Bench, CONNECTIONS};
use crate::{
    bare::{Bare, Pages},
    failure::Failure,
    load,
    operation::Selection,
    plans::{Explained, Plans},
    report::Row,
};

/// The page that a cursor leads to, if there are so many tickets.
const FAR: u32 = 10_000;
const FAR_PAGE: &str = "page 10,000 by cursor";

impl Bench<'_> {
    /// The first page and a far one, of as many rows as there are tickets for.
    pub(super) fn pages(&mut self, bare: &Bare) -> Result<Pages, Failure> {
        let tickets = self.settings.tickets;
        let (number, size) = (tickets.min(FAR), (tickets / FAR).clamp(1, 25));
        let pages = bare.pages(number.into(), size.into())?;
        let (number, size) = (pages.number, pages.size);
        let remark = format!("The page that a cursor leads to is number {number} of {size} rows each.");
        if !self.report.remarks.contains(&remark) {
            self.remark(&remark);
        }
        Ok(pages)
    }

    /// The far page beside the first one.
    pub(super) fn far_page(
        &mut self,
        database: &'static str,
        bare: &Bare,
        pages: &Pages,
    ) -> Result<(), Failure> {
        if self.settings.selection == Selection::Searches {
            return Ok(());
        }
        for connections in CONNECTIONS {
            let threads = bare.threads(connections);
            if threads < connections && connections > CONNECTIONS[1] {
                continue;
            }
            self.progress
                .say(&format!("{database}: {FAR_PAGE}, in process, {threads} threads"));
            let lasting = self.settings.lasting;
            let product = load::measure(threads, lasting, |_| Ok(bare.reader(&pages.far)))?;
            let first = load::measure(threads, lasting, |_| Ok(bare.reader(&pages.first)))?;
            self.note_failures(database, FAR_PAGE, threads, &product);
            self.report.rows.push(Row {
                database,
                operation: FAR_PAGE,
                connections: threads,
                product,
                limit: Some(first.per_second),
                web: None,
            });
        }
        Ok(())
    }

    pub(super) fn add_far_plans(&mut self, database: &'static str, explained: Vec<Explained>) {
        self.report.plans.push(Plans {
            database,
            operation: FAR_PAGE,
            found: None,
            explained,
        });
    }
}
