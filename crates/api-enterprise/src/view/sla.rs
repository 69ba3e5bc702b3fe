//! Service levels on the wire.

use crate::{meaning::priority_word, schema, sla::DAYS};
use serde::Serialize;
use tessera_application::{
    sla::{Clock, Clocks},
    views::SlaPolicySheet,
};
use tessera_domain::{
    sla::{Allowance, Calendar, Interval, Policy, Standing},
    status::StatusCategory,
};
use tessera_http::moment::exact::Moment;
use utoipa::ToSchema;

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// What is promised for some tickets.
#[derive(Serialize, ToSchema)]
#[schema(as = SlaPolicy)]
pub struct PolicyRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What it is called.
    #[schema(example = "Critical, in office hours")]
    pub name: String,
    /// Only for tickets of this priority.
    #[schema(value_type = schema::PriorityOrNull)]
    pub priority: Option<&'static str>,
    /// Only for tickets of the department of this number.
    pub department_id: Option<i64>,
    /// Within how many minutes of working time somebody answers.
    pub response_minutes: Option<i64>,
    /// Within how many minutes of working time a ticket is finished.
    #[schema(minimum = 1)]
    pub resolution_minutes: i64,
    /// The time zone of the working hours.
    #[schema(example = "Europe/Berlin")]
    pub time_zone: String,
    /// When is worked, from Monday on.
    pub business_hours: Vec<PartOfDay>,
    /// Days on which is not worked.
    #[schema(value_type = schema::DaysOff)]
    pub holidays: Vec<String>,
    /// Whether it holds.
    pub active: bool,
}

/// A part of a day in which is worked.
#[derive(Serialize, ToSchema)]
#[schema(as = BusinessHours)]
pub struct PartOfDay {
    /// The day of the week.
    #[schema(value_type = schema::DayWord)]
    pub day: &'static str,
    /// When it begins.
    #[schema(value_type = schema::ClockText)]
    pub from: String,
    /// When it ends.
    #[schema(value_type = schema::ClockText)]
    pub to: String,
}

impl From<&SlaPolicySheet> for PolicyRow {
    fn from(sheet: &SlaPolicySheet) -> Self {
        let Policy {
            id: _,
            number,
            name,
            rank,
            department: _,
            response,
            resolution,
            calendar,
            active,
            version: _,
        } = &sheet.policy;
        Self {
            id: *number,
            name: name.to_string(),
            priority: rank.map(priority_word),
            department_id: sheet.department,
            response_minutes: response.map(Allowance::get),
            resolution_minutes: resolution.get(),
            time_zone: calendar.zone.name().to_owned(),
            business_hours: hours(calendar),
            holidays: calendar.holidays.days().iter().map(ToString::to_string).collect(),
            active: *active,
        }
    }
}

fn hours(calendar: &Calendar) -> Vec<PartOfDay> {
    let days = DAYS.iter().zip(calendar.week.days());
    let parts = days.flat_map(|(day, hours)| {
        hours.iter().map(move |hours| PartOfDay {
            day,
            from: hours.from().to_string(),
            to: hours.to().to_string(),
        })
    });
    parts.collect()
}

/// Where the clocks of a ticket stand, and why.
#[derive(Serialize, ToSchema)]
#[schema(as = TicketSla)]
pub struct TicketSla {
    /// The ticket's number.
    #[schema(minimum = 1)]
    pub ticket_id: i64,
    /// The policy that holds for it now; null where only its due date or its priority says when it should be finished.
    pub policy: Option<PolicyName>,
    /// When it should be finished: its due date before all else, then what was promised when it changed last, then what its
    /// priority allows. Null while its clock stands still.
    pub deadline: Option<Moment>,
    /// The deadline that was missed first.
    pub sla_breach_time: Option<Moment>,
    /// The clock of finishing it.
    pub resolution: ClockRow,
    /// The clock of answering it, where the policy promises that.
    pub response: Option<AnswerRow>,
}

/// A policy by its name.
#[derive(Serialize, ToSchema)]
#[schema(as = SlaPolicyName)]
pub struct PolicyName {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What it is called.
    #[schema(example = "Critical, in office hours")]
    pub name: String,
}

/// A clock.
#[derive(Serialize, ToSchema)]
#[schema(as = SlaClock)]
pub struct ClockRow {
    /// `running`; `paused`, because the ticket waits; or `stopped`, because it is over.
    #[schema(pattern = "^(running|paused|stopped)$", example = "running")]
    pub state: &'static str,
    /// How many minutes of working time there are.
    #[schema(minimum = 1)]
    pub allowed_minutes: i64,
    /// How many whole ones of them have counted.
    #[schema(minimum = 0)]
    pub counted_minutes: i64,
    /// How many are left, negative when it is late.
    pub remaining_minutes: i64,
    /// When they run out, or ran out, by this clock; null while it stands still with time left.
    pub due_at: Option<Moment>,
    /// The parts of the ticket's life up to now, oldest first.
    pub intervals: Vec<IntervalRow>,
}

/// A part of a ticket's life.
#[derive(Serialize, ToSchema)]
#[schema(as = SlaInterval)]
pub struct IntervalRow {
    /// When it began.
    pub from: Moment,
    /// When it ended, or now.
    pub until: Moment,
    /// `counted`; `paused`, because the ticket waited; or `over`.
    #[schema(pattern = "^(counted|paused|over)$", example = "counted")]
    pub kind: &'static str,
    /// How many whole minutes of it counted: those of the working hours.
    #[schema(minimum = 0)]
    pub counted_minutes: i64,
}

/// The clock of answering.
#[derive(Serialize, ToSchema)]
#[schema(as = SlaAnswer)]
pub struct AnswerRow {
    /// The clock.
    #[serde(flatten)]
    pub clock: ClockRow,
    /// When somebody else than who opened the ticket first commented on it in public.
    pub answered_at: Option<Moment>,
}

impl From<&Clocks> for TicketSla {
    fn from(clocks: &Clocks) -> Self {
        Self {
            ticket_id: clocks.ticket.number,
            policy: clocks.policy.as_ref().map(|policy| PolicyName {
                id: policy.number,
                name: policy.name.to_string(),
            }),
            deadline: clocks.deadline.map(Moment),
            sla_breach_time: clocks.breached.map(Moment),
            resolution: ClockRow::from(&clocks.resolution),
            response: clocks.response.as_ref().map(|(clock, answered)| AnswerRow {
                clock: ClockRow::from(clock),
                answered_at: answered.map(Moment),
            }),
        }
    }
}

impl From<&Clock> for ClockRow {
    fn from(clock: &Clock) -> Self {
        let Clock { allowed, reading } = clock;
        Self {
            state: match reading.standing {
                Standing::Running => "running",
                Standing::Paused => "paused",
                Standing::Stopped => "stopped",
            },
            allowed_minutes: allowed.get(),
            counted_minutes: reading.counted.div_euclid(MINUTE),
            remaining_minutes: reading.left(*allowed).div_euclid(MINUTE),
            due_at: reading.deadline.map(Moment),
            intervals: reading.intervals.iter().map(IntervalRow::from).collect(),
        }
    }
}

impl From<&Interval> for IntervalRow {
    fn from(interval: &Interval) -> Self {
        Self {
            from: Moment(interval.from),
            until: Moment(interval.until),
            kind: match interval.category {
                StatusCategory::Open | StatusCategory::Active => "counted",
                StatusCategory::Waiting => "paused",
                StatusCategory::Done => "over",
            },
            counted_minutes: interval.counted.div_euclid(MINUTE),
        }
    }
}

#[cfg(test)]
pub mod samples {
    //! A policy, and the clocks of a ticket for which it holds.

    use crate::view::samples::{ticket, time};
    use std::array;
    use tessera_application::{
        sla::{Clock, Clocks},
        views::SlaPolicySheet,
    };
    use tessera_domain::{
        sla::{Allowance, Calendar, Hours, Minute, Policy, Reading, Stay, Week},
        status::StatusCategory,
        text::Name,
    };
    use uuid::Uuid;

    pub fn policy() -> SlaPolicySheet {
        let minute = |text| Minute::parse(text).unwrap();
        let office = || vec![Hours::new(minute("09:00"), minute("17:00")).unwrap()];
        SlaPolicySheet {
            policy: Policy {
                id: Uuid::from_u128(80).into(),
                number: 4,
                name: Name::parse("Office hours").unwrap(),
                rank: None,
                department: None,
                response: Some(Allowance::minutes(30).unwrap()),
                resolution: Allowance::minutes(240).unwrap(),
                calendar: Calendar {
                    week: Week::new(array::from_fn(|_| office())).unwrap(),
                    ..Calendar::always()
                },
                active: true,
                version: 1,
            },
            department: None,
        }
    }

    pub fn clocks() -> Clocks {
        let ticket = ticket().ticket;
        let policy = policy().policy;
        let stays = [Stay {
            since: time(),
            category: StatusCategory::Open,
        }];
        let now = time().plus_seconds(3_600);
        let clock = |allowed| Clock {
            allowed,
            reading: Reading::of(&policy.calendar, allowed, &stays, now),
        };
        Clocks {
            deadline: ticket.deadline(),
            breached: None,
            resolution: clock(policy.resolution),
            response: policy.response.map(|allowed| (clock(allowed), None)),
            ticket,
            policy: Some(policy.clone()),
        }
    }
}
