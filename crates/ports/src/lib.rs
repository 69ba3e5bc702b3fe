//! What the core needs from the world, as traits.
//!
//! Adapters implement them (persistence, auth, the server's clock), use cases call them, and nobody here knows
//! how. Depends on the domain only. All of it is synchronous and object safe.
//!
//! There are two ways to stored things:
//!
//! * **writing** goes through [`Store::transact`](store::Store), which hands the work a [`Tx`](tx::Tx): a set
//!   of small ports, one per aggregate, over one transaction;
//! * **reading** for screens goes through [`Queries`](queries::Queries): read models, one statement where one
//!   will do, without a transaction around them.
//!
//! Every method takes the tenant first. There is no unscoped variant, but for the few global look-ups that
//! find out which tenant a credential belongs to.
//!
//! To add a port to transactions: write the trait in a file of its own with
//! `#[cfg_attr(feature = "mock", mockall::automock)]` over it, add one line to the list in [`tx`], and
//! implement it in persistence. The list makes the accessor and the mock.
//! A method of a query port goes into its trait and into the list of the mock in [`queries`].
//!
//! ```
//! use tessera_domain::time::Time;
//! use tessera_ports::world::Clock;
//!
//! struct Stopped(Time);
//! impl Clock for Stopped {
//!     fn now(&self) -> Time {
//!         self.0
//!     }
//! }
//! let clock: &dyn Clock = &Stopped(Time::from_micros(0).unwrap());
//! assert_eq!(clock.now().to_string(), "1970-01-01T00:00:00.000000Z");
//! ```

pub mod approvals;
pub mod attachments;
pub mod bell;
pub mod boards;
pub mod comments;
pub mod contacts;
pub mod counters;
pub mod credentials;
pub mod departments;
pub mod error;
pub mod events;
pub mod files;
pub mod idempotency;
pub mod identity;
pub mod imports;
pub mod integration;
pub mod lists;
pub mod notifications;
pub mod numbers;
pub mod phone_tokens;
pub mod queries;
pub mod reports;
pub mod sessions;
pub mod sign_in;
pub mod sla;
pub mod store;
pub mod tags;
pub mod tenants;
pub mod throttle;
pub mod tickets;
pub mod time_entries;
pub mod token_chains;
pub mod tokens;
pub mod tx;
pub mod users;
pub mod webhooks;
pub mod world;

pub use error::{StoreError, StoreResult};
