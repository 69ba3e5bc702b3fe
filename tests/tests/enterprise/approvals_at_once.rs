//! Many decisions at once: of those about one step exactly one counts.

use crate::scene::with_scene;
use serde_json::{Value, json};
use std::thread;
use tessera_tests::{
    Reply,
    enterprise::{APPROVALS, TICKETS, action_path, against_rule, at, data},
    kanban::number,
    mobile::items,
    wait,
};

const DECIDERS: usize = 32;

/// What each is answered. On a busy machine some are asked to come again first.
fn in_parallel(times: usize, run: impl Fn(usize) -> Reply + Sync) -> Vec<Reply> {
    thread::scope(|scope| {
        let run = &run;
        let insist = move |place| {
            wait::until("there is room", || {
                let reply = run(place);
                (reply.status != 503).then_some(reply)
            })
        };
        let threads: Vec<_> = (0..times)
            .map(|place| scope.spawn(move || insist(place)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("the client does not panic"))
            .collect()
    })
}

#[test]
fn of_parallel_decisions_about_one_step_exactly_one_counts() {
    with_scene(|scene| {
        for round in 0..3 {
            let ticket = scene.robin.opens("Contested");
            let step = scene.robin.asks_for_approval(&ticket);
            let own = action_path(&step);
            let replies = in_parallel(DECIDERS, |place| {
                let who = if place % 3 == 0 { &scene.ada } else { &scene.mia };
                let body = match place % 4 {
                    0 => json!({ "action": "reject" }),
                    1 => json!({ "action": "delegate", "delegated_to_id": scene.lee.number }),
                    _ => json!({ "action": "approve" }),
                };
                who.post(&own, &body)
            });
            let (won, lost): (Vec<&Reply>, Vec<&Reply>) =
                replies.iter().partition(|reply| reply.status == 200);
            assert_eq!(won.len(), 1, "round {round}");
            lost.into_iter().for_each(against_rule);
            let done = data(won[0], 200);
            let seen = scene.ada.sees(&ticket);
            assert_eq!(seen["status"], done["ticket_status"], "round {round}");
            let steps = items(&seen["approval_workflow"]["steps"]);
            assert_eq!(steps[0]["status"], done["status"]);
            assert_eq!(scene.mia.reads(&ticket).len(), 1, "one comment of the service's");
        }
    });
}

#[test]
fn of_parallel_requests_exactly_one_begins_an_approval() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("Asked for by many");
        let own = at(TICKETS, &ticket);
        let replies = in_parallel(DECIDERS, |_| {
            scene.mia.patch(&own, &json!({ "status": "pending_approval" }))
        });
        for reply in &replies {
            assert_eq!(reply.status, 200, "staying is no move: {}", reply.text());
        }
        assert_eq!(scene.ada.waits_for("").len(), 1);
        let seen = scene.robin.sees(&ticket);
        assert_eq!(items(&seen["approval_workflow"]["steps"]).len(), 1);
    });
}

#[test]
fn those_who_decide_the_same_several_do_not_wait_for_each_other() {
    with_scene(|scene| {
        let steps: Vec<i64> = (0..10)
            .map(|_| number(&scene.robin.asks_for_approval(&scene.robin.opens("One of many"))["id"]))
            .collect();
        let replies = in_parallel(8, |place| {
            let mut ids = steps.clone();
            ids.rotate_left(place);
            if place % 2 == 0 {
                ids.reverse();
            }
            let body = json!({ "approval_ids": ids, "action": "approve" });
            scene.mia.post(&format!("{APPROVALS}/bulk-action"), &body)
        });
        let told: Vec<Value> = replies.iter().map(|reply| data(reply, 200)).collect();
        let processed: i64 = told.iter().map(|one| number(&one["processed_count"])).sum();
        assert_eq!(processed, 10);
        assert_eq!(scene.ada.waits_for(""), [0; 0]);
    });
}
