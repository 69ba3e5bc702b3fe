//! The threads on which use cases read.

use crate::{fault::Fault, kernel::panics};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::AcqRel},
    },
    time::Duration,
};
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
    time::timeout,
};

/// How long a read waits for a thread, as long as it would wait for a connection.
const PATIENCE: Duration = Duration::from_secs(2);

/// The threads that read, one set for all worker threads: as many as there are connections to read with, first come,
/// first served.
///
/// With more of them, those would wait for a connection each, asleep, and be woken one by one. These go from one read to
/// the next without sleeping while there is anything to read; who waits is an entry in a queue. What writes is not among
/// them, because writers wait for each other: see `Work::write`.
pub(crate) struct Readers {
    /// Only its blocking threads are used, and it is there until the end.
    runtime: Option<Runtime>,
    patience: Duration,
}

impl Readers {
    /// So many threads, at least one. They begin when they are needed.
    pub(crate) fn new(threads: usize) -> io::Result<Self> {
        Self::with(threads, PATIENCE)
    }

    fn with(threads: usize, patience: Duration) -> io::Result<Self> {
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(threads.max(1))
            .thread_name("reader")
            .build()?;
        Ok(Self {
            runtime: Some(runtime),
            patience,
        })
    }

    /// Runs that on one of the threads. Whoever goes away before it has begun takes it back.
    ///
    /// # Errors
    /// [`Unavailable`](crate::fault::FaultKind::Unavailable) when no thread comes free in time; a fault of ours when it
    /// panics.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let Some(runtime) = &self.runtime else {
            return Err(Fault::unavailable("the service is about to end"));
        };
        let begun = Arc::new(AtomicBool::new(false));
        let claim = Arc::clone(&begun);
        let mut read = Read(runtime.spawn_blocking(move || {
            let given_up = claim.swap(true, AcqRel);
            (!given_up).then(|| catch_unwind(AssertUnwindSafe(f)))
        }));
        let ended = match timeout(self.patience, &mut read.0).await {
            Ok(ended) => ended,
            // What has begun goes on to its end all the same.
            Err(_) if begun.swap(true, AcqRel) => (&mut read.0).await,
            Err(_) => return Err(Fault::unavailable("no thread to read on came free in time")),
        };
        match ended {
            Ok(Some(outcome)) => outcome.map_err(|payload| panics::fault(&*payload)),
            Ok(None) | Err(_) => Err(Fault::unavailable("the service is about to end")),
        }
    }
}

/// A runtime that is simply dropped waits for its threads, and may not do so where others are served.
impl Drop for Readers {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Something to be read, until somebody gives up on it.
struct Read<T>(JoinHandle<T>);

impl<T> Drop for Read<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FaultKind;
    use futures_util::{FutureExt, future::join_all};
    use std::{
        pin::pin,
        sync::{
            Barrier,
            atomic::{AtomicUsize, Ordering::SeqCst},
            mpsc,
        },
    };

    const SOON: Duration = Duration::from_millis(30);

    fn unavailable<T>(outcome: Result<T, Fault>) {
        let fault = outcome.err().unwrap();
        assert_eq!(
            (fault.kind, fault.retry_after),
            (FaultKind::Unavailable, Some(Duration::from_secs(1)))
        );
    }

    #[actix_web::test]
    async fn no_more_read_at_a_time_than_there_are_threads() {
        let readers = Readers::new(2).unwrap();
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let two = Arc::new(Barrier::new(2));
        let read = |place: usize| {
            let (now, most, two) = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&two));
            readers.run(move || {
                most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                two.wait();
                now.fetch_sub(1, SeqCst);
                place
            })
        };
        let read = join_all((0..10).map(read)).await;
        let places: Vec<_> = read.into_iter().map(Result::unwrap).collect();
        assert_eq!(places, (0..10).collect::<Vec<_>>());
        assert_eq!(most.load(SeqCst), 2);
    }

    #[actix_web::test]
    async fn whoever_finds_no_thread_in_time_is_refused_and_nothing_is_read_for_them() {
        let readers = Readers::with(1, SOON).unwrap();
        let (begin, begins) = mpsc::channel();
        let (end, ends) = mpsc::channel::<()>();
        let mut slow = pin!(readers.run(move || begin.send(()).is_ok() && ends.recv().is_ok()));
        assert!(slow.as_mut().now_or_never().is_none());
        begins.recv().unwrap();
        let begun = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&begun);
        unavailable(readers.run(move || count.fetch_add(1, SeqCst)).await);

        // It began in time, so it may end later.
        end.send(()).unwrap();
        assert!(slow.await.unwrap());
        assert!(readers.run(|| true).await.unwrap());
        assert_eq!(begun.load(SeqCst), 0);
    }

    #[actix_web::test]
    async fn whoever_goes_away_has_nothing_read_for_them() {
        let readers = Readers::new(1).unwrap();
        let (end, ends) = mpsc::channel::<()>();
        let mut slow = pin!(readers.run(move || ends.recv().is_ok()));
        assert!(slow.as_mut().now_or_never().is_none());
        let begun = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&begun);
        assert!(
            readers
                .run(move || count.fetch_add(1, SeqCst))
                .now_or_never()
                .is_none()
        );
        end.send(()).unwrap();
        assert!(slow.await.unwrap());
        assert!(readers.run(|| true).await.unwrap());
        assert_eq!(begun.load(SeqCst), 0);
    }

    #[actix_web::test]
    async fn a_panic_is_a_fault_and_the_thread_goes_on() {
        let readers = Readers::new(1).unwrap();
        let fault = readers
            .run::<()>(|| panic!("secret {}", std::hint::black_box(1)))
            .await
            .unwrap_err();
        assert_eq!(fault.kind, FaultKind::Bug);
        assert!(!format!("{fault:?}").contains("secret"));
        assert!(readers.run(|| true).await.unwrap());
    }
}
