use super::*;
use serde_json::{Value, json};
use tessera_application::boards::CreateColumn;

fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
    let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
    let read = Sent::read(&body, extent);
    read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
}

#[test]
fn a_name_is_enough() {
    let sent = read(&json!({"name": "Testing"}), Extent::Whole).unwrap();
    let command = CreateColumn::try_from(sent).unwrap();
    assert_eq!(command.name.as_str(), "Testing");
    assert_eq!(
        (command.position, command.color, command.project),
        (None, None, None)
    );
}

#[test]
fn every_member_finds_its_place() {
    let sent = json!({"name": "Testing", "order": "3", "color": "#9c27b0", "project": 2});
    let command = CreateColumn::try_from(read(&sent, Extent::Whole).unwrap()).unwrap();
    assert_eq!((command.position, command.project), (Some(3), Some(2)));
    assert_eq!(command.color.unwrap().as_str(), "#9c27b0");
}

#[test]
fn what_is_wrong_is_named() {
    for (body, issue) in [
        (
            json!({"name": "x".repeat(101)}),
            "name: Must have at most 100 character(s)",
        ),
        (json!({"order": "x"}), "order: Expected integer, received string"),
        (
            json!({"order": 2_147_483_648_i64}),
            "order: Must be 2147483647 or less",
        ),
        (
            json!({"color": "red"}),
            "color: must be a colour, such as #0052cc",
        ),
        (
            json!({"color": "#0052cc0"}),
            "color: Must have at most 7 character(s)",
        ),
        (
            json!({"project": true}),
            "project: Expected a number, received boolean",
        ),
    ] {
        assert_eq!(read(&body, Extent::Part).err().unwrap(), [issue], "{body}");
    }
    assert_eq!(read(&json!({}), Extent::Whole).err().unwrap(), ["name: Required"]);
}
