//! Stories: one ticket, and what is done to it, by which dialect.

use crate::truth::{Lane, Person, Rank, Status};
use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{select, subsequence},
};
use std::fmt;

/// Which dialect speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Voice {
    /// People by the mobile API.
    Mobile,
    /// Another system by its token.
    Integration,
    /// People by the kanban API.
    Kanban,
    /// People by the enterprise API.
    Enterprise,
}

impl Voice {
    const ALL: [Self; 4] = [Self::Integration, Self::Mobile, Self::Kanban, Self::Enterprise];

    /// Whether the dialect has words for such a deed.
    #[expect(clippy::match_same_arms, reason = "each arm is a case of its own")]
    const fn says(self, deed: &Deed) -> bool {
        match (self, deed) {
            // One person works on a ticket there, and boards have no columns.
            (Self::Mobile | Self::Enterprise, Deed::Assign(people)) => people.len() <= 1,
            (Self::Mobile | Self::Integration | Self::Enterprise, Deed::Column(_)) => false,
            (Self::Enterprise, Deed::Status(status)) => match status {
                Status::Open | Status::InProgress | Status::Resolved | Status::Closed => true,
                // Only a request leads to the approval.
                Status::Review | Status::Waiting | Status::PendingApproval => false,
            },
            (Self::Enterprise, Deed::Rank(rank)) => !matches!(rank, Rank::Lowest),
            // It may be another one, and not none.
            (Self::Enterprise, Deed::Description(description)) => description.is_some(),
            (Self::Enterprise, Deed::Title(_) | Deed::Comment { .. } | Deed::Tags(_) | Deed::Due(_)) => true,
            (Self::Kanban, Deed::Comment { internal, .. }) => !*internal,
            (Self::Mobile | Self::Kanban, _) | (Self::Integration, Deed::Comment { .. }) => true,
            (Self::Integration, Deed::Status(status)) => match status {
                Status::Open | Status::InProgress | Status::Waiting | Status::Resolved | Status::Closed => {
                    true
                }
                Status::Review | Status::PendingApproval => false,
            },
            (
                Self::Integration,
                Deed::Title(_)
                | Deed::Description(_)
                | Deed::Rank(_)
                | Deed::Assign(_)
                | Deed::Tags(_)
                | Deed::Due(_),
            ) => false,
        }
    }

    /// Whether the dialect has words for such a ticket.
    const fn opens(self, opening: &Opening) -> bool {
        match self {
            Self::Mobile => opening.category.is_none() && opening.column.is_none(),
            Self::Integration => !matches!(opening.rank, Some(Rank::Lowest)) && opening.column.is_none(),
            Self::Kanban => opening.category.is_none() && opening.column.is_some(),
            Self::Enterprise => {
                let shared = opening.category.is_none() && opening.column.is_none();
                shared && opening.description.is_some() && !matches!(opening.rank, Some(Rank::Lowest))
            }
        }
    }
}

/// How the ticket comes to be. What is not said is the tenant's default.
#[derive(Clone, Debug)]
pub struct Opening {
    pub by: Voice,
    pub title: String,
    pub description: Option<String>,
    pub rank: Option<Rank>,
    pub category: Option<String>,
    pub column: Option<Lane>,
}

/// What can be done to a ticket.
#[derive(Clone, Debug)]
pub enum Deed {
    Title(String),
    Description(Option<String>),
    Rank(Rank),
    Status(Status),
    Comment {
        text: String,
        internal: bool,
    },
    /// The card is dragged there.
    Column(Lane),
    /// The first one is whose it is.
    Assign(Vec<Person>),
    Tags(Vec<&'static str>),
    /// By the end of that day; by noon of it where the dialect knows hours.
    Due(Option<&'static str>),
}

/// A deed, so many seconds after the one before.
#[derive(Clone, Debug)]
pub struct Step {
    pub after: i64,
    pub by: Voice,
    pub deed: Deed,
}

/// One ticket's life.
#[derive(Clone)]
pub struct Story {
    pub opening: Opening,
    pub steps: Vec<Step>,
}

/// Texts of tags that no dialect takes for one another.
const TAGS: [&str; 4] = ["zebra", "apple", "moon", "a b"];
/// Days on which something may be due.
const DAYS: [&str; 3] = ["2026-01-31", "2026-03-01", "2028-02-29"];

/// Stories of one to five deeds after the opening.
pub fn stories() -> impl Strategy<Value = Story> {
    (openings(), vec(steps(), 1..=5)).prop_map(|(opening, steps)| Story { opening, steps })
}

fn openings() -> impl Strategy<Value = Opening> {
    // Most are opened by a token, because only those can be read through every dialect.
    let by = prop_oneof![
        4 => Just(Voice::Integration),
        1 => Just(Voice::Mobile),
        2 => Just(Voice::Kanban),
        2 => Just(Voice::Enterprise),
    ];
    let rank = option::of(select(&Rank::ALL[..]));
    let opening = (
        by,
        texts(),
        option::of(texts()),
        rank,
        option::of(texts()),
        select(&Lane::ALL[..]),
    );
    let opening = opening.prop_map(|(by, title, description, rank, category, lane)| Opening {
        by,
        title,
        description,
        rank,
        category: category.filter(|_| by == Voice::Integration),
        column: (by == Voice::Kanban).then_some(lane),
    });
    opening.prop_filter("the dialect has words for it", |opening| {
        opening.by.opens(opening)
    })
}

fn steps() -> impl Strategy<Value = Step> {
    let deed = prop_oneof![
        4 => select(&Status::ALL[..]).prop_map(Deed::Status),
        3 => (texts(), any::<bool>()).prop_map(|(text, internal)| Deed::Comment { text, internal }),
        1 => texts().prop_map(Deed::Title),
        1 => option::of(texts()).prop_map(Deed::Description),
        1 => select(&Rank::ALL[..]).prop_map(Deed::Rank),
        3 => select(&Lane::ALL[..]).prop_map(Deed::Column),
        2 => subsequence(&Person::ALL[..], 0..=3).prop_shuffle().prop_map(Deed::Assign),
        1 => subsequence(&TAGS[..], 0..=3).prop_shuffle().prop_map(Deed::Tags),
        1 => option::of(select(&DAYS[..])).prop_map(Deed::Due),
    ];
    let step = (1..=90_i64, select(&Voice::ALL[..]), deed);
    let step = step.prop_map(|(after, by, deed)| Step { after, by, deed });
    step.prop_filter("the dialect has words for it", |step| step.by.says(&step.deed))
}

/// Texts that both databases and all dialects must keep as they are. Short, so that stories can be read.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z]{1,6}",
        1 => select(
            &[
                "\u{1F3AB}",
                "e\u{301} \u{e9}",
                "a\"b\\c",
                "<i>&amp;</i>",
                "  a  ",
                "'; --",
                "%_",
                "\u{202e}a\u{200b}",
                "\u{df}\u{130}",
                "null",
            ][..]
        )
        .prop_map(ToOwned::to_owned),
    ]
}

impl fmt::Display for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mobile => "mobile",
            Self::Integration => "integration",
            Self::Kanban => "kanban",
            Self::Enterprise => "enterprise",
        })
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title(title) => write!(f, "renames it {title:?}"),
            Self::Description(Some(description)) => write!(f, "describes it as {description:?}"),
            Self::Description(None) => f.write_str("takes its description away"),
            Self::Rank(rank) => write!(f, "ranks it {rank:?}"),
            Self::Status(status) => write!(f, "sets the status {status:?}"),
            Self::Comment { text, internal } => {
                let internally = if *internal { " internally" } else { "" };
                write!(f, "comments{internally} {text:?}")
            }
            Self::Column(lane) => write!(f, "drags it to {lane:?}"),
            Self::Assign(people) => write!(f, "gives it to {people:?}"),
            Self::Tags(tags) => write!(f, "tags it {tags:?}"),
            Self::Due(Some(day)) => write!(f, "wants it by {day}"),
            Self::Due(None) => f.write_str("wants it some day"),
        }
    }
}

/// One line for each deed.
impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Opening {
            by,
            title,
            description,
            rank,
            category,
            column,
        } = &self.opening;
        write!(f, "{by} opens {title:?}")?;
        if let Some(description) = description {
            write!(f, ", described as {description:?}")?;
        }
        if let Some(rank) = rank {
            write!(f, ", rank {rank:?}")?;
        }
        if let Some(category) = category {
            write!(f, ", category {category:?}")?;
        }
        if let Some(column) = column {
            write!(f, ", in {column:?}")?;
        }
        for Step { after, by, deed } in &self.steps {
            write!(f, "\n{after} s later {by} {deed}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
