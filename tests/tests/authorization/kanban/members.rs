//! What the operations of boards show of things, and what they let be written.

use super::closed;
use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp,
    kanban::{ATTACHMENTS, COMMENTS, KanbanUser, TAGS, TICKETS, inside, missing, path},
    kanban_sample::{KanbanStock, Numbered, sample},
    mobile::Mobile,
    on_each_database,
};

const CANARY: &str = "canary-7f3a";

#[test]
fn a_az_3_no_operation_shows_what_is_internal_or_out_of_sight() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = KanbanUser::of(app, &acme, "sam", Role::User);
        let robin = KanbanUser::of(app, &acme, "robin", Role::User);
        let stock = KanbanStock::make(&sam);
        // Internal words on sam's own ticket, and a whole project that is none of sam's.
        let ticket = acme.admin.lists("")["data"][0].clone();
        acme.admin.comments(&ticket, CANARY, true);
        let unseen = robin.starts("UNSEEN");
        let card = robin.opens_with(
            CANARY,
            unseen.columns[0],
            json!({ "description": CANARY, "tag_names": [CANARY] }),
        );
        robin.comments(&card, CANARY);
        let file = robin.attaches(&card, &format!("{CANARY}.txt"), CANARY.as_bytes());
        let hidden = [CANARY, "robin@example.org", "password", "fingerprint", "UNSEEN"];
        for operation in closed(app).into_iter().filter(|it| it.method == "GET") {
            let plain = sample(&operation, &stock);
            for query in ["", "search=canary", "ordering=-created_at", "page_size=100"] {
                let mut asked = plain.clone();
                asked.query = query
                    .split_once('=')
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .into_iter()
                    .collect();
                let reply = asked.send(&sam);
                // What the question itself says comes back in the links between pages.
                let told = reply.text().replace("search=canary", "");
                for word in hidden {
                    assert!(!told.contains(word), "{} tells {word}: {told}", operation.name());
                }
            }
        }
        let own = json!(stock.get(Numbered::Ticket));
        assert_eq!(
            sam.sees(&own)["comments_count"],
            1,
            "but for the one of the stock"
        );
        assert_eq!(
            sam.get(&format!("{TICKETS}?search=canary")).expect(200).json()["count"],
            0
        );
        missing(&sam.get(&path(ATTACHMENTS, &file)));
        // The scene is a real one: whoever may read it does.
        assert!(robin.get(COMMENTS).text().contains(CANARY) && robin.get(TAGS).text().contains(CANARY));
        assert_eq!(
            app.anonymous().get(&inside(&file["file"])).expect(200).text(),
            CANARY
        );
    });
}

/// Unlike anything that the product makes.
const NUMBER: i64 = 987_654_321;
const WORD: &str = "hostile-4242";
const MOMENT: &str = "2001-02-03T04:05:06.789Z";
const GUESSES: &[&str] = &[
    "tenant",
    "tenant_id",
    "number",
    "reference",
    "version",
    "created_by",
    "created_by_id",
    "updated_by",
    "created_at",
    "updated_at",
    "deleted_at",
    "role_id",
    "permissions",
    "is_superuser",
    "is_staff",
    "is_admin",
    "active",
    "uploaded_by",
    "uploaded_at",
    "user",
    "user_id",
    "author",
    "author_id",
    "internal",
    "audience",
    "internal_notes",
    "breached_at",
    "closed_at",
    "rating",
    "version",
    "tickets_count",
    "contacts_count",
    "comments_count",
    "lead_username",
    "members",
    "companies",
    "company",
    "parent",
    "subtasks",
    "following",
    "project_key",
    "project_name",
    "column_name",
    "added_at",
    "added_by",
    "size",
    "sha256",
    "media",
    "scan",
    "default",
    "__proto__",
    "constructor",
    "id",
    "pk",
];

/// A value that nobody else would send, of the type that was read, or that the name lets one guess.
#[expect(clippy::match_same_arms, reason = "each arm is a case of its own")]
fn hostile(name: &str, value: &Value) -> Value {
    match value {
        Value::Bool(value) => json!(!value),
        Value::Number(_) => json!(NUMBER),
        Value::String(text) if text.ends_with('Z') => json!(MOMENT),
        Value::String(_) => json!(WORD),
        Value::Array(_) => json!([WORD]),
        Value::Object(_) => json!({ WORD: WORD }),
        Value::Null if name.ends_with("_at") => json!(MOMENT),
        Value::Null if name.ends_with("_id") || name.ends_with("_by") || name.ends_with("_count") => {
            json!(NUMBER)
        }
        Value::Null if name.starts_with("is_") || name == "active" || name == "default" => json!(true),
        Value::Null => json!(WORD),
    }
}

/// Every member of every answer, with a value that it had.
fn everything_that_is_shown(app: &TestApp, caller: &KanbanUser) -> Vec<(String, Value)> {
    let mut members = serde_json::Map::new();
    for operation in closed(app) {
        let reply = sample(&operation, &KanbanStock::make(caller)).send(caller);
        assert!(reply.status < 300, "{}: {}", operation.name(), reply.text());
        if reply.status == 204 {
            continue;
        }
        let told = reply.json();
        let list = told.get("results").unwrap_or(&told);
        let one = list.get(0).unwrap_or(list);
        members.extend(one.as_object().cloned().unwrap_or_default());
    }
    for guess in GUESSES {
        members.entry(*guess).or_insert(Value::Null);
    }
    members.into_iter().collect()
}

#[test]
fn a_az_4_members_that_are_not_for_writing_are_passed_over_by_every_writing_operation() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = KanbanUser::of(app, &acme, "robin", Role::User);
        let shown = everything_that_is_shown(app, &robin);
        assert!(shown.len() > 60, "{} members", shown.len());
        let mut tested = 0;
        for operation in closed(app)
            .into_iter()
            .filter(|it| it.writes() && it.body.is_some())
        {
            let known = operation.members();
            let stock = KanbanStock::make(&robin);
            let plain = sample(&operation, &stock);
            let sent: Vec<_> = shown.iter().filter(|(name, _)| !known.contains(name)).collect();
            let loaded = sent.iter().fold(plain, |sample, (name, value)| {
                sample.with_member(name, hostile(name, value))
            });
            let reply = loaded.send(&robin);
            assert!(
                reply.status < 300,
                "{} refuses instead of ignoring: {}",
                operation.name(),
                reply.text()
            );
            for trace in [WORD, "987654321", "2001-02-03"] {
                assert!(
                    !reply.text().contains(trace),
                    "{}: {}",
                    operation.name(),
                    reply.text()
                );
            }
            tested += 1;
        }
        assert!(tested >= 15, "the generator has lost its operations: {tested}");
        for (table, rows) in app.contents() {
            for row in rows.iter().map(|row| row.to_lowercase()) {
                for trace in [WORD, "987654321", "2001-02-03"] {
                    assert!(!row.contains(trace), "{table}: {row}");
                }
            }
        }
    });
}
