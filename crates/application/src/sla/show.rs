//! Where a ticket's clocks stand, and why.

use crate::{command::Application, error::Result};
use tessera_domain::{
    caller::Caller,
    sla::{Allowance, Calendar, Policy, Reading, Stay, stays},
    status::StatusCategory,
    ticket::Ticket,
    time::Time,
};

/// A ticket's clocks, as its events tell them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clocks {
    /// The ticket.
    pub ticket: Ticket,
    /// The policy that holds for it now; none where only its due time or its rank says when it should be finished.
    pub policy: Option<Policy>,
    /// When it should be finished, as [`Ticket::deadline`] says.
    pub deadline: Option<Time>,
    /// The deadline that was missed first.
    pub breached: Option<Time>,
    /// The clock of finishing it. Without a policy every hour counts, whatever the ticket waits for.
    pub resolution: Clock,
    /// The clock of answering it, and when it was answered, where the policy promises that.
    pub response: Option<(Clock, Option<Time>)>,
}

/// A clock, and how much time it has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// How much time there is.
    pub allowed: Allowance,
    /// Where it stands.
    pub reading: Reading,
}

impl Clock {
    fn read(calendar: &Calendar, allowed: Allowance, stays: &[Stay], now: Time) -> Self {
        Self {
            allowed,
            reading: Reading::of(calendar, allowed, stays, now),
        }
    }
}

/// The clocks of the ticket of that number, read at this moment.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) when there is none in the caller's sight.
pub fn clocks(app: &Application, caller: &Caller, number: i64) -> Result<Clocks> {
    let (tenant, now) = (caller.tenant, app.clock.now());
    let ticket = crate::tickets::sheet(app, caller, number)?.ticket;
    let policies = app.queries.sla_policies(tenant)?;
    let policies: Vec<Policy> = policies.into_iter().map(|sheet| sheet.policy).collect();
    let Some(policy) = Policy::of(&policies, ticket.rank, ticket.department) else {
        let calendar = Calendar::always();
        let resolution = Clock::read(&calendar, ticket.usual_allowance(), &whole_life(&ticket), now);
        return Ok(Clocks::of(ticket, None, (resolution, None), now));
    };
    let entries = app.queries.status_entries(tenant, ticket.id)?;
    let stays = stays(&ticket, &entries, &app.queries.all_statuses(tenant)?);
    let resolution = Clock::read(&policy.calendar, policy.resolution, &stays, now);
    let response = match policy.response {
        Some(allowed) => {
            let answered = app.queries.first_answer(tenant, ticket.id)?;
            let stays = until_answered(&stays, answered);
            Some((Clock::read(&policy.calendar, allowed, &stays, now), answered))
        }
        None => None,
    };
    Ok(Clocks::of(
        ticket,
        Some(policy.clone()),
        (resolution, response),
        now,
    ))
}

impl Clocks {
    fn of(
        ticket: Ticket,
        policy: Option<Policy>,
        (resolution, response): (Clock, Option<(Clock, Option<Time>)>),
        now: Time,
    ) -> Self {
        Self {
            deadline: ticket.deadline(),
            breached: ticket.breach(now),
            ticket,
            policy,
            resolution,
            response,
        }
    }
}

/// From its opening to its end, as if it never waited.
fn whole_life(ticket: &Ticket) -> Vec<Stay> {
    let stay = |since, category| Stay { since, category };
    let end = ticket
        .closure
        .map(|closure| stay(closure.at, StatusCategory::Done));
    [Some(stay(ticket.created_at, StatusCategory::Open)), end]
        .into_iter()
        .flatten()
        .collect()
}

/// Once a ticket is answered, the clock of answering it is over.
fn until_answered(stays: &[Stay], answered: Option<Time>) -> Vec<Stay> {
    let Some(answered) = answered else {
        return stays.to_vec();
    };
    let mut before: Vec<_> = stays
        .iter()
        .copied()
        .filter(|stay| stay.since < answered)
        .collect();
    before.push(Stay {
        since: answered,
        category: StatusCategory::Done,
    });
    before
}
