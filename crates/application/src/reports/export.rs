//! Taking tickets out of the service, all that pass a filter, however many there are.

use super::{NOT_THEIRS, scope};
use crate::{command::Application, error::Result, hand::Hand};
use serde_json::{Value, json};
use tessera_domain::{
    caller::{Caller, Viewer},
    event::{EventKind, FieldChange},
    id::TenantId,
    listing::TicketFilter,
};
use tessera_ports::{queries::TicketSheet, reports::ExportPart};

/// How many tickets are read at a time, which is all that is held in memory.
const PART: i64 = 500;

/// An export that somebody asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportTickets {
    /// Which tickets.
    pub filter: TicketFilter,
    /// The same as it was asked for, for the log.
    pub asked: Option<String>,
    /// What sort of file it becomes, for the log.
    pub format: &'static str,
}

/// An export under way. Each part is read by itself: a ticket is in it once, as it was when its part was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Export {
    tenant: TenantId,
    viewer: Viewer,
    part: ExportPart,
    over: bool,
}

/// An export that has begun, with its first tickets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewExport {
    /// The first tickets; none, if there are none at all.
    pub first: Vec<TicketSheet>,
    /// The rest.
    pub rest: Export,
}

impl ExportTickets {
    /// Begins the export of all tickets that pass the filter and that the caller may have reports about. The log says so
    /// before the first ticket is read.
    ///
    /// # Errors
    /// [`Error::Forbidden`](crate::Error::Forbidden) for whoever has reports about their own tickets only.
    pub fn begin(self, app: &Application, caller: &Caller, request: Option<&str>) -> Result<NewExport> {
        let scope = scope(app, caller, None)?;
        if !scope.is_shared() {
            return Err(NOT_THEIRS);
        }
        self.log(app, caller, request)?;
        let viewer = caller.viewer();
        let mut rest = Export {
            tenant: caller.tenant,
            part: ExportPart {
                scope,
                filter: TicketFilter {
                    internal: viewer.internal,
                    after: None,
                    ..self.filter
                },
                after: None,
                limit: PART,
            },
            viewer,
            over: false,
        };
        let first = rest.next_part(app)?;
        Ok(NewExport { first, rest })
    }

    fn log(&self, app: &Application, caller: &Caller, request: Option<&str>) -> Result<()> {
        let told = |field: &str, after: Value| FieldChange {
            field: field.into(),
            before: Value::Null,
            after,
        };
        let hand = Hand::Person { caller, request };
        let mut event = hand.event(
            app,
            EventKind::TicketsExported,
            caller.user.uuid(),
            app.clock.now(),
        );
        event.changes.push(told("format", self.format.into()));
        if let Some(asked) = &self.asked {
            event.changes.push(told("filters", json!(asked)));
        }
        app.store
            .transact(|tx| Ok(tx.events().append(caller.tenant, std::slice::from_ref(&event))?))
    }
}

impl Export {
    /// The next tickets, oldest first; none, when all were given.
    ///
    /// # Errors
    /// When storage fails.
    pub fn next_part(&mut self, app: &Application) -> Result<Vec<TicketSheet>> {
        if self.over {
            return Ok(Vec::new());
        }
        let sheets = app.queries.export_part(self.tenant, &self.viewer, &self.part)?;
        self.part.after = sheets.last().map(|sheet| sheet.ticket.id);
        self.over = i64::try_from(sheets.len()).unwrap_or(i64::MAX) < self.part.limit;
        Ok(sheets)
    }
}
