//! How things stand: figures worked out by hand, for whoever may have them.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind,
    enterprise::{EnterpriseUser, blamed, data, forbidden, missing},
    mobile::text,
};

const DASHBOARD: &str = "/reports/dashboard";
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

#[track_caller]
fn shown(who: &EnterpriseUser, query: &str) -> Value {
    data(&who.get(&format!("{DASHBOARD}{query}")), 200)
}

#[track_caller]
fn total(who: &EnterpriseUser, query: &str) -> i64 {
    shown(who, query)["metrics"]["total_tickets"]
        .as_i64()
        .expect("a number")
}

/// The same person after their token ended.
fn again(scene: &Scene<'_>, who: &EnterpriseUser) -> EnterpriseUser {
    who.again(scene.app)
}

/// Two tickets before the period. Then: one resolved after 3 hours with 5 stars, one resolved after 30 hours (its
/// priority allows 24) with 4, one closed after 3 hours, one in progress, one open.
fn tell_a_story(scene: &Scene<'_>) {
    let (clock, robin) = (&scene.app.clock, &scene.robin);
    let finish = |ticket: &Value, more: Value| {
        let ada = again(scene, &scene.ada);
        ada.changes(ticket, &json!({ "status": "resolved" }));
        ada.changes(ticket, &more);
    };
    for stars in [3, 4] {
        let ticket = again(scene, robin).opens("Long ago");
        clock.advance(2 * HOUR);
        finish(&ticket, json!({ "customer_satisfaction_rating": stars }));
    }
    clock.advance(31 * DAY);
    let robin = again(scene, robin);
    let tags = |tags: &[&str]| json!({ "tags": tags });
    let quick = robin.opens_with("Quick", tags(&["network", "urgent"]));
    let late = robin.opens_with("Late", tags(&["network"]));
    let closed = robin.opens_with("Closed", tags(&["printer"]));
    let begun = robin.opens("Begun");
    robin.opens("Open");
    clock.advance(3 * HOUR);
    finish(&quick, json!({ "customer_satisfaction_rating": 5 }));
    finish(&closed, json!({ "status": "closed" }));
    again(scene, &scene.ada).changes(&begun, &json!({ "status": "in_progress" }));
    clock.advance(27 * HOUR);
    finish(&late, json!({ "customer_satisfaction_rating": 4 }));
}

#[test]
fn the_figures_are_right_to_the_unit() {
    with_scene(|scene| {
        tell_a_story(scene);
        let ada = again(scene, &scene.ada);
        // 3, 3 and 30 hours are 12 on average, after 2 before; 5 tickets after 2; 4.5 stars after 3.5.
        let known = json!({
            "metrics": {
                "total_tickets": 5, "open_tickets": 1, "in_progress_tickets": 1, "resolved_tickets": 2,
                "closed_tickets": 1, "avg_resolution_time": 12.0, "sla_compliance": 66.7,
                "customer_satisfaction": 4.5
            },
            "trends": {
                "ticket_volume_trend": "+150%", "resolution_time_trend": "+500%", "satisfaction_trend": "+29%"
            },
            "top_categories": [
                { "name": "network", "count": 2 }, { "name": "printer", "count": 1 }, { "name": "urgent", "count": 1 }
            ]
        });
        assert_eq!(shown(&ada, "?period=32d"), known);
        assert_eq!(shown(&ada, ""), known, "30 days unless it is said");
        assert_eq!(total(&ada, "?period=1y"), 7);
        assert_eq!(
            total(&ada, "?period=999y"),
            7,
            "before there was anything to count by"
        );
        assert_eq!(total(&ada, "?period=29h"), 0);
        assert_eq!(total(&ada, "?period=31h"), 5);
        let nothing = shown(&ada, "?period=1h");
        assert_eq!(nothing["metrics"]["sla_compliance"], 100.0);
        assert_eq!(nothing["metrics"]["avg_resolution_time"], 0.0);
        assert_eq!(nothing["trends"]["ticket_volume_trend"], "0%");
        assert_eq!(nothing["top_categories"], json!([]));
    });
}

#[test]
fn the_four_counts_part_the_total_and_without_tags_kinds_are_told() {
    with_scene(|scene| {
        for (kind, many) in [("incident", 3), ("change", 1), ("request", 1)] {
            for _ in 0..many {
                scene.robin.opens_with("t", json!({ "ticket_type": kind }));
            }
        }
        let waiting = scene.robin.opens("Waits for an approval");
        // Nothing but an approval leads there, so it is put there past the product.
        let app = scene.app;
        let tenant = match app.kind {
            DatabaseKind::Sqlite => format!("x'{}'", scene.acme.id.uuid().simple()),
            DatabaseKind::Postgres => format!("'{}'", scene.acme.id),
        };
        app.database.connect().execute(&format!(
            "UPDATE tickets SET status_id = (SELECT id FROM statuses WHERE tenant_id = {tenant} AND key = 'pending_approval') \
             WHERE tenant_id = {tenant} AND number = {}",
            waiting["id"]
        ));
        let shown = shown(&scene.ada, "");
        let metrics = &shown["metrics"];
        let count = |name: &str| metrics[name].as_i64().expect("a number");
        assert_eq!((count("total_tickets"), count("open_tickets")), (6, 6));
        let parts = [
            "open_tickets",
            "in_progress_tickets",
            "resolved_tickets",
            "closed_tickets",
        ];
        assert_eq!(parts.map(count).iter().sum::<i64>(), count("total_tickets"));
        let told: Vec<_> = shown["top_categories"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| (text(&one["name"]), one["count"].as_i64().unwrap_or_default()))
            .collect();
        let known =
            [("incident", 4), ("change", 1), ("request", 1)].map(|(name, count)| (name.to_owned(), count));
        assert_eq!(told, known);
    });
}

#[test]
fn people_have_their_own_managers_their_departments_and_admins_all() {
    with_scene(|scene| {
        scene.robin.opens("Robin's");
        let kims = scene.kim.opens("Kim's");
        scene.lee.opens("Lee's");
        scene
            .ada
            .changes(&kims, &json!({ "assigned_to_id": scene.lee.number }));
        let toni = EnterpriseUser::of(scene.app, &scene.acme, "toni", Role::Technician);
        let (it, sales) = (
            format!("?department_id={}", scene.it),
            format!("?department_id={}", scene.sales),
        );
        // All, those of IT, those of Sales; nothing where it is refused.
        for (who, all, of_it, of_sales) in [
            (&scene.robin, 1, Some(1), None),
            (&scene.kim, 1, Some(1), None),
            (&scene.lee, 2, None, Some(1)),
            (&scene.mia, 2, Some(2), None),
            (&toni, 3, Some(2), Some(1)),
            (&scene.ada, 3, Some(2), Some(1)),
        ] {
            assert_eq!(total(who, ""), all, "{}", who.login);
            for (query, known) in [(&it, of_it), (&sales, of_sales)] {
                match known {
                    Some(known) => assert_eq!(total(who, query), known, "{}{query}", who.login),
                    None => forbidden(&who.get(&format!("{DASHBOARD}{query}"))),
                }
            }
        }
        // Whether a department exists is told only to whoever may ask for all.
        forbidden(&scene.robin.get(&format!("{DASHBOARD}?department_id=4711")));
        missing(&scene.ada.get(&format!("{DASHBOARD}?department_id=4711")));
    });
}

#[test]
fn another_tenants_tickets_are_in_no_figure() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let gus = EnterpriseUser::also(scene.app, &globex.admin);
        gus.opens_with("Theirs", json!({ "tags": ["theirs"] }));
        scene.robin.opens("Ours");
        let ours = shown(&scene.ada, "");
        assert_eq!(ours["metrics"]["total_tickets"], 1);
        assert!(!ours.to_string().contains("theirs"), "{ours}");
        assert_eq!(total(&gus, ""), 1);
    });
}

#[test]
fn what_is_no_period_and_no_department_is_refused() {
    with_scene(|scene| {
        for (query, field) in [
            ("?period=", "period"),
            ("?period=month", "period"),
            ("?period=0d", "period"),
            ("?period=-1d", "period"),
            ("?period=99999999999999999999d", "period"),
            ("?period=1000y", "period"),
            ("?period=030d", "period"),
            ("?period=1d&period=2d", "period"),
            ("?department_id=x", "department_id"),
            ("?department_id=0", "department_id"),
        ] {
            blamed(&scene.ada.get(&format!("{DASHBOARD}{query}")), &[field]);
        }
    });
}

#[test]
fn how_many_tickets_there_are_does_not_decide_how_many_statements_it_takes() {
    with_scene(|scene| {
        let count = || {
            let paths = [
                "/reports/dashboard",
                "/reports/performance",
                "/reports/performance?format=csv",
            ];
            paths.map(|path| {
                scene.ada.get("/departments").expect(200);
                scene.app.statements.clear();
                scene.ada.get(path).expect(200);
                scene.app.statements.take().len()
            })
        };
        scene.robin.opens_with("t", json!({ "tags": ["a"] }));
        let few = count();
        for place in 0..30 {
            let who = [&scene.robin, &scene.kim, &scene.lee][place % 3];
            who.opens_with("t", json!({ "tags": [format!("tag {place}")] }));
        }
        assert_eq!(count(), few);
        assert!(few.iter().all(|many| (1..=8).contains(many)), "{few:?}");
    });
}
