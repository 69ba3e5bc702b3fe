//! Missed deadlines are noticed soon and told once, by however many servers.

use crate::{
    scene::{Scene, with_scene},
    sla_clocks::now,
    sla_policies::promises,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, thread};
use tessera_application::sla;
use tessera_domain::{
    event::{Actor, EventKind},
    time::Time,
    user::Role,
};
use tessera_tests::{
    DatabaseKind, TestApp,
    enterprise::{EnterpriseUser, data},
    kanban::PASSWORD,
    mobile::items,
    process::Launch,
    wait,
};

const HOUR: i64 = 3600;
const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");

/// How often the log tells that a deadline was missed.
fn breaches(scene: &Scene<'_>) -> Vec<tessera_domain::event::Event> {
    let events = scene
        .app
        .events(scene.acme.id)
        .into_iter()
        .map(|logged| logged.event);
    events
        .filter(|event| event.kind == EventKind::TicketBreached)
        .collect()
}

#[test]
fn a_missed_deadline_is_noticed_once_however_many_look() {
    with_scene(|scene| {
        promises(scene, &json!({ "name": "Soon", "resolution_minutes": 5 }));
        let tickets: Vec<_> = (0..5).map(|_| scene.robin.opens("Late")).collect();
        let app = &scene.app.app;
        assert_eq!(sla::watch(app), Ok(0));
        scene.app.clock.advance(301);
        let noticed: u64 = thread::scope(|threads| {
            let all: Vec<_> = (0..4)
                .map(|_| threads.spawn(|| sla::watch(app).expect("it looks")))
                .collect();
            all.into_iter().map(|one| one.join().expect("it ends")).sum()
        });
        assert_eq!(noticed, 5);
        assert_eq!(sla::watch(app), Ok(0));
        let told = breaches(scene);
        assert_eq!(told.len(), 5);
        assert!(told.iter().all(|event| event.actor == Actor::Service));
        // What is changed afterwards is not told again, and the stamp stays.
        let changed = scene.ada.changes(&tickets[0], &json!({ "status": "resolved" }));
        assert_eq!(changed["sla_breach_time"], "2026-02-03T12:05:00Z");
        assert_eq!(breaches(scene).len(), 5);
        let timeline = scene.robin.sees(&tickets[0])["activity_timeline"].clone();
        assert!(
            items(&timeline)
                .iter()
                .any(|it| it["action"] == "ticket.sla_breached"),
            "{timeline}"
        );
    });
}

#[test]
fn whoever_changes_a_late_ticket_before_anybody_looked_tells_of_it_first() {
    with_scene(|scene| {
        promises(scene, &json!({ "name": "Soon", "resolution_minutes": 5 }));
        let ticket = scene.robin.opens("Late");
        scene.app.clock.advance(301);
        scene.ada.changes(&ticket, &json!({ "status": "resolved" }));
        assert_eq!(breaches(scene).len(), 1);
        assert_eq!(sla::watch(&scene.app.app), Ok(0));
        assert_eq!(breaches(scene).len(), 1);
        // One that was finished in time is not late, however long ago that is.
        let quick = scene.robin.opens("Quick");
        scene.ada.changes(&quick, &json!({ "status": "closed" }));
        scene.app.clock.advance(HOUR);
        assert_eq!(sla::watch(&scene.app.app), Ok(0));
        assert_eq!(now(scene, &quick)["sla_breach_time"], Value::Null);
    });
}

/// How often each ticket is told of as late, by its number.
fn told(ada: &EnterpriseUser) -> BTreeMap<String, usize> {
    let (mut told, mut after) = (BTreeMap::new(), json!(0));
    loop {
        let part = data(&ada.get(&format!("/events?after={after}&limit=100")), 200);
        for event in items(&part["items"]) {
            if event["action"] == "ticket.sla_breached" {
                *told.entry(event["ticket_id"].to_string()).or_default() += 1;
            }
        }
        after = part["next"].clone();
        if part["has_more"] == false {
            return told;
        }
    }
}

#[test]
fn two_servers_notice_within_a_minute_and_tell_once() {
    const TICKETS: usize = 60;
    for kind in DatabaseKind::all() {
        eprintln!("on {kind:?}");
        let (tenant, database) = {
            let app = TestApp::start(kind);
            let id = {
                let acme = app.tenant("acme");
                acme.user_with_password("ada", Role::Admin, PASSWORD);
                acme.id
            };
            (id, app.into_database())
        };
        let launch = Launch::serve(PROGRAM, &database).with("TESSERA_RATE_GENERAL", "1000000");
        let first = launch.start().ready();
        // SQLite has one server at a time.
        let second = (kind == DatabaseKind::Postgres).then(|| launch.start().ready());
        let ada = EnterpriseUser::enter(&first.anonymous(), Some(tenant), ("ada", PASSWORD));
        let due = Time::from_micros(now_micros() + 1_000_000)
            .expect("a time")
            .to_string();
        for number in 0..TICKETS {
            ada.opens_with(&format!("Ticket {number}"), json!({ "due_date": due }));
        }
        let all = wait::until("every one is told", || {
            Some(told(&ada)).filter(|told| told.len() == TICKETS)
        });
        assert!(all.values().all(|times| *times == 1), "{all:?}");
        drop(second);
    }
}

fn now_micros() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().expect("it is later than 1970");
    i64::try_from(since.as_micros()).expect("not too late")
}
