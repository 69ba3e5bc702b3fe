//! What other systems do with a token, and what admins do with the tokens.
//!
//! A token is let in by [`enter`], which counts the call. What it may do then are ordinary use cases under a caller
//! that sees only what the token opened: [`OpenTicket`], [`CommentOnOwn`], [`SetOwnStatus`] and the tickets' `show`.

mod enter;
mod manage;
mod open;
mod own;
mod record;
mod watch;

pub use enter::{Allowance, Denied, Entered, enter};
pub use manage::{NewToken, Secret, TokenEdit, create, edit, regenerate, remove, set_state};
pub use open::{OpenTicket, Opened};
pub use own::{CommentOnOwn, SetOwnStatus, StatusSet};
pub use record::record;
pub use tessera_ports::integration::{CallFilter, CallRecord, CallStats, HourOfCalls, TokenCard};
pub use watch::{calls, calls_by_hour, list, show, stats};
