//! Measuring the product on PostgreSQL.

use super::{Bench, cells};
use crate::{
    bare::{Bare, Pages},
    capture::{self, Captured},
    failure::Failure,
    operation::{MIXTURE, Operation, Selection},
    plans::postgres as plans,
    postgres::{Database, Log},
    prepare,
    product::{Access, Product},
    script::Script,
    statements::Statement,
    target::Target,
};

const POSTGRES: &str = "PostgreSQL";

impl Bench<'_> {
    /// Measures everything on PostgreSQL.
    pub fn postgres(&mut self, database: &Database) -> Result<(), Failure> {
        let (product, access) = self.load(POSTGRES, "postgres", database.url.clone())?;
        let server = product.serve()?;
        let target = prepare::target(server.address, &access, &self.terms)?;
        server.stop()?;
        database.settle()?;
        let bare = Bare::open(&product, &access)?;
        let pages = self.pages(&bare)?;
        let (target, captured) = self.capture(&product, &access, database, target, &pages)?;
        let server = product.serve()?;
        let target = prepare::again(target, server.address)?;
        self.far_page(POSTGRES, &bare, &pages)?;
        for (run, (operation, connections)) in (1..).zip(cells(self.settings.selection)) {
            let measured = self.over_http(POSTGRES, &target, operation, connections)?;
            let scripts = scripts(&captured, operation);
            let limit = if scripts.is_empty() {
                None
            } else {
                Some(self.pgbench(database, operation, &scripts, (run, connections))?)
            };
            self.add(POSTGRES, &target, operation, connections, measured, limit)?;
        }
        server.stop()
    }

    /// Reads in the log what each operation sends, and looks at how the database does it; nothing where the log is out
    /// of reach.
    fn capture(
        &mut self,
        product: &Product,
        access: &Access,
        database: &Database,
        target: Target,
        pages: &Pages,
    ) -> Result<(Target, Vec<Captured>), Failure> {
        let Some(log) = database.log()? else {
            self.remark(
                "No limit and no plans on PostgreSQL: its log can be read on the throw-away cluster of make bench only.",
            );
            return Ok((target, Vec::new()));
        };
        self.progress
            .say("PostgreSQL: reading in its log what the product sends");
        let server = product.serve()?;
        let target = prepare::again(target, server.address)?;
        let selection = self.settings.selection;
        let captured: Result<Vec<_>, _> = Operation::single()
            .filter(|operation| selection.holds(*operation))
            .map(|operation| capture::capture(&log, &target, operation))
            .collect();
        let captured = captured?;
        self.progress.say("PostgreSQL: asking for its plans");
        for Captured {
            operation,
            statements,
            ..
        } in captured.iter().filter(|one| !one.operation.writes())
        {
            let explained = plans::explain(database, statements)?;
            self.add_plans(POSTGRES, &target, *operation, explained)?;
        }
        if selection == Selection::Everything {
            let far = far_statements(&log, product, access, pages)?;
            let explained = plans::explain(database, &far)?;
            self.add_far_plans(POSTGRES, explained);
        }
        server.stop()?;
        Ok((target, captured))
    }

    fn pgbench(
        &self,
        database: &Database,
        operation: Operation,
        scripts: &[(&Script, u32)],
        (run, connections): (u64, usize),
    ) -> Result<f64, Failure> {
        self.progress.say(&format!(
            "{POSTGRES}: {} by pgbench, {connections} connections",
            operation.name()
        ));
        // Far enough apart that no run makes what another one has made.
        let begin = run * 10_000_000;
        let folder = self.folder.join("sql");
        database.bench(&folder, scripts, connections, self.settings.lasting, begin)
    }
}

/// What pgbench is to run for an operation, and how often.
fn scripts(captured: &[Captured], operation: Operation) -> Vec<(&Script, u32)> {
    let of = |wanted: Operation| {
        captured
            .iter()
            .find(|one| one.operation == wanted)
            .map(|one| &one.script)
    };
    let parts: Vec<(Operation, u32)> = match operation {
        Operation::Mixed => MIXTURE.to_vec(),
        one => vec![(one, 1)],
    };
    parts
        .into_iter()
        .filter_map(|(one, weight)| Some((of(one)?, weight)))
        .collect()
}

fn far_statements(
    log: &Log<'_>,
    product: &Product,
    access: &Access,
    pages: &Pages,
) -> Result<Vec<Statement>, Failure> {
    // Connections that were there before are not logged.
    let bare = Bare::open(product, access)?;
    let mut read = bare.reader(&pages.far);
    capture::statements(log, &mut read)
}
