//! Following is toggled, so that many at once come out even.

use crate::scene::with_scene;
use std::thread;
use tessera_tests::kanban::{TICKETS, path};

#[test]
fn of_parallel_toggles_each_turns_it_over() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let at = format!("{}toggle_follow/", path(TICKETS, &card));
        let told: Vec<bool> = thread::scope(|scope| {
            let run = || scene.kim.request("POST", &at, &[], b"").expect(200).json()["following"] == true;
            let threads: Vec<_> = (0..12).map(|_| scope.spawn(run)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("an answer"))
                .collect()
        });
        assert_eq!(told.iter().filter(|following| **following).count(), 6, "{told:?}");
        assert_eq!(scene.kim.sees(&card)["following"], false);
    });
}

#[test]
fn following_changes_nothing_of_the_ticket_itself() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        scene.app.clock.advance(60);
        let at = format!("{}toggle_follow/", path(TICKETS, &card));
        scene.kim.request("POST", &at, &[], b"").expect(200);
        assert_eq!(scene.robin.sees(&card), card);
    });
}
