//! A-IN-8: how much there is does not decide how many statements it takes to read it.

use super::with_scene;
use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp,
    enterprise::{
        APPROVALS, COMMENTS, DEPARTMENTS, EnterpriseUser, ME, POLICIES, SEARCH, TICKETS, at, download_path,
        on_each_database_unlimited,
    },
};

/// The most statements that a reading request may take.
const MOST: usize = 8;

enum Asked {
    Get(String),
    Search(Value),
}

fn ask(user: &EnterpriseUser, asked: &Asked) -> usize {
    let reply = match asked {
        Asked::Get(path) => user.get(path),
        Asked::Search(body) => user.post(SEARCH, body),
    };
    let reply = reply.expect(200);
    let kind = reply.header("content-type").unwrap_or_default();
    if !kind.starts_with("application/json") {
        return 0;
    }
    reply.json()["data"]["items"].as_array().map_or(0, Vec::len)
}

/// How many statements the request takes, and how many things came.
#[track_caller]
fn count(app: &TestApp, user: &EnterpriseUser, asked: &Asked) -> (usize, usize) {
    app.statements.clear();
    let rows = ask(user, asked);
    let statements = app.statements.take();
    assert!((1..=MOST).contains(&statements.len()), "{statements:#?}");
    (statements.len(), rows)
}

/// Tickets that have everything there is.
fn fill(app: &TestApp, user: &EnterpriseUser, department: i64, amount: usize) {
    for place in 0..amount {
        app.clock.advance(1);
        let more = json!({
            "assigned_to_id": user.number, "department_id": department, "due_date": "2026-02-10",
            "tags": ["all", format!("tag {}", place % 7)]
        });
        let ticket = user.opens_with(&format!("Ticket {place}"), more);
        user.comments(&ticket, "Said");
        if place % 10 == 0 {
            user.attaches(&ticket, "a.txt", b"x");
        }
    }
}

/// What lists of tickets may be asked, all of which find all that [`fill`] makes.
fn lists(size: usize) -> Vec<Asked> {
    let queries = [
        "",
        "status=open&priority=medium",
        "search=ticket&sort_by=title",
        "tags=all&department_id=1&sort_by=priority",
        "created_after=2026-01-01&status=open,closed",
    ];
    let list = |query: &&str| Asked::Get(format!("{TICKETS}?size={size}&{query}"));
    let mut all: Vec<Asked> = queries.iter().map(list).collect();
    all.push(Asked::Get(format!("{SEARCH}?q=ticket&size={size}")));
    all.push(Asked::Search(json!({
        "query": "ticket", "size": size,
        "filters": { "status": ["open", "in_progress"], "priority": ["medium"], "departments": [1], "tags": ["all"] },
        "sort": [{ "field": "priority", "order": "desc" }, { "field": "created_at", "order": "desc" }]
    })));
    all
}

#[test]
fn a_in_8_a_list_of_100_takes_no_more_statements_than_one_of_10() {
    on_each_database_unlimited(|app| {
        for role in [Role::User, Role::Manager, Role::Technician] {
            let tenant = app.tenant(role.key());
            let admin = EnterpriseUser::also(app, &tenant.admin);
            let it = admin.founds("IT Department");
            let user = EnterpriseUser::within(app, &tenant, ("robin", role), it);
            let counts = |size: usize, rows: usize| {
                let count = |asked: &Asked| {
                    let (statements, came) = count(app, &user, asked);
                    assert_eq!(came, rows, "{role:?}");
                    statements
                };
                lists(size).iter().map(count).collect::<Vec<_>>()
            };
            fill(app, &user, it, 10);
            let with_10 = counts(100, 10);
            fill(app, &user, it, 89);
            assert_eq!(counts(100, 99), with_10, "{role:?}, not full");
            fill(app, &user, it, 2);
            // A full page needs its total counted.
            assert_eq!(counts(100, 100), counts(10, 10), "{role:?}, full");
        }
    });
}

#[test]
fn a_in_8_a_ticket_with_50_of_everything_takes_no_more_statements_than_one_with_1() {
    with_scene(|scene| {
        let one = |ticket: &Value| {
            [
                Asked::Get(at(TICKETS, ticket)),
                Asked::Get(at(COMMENTS, ticket)),
                Asked::Get(format!("{}?include_internal=true&size=100", at(COMMENTS, ticket))),
            ]
            .map(|asked| count(scene.app, &scene.boss, &asked).0)
        };
        let more = json!({ "department_id": scene.department, "tags": ["a", "b"] });
        let ticket = scene.boss.opens_with("A ticket", more.clone());
        scene.boss.opens_with("Like it", more.clone());
        let file = scene.boss.attaches(&ticket, "a.txt", b"x");
        let named = json!({ "mentions": ["@boss"], "attachments": ["a.txt"] });
        scene.boss.comments_with(&ticket, "Said", named);
        let with_1 = one(&ticket);
        for place in 0..50 {
            let name = format!("{place}.txt");
            scene.boss.attaches(&ticket, &name, b"x");
            let named = json!({
                "mentions": ["@boss", "@admin"], "attachments": [name], "is_internal": place % 3 == 0
            });
            scene.boss.comments_with(&ticket, "Said", named);
            scene.boss.opens_with("Like it", more.clone());
        }
        assert_eq!(one(&ticket), with_1);
        let few = [
            Asked::Get(ME.to_owned()),
            Asked::Get(DEPARTMENTS.to_owned()),
            Asked::Get(at(DEPARTMENTS, &json!(scene.department))),
            Asked::Get(download_path(&file)),
        ];
        for asked in &few {
            count(scene.app, &scene.boss, asked);
        }
    });
}

#[test]
fn a_in_8_a_list_of_departments_takes_as_many_with_50_as_with_1() {
    with_scene(|scene| {
        let asked = Asked::Get(format!("{DEPARTMENTS}?size=100"));
        let with_1 = count(scene.app, &scene.boss, &asked).0;
        for place in 0..50 {
            scene.boss.founds(&format!("Department {place}"));
        }
        assert_eq!(count(scene.app, &scene.boss, &asked), (with_1, 51));
    });
}

#[test]
fn a_in_8_lists_of_approvals_take_as_many_with_50_as_with_1() {
    with_scene(|scene| {
        let policy = json!({
            "name": "Sample", "priority": "critical",
            "steps": [{ "approver_type": "user", "approver_id": scene.boss.number }, { "approver_type": "department_manager" }]
        });
        let more = json!({ "department_id": scene.department, "priority": "critical" });
        let [pending, policies] =
            ["pending?size=100", "policies?size=100"].map(|list| Asked::Get(format!("{APPROVALS}/{list}")));
        let id = scene.boss.lays_down(&policy);
        let ticket = scene.boss.opens_with("A ticket", more.clone());
        let counts = || [&pending, &policies].map(|asked| count(scene.app, &scene.boss, asked));
        let [(waiting, 1), (laid_down, 1)] = counts() else {
            panic!("there is one of each");
        };
        for _ in 0..49 {
            scene.boss.lays_down(&policy);
            scene.boss.opens_with("A ticket", more.clone());
        }
        assert_eq!(counts(), [(waiting, 50), (laid_down, 50)]);
        for path in [at(POLICIES, &json!(id)), at(TICKETS, &ticket)] {
            count(scene.app, &scene.boss, &Asked::Get(path));
        }
    });
}
