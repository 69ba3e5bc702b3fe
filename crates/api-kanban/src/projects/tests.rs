use super::*;
use serde_json::{Value, json};
use tessera_application::boards::CreateProject;

fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
    let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
    let read = Sent::read(&body, extent);
    read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
}

#[test]
fn a_key_is_kept_in_capital_letters() {
    let sent = json!({"name": " Mobile App ", "key": " mob ", "description": null});
    let command = CreateProject::try_from(read(&sent, Extent::Whole).unwrap()).unwrap();
    assert_eq!(
        (command.name.as_str(), command.key.as_str()),
        ("Mobile App", "MOB")
    );
    assert_eq!(command.description, None);
}

#[test]
fn name_and_key_must_be_there_unless_a_part_is_sent() {
    let issues = read(&json!({}), Extent::Whole).err().unwrap();
    assert_eq!(issues, ["name: Required", "key: Required"]);
    let part = read(&json!({"description": "About"}), Extent::Part).unwrap();
    assert_eq!((part.name, part.key), (None, None));
    assert_eq!(part.description.value().unwrap().as_str(), "About");
}

#[test]
fn what_is_wrong_is_named() {
    for (body, issue) in [
        (json!({"key": ""}), "key: Must not be blank"),
        (
            json!({"key": "ABCDEFGHIJK"}),
            "key: Must have at most 10 character(s)",
        ),
        (json!({"key": "A1"}), "key: must be 2 to 10 capital letters"),
        (json!({"key": null}), "key: Expected string, received null"),
        (
            json!({"name": "x".repeat(256)}),
            "name: Must have at most 255 character(s)",
        ),
    ] {
        assert_eq!(read(&body, Extent::Part).err().unwrap(), [issue], "{body}");
    }
}
