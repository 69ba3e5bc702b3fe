//! Looking at one ticket with everything that stands around it.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::caller::{Caller, Viewer};
use tessera_ports::queries::{DossierLimits, TicketDossier, TimelineEntry, TimelineWanted};

/// How much a dossier shows. What is beyond has lists of its own.
const LIMITS: DossierLimits = DossierLimits {
    comments: 100,
    attachments: 100,
    timeline: 100,
    related: 5,
};

/// The most events that a timeline gives at once.
const MOST_EVENTS: i64 = 100;

/// The ticket of that number with its first comments and files, what happened last, and what is like it.
///
/// # Errors
/// [`Error::NotFound`] when there is none in the caller's sight.
pub fn dossier(app: &Application, caller: &Caller, number: i64) -> Result<TicketDossier> {
    let viewer = caller.viewer();
    let found = app.queries.dossier(caller.tenant, &viewer, number, &LIMITS)?;
    let mut dossier = found.ok_or(Error::NotFound(Thing::Ticket))?;
    dossier.timeline = as_read_by(&viewer, dossier.timeline);
    Ok(dossier)
}

/// The wanted part of what happened to the ticket of that number, at most 100 events.
///
/// # Errors
/// [`Error::NotFound`] when there is none in the caller's sight.
pub fn timeline(
    app: &Application,
    caller: &Caller,
    number: i64,
    wanted: &TimelineWanted,
) -> Result<Vec<TimelineEntry>> {
    let (tenant, viewer) = (caller.tenant, caller.viewer());
    let ticket = super::sheet(app, caller, number)?.ticket.id;
    let wanted = TimelineWanted {
        limit: wanted.limit.clamp(0, MOST_EVENTS),
        ..*wanted
    };
    let entries = app.queries.of_ticket(tenant, &viewer, ticket, &wanted)?;
    Ok(as_read_by(&viewer, entries))
}

/// What the viewer reads of it.
fn as_read_by(viewer: &Viewer, entries: Vec<TimelineEntry>) -> Vec<TimelineEntry> {
    let read = |mut entry: TimelineEntry| {
        entry.logged.event = entry.logged.event.as_read_by(viewer)?;
        Some(entry)
    };
    entries.into_iter().filter_map(read).collect()
}
