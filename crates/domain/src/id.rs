//! Ids: one type per kind, declared in one list, so that a user's id can never be passed for a ticket's.
//!
//! An id is a UUID of version 7 whose time part is the moment of creation in microseconds. Sorting by id is
//! therefore sorting by age, which is what makes the primary key serve as the "newest first" index.

use crate::time::Time;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid {
                id.0
            }
        }
        impl $name {
            /// The id as a plain UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An isolated customer of the service.
    TenantId,
    /// A person.
    UserId,
    /// A ticket.
    TicketId,
    /// A comment on a ticket.
    CommentId,
    /// An entry of the tenant's status list.
    StatusId,
    /// An entry of the tenant's priority list.
    PriorityId,
    /// A tag.
    TagId,
    /// A project, which owns one board.
    ProjectId,
    /// A column of a project's board.
    ColumnId,
    /// A part of the tenant's organisation.
    DepartmentId,
    /// An organisation that tickets are handled for.
    ClientId,
    /// A person at a client.
    ContactId,
    /// A span of time somebody worked.
    TimeEntryId,
    /// A stored credential: an API key, a session's cookie or a phone's access key.
    CredentialId,
    /// A person signed in at one browser or on one phone.
    SessionId,
    /// One link of the chain by which a phone's session is kept alive.
    RefreshTokenId,
    /// A token that starts one session on a phone.
    OneTimeTokenId,
    /// A signed token: its `jti`.
    TokenId,
    /// An entry of the event log.
    EventId,
    /// A file under a ticket.
    AttachmentId,
    /// The bytes of a file, wherever they are kept.
    FileId,
    /// What is promised for some tickets.
    SlaPolicyId,
    /// Which tickets have to be approved.
    PolicyId,
    /// The approval of one ticket.
    WorkflowId,
    /// One decision of an approval.
    StepId,
    /// An address that is told of events.
    WebhookId,
    /// One event on its way to one address.
    DeliveryId,
}

/// Builds the version 7 UUID of a thing created at `at`, from 62 or more random bits.
///
/// The 12 bits after the version carry the microseconds within the millisecond (RFC 9562, section 6.2,
/// method 3), so ids sort exactly as their times do, down to the microsecond.
///
/// ```
/// use tessera_domain::{id::version_7, time::Time};
///
/// let early = version_7(Time::from_micros(1_700_000_000_000_001).unwrap(), u64::MAX);
/// let late = version_7(Time::from_micros(1_700_000_000_000_002).unwrap(), 0);
/// assert!(early < late);
/// assert_eq!(early.get_version_num(), 7);
/// ```
pub fn version_7(at: Time, random: u64) -> Uuid {
    let micros = u128::try_from(at.micros().max(0)).unwrap_or_default();
    let millis = micros / 1000;
    let fraction = (micros % 1000) * 4096 / 1000;
    let random = u128::from(random) & ((1 << 62) - 1);
    Uuid::from_u128((millis << 80) | (7 << 76) | (fraction << 64) | (0b10 << 62) | random)
}

/// The smallest id a thing created at `at` can have: turns a bound on creation time into a bound on the id.
pub fn earliest_at(at: Time) -> Uuid {
    version_7(at, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_sort_as_their_times_do(a in 0i64..4_102_444_800_000_000, b in 0i64..4_102_444_800_000_000, x: u64, y: u64) {
            let (Some(at), Some(bt)) = (Time::from_micros(a), Time::from_micros(b)) else { return Ok(()) };
            prop_assume!(a != b);
            prop_assert_eq!(a < b, version_7(at, x) < version_7(bt, y));
        }

        #[test]
        fn the_earliest_id_of_a_moment_is_not_after_any_of_it(a in 0i64..4_102_444_800_000_000, x: u64) {
            let at = Time::from_micros(a).unwrap();
            prop_assert!(earliest_at(at) <= version_7(at, x));
        }
    }
}
