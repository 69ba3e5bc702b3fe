use super::*;
use serde_json::{Value, json};

fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
    let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
    let read = Sent::read(&body, extent);
    read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
}

#[test]
fn name_and_address_are_enough() {
    let sent = read(
        &json!({"name": " John ", "email": "j@example.com"}),
        Extent::Whole,
    )
    .unwrap();
    assert_eq!(sent.name.unwrap().as_str(), "John");
    assert_eq!((sent.phone, sent.title), (Patch::Keep, Patch::Keep));
    let issues = read(&json!({}), Extent::Whole).err().unwrap();
    assert_eq!(issues, ["name: Required", "email: Required"]);
    assert!(read(&json!({}), Extent::Part).is_ok());
}

#[test]
fn the_rest_may_be_null_and_has_its_lengths() {
    let sent = json!({"phone": "", "title": null, "department": "IT Department", "description": ""});
    let sent = read(&sent, Extent::Part).unwrap();
    assert_eq!((sent.phone, sent.title), (Patch::Clear, Patch::Clear));
    assert_eq!(sent.department.value().unwrap().as_str(), "IT Department");
    let issues = read(
        &json!({"phone": "1".repeat(51), "title": "x".repeat(101), "email": null}),
        Extent::Part,
    );
    assert_eq!(
        issues.err().unwrap(),
        [
            "email: Expected string, received null",
            "phone: Must have at most 50 character(s)",
            "title: Must have at most 100 character(s)"
        ]
    );
}
