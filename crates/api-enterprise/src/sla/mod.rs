//! Service levels: what a tenant promises for which tickets.

mod body;
pub mod change;
pub mod create;
pub mod list;
pub mod remove;
pub mod show;

pub use body::DAYS;

use crate::{envelope::Envelope, view::sla::PolicyRow};
use tessera_application::views::SlaPolicySheet;
use tessera_http::answer::StoredAnswer;

/// Where the policies are.
pub const ROOT: &str = "/sla/policies";

tessera_http::operations! {
    /// The operations on policies.
    pub struct Document;
    list::list,
    create::create,
    show::show,
    change::change,
    remove::remove,
}

/// The policy as it stands now.
fn changed(envelope: &Envelope, sheet: &SlaPolicySheet) -> StoredAnswer {
    let (row, version) = (PolicyRow::from(sheet), sheet.policy.version);
    envelope.changed("SLA policy updated successfully", row, version)
}
