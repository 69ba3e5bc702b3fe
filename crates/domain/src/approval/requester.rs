//! Whose wish it is: nobody agrees to their own as long as somebody else can.

use crate::id::UserId;

/// Those whose wish an approval decides on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Requesters {
    /// Who asked for it.
    pub asked: UserId,
    /// Who opened the ticket, where known.
    pub opened: Option<UserId>,
}

impl Requesters {
    /// Whether it is this person's own wish.
    pub fn include(&self, user: UserId) -> bool {
        self.asked == user || self.opened == Some(user)
    }

    /// Who decides, of those who could, the best first: the first whose wish it is not; where it is everybody's, the
    /// first who did not ask; and the first of all where there is only one.
    pub fn choose(&self, candidates: &[UserId]) -> Option<UserId> {
        let stranger = candidates.iter().find(|user| !self.include(**user));
        let silent = || candidates.iter().find(|user| **user != self.asked);
        stranger.or_else(silent).or(candidates.first()).copied()
    }

    /// Whether somebody else than whose wish it is could decide.
    pub fn others_among(&self, candidates: &[UserId]) -> bool {
        candidates.iter().any(|user| !self.include(*user))
    }
}
