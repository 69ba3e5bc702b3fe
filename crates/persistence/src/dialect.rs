//! What the two databases say differently when something goes wrong.

use diesel::result::Error;
use tessera_ports::StoreError;

/// The storage error that a database error stands for.
pub fn failed(error: Error) -> StoreError {
    StoreError::Failed(error.to_string())
}
