//! Approvals: what waits for a decision, deciding, and the policies that say which tickets need one.

pub mod action;
pub mod bulk;
pub mod pending;
pub mod policies;

use crate::{
    body::{self, Extent, Spelled, as_text, filled, said},
    meaning::ActionWord,
};
use serde_json::Value;
use tessera_application::approvals::Deed;
use tessera_domain::{
    approval::Said,
    issue::{FieldPath, Issue, JsonType, Problem},
    text::{Condition, Remark},
};
use tessera_http::json::Fields;

/// Where they are.
pub const ROOT: &str = "/approvals";

tessera_http::operations! {
    /// The operations on approvals.
    pub struct Document;
    pending::pending,
    bulk::bulk,
    policies::list::list,
    policies::create::create,
    policies::show::show,
    policies::change::change,
    policies::remove::remove,
    action::action,
}

/// What clients call whom a decision is handed to; the first is the one that answers use.
const TARGETS: [&str; 4] = [
    "delegated_to_id",
    "delegate_to_id",
    "delegate_to",
    "delegate_to_user_id",
];

/// What is done, and what is said to it. Nothing where something of it is wrong; then that was noted.
fn deed(fields: &mut Fields, word: impl FnOnce(&str) -> Result<ActionWord, Problem>) -> (Option<Deed>, Said) {
    let action = Extent::Whole.demanded(fields, "action", word);
    let comments = said(fields.patch("comments").told(remark)).flatten();
    let conditions = said(fields.patch("conditions").each(condition)).unwrap_or_default();
    let mut targets = TARGETS.map(|name| said(fields.patch(name).value(JsonType::Integer, body::number)));
    let target = targets.iter_mut().find_map(Option::take);
    let deed = action.and_then(|action| match (action, target) {
        (ActionWord::Approve, _) => Some(Deed::Approve),
        (ActionWord::Reject, _) => Some(Deed::Reject),
        (ActionWord::RequestInfo, _) => Some(Deed::RequestInfo),
        (ActionWord::Delegate, Some(to)) => Some(Deed::Delegate { to }),
        (ActionWord::Delegate, None) => {
            if fields.are_right() {
                fields.refuse_member(TARGETS[0], Problem::Required);
            }
            None
        }
    });
    (deed, Said { comments, conditions })
}

/// Nothing but white space says nothing.
fn remark(text: &str) -> Result<Option<Remark>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Remark::parse(text).map(Some)
}

fn condition(value: Value, path: &FieldPath) -> Result<Condition, Vec<Issue>> {
    as_text(|text| Condition::parse(filled(text, Condition::MAX)?))(value, path)
}
