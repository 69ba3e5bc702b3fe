//! What those who run it rely on: signals, health, load, failure, logs, headers, settings, the event log.
//!
//! A-OP-9 (advisories, licences, lints) is `make lint` and `make audit`.

mod audit;
mod cors;
mod headers;
mod health;
mod load;
mod logs;
mod logs_of_sign_in;
mod settings;
mod shutdown;
