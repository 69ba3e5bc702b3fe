//! Webhooks and the change feed, as their receivers and readers know them.

mod addresses;
mod delivering;
mod feed;
mod managing;
mod processes;
mod rebuilding;
mod reference;
mod replaying;
mod retrying;
mod scene;
mod stream;
mod whole;
