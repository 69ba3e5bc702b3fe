//! A fresh database with two tenants in it.

use crate::{
    house::House,
    random::Random,
    support::{self, Place},
    watch::Watch,
};
use std::sync::Arc;
use tessera_domain::{
    id::{TenantId, version_7},
    listing::{Direction, Page, Sort, SortKey, TicketFilter, Window},
    text::Name,
    ticket::Ticket,
    time::Time,
    visibility::Sight,
};
use tessera_persistence::Options;
use tessera_ports::{
    StoreResult,
    queries::{Queries, TicketCard},
    store::Store,
    tx::Tx,
};
use uuid::Uuid;

/// A database of one kind.
pub struct World {
    pub kind: &'static str,
    pub store: Arc<dyn Store>,
    pub queries: Arc<dyn Queries>,
    pub ours: House,
    pub theirs: House,
    pub watch: Arc<Watch>,
    pub place: Place,
}

/// The start of all time here.
pub const BEGIN: i64 = 1_767_225_600_000_000;

/// So many seconds after the start of all time.
pub fn at(second: i64) -> Time {
    Time::from_micros(BEGIN + second * 1_000_000).unwrap()
}

/// An id that is nobody else's.
pub fn id<Id: From<Uuid>>(moment: Time, random: &mut Random) -> Id {
    version_7(moment, random.next()).into()
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A filter that asks for something.
pub fn asking(change: impl FnOnce(&mut TicketFilter)) -> TicketFilter {
    let mut filter = TicketFilter::default();
    change(&mut filter);
    filter
}

/// The next version of a ticket, with something else about it.
pub fn next(before: &Ticket, change: impl FnOnce(&mut Ticket)) -> Ticket {
    let mut after = Ticket {
        version: before.version + 1,
        ..before.clone()
    };
    change(&mut after);
    after
}

/// A world of each kind that is there.
pub fn worlds() -> Vec<World> {
    let watch = Arc::new(Watch::default());
    let options = Options {
        observer: Some(watch.clone()),
        ..Options::default()
    };
    let open = |(kind, database, place): (&'static str, tessera_persistence::Database, Place)| {
        let (ours, theirs) = (House::new("ours", 1), House::new("theirs", 2));
        let store = database.store();
        ours.store(&*store);
        theirs.store(&*store);
        World {
            kind,
            store,
            queries: database.queries(),
            ours,
            theirs,
            watch: watch.clone(),
            place,
        }
    };
    support::databases_with(&options).into_iter().map(open).collect()
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.watch.check();
        }
    }
}

impl World {
    /// Does the work in a transaction that must commit.
    pub fn write<T>(&self, mut work: impl FnMut(&mut dyn Tx) -> StoreResult<T>) -> T {
        self.store
            .transact(|tx| work(tx))
            .unwrap_or_else(|error| panic!("{}: {error}", self.kind))
    }

    /// Does the work in a transaction, whatever comes of it.
    pub fn attempt<T>(&self, mut work: impl FnMut(&mut dyn Tx) -> StoreResult<T>) -> StoreResult<T> {
        self.store.transact(|tx| work(tx))
    }

    /// A part of the list of tickets; the newest first.
    pub fn newest(
        &self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        limit: i64,
    ) -> Page<TicketCard> {
        let sort = Sort {
            key: SortKey::Created,
            direction: Direction::Descending,
        };
        self.queries
            .cards(tenant, sight, filter, sort, Window { offset: 0, limit })
            .unwrap()
    }
}
