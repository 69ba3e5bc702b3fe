//! "Tags", "Contacts", "Comments" and "Attachments Endpoints".

use super::{assert_like, assert_says, on_a_fresh_start};
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{ATTACHMENTS, COMMENTS, CONTACTS, Multipart, TAGS, answered, inside},
    mobile::{items, keys, text},
};

const MORE_OF_PEOPLE: &[&str] = &["email", "first_name", "last_name"];

fn printed_tag() -> Value {
    json!({
        "id": 1,
        "name": "Nikora",
        "description": "Nikora supermarket chain tickets",
        "color": "#0052cc",
        "project": 1,
        "project_name": "Main Project",
        "tickets_count": 12,
        "contacts_count": 2,
        "created_at": "2025-01-01T00:00:00Z",
        "updated_at": "2025-01-15T10:30:00Z"
    })
}

fn printed_contact() -> Value {
    json!({
        "id": 1,
        "name": "Giorgi Beridze",
        "email": "g.beridze@example.com",
        "phone": "+995 555 123 456",
        "title": "IT Manager",
        "department": "IT Department",
        "description": "Primary technical contact",
        "created_at": "2025-01-01T00:00:00Z",
        "updated_at": "2025-01-15T10:30:00Z"
    })
}

/// An envelope of those; the document leaves out the links, which are always there.
#[track_caller]
fn assert_page(answer: &Value, printed: &Value, additions: &[&str]) {
    assert_eq!(keys(answer), ["count", "next", "previous", "results"]);
    assert_like(&answer["results"], &json!([printed]), additions);
}

#[test]
fn list_and_create_tags() {
    on_a_fresh_start(|start| {
        let body = json!({
            "name": "Nokia", "description": "Nokia telecommunications tickets", "color": "#0052cc", "project": 1
        });
        let made = answered(&start.admin.post(TAGS, &body), 201);
        let more = ["contacts", "created_by"];
        assert_like(&made, &printed_tag(), &more);
        assert_says(&made, &body, &["name", "description", "color", "project"]);
        assert_eq!(
            (&made["tickets_count"], &made["contacts_count"]),
            (&json!(0), &json!(0))
        );
        for query in ["", "?project=1", "?search=telecommunications", "?search=nokia"] {
            let answer = answered(&start.admin.get(&format!("{TAGS}{query}")), 200);
            assert_page(&answer, &printed_tag(), &more);
            assert!(
                query.contains("search") || answer["count"].as_i64() > Some(0),
                "{query}: {answer}"
            );
            if query.contains("search") {
                assert_eq!(answer["results"], json!([made]), "{query}");
            }
        }
    });
}

#[test]
fn associate_a_contact_with_a_tag() {
    on_a_fresh_start(|start| {
        let tag = start.admin.tags("Nikora", 1);
        let contact = answered(&start.admin.post(CONTACTS, &printed_contact()), 201);
        let at = format!("{TAGS}{}/add_contact/", tag["id"]);
        let body = json!({ "contact_id": contact["id"], "role": "Primary Contact" });
        let answer = answered(&start.admin.post(&at, &body), 201);
        let printed = json!({
            "id": 1,
            "tag": 1,
            "contact": { "id": 1, "name": "Giorgi Beridze", "email": "g.beridze@example.com" },
            "role": "Primary Contact",
            "added_at": "2025-10-25T10:00:00Z"
        });
        let more = [
            "added_by",
            "phone",
            "title",
            "department",
            "description",
            "created_at",
            "updated_at",
        ];
        assert_like(&answer, &printed, &more);
        assert_says(&answer, &printed, &["role"]);
        assert_eq!(answer["tag"], tag["id"]);
        assert_says(&answer["contact"], &contact, &["id", "name", "email"]);
    });
}

#[test]
fn list_and_create_contacts() {
    on_a_fresh_start(|start| {
        let body = json!({
            "name": "John Smith",
            "email": "j.smith@example.com",
            "phone": "+995 555 999 888",
            "title": "Project Manager",
            "department": "Operations",
            "description": "Main point of contact for project"
        });
        let made = answered(&start.admin.post(CONTACTS, &body), 201);
        assert_like(&made, &printed_contact(), &[]);
        assert_says(
            &made,
            &body,
            &keys(&body).iter().map(String::as_str).collect::<Vec<_>>(),
        );
        assert_page(
            &answered(&start.admin.get(CONTACTS), 200),
            &printed_contact(),
            &[],
        );
        for search in ["Smith", "j.smith@", "Project", "Operations"] {
            let answer = answered(&start.admin.get(&format!("{CONTACTS}?search={search}")), 200);
            assert_page(&answer, &printed_contact(), &[]);
            assert_eq!(answer["results"], json!([made]), "{search}");
        }
    });
}

#[test]
fn write_and_read_comments() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(5);
        let printed = json!({
            "id": 1,
            "ticket": 5,
            "user": { "id": 1, "username": "admin", "email": "admin@example.com", "first_name": "", "last_name": "" },
            "content": "I've started working on this issue.",
            "created_at": "2025-10-21T09:00:00Z",
            "updated_at": "2025-10-21T09:00:00Z"
        });
        let body = json!({ "ticket": 5, "content": "This has been fixed and deployed to production." });
        let made = answered(&start.admin.post(COMMENTS, &body), 201);
        assert_like(&made, &printed, &[]);
        assert_says(&made, &body, &["ticket", "content"]);
        assert_says(&made["user"], &printed["user"], &["id", "username", "email"]);
        let answer = answered(&start.admin.get(&format!("{COMMENTS}?ticket=5")), 200);
        assert_like(&answer, &json!([printed]), &[]);
        assert_eq!(items(&answer).last(), Some(&made));
    });
}

#[test]
fn upload_and_list_attachments() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(5);
        let form = Multipart::default()
            .field("ticket", "5")
            .file("file", "screenshot.png", "image/png", b"\x89PNG\r\n\x1a\n")
            .field("filename", "screenshot.png");
        let made = answered(&start.admin.uploads(&form), 201);
        let printed = json!({
            "id": 3,
            "ticket": 5,
            "file": "http://31.97.181.167/media/attachments/2025/10/21/screenshot.png",
            "filename": "screenshot.png",
            "uploaded_by": { "id": 1, "username": "admin" },
            "uploaded_at": "2025-10-21T16:15:00Z"
        });
        assert_like(&made, &printed, MORE_OF_PEOPLE);
        assert_says(&made, &printed, &["ticket", "filename"]);
        assert_says(&made["uploaded_by"], &printed["uploaded_by"], &["id", "username"]);
        let day = text(&made["uploaded_at"])[..10].replace('-', "/");
        let address = format!("{}/media/attachments/{day}/screenshot", start.app.url);
        assert!(
            text(&made["file"]).starts_with(&address),
            "{made}, not below {address}"
        );
        assert!(inside(&made["file"]).contains(".png"), "{made}");
        let answer = answered(&start.admin.get(&format!("{ATTACHMENTS}?ticket=5")), 200);
        assert_like(&answer, &json!([printed]), MORE_OF_PEOPLE);
        assert_eq!(
            items(&answer).last().map(|one| one["id"].clone()),
            Some(made["id"].clone())
        );
    });
}
