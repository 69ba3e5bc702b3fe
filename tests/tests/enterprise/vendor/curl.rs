//! "cURL Examples", byte for byte as curl sends them.

use super::{Start, assert_says, assert_token, on_a_fresh_start};
use serde_json::{Value, json};

/// What curl adds by itself.
const CURL: &str = "User-Agent: curl/7.88.1\r\nAccept: */*\r\n";
const BOUNDARY: &str = "------------------------d74496d66958873e";

fn sent(start: &Start<'_>, line: &str, headers: &str, body: &str) -> (u16, Value) {
    let (host, length) = (start.app.address, body.len());
    let bytes =
        format!("{line} HTTP/1.1\r\nHost: {host}\r\n{CURL}{headers}Content-Length: {length}\r\n\r\n{body}");
    let reply = start.app.raw(bytes.as_bytes());
    (reply.status, serde_json::from_str(reply.body()).expect("JSON"))
}

#[test]
fn the_printed_command_lines() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(123);
        let json_body = "Content-Type: application/json\r\n";
        let (status, answer) = sent(
            start,
            "POST /auth/login",
            json_body,
            r#"{"username": "john.doe", "password": "password123"}"#,
        );
        assert_eq!(status, 200, "{answer}");
        assert_token(&answer["data"]["access_token"]);
        let token = answer["data"]["access_token"].as_str().unwrap_or_default();
        let authorized = format!("Authorization: Bearer {token}\r\n");
        let body = r#"{
    "title": "Network Connectivity Issue",
    "description": "Users unable to access shared drives",
    "priority": "high",
    "ticket_type": "incident",
    "department_id": 1
  }"#;
        let (status, made) = sent(start, "POST /tickets", &format!("{authorized}{json_body}"), body);
        assert_eq!(status, 201, "{made}");
        let printed: Value = serde_json::from_str(body).expect("JSON");
        assert_says(
            &made["data"],
            &printed,
            &["title", "description", "priority", "ticket_type", "department_id"],
        );
        let form = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"network_logs.txt\"\r\n\
             Content-Type: text/plain\r\n\r\nno route to host\n\r\n\
             --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\nNetwork diagnostic logs\r\n\
             --{BOUNDARY}--\r\n"
        );
        let kind = format!("{authorized}Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
        let (status, file) = sent(start, "POST /attachments/ticket/123/upload", &kind, &form);
        assert_eq!(status, 201, "{file}");
        assert_eq!(
            (&file["data"]["filename"], &file["data"]["description"]),
            (&json!("network_logs.txt"), &json!("Network diagnostic logs"))
        );
        assert_eq!(file["data"]["size"], "no route to host\n".len());
    });
}
