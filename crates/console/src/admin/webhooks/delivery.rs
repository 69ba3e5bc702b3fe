//! A delivery as the log shows it.

use crate::words;
use tessera_application::webhooks::DeliverySheet;
use tessera_domain::webhook::delivery::{Attempt, DeliveryState, Outcome};

/// How many of the last tries are shown, and how many characters of an answer.
const TRIES: usize = 12;
const ANSWER: usize = 300;

/// One delivery.
pub(super) struct DeliveryRow {
    pub(super) id: String,
    pub(super) event: &'static str,
    pub(super) state: &'static str,
    pub(super) is_failed: bool,
    /// When it was put on its way.
    pub(super) at: String,
    pub(super) tries: String,
    /// How the last try came out.
    pub(super) last: Option<String>,
    /// When it is tried next.
    pub(super) next: Option<String>,
    /// The last tries, the newest first.
    pub(super) attempts: Vec<AttemptRow>,
    /// How many tries before them are not shown.
    pub(super) earlier: i64,
    /// What is sent.
    pub(super) body: String,
}

/// One try.
pub(super) struct AttemptRow {
    pub(super) number: u32,
    pub(super) at: String,
    pub(super) outcome: String,
    pub(super) is_failed: bool,
    pub(super) milliseconds: i64,
    pub(super) answer: String,
}

impl DeliveryRow {
    pub(super) fn of(sheet: &DeliverySheet) -> Self {
        let delivery = &sheet.delivery;
        let attempts: Vec<_> = sheet
            .attempts
            .iter()
            .rev()
            .take(TRIES)
            .map(AttemptRow::of)
            .collect();
        let shown = i64::try_from(attempts.len()).unwrap_or_default();
        Self {
            id: delivery.id.to_string(),
            event: delivery.topic.name(),
            state: state(delivery.state),
            is_failed: delivery.state == DeliveryState::Failed,
            at: words::second(delivery.created_at),
            tries: match delivery.attempts {
                0 => "not tried yet".to_owned(),
                1 => "1 try".to_owned(),
                many => format!("{many} tries"),
            },
            last: sheet.attempts.last().map(|attempt| outcome(attempt.outcome)),
            next: delivery
                .due_at
                .filter(|_| delivery.state == DeliveryState::Pending)
                .map(words::second),
            earlier: i64::from(delivery.attempts).saturating_sub(shown),
            attempts,
            body: delivery.body.clone(),
        }
    }
}

impl AttemptRow {
    fn of(attempt: &Attempt) -> Self {
        Self {
            number: attempt.number,
            at: words::second(attempt.at),
            outcome: outcome(attempt.outcome),
            is_failed: !attempt.outcome.is_success(),
            milliseconds: attempt.milliseconds,
            answer: attempt
                .answer
                .as_deref()
                .unwrap_or_default()
                .chars()
                .take(ANSWER)
                .collect(),
        }
    }
}

/// How a delivery stands.
pub(super) const fn state(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Pending => "On its way",
        DeliveryState::Delivered => "Delivered",
        DeliveryState::Failed => "Given up",
    }
}

/// How a try came out.
fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Answered { status, .. } => status.to_string(),
        Outcome::TimedOut => "no answer in time".to_owned(),
        Outcome::Unreachable => "no connection".to_owned(),
        Outcome::Refused => "not sent: the address must not be called".to_owned(),
    }
}
