//! Units of work and reads over a pool of connections.

use crate::{
    Options,
    address::OpenError,
    convoy::{Convoy, Writers},
    dialect::failed,
    migrate::MigrationError,
    observe::Observed,
    reads::Reads,
    relay::Relay,
    turns::{Turn, Turns},
};
use diesel::{
    QueryResult,
    connection::{AnsiTransactionManager, Connection, TransactionManager},
    migration::MigrationConnection,
    r2d2::{
        self, ConnectionManager, CustomizeConnection, NopErrorHandler, Pool, PooledConnection, R2D2Connection,
    },
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};
use std::{
    fmt,
    hash::{BuildHasher, Hasher, RandomState},
    ops::ControlFlow,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};
use tessera_domain::{
    id::{TenantId, TicketId},
    time::Time,
};
use tessera_ports::{
    StoreError, StoreResult,
    store::{Store, Verdict, Work},
    tx::Tx,
};

/// What has to be stored before a transaction commits, because it was put off till then.
pub trait Settle {
    /// Stores it.
    fn settle(&mut self) -> StoreResult<()>;
}

/// One of the two databases: everything in which they differ but for the queries.
pub trait DatabaseKind: Send + Sync + 'static {
    /// diesel's connection to it.
    type Connection: Connection<TransactionManager = AnsiTransactionManager>
        + R2D2Connection
        + MigrationHarness<<Self::Connection as Connection>::Backend>
        + MigrationConnection
        + Send
        + 'static;

    /// Its schema, step by step.
    const MIGRATIONS: EmbeddedMigrations;
    /// Begins a transaction that writes.
    const BEGIN: &'static str;
    /// Shows that the database is there.
    const SIGN_OF_LIFE: &'static str;
    /// Whether transactions that write exclude each other.
    const ONE_WRITER: bool;

    /// What its connections are made with. May hold a password.
    fn url(&self) -> &str;
    /// Gives a new connection the settings that all of them must have.
    fn set_up(conn: &mut Self::Connection) -> QueryResult<()>;
    /// Looks once whether the database is fit for use.
    fn check(&self, conn: &mut Self::Connection) -> Result<(), OpenError>;
    /// Keeps other servers off the database, where they would do harm, as long as this value lives.
    fn claim(&self) -> Result<(), OpenError>;
    /// The repositories over a connection.
    fn repo(conn: &mut Self::Connection) -> impl Tx + Reads + Settle;
    /// The tenants that have tickets from before there was an index of words.
    fn unindexed(conn: &mut Self::Connection) -> StoreResult<Vec<TenantId>>;
    /// Brings the tenant's next tickets after that one into the index of words, and gives the last of them and how many
    /// they are; nothing when the tenant is done.
    fn index_more(
        conn: &mut Self::Connection,
        tenant: TenantId,
        after: Option<TicketId>,
    ) -> StoreResult<Option<(TicketId, usize)>>;

    /// The versions of the migrations that were run.
    fn applied(conn: &mut Self::Connection) -> QueryResult<Vec<String>>;
    /// Does the work on a connection that may change the schema, while nobody else does the same.
    fn alone<T>(
        &self,
        work: impl FnOnce(&mut Self::Connection) -> Result<T, MigrationError>,
    ) -> Result<T, MigrationError>;
    /// What is to be done after the schema changed.
    fn migrated(&self, conn: &mut Self::Connection) -> QueryResult<()>;

    /// Every tenant.
    fn tenants(conn: &mut Self::Connection) -> QueryResult<Vec<TenantId>>;
    /// Runs a statement over the tenant's rows from before a time, and says how many rows it changed.
    fn purge(conn: &mut Self::Connection, sql: &str, tenant: TenantId, before: Time) -> QueryResult<usize>;
    /// Copies the whole database into a new file, as of one moment.
    fn back_up(&self, to: &Path) -> StoreResult<()>;
    /// Moves what is only in the journal into the database.
    fn checkpoint(conn: &mut Self::Connection) -> QueryResult<()>;
    /// Looks at how much there is in the tables that an import fills and looks into.
    fn take_stock(conn: &mut Self::Connection) -> QueryResult<()>;
    /// Connects to the other servers on the database; nothing where there can be none.
    fn relay(&self) -> StoreResult<Option<Relay>>;
}

/// A database behind a pool of connections.
pub struct Pooled<D: DatabaseKind> {
    pub(crate) kind: D,
    pool: Pool<ConnectionManager<D::Connection>>,
    seats: Arc<Turns>,
    writers: Option<Arc<Writers<D>>>,
    checkout: Duration,
    /// How long the record of integrations' calls goes back.
    pub(crate) calls_kept: Duration,
    /// No connection could be made the last time.
    unreachable: AtomicBool,
    pub(crate) checking: AtomicBool,
}

/// A connection that is ours until this is dropped. The fields are dropped in this order.
pub struct Seat<D: DatabaseKind> {
    conn: PooledConnection<ConnectionManager<D::Connection>>,
    _turn: Turn,
}

impl<D: DatabaseKind> Seat<D> {
    /// The connection.
    pub fn conn(&mut self) -> &mut D::Connection {
        &mut self.conn
    }
}

/// A unit of work on a connection.
type Unit<'w, D> = &'w mut dyn FnMut(&mut <D as DatabaseKind>::Connection) -> Verdict;

/// How one run of a unit ended: as it decided, or in a conflict that passes.
type Ended = ControlFlow<(), StoreError>;

/// What became of a unit's statements.
enum Ran {
    /// They are to be stored.
    Kept,
    /// They are not, and it ended so.
    Undone(StoreResult<Ended>),
}

/// How many more times a unit is run after a conflict.
const RETRIES: u32 = 3;
/// How long after its first beginning a unit is still run again.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long to wait for a connection while none can be made: the pool goes on trying by itself, so whoever asks
/// need not hold a thread until it succeeds.
const WHILE_UNREACHABLE: Duration = Duration::from_millis(100);

impl<D: DatabaseKind> Pooled<D> {
    /// Looks at the database once and fills the pool as need arises.
    pub fn open(kind: D, options: Options) -> Result<Self, OpenError> {
        let mut first = D::Connection::establish(kind.url()).map_err(unreachable)?;
        D::set_up(&mut first).map_err(unreachable)?;
        kind.check(&mut first)?;
        drop(first);
        let (size, checkout) = (options.pool_size.max(1), options.checkout);
        let calls_kept = options.calls_kept;
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(checkout.max(WHILE_UNREACHABLE))
            // A round trip each time. Instead, what meets a dead connection is run again on another one.
            .test_on_check_out(false)
            .connection_customizer(Box::new(SetUp::<D> { set_up: D::set_up, options }))
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(ConnectionManager::new(kind.url()));
        Ok(Self {
            kind,
            pool,
            seats: Turns::new(size),
            writers: D::ONE_WRITER.then(|| Turns::new(1)),
            checkout,
            calls_kept,
            unreachable: AtomicBool::new(false),
            checking: AtomicBool::new(false),
        })
    }

    /// Runs statements that change nothing, without a transaction around them. May run them again.
    pub fn read<T>(&self, mut work: impl FnMut(&mut dyn Reads) -> StoreResult<T>) -> StoreResult<T> {
        self.on_connection(self.deadline(), |conn| work(&mut D::repo(conn)))
    }

    /// Runs the work on a connection. A connection may have died in the pool, which shows only when it is used;
    /// the work is then run again on the next one, and after a restart of the server all of them are dead.
    pub(crate) fn on_connection<T>(
        &self,
        until: Instant,
        mut work: impl FnMut(&mut D::Connection) -> StoreResult<T>,
    ) -> StoreResult<T> {
        for _ in 0..self.pool.max_size() {
            let mut seat = self.take_seat(until)?;
            let outcome = work(&mut seat.conn);
            if !matches!(outcome, Err(StoreError::Unavailable(_))) || !seat.conn.is_broken() {
                return outcome;
            }
        }
        work(&mut self.take_seat(until)?.conn)
    }

    /// Runs the work in a transaction and ends that as the work says, again and again while conflicts allow.
    pub(crate) fn transaction(&self, work: Unit<'_, D>) -> StoreResult<()> {
        let started = Instant::now();
        let mut attempt = 0;
        loop {
            let conflict = match self.attempt(work)? {
                ControlFlow::Break(()) => return Ok(()),
                ControlFlow::Continue(conflict) => conflict,
            };
            if attempt == RETRIES || started.elapsed() > PATIENCE {
                return Err(conflict);
            }
            thread::sleep(pause(attempt));
            attempt += 1;
        }
    }

    /// One run of the work, to the end of its transaction; or the conflict that it met.
    ///
    /// Should the work panic, then the guards are dropped while the thread unwinds: the pool closes a connection
    /// that comes back like that, which rolls back, and only then the next writer gets his turn.
    fn attempt(&self, work: Unit<'_, D>) -> StoreResult<Ended> {
        let Some(writers) = &self.writers else {
            let mut seat = self.begin(self.deadline())?;
            let conn = seat.conn();
            return match ran(conn, work) {
                Ran::Kept => commit(conn),
                Ran::Undone(ended) => {
                    roll_back(conn);
                    ended
                }
            };
        };
        if let Some(ended) = self.attempt_among(writers, work, false)? {
            return Ok(ended);
        }
        // By itself it is stored or told why not.
        let ended = self.attempt_among(writers, work, true)?;
        ended.ok_or_else(|| StoreError::Busy("others went on ending the transaction".into()))
    }

    /// One run of the work among those who write one at a time, in the transaction that was handed on to it or in one of
    /// its own. Nothing when the others lost that transaction, so that the work is to be run again, best `alone`.
    fn attempt_among(
        &self,
        writers: &Arc<Writers<D>>,
        work: Unit<'_, D>,
        alone: bool,
    ) -> StoreResult<Option<Ended>> {
        let until = self.deadline();
        // Before the connection: writers who wait for each other must not take the connections from the readers.
        let mut turn = take(writers, until, StoreError::Busy)?;
        let mut handed = turn.baton();
        if alone && let Some(others) = handed.take() {
            arrive(others);
        }
        let mut convoy = match handed {
            Some(convoy) => convoy,
            None => Convoy::new(self.begin(until)?),
        };
        let ended = if convoy.units() == 0 {
            match ran(convoy.conn(), work) {
                Ran::Kept => Ok(ControlFlow::Break(())),
                Ran::Undone(ended) => {
                    roll_back(convoy.conn());
                    return ended.map(Some);
                }
            }
        } else {
            match ran_apart(convoy.conn(), work) {
                Some(ended) => ended,
                None => return Ok(None),
            }
        };
        convoy.take_in();
        let handed_on = if alone {
            Err(Box::new((turn, convoy)))
        } else {
            convoy.hand_on(turn)
        };
        let stored = match handed_on {
            Ok(stored) => stored,
            Err(both) => {
                // The turn is given back after the connection, so they are in the order in which they were taken.
                let (_turn, mut convoy) = *both;
                if convoy.units() == 1 {
                    return commit(convoy.conn()).map(Some);
                }
                arrive(convoy)
            }
        };
        if stored { ended.map(Some) } else { Ok(None) }
    }

    /// A connection with an open transaction. A dead one is noticed here, and replaced.
    fn begin(&self, until: Instant) -> StoreResult<Seat<D>> {
        for _ in 0..self.pool.max_size() {
            let mut seat = self.take_seat(until)?;
            match AnsiTransactionManager::begin_transaction_sql(&mut *seat.conn, D::BEGIN) {
                Ok(()) => return Ok(seat),
                Err(_) if seat.conn.is_broken() => {}
                Err(error) => return Err(failed(error)),
            }
        }
        let mut seat = self.take_seat(until)?;
        AnsiTransactionManager::begin_transaction_sql(&mut *seat.conn, D::BEGIN).map_err(failed)?;
        Ok(seat)
    }

    fn take_seat(&self, until: Instant) -> StoreResult<Seat<D>> {
        let turn = take(&self.seats, until, StoreError::Unavailable)?;
        let mut patience = until.saturating_duration_since(Instant::now());
        if self.unreachable.load(Relaxed) {
            patience = patience.min(WHILE_UNREACHABLE);
        }
        match self.pool.get_timeout(patience) {
            Ok(conn) => {
                if self.unreachable.swap(false, Relaxed) {
                    tracing::info!("the database can be reached again");
                }
                Ok(Seat { conn, _turn: turn })
            }
            Err(error) => {
                if !self.unreachable.swap(true, Relaxed) {
                    tracing::warn!(%error, "the database cannot be reached");
                }
                Err(StoreError::Unavailable(error.to_string()))
            }
        }
    }

    pub(crate) fn deadline(&self) -> Instant {
        Instant::now() + self.checkout
    }

    /// How the pool is doing.
    pub(crate) fn state(&self) -> PoolState {
        let state = self.pool.state();
        PoolState {
            size: self.pool.max_size(),
            open: state.connections,
            busy: self.pool.max_size() - self.seats.free(),
            waiting: self.seats.waiting() + self.writers.as_ref().map_or(0, |writers| writers.waiting()),
        }
    }
}

impl<D: DatabaseKind> Store for Pooled<D> {
    fn run(&self, work: Work<'_>) -> StoreResult<()> {
        let mut unsettled = None;
        self.transaction(&mut |conn| {
            unsettled = None;
            let mut repo = D::repo(conn);
            match work(&mut repo) {
                Verdict::Commit => match repo.settle() {
                    Ok(()) => Verdict::Commit,
                    Err(conflict) if conflict.is_transient() => Verdict::RunAgain,
                    Err(error) => {
                        unsettled = Some(error);
                        Verdict::RollBack
                    }
                },
                other => other,
            }
        })?;
        unsettled.map_or(Ok(()), Err)
    }

    fn take_stock(&self) -> StoreResult<()> {
        self.on_connection(self.deadline(), |conn| D::take_stock(conn).map_err(failed))
    }
}

/// How a pool of connections is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PoolState {
    /// How many connections there can be.
    pub size: u32,
    /// How many there are.
    pub open: u32,
    /// How many are in use.
    pub busy: u32,
    /// How many callers wait, for a connection or for their turn to write.
    pub waiting: usize,
}

/// What every new connection gets.
struct SetUp<D: DatabaseKind> {
    set_up: fn(&mut D::Connection) -> QueryResult<()>,
    options: Options,
}

impl<D: DatabaseKind> CustomizeConnection<D::Connection, r2d2::Error> for SetUp<D> {
    fn on_acquire(&self, conn: &mut D::Connection) -> Result<(), r2d2::Error> {
        (self.set_up)(conn)?;
        conn.set_instrumentation(Observed::new(self.options.observer.clone()));
        Ok(())
    }
}

impl<D: DatabaseKind> fmt::Debug for SetUp<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetUp")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Commits for all who have a part in it, and tells them. Whether it was stored.
fn arrive<D: DatabaseKind>(mut convoy: Convoy<D>) -> bool {
    match commit(convoy.conn()) {
        Ok(ControlFlow::Break(())) => {
            convoy.arrive();
            true
        }
        Ok(ControlFlow::Continue(error)) | Err(error) => {
            tracing::debug!(%error, units = convoy.units(), "several units of work are run again, each by itself");
            false
        }
    }
}

/// Runs the work in the open transaction.
fn ran<C: Connection>(conn: &mut C, work: &mut dyn FnMut(&mut C) -> Verdict) -> Ran {
    match work(conn) {
        Verdict::Commit if ignored_failure(conn) => Ran::Undone(Err(StoreError::Failed(
            "a unit of work ignored that a statement of it failed".into(),
        ))),
        Verdict::Commit => Ran::Kept,
        Verdict::RollBack => Ran::Undone(Ok(ControlFlow::Break(()))),
        Verdict::RunAgain => Ran::Undone(Ok(ControlFlow::Continue(StoreError::Busy(
            "others went on changing the same rows".into(),
        )))),
    }
}

/// The same in a savepoint, so that what others did in the transaction stays whatever becomes of the work. Nothing when
/// the database gave up the whole transaction.
fn ran_apart<C>(conn: &mut C, work: &mut dyn FnMut(&mut C) -> Verdict) -> Option<StoreResult<Ended>>
where
    C: Connection<TransactionManager = AnsiTransactionManager>,
{
    AnsiTransactionManager::begin_transaction(conn).ok()?;
    match ran(conn, work) {
        Ran::Kept => {
            AnsiTransactionManager::commit_transaction(conn).ok()?;
            Some(Ok(ControlFlow::Break(())))
        }
        Ran::Undone(ended) => {
            AnsiTransactionManager::rollback_transaction(conn).ok()?;
            Some(ended)
        }
    }
}

fn ignored_failure<C: Connection>(conn: &mut C) -> bool {
    let instrumentation = conn.instrumentation();
    instrumentation
        .downcast_ref::<Observed>()
        .is_some_and(|observed| observed.failed)
}

fn commit<C>(conn: &mut C) -> StoreResult<Ended>
where
    C: Connection<TransactionManager = AnsiTransactionManager>,
{
    match AnsiTransactionManager::commit_transaction(conn).map_err(failed) {
        Ok(()) => Ok(ControlFlow::Break(())),
        Err(conflict) if conflict.is_transient() => Ok(ControlFlow::Continue(conflict)),
        Err(error) => Err(error),
    }
}

/// Where this fails, the pool sees an open transaction and closes the connection, which comes to the same.
fn roll_back<C: Connection<TransactionManager = AnsiTransactionManager>>(conn: &mut C) {
    if let Err(error) = AnsiTransactionManager::rollback_transaction(conn) {
        tracing::debug!(%error, "a connection is given up because it could not roll back");
    }
}

fn take<B>(turns: &Arc<Turns<B>>, until: Instant, refusal: fn(String) -> StoreError) -> StoreResult<Turn<B>> {
    turns
        .take(until)
        .ok_or_else(|| refusal("everybody before in the queue took too long".into()))
}

/// libpq spreads what it says over several lines; an operator is told in one.
pub fn unreachable(error: impl fmt::Display) -> OpenError {
    let said = error.to_string();
    let words: Vec<&str> = said.split_whitespace().collect();
    OpenError::Unreachable(words.join(" "))
}

/// 5, 10, 20 ms and up to as much again by chance, lest those who met once meet again.
fn pause(attempt: u32) -> Duration {
    let base = Duration::from_millis(5) * 2_u32.pow(attempt);
    let chance = RandomState::new().build_hasher().finish() % 1000;
    base + base * u32::try_from(chance).unwrap_or(0) / 1000
}
