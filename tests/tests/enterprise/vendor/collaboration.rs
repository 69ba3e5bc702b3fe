//! "Comments" and "File Attachments".

use super::{MORE_OF_LISTS, assert_like, assert_says, assert_success, on_a_fresh_start};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{data, page},
    kanban::{Multipart, inside},
    mobile::text,
};

/// A comment by the document's model, with values of the model's types.
fn printed_comment() -> Value {
    json!({
        "id": 1,
        "ticket_id": 123,
        "user_id": 1,
        "content": "I've investigated this issue and found the root cause.",
        "is_internal": false,
        "mentions": [1],
        "created_at": "2023-12-01T10:00:00Z",
        "updated_at": "2023-12-01T10:00:00Z",
        "edited": false,
        "attachments": [1]
    })
}

const PERSON: [&str; 2] = ["user", "username"];

#[test]
fn add_and_list_comments() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(123);
        let file = start.john.attaches(&json!(123), "investigation_log.txt", b"x");
        let body = json!({
            "content": "I've investigated this issue and found the root cause.",
            "is_internal": false,
            "mentions": ["@john.doe", "@admin"],
            "attachments": ["investigation_log.txt"]
        });
        let made = data(&start.john.post("/comments/ticket/123", &body), 201);
        assert_like(&made, &printed_comment(), &PERSON);
        assert_says(
            &made,
            &printed_comment(),
            &["content", "is_internal", "edited", "ticket_id"],
        );
        assert_eq!(made["mentions"], json!([start.john.number, start.admin.number]));
        assert_eq!(made["attachments"], json!([file["id"]]));
        assert_eq!(made["user"]["username"], "john.doe");
        let answer = start
            .john
            .get("/comments/ticket/123?page=1&size=10&include_internal=false");
        let listed = page(&answer);
        assert_eq!((&listed["page"], &listed["size"]), (&json!(1), &json!(10)));
        let printed = json!({
            "success": true,
            "data": { "items": [printed_comment()], "total": 150, "page": 1, "size": 10, "pages": 8 }
        });
        let more = [&PERSON[..], MORE_OF_LISTS].concat();
        assert_success(&answer.json(), &printed, &more);
        assert_eq!(listed["items"], json!([made]));
    });
}

#[test]
fn upload_and_download_a_file() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(123);
        // As if so many files had been brought before.
        start.john.attaches(&json!(123), "first.txt", b"x");
        let counted = "UPDATE counters SET value = 788 WHERE name = 'attachment'";
        start.app.database.connect().execute(counted);
        let bytes = vec![b'x'; 2048];
        let form = Multipart::default()
            .file("file", "error_log.txt", "text/plain", &bytes)
            .field("description", "Error log file")
            .field("is_internal", "false");
        let answer = form
            .send(&start.john, "/attachments/ticket/123/upload")
            .expect(201)
            .json();
        let printed = json!({
            "success": true,
            "data": {
                "id": 789,
                "filename": "error_log.txt",
                "size": 2048,
                "content_type": "text/plain",
                "upload_url": "https://files.ticketsystem.com/789/error_log.txt",
                "virus_scan_status": "clean"
            }
        });
        let more = [
            "ticket_id",
            "virus_scanned",
            "description",
            "is_internal",
            "uploaded_by_id",
            "uploaded_by",
            "created_at",
        ];
        assert_success(&answer, &printed, &more);
        assert_says(
            &answer["data"],
            &printed["data"],
            &["id", "filename", "size", "content_type", "virus_scan_status"],
        );
        assert!(text(&answer["data"]["upload_url"]).ends_with("/789/error_log.txt"));
        for path in [
            "/attachments/789/download",
            &inside(&answer["data"]["upload_url"]),
        ] {
            let reply = start.john.get(path).expect(200);
            assert_eq!(reply.body, bytes, "{path}");
            let kind = reply.header("content-type").unwrap_or_default();
            assert!(kind.starts_with("text/plain"), "{kind}");
        }
    });
}
