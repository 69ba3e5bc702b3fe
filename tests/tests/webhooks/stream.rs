//! Being told what happens while it happens.

use crate::scene::{Person, data, people, quiet, refused};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind, TestApp, kanban::PASSWORD, mobile::text, on_each_database_with, process::Launch, wait,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");

fn on_each(test: impl Fn(&TestApp)) {
    on_each_database_with(&quiet(), test);
}

fn actions(told: &[(i64, Value)]) -> Vec<String> {
    told.iter().map(|(_, item)| text(&item["action"])).collect()
}

#[test]
fn what_happens_is_told_in_order_as_the_feed_has_it() {
    on_each(|app| {
        let (ada, robin) = people(app);
        let end = data(&ada.get("/events?limit=100"), 200)["next"].clone();
        let stream = ada.listens(app.address, "", &[]);
        assert_eq!(stream.status, 200);
        for header in [
            "content-type: text/event-stream\r\n",
            "cache-control: no-store\r\n",
            "x-accel-buffering: no\r\n",
            "x-request-id: ",
        ] {
            assert!(stream.head.contains(header), "{header} {}", stream.head);
        }
        let ticket = robin.opens("New Issue");
        let path = format!("/tickets/{}", ticket["id"]);
        data(&ada.patches(&path, &json!({ "status": "in_progress" })), 200);
        data(&ada.request("DELETE", &path, &[], b""), 200);
        let told = stream.wait_for(3);
        assert_eq!(
            actions(&told),
            ["ticket.created", "ticket.status_changed", "ticket.deleted"]
        );
        let feed = data(&ada.get(&format!("/events?after={end}")), 200);
        let items: Vec<_> = told.iter().map(|(_, item)| item.clone()).collect();
        let mut expected = feed["items"].as_array().expect("items").clone();
        // When they were told, the ticket was still there.
        expected[0]["ticket_id"] = ticket["id"].clone();
        expected[1]["ticket_id"] = ticket["id"].clone();
        assert_eq!(items.last(), expected.last());
        assert_eq!(
            items[2]["ticket_id"], ticket["id"],
            "its end still says which one it was"
        );
        for (place, item) in &told {
            assert_eq!(item["id"], *place);
        }
        assert_eq!(text(&items[0]["event_id"]), text(&expected[0]["event_id"]));
    });
}

#[test]
fn whoever_comes_back_misses_nothing_and_is_told_nothing_twice() {
    on_each(|app| {
        let (ada, robin) = people(app);
        for number in 0..5 {
            robin.opens(&format!("Ticket {number}"));
        }
        let all = ada.listens(app.address, "?after=0", &[]);
        let end = data(&ada.get("/events?limit=100"), 200)["next"]
            .as_i64()
            .expect("a place");
        let count = usize::try_from(end).expect("a place");
        let told = all.wait_for(count);
        let places: Vec<_> = told.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, (1..=end).collect::<Vec<_>>());
        drop(all);
        robin.opens("Meanwhile");
        // What was seen last counts more than where the stream began.
        let seen = (end - 2).to_string();
        let again = ada.listens(app.address, "?after=0", &[("last-event-id", &seen)]);
        robin.opens("And now");
        let told = again.wait_for(4);
        let places: Vec<_> = told.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [end - 1, end, end + 1, end + 2]);
    });
}

#[test]
fn everybody_is_told_of_what_they_see_only() {
    on_each(|app| {
        let acme = app.tenant("acme");
        let ada = Person::of(app, &acme, "ada", Role::Admin);
        let [robin, sam] = ["robin", "sam"].map(|login| Person::of(app, &acme, login, Role::User));
        let globex = app.tenant("globex");
        let eve = Person::of(app, &globex, "eve", Role::Admin);
        let streams = [&robin, &eve].map(|person| person.listens(app.address, "", &[]));
        let own = robin.opens("Of robin");
        let comments = format!("/comments/ticket/{}", own["id"]);
        data(
            &ada.post(&comments, &json!({ "content": "canary", "is_internal": true })),
            201,
        );
        sam.opens("Of sam");
        data(&ada.post(&comments, &json!({ "content": "public" })), 201);
        eve.opens("Of eve");
        let [of_robin, of_eve] = streams;
        assert_eq!(
            actions(&of_robin.wait_for(2)),
            ["ticket.created", "comment.added"]
        );
        assert_eq!(actions(&of_eve.wait_for(1)), ["ticket.created"]);
        // Whatever else there was has been passed over by now.
        assert!(
            of_robin
                .told()
                .iter()
                .all(|(_, item)| item["ticket_id"] == own["id"])
        );
        assert_eq!((of_robin.told().len(), of_eve.told().len()), (2, 1));
    });
}

#[test]
fn a_stream_ends_with_the_right_to_read_it() {
    on_each(|app| {
        let (ada, robin) = people(app);
        let stream = ada.listens(app.address, "", &[]);
        robin.opens("Before");
        stream.wait_for(1);
        data(&ada.post("/auth/logout", &json!({})), 200);
        robin.opens("Afterwards");
        stream.wait_for_end();
        assert_eq!(stream.told().len(), 1, "{:?}", stream.told());
    });
}

#[test]
fn a_stream_ends_after_its_time() {
    on_each(|app| {
        let (ada, _) = people(app);
        let begun = Instant::now();
        let stream = ada.listens(app.address, "?seconds=1", &[]);
        stream.wait_for_end();
        assert!(begun.elapsed() >= Duration::from_secs(1));
        // Whoever only asks for the head does not wait for it.
        let head = ada.request("HEAD", "/events/stream", &[], b"");
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert!(begun.elapsed() < Duration::from_secs(30));
    });
}

#[test]
fn one_person_listens_eight_times_and_others_are_not_kept_out_by_that() {
    on_each(|app| {
        let (ada, robin) = people(app);
        let mut all: Vec<_> = (0..8).map(|_| ada.listens(app.address, "", &[])).collect();
        assert!(all.iter().all(|stream| stream.status == 200));
        let refused = ada.listens(app.address, "", &[]);
        assert_eq!(refused.status, 429, "{}", refused.head);
        assert!(refused.head.contains("retry-after: 30\r\n"), "{}", refused.head);
        assert_eq!(robin.listens(app.address, "", &[]).status, 200);
        // The server notices when it has something to say.
        all.clear();
        robin.opens("Something");
        wait::until("there is room again", || {
            (ada.listens(app.address, "?seconds=1", &[]).status == 200).then_some(())
        });
    });
}

#[test]
fn what_is_wrong_is_said() {
    on_each(|app| {
        let (ada, _) = people(app);
        for (query, field) in [
            ("after=-1", "after"),
            ("seconds=0", "seconds"),
            ("seconds=3601", "seconds"),
        ] {
            let reply = ada.get(&format!("/events/stream?{query}"));
            assert_eq!(
                refused(&reply, 400),
                ("VALIDATION_ERROR".to_owned(), json!(field))
            );
        }
        let reply = ada.with("last-event-id", "x").get("/events/stream");
        assert_eq!(refused(&reply, 400).1, json!("Last-Event-ID"));
        assert_eq!(app.anonymous().get("/events/stream").status, 401);
    });
}

#[test]
fn silence_is_broken_now_and_then_and_streams_do_not_hold_up_the_end() {
    let app = TestApp::with(DatabaseKind::Sqlite, quiet());
    let (ada, _) = people(&app);
    let stream = ada.listens(app.address, "", &[]);
    let beat = wait::until("something comes", || {
        stream.blocks().into_iter().find(|block| block.comment)
    });
    assert!(beat.id.is_some() && beat.data.is_none(), "{beat:?}");
    assert!(!stream.is_over());
    let begun = Instant::now();
    drop(app);
    stream.wait_for_end();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

/// Without being woken by it, a server would find out up to five seconds later what another one wrote.
#[test]
fn what_other_servers_write_is_told_without_waiting() {
    if !DatabaseKind::all().contains(&DatabaseKind::Postgres) {
        eprintln!("left out: only PostgreSQL has several servers on one database");
        return;
    }
    let app = TestApp::start(DatabaseKind::Postgres);
    let tenant = {
        let acme = app.tenant("acme");
        acme.user_with_password("ada", Role::Admin, PASSWORD);
        acme.id
    };
    let database = app.into_database();
    let launch = Launch::serve(PROGRAM, &database).with("TESSERA_RATE_GENERAL", "1000000");
    let [here, there] = [launch.start().ready(), launch.start().ready()];
    let reader = Person::enter(&here.anonymous(), tenant, "ada");
    let writer = Person::enter(&there.anonymous(), tenant, "ada");
    let stream = reader.listens(here.address, "", &[]);
    let begun = Instant::now();
    for number in 1..=10 {
        writer.opens(&format!("Ticket {number}"));
        stream.wait_for(number);
    }
    // By looking alone each would take two and a half seconds on an average.
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
}
