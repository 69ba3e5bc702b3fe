//! Which of the things that a list is filtered by there are.

use crate::{command::Application, error::Result};
use tessera_domain::caller::Caller;
use tessera_ports::numbers::{NumbersFound, NumbersWanted};

/// Those of the wanted things that there are in the caller's sight: for dialects that refuse a filter by what is not
/// there, instead of finding nothing.
///
/// # Errors
/// When storage fails.
pub fn known_numbers(app: &Application, caller: &Caller, wanted: &NumbersWanted) -> Result<NumbersFound> {
    if wanted.is_empty() {
        return Ok(NumbersFound::default());
    }
    Ok(app
        .queries
        .numbers(caller.tenant, caller.project_sight(), wanted)?)
}
