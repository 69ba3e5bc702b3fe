//! A-FL-7: how much room for files a person and a tenant have, exact to one file.

use crate::scene::with_scene_of;
use serde_json::Value;
use std::thread;
use tessera_tests::{
    Reply, Setup,
    files::files,
    kanban::{ATTACHMENTS, KanbanUser, path, refused, upload},
};

const OWN: &str = "Your room for files is used up.";
const ALL: &str = "The tenant's room for files is used up.";

/// Room for that many bytes of one person, and of a tenant.
fn room(person: u32, tenant: u32) -> Setup {
    Setup {
        more: vec![
            ("TESSERA_USER_QUOTA_BYTES", person.to_string()),
            ("TESSERA_TENANT_QUOTA_BYTES", tenant.to_string()),
        ],
        ..Setup::default()
    }
}

fn brings(who: &KanbanUser, card: &Value, size: usize) -> Reply {
    who.uploads(&upload(&card["id"], "a.txt", &vec![b'x'; size]))
}

#[test]
fn a_fl_7_a_person_has_room_to_the_last_byte_and_gets_it_back() {
    with_scene_of(&room(1000, 1_000_000), |scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let others = files(scene.app);
        refused(&brings(&scene.robin, &card, 1001), 413, OWN);
        let first = brings(&scene.robin, &card, 400).expect(201).json();
        refused(&brings(&scene.robin, &card, 601), 413, OWN);
        brings(&scene.robin, &card, 600).expect(201);
        let full = scene.app.contents();
        refused(&brings(&scene.robin, &card, 1), 413, OWN);
        assert!(scene.app.contents() == full, "what is refused is written nowhere");
        assert_eq!(files(scene.app), others + 2, "nor kept");
        // Another person's is their own.
        brings(&scene.kim, &card, 1000).expect(201);

        scene.robin.delete(&path(ATTACHMENTS, &first)).expect(204);
        refused(&brings(&scene.robin, &card, 401), 413, OWN);
        brings(&scene.robin, &card, 400).expect(201);
    });
}

#[test]
fn a_fl_7_a_tenant_has_room_to_the_last_byte_and_a_ticket_that_goes_gives_it_back() {
    with_scene_of(&room(1_000_000, 1000), |scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let other = scene.robin.opens("Another", scene.columns()[0]);
        brings(&scene.robin, &card, 700).expect(201);
        refused(&brings(&scene.kim, &other, 301), 413, ALL);
        brings(&scene.kim, &other, 300).expect(201);
        refused(&brings(&scene.robin, &card, 1), 413, ALL);

        // Another tenant's is its own.
        let globex = scene.app.tenant("globex");
        let boss = KanbanUser::also(scene.app, &globex.admin);
        let theirs = boss.opens("Theirs", boss.starts("MOB").columns[0]);
        brings(&boss, &theirs, 1000).expect(201);

        scene
            .robin
            .delete(&path(tessera_tests::kanban::TICKETS, &card))
            .expect(204);
        refused(&brings(&scene.robin, &other, 701), 413, ALL);
        brings(&scene.robin, &other, 700).expect(201);
    });
}

#[test]
fn a_fl_7_of_files_that_come_at_once_as_many_are_kept_as_there_is_room_for() {
    with_scene_of(&room(1000, 1_000_000), |scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let others = files(scene.app);
        let replies: Vec<Reply> = thread::scope(|scope| {
            let sending = || brings(&scene.robin, &card, 300);
            let all: Vec<_> = (0..8).map(|_| scope.spawn(sending)).collect();
            all.into_iter()
                .map(|it| it.join().expect("the client does not panic"))
                .collect()
        });
        let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 201, 201, 413, 413, 413, 413, 413]);
        assert_eq!(files(scene.app), others + 3);
        assert_eq!(scene.robin.lists(ATTACHMENTS).len(), 3);
    });
}
