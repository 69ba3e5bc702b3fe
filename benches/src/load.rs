//! Doing the same thing over and over from several threads, with a watch.

use crate::failure::{During, Failure};
use std::{
    sync::Barrier,
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

/// How long it is done before it counts.
const WARM_UP: Duration = Duration::from_millis(500);

/// How often it was done and how long it took.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    pub per_second: f64,
    pub p50: Duration,
    pub p95: Duration,
    pub p99: Duration,
    /// How many went wrong, and in what way one of them did.
    pub failed: u64,
    pub failure: Option<String>,
}

/// What one thread saw.
#[derive(Default)]
struct Tally {
    /// How long each took, in microseconds.
    took: Vec<u32>,
    failed: u64,
    failure: Option<String>,
}

/// Lets `prepare` make a worker for each thread, which are counted from 0; then all of them work at once. What ends within the time counts.
pub fn measure<W: FnMut() -> Result<(), Failure>>(
    threads: usize,
    lasting: Duration,
    prepare: impl Fn(usize) -> Result<W, Failure> + Sync,
) -> Result<Measured, Failure> {
    let start = Barrier::new(threads);
    let tallies: Result<Vec<_>, Failure> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|place| {
                let (start, prepare) = (&start, &prepare);
                scope.spawn(move || {
                    let worker = prepare(place);
                    // Those who cannot work come along, or the others would wait for them forever.
                    start.wait();
                    Ok(work(worker?, lasting))
                })
            })
            .collect();
        let joined = running.into_iter().map(ScopedJoinHandle::join);
        joined
            .map(|done| done.unwrap_or_else(|_| Err(Failure::new("a thread of the load panicked"))))
            .collect()
    });
    sum_up(tallies?, lasting)
}

fn work(mut worker: impl FnMut() -> Result<(), Failure>, lasting: Duration) -> Tally {
    let mut tally = Tally::default();
    let counts_from = Instant::now() + WARM_UP;
    let until = counts_from + lasting;
    loop {
        let began = Instant::now();
        let outcome = worker();
        let ended = Instant::now();
        if ended > until {
            return tally;
        }
        match outcome {
            Ok(()) if began >= counts_from => {
                tally
                    .took
                    .push(u32::try_from((ended - began).as_micros()).unwrap_or(u32::MAX));
            }
            Ok(()) => {}
            Err(failure) => {
                tally.failed += 1;
                tally.failure = Some(failure.to_string());
            }
        }
    }
}

fn sum_up(tallies: Vec<Tally>, lasting: Duration) -> Result<Measured, Failure> {
    let mut sum = Tally::default();
    for tally in tallies {
        sum.took.extend(tally.took);
        sum.failed += tally.failed;
        sum.failure = tally.failure.or(sum.failure);
    }
    sum.took.sort_unstable();
    let count = u32::try_from(sum.took.len()).during("counting")?;
    Ok(Measured {
        per_second: f64::from(count) / lasting.as_secs_f64(),
        p50: percentile(&sum.took, 50),
        p95: percentile(&sum.took, 95),
        p99: percentile(&sum.took, 99),
        failed: sum.failed,
        failure: sum.failure,
    })
}

/// The smallest of the sorted values that so many percent of them do not exceed.
fn percentile(sorted: &[u32], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    Duration::from_micros(sorted.get(place).copied().unwrap_or_default().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<u32> = (1..=200).collect();
        let at = |percent| percentile(&values, percent).as_micros();
        assert_eq!((at(50), at(95), at(99), at(100)), (100, 190, 198, 200));
        assert_eq!(percentile(&[7], 99).as_micros(), 7);
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }
}
