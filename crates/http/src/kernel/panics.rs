//! Panics: counted, logged by their place, and answered like any fault of ours.

use crate::fault::Fault;
use std::any::Any;

/// Makes every panic of the process a log line that tells where it happened and, if that is a literal of the
/// source, what it said. A text put together at run time may hold anything, so it is left out.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(
            place,
            said = literal(info.payload()).unwrap_or_default(),
            "a panic"
        );
    }));
}

/// The fault that a caught panic is.
pub(crate) fn fault(payload: &(dyn Any + Send)) -> Fault {
    metrics::counter!("tessera_http_panics_total").increment(1);
    Fault::bug(format!(
        "a panic: {}",
        literal(payload).unwrap_or("of its own words")
    ))
}

fn literal(payload: &(dyn Any + Send)) -> Option<&'static str> {
    payload.downcast_ref::<&'static str>().copied()
}
