//! What must be true of the ticket, in the core's words.

use crate::story::{Deed, Opening, Voice};
use tessera_domain::time::Time;

/// A status of a tenant whose list has not been changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    Open,
    InProgress,
    Review,
    Waiting,
    PendingApproval,
    Resolved,
    Closed,
}

impl Status {
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::InProgress,
        Self::Review,
        Self::Waiting,
        Self::PendingApproval,
        Self::Resolved,
        Self::Closed,
    ];

    pub const fn is_finished(self) -> bool {
        match self {
            Self::Open | Self::InProgress | Self::Review | Self::Waiting | Self::PendingApproval => false,
            Self::Resolved | Self::Closed => true,
        }
    }
}

/// A column of the tenant's own board, which nobody has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lane {
    New,
    InProgress,
    Review,
    Done,
}

impl Lane {
    pub const ALL: [Self; 4] = [Self::New, Self::InProgress, Self::Review, Self::Done];

    /// The status of every card that is put there.
    pub const fn status(self) -> Status {
        match self {
            Self::New => Status::Open,
            Self::InProgress => Status::InProgress,
            Self::Review => Status::Review,
            Self::Done => Status::Resolved,
        }
    }

    /// Where a card goes whose status changes: to the column of the status, if there is one.
    const fn of(status: Status) -> Option<Self> {
        match status {
            Status::Open => Some(Self::New),
            Status::InProgress => Some(Self::InProgress),
            Status::Review => Some(Self::Review),
            Status::Resolved | Status::Closed => Some(Self::Done),
            Status::Waiting | Status::PendingApproval => None,
        }
    }
}

/// Somebody who can work on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Person {
    Staff,
    Requester,
    Admin,
}

impl Person {
    pub const ALL: [Self; 3] = [Self::Staff, Self::Requester, Self::Admin];
}

/// How much the ticket matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rank {
    Lowest,
    Low,
    Medium,
    High,
    Highest,
}

impl Rank {
    pub const ALL: [Self; 5] = [Self::Lowest, Self::Low, Self::Medium, Self::High, Self::Highest];
}

/// Something that was said under it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    pub text: String,
    pub internal: bool,
    pub at: Time,
}

/// The ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Truth {
    /// By whom it was opened: a token reaches what it opened and nothing else.
    pub opened_by: Voice,
    pub title: String,
    pub description: Option<String>,
    pub status: Status,
    pub rank: Rank,
    pub category: Option<String>,
    pub remarks: Vec<Remark>,
    pub created_at: Time,
    pub updated_at: Time,
    pub closed_at: Option<Time>,
    pub lane: Lane,
    /// The first one is whose it is.
    pub assignees: Vec<Person>,
    /// In the order in which they were given.
    pub tags: Vec<&'static str>,
    pub due: Option<Time>,
}

/// A moment of a day.
pub fn moment_of(day: &str, hour: &str) -> Time {
    Time::parse(&format!("{day}T{hour}Z")).expect("it is one")
}

/// A text as the dialect takes it: the vendor's framework of boards trims whatever is sent.
fn taken(by: Voice, text: &str) -> String {
    match by {
        Voice::Mobile | Voice::Integration | Voice::Enterprise => text.to_owned(),
        Voice::Kanban => text.trim().to_owned(),
    }
}

impl Truth {
    /// What is true of a new ticket.
    pub fn begin(opening: &Opening, at: Time) -> Self {
        let Opening {
            by,
            title,
            description,
            rank,
            category,
            column,
        } = opening.clone();
        let lane = column.unwrap_or(Lane::New);
        let status = lane.status();
        Self {
            opened_by: by,
            title: taken(by, &title),
            description: description.map(|text| taken(by, &text)),
            status,
            rank: rank.unwrap_or(Rank::Medium),
            category,
            remarks: Vec::new(),
            created_at: at,
            updated_at: at,
            closed_at: status.is_finished().then_some(at),
            lane,
            assignees: Vec::new(),
            tags: Vec::new(),
            due: None,
        }
    }

    /// Whether whoever speaks so may do anything to it, or see it.
    pub fn is_open_to(&self, voice: Voice) -> bool {
        match voice {
            Voice::Mobile | Voice::Kanban | Voice::Enterprise => true,
            Voice::Integration => self.opened_by == Voice::Integration,
        }
    }

    /// What is true after the deed. What a voice may not do changes nothing.
    pub fn go_on(&mut self, by: Voice, deed: &Deed, at: Time) {
        if !self.is_open_to(by) {
            return;
        }
        match deed {
            Deed::Title(title) => self.title = taken(by, title),
            Deed::Description(description) => {
                self.description = description.as_deref().map(|text| taken(by, text));
            }
            Deed::Rank(rank) => self.rank = *rank,
            // What reads as that status already stays as it is, where a dialect has fewer words.
            Deed::Status(status) if by == Voice::Enterprise && self.reads_as(*status) => {}
            Deed::Status(status) => self.set_status(*status, at),
            Deed::Comment { text, internal } => self.remarks.push(Remark {
                text: taken(by, text),
                internal: *internal,
                at,
            }),
            Deed::Column(lane) => self.drag(*lane, at),
            Deed::Assign(people) => self.assign(by, people),
            Deed::Tags(tags) => self.tags.clone_from(tags),
            Deed::Due(day) => self.due = day.map(|day| self.due_on(by, day)),
        }
        self.updated_at = at;
    }

    /// A card that is put where it lies keeps its status, and one that is finished stays as it was finished.
    fn drag(&mut self, lane: Lane, at: Time) {
        let belongs = lane == self.lane || (lane == Lane::Done && self.status.is_finished());
        if !belongs {
            self.set_status(lane.status(), at);
        }
        self.lane = lane;
    }

    /// A dialect that knows one assignee names another one, and leaves whoever else works on it.
    fn assign(&mut self, by: Voice, people: &[Person]) {
        let further = self.assignees.iter().skip(1);
        self.assignees = match (by, people) {
            (Voice::Mobile | Voice::Enterprise, [one]) => {
                let others = further.copied().filter(|person| person != one);
                std::iter::once(*one).chain(others).collect()
            }
            _ => people.to_vec(),
        };
    }

    /// A dialect that knows days leaves a moment of that day as it is.
    fn due_on(&self, by: Voice, day: &str) -> Time {
        let on_that_day = |due: &Time| due.to_millis_text().starts_with(day);
        match by {
            Voice::Mobile | Voice::Integration | Voice::Enterprise => moment_of(day, "12:00:00"),
            Voice::Kanban => self
                .due
                .filter(on_that_day)
                .unwrap_or_else(|| moment_of(day, "23:59:59")),
        }
    }

    /// Whether the enterprise API says the same word of both: what is reviewed or waits is in progress there.
    fn reads_as(&self, status: Status) -> bool {
        const IN_PROGRESS: [Status; 3] = [Status::InProgress, Status::Review, Status::Waiting];
        self.status == status || [self.status, status].iter().all(|one| IN_PROGRESS.contains(one))
    }

    /// Finishing stamps it, finishing it otherwise keeps the stamp, and going back takes it away.
    fn set_status(&mut self, status: Status, at: Time) {
        self.status = status;
        self.lane = Lane::of(status).unwrap_or(self.lane);
        self.closed_at = status.is_finished().then(|| self.closed_at.unwrap_or(at));
    }
}
