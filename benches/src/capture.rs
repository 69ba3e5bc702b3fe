//! What the product sends to PostgreSQL for each operation, as scripts for pgbench.

use crate::{
    failure::Failure,
    operation::{self, Operation, Requests, Target},
    postgres::Log,
    script::{self, Script},
    statements::Statement,
    wire::Connection,
};

/// How often a request is watched before giving up on seeing the same statements twice.
const ATTEMPTS: usize = 6;

/// The script that does on PostgreSQL what the operation makes the product do there.
pub fn script(log: &Log<'_>, target: &Target, operation: Operation) -> Result<Script, Failure> {
    let mut connection = Connection::open(target.address)?;
    let requests = target.requests(operation);
    // Whatever is done once, or once a minute, is not part of a request.
    for _ in 0..20 {
        operation::perform(&mut connection, &requests)?;
    }
    let (first, second) = twice(log, &mut connection, &requests)?;
    Ok(match operation {
        Operation::List | Operation::Detail => script::repeating(&second),
        Operation::Create => script::renewing(&first, &second),
    })
}

/// The statements of two runs that are the same but for their values: what the server does of its own accord in
/// between shows in one of them only.
fn twice(
    log: &Log<'_>,
    connection: &mut Connection,
    requests: &Requests,
) -> Result<(Vec<Statement>, Vec<Statement>), Failure> {
    let mut before: Option<Vec<Statement>> = None;
    for _ in 0..ATTEMPTS {
        let now = log.statements_of(|| operation::perform(connection, requests))?;
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
