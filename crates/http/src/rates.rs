//! Limits on requests: so many of each sort in a window, for each person, over all dialects together.
//!
//! What is counted is the request of a person who was let in, whichever credential proves them: a phone's key, a
//! token of another dialect and a browser's key spend one budget. Requests that nobody was let in with are counted by
//! the address that they come from. Integration tokens are not counted here: they have an hour of their own, kept in
//! the database.
//!
//! Windows are fixed and aligned to the clock, as the enterprise contract's sample shows (section "Rate limiting"): an
//! hour ends at the full hour for everybody. A request that is refused spends nothing. Counts are kept in this
//! process; several processes behind one address each give the whole budget, so an operator divides the settings.
//!
//! Every dialect's requests are counted, but only the dialects that the settings name tell what is left and refuse what
//! is beyond: the kanban vendor documents no limit, and the mobile vendor's is off unless it is switched on.

use crate::{
    address::ClientAddress,
    allowance::Allowance,
    fault::{Fault, FaultKind},
    kernel::Kernel,
};
use actix_web::{
    Error, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
};
use moka::{ops::compute::Op, policy::EvictionPolicy, sync::Cache};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tessera_domain::{
    caller::{Caller, CallerKind},
    time::Time,
};

/// The most subjects that are remembered. Beyond it the ones that were heard of least lately are forgotten.
const SUBJECTS: u64 = 100_000;
/// No window is longer, so that nothing that is forgotten after it still counts.
const LONGEST: Duration = Duration::from_hours(2);
const MICROS_PER_SECOND: i64 = 1_000_000;

/// A sort of request that is limited by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Category {
    /// Signing in and staying signed in; by the client's address, because nobody is known yet.
    Authentication,
    /// Everything that is of no other sort.
    General,
    /// Sending files.
    Upload,
    /// Searching by a query of its own.
    Search,
    /// Reports and exports.
    Reports,
}

impl Category {
    /// Every sort.
    pub const ALL: [Self; 5] = [
        Self::Authentication,
        Self::General,
        Self::Upload,
        Self::Search,
        Self::Reports,
    ];

    /// Its name, as `RateLimit-Policy` tells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::General => "general",
            Self::Upload => "upload",
            Self::Search => "search",
            Self::Reports => "reports",
        }
    }

    /// How long its window is, in seconds.
    pub const fn window(self) -> u32 {
        match self {
            Self::Authentication => 60,
            Self::General | Self::Upload | Self::Search | Self::Reports => 3600,
        }
    }
}

/// For dialects whose requests are all of one sort.
pub const fn general(_: &Method, _: &str) -> Category {
    Category::General
}

/// How many requests of each sort are let through in its window, and which dialects refuse the ones beyond.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rates {
    /// Sign-ins, per address and minute.
    pub authentication: u32,
    /// Requests, per person and hour.
    pub general: u32,
    /// Files, per person and hour.
    pub upload: u32,
    /// Searches, per person and hour.
    pub search: u32,
    /// Reports, per person and hour.
    pub reports: u32,
    /// The names of the dialects that tell what is left and refuse what is beyond. Of the others it is only counted.
    pub refusing: Vec<String>,
}

/// The figures of the enterprise contract, and its dialect alone to refuse.
impl Default for Rates {
    fn default() -> Self {
        Self {
            authentication: 10,
            general: 1000,
            upload: 100,
            search: 200,
            reports: 50,
            refusing: vec!["enterprise".to_owned()],
        }
    }
}

impl Rates {
    const fn of(&self, category: Category) -> u32 {
        match category {
            Category::Authentication => self.authentication,
            Category::General => self.general,
            Category::Upload => self.upload,
            Category::Search => self.search,
            Category::Reports => self.reports,
        }
    }
}

/// What has been spent.
pub(crate) struct Budgets {
    spent: Cache<[u8; 32], Spent>,
}

/// What one subject has spent in a window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Spent {
    /// The number of the window since 1970.
    window: i64,
    requests: u32,
}

/// Whether a request is within its budget, and what is left of that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Spending {
    allowance: Allowance,
    within: bool,
}

impl Default for Budgets {
    fn default() -> Self {
        let spent = Cache::builder()
            .max_capacity(SUBJECTS)
            // The other policy turns newcomers away while it is full, and they would go uncounted.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(LONGEST)
            .build();
        Self { spent }
    }
}

impl Budgets {
    /// Spends one, if there is one left.
    fn spend(&self, category: Category, limit: u32, subject: &str, now: Time) -> Spending {
        let length = i64::from(category.window()) * MICROS_PER_SECOND;
        let window = now.micros().div_euclid(length);
        let mut requests = 0;
        let mut within = true;
        // One subject's requests come one after the other, however many threads ask.
        self.spent
            .entry(hash(category, subject))
            .and_compute_with(|entry| {
                let before = entry
                    .map(moka::Entry::into_value)
                    .filter(|spent| spent.window == window);
                requests = before.map_or(0, |spent| spent.requests);
                within = requests < limit;
                if !within {
                    return Op::Nop;
                }
                requests += 1;
                Op::Put(Spent { window, requests })
            });
        let end = Time::from_micros(window.saturating_add(1).saturating_mul(length));
        Spending {
            allowance: Allowance {
                name: category.name(),
                limit,
                remaining: limit.saturating_sub(requests),
                window: category.window(),
                resets_at: end.unwrap_or(now),
            },
            within,
        }
    }
}

fn hash(category: Category, subject: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(category.name());
    hash.update([0xff]);
    hash.update(subject);
    hash.finalize().into()
}

/// Spends one request of a person who was let in.
pub(crate) fn by_person(request: &HttpRequest, caller: &Caller) -> Result<(), Fault> {
    match caller.kind {
        CallerKind::Person => spend(request, &format!("{}:{}", caller.tenant, caller.user)),
        CallerKind::Integration => Ok(()),
    }
}

/// Spends one request of whoever comes from there.
pub(crate) fn by_address(request: &HttpRequest) -> Result<(), Fault> {
    spend(request, &ClientAddress::of(request)?.bucket())
}

fn spend(request: &HttpRequest, subject: &str) -> Result<(), Fault> {
    let kernel = Kernel::of(request)?;
    let Some(dialect) = kernel.dialect_of(request.path()) else {
        return Ok(());
    };
    let rates = &kernel.settings().rates;
    let category = (dialect.category)(request.method(), request.path());
    let now = kernel.application().clock.now();
    let spending = kernel.budgets().spend(category, rates.of(category), subject, now);
    if !rates.refusing.iter().any(|name| name == dialect.name) {
        return Ok(());
    }
    spending.allowance.tell(request)?;
    if spending.within {
        return Ok(());
    }
    metrics::counter!("tessera_rate_limited_total", "category" => category.name()).increment(1);
    let wait = spending.allowance.resets_at.micros().saturating_sub(now.micros());
    Err(Fault {
        retry_after: Some(Duration::from_micros(u64::try_from(wait).unwrap_or_default())),
        ..Fault::new(FaultKind::TooMany)
    })
}

/// Counts requests to sign in by their address, before anything of them is looked at.
pub(crate) async fn signing_in(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if signs_in(request.request())
        && let Err(fault) = by_address(request.request())
    {
        return Ok(request.into_response(fault.error_response()));
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

fn signs_in(request: &HttpRequest) -> bool {
    let dialect = Kernel::of(request).map(|kernel| kernel.dialect_of(request.path()));
    matches!(dialect, Ok(Some(dialect))
        if (dialect.category)(request.method(), request.path()) == Category::Authentication)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    #[test]
    fn exactly_the_limit_passes_and_refusals_spend_nothing() {
        let budgets = Budgets::default();
        let now = at("2026-02-03T12:59:59Z");
        let left: Vec<_> = (0..5)
            .map(|_| budgets.spend(Category::General, 3, "robin", now))
            .map(|spending| (spending.within, spending.allowance.remaining))
            .collect();
        assert_eq!(left, [(true, 2), (true, 1), (true, 0), (false, 0), (false, 0)]);
        let next = budgets.spend(Category::General, 3, "robin", at("2026-02-03T13:00:00Z"));
        assert_eq!((next.within, next.allowance.remaining), (true, 2));
    }

    #[test]
    fn windows_end_with_the_clock() {
        let budgets = Budgets::default();
        for (category, now, end) in [
            (Category::General, "2021-12-01T11:20:00Z", "2021-12-01T12:00:00Z"),
            (
                Category::Authentication,
                "2021-12-01T11:20:59.999999Z",
                "2021-12-01T11:21:00Z",
            ),
            (Category::Reports, "2021-12-01T12:00:00Z", "2021-12-01T13:00:00Z"),
        ] {
            let spending = budgets.spend(category, 1, "robin", at(now));
            assert_eq!(spending.allowance.resets_at, at(end), "{now}");
        }
    }

    #[test]
    fn categories_and_subjects_are_counted_apart() {
        let budgets = Budgets::default();
        let now = at("2026-02-03T12:00:00Z");
        for category in Category::ALL {
            for subject in ["robin", "sam"] {
                assert!(budgets.spend(category, 1, subject, now).within);
                assert!(!budgets.spend(category, 1, subject, now).within);
            }
        }
    }

    #[test]
    fn of_many_at_once_exactly_the_limit_passes() {
        let budgets = Budgets::default();
        let now = at("2026-02-03T12:00:00Z");
        let passed: usize = thread::scope(|scope| {
            let tries: Vec<_> = (0..64)
                .map(|_| scope.spawn(|| budgets.spend(Category::Search, 10, "robin", now).within))
                .collect();
            tries.into_iter().map(|it| usize::from(it.join().unwrap())).sum()
        });
        assert_eq!(passed, 10);
    }
}
