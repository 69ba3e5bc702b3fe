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

macro_rules! opening {
    ($title:literal, $description:literal, $kind:ident, $priority:literal, $tags:expr, $due:expr, $for_client:literal) => {
        What::Open(&Opening {
            title: $title,
            description: $description,
            kind: Kind::$kind,
            priority: $priority,
            tags: &$tags,
            due: $due,
            for_client: $for_client,
        })
    };
}

const PUBLIC: Audience = Audience::Public;
const INTERNAL: Audience = Audience::Internal;

/// The whole story, in order. Its last hour is 504: now.
pub fn deeds() -> Vec<Deed> {
    let mut deeds: Vec<Deed> = openings()
        .into_iter()
        .chain(talk())
        .map(|(hour, who, what)| Deed { hour, who, what })
        .collect();
    deeds.sort_by_key(|deed| deed.hour);
    deeds
}

type Line = (i64, &'static str, What);

fn openings() -> [Line; 12] {
    [
        (
            3,
            "kim",
            opening!(
                "The printer on floor 2 prints everything in pink",
                "Since this morning every page comes out pink, even the ones that are only text.\nI have turned it off and on again.",
                Incident,
                "high",
                ["printer", "floor-2"],
                Some(48),
                false
            ),
        ),
        (
            6,
            "sascha",
            opening!(
                "New laptop for a colleague who starts next month",
                "A standard laptop, a headset and a second screen, please. The desk is by the window in room 2.14.",
                Request,
                "medium",
                ["hardware", "new-colleague"],
                Some(560),
                false
            ),
        ),
        (
            30,
            "kim",
            opening!(
                "I cannot open the shared calendar",
                "It says that I have no right to see it. Last week I had.",
                Incident,
                "medium",
                ["calendar", "access"],
                None,
                false
            ),
        ),
        (
            52,
            "robin",
            opening!(
                "Update the mail server to the next release",
                "Release notes are in the wiki. Needs a short pause in service; an evening would be best.",
                Change,
                "medium",
                ["mail", "maintenance"],
                Some(530),
                false
            ),
        ),
        (
            75,
            "alex",
            opening!(
                "Sample Paper Ltd: orders arrive twice",
                "Some orders of the client show up twice in their list, always a few seconds apart.",
                Bug,
                "highest",
                ["orders", "client"],
                Some(120),
                true
            ),
        ),
        (
            101,
            "maria",
            opening!(
                "Find out why the wireless network drops at noon",
                "Three tickets in two weeks, always between 12:00 and 12:15.",
                Problem,
                "high",
                ["network"],
                Some(480),
                false
            ),
        ),
        (
            148,
            "sascha",
            opening!(
                "Please reset my second factor",
                "My old phone fell into a lake. The new one is here.",
                Request,
                "high",
                ["access"],
                None,
                false
            ),
        ),
        (
            200,
            "robin",
            opening!(
                "Write down how to set up a meeting room",
                "One page, with pictures of the cables.",
                Task,
                "low",
                ["documentation", "meeting-rooms"],
                None,
                false
            ),
        ),
        (
            252,
            "kim",
            opening!(
                "The coffee machine shows error 17",
                "It is not IT, I know. But it has a network cable.",
                Incident,
                "lowest",
                ["kitchen"],
                None,
                false
            ),
        ),
        (
            320,
            "alex",
            opening!(
                "Sample Paper Ltd: report of last quarter as a spreadsheet",
                "They would like to have the numbers of the quarterly report as a file that they can calculate with.",
                Story,
                "medium",
                ["reports", "client"],
                Some(600),
                true
            ),
        ),
        (
            430,
            "sascha",
            opening!(
                "The door badge reader at the back entrance is slow",
                "It takes about ten seconds. In the rain that is long.",
                Incident,
                "low",
                ["badges"],
                None,
                false
            ),
        ),
        (
            495,
            "kim",
            opening!(
                "Umlauts in file names turn into question marks",
                "Grüße.txt becomes Gr??e.txt when I copy it to the shared folder. 🎫",
                Bug,
                "medium",
                ["files"],
                None,
                false
            ),
        ),
    ]
}

fn talk() -> Vec<Line> {
    use What::{Assign, Move, Say, Solve};
    vec![
        (4, "robin", Assign(0, "robin")),
        (4, "robin", Move(0, "in_progress")),
        (5, "robin", Say(0, PUBLIC, "I am on my way with a new cartridge.")),
        (
            7,
            "kim",
            Say(
                0,
                PUBLIC,
                "Thank you! The pink pages are on the table, in case you collect them.",
            ),
        ),
        (
            27,
            "robin",
            Solve(
                0,
                "The magenta cartridge leaked. Replaced it and cleaned the drum.",
            ),
        ),
        (50, "kim", Move(0, "closed")),
        (9, "maria", Move(1, "pending_approval")),
        (
            10,
            "maria",
            Say(1, INTERNAL, "Over the budget of this quarter. I will ask."),
        ),
        (32, "alex", Assign(2, "alex")),
        (
            33,
            "alex",
            Solve(
                2,
                "Your group had lost its right to read when it was renamed. It has it again.",
            ),
        ),
        (60, "maria", Assign(3, "robin")),
        (
            130,
            "robin",
            Say(3, PUBLIC, "Proposed: Thursday, 19:00 to 19:30."),
        ),
        (76, "maria", Assign(4, "alex")),
        (77, "alex", Move(4, "in_progress")),
        (
            90,
            "alex",
            Say(
                4,
                INTERNAL,
                "Their shop repeats a request when our answer takes longer than five seconds.",
            ),
        ),
        (
            92,
            "alex",
            Say(4, PUBLIC, "We see what happens, and are working on it."),
        ),
        (300, "alex", Move(4, "review")),
        (110, "robin", Assign(5, "robin")),
        (111, "robin", Move(5, "in_progress")),
        (
            180,
            "robin",
            Say(
                5,
                INTERNAL,
                "The microwave oven in the kitchen, perhaps. Measuring tomorrow at noon.",
            ),
        ),
        (149, "robin", Assign(6, "robin")),
        (150, "robin", Move(6, "waiting")),
        (
            150,
            "robin",
            Say(
                6,
                PUBLIC,
                "Please come by with your badge, so that I can see that it is you.",
            ),
        ),
        (260, "maria", Say(8, PUBLIC, "Error 17 means: no water.")),
        (261, "maria", Solve(8, "Filled up with water.")),
        (324, "maria", Assign(9, "alex")),
        (
            440,
            "maria",
            Say(10, PUBLIC, "The manufacturer sends somebody on Monday."),
        ),
        (441, "maria", Move(10, "waiting")),
        (498, "robin", Say(11, PUBLIC, "Which system do you copy it from?")),
    ]
}
