//! How departments and people do.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{EnterpriseUser, blamed, data, forbidden},
    mobile::items,
};

const PERFORMANCE: &str = "/reports/performance";
const HOUR: i64 = 3600;

#[track_caller]
fn told(who: &EnterpriseUser, query: &str) -> Value {
    data(&who.get(&format!("{PERFORMANCE}{query}")), 200)
}

#[test]
fn people_and_departments_are_told_of_to_the_unit() {
    with_scene(|scene| {
        let (clock, kim) = (&scene.app.clock, scene.kim.number);
        let mine = json!({ "assigned_to_id": kim });
        let quick = scene.robin.opens_with("Quick", mine.clone());
        let slow = scene.robin.opens_with("Slow", mine);
        scene.lee.opens("Nobody's");
        clock.advance(HOUR / 2);
        // Answered after half an hour and after an hour; what the requester and what staff says internally is no answer.
        scene.kim.comments(&quick, "On it");
        scene.robin.comments(&slow, "Anybody?");
        scene
            .mia
            .comments_with(&slow, "Hm", json!({ "is_internal": true }));
        clock.advance(HOUR / 2);
        let kim_again = scene.kim.again(scene.app);
        kim_again.comments(&slow, "One");
        kim_again.comments(&slow, "Two");
        kim_again.changes(&quick, &json!({ "status": "resolved" }));
        scene
            .ada
            .again(scene.app)
            .changes(&quick, &json!({ "customer_satisfaction_rating": 5 }));
        clock.advance(29 * HOUR);
        let ada = scene.ada.again(scene.app);
        ada.changes(&slow, &json!({ "status": "resolved" }));
        let report = told(&ada, "");
        // 1 and 30 hours; the second one was late, and took two answers.
        let summary = json!({
            "total_tickets": 3, "tickets_resolved": 2, "avg_response_time": 0.8, "avg_resolution_time": 15.5,
            "first_contact_resolution": 50.0, "customer_satisfaction": 5.0, "sla_compliance": 50.0
        });
        assert_eq!(report["summary"], summary);
        assert_eq!(
            report["users"],
            json!([
                { "user_id": scene.robin.number, "username": "robin", "tickets_created": 2, "tickets_resolved": 0,
                  "avg_resolution_time": 0.0, "customer_rating": 0.0, "sla_compliance": 100.0 },
                { "user_id": kim, "username": "kim", "tickets_created": 0, "tickets_resolved": 2,
                  "avg_resolution_time": 15.5, "customer_rating": 5.0, "sla_compliance": 50.0 },
                { "user_id": scene.lee.number, "username": "lee", "tickets_created": 1, "tickets_resolved": 0,
                  "avg_resolution_time": 0.0, "customer_rating": 0.0, "sla_compliance": 100.0 }
            ])
        );
        let departments = items(&report["departments"]);
        assert_eq!(departments.len(), 2);
        assert_eq!(
            (&departments[0]["department_id"], &departments[0]["total_tickets"]),
            (&json!(scene.it), &json!(2))
        );
        assert_eq!(
            (&departments[1]["name"], &departments[1]["tickets_resolved"]),
            (&json!("Sales"), &json!(0))
        );
        // Of their own, and of nobody else.
        let own = told(&scene.lee.again(scene.app), "");
        assert_eq!(own["summary"]["total_tickets"], 1);
        assert_eq!(items(&own["users"]).len(), 1);
        let runs_it = told(&scene.mia.again(scene.app), "");
        assert_eq!(
            (
                &runs_it["summary"]["total_tickets"],
                items(&runs_it["departments"]).len()
            ),
            (&json!(2), 1)
        );
        let sales = format!("{PERFORMANCE}?department_id={}", scene.sales);
        forbidden(&scene.mia.again(scene.app).get(&sales));
    });
}

#[test]
fn a_table_has_the_people() {
    with_scene(|scene| {
        scene.robin.opens("t");
        let reply = scene.ada.get(&format!("{PERFORMANCE}?format=csv")).expect(200);
        assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8"));
        let name = reply.header("content-disposition").unwrap_or_default();
        assert!(
            name.starts_with("attachment; filename=\"performance_report.csv\""),
            "{name}"
        );
        let number = scene.robin.number;
        assert_eq!(
            reply.text(),
            format!(
                "user_id,username,tickets_created,tickets_resolved,avg_resolution_time,customer_rating,sla_compliance\r\n\
                 {number},robin,1,0,0.0,0.0,100.0\r\n"
            )
        );
    });
}

#[test]
fn the_last_day_counts_whole_and_what_is_no_period_is_refused() {
    with_scene(|scene| {
        scene.robin.opens("At noon of the third");
        for (query, many) in [
            ("?start_date=2026-02-03&end_date=2026-02-03", 1),
            ("?start_date=2026-02-01&end_date=2026-02-02", 0),
            ("?start_date=2026-02-04&end_date=2026-02-05", 0),
            (
                "?start_date=2026-02-03T12:00:00Z&end_date=2026-02-03T12:00:00Z",
                1,
            ),
            ("?end_date=2026-02-03T11:59:59Z", 0),
            ("?start_date=2026-01-01", 1),
        ] {
            assert_eq!(
                told(&scene.ada, query)["summary"]["total_tickets"],
                many,
                "{query}"
            );
        }
        let period = &told(&scene.ada, "?start_date=2026-02-03&end_date=2026-02-03")["period"];
        assert_eq!(
            period,
            &json!({ "start_date": "2026-02-03T00:00:00Z", "end_date": "2026-02-03T23:59:59.999999Z" })
        );
        for (query, field) in [
            ("?start_date=2026-02-04&end_date=2026-02-03", "end_date"),
            ("?start_date=yesterday", "start_date"),
            ("?end_date=2026-02-30", "end_date"),
            ("?format=xlsx", "format"),
            ("?format=pdf", "format"),
        ] {
            blamed(&scene.ada.get(&format!("{PERFORMANCE}{query}")), &[field]);
        }
    });
}
