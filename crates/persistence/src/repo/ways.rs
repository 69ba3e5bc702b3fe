//! The ways to find tickets. They find the same; the difference is speed only.

/// How those tickets are found for which something holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Each ticket that comes along is looked at. Good for one ticket, and for the first of many.
    Look,
    /// All tickets for which it holds are brought together first, each sort through its own index.
    /// Good for all of them, and for few among many others.
    Gather,
}

/// How the tickets are found that are in sight, and how those that have the words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    pub sight: Way,
    pub words: Way,
}

impl Ways {
    /// To the first tickets of a list, when nothing is known of how long it is.
    pub const TO_THE_FIRST: Self = Self {
        sight: Way::Look,
        words: Way::Gather,
    };
    /// To all tickets of a list.
    pub const TO_ALL: Self = Self {
        sight: Way::Gather,
        words: Way::Gather,
    };
}

/// Up to how many tickets in sight are brought together before any is looked at.
const FEW: i64 = 2_000;

/// As how many tickets that the index of words gives in one go, to be put into order, one costs that is looked at by
/// itself.
const LOOK: i64 = 20;

/// The way to find the first or newest of so many tickets in sight. Where there are many, they come soon enough.
pub const fn to_sight(in_sight: i64) -> Way {
    if in_sight <= FEW { Way::Gather } else { Way::Look }
}

/// The way to find the first so many of the tickets that have the words, given how many have them and how many there
/// are. Looked at in their order, the more have them the sooner enough have come; brought together, the longer it takes.
pub const fn to_words(first: i64, having: i64, tickets: i64) -> Way {
    let gathering = having.saturating_mul(having);
    let looking = first.saturating_mul(tickets).saturating_mul(LOOK);
    if looking < gathering {
        Way::Look
    } else {
        Way::Gather
    }
}

/// Whether it can be worth it to look at each ticket for words that so many have, however many there are besides.
pub const fn may_look_for_words(first: i64, having: i64) -> bool {
    matches!(to_words(first, having, having), Way::Look)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_where_many_tickets_have_them() {
        let ways = [
            (25, 400, 500),
            (25, 5_000, 10_000),
            (25, 5_000, 1_000_000),
            (1_000, 5_000, 10_000),
        ]
        .map(|(first, having, tickets)| to_words(first, having, tickets) == Way::Look);
        assert_eq!(ways, [false, true, false, false]);
        assert!(may_look_for_words(25, 501) && !may_look_for_words(25, 500));
        assert!(to_words(i64::MAX, i64::MAX, i64::MAX) == Way::Gather);
    }
}
