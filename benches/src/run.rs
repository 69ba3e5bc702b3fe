//! A run from beginning to end.

use crate::{
    bare::Bare,
    capture,
    console::{Progress, print},
    failure::{During, Failure},
    issues, load,
    load::Measured,
    machine,
    operation::{Operation, Target},
    postgres,
    product::{self, Product},
    report::{Report, Row},
    script::Script,
    settings::Settings,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// How many clients at once.
const CONNECTIONS: [usize; 3] = [1, 8, 32];

/// Measures what the settings ask for, prints the table and writes it into the folder of built things.
pub fn run(settings: &Settings) -> Result<(), Failure> {
    let progress = Progress::start();
    let folder = folder()?;
    let program = program(settings, &progress)?;
    let version = product::version(&program)?;
    let issues = source(settings, &folder, &progress)?;
    let postgres = settings
        .postgres
        .as_deref()
        .map(postgres::Database::create)
        .transpose()?;
    let mut bench = Bench {
        settings,
        progress,
        folder,
        program,
        issues,
        report: Report::default(),
    };
    bench.report.machine = machine::describe(&version, postgres.as_ref());
    bench.explain();
    if settings.sqlite {
        bench.sqlite()?;
    }
    match &postgres {
        Some(database) => bench.postgres(database)?,
        None => bench
            .remark("PostgreSQL was not measured: TESSERA_TEST_POSTGRES is not set or it was not asked for."),
    }
    let text = bench.report.to_markdown();
    let path = bench.folder.join("report.md");
    fs::write(&path, &text).during("writing the report")?;
    print(&text);
    bench.progress.say(&format!("also written to {}", path.display()));
    Ok(())
}

/// What is measured.
fn program(settings: &Settings, progress: &Progress) -> Result<PathBuf, Failure> {
    if let Some(program) = &settings.program {
        return Ok(program.clone());
    }
    progress.say("building the product");
    product::build()
}

/// Beside the folder that this program was built into.
fn folder() -> Result<PathBuf, Failure> {
    let own = env::current_exe().during("looking for this program")?;
    let target = own
        .parent()
        .and_then(Path::parent)
        .unwrap_or_else(|| Path::new("target"));
    let folder = target.join("bench");
    fs::create_dir_all(&folder).during("making a folder for the results")?;
    Ok(folder)
}

/// What is imported.
fn source(settings: &Settings, folder: &Path, progress: &Progress) -> Result<PathBuf, Failure> {
    if let Some(archive) = &settings.archive {
        return Ok(archive.clone());
    }
    progress.say(&format!("making up {} issues", settings.tickets));
    let path = folder.join("issues.tar");
    issues::write(&path, settings.tickets)?;
    Ok(path)
}

const WHAT_IT_MEANS: [&str; 4] = [
    "list: 25 rows, fields=mobile_list, default sort. create: one ticket with a description.",
    "detail: a ticket and its comments, two requests counted as one; the newest tickets' one with the most comments.",
    "limit on PostgreSQL: `pgbench -M prepared` with as many connections and the statements that the product sends, \
     authentication included, as the server's log shows them; they are in `sql/` beside this file.",
    "limit on SQLite: the same use cases inside one process without HTTP, from as many threads, but no more than \
     the pool has connections.",
];

/// Everything that is measured. The limit follows at once on what it is the limit of, because a machine's mood changes.
fn cells() -> impl Iterator<Item = (Operation, usize)> {
    Operation::ALL
        .into_iter()
        .flat_map(|operation| CONNECTIONS.map(|connections| (operation, connections)))
}

struct Bench<'s> {
    settings: &'s Settings,
    progress: Progress,
    folder: PathBuf,
    program: PathBuf,
    issues: PathBuf,
    report: Report,
}

impl Bench<'_> {
    fn remark(&mut self, remark: &str) {
        self.progress.say(remark);
        self.report.remarks.push(remark.to_owned());
    }

    fn explain(&mut self) {
        let data = match &self.settings.archive {
            Some(archive) => format!("imported from {}", archive.display()),
            None => format!(
                "{} generated tickets, imported by the product",
                self.settings.tickets
            ),
        };
        self.report.machine.push(("data".to_owned(), data));
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

    fn load(&self, database: &str, url: String) -> Result<(Product, String), Failure> {
        self.progress
            .say(&format!("{database}: importing {}", self.issues.display()));
        let product = Product::new(&self.program, url, self.folder.join(database))?;
        let began = Instant::now();
        let key = product.load(&self.issues)?;
        self.progress.say(&format!(
            "{database}: imported in {:.1} s",
            began.elapsed().as_secs_f64()
        ));
        Ok((product, key))
    }

    fn sqlite(&mut self) -> Result<(), Failure> {
        let file = self.folder.join("sqlite/tessera.db");
        let (product, key) = self.load("sqlite", format!("sqlite://{}", file.display()))?;
        let server = product.serve()?;
        let target = Target::discover(server.address, &key)?;
        let bare = Bare::open(&product.url, &product.data, &key, &target.ticket)?;
        for (operation, connections) in cells() {
            let product = self.over_http("SQLite", &target, operation, connections)?;
            let threads = bare.threads(connections);
            self.progress.say(&format!(
                "SQLite: {} in process, {threads} threads",
                operation.name()
            ));
            let prepare = || Ok(bare.worker(operation));
            let limit = load::measure(threads, self.settings.lasting, prepare)?;
            self.note_failures("SQLite in process", operation, threads, &limit);
            self.add("SQLite", operation, connections, product, Some(limit.per_second));
        }
        server.stop()
    }

    fn postgres(&mut self, database: &postgres::Database) -> Result<(), Failure> {
        let (product, key) = self.load("postgres", database.url.clone())?;
        database.settle()?;
        let scripts = self.scripts(&product, database, &key)?;
        let server = product.serve()?;
        let target = Target::discover(server.address, &key)?;
        for (run, (operation, connections)) in (1..).zip(cells()) {
            let product = self.over_http("PostgreSQL", &target, operation, connections)?;
            let script = scripts
                .iter()
                .find(|(of, _)| *of == operation)
                .map(|(_, script)| script);
            let pgbench = |script| self.pgbench(database, operation, script, (run, connections));
            let limit = script.map(pgbench).transpose()?;
            self.add("PostgreSQL", operation, connections, product, limit);
        }
        server.stop()
    }

    /// The script of each operation; none where the log is out of reach.
    fn scripts(
        &mut self,
        product: &Product,
        database: &postgres::Database,
        key: &str,
    ) -> Result<Vec<(Operation, Script)>, Failure> {
        let Some(log) = database.log()? else {
            self.remark(
                "No limit on PostgreSQL: its log can be read on the throw-away cluster of make bench only.",
            );
            return Ok(Vec::new());
        };
        self.progress
            .say("PostgreSQL: reading in its log what the product sends");
        let server = product.serve()?;
        let target = Target::discover(server.address, key)?;
        let scripts: Result<Vec<_>, _> = Operation::ALL
            .into_iter()
            .map(|operation| Ok((operation, capture::script(&log, &target, operation)?)))
            .collect();
        server.stop()?;
        scripts
    }

    fn pgbench(
        &self,
        database: &postgres::Database,
        operation: Operation,
        script: &Script,
        (run, connections): (u64, usize),
    ) -> Result<f64, Failure> {
        self.progress.say(&format!(
            "PostgreSQL: {} by pgbench, {connections} connections",
            operation.name()
        ));
        let folder = self.folder.join("sql");
        fs::create_dir_all(&folder).during("making a folder for scripts")?;
        let path = folder.join(format!("{}.sql", operation.name()));
        // Far enough apart that no run makes what another one has made.
        let begin = run * 10_000_000;
        database.bench(&path, script, connections, self.settings.lasting, begin)
    }

    fn over_http(
        &mut self,
        database: &str,
        target: &Target,
        operation: Operation,
        connections: usize,
    ) -> Result<Measured, Failure> {
        self.progress.say(&format!(
            "{database}: {} over HTTP, {connections} connections",
            operation.name()
        ));
        let prepare = || target.worker(operation);
        let measured = load::measure(connections, self.settings.lasting, prepare)?;
        self.note_failures(database, operation, connections, &measured);
        Ok(measured)
    }

    fn note_failures(&mut self, place: &str, operation: Operation, connections: usize, measured: &Measured) {
        if let Some(failure) = &measured.failure {
            let (name, failed) = (operation.name(), measured.failed);
            self.remark(&format!(
                "{place}, {name}, {connections} connections: {failed} FAILED, such as: {failure}"
            ));
        }
    }

    fn add(
        &mut self,
        database: &'static str,
        operation: Operation,
        connections: usize,
        product: Measured,
        limit: Option<f64>,
    ) {
        self.report.rows.push(Row {
            database,
            operation: operation.name(),
            connections,
            product,
            limit,
        });
    }
}
