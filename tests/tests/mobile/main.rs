//! The mobile app's API, as the app calls it and as its vendor documents it.

mod app_generations;
mod assignment;
mod comments;
mod create;
mod detail;
mod document;
mod list;
mod list_filters;
mod list_order;
mod stats;
mod status;
mod statuses;
mod time_entries;
mod update;
mod update_attributes;
mod update_checks;
