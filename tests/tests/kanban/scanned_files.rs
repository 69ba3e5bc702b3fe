//! A-FL-5: a file is handed out once the virus scanner has passed it, and not before.

use crate::scene::{Scene, with_scene_of};
use serde_json::Value;
use std::{env, time::Instant};
use tessera_application::files::{Tended, tend};
use tessera_domain::event::EventKind;
use tessera_tests::{
    Reply, Setup,
    kanban::{ATTACHMENTS, inside, refused},
    mobile::text,
    scanner::{Manner, TestScanner, eicar},
};

const NOT_PASSED: &str = "The file has not passed the virus scan.";
const INFECTED: &str = "The file is infected.";

/// With that scanner, which may take a second for one file.
fn scanned_at(address: &str) -> Setup {
    Setup {
        more: vec![
            ("TESSERA_CLAMD", address.to_owned()),
            ("TESSERA_CLAMD_SECONDS", "1".to_owned()),
        ],
        ..Setup::default()
    }
}

fn with_scanner(manner: Manner, test: impl Fn(&Scene<'_>, &TestScanner)) {
    let scanner = TestScanner::start(manner);
    with_scene_of(&scanned_at(&scanner.address()), |scene| {
        scanner.turn(manner);
        test(scene, &scanner);
    });
}

/// Brings a file, and gives what is told of it.
fn brings(scene: &Scene<'_>, bytes: &[u8]) -> Value {
    let card = scene.robin.opens("A card", scene.columns()[0]);
    scene.robin.attaches(&card, "a.txt", bytes)
}

fn fetch(scene: &Scene<'_>, file: &Value) -> Reply {
    scene.app.anonymous().get(&inside(&file["file"]))
}

/// What is done about files from time to time.
fn tended(scene: &Scene<'_>) -> Tended {
    tend(&scene.app.app).expect("files can be looked after")
}

/// What the log says the scanner found later, in the order of the words.
fn found_later(scene: &Scene<'_>) -> Vec<String> {
    let events = scene.app.events(scene.acme.id);
    let scanned = events
        .iter()
        .filter(|logged| logged.event.kind == EventKind::FileScanned);
    let mut found: Vec<String> = scanned
        .map(|logged| text(&logged.event.changes[0].after))
        .collect();
    found.sort();
    found
}

#[test]
fn a_fl_5_an_infected_file_is_listed_and_never_handed_out() {
    with_scanner(Manner::Looks, |scene, _| {
        let clean = brings(scene, b"harmless");
        assert_eq!(fetch(scene, &clean).expect(200).body, b"harmless");
        let infected = brings(scene, &eicar());
        refused(&fetch(scene, &infected), 409, INFECTED);
        let head = scene
            .app
            .anonymous()
            .request("HEAD", &inside(&infected["file"]), &[], b"");
        assert_eq!((head.status, head.body.len()), (409, 0));
        assert_eq!(scene.robin.lists(ATTACHMENTS).len(), 2);
        // Nothing is left to be looked at.
        assert_eq!(tended(scene), Tended::default());
        refused(&fetch(scene, &infected), 409, INFECTED);
    });
}

#[test]
fn a_fl_5_while_the_scanner_is_down_files_come_in_and_wait() {
    with_scanner(Manner::HangsUp, |scene, scanner| {
        let [harmless, infected] = [b"harmless".to_vec(), eicar()].map(|bytes| brings(scene, &bytes));
        for file in [&harmless, &infected] {
            refused(&fetch(scene, file), 409, NOT_PASSED);
        }
        assert_eq!(tended(scene), Tended::default(), "it is still down");
        refused(&fetch(scene, &harmless), 409, NOT_PASSED);

        scanner.turn(Manner::Looks);
        assert_eq!(tended(scene).scanned, 2);
        assert_eq!(fetch(scene, &harmless).expect(200).body, b"harmless");
        refused(&fetch(scene, &infected), 409, INFECTED);
        assert_eq!(found_later(scene), ["clean", "infected"]);
    });
}

#[test]
fn a_fl_5_a_scanner_that_hangs_holds_nobody_up_for_long() {
    with_scanner(Manner::Hangs, |scene, scanner| {
        let begun = Instant::now();
        let file = brings(scene, b"harmless");
        assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
        refused(&fetch(scene, &file), 409, NOT_PASSED);
        scanner.turn(Manner::Looks);
        assert_eq!(tended(scene).scanned, 1);
        fetch(scene, &file).expect(200);
    });
}

#[test]
fn a_fl_5_a_file_that_the_scanner_does_not_take_is_not_handed_out_and_not_shown_again() {
    with_scanner(Manner::Refuses, |scene, scanner| {
        let file = brings(scene, b"large");
        refused(&fetch(scene, &file), 409, NOT_PASSED);
        let shown = scanner.shown();
        scanner.turn(Manner::Looks);
        assert_eq!(tended(scene), Tended::default());
        assert_eq!(scanner.shown(), shown);
        refused(&fetch(scene, &file), 409, NOT_PASSED);
    });
}

/// Plain printing goes to the test's own output, so whoever asks sees what was not tested.
#[test]
fn a_fl_5_a_real_scanner_tells_clean_from_infected() {
    let Ok(address) = env::var("TESSERA_TEST_CLAMD") else {
        assert!(env::var("REQUIRE_CLAMD").is_err(), "there is no ClamAV daemon");
        println!("SKIPPED with a real scanner: run it by tests/with-clamd");
        return;
    };
    let mut setup = scanned_at(&address);
    setup.more.retain(|(name, _)| *name != "TESSERA_CLAMD_SECONDS");
    with_scene_of(&setup, |scene| {
        let clean = brings(scene, b"harmless");
        assert_eq!(fetch(scene, &clean).expect(200).body, b"harmless");
        refused(&fetch(scene, &brings(scene, &eicar())), 409, INFECTED);
        // It takes 2 MiB.
        refused(
            &fetch(scene, &brings(scene, &vec![b'x'; 3_000_000])),
            409,
            NOT_PASSED,
        );
    });
}
