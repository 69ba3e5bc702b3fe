//! Service levels: within how much working time a ticket should be answered and finished, and where its clock stands.
//!
//! | Module | Holds |
//! |---|---|
//! | [`week`] | working hours of a week, and holidays |
//! | [`calendar`] | them in a time zone |
//! | [`policy`] | what is promised for which tickets |
//! | [`life`] | through which statuses a ticket went |
//! | [`clock`] | what of a ticket's life counts, and when it runs out |
//!
//! Time counts in whole microseconds, as everywhere. A moment is working time if the clock on the wall of the calendar's
//! zone shows it to be: where that clock is put back, the repeated hour is worked twice, and where it is put forward, the
//! hour that there was not is not worked.

pub mod calendar;
pub mod clock;
pub mod life;
pub mod policy;
pub mod week;

pub use calendar::{Calendar, CalendarPatch, Zone};
pub use clock::{Interval, Reading, Standing, Stay};
pub use life::{Entry, stays};
pub use policy::{Allowance, Policy, PolicyPatch};
pub use week::{Holidays, Hours, Minute, Week};
