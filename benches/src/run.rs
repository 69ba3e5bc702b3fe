//! A run from beginning to end.

use crate::{
    archive,
    bench::Bench,
    console::{Progress, print},
    failure::{During, Failure},
    growth::Sizes,
    machine, plans, plot, postgres, product,
    settings::Settings,
    vocabulary::Vocabulary,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// So many tickets a small tenant has.
const FEW: u32 = 25;

/// Measures what the settings ask for, prints the tables and writes them and a picture into the folder of built things.
pub fn run(settings: &Settings) -> Result<(), Failure> {
    let progress = Progress::start();
    let folder = folder()?;
    let program = program(settings, &progress)?;
    let version = product::version(&program)?;
    let issues = folder.join("issues.tar.zst");
    let vocabulary = write_issues(settings, &issues, &progress)?;
    let postgres = settings
        .postgres
        .as_deref()
        .map(postgres::Database::create)
        .transpose()?;
    let few = folder.join("few.tar.zst");
    archive::make_up(&few, FEW)?;
    let mut sizes = Sizes::read(&folder, &program, &settings.origin())?;
    let issues = (issues, few);
    let mut bench = Bench::new(settings, progress, folder, program, issues, vocabulary.terms())?;
    bench.report.machine = machine::describe(&version, postgres.as_ref());
    bench.explain();
    if settings.sqlite {
        bench.sqlite()?;
        // Whatever breaks off the rest, this was measured.
        compare(&mut bench, &mut sizes, settings.tickets)?;
        write(&bench)?;
    }
    let measured = if let Some(database) = &postgres {
        bench.postgres(database)
    } else {
        bench
            .remark("PostgreSQL was not measured: TESSERA_TEST_POSTGRES is not set or it was not asked for.");
        Ok(())
    };
    compare(&mut bench, &mut sizes, settings.tickets)?;
    // What broke off the rest is told last, below what was measured until then.
    let published = publish(&bench);
    measured.and(published)
}

/// Keeps what was found out so far for runs among more tickets, and looks at what runs among fewer found out.
fn compare(bench: &mut Bench<'_>, sizes: &mut Sizes, tickets: u32) -> Result<(), Failure> {
    sizes.keep(tickets, &bench.report.rows)?;
    bench.report.growth = sizes.growth(tickets, &bench.report.rows);
    Ok(())
}

/// Writes what was found out so far, and says where.
fn write(bench: &Bench<'_>) -> Result<[PathBuf; 3], Failure> {
    let doing = "writing the report";
    let paths = ["report.md", "ratios.png", "plans.md"].map(|name| bench.folder.join(name));
    let [report, picture, plans] = &paths;
    fs::write(report, bench.report.to_markdown()).during(doing)?;
    fs::write(picture, plot::draw(&bench.report.rows)?).during(doing)?;
    fs::write(plans, plans::to_markdown(&bench.report.plans)).during(doing)?;
    Ok(paths)
}

/// Shows and writes what was found out. It is an error if a whole table is read.
fn publish(bench: &Bench<'_>) -> Result<(), Failure> {
    let paths = write(bench)?;
    print(&bench.report.to_markdown());
    for path in &paths {
        bench.progress.say(&format!("written to {}", path.display()));
    }
    let whole = bench.report.plans.iter().filter(|plans| plans.is_whole());
    let whole: Vec<_> = whole
        .map(|plans| format!("{} ({})", plans.operation, plans.database))
        .collect();
    if whole.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "these read tickets, comments or words as a whole, see {}: {}",
        bench.folder.join("plans.md").display(),
        whole.join(", ")
    )))
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
    fs::create_dir_all(folder.join("sql")).during("making a folder for the results")?;
    Ok(folder)
}

/// Writes what is imported.
fn write_issues(settings: &Settings, path: &Path, progress: &Progress) -> Result<Vocabulary, Failure> {
    let count = settings.tickets;
    if let Some(archive) = &settings.archive {
        progress.say(&format!("taking {count} issues from {}", archive.display()));
        archive::replicate(archive, path, count)
    } else {
        progress.say(&format!("making up {count} issues"));
        archive::make_up(path, count)
    }
}
