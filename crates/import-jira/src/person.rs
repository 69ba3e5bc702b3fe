//! People, as issues and comments name them.

use crate::json::text;
use serde_json::{Map, Value};
use tessera_application::import::ForeignPerson;

/// The person named in that field. Their key is what stays when a name changes: `key`, which newer sites call
/// `accountId`; older ones have only the `name` to sign in with. Without any there is nobody.
pub fn person(of: &Map<String, Value>, field: &str) -> Option<ForeignPerson> {
    let person = of.get(field)?.as_object()?;
    let name = text(person, "name");
    let key = text(person, "key")
        .or_else(|| text(person, "accountId"))
        .or_else(|| name.clone())?;
    Some(ForeignPerson {
        display_name: text(person, "displayName")
            .or(name)
            .unwrap_or_else(|| key.clone()),
        email: text(person, "emailAddress"),
        active: person.get("active").and_then(Value::as_bool).unwrap_or(true),
        key,
    })
}
