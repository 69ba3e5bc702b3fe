//! Whatever comes in gets an answer that says what is wrong with it, and never hurts.

mod bodies;
mod enterprise;
mod kanban;
mod names;
mod numbers;
mod requests;
mod search;
mod statement_counts;
mod texts;
