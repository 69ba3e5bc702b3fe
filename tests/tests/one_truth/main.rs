//! One truth: whatever is written through one dialect is what every other one reads.
//!
//! A [`Story`] opens one ticket through some dialect and then does a few things to it through any of them. Beside the
//! product, [`Truth`] keeps what must be true after each deed, in the core's words. At the end everybody reads the
//! ticket through every dialect, and what they read must be the truth as their dialect spells it: the tables of
//! `docs/api-*.md`, written down here a second time and not taken from the product.
//!
//! # How a further dialect joins
//!
//! 1. A variant of [`Voice`](story::Voice). From then on stories are told in it.
//! 2. A file beside `mobile.rs`, `integration.rs`, `kanban.rs` and `enterprise.rs` that can *do* a deed and *read* the ticket. What the dialect has no
//!    words for, it is never asked for: `Voice::says` leaves it out.
//! 3. The places where the build then fails, because no `match` over voices, statuses or ranks has a `_`.

mod enterprise;
mod integration;
mod kanban;
mod mobile;
mod story;
mod telling;
mod truth;

use story::{Story, stories};
use telling::Stage;

use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
use std::{env, thread};
use tessera_tests::{DatabaseKind, Setup, TestApp, enterprise::unlimited};

/// How many stories each database hears.
const STORIES: u32 = 5000;
/// How many listen at the same time, each on a database of their own.
const LISTENERS: u32 = 4;

#[test]
fn what_one_dialect_writes_every_dialect_reads() {
    for kind in DatabaseKind::all() {
        // Shown when the test fails.
        eprintln!("on {kind:?}");
        thread::scope(|scope| {
            for _ in 0..LISTENERS {
                scope.spawn(move || hear(kind));
            }
        });
    }
}

/// Nobody signs in anew, however long the stories last, and nobody asks too often.
fn setup() -> Setup {
    let usual = unlimited();
    let for_long = [
        "TESSERA_KANBAN_ACCESS_SECONDS",
        "TESSERA_ENTERPRISE_ACCESS_SECONDS",
    ];
    let for_long = for_long.map(|name| (name, "2000000".to_owned()));
    Setup {
        more: [usual.more, for_long.to_vec()].concat(),
        ..Setup::default()
    }
}

/// Hears a listener's part of the stories. Complains with the shortest one that is not true.
fn hear(kind: DatabaseKind) {
    let app = TestApp::with(kind, setup());
    let stage = Stage::set(&app);
    let mut runner = TestRunner::new(Config {
        cases: asked_for().div_ceil(LISTENERS),
        failure_persistence: None,
        max_shrink_iters: 500,
        ..Config::default()
    });
    let heard = runner.run(&stories(), |story| {
        stage.tell(&story).map_err(TestCaseError::fail)
    });
    match heard {
        Ok(()) => {}
        Err(TestError::Fail(why, story)) => panic!("on {kind:?}, {story}\n{why}"),
        Err(other) => panic!("on {kind:?}: {other}"),
    }
}

/// `TESSERA_TEST_STORIES` asks for more, or for fewer.
fn asked_for() -> u32 {
    let asked = env::var("TESSERA_TEST_STORIES").ok();
    asked.map_or(STORIES, |asked| {
        asked.parse().expect("TESSERA_TEST_STORIES is a number")
    })
}

/// What a story looks like when it is found untrue: short, and in words.
#[test]
fn a_story_reads_like_one() {
    use story::{Deed, Opening, Step, Voice};
    use truth::{Lane, Rank, Status};
    let story = Story {
        opening: Opening {
            by: Voice::Integration,
            title: "Printer".into(),
            description: None,
            rank: Some(Rank::Highest),
            category: Some("Hardware".into()),
            column: None,
        },
        steps: vec![
            Step {
                after: 60,
                by: Voice::Mobile,
                deed: Deed::Status(Status::Resolved),
            },
            Step {
                after: 1,
                by: Voice::Integration,
                deed: Deed::Comment {
                    text: "Thanks".into(),
                    internal: false,
                },
            },
            Step {
                after: 5,
                by: Voice::Kanban,
                deed: Deed::Column(Lane::Review),
            },
            Step {
                after: 9,
                by: Voice::Enterprise,
                deed: Deed::Status(Status::InProgress),
            },
        ],
    };
    assert_eq!(
        story.to_string(),
        "integration opens \"Printer\", rank Highest, category \"Hardware\"\n\
         60 s later mobile sets the status Resolved\n\
         1 s later integration comments \"Thanks\"\n\
         5 s later kanban drags it to Review\n\
         9 s later enterprise sets the status InProgress"
    );
}
