//! What happened at Acme Sample in the last three weeks. Every word of it is made up.

use tessera_domain::{comment::Audience, ticket::Kind};

/// One thing that somebody did.
pub struct Deed {
    /// Hours since the story began.
    pub hour: i64,
    /// Who did it, by login.
    pub who: &'static str,
    /// What.
    pub what: What,
}

/// What can be done in the story. Tickets are named by their place in it.
#[derive(Clone, Copy)]
pub enum What {
    /// Opens a ticket.
    Open(&'static Opening),
    /// Gives a ticket to somebody, by login.
    Assign(usize, &'static str),
    /// Moves a ticket to a status, by key.
    Move(usize, &'static str),
    /// Writes under a ticket.
    Say(usize, Audience, &'static str),
    /// Writes how a ticket was solved, and moves it to `resolved`.
    Solve(usize, &'static str),
}

/// A ticket at its beginning.
pub struct Opening {
    /// Its title.
    pub title: &'static str,
    /// Its description.
    pub description: &'static str,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Its priority, by key.
    pub priority: &'static str,
    /// Its tags.
    pub tags: &'static [&'static str],
    /// The hour of the story by which it should be done.
    pub due: Option<i64>,
    /// Whether it is for the sample client.
    pub for_client: bool,
}

const PUBLIC: Audience = Audience::Public;
const INTERNAL: Audience = Audience::Internal;

/// The whole story, in order. Its last hour is 504: now.
pub fn deeds() -> Vec<Deed> {
    let openings = OPENINGS
        .iter()
        .map(|(hour, who, opening)| (*hour, *who, What::Open(opening)));
    let all = openings.chain(TALK.iter().copied());
    let mut deeds: Vec<Deed> = all.map(|(hour, who, what)| Deed { hour, who, what }).collect();
    deeds.sort_by_key(|deed| deed.hour);
    deeds
}

/// When each ticket was opened, and by whom.
const OPENINGS: [(i64, &str, Opening); 12] = [
    (
        3,
        "kim",
        Opening {
            title: "The printer on floor 2 prints everything in pink",
            description: "Since this morning every page comes out pink, even the ones that are only text.\nI have turned it off and on again.",
            kind: Kind::Incident,
            priority: "high",
            tags: &["printer", "floor-2"],
            due: Some(48),
            for_client: false,
        },
    ),
    (
        6,
        "sascha",
        Opening {
            title: "New laptop for a colleague who starts next month",
            description: "A standard laptop, a headset and a second screen, please. The desk is by the window in room 2.14.",
            kind: Kind::Request,
            priority: "medium",
            tags: &["hardware", "new-colleague"],
            due: Some(560),
            for_client: false,
        },
    ),
    (
        30,
        "kim",
        Opening {
            title: "I cannot open the shared calendar",
            description: "It says that I have no right to see it. Last week I had.",
            kind: Kind::Incident,
            priority: "medium",
            tags: &["calendar", "access"],
            due: None,
            for_client: false,
        },
    ),
    (
        52,
        "robin",
        Opening {
            title: "Update the mail server to the next release",
            description: "Release notes are in the wiki. Needs a short pause in service; an evening would be best.",
            kind: Kind::Change,
            priority: "medium",
            tags: &["mail", "maintenance"],
            due: Some(530),
            for_client: false,
        },
    ),
    (
        75,
        "alex",
        Opening {
            title: "Sample Paper Ltd: orders arrive twice",
            description: "Some orders of the client show up twice in their list, always a few seconds apart.",
            kind: Kind::Bug,
            priority: "highest",
            tags: &["orders", "client"],
            due: Some(120),
            for_client: true,
        },
    ),
    (
        101,
        "maria",
        Opening {
            title: "Find out why the wireless network drops at noon",
            description: "Three tickets in two weeks, always between 12:00 and 12:15.",
            kind: Kind::Problem,
            priority: "high",
            tags: &["network"],
            due: Some(480),
            for_client: false,
        },
    ),
    (
        148,
        "sascha",
        Opening {
            title: "Please reset my second factor",
            description: "My old phone fell into a lake. The new one is here.",
            kind: Kind::Request,
            priority: "high",
            tags: &["access"],
            due: None,
            for_client: false,
        },
    ),
    (
        200,
        "robin",
        Opening {
            title: "Write down how to set up a meeting room",
            description: "One page, with pictures of the cables.",
            kind: Kind::Task,
            priority: "low",
            tags: &["documentation", "meeting-rooms"],
            due: None,
            for_client: false,
        },
    ),
    (
        252,
        "kim",
        Opening {
            title: "The coffee machine shows error 17",
            description: "It is not IT, I know. But it has a network cable.",
            kind: Kind::Incident,
            priority: "lowest",
            tags: &["kitchen"],
            due: None,
            for_client: false,
        },
    ),
    (
        320,
        "alex",
        Opening {
            title: "Sample Paper Ltd: report of last quarter as a spreadsheet",
            description: "They would like to have the numbers of the quarterly report as a file that they can calculate with.",
            kind: Kind::Story,
            priority: "medium",
            tags: &["reports", "client"],
            due: Some(600),
            for_client: true,
        },
    ),
    (
        430,
        "sascha",
        Opening {
            title: "The door badge reader at the back entrance is slow",
            description: "It takes about ten seconds. In the rain that is long.",
            kind: Kind::Incident,
            priority: "low",
            tags: &["badges"],
            due: None,
            for_client: false,
        },
    ),
    (
        495,
        "kim",
        Opening {
            title: "Umlauts in file names turn into question marks",
            description: "Grüße.txt becomes Gr??e.txt when I copy it to the shared folder. 🎫",
            kind: Kind::Bug,
            priority: "medium",
            tags: &["files"],
            due: None,
            for_client: false,
        },
    ),
];

/// What came after, ticket by ticket.
const TALK: [(i64, &str, What); 29] = [
    (4, "robin", What::Assign(0, "robin")),
    (4, "robin", What::Move(0, "in_progress")),
    (
        5,
        "robin",
        What::Say(0, PUBLIC, "I am on my way with a new cartridge."),
    ),
    (
        7,
        "kim",
        What::Say(
            0,
            PUBLIC,
            "Thank you! The pink pages are on the table, in case you collect them.",
        ),
    ),
    (
        27,
        "robin",
        What::Solve(
            0,
            "The magenta cartridge leaked. Replaced it and cleaned the drum.",
        ),
    ),
    (50, "kim", What::Move(0, "closed")),
    (9, "maria", What::Move(1, "pending_approval")),
    (
        10,
        "maria",
        What::Say(1, INTERNAL, "Over the budget of this quarter. I will ask."),
    ),
    (32, "alex", What::Assign(2, "alex")),
    (
        33,
        "alex",
        What::Solve(
            2,
            "Your group had lost its right to read when it was renamed. It has it again.",
        ),
    ),
    (60, "maria", What::Assign(3, "robin")),
    (
        130,
        "robin",
        What::Say(3, PUBLIC, "Proposed: Thursday, 19:00 to 19:30."),
    ),
    (76, "toni", What::Assign(4, "alex")),
    (77, "alex", What::Move(4, "in_progress")),
    (
        90,
        "alex",
        What::Say(
            4,
            INTERNAL,
            "Their shop repeats a request when our answer takes longer than five seconds.",
        ),
    ),
    (
        92,
        "alex",
        What::Say(4, PUBLIC, "We see what happens, and are working on it."),
    ),
    (300, "alex", What::Move(4, "review")),
    (110, "robin", What::Assign(5, "robin")),
    (111, "robin", What::Move(5, "in_progress")),
    (
        180,
        "robin",
        What::Say(
            5,
            INTERNAL,
            "The microwave oven in the kitchen, perhaps. Measuring tomorrow at noon.",
        ),
    ),
    (149, "robin", What::Assign(6, "robin")),
    (150, "robin", What::Move(6, "waiting")),
    (
        150,
        "robin",
        What::Say(
            6,
            PUBLIC,
            "Please come by with your badge, so that I can see that it is you.",
        ),
    ),
    (260, "maria", What::Say(8, PUBLIC, "Error 17 means: no water.")),
    (261, "maria", What::Solve(8, "Filled up with water.")),
    (324, "toni", What::Assign(9, "alex")),
    (
        440,
        "maria",
        What::Say(10, PUBLIC, "The manufacturer sends somebody on Monday."),
    ),
    (441, "maria", What::Move(10, "waiting")),
    (
        498,
        "robin",
        What::Say(11, PUBLIC, "Which system do you copy it from?"),
    ),
];
