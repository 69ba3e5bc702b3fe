//! What kinds and ranks of tickets are called in the console.

use tessera_domain::{
    priority::{self, Rank},
    ticket::Kind,
};

/// What a kind of ticket is called.
pub(super) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Incident => "Incident",
        Kind::Request => "Request",
        Kind::Problem => "Problem",
        Kind::Change => "Change",
        Kind::Task => "Task",
        Kind::Bug => "Bug",
        Kind::Story => "Story",
        Kind::Epic => "Epic",
    }
}

/// What a rank is called, unless a tenant calls it otherwise.
pub(super) fn rank(rank: Rank) -> &'static str {
    let known = priority::DEFAULTS.iter().find(|(_, _, known)| *known == rank);
    known.map_or("Other", |(_, name, _)| *name)
}
