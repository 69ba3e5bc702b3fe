//! Telling one address of one event.

use super::{WebhookEvent, schedule};
use crate::{
    id::{DeliveryId, EventId, TenantId, WebhookId},
    time::Time,
};

/// The most characters of an answer that are kept.
pub const ANSWER_KEPT: usize = 2000;

/// One event on its way to one address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Whose event.
    pub tenant: TenantId,
    /// Its id.
    pub id: DeliveryId,
    /// The address.
    pub webhook: WebhookId,
    /// The event; the same however often it is tried.
    pub event: EventId,
    /// What the event is called.
    pub topic: WebhookEvent,
    /// What is sent, byte by byte the same each time.
    pub body: String,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried in all.
    pub attempts: u32,
    /// How often it was tried since it was last put on the way.
    pub tries: u32,
    /// When it is tried next; while somebody is trying, when another may.
    pub due_at: Option<Time>,
    /// When it was put on the way first.
    pub created_at: Time,
    /// When it was taken or given up.
    pub finished_at: Option<Time>,
}

/// How a delivery stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DeliveryState {
    /// It is on its way.
    Pending,
    /// It was taken.
    Delivered,
    /// It was given up.
    Failed,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Failed];

    /// The names of all states.
    pub const NAMES: &'static [&'static str] = &["pending", "delivered", "failed"];

    /// Its stored and shown name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// The state of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// How one try came out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// There was an answer.
    Answered {
        /// Its status.
        status: u16,
        /// In how many seconds the other side wants to be tried again, if it says so.
        retry_after: Option<i64>,
    },
    /// There was no answer in time.
    TimedOut,
    /// There was no connection, or it broke off.
    Unreachable,
    /// The address is one that must not be called. Nothing was sent.
    Refused,
}

impl Outcome {
    /// Whether the event was taken.
    pub const fn is_success(self) -> bool {
        matches!(
            self,
            Self::Answered {
                status: 200..=299,
                ..
            }
        )
    }

    /// The status, if there was an answer.
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Answered { status, .. } => Some(status),
            Self::TimedOut | Self::Unreachable | Self::Refused => None,
        }
    }

    /// Why there was no answer, in a stable word.
    pub const fn failure(self) -> Option<&'static str> {
        match self {
            Self::Answered { .. } => None,
            Self::TimedOut => Some("timeout"),
            Self::Unreachable => Some("unreachable"),
            Self::Refused => Some("refused"),
        }
    }

    /// The outcome of that status or failure.
    pub fn stored(status: Option<u16>, failure: Option<&str>) -> Option<Self> {
        match (status, failure) {
            (Some(status), None) => Some(Self::Answered {
                status,
                retry_after: None,
            }),
            (None, Some("timeout")) => Some(Self::TimedOut),
            (None, Some("unreachable")) => Some(Self::Unreachable),
            (None, Some("refused")) => Some(Self::Refused),
            _ => None,
        }
    }
}

/// One try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    /// Which it was, from 1.
    pub number: u32,
    /// When it began.
    pub at: Time,
    /// How long it took.
    pub milliseconds: i64,
    /// How it came out.
    pub outcome: Outcome,
    /// The beginning of the answer's body, as text.
    pub answer: Option<String>,
}

/// What a try makes of a delivery.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Consequence {
    /// It was taken.
    Delivered,
    /// It is tried again.
    Again,
    /// It was given up.
    GivenUp,
    /// The address is gone for good, and the delivery with it.
    EndpointGone,
}

/// What an address that is gone for good answers.
const GONE: u16 = 410;

impl Delivery {
    /// Takes down how a try that ended at `now` came out, and says what becomes of it. `chance` spreads the waiting.
    pub fn tried(&mut self, outcome: Outcome, now: Time, chance: u64) -> Consequence {
        self.attempts = self.attempts.saturating_add(1);
        self.tries = self.tries.saturating_add(1);
        if outcome.is_success() {
            self.finish(DeliveryState::Delivered, now);
            return Consequence::Delivered;
        }
        if outcome.status() == Some(GONE) {
            self.finish(DeliveryState::Failed, now);
            return Consequence::EndpointGone;
        }
        let again = schedule::wait(self.tries, &outcome, chance)
            .and_then(|wait| Time::from_micros(now.micros().saturating_add(wait.saturating_mul(1000))));
        if again.is_some() {
            self.due_at = again;
            Consequence::Again
        } else {
            self.finish(DeliveryState::Failed, now);
            Consequence::GivenUp
        }
    }

    /// Puts it on the way again, as if it were new, however it stands.
    pub const fn send_again(&mut self, now: Time) {
        self.state = DeliveryState::Pending;
        self.tries = 0;
        self.due_at = Some(now);
        self.finished_at = None;
    }

    const fn finish(&mut self, state: DeliveryState, now: Time) {
        self.state = state;
        self.due_at = None;
        self.finished_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(seconds: i64) -> Time {
        Time::from_micros(seconds * 1_000_000).unwrap()
    }

    fn delivery() -> Delivery {
        Delivery {
            tenant: Uuid::nil().into(),
            id: Uuid::nil().into(),
            webhook: Uuid::nil().into(),
            event: Uuid::nil().into(),
            topic: WebhookEvent::TicketCreated,
            body: "{}".into(),
            state: DeliveryState::Pending,
            attempts: 0,
            tries: 0,
            due_at: Some(at(0)),
            created_at: at(0),
            finished_at: None,
        }
    }

    const fn answered(status: u16) -> Outcome {
        Outcome::Answered {
            status,
            retry_after: None,
        }
    }

    #[test]
    fn only_an_answer_of_the_second_hundred_is_a_success() {
        for (outcome, success) in [
            (answered(199), false),
            (answered(200), true),
            (answered(204), true),
            (answered(299), true),
            (answered(301), false),
            (answered(500), false),
            (Outcome::TimedOut, false),
            (Outcome::Unreachable, false),
            (Outcome::Refused, false),
        ] {
            let mut tried = delivery();
            let consequence = tried.tried(outcome, at(1), 0);
            assert_eq!(consequence == Consequence::Delivered, success, "{outcome:?}");
            assert_eq!(tried.due_at.is_none(), success);
            assert_eq!((tried.attempts, tried.tries), (1, 1));
        }
    }

    #[test]
    fn ten_tries_are_made_and_then_it_is_given_up_until_somebody_sends_it_again() {
        let mut delivery = delivery();
        for try_number in 1..10 {
            assert_eq!(
                delivery.tried(answered(500), at(100), 0),
                Consequence::Again,
                "{try_number}"
            );
            assert!(delivery.due_at > Some(at(100)));
        }
        assert_eq!(delivery.tried(answered(500), at(200), 0), Consequence::GivenUp);
        assert_eq!(delivery.state, DeliveryState::Failed);
        assert_eq!((delivery.due_at, delivery.finished_at), (None, Some(at(200))));
        delivery.send_again(at(300));
        assert_eq!(
            (delivery.state, delivery.due_at),
            (DeliveryState::Pending, Some(at(300)))
        );
        assert_eq!((delivery.attempts, delivery.tries), (10, 0));
        assert_eq!(delivery.tried(answered(200), at(301), 0), Consequence::Delivered);
        assert_eq!(delivery.attempts, 11);
    }

    #[test]
    fn one_that_is_gone_is_not_tried_again() {
        let mut delivery = delivery();
        assert_eq!(delivery.tried(answered(410), at(1), 0), Consequence::EndpointGone);
        assert_eq!(delivery.state, DeliveryState::Failed);
    }

    #[test]
    fn outcomes_and_states_read_back() {
        for outcome in [
            answered(503),
            Outcome::TimedOut,
            Outcome::Unreachable,
            Outcome::Refused,
        ] {
            let stored = Outcome::stored(outcome.status(), outcome.failure());
            assert_eq!(stored, Some(outcome));
        }
        for (status, failure) in [(None, None), (Some(200), Some("timeout")), (None, Some("odd"))] {
            assert_eq!(Outcome::stored(status, failure), None);
        }
        assert_eq!(DeliveryState::ALL.map(DeliveryState::key), DeliveryState::NAMES);
        for state in DeliveryState::ALL {
            assert_eq!(DeliveryState::from_key(state.key()), Some(state));
        }
    }
}
