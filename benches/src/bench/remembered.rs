//! A page of the list beside the same page out of memory, made into text for each request: no database at all.

use super::{Bench, sqlite::SQLITE};
use crate::{
    failure::{During, Failure},
    load::{self, Measured},
    operation::Operation,
    report::Row,
    target::Target,
    wire::Connection,
};

const MEMORY: &str = "list, beside its page from memory";

impl Bench<'_> {
    /// What was measured of the list, over what the web framework does with the same page.
    pub(super) fn beside_memory(
        &mut self,
        target: &Target,
        connections: usize,
        product: Measured,
    ) -> Result<(), Failure> {
        let request = target.watched(Operation::List);
        let request = request.first().map(Vec::as_slice).unwrap_or_default();
        let mut connection = Connection::open(target.address)?;
        let page = connection.ask(request)?.accepted()?.body;
        let page = serde_json::from_slice(page).during("reading a page of the list")?;
        self.constant.remember(page)?;
        self.progress
            .say(&format!("the same page from memory, {connections} connections"));
        let lasting = self.settings.lasting;
        let limit = load::measure(connections, lasting, |_| self.constant.rememberer())?;
        self.note_failures("a page from memory", MEMORY, connections, &limit);
        self.report.rows.push(Row {
            database: SQLITE,
            operation: MEMORY,
            connections,
            product,
            limit: Some(limit.per_second),
            web: None,
        });
        Ok(())
    }
}
