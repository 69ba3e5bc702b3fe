//! The few figures that tell how things stand.

use super::scope;
use crate::{command::Application, error::Result};
use tessera_domain::{
    caller::Caller,
    report::{Span, Tally},
    ticket::Kind,
    transition::Stage,
};
use tessera_ports::reports::Reported;

/// How many categories are told.
const TOP: i64 = 5;

/// How things stand with the tickets of one span of time, and how they stood in the one before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dashboard {
    /// How many tickets there are at each stage; together they are all of them.
    pub stages: Vec<(Stage, i64)>,
    /// All tickets that were opened in the span.
    pub now: Tally,
    /// All that were opened in the span of the same length before it.
    pub before: Tally,
    /// What most of them are about.
    pub categories: Categories,
}

/// What tickets are about, most tickets first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Categories {
    /// By what their tags say.
    Tags(Vec<(String, i64)>),
    /// By kind, where none has a tag.
    Kinds(Vec<(Kind, i64)>),
}

impl Dashboard {
    /// How many tickets are at a stage.
    pub fn at(&self, stage: Stage) -> i64 {
        let counted = self.stages.iter().find(|(it, _)| *it == stage);
        counted.map_or(0, |(_, tickets)| *tickets)
    }
}

/// How things stand with the tickets that were opened in the span up to now and that the caller may have reports about;
/// with those of one department, if its number is given.
///
/// # Errors
/// [`Error::Forbidden`](crate::Error::Forbidden) for another department than the caller's,
/// [`Error::NotFound`](crate::Error::NotFound) when there is none of that number.
pub fn dashboard(
    app: &Application,
    caller: &Caller,
    span: Span,
    department: Option<i64>,
) -> Result<Dashboard> {
    let (tenant, scope) = (caller.tenant, scope(app, caller, department)?);
    let (last, previous) = span.ending(app.clock.now());
    let [last, previous] = [last, previous].map(|opened| Reported { scope, opened });
    let statuses = app.queries.all_statuses(tenant)?;
    let mut dashboard = Dashboard {
        stages: Stage::ALL.map(|stage| (stage, 0)).into(),
        now: Tally::default(),
        before: Tally::default(),
        categories: categories(app, caller, &last)?,
    };
    for (status, tally) in app.queries.tally_by_status(tenant, &last)? {
        dashboard.now.add(&tally);
        // A status that was added just now is in none of the lists that were read before.
        let known = statuses.iter().find(|known| known.id == status);
        let stage = known.map_or(Stage::Open, |status| Stage::of(&status.key, status.category));
        for (counted, tickets) in &mut dashboard.stages {
            *tickets += if *counted == stage { tally.tickets } else { 0 };
        }
    }
    for (_, tally) in app.queries.tally_by_status(tenant, &previous)? {
        dashboard.before.add(&tally);
    }
    Ok(dashboard)
}

fn categories(app: &Application, caller: &Caller, wanted: &Reported) -> Result<Categories> {
    let tags = app.queries.top_tags(caller.tenant, wanted, TOP)?;
    if !tags.is_empty() {
        return Ok(Categories::Tags(tags));
    }
    Ok(Categories::Kinds(
        app.queries.tally_by_kind(caller.tenant, wanted)?,
    ))
}
