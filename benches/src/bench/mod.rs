//! Measuring one database after the other.

mod commits;
mod costs;
mod far_page;
mod postgres;
mod remembered;
mod sqlite;

use crate::{
    console::Progress,
    constant::Constant,
    failure::Failure,
    load::{self, Measured},
    operation::{Operation, Search, Selection},
    plans::{Explained, Plans},
    product::{Access, Product},
    report::{Report, Row},
    settings::Settings,
    target::Target,
    vocabulary::Terms,
};
use std::{collections::HashMap, path::PathBuf};

/// How many clients at once.
const CONNECTIONS: [usize; 3] = [1, 8, 32];

const WHAT_IT_MEANS: [&str; 13] = [
    "list: 25 rows, fields=mobile_list, default sort. Three filters: status, priority, has an assignee; what most of \
     the newest tickets have. create: one ticket with a description.",
    "detail: a ticket and its 20 comments, two requests counted as one. status change: to another status and back, \
     two requests counted as one. Each connection changes a ticket of its own.",
    "mixed: of twenty steps 8 lists, 7 details, 2 searches for two words, 1 stats, 1 comment, 1 create.",
    "search: `search` of the mobile list, 25 rows. board search: `search` of the kanban list, 20 rows. \
     title filter: `title` of the mobile list, any part of a title. The words are chosen by how many of the imported \
     issues they stand in; the part is the commonest word of titles without its ends.",
    "÷ limit: the product's rate over that of its database. On PostgreSQL `pgbench -M prepared` with as many \
     connections, settings and statements as the product's, authentication included, as the server's log shows them; \
     they are in `sql/` beside this file.",
    "On SQLite the same use cases inside one process without HTTP, from as many threads, but no more than the pool has \
     connections; where that makes no difference it is measured once.",
    "÷ web: the product's rate over that of the same web framework answering constant JSON of nearly the same length, \
     to as many requests; measured once for each length and number of connections.",
    "page by cursor: the use case in this process, the limit is the first page of the same list by last change.",
    "list, beside its page from memory: the limit is the same web framework making the text of that page for each request.",
    "create, beside single commits: the limit is one connection that stores a row and commits, over and over, as durably; \
     above 1.00 several creates share a wait for the disk.",
    "plans: `by index` is what an index leads to, `part` stops when the page is full, `WHOLE` reads all there is and \
     makes the run fail. Plans of PostgreSQL are for any values, as the product has them made.",
    "found: how many tickets a search finds.",
    "now ÷ then: the same program, measured among fewer tickets by an earlier run.",
];

/// A run: what it is about and what it has found out.
pub struct Bench<'s> {
    settings: &'s Settings,
    pub progress: Progress,
    pub folder: PathBuf,
    program: PathBuf,
    issues: PathBuf,
    /// What each of the small tenants gets.
    few: PathBuf,
    terms: Terms,
    constant: Constant,
    /// What the web framework does, by the lengths of answers and the number of connections.
    web: HashMap<(Vec<Vec<usize>>, usize), f64>,
    pub report: Report,
}

impl<'s> Bench<'s> {
    pub fn new(
        settings: &'s Settings,
        progress: Progress,
        folder: PathBuf,
        program: PathBuf,
        (issues, few): (PathBuf, PathBuf),
        terms: Terms,
    ) -> Result<Self, Failure> {
        Ok(Self {
            settings,
            progress,
            folder,
            program,
            issues,
            few,
            terms,
            constant: Constant::start()?,
            web: HashMap::new(),
            report: Report::default(),
        })
    }

    pub fn remark(&mut self, remark: &str) {
        self.progress.say(remark);
        self.report.remarks.push(remark.to_owned());
    }

    /// Says what the numbers mean.
    pub fn explain(&mut self) {
        let count = self.settings.tickets;
        let (origin, tenants) = (self.settings.origin(), self.settings.tenants);
        let data = format!("{count} tickets {origin} in one tenant and {tenants} small tenants");
        self.report
            .machine
            .push(("data".to_owned(), format!("{data}, imported by the product")));
        let seconds = self.settings.lasting.as_secs();
        self.report.machine.push((
            "each measurement".to_owned(),
            format!("{seconds} s after a warm-up"),
        ));
        self.report.remarks.extend(WHAT_IT_MEANS.map(str::to_owned));
        if cfg!(debug_assertions) {
            self.remark("BUILT WITHOUT OPTIMISATION: the numbers mean nothing. Use make bench.");
        }
    }

    fn load(
        &mut self,
        database: &'static str,
        folder: &str,
        url: String,
    ) -> Result<(Product, Access), Failure> {
        self.progress
            .say(&format!("{database}: importing {}", self.issues.display()));
        let product = Product::new(&self.program, url, self.folder.join(folder))?;
        let taken = product.import(&self.issues)?;
        self.add_import(database, taken);
        self.progress.say(&format!(
            "{database}: opening {} small tenants",
            self.settings.tenants
        ));
        for number in 1..=self.settings.tenants {
            product.open_tenant(&format!("small-{number}"), &self.few)?;
        }
        let access = product.admit()?;
        Ok((product, access))
    }

    fn add_plans(
        &mut self,
        database: &'static str,
        target: &Target,
        operation: Operation,
        explained: Vec<Explained>,
    ) -> Result<(), Failure> {
        let found = match operation {
            Operation::Search(search) => Some((target.term(search).to_owned(), target.hits(search)?)),
            _ => None,
        };
        self.report.plans.push(Plans {
            database,
            operation: operation.name(),
            found,
            explained,
        });
        Ok(())
    }

    fn over_http(
        &mut self,
        database: &str,
        target: &Target,
        operation: Operation,
        connections: usize,
    ) -> Result<Measured, Failure> {
        let name = operation.name();
        self.progress.say(&format!(
            "{database}: {name} over HTTP, {connections} connections"
        ));
        let prepare = |place| target.worker(operation, place);
        let measured = load::measure(connections, self.settings.lasting, prepare)?;
        self.note_failures(database, name, connections, &measured);
        Ok(measured)
    }

    /// What the web framework alone does for answers of these lengths.
    fn web(&mut self, target: &Target, operation: Operation, connections: usize) -> Result<f64, Failure> {
        let lengths = target.sizes(operation)?;
        let lengths: Vec<Vec<usize>> = lengths
            .iter()
            .map(|step| step.iter().map(|length| rounded(*length)).collect())
            .collect();
        let key = (lengths, connections);
        if let Some(known) = self.web.get(&key) {
            return Ok(*known);
        }
        self.progress.say(&format!(
            "constant JSON of the lengths of {}, {connections} connections",
            operation.name()
        ));
        let prepare = |place| self.constant.worker(&key.0, place);
        let measured = load::measure(connections, self.settings.lasting, prepare)?;
        self.note_failures("constant JSON", operation.name(), connections, &measured);
        self.web.insert(key, measured.per_second);
        Ok(measured.per_second)
    }

    fn note_failures(&mut self, place: &str, name: &str, connections: usize, measured: &Measured) {
        if let Some(failure) = &measured.failure {
            let failed = measured.failed;
            self.remark(&format!(
                "{place}, {name}, {connections} connections: {failed} FAILED, such as: {failure}"
            ));
        }
    }

    fn add(
        &mut self,
        database: &'static str,
        target: &Target,
        operation: Operation,
        connections: usize,
        product: Measured,
        limit: Option<f64>,
    ) -> Result<(), Failure> {
        let web = Some(self.web(target, operation, connections)?);
        self.report.rows.push(Row {
            database,
            operation: operation.name(),
            connections,
            product,
            limit,
            web,
        });
        Ok(())
    }
}

/// Everything that is measured. The limit follows at once on what it is the limit of, because a machine's mood changes.
fn cells(selection: Selection) -> impl Iterator<Item = (Operation, usize)> {
    let selected = Operation::all().filter(move |operation| selection.holds(*operation));
    let all = selected.flat_map(|operation| CONNECTIONS.map(|connections| (operation, connections)));
    // Of the many searches one is enough to show what a few connections make of them.
    all.filter(move |(operation, connections)| {
        selection == Selection::Searches
            || *connections != CONNECTIONS[1]
            || !matches!(operation, Operation::Search(search) if *search != Search::Two)
    })
}

/// The length up to a sixteenth more, so that answers that are nearly alike count as alike.
fn rounded(length: usize) -> usize {
    let step = (length.next_power_of_two() / 32).max(1);
    length.next_multiple_of(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_rounded_up_a_little() {
        assert_eq!((rounded(7), rounded(1000), rounded(1025)), (7, 1024, 1088));
        assert!(
            (1..5000).all(|length| rounded(length) >= length && rounded(length) <= length + length / 16 + 1)
        );
    }
}
