//! What is measured.

/// What is measured over HTTP.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    List,
    Filtered,
    LastPage,
    Detail,
    Stats,
    Search(Search),
    Mixed,
    Status,
    Comment,
    Create,
}

/// Which operations are measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selection {
    Everything,
    Searches,
}

impl Selection {
    pub const fn holds(self, operation: Operation) -> bool {
        match self {
            Self::Everything => true,
            Self::Searches => matches!(operation, Operation::Search(_)),
        }
    }
}

/// What is searched for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Search {
    Frequent,
    Rare,
    Two,
    Beginning,
    Narrowed,
    Missing,
    OtherScript,
    TitlePart,
    BoardFrequent,
    BoardRare,
    BoardPart,
}

impl Search {
    /// In the order of measuring.
    pub const ALL: [Self; 11] = [
        Self::Frequent,
        Self::Rare,
        Self::Two,
        Self::Beginning,
        Self::Narrowed,
        Self::Missing,
        Self::OtherScript,
        Self::TitlePart,
        Self::BoardFrequent,
        Self::BoardRare,
        Self::BoardPart,
    ];
}

impl Operation {
    /// Those that only read, in the order of measuring.
    pub fn reads() -> impl Iterator<Item = Self> {
        let lists = [
            Self::List,
            Self::Filtered,
            Self::LastPage,
            Self::Detail,
            Self::Stats,
        ];
        lists.into_iter().chain(Search::ALL.map(Self::Search))
    }

    /// Those of which the mixed one is made: they have statements of their own.
    pub fn single() -> impl Iterator<Item = Self> {
        Self::reads().chain([Self::Status, Self::Comment, Self::Create])
    }

    /// All of them, in the order of measuring: what changes the data comes last.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::reads().chain([Self::Mixed, Self::Status, Self::Comment, Self::Create])
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Filtered => "list, three filters",
            Self::LastPage => "list, last page by number",
            Self::Detail => "detail with 20 comments",
            Self::Stats => "stats",
            Self::Search(Search::Frequent) => "search: frequent word",
            Self::Search(Search::Rare) => "search: rare word",
            Self::Search(Search::Two) => "search: two words",
            Self::Search(Search::Beginning) => "search: word and beginning",
            Self::Search(Search::Narrowed) => "search: word, status, priority",
            Self::Search(Search::Missing) => "search: no match",
            Self::Search(Search::OtherScript) => "search: other script",
            Self::Search(Search::TitlePart) => "title filter: part of a word",
            Self::Search(Search::BoardFrequent) => "board search: frequent word",
            Self::Search(Search::BoardRare) => "board search: rare word",
            Self::Search(Search::BoardPart) => "board search: part of a word",
            Self::Mixed => "mixed 90/10",
            Self::Status => "status change",
            Self::Comment => "comment",
            Self::Create => "create",
        }
    }

    /// The name in letters that files and variables may have.
    pub fn slug(self) -> String {
        let parts = self.name().split(|c: char| !c.is_ascii_alphanumeric());
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        parts.join("_")
    }

    /// Whether it changes what is stored.
    pub const fn writes(self) -> bool {
        matches!(self, Self::Mixed | Self::Status | Self::Comment | Self::Create)
    }
}

/// What the mixed operation does in turn, and how often in twenty times: 18 times it reads, twice it writes.
pub const MIXTURE: [(Operation, u32); 6] = [
    (Operation::List, 8),
    (Operation::Detail, 7),
    (Operation::Search(Search::Two), 2),
    (Operation::Stats, 1),
    (Operation::Comment, 1),
    (Operation::Create, 1),
];

/// The same one after the other, so that the reads stand between the writes.
pub fn mixture() -> Vec<Operation> {
    let mut turns: Vec<(u32, Operation)> = Vec::new();
    for (operation, times) in MIXTURE {
        // The middle of each of its shares of a round.
        turns.extend((0..times).map(|turn| ((2 * turn + 1) * 1_000 / (2 * times), operation)));
    }
    turns.sort_by_key(|(at, _)| *at);
    turns.into_iter().map(|(_, operation)| operation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_ten_of_the_mixture_writes() {
        let turns = mixture();
        let writing = turns.iter().filter(|operation| operation.writes()).count();
        assert_eq!((turns.len(), writing), (20, 2));
    }

    #[test]
    fn slugs_are_letters_and_differ() {
        assert_eq!(Operation::Mixed.slug(), "mixed_90_10");
        let mut slugs: Vec<_> = Operation::all().map(Operation::slug).collect();
        slugs.sort();
        slugs.dedup();
        assert_eq!(slugs.len(), Operation::all().count());
    }
}
