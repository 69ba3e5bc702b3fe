//! The unit of work: a closure over a transaction.

use crate::{
    error::{StoreError, StoreResult},
    tx::Tx,
};

/// What becomes of a unit's changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// All of them stay.
    Commit,
    /// None of them stays; the unit itself decided so.
    RollBack,
    /// None of them stays, and the unit may be run again: it met a conflict that passes.
    RunAgain,
}

/// A unit of work, as the store runs it.
pub type Work<'w> = &'w mut dyn FnMut(&mut dyn Tx) -> Verdict;

/// Where units of work run.
pub trait Store: Send + Sync {
    /// Runs the work in one transaction and ends that as the work says. May run it again, a few times, after
    /// a conflict with another transaction; the work must therefore act on nothing but its transaction.
    ///
    /// # Errors
    /// When the transaction cannot begin or commit. A conflict that does not pass is [`StoreError::Busy`].
    /// After an error nothing of the work is stored.
    fn run(&self, work: Work<'_>) -> StoreResult<()>;

    /// Lets the store look at how much there is now, after much was stored at once: what was found good for little may be
    /// bad for much. A store that does not care has nothing to do.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn take_stock(&self) -> StoreResult<()> {
        Ok(())
    }
}

/// An error that a unit of work may end with.
pub trait UnitError: From<StoreError> {
    /// The storage error inside, if that is what it is.
    fn as_store_error(&self) -> Option<&StoreError>;
}

impl UnitError for StoreError {
    fn as_store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl dyn Store + '_ {
    /// Runs `work`: all of it is committed when it returns `Ok`, none of it when it returns `Err`.
    ///
    /// # Errors
    /// The work's own, or the store's.
    pub fn transact<T, E: UnitError>(
        &self,
        mut work: impl FnMut(&mut dyn Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut outcome: Option<Result<T, E>> = None;
        self.run(&mut |tx| {
            let result = work(tx);
            let verdict = match &result {
                Ok(_) => Verdict::Commit,
                Err(error) if error.as_store_error().is_some_and(StoreError::is_transient) => {
                    Verdict::RunAgain
                }
                Err(_) => Verdict::RollBack,
            };
            outcome = Some(result);
            verdict
        })?;
        outcome.unwrap_or_else(|| Err(StoreError::Failed("the store did not run the work".into()).into()))
    }
}

/// A store for use-case tests: runs each unit once against the mocks it was given.
#[cfg(feature = "mock")]
pub struct MockStore(std::sync::Mutex<crate::tx::MockTx>);

#[cfg(feature = "mock")]
impl MockStore {
    /// A store over these mocks.
    pub fn new(tx: crate::tx::MockTx) -> Self {
        Self(std::sync::Mutex::new(tx))
    }
}

#[cfg(feature = "mock")]
impl Store for MockStore {
    fn run(&self, work: Work<'_>) -> StoreResult<()> {
        let mut tx = self
            .0
            .lock()
            .map_err(|poison| StoreError::Failed(poison.to_string()))?;
        let _ = work(&mut *tx);
        Ok(())
    }
}
