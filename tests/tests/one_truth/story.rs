//! Stories: one ticket, and what is done to it, by which dialect.

use crate::truth::{Rank, Status};
use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
};
use std::fmt;

/// Which dialect speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Voice {
    /// People by the mobile API.
    Mobile,
    /// Another system by its token.
    Integration,
}

impl Voice {
    const ALL: [Self; 2] = [Self::Integration, Self::Mobile];

    /// Whether the dialect has words for such a deed.
    const fn says(self, deed: &Deed) -> bool {
        match (self, deed) {
            (Self::Mobile, _) | (Self::Integration, Deed::Comment { .. }) => true,
            (Self::Integration, Deed::Status(status)) => match status {
                Status::Open | Status::InProgress | Status::Waiting | Status::Resolved | Status::Closed => {
                    true
                }
                Status::Review | Status::PendingApproval => false,
            },
            (Self::Integration, Deed::Title(_) | Deed::Description(_) | Deed::Rank(_)) => false,
        }
    }

    /// Whether the dialect has words for such a ticket.
    const fn opens(self, opening: &Opening) -> bool {
        match self {
            Self::Mobile => opening.category.is_none(),
            Self::Integration => !matches!(opening.rank, Some(Rank::Lowest)),
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
}

/// What can be done to a ticket.
#[derive(Clone, Debug)]
pub enum Deed {
    Title(String),
    Description(Option<String>),
    Rank(Rank),
    Status(Status),
    Comment { text: String, internal: bool },
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

/// Stories of one to five deeds after the opening.
pub fn stories() -> impl Strategy<Value = Story> {
    (openings(), vec(steps(), 1..=5)).prop_map(|(opening, steps)| Story { opening, steps })
}

fn openings() -> impl Strategy<Value = Opening> {
    // Most are opened by a token, because only those can be read through every dialect.
    let by = prop_oneof![4 => Just(Voice::Integration), 1 => Just(Voice::Mobile)];
    let rank = option::of(select(&Rank::ALL[..]));
    let opening = (by, texts(), option::of(texts()), rank, option::of(texts()));
    let opening = opening.prop_map(|(by, title, description, rank, category)| Opening {
        by,
        title,
        description,
        rank,
        category,
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
