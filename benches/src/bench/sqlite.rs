//! Measuring the product on SQLite.

use super::{Bench, cells};
use crate::{
    bare::{Bare, Pages, Recorder},
    failure::Failure,
    load,
    operation::{Operation, Selection},
    plans::sqlite::{self as plans, Purpose},
    prepare,
    product::{Access, Product},
    target::Target,
};
use std::{collections::HashMap, sync::Arc};

pub(super) const SQLITE: &str = "SQLite";

impl Bench<'_> {
    /// Measures everything on SQLite.
    pub fn sqlite(&mut self) -> Result<(), Failure> {
        let file = self.folder.join("sqlite/tessera.db");
        self.costs()?;
        let (product, access) = self.load(SQLITE, "sqlite", format!("sqlite://{}", file.display()))?;
        let server = product.serve()?;
        let target = prepare::target(server.address, &access, &self.terms)?;
        let bare = Bare::open(&product, &access)?;
        let pages = self.pages(&bare)?;
        self.sqlite_plans(&product, &access, &target, &pages)?;
        self.far_page(SQLITE, &bare, &pages)?;
        let mut known = HashMap::new();
        for (operation, connections) in cells(self.settings.selection) {
            let measured = self.over_http(SQLITE, &target, operation, connections)?;
            let threads = bare.threads(connections);
            let limit = match known.get(&(operation, threads)) {
                Some(limit) => *limit,
                None => self.in_process(&bare, &target, operation, threads)?,
            };
            known.insert((operation, threads), limit);
            if operation == Operation::List {
                self.beside_memory(&target, connections, measured.clone())?;
            }
            self.add(SQLITE, &target, operation, connections, measured, Some(limit))?;
        }
        self.commits(&target)?;
        server.stop()
    }

    fn in_process(
        &mut self,
        bare: &Bare,
        target: &Target,
        operation: Operation,
        threads: usize,
    ) -> Result<f64, Failure> {
        let name = operation.name();
        self.progress
            .say(&format!("{SQLITE}: {name}, in process, {threads} threads"));
        let prepare = |place| bare.worker(target, operation, place);
        let limit = load::measure(threads, self.settings.lasting, prepare)?;
        self.note_failures("SQLite in process", name, threads, &limit);
        Ok(limit.per_second)
    }

    fn sqlite_plans(
        &mut self,
        product: &Product,
        access: &Access,
        target: &Target,
        pages: &Pages,
    ) -> Result<(), Failure> {
        self.progress.say("SQLite: asking for its plans");
        let recorder = Arc::new(Recorder::default());
        let bare = Bare::open_watched(product, access, &recorder)?;
        let file = product.data.join("tessera.db");
        let selection = self.settings.selection;
        for operation in Operation::reads().filter(|operation| selection.holds(*operation)) {
            let mut work = bare.worker(target, operation, 0)?;
            recorder.take();
            work()?;
            let purpose = match operation {
                Operation::Search(_) => Purpose::Search,
                _ => Purpose::List,
            };
            let explained = plans::explain(&file, &recorder.take(), purpose)?;
            self.add_plans(SQLITE, target, operation, explained)?;
        }
        if selection == Selection::Searches {
            return Ok(());
        }
        recorder.take();
        bare.reader(&pages.far)()?;
        let explained = plans::explain(&file, &recorder.take(), Purpose::List)?;
        self.add_far_plans(SQLITE, explained);
        Ok(())
    }
}
