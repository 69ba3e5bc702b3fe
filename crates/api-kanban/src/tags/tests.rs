use super::*;
use serde_json::{Value, json};
use tessera_application::tags::CreateTag;

fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
    let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
    let read = Sent::read(&body, extent);
    read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
}

#[test]
fn every_member_finds_its_place() {
    let sent = json!({
        "name": "Nokia", "description": "Nokia telecommunications tickets", "color": "#0052cc", "project": 1
    });
    let command = CreateTag::try_from(read(&sent, Extent::Whole).unwrap()).unwrap();
    assert_eq!((command.text.as_str(), command.project), ("Nokia", 1));
    assert_eq!(
        command.description.unwrap().as_str(),
        "Nokia telecommunications tickets"
    );
}

#[test]
fn name_and_project_must_be_there_unless_a_part_is_sent() {
    let issues = read(&json!({"name": " "}), Extent::Whole).err().unwrap();
    assert_eq!(issues, ["name: Must not be blank", "project: Required"]);
    let part = read(&json!({"description": null}), Extent::Part).unwrap();
    assert_eq!(
        (part.name, part.project, part.description),
        (None, None, Patch::Clear)
    );
}
