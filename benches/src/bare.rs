//! The same work inside one process: what an operation costs when nobody has to ask for it over HTTP.

use crate::{
    failure::{During, Failure},
    operation::{Operation, Search, mixture},
    product::{Access, Product},
    rota::Rota,
    target::{self, BOARD_ROWS, DESCRIPTION, ROWS, Sort, TITLE, Target},
};
use std::sync::{Arc, Mutex, PoisonError};
use tessera_application::{
    Application, Call,
    access::{Presentation, authenticate},
    command::Command,
    comments::{self, AddComment},
    tickets::{self, CreateTicket, ListTickets, UpdateTicket},
};
use tessera_domain::{
    caller::Caller,
    comment::Audience,
    id::TicketId,
    listing::{self, AssigneeFilter, Direction, SortKey, TicketFilter, Window},
    text::{CommentText, Description, SearchTerm, Title},
    ticket::{Patch, TicketPatch},
};
use tessera_persistence::StatementObserver;
use tessera_ports::{credentials::CredentialKind, idempotency::StoredAnswer};
use tessera_server::{World, core::Core, settings::Sources};
use uuid::Uuid;

/// What use cases answer.
type Done<T> = tessera_application::Result<T>;

/// Sees the statements that go to the database.
#[derive(Default)]
pub struct Recorder(Mutex<Vec<String>>);

impl Recorder {
    /// Takes what was seen since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl StatementObserver for Recorder {
    fn statement(&self, sql: &str) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(sql.to_owned());
    }
}

/// The use cases over a database, in this process.
pub struct Bare {
    application: Arc<Application>,
    /// How many connections to the database there are.
    pool_size: usize,
    key: String,
}

/// What an operation does, ready to be done.
enum Work {
    List(Box<ListTickets>),
    Board(Box<ListTickets>),
    Detail(TicketId),
    Stats,
    Create(Box<CreateTicket>),
    Comment(Box<AddComment>),
    Update(Box<UpdateTicket>),
}

/// Two parts of one list.
pub struct Pages {
    /// The number of the far one.
    pub number: i64,
    /// How many tickets each has.
    pub size: i64,
    pub first: ListTickets,
    pub far: ListTickets,
}

impl Bare {
    /// Opens the product's database as the product itself does.
    pub fn open(product: &Product, access: &Access) -> Result<Self, Failure> {
        Self::open_in(product, access, &World::default())
    }

    /// The same with somebody who sees the statements.
    pub fn open_watched(
        product: &Product,
        access: &Access,
        recorder: &Arc<Recorder>,
    ) -> Result<Self, Failure> {
        let observer: Arc<dyn StatementObserver> = recorder.clone();
        let world = World {
            observer: Some(observer),
            ..World::default()
        };
        Self::open_in(product, access, &world)
    }

    fn open_in(product: &Product, access: &Access, world: &World) -> Result<Self, Failure> {
        let settings = Sources::new()
            .flag("database_url", Some(&product.url))
            .flag("data_dir", product.data.to_str());
        let settings = settings.read().during("reading the settings")?;
        let pool_size = usize::try_from(settings.pool_size).during("reading the settings")?;
        let core = Core::open(&settings, world).during("opening the database")?;
        Ok(Self {
            application: core.application,
            pool_size,
            key: access.key.clone(),
        })
    }

    /// How many threads do the most: more of them than connections only wait for each other.
    pub fn threads(&self, clients: usize) -> usize {
        clients.min(self.pool_size)
    }

    /// Does the operation over and over, as the connection of that place.
    pub fn worker(
        &self,
        target: &Target,
        operation: Operation,
        place: usize,
    ) -> Result<impl FnMut() -> Result<(), Failure> + use<'_>, Failure> {
        let steps = works(target, operation, place)?;
        let mut turn = place;
        Ok(move || {
            let step = steps.at(turn);
            turn += 1;
            step.into_iter()
                .flatten()
                .try_for_each(|work| self.perform(work))
                .during(operation.name())
        })
    }

    /// Reads the same part of a list over and over.
    pub fn reader(&self, wanted: &ListTickets) -> impl FnMut() -> Result<(), Failure> + use<'_> {
        let wanted = wanted.clone();
        move || self.list(&wanted).during("reading a page")
    }

    /// The first page of the list by last change and the one of that number, to which a cursor leads.
    pub fn pages(&self, number: i64, size: i64) -> Result<Pages, Failure> {
        let doing = "going to a far page";
        let mut first = newest(size);
        first.sort.key = SortKey::Updated;
        let before = ListTickets {
            window: Window::page(number - 1, size),
            ..first.clone()
        };
        let caller = self.caller().during(doing)?;
        let page = tickets::list_cards(&self.application, &caller, &before).during(doing)?;
        let after = page
            .next
            .ok_or_else(|| Failure::new(format!("nothing leads on to page {number}")))?;
        let far = ListTickets {
            after: Some(after),
            ..first.clone()
        };
        Ok(Pages {
            number,
            size,
            first,
            far,
        })
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

    fn perform(&self, work: &Work) -> Done<()> {
        match work {
            Work::List(wanted) => self.list(wanted),
            Work::Board(wanted) => tickets::list_sheets(&self.application, &self.caller()?, wanted).map(drop),
            Work::Detail(id) => self.detail(*id),
            Work::Stats => tickets::stats(&self.application, &self.caller()?).map(drop),
            Work::Create(command) => self.command(&**command),
            Work::Comment(command) => self.command(&**command),
            Work::Update(command) => self.command(&**command),
        }
    }

    fn list(&self, wanted: &ListTickets) -> Done<()> {
        tickets::list_cards(&self.application, &self.caller()?, wanted).map(drop)
    }

    fn detail(&self, id: TicketId) -> Done<()> {
        tickets::show(&self.application, &self.caller()?, id)?;
        let all = Window {
            offset: 0,
            limit: i64::MAX,
        };
        comments::list(&self.application, &self.caller()?, id, Direction::Ascending, all).map(drop)
    }

    fn command<C: Command>(&self, command: &C) -> Done<()> {
        let call = Call {
            caller: self.caller()?,
            request: Some("bench".to_owned()),
            repeat: None,
        };
        let nothing = |_: &C::Outcome| StoredAnswer {
            status: 201,
            headers: Vec::new(),
            body: Vec::new(),
        };
        self.application.perform(&call, command, nothing).map(drop)
    }
}

/// What the operation does, from the connection of that place: the works of a step belong together.
fn works(target: &Target, operation: Operation, place: usize) -> Result<Rota<Vec<Work>>, Failure> {
    match operation {
        Operation::Mixed => {
            let parts = mixture().into_iter().map(|one| works(target, one, place));
            Ok(Rota::by_turns(parts.collect::<Result<Vec<_>, _>>()?))
        }
        Operation::Comment => {
            let comments = target
                .comments(place)
                .map(|(ticket, text)| Ok(vec![commenting(&ticket, &text)?]));
            Ok(Rota::of(comments.collect::<Result<_, _>>()?))
        }
        one => Ok(Rota::of(vec![step(target, one, place)?])),
    }
}

fn step(target: &Target, operation: Operation, place: usize) -> Result<Vec<Work>, Failure> {
    let ticket = || id(target.own(place));
    Ok(match operation {
        Operation::List | Operation::Mixed => vec![list(TicketFilter::default())],
        Operation::Filtered => vec![list(TicketFilter {
            assignee: Some(AssigneeFilter::Somebody),
            ..of_sort(&target.filter)
        })],
        Operation::LastPage => vec![Work::List(Box::new(ListTickets {
            window: Window::page(target.last_page, ROWS.into()),
            ..newest(ROWS.into())
        }))],
        Operation::Detail => vec![Work::Detail(id(&target.detailed)?)],
        Operation::Stats => vec![Work::Stats],
        Operation::Search(search) => vec![searching(target, search)?],
        Operation::Create => vec![Work::Create(Box::new(new_ticket()?))],
        Operation::Comment => vec![commenting(target.own(place), &target::comment(place))?],
        Operation::Status => {
            let (here, there) = &target.statuses;
            vec![change(ticket()?, there)?, change(ticket()?, here)?]
        }
    })
}

/// The first rows of a list that is filtered so.
fn list(filter: TicketFilter) -> Work {
    let rows = newest(ROWS.into());
    Work::List(Box::new(ListTickets { filter, ..rows }))
}

fn searching(target: &Target, search: Search) -> Result<Work, Failure> {
    let term = SearchTerm::parse(target.term(search)).during("a search term")?;
    let term = term.ok_or_else(|| Failure::new("an empty search term"))?;
    Ok(match search {
        Search::BoardFrequent | Search::BoardRare | Search::BoardPart => Work::Board(Box::new(ListTickets {
            filter: TicketFilter {
                terms: Some(vec![term]),
                ..TicketFilter::default()
            },
            ..newest(BOARD_ROWS.into())
        })),
        Search::TitlePart => list(TicketFilter {
            title: Some(term),
            ..TicketFilter::default()
        }),
        Search::Narrowed => list(TicketFilter {
            search: Some(term),
            ..of_sort(&target.narrow)
        }),
        Search::Frequent
        | Search::Rare
        | Search::Two
        | Search::Beginning
        | Search::Missing
        | Search::OtherScript => list(TicketFilter {
            search: Some(term),
            ..TicketFilter::default()
        }),
    })
}

/// The newest tickets, so many of them.
fn newest(limit: i64) -> ListTickets {
    ListTickets {
        filter: TicketFilter::default(),
        sort: listing::Sort {
            key: SortKey::Created,
            direction: Direction::Descending,
        },
        then: Vec::new(),
        window: Window::page(1, limit),
        after: None,
    }
}

fn of_sort(sort: &Sort) -> TicketFilter {
    TicketFilter {
        status_name: Some(sort.status.clone()),
        priority_name: Some(sort.priority.clone()),
        ..TicketFilter::default()
    }
}

fn new_ticket() -> Result<CreateTicket, Failure> {
    let description = Description::parse(DESCRIPTION).during("the description")?;
    Ok(CreateTicket {
        title: Title::parse(TITLE).during("the title")?,
        project: None,
        status: None,
        priority: None,
        metadata: None,
        patch: TicketPatch {
            description: Patch::Set(description),
            ..TicketPatch::default()
        },
    })
}

fn commenting(ticket: &str, text: &str) -> Result<Work, Failure> {
    Ok(Work::Comment(Box::new(AddComment {
        ticket: id(ticket)?,
        text: CommentText::parse(text).during("the comment")?,
        audience: Audience::Public,
        resolution: false,
        parent: None,
        metadata: None,
        expected: None,
    })))
}

fn change(ticket: TicketId, status: &str) -> Result<Work, Failure> {
    let status = Uuid::parse_str(status).during("reading an id")?.into();
    Ok(Work::Update(Box::new(UpdateTicket {
        ticket,
        patch: TicketPatch {
            status: Some(status),
            ..TicketPatch::default()
        },
        expected: None,
    })))
}

fn id(text: &str) -> Result<TicketId, Failure> {
    Ok(Uuid::parse_str(text).during("reading an id")?.into())
}
