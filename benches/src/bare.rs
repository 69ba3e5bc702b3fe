//! The same work inside one process: what an operation costs when nobody has to ask for it over HTTP.

use crate::{
    failure::{During, Failure},
    operation::{DESCRIPTION, Operation, ROWS, TITLE},
};
use std::{path::Path, sync::Arc};
use tessera_application::{
    Application, Call,
    access::{Presentation, authenticate},
    comments,
    tickets::{self, CreateTicket, ListTickets, Written},
};
use tessera_domain::{
    caller::Caller,
    id::TicketId,
    listing::{Direction, Sort, SortKey, TicketFilter, Window},
    text::{Description, Title},
    ticket::{Patch, TicketPatch},
};
use tessera_ports::{credentials::CredentialKind, idempotency::StoredAnswer};
use tessera_server::{World, core::Core, settings::Sources};
use uuid::Uuid;

/// What use cases answer.
type Done<T> = tessera_application::Result<T>;

/// The use cases over a database, in this process.
pub struct Bare {
    application: Arc<Application>,
    /// How many connections to the database there are.
    pool_size: usize,
    key: String,
    ticket: TicketId,
    new: CreateTicket,
}

impl Bare {
    pub fn open(url: &str, data: &Path, key: &str, ticket: &str) -> Result<Self, Failure> {
        let settings = Sources::new()
            .flag("database_url", Some(url))
            .flag("data_dir", data.to_str());
        let settings = settings.read().during("reading the settings")?;
        let pool_size = usize::try_from(settings.pool_size).during("reading the settings")?;
        let core = Core::open(&settings, &World::default()).during("opening the database")?;
        let ticket = Uuid::parse_str(ticket).during("reading an id")?.into();
        let description = Description::parse(DESCRIPTION).during("the description")?;
        let new = CreateTicket {
            title: Title::parse(TITLE).during("the title")?,
            project: None,
            status: None,
            priority: None,
            metadata: None,
            patch: TicketPatch {
                description: Patch::Set(description),
                ..TicketPatch::default()
            },
        };
        Ok(Self {
            application: core.application,
            pool_size,
            key: key.to_owned(),
            ticket,
            new,
        })
    }

    /// How many threads do the most: more of them than connections only wait for each other.
    pub fn threads(&self, clients: usize) -> usize {
        clients.min(self.pool_size)
    }

    /// Does the operation over and over.
    pub fn worker(&self, operation: Operation) -> impl FnMut() -> Result<(), Failure> + use<'_> {
        move || {
            match operation {
                Operation::List => self.list(),
                Operation::Detail => self.detail(self.ticket),
                Operation::Create => self.create(),
            }
            .during(operation.name())
        }
    }

    /// Each request finds out anew who asks.
    fn caller(&self) -> Done<Caller> {
        let presented = Presentation {
            secret: &self.key,
            kinds: &[CredentialKind::ApiKey],
            tenant: None,
        };
        authenticate(&self.application, &presented)
    }

    fn list(&self) -> Done<()> {
        let wanted = ListTickets {
            filter: TicketFilter::default(),
            sort: Sort {
                key: SortKey::Created,
                direction: Direction::Descending,
            },
            then: Vec::new(),
            window: Window::page(1, ROWS.into()),
            after: None,
        };
        tickets::list_cards(&self.application, &self.caller()?, &wanted).map(drop)
    }

    fn detail(&self, id: TicketId) -> Done<()> {
        tickets::show(&self.application, &self.caller()?, id)?;
        let all = Window {
            offset: 0,
            limit: i64::MAX,
        };
        comments::list(&self.application, &self.caller()?, id, Direction::Ascending, all).map(drop)
    }

    fn create(&self) -> Done<()> {
        let call = Call {
            caller: self.caller()?,
            request: Some("bench".to_owned()),
            repeat: None,
        };
        let nothing = |_: &Written| StoredAnswer {
            status: 201,
            headers: Vec::new(),
            body: Vec::new(),
        };
        self.application.perform(&call, &self.new, nothing).map(drop)
    }
}
