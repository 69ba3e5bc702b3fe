//! Which tickets a list shows.

use crate::scene::{Scene, with_scene};
use serde_json::json;
use tessera_tests::{
    enterprise::{EnterpriseUser, NOBODYS, TICKETS, at, blamed, page},
    mobile::text,
};

fn titles(user: &EnterpriseUser, query: &str) -> Vec<String> {
    let mut titles: Vec<String> = user
        .told(&format!("{TICKETS}?size=100&{query}"), "title")
        .iter()
        .map(text)
        .collect();
    titles.sort();
    titles
}

#[track_caller]
fn finds(scene: &Scene<'_>, query: &str, known: &[&str]) {
    assert_eq!(titles(&scene.ada, query), known, "{query}");
}

/// Tickets `a` to `e`, a minute apart.
fn five(scene: &Scene<'_>) {
    let [it, sales] = [scene.it, scene.sales];
    let more = [
        json!({ "priority": "low", "ticket_type": "incident", "tags": ["red", "round"], "department_id": it }),
        json!({ "priority": "medium", "ticket_type": "request", "tags": ["red"], "department_id": it }),
        json!({ "priority": "high", "ticket_type": "problem", "tags": ["blue"], "department_id": sales }),
        json!({ "priority": "critical", "ticket_type": "change", "assigned_to_id": scene.kim.number }),
        json!({ "assigned_to_id": scene.kim.number, "department_id": it }),
    ];
    let people = [&scene.robin, &scene.robin, &scene.lee, &scene.ada, &scene.ada];
    for ((title, more), who) in ["a", "b", "c", "d", "e"].into_iter().zip(more).zip(people) {
        who.opens_with(title, more);
        scene.app.clock.advance(60);
    }
    for (number, status) in [(2, "in_progress"), (3, "resolved"), (4, "closed")] {
        scene.ada.changes(&json!(number), &json!({ "status": status }));
    }
}

#[test]
fn each_filter_by_itself() {
    with_scene(|scene| {
        five(scene);
        let [robin, lee, kim] = [&scene.robin, &scene.lee, &scene.kim].map(|user| user.number);
        let table: Vec<(String, &[&str])> = vec![
            (String::new(), &["a", "b", "c", "d", "e"]),
            ("status=open".into(), &["a", "e"]),
            ("status=in_progress".into(), &["b"]),
            ("status=resolved".into(), &["c"]),
            ("status=closed".into(), &["d"]),
            ("status=pending_approval".into(), &[]),
            ("priority=low".into(), &["a"]),
            ("priority=medium".into(), &["b", "e"]),
            ("priority=high".into(), &["c"]),
            ("priority=critical".into(), &["d"]),
            ("ticket_type=incident".into(), &["a", "e"]),
            ("ticket_type=request".into(), &["b"]),
            ("ticket_type=problem".into(), &["c"]),
            ("ticket_type=change".into(), &["d"]),
            (format!("created_by_id={robin}"), &["a", "b"]),
            (format!("created_by_id={lee}"), &["c"]),
            (format!("created_by_id={NOBODYS}"), &[]),
            (format!("assigned_to_id={kim}"), &["d", "e"]),
            (format!("assigned_to_id={robin}"), &[]),
            (format!("department_id={}", scene.it), &["a", "b", "e"]),
            (format!("department_id={}", scene.sales), &["c"]),
            (format!("department_id={NOBODYS}"), &[]),
            ("tags=red".into(), &["a", "b"]),
            ("tags=RED".into(), &["a", "b"]),
            ("tags=nothing".into(), &[]),
        ];
        for (query, known) in table {
            finds(scene, &query, known);
        }
    });
}

#[test]
fn several_values_of_one_filter_find_what_has_any_of_them() {
    with_scene(|scene| {
        five(scene);
        let table: [(&str, &[&str]); 12] = [
            ("status=open,in_progress", &["a", "b", "e"]),
            ("status=open&status=in_progress", &["a", "b", "e"]),
            ("status=open,open", &["a", "e"]),
            ("status=resolved,closed&status=open", &["a", "c", "d", "e"]),
            ("priority=high,critical", &["c", "d"]),
            ("priority=high&priority=critical", &["c", "d"]),
            ("ticket_type=problem,change", &["c", "d"]),
            ("tags=red,blue", &["a", "b", "c"]),
            ("tags=round,nothing", &["a"]),
            ("tags=red&tags=blue", &["a", "b", "c"]),
            ("status=%20open%20,%20closed", &["a", "d", "e"]),
            ("tags=red,%20blue", &["a", "b", "c"]),
        ];
        for (query, known) in table {
            finds(scene, query, known);
        }
        finds(
            scene,
            &format!("department_id={},{}", scene.it, scene.sales),
            &["a", "b", "c", "e"],
        );
    });
}

#[test]
fn different_filters_must_all_hold() {
    with_scene(|scene| {
        five(scene);
        let table: [(&str, &[&str]); 6] = [
            ("status=open&priority=low", &["a"]),
            ("status=open&priority=high", &[]),
            ("tags=red&ticket_type=request", &["b"]),
            ("tags=red,blue&status=open,resolved", &["a", "c"]),
            ("created_after=2026-02-03T12:01:00Z&tags=red", &["b"]),
            ("priority=low,medium&status=open&tags=red", &["a"]),
        ];
        for (query, known) in table {
            finds(scene, query, known);
        }
    });
}

#[test]
fn moments_are_moments_of_any_form_or_days() {
    with_scene(|scene| {
        five(scene);
        let table: [(&str, &[&str]); 12] = [
            ("created_after=2026-02-03", &["a", "b", "c", "d", "e"]),
            ("created_after=2026-02-04", &[]),
            ("created_after=2026-02-03T12:02:00Z", &["c", "d", "e"]),
            ("created_after=2026-02-03T12:02:00", &["c", "d", "e"]),
            ("created_after=2026-02-03T14:02:00%2B02:00", &["c", "d", "e"]),
            ("created_after=2026-02-03T12:02:00.000001Z", &["d", "e"]),
            ("created_before=2026-02-03", &["a", "b", "c", "d", "e"]),
            ("created_before=2026-02-02", &[]),
            ("created_before=2026-02-03T12:01:00Z", &["a", "b"]),
            (
                "created_after=2026-02-03T12:01:00Z&created_before=2026-02-03T12:02:00Z",
                &["b", "c"],
            ),
            ("updated_after=2026-02-03T12:05:00Z", &["b", "c", "d"]),
            ("updated_after=2026-02-04", &[]),
        ];
        for (query, known) in table {
            finds(scene, query, known);
        }
    });
}

#[test]
fn what_is_no_value_of_a_filter_is_refused_by_its_name() {
    with_scene(|scene| {
        for (name, bad) in [
            ("status", "new"),
            ("status", "Open"),
            ("status", "open,done"),
            ("priority", "urgent"),
            ("priority", "1"),
            ("ticket_type", "bug"),
            ("created_by_id", "x"),
            ("created_by_id", "0"),
            ("created_by_id", "-1"),
            ("created_by_id", "1.0"),
            ("assigned_to_id", "me"),
            ("department_id", "IT"),
            ("department_id", "1,x"),
            ("created_after", "yesterday"),
            ("created_after", "2026-02-30"),
            ("created_after", "1770120000"),
            ("created_before", "2026-13-01"),
            ("updated_after", "x"),
            ("sort_by", "password"),
            ("sort_order", "up"),
        ] {
            blamed(&scene.robin.get(&format!("{TICKETS}?{name}={bad}")), &[name]);
        }
        let several = scene
            .robin
            .get(&format!("{TICKETS}?status=new&priority=urgent&created_by_id=x"));
        blamed(&several, &["status", "priority", "created_by_id"]);
    });
}

#[test]
fn search_looks_through_titles_descriptions_and_references() {
    with_scene(|scene| {
        scene
            .robin
            .opens_with("Printer on fire", json!({ "description": "On the second floor" }));
        scene
            .robin
            .opens_with("Printer offline", json!({ "description": "A cable" }));
        scene
            .robin
            .opens_with("Coffee machine", json!({ "description": "Next to the printer" }));
        let all = &["Coffee machine", "Printer offline", "Printer on fire"][..];
        let table: [(&str, &[&str]); 10] = [
            ("search=printer", all),
            ("search=PRINTER", all),
            ("search=print", all),
            ("search=fire", &["Printer on fire"]),
            ("search=floor+printer", &["Printer on fire"]),
            ("search=cable", &["Printer offline"]),
            ("search=printer+nothing", &[]),
            ("search=TKT-20260203-002", &["Printer offline"]),
            ("search=tkt-20260203", all),
            ("search=%20", all),
        ];
        for (query, known) in table {
            finds(scene, query, known);
            assert_eq!(titles(&scene.robin, query), known, "{query}");
        }
        finds(scene, "search=printer&status=open&priority=medium", all);
        finds(scene, "search=printer&status=closed", &[]);
    });
}

#[test]
fn totals_and_lists_are_of_what_the_caller_sees() {
    with_scene(|scene| {
        five(scene);
        for (who, query, known) in [
            (&scene.ada, "", 5),
            (&scene.mia, "", 3),
            (&scene.mia, "status=open", 2),
            (&scene.robin, "", 2),
            (&scene.robin, "status=in_progress", 1),
            (&scene.kim, "", 2),
            (&scene.lee, "", 1),
            (&scene.lee, "tags=red", 0),
            (&scene.lee, "status=resolved", 1),
        ] {
            let page = page(&who.get(&format!("{TICKETS}?{query}")));
            assert_eq!(page["total"], known, "{}: {query}", who.login);
        }
        scene.ada.delete(&at(TICKETS, &json!(3))).expect(200);
        assert_eq!(page(&scene.lee.get(TICKETS))["total"], 0);
        assert_eq!(page(&scene.ada.get(TICKETS))["total"], 4);
    });
}

#[test]
fn values_of_one_tenant_find_nothing_of_another() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let boss = EnterpriseUser::also(scene.app, &globex.admin);
        boss.opens_with("Theirs", json!({ "tags": ["theirs"] }));
        for query in ["", "search=Theirs", "tags=theirs", "status=open", "sort_by=title"] {
            let page = page(&scene.ada.get(&format!("{TICKETS}?{query}")));
            assert_eq!(
                (&page["total"], &page["items"]),
                (&json!(0), &json!([])),
                "{query}"
            );
        }
    });
}
