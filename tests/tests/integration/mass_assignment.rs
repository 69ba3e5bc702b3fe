//! A-AZ-4: a body may carry whatever it likes; what is not for writing stays as it was.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    integration::{TICKETS, TestToken, under},
    mobile::{Mobile, keys, merge},
    on_each_database,
};

/// Unlike anything that the product makes.
const ID: &str = "deadbeef-dead-4ead-8ead-deadbeefdead";

const MOMENT: &str = "2001-02-03T04:05:06.789Z";
const WORD: &str = "hostile-4242";
const NUMBER: i64 = 987_654_321;

const IDS: &str = "id ticket_id comment_id tenant tenant_id token_id source_id integration_source user_id created_by \
    updated_by entered_by author_id assigned_to assignee_id status_id priority_id project_id board_id department_id \
    client_id thread_id parent_comment_id";
const MOMENTS: &str =
    "created_at updated_at entered_at closed_at resolved_at due_date due_at expires_at last_used_at";
const NUMBERS: &str = "number version rank rate_limit rate_limit_per_hour per_hour position";
const WORDS: &str =
    "reference ticket_number kind role url state error constructor source comment_text author";
const FLAGS: &str = "is_closed is_resolution is_superuser is_admin is_system_generated success active";

/// Members that nobody may write here, each with a value that would be seen.
fn hostile() -> Value {
    let groups = [
        (IDS, json!(ID)),
        (MOMENTS, json!(MOMENT)),
        (NUMBERS, json!(NUMBER)),
        (WORDS, json!(WORD)),
        (FLAGS, json!(true)),
    ];
    let members = groups.into_iter().flat_map(|(names, value)| {
        names
            .split_whitespace()
            .map(move |name| (name.to_owned(), value.clone()))
    });
    let mut all = Value::Object(members.collect());
    merge(
        &mut all,
        json!({
            "tags": [WORD], "watchers": [ID], "permissions": [WORD], "attributes": { WORD: 1 },
            "ticket": { "id": ID, "status": "closed" }, "__proto__": { WORD: true },
        }),
    );
    all
}

/// The body with everything in it that is not for writing, whatever else it says.
fn loaded(body: &Value, more: Value) -> Value {
    let mut all = hostile();
    merge(&mut all, more);
    merge(&mut all, body.clone());
    all
}

#[test]
fn a_az_4_members_that_are_not_for_writing_are_ignored_by_every_write() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let shop = TestToken::of(app, &robin);
        let token = shop.stored(app);

        let body = json!({ "title": "Plain", "priority": "low" });
        let more = json!({ "status": "closed", "content": WORD, "is_internal": true });
        let ticket = shop.post(TICKETS, &loaded(&body, more)).expect(201).json()["ticket"].clone();
        let expected = json!({
            "id": ticket["id"], "title": "Plain", "description": null, "status": "open", "priority": "low",
            "category": null, "metadata": null, "created_at": "2026-02-03T12:00:00.000Z",
        });
        assert_eq!(ticket, expected);

        let more = json!({ "status": "closed", "title": WORD, "priority": "high", "metadata": { "a": 1 } });
        let comment = loaded(&json!({ "content": "Plain" }), more.clone());
        let told = shop
            .post(&under(&ticket, "comments"), &comment)
            .expect(201)
            .json();
        assert_eq!(keys(&told), ["comment_id"]);
        let read = robin.reads(&ticket["id"]);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0]["comment_id"], told["comment_id"]);
        assert_eq!(
            (&read[0]["is_internal"], &read[0]["is_resolution"]),
            (&json!(false), &json!(false))
        );

        let mut status = loaded(&json!({}), more);
        status["status"] = json!("waiting");
        shop.send("PATCH", &under(&ticket, "status"), &status).expect(200);

        let mut seen = expected.clone();
        seen["status"] = json!("waiting");
        seen["updated_at"] = json!("2026-02-03T12:00:00.000Z");
        assert_eq!(shop.sees(&ticket), seen);
        let seen = robin.sees(&ticket["id"]);
        assert_eq!(seen["entered_by"], json!(robin.id.to_string()));
        assert_eq!(
            (&seen["assigned_to"], &seen["is_closed"]),
            (&json!(null), &json!(false))
        );
        assert_eq!(shop.stored(app).per_hour, token.per_hour);

        for (table, rows) in app.contents() {
            for row in rows.iter().map(|row| row.to_lowercase()) {
                for trace in [
                    ID,
                    &ID.replace('-', ""),
                    "hostile-4242",
                    "987654321",
                    "2001-02-03",
                ] {
                    assert!(!row.contains(trace), "{table}: {row}");
                }
            }
        }
    });
}
