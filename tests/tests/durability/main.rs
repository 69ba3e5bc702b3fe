//! Nothing that was acknowledged is lost, nothing is done twice, nothing is done by halves.

mod concurrency;
mod crashes;
mod enterprise;
mod faults;
mod first_start;
mod idempotency;
mod kanban;
