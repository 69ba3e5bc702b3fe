//! Signing in: by password, through a provider, on a phone; what ends a session, and what nobody gets in with.
//!
//! The tests are named after the promises that they prove. The clock stands still unless a test moves it, so nothing
//! here waits for anything to expire.

mod api_keys;
mod audit;
mod commands;
mod ends;
mod exchange;
mod exchange_refused;
mod faults;
mod faults_of_tables;
mod forms;
mod handoff;
mod kinds;
mod lock;
mod pages;
mod parallel;
mod passwords;
mod provider;
mod provider_faults;
mod purge;
mod races;
mod refresh;
mod refresh_reuse;
mod secrets;
mod stage;
mod statements;
