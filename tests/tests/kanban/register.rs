//! Registering makes a person, their project, its board and a session, or nothing at all.

use serde_json::{Value, json};
use std::thread;
use tessera_tests::{
    Client, Reply, TestApp,
    kanban::{COLUMNS, KanbanUser, ME, PROJECTS, REGISTER, TAGS, answered, development, number, refused_for},
    mobile::{items, keys, text},
    on_each_database_with,
};

fn good() -> Value {
    json!({ "username": "newuser", "email": "newuser@example.com", "password": "SecurePass123!" })
}

fn with(members: &[(&str, Value)]) -> Value {
    let mut body = good();
    for (name, value) in members {
        body[*name] = value.clone();
    }
    body
}

fn on_each(test: impl Fn(&TestApp, &Client)) {
    on_each_database_with(&development(), |app| test(app, &app.anonymous()));
}

/// Refused for the sake of exactly these fields, with one sentence beside them for older clients.
#[track_caller]
fn refused(reply: &Reply, fields: &[&str]) -> Value {
    let body = answered(reply, 400);
    let mut known = fields.to_vec();
    known.push("error");
    known.sort_unstable();
    assert_eq!(keys(&body), known, "{body}");
    assert!(body["error"].as_str().is_some_and(|it| !it.is_empty()), "{body}");
    for field in fields {
        assert!(items(&body[field]).iter().all(Value::is_string), "{body}");
    }
    body
}

#[test]
fn the_least_that_is_needed_makes_everything() {
    on_each(|_, client| {
        let answer = answered(&client.post(REGISTER, &good()), 201);
        assert_eq!(
            (&answer["user"]["first_name"], &answer["user"]["last_name"]),
            (&json!(""), &json!(""))
        );
        let newcomer = KanbanUser::granted(client, &answer);
        let me = answered(&newcomer.get(ME), 200);
        assert_eq!(
            (&me["is_superuser"], &me["is_staff"]),
            (&json!(false), &json!(false))
        );
        let projects = answered(&newcomer.get(PROJECTS), 200);
        assert_eq!(items(&projects).len(), 1, "only their own: {projects}");
        assert_eq!(projects[0]["created_by"], newcomer.number);
        let key = text(&projects[0]["key"]);
        assert!(
            (2..=10).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_uppercase()),
            "{key}"
        );
        let columns = answered(&newcomer.get(COLUMNS), 200);
        let told: Vec<_> = items(&columns)
            .iter()
            .map(|column| (text(&column["name"]), number(&column["order"])))
            .collect();
        let known = [("New", 0), ("In Progress", 1), ("Review", 2), ("Done", 3)];
        assert_eq!(told, known.map(|(name, order)| (name.to_owned(), order)));
        // Whoever starts a project is its superadmin.
        newcomer.tags("Own", number(&projects[0]["id"]));
    });
}

#[test]
fn the_key_is_taken_in_capitals_and_once_only() {
    on_each(|_, client| {
        let body = with(&[("project_key", json!("proj")), ("project_name", json!("Mine"))]);
        let answer = answered(&client.post(REGISTER, &body), 201);
        assert_eq!(
            (&answer["project"]["key"], &answer["project"]["name"]),
            (&json!("PROJ"), &json!("Mine"))
        );
        let other = with(&[
            ("username", json!("other")),
            ("email", json!("other@example.com")),
            ("project_key", json!("PROJ")),
        ]);
        refused(&client.post(REGISTER, &other), &["project_key"]);
    });
}

#[test]
fn equal_names_give_different_keys() {
    on_each(|_, client| {
        let mut known = Vec::new();
        for username in ["sam1", "sam2", "s", "1", "sam.sam.sam.sam", "ß"] {
            let email = format!("person{}@example.com", known.len());
            let body = with(&[("username", json!(username)), ("email", json!(email))]);
            let answer = answered(&client.post(REGISTER, &body), 201);
            known.push(text(&answer["project"]["key"]));
        }
        for key in &known {
            let is_one = (2..=10).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_uppercase());
            assert!(is_one, "{known:?}");
        }
        let amount = known.len();
        known.sort();
        known.dedup();
        assert_eq!(known.len(), amount);
    });
}

#[test]
fn what_is_wrong_is_named_and_leaves_nothing() {
    on_each(|app, client| {
        answered(
            &client.post(REGISTER, &with(&[("project_key", json!("TAKEN"))])),
            201,
        );
        let fresh = |members: &[(&str, Value)]| {
            let own = [
                ("username", json!("fresh")),
                ("email", json!("fresh@example.com")),
            ];
            with(&[&own[..], members].concat())
        };
        let long = "x".repeat(151);
        let table: Vec<(Value, &[&str])> = vec![
            (json!({}), &["email", "password", "username"]),
            (fresh(&[("username", json!(""))]), &["username"]),
            (fresh(&[("username", Value::Null)]), &["username"]),
            (fresh(&[("username", json!(long))]), &["username"]),
            (fresh(&[("username", json!("two words"))]), &["username"]),
            (fresh(&[("username", json!("newuser"))]), &["username"]),
            (fresh(&[("username", json!("NewUser"))]), &["username"]),
            (fresh(&[("email", json!("nobody"))]), &["email"]),
            (fresh(&[("email", json!("newuser@example.com"))]), &["email"]),
            (fresh(&[("email", json!(""))]), &["email"]),
            (fresh(&[("password", json!("short12"))]), &["password"]),
            (fresh(&[("password", json!("password"))]), &["password"]),
            (fresh(&[("password", Value::Null)]), &["password"]),
            (
                fresh(&[("password_confirm", json!("SecurePass123?"))]),
                &["password_confirm"],
            ),
            (fresh(&[("project_key", json!("X"))]), &["project_key"]),
            (fresh(&[("project_key", json!("ABCDEFGHIJK"))]), &["project_key"]),
            (fresh(&[("project_key", json!("AB1"))]), &["project_key"]),
            (fresh(&[("project_key", json!("taken"))]), &["project_key"]),
            (
                fresh(&[("project_name", json!("x".repeat(256)))]),
                &["project_name"],
            ),
        ];
        let before = app.row_counts();
        for (body, fields) in table {
            refused(&client.post(REGISTER, &body), fields);
            assert_eq!(app.row_counts(), before, "{body}");
        }
        let taken = refused(
            &client.post(REGISTER, &fresh(&[("username", json!("newuser"))])),
            &["username"],
        );
        assert!(text(&taken["error"]).to_lowercase().contains("exists"), "{taken}");
        // None of that has used the name up.
        answered(&client.post(REGISTER, &fresh(&[])), 201);
    });
}

#[test]
fn of_parallel_registrations_of_one_name_one_succeeds() {
    on_each(|app, client| {
        let before = app.row_counts();
        let statuses: Vec<u16> = thread::scope(|scope| {
            let run = |place: usize| {
                let email = format!("p{place}@example.com");
                client.post(REGISTER, &with(&[("email", json!(email))])).status
            };
            let threads: Vec<_> = (0..8).map(|place| scope.spawn(move || run(place))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("an answer"))
                .collect()
        });
        let made = statuses.iter().filter(|status| **status == 201).count();
        // Whoever finds no free slot for hashing is told to come again.
        assert!(
            made == 1 && statuses.iter().all(|status| [201, 400, 503].contains(status)),
            "{statuses:?}"
        );
        let after = app.row_counts();
        assert_eq!(after["users"], before["users"] + 1);
        assert_eq!(after["projects"], before["projects"] + 1);
    });
}

#[test]
fn nobody_can_make_themselves_more_than_they_are() {
    on_each(|_, client| {
        let body = with(&[
            ("is_superuser", json!(true)),
            ("is_staff", json!(true)),
            ("role", json!("super_admin")),
            ("id", json!(1)),
            ("tenant", json!("acme")),
        ]);
        let newcomer = KanbanUser::granted(client, &answered(&client.post(REGISTER, &body), 201));
        let me = answered(&newcomer.get(ME), 200);
        assert_eq!(
            (&me["is_superuser"], &me["is_staff"]),
            (&json!(false), &json!(false))
        );
        assert_ne!(newcomer.number, 1);
        // A project of others is as unknown to them as one that nobody has.
        let reply = newcomer.post(TAGS, &json!({ "name": "x", "project": 1 }));
        refused_for(
            &reply,
            &json!({ "project": ["Invalid pk \"1\" - object does not exist."] }),
        );
    });
}
