//! "Super Secret Key Authentication" and "Testing with cURL": both headers, byte for byte as curl sends them.

use super::{Start, assert_says, assert_ticket, on_a_fresh_start};
use serde_json::{Value, json};
use tessera_tests::mobile::keys;

/// What curl adds by itself.
const CURL: &str = "User-Agent: curl/7.88.1\r\nAccept: */*\r\n";

fn sent(start: &Start<'_>, line: &str, headers: &str, body: &str) -> (u16, Value) {
    let host = start.app.address;
    let bytes = format!("{line} HTTP/1.1\r\nHost: {host}\r\n{CURL}{headers}\r\n{body}");
    let reply = start.app.raw(bytes.as_bytes());
    (reply.status, serde_json::from_str(reply.body()).expect("JSON"))
}

#[test]
fn the_printed_command_lines() {
    on_a_fresh_start(|start| {
        let access = &start.admin.access;
        let credentials = [
            "X-Super-Secret-Key: dev-super-secret-key-12345\r\n".to_owned(),
            format!("Authorization: Bearer {access}\r\n"),
        ];
        for credential in credentials {
            let (status, page) = sent(start, "GET /api/tickets/tickets/", &credential, "");
            assert_eq!(status, 200, "{page}");
            assert_eq!(keys(&page), ["count", "next", "previous", "results"]);
        }
        let body = r#"{"name":"New ticket","type":"task","column":1}"#;
        let headers = format!(
            "Authorization: Bearer {access}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        let (status, made) = sent(start, "POST /api/tickets/tickets/", &headers, body);
        assert_eq!(status, 201, "{made}");
        assert_ticket(&made);
        assert_says(
            &made,
            &json!({ "name": "New ticket", "type": "task", "column": 1 }),
            &["name", "type", "column"],
        );
    });
}
