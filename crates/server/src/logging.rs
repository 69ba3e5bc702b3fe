//! The log: to the standard error stream, as text or as JSON lines.

use crate::settings::{LogFormat, Settings};
use std::io::{self, IsTerminal};
use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, registry::LookupSpan,
    util::SubscriberInitExt,
};

/// Begins to log. Does nothing when the process logs already, as tests do.
pub fn start(settings: &Settings) {
    let terminal = io::stderr().is_terminal();
    let format = settings.log_format.unwrap_or(if terminal {
        LogFormat::Text
    } else {
        LogFormat::Json
    });
    let lines = match format {
        LogFormat::Text => text(terminal),
        LogFormat::Json => json(),
    };
    // The filter was checked with the settings, so there is nothing to report here.
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let started =
        tracing_subscriber::registry().with(lines.with_filter(filter_fn(is_harmless)).with_filter(filter));
    if started.try_init().is_ok() {
        tessera_http::kernel::log_panics();
    }
}

fn text<S: tracing::Subscriber + for<'s> LookupSpan<'s>>(colours: bool) -> Box<dyn Layer<S> + Send + Sync> {
    fmt::layer().with_writer(io::stderr).with_ansi(colours).boxed()
}

fn json<S: tracing::Subscriber + for<'s> LookupSpan<'s>>() -> Box<dyn Layer<S> + Send + Sync> {
    fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_writer(io::stderr)
        .boxed()
}

/// Libraries write what passes through them, headers and bodies and all, into their more detailed levels. Only
/// our own crates may say more than warnings, whatever the filter says.
fn is_harmless(what: &Metadata<'_>) -> bool {
    *what.level() <= Level::WARN || what.target().starts_with("tessera")
}
