//! A-IN-3: numbers out of all bounds are answered, and never overflow.

use super::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{COMMENTS, DEPARTMENTS, SEARCH, TICKETS, at, blamed, errors, missing, page},
    enterprise_sample::{EnterpriseStock, closed, sample},
    openapi::Place,
};

const NUMBERS: [&str; 17] = [
    "0",
    "-1",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "-9223372036854775809",
    "1e400",
    "1.0",
    "NaN",
    "0x10",
    "%EF%BC%91",
    "--1",
    "",
    "%20",
    "1,2",
    "%2B1",
];

#[test]
fn a_in_3_every_parameter_takes_any_text_and_answers() {
    with_scene(|scene| {
        let stock = EnterpriseStock::make(&scene.boss, &scene.ada);
        for operation in closed(scene.app) {
            for parameter in operation.parameters.iter().filter(|it| it.place == Place::Query) {
                for number in NUMBERS {
                    let mut asked = sample(&operation, &stock);
                    asked.query.push((parameter.name.clone(), number.to_owned()));
                    let reply = asked.send(&scene.boss);
                    // A report is about a department that is there, or there is none.
                    let is_missing = reply.status == 404 && parameter.name == "department_id";
                    assert!(
                        [200, 400].contains(&reply.status)
                            || is_missing && operation.path.starts_with("/reports/"),
                        "{} {}={number}: {}",
                        operation.name(),
                        parameter.name,
                        reply.text()
                    );
                    if reply.status == 400 {
                        let told = errors(&reply);
                        assert_eq!(told[0]["field"], json!(parameter.name), "{number}");
                    }
                }
            }
        }
    });
}

#[test]
fn a_in_3_numbers_in_paths_are_numbers_or_nothing() {
    with_scene(|scene| {
        for number in NUMBERS.iter().filter(|number| !number.is_empty()) {
            for list in [TICKETS, COMMENTS, DEPARTMENTS] {
                missing(&scene.boss.get(&format!("{list}/{number}")));
            }
            missing(&scene.boss.get(&format!("/attachments/{number}/download")));
        }
        // Leading noughts change no number.
        scene.boss.get("/tickets/0001").expect(200);
    });
}

#[test]
fn a_in_3_the_farthest_page_is_empty_and_does_not_overflow() {
    with_scene(|scene| {
        for path in [
            TICKETS.to_owned(),
            format!("{SEARCH}?q=ticket"),
            format!("{TICKETS}?sort_by=title&status=open"),
            at(COMMENTS, &scene.ticket),
            DEPARTMENTS.to_owned(),
        ] {
            let join = if path.contains('?') { '&' } else { '?' };
            let far = page(&scene.boss.get(&format!("{path}{join}page=999999999&size=100")));
            assert_eq!(far["items"], json!([]), "{path}");
            blamed(
                &scene
                    .boss
                    .get(&format!("{path}{join}page=92233720368547758&size=100")),
                &["page"],
            );
        }
        let far = page(
            &scene
                .boss
                .post(SEARCH, &json!({ "page": 999_999_999, "size": 100 })),
        );
        assert_eq!(far["items"], json!([]));
        for bad in [json!(i64::MAX), json!(u64::MAX), json!(1e300), json!(-1e300)] {
            blamed(&scene.boss.post(SEARCH, &json!({ "page": bad })), &["page"]);
        }
    });
}

#[test]
fn a_in_3_numbers_in_bodies_are_whole_and_name_something() {
    with_scene(|scene| {
        let own = at(TICKETS, &scene.ticket);
        let department = at(DEPARTMENTS, &json!(scene.department));
        let hostile = [
            json!(0),
            json!(-1),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e300),
            json!(1.5),
            json!(true),
            json!([]),
            json!({}),
            json!("1"),
        ];
        let before = scene.app.contents();
        for number in &hostile {
            for field in ["assigned_to_id", "department_id", "customer_satisfaction_rating"] {
                blamed(&scene.boss.patch(&own, &json!({ field: number })), &[field]);
            }
            blamed(
                &scene.boss.patch(&department, &json!({ "manager_id": number })),
                &["manager_id"],
            );
        }
        for number in [json!(1.5), json!(true), json!([]), json!({}), json!("1")] {
            let body = json!({ "filters": { "created_by_id": number } });
            blamed(&scene.boss.post(SEARCH, &body), &["filters.created_by_id"]);
        }
        // What is no number of anything finds nothing.
        for number in [
            json!(0),
            json!(-1),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e300),
        ] {
            let body = json!({ "filters": { "created_by_id": number } });
            assert_eq!(page(&scene.boss.post(SEARCH, &body))["total"], 0, "{number}");
        }
        assert!(scene.app.contents() == before);
        let digits = br#"{"title": "t", "description": "d", "assigned_to_id": 1e400}"#;
        let typed = [("content-type", "application/json")];
        errors(&scene.boss.request("POST", TICKETS, &typed, digits));
    });
}

#[test]
fn a_in_4_a_parameter_that_comes_twice_where_one_is_meant_is_refused() {
    with_scene(|scene| {
        for (name, value) in [
            ("page", "1"),
            ("size", "1"),
            ("search", "a"),
            ("created_by_id", "1"),
            ("created_after", "2026-01-01"),
            ("sort_by", "title"),
            ("sort_order", "asc"),
        ] {
            let reply = scene
                .boss
                .get(&format!("{TICKETS}?{name}={value}&{name}={value}"));
            blamed(&reply, &[name]);
        }
        for several in [
            "status=open&status=closed",
            "tags=a&tags=b",
            "department_id=1&department_id=2",
        ] {
            page(&scene.boss.get(&format!("{TICKETS}?{several}")));
        }
        let many = vec!["open"; 101].join(",");
        blamed(&scene.boss.get(&format!("{TICKETS}?status={many}")), &["status"]);
        let many: Vec<Value> = (0..101).map(|_| json!("open")).collect();
        let reply = scene.boss.post(SEARCH, &json!({ "filters": { "status": many } }));
        blamed(&reply, &["filters.status"]);
    });
}
