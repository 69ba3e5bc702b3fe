//! What the product sends to PostgreSQL for each operation, as scripts for pgbench.

use crate::{
    failure::Failure,
    operation::Operation,
    postgres::Log,
    script::{self, Own, Script},
    statements::Statement,
    target::Target,
    wire::Connection,
};

/// How often a request is watched before giving up on seeing the same statements twice.
const ATTEMPTS: usize = 6;

/// What only statements hold that workers send after any change. Under load they send them once for many changes, so they
/// are no part of what one request costs.
const OF_WORKERS: [&str; 2] = [r#"FROM ("webhooks" INNER JOIN "tenants" "#, "pg_notify("];

/// What an operation sends, and the script that does the same.
pub struct Captured {
    pub operation: Operation,
    pub statements: Vec<Statement>,
    pub script: Script,
}

/// Watches one operation.
pub fn capture(log: &Log<'_>, target: &Target, operation: Operation) -> Result<Captured, Failure> {
    let mut connection = Connection::open(target.address)?;
    let mut work = || connection.ask_all(&target.watched(operation));
    // Whatever is done once, or once a minute, is not part of a request.
    for _ in 0..10 {
        work()?;
    }
    let (first, second) = twice(log, work)?;
    let name = operation.slug();
    let script = if operation.writes() {
        let own = Own {
            seen: target.own(0),
            all: &target.own,
        };
        script::renewing(name, &first, &second, own)
    } else {
        script::repeating(name, &second)
    };
    Ok(Captured {
        operation,
        statements: second,
        script,
    })
}

/// The statements of work that is done in this process.
pub fn statements(
    log: &Log<'_>,
    work: impl FnMut() -> Result<(), Failure>,
) -> Result<Vec<Statement>, Failure> {
    twice(log, work).map(|(_, statements)| statements)
}

/// The statements of two runs that are the same but for their values: what the server does of its own accord in
/// between shows in one of them only.
fn twice(
    log: &Log<'_>,
    mut work: impl FnMut() -> Result<(), Failure>,
) -> Result<(Vec<Statement>, Vec<Statement>), Failure> {
    let mut before: Option<Vec<Statement>> = None;
    for _ in 0..ATTEMPTS {
        let mut now = log.statements_of(&mut work)?;
        now.retain(|statement| !OF_WORKERS.iter().any(|part| statement.sql.contains(part)));
        match before {
            Some(before) if is_same(&before, &now) => return Ok((before, now)),
            _ => before = Some(now),
        }
    }
    Err(Failure::new("the product sends other statements each time"))
}

fn is_same(a: &[Statement], b: &[Statement]) -> bool {
    !a.is_empty()
        && a.iter()
            .map(|statement| &statement.sql)
            .eq(b.iter().map(|statement| &statement.sql))
}
