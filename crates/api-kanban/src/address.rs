//! The thing that a path names by its number.

use tessera_application::{Application, Result as Outcome};
use tessera_domain::caller::Caller;
use tessera_http::{fault::Fault, work::Work};

pub use tessera_http::number_address::{Address, IdPath};

/// What was sent to the thing of that number, which `one` reads, if nothing is wrong with it.
///
/// # Errors
/// That the thing is not there, before what is wrong with what was sent to it.
pub async fn sent_to<T: Send + 'static, S>(
    number: i64,
    one: fn(&Application, &Caller, i64) -> Outcome<T>,
    read: Result<S, Fault>,
    (work, caller): (&Work, &Caller),
) -> Result<S, Fault> {
    if read.is_err() {
        let caller = caller.clone();
        work.read(move |app| one(app, &caller, number)).await?;
    }
    read
}
