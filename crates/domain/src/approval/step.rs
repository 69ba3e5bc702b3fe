//! One decision of a workflow.

use crate::{
    id::{StepId, UserId},
    issue::Problem,
    priority::Rank,
    text::{Condition, Remark},
    time::Time,
};

/// Up to how many hours before it is due a step is urgent.
pub const URGENT_HOURS: i64 = 24;
const HOUR: i64 = 3_600;
const DAY_MICROS: i64 = 86_400_000_000;

/// One decision that somebody has to take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// The tenant's running number of it.
    pub number: i64,
    /// Its place in the workflow, from 1. A step that was handed on and the one it became share it.
    pub place: i32,
    /// Who is to decide.
    pub approver: UserId,
    /// Where it stands.
    pub state: StepState,
    /// What was done with it last.
    pub action: Option<Action>,
    /// What was said to that.
    pub comments: Option<Remark>,
    /// On which conditions it was approved.
    pub conditions: Vec<Condition>,
    /// Whom it was handed to.
    pub delegated_to: Option<UserId>,
    /// Who acted on it last.
    pub decided_by: Option<UserId>,
    /// Whether it goes to somebody else when it is overdue. It does so once.
    pub escalates: bool,
    /// How long the decision may take, from the moment when it is at its turn.
    pub hours: DueHours,
    /// When it should be decided; for a step that is not at its turn yet, what is expected.
    pub due_at: Time,
    /// When it was made.
    pub created_at: Time,
    /// When it changed last.
    pub updated_at: Time,
    /// When it was over.
    pub completed_at: Option<Time>,
}

/// Where a step stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StepState {
    /// Nobody has decided.
    Pending,
    /// Agreed.
    Approved,
    /// Refused.
    Rejected,
    /// Handed to somebody else.
    Delegated,
    /// Gone to somebody else because it was overdue.
    Escalated,
    /// Not needed any more.
    Skipped,
}

impl StepState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Approved,
        Self::Rejected,
        Self::Delegated,
        Self::Escalated,
        Self::Skipped,
    ];

    /// Its stored and shown name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Delegated => "delegated",
            Self::Escalated => "escalated",
            Self::Skipped => "skipped",
        }
    }

    /// The state of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// What is done with a step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// Agree.
    Approve,
    /// Refuse.
    Reject,
    /// Hand on.
    Delegate,
    /// Ask for more before deciding.
    RequestInfo,
    /// Hand on because it is overdue, which nobody asks for.
    Escalate,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 5] = [
        Self::Approve,
        Self::Reject,
        Self::Delegate,
        Self::RequestInfo,
        Self::Escalate,
    ];

    /// Its stored and shown name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Delegate => "delegate",
            Self::RequestInfo => "request_info",
            Self::Escalate => "escalate",
        }
    }

    /// The action of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.key() == key)
    }
}

/// What is said to a decision.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Said {
    /// In words.
    pub comments: Option<Remark>,
    /// On which conditions.
    pub conditions: Vec<Condition>,
}

/// How many hours a decision may take: 1 to 8760, which is a year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DueHours(i32);

impl DueHours {
    /// The most.
    pub const MAX: i64 = 8_760;
    /// A day: what is meant unless somebody says.
    pub const USUAL: Self = Self(24);

    /// Takes a number of that range.
    ///
    /// # Errors
    /// At which end it is out of it.
    pub fn parse(hours: i64) -> Result<Self, Problem> {
        match i32::try_from(hours) {
            Ok(..1) => Err(Problem::TooSmall { min: 1 }),
            Ok(number) if hours <= Self::MAX => Ok(Self(number)),
            Err(_) if hours < 1 => Err(Problem::TooSmall { min: 1 }),
            Ok(_) | Err(_) => Err(Problem::TooLarge { max: Self::MAX }),
        }
    }

    /// The number.
    pub const fn get(self) -> i32 {
        self.0
    }

    /// The moment so many hours after `from`.
    pub fn after(self, from: Time) -> Time {
        from.plus_seconds(i64::from(self.0).saturating_mul(HOUR))
    }
}

impl Step {
    /// Whether it matters to decide it soon: it is due within a day, or its ticket matters much.
    pub fn is_urgent(&self, rank: Rank, now: Time) -> bool {
        rank >= Rank::HIGH || self.due_at <= now.plus_seconds(URGENT_HOURS * HOUR)
    }

    /// For how many whole days it has been there, until it was over.
    pub fn days_pending(&self, now: Time) -> i64 {
        let until = self.completed_at.unwrap_or(now).micros();
        until.saturating_sub(self.created_at.micros()).max(0) / DAY_MICROS
    }

    /// Whether it is still to be decided.
    pub fn is_pending(&self) -> bool {
        self.state == StepState::Pending
    }
}
