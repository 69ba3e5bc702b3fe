//! The record of integrations' calls, written behind the requests: many at a time, and never by two at a time.

use std::{mem, sync::Arc, time::Duration};
use tessera_application::{Application, integration};
use tessera_http::calls::{Batches, CallRecord};
use tokio::{
    sync::oneshot,
    task::{JoinHandle, spawn_blocking, spawn_local},
    time::{Instant, MissedTickBehavior, interval, timeout_at},
};

/// How long calls wait to be written.
const PAUSE: Duration = Duration::from_secs(1);
/// How many are written at a time.
const MOST: usize = 500;

/// Writes calls down. Whoever did so before may do it again: a call is kept once.
type Write = Arc<dyn Fn(&[CallRecord]) -> Result<(), String> + Send + Sync>;

/// Whoever writes calls down while the service runs.
pub struct Recorder {
    batches: Arc<Batches>,
    stop: oneshot::Sender<()>,
    work: JoinHandle<()>,
}

impl Recorder {
    /// Begins. Must be called inside an actix system.
    pub fn start(application: Arc<Application>, batches: Arc<Batches>) -> Self {
        let write = move |calls: &[CallRecord]| {
            integration::record(&application, calls).map_err(|error| error.to_string())
        };
        Self::start_with(Arc::new(write), batches)
    }

    fn start_with(write: Write, batches: Arc<Batches>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let scribe = Scribe {
            batches: Arc::clone(&batches),
            write,
            again: None,
            failing: false,
        };
        Self {
            batches,
            stop,
            work: spawn_local(scribe.work(stopped)),
        }
    }

    /// Writes what is left, and ends. What is not written by then is lost.
    pub async fn finish(self, by: Instant) {
        drop(self.stop);
        let mut work = self.work;
        if timeout_at(by, &mut work).await.is_err() {
            work.abort();
            let calls = self.batches.take(usize::MAX).len();
            lost(calls);
            tracing::warn!(
                calls,
                "calls were not recorded, because the database took longer than a stop may take"
            );
        }
    }
}

struct Scribe {
    batches: Arc<Batches>,
    write: Write,
    /// Calls that could not be written, and are tried once more.
    again: Option<Arc<[CallRecord]>>,
    /// Whether the last try was in vain, which is logged only once.
    failing: bool,
}

/// How a try went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tried {
    /// There was nothing to write.
    Nothing,
    /// As many were written as are written at a time, so there may be more.
    Full,
    /// All that waited were written.
    All,
    /// Nothing was written.
    InVain,
}

impl Scribe {
    async fn work(mut self, mut stop: oneshot::Receiver<()>) {
        let mut pause = interval(PAUSE);
        pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = pause.tick() => while self.write_some().await == Tried::Full {},
                _ = &mut stop => break,
            }
        }
        while self.write_some().await != Tried::Nothing {}
    }

    async fn write_some(&mut self) -> Tried {
        let (calls, tries_left) = match self.again.take() {
            Some(calls) => (calls, false),
            None => (self.batches.take(MOST).into(), true),
        };
        if calls.is_empty() {
            return Tried::Nothing;
        }
        let Err(error) = self.write(&calls).await else {
            if mem::take(&mut self.failing) {
                tracing::info!("calls are recorded again");
            }
            return if calls.len() < MOST {
                Tried::All
            } else {
                Tried::Full
            };
        };
        if !mem::replace(&mut self.failing, true) {
            tracing::warn!(%error, "calls cannot be recorded");
        }
        if tries_left {
            self.again = Some(calls);
        } else {
            lost(calls.len());
        }
        Tried::InVain
    }

    async fn write(&self, calls: &Arc<[CallRecord]>) -> Result<(), String> {
        let (write, calls) = (Arc::clone(&self.write), Arc::clone(calls));
        let written = spawn_blocking(move || write(&calls)).await;
        written.map_err(|panicked| panicked.to_string())?
    }
}

fn lost(calls: usize) {
    let calls = u64::try_from(calls).unwrap_or(u64::MAX);
    metrics::counter!("tessera_calls_dropped_total").increment(calls);
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use std::sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    };
    use tessera_domain::time::Time;
    use tessera_http::calls::CallSink;
    use tokio::{runtime, task::LocalSet};
    use uuid::Uuid;

    fn call(number: u128) -> CallRecord {
        CallRecord {
            tenant: Uuid::nil().into(),
            id: Uuid::from_u128(number),
            token: Uuid::nil().into(),
            method: "GET".into(),
            path: "/".into(),
            status: 200,
            milliseconds: 1,
            address: None,
            agent: None,
            body: None,
            at: Time::from_micros(0).unwrap(),
        }
    }

    /// What was written, by size, after so many tries in vain; and what the figures say.
    fn record(calls: u128, in_vain: usize, go_on: impl AsyncFnOnce(Recorder)) -> (Vec<usize>, String) {
        let recorder = PrometheusBuilder::new().build_recorder();
        let written = Arc::new(Mutex::new(Vec::new()));
        let (log, tries) = (Arc::clone(&written), AtomicUsize::new(0));
        let write = move |calls: &[CallRecord]| {
            if tries.fetch_add(1, Ordering::Relaxed) < in_vain {
                return Err("no room".to_owned());
            }
            log.lock().unwrap().push(calls.len());
            Ok(())
        };
        metrics::with_local_recorder(&recorder, || {
            let batches = Arc::new(Batches::default());
            (0..calls).for_each(|number| batches.note(call(number)));
            let runtime = runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .unwrap();
            LocalSet::new().block_on(&runtime, async {
                go_on(Recorder::start_with(Arc::new(write), batches)).await;
            });
        });
        let written = written.lock().unwrap().clone();
        (written, recorder.handle().render())
    }

    async fn finish(recorder: Recorder) {
        recorder.finish(Instant::now() + Duration::from_mins(1)).await;
    }

    #[test]
    fn an_orderly_stop_writes_everything_that_is_left() {
        assert_eq!(record(0, 0, finish).0, [0; 0]);
        assert_eq!(record(3, 0, finish).0, [3]);
        assert_eq!(record(1203, 0, finish).0, [500, 500, 203]);
    }

    #[test]
    fn calls_are_written_while_the_service_runs() {
        let (written, _) = record(501, 0, async |recorder| {
            tokio::time::sleep(PAUSE / 2).await;
            recorder.batches.note(call(1000));
            tokio::time::sleep(PAUSE * 2).await;
            recorder.work.abort();
        });
        assert_eq!(written, [500, 1, 1]);
    }

    #[test]
    fn what_could_not_be_written_is_tried_once_more() {
        let (written, figures) = record(3, 1, finish);
        assert_eq!(written, [3]);
        assert!(!figures.contains("tessera_calls_dropped_total"), "{figures}");
    }

    #[test]
    fn what_cannot_be_written_twice_is_counted_and_later_calls_are_written() {
        let (written, figures) = record(501, 2, finish);
        assert_eq!(written, [1]);
        assert!(figures.contains("tessera_calls_dropped_total 500"), "{figures}");
    }

    #[test]
    fn a_stop_does_not_wait_for_a_database_that_hangs() {
        let batches = Arc::new(Batches::default());
        batches.note(call(1));
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let ended = Mutex::new(ended);
        let write = move |_: &[CallRecord]| ended.lock().unwrap().recv().map_err(|over| over.to_string());
        let runtime = runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        LocalSet::new().block_on(&runtime, async {
            let recorder = Recorder::start_with(Arc::new(write), batches);
            recorder.finish(Instant::now() + Duration::from_millis(50)).await;
        });
        drop(end);
    }
}
