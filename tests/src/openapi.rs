//! The documents that the server serves, operation by operation, for tests that may leave none out.

use crate::{Reply, mobile::keys};
use serde_json::{Map, Value};

/// One operation of a document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `GET`.
    pub method: String,
    /// `/api/v1/tickets/{ticket_id}`.
    pub path: String,
    /// What may stand in its path, query and headers.
    pub parameters: Vec<Parameter>,
    /// The schema of its JSON body, without references.
    pub body: Option<Value>,
    /// The schema of the form with a file that it takes instead, without references.
    pub form: Option<Value>,
    /// The statuses that it documents.
    pub statuses: Vec<String>,
    /// Whether anybody may ask for it, without a credential.
    pub public: bool,
}

/// Something that a request may say besides its body.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// Its schema, without references.
    pub schema: Value,
}

/// A part of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Between the slashes.
    Path,
    /// After the question mark.
    Query,
    /// Among the headers.
    Header,
    /// In the JSON body.
    Body,
}

/// Where in a request an id may stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdPlace {
    /// In which part.
    pub place: Place,
    /// The way to it: one name, but for bodies.
    pub way: Vec<String>,
    /// Whether a list of ids stands there.
    pub list: bool,
}

impl IdPlace {
    /// The name of the member or parameter.
    pub fn name(&self) -> &str {
        self.way.last().map_or("", String::as_str)
    }
}

/// Every operation of the document.
pub fn operations(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in object(&document["paths"]) {
        for (method, operation) in object(item) {
            if !matches!(
                method.as_str(),
                "get" | "put" | "post" | "delete" | "patch" | "head" | "options"
            ) {
                continue;
            }
            let shared = list(&item["parameters"]);
            let own = list(&operation["parameters"]);
            let content = &operation["requestBody"]["content"];
            let schema = |kind: &str| {
                let schema = &content[kind]["schema"];
                (!schema.is_null()).then(|| resolved(document, schema, &mut Vec::new()))
            };
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                parameters: shared.chain(own).map(|it| parameter(document, it)).collect(),
                body: schema("application/json"),
                form: schema("multipart/form-data"),
                statuses: object(&operation["responses"])
                    .map(|(status, _)| status.clone())
                    .collect(),
                public: is_open(&operation["security"]),
            });
        }
    }
    operations
}

/// Whether what an operation says of credentials is that it needs none: an empty list, or one of nothing.
pub fn is_open(security: &Value) -> bool {
    let is_nothing = |one: &Value| one.as_object().is_some_and(Map::is_empty);
    security.as_array().is_some_and(|all| all.iter().all(is_nothing))
}

impl Operation {
    /// `GET /api/v1/tickets/{ticket_id}`.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Its name without those of what stands in the path: `GET /api/v1/tickets/{}`.
    pub fn shape(&self) -> String {
        let steps = self
            .path
            .split('/')
            .map(|step| if step.starts_with('{') { "{}" } else { step });
        format!("{} {}", self.method, steps.collect::<Vec<_>>().join("/"))
    }

    /// Whether it changes something.
    pub fn writes(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS")
    }

    /// Every place for an id.
    pub fn ids(&self) -> Vec<IdPlace> {
        let mut places = Vec::new();
        for parameter in &self.parameters {
            seek(
                &parameter.schema,
                parameter.place,
                std::slice::from_ref(&parameter.name),
                &mut places,
            );
        }
        if let Some(body) = &self.body {
            seek(body, Place::Body, &[], &mut places);
        }
        places
    }

    /// Every place for a number that names something: `known` says of a name whether it is one.
    pub fn numbers(&self, known: impl Fn(&str) -> bool) -> Vec<IdPlace> {
        let parameters = self.parameters.iter().map(|it| (it.place, &it.name, &it.schema));
        let bodies = self.body.iter().chain(&self.form);
        let members = bodies.flat_map(|body| object(&body["properties"]));
        let members = members.map(|(name, schema)| (Place::Body, name, schema));
        let places = parameters.chain(members).filter(|(_, name, _)| known(name));
        places
            .map(|(place, name, schema)| IdPlace {
                place,
                way: vec![name.clone()],
                list: is_list(schema),
            })
            .collect()
    }

    /// The names of the body's own members.
    pub fn members(&self) -> Vec<String> {
        let body = self.body.as_ref().unwrap_or(&Value::Null);
        object(&body["properties"])
            .map(|(name, _)| name.clone())
            .collect()
    }
}

fn parameter(document: &Value, parameter: &Value) -> Parameter {
    let parameter = resolved(document, parameter, &mut Vec::new());
    Parameter {
        name: text(&parameter["name"]).to_owned(),
        place: match text(&parameter["in"]) {
            "path" => Place::Path,
            "header" => Place::Header,
            _ => Place::Query,
        },
        schema: parameter["schema"].clone(),
    }
}

fn is_list(schema: &Value) -> bool {
    let either = ["oneOf", "anyOf", "allOf"]
        .iter()
        .flat_map(|either| list(&schema[either]));
    schema["type"] == "array" || either.into_iter().any(is_list)
}

fn seek(schema: &Value, place: Place, way: &[String], found: &mut Vec<IdPlace>) {
    let mut note = |way: Vec<String>, list| {
        let id = IdPlace { place, way, list };
        if !found.contains(&id) {
            found.push(id);
        }
    };
    if schema["format"] == "uuid" {
        note(way.to_vec(), false);
    }
    if schema["items"]["format"] == "uuid" {
        note(way.to_vec(), true);
    }
    for (name, member) in object(&schema["properties"]) {
        seek(member, place, &[way, std::slice::from_ref(name)].concat(), found);
    }
    for either in ["oneOf", "anyOf", "allOf"] {
        for schema in list(&schema[either]) {
            seek(schema, place, way, found);
        }
    }
}

/// The value with what its references stand for. A schema that holds itself ends where it begins anew.
fn resolved<'d>(document: &'d Value, value: &'d Value, open: &mut Vec<&'d str>) -> Value {
    match value {
        Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
            Some(reference) if open.contains(&reference) => Value::Null,
            Some(reference) => {
                open.push(reference);
                let target = document
                    .pointer(reference.trim_start_matches('#'))
                    .unwrap_or(&Value::Null);
                let target = resolved(document, target, open);
                open.pop();
                target
            }
            None => {
                let members = members
                    .iter()
                    .map(|(name, member)| (name.clone(), resolved(document, member, open)));
                merged(members.collect())
            }
        },
        Value::Array(items) => items.iter().map(|item| resolved(document, item, open)).collect(),
        other => other.clone(),
    }
}

/// The members that `allOf` adds become the object's own.
fn merged(mut object: Map<String, Value>) -> Value {
    if let Some(Value::Array(parts)) = object.remove("allOf") {
        let mut properties = object
            .remove("properties")
            .unwrap_or_else(|| Value::Object(Map::new()));
        for part in &parts {
            for (name, member) in self::object(&part["properties"]) {
                properties[name] = member.clone();
            }
            for (name, member) in self::object(part).filter(|(name, _)| *name != "properties") {
                object.entry(name.clone()).or_insert_with(|| member.clone());
            }
        }
        object.insert("properties".into(), properties);
    }
    Value::Object(object)
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Where two versions of a document first differ, and how.
pub fn difference(generated: &Value, checked_in: &Value) -> Option<String> {
    first_difference(generated, checked_in, "")
}

fn first_difference(generated: &Value, checked_in: &Value, at: &str) -> Option<String> {
    if let (Value::Object(one), Value::Object(other)) = (generated, checked_in) {
        let names = one.keys().chain(other.keys());
        let member = |name| {
            (
                one.get(name).unwrap_or(&Value::Null),
                other.get(name).unwrap_or(&Value::Null),
            )
        };
        return names.into_iter().find_map(|name: &String| {
            let (one, other) = member(name);
            first_difference(one, other, &format!("{at}/{name}"))
        });
    }
    let short = |value: &Value| value.to_string().chars().take(300).collect::<String>();
    (generated != checked_in).then(|| {
        format!(
            "{at}: generated {}, checked in {}",
            short(generated),
            short(checked_in)
        )
    })
}

/// Complains unless the answer is documented and has every member that its schema demands, and none that it does not
/// name. What the members hold is for the fuzzer.
#[track_caller]
pub fn assert_conforms(document: &Value, operation: &Operation, reply: &Reply) {
    let schema = schema_of(document, operation, reply.status);
    conforms(document, &schema, &reply.json(), &operation.name());
}

fn schema_of(document: &Value, operation: &Operation, status: u16) -> Value {
    let described = &document["paths"][&operation.path][operation.method.to_lowercase()]["responses"];
    let answer = target(document, &described[status.to_string()]);
    let content = &answer["content"]["application/json"]["schema"];
    assert!(
        !content.is_null(),
        "{} does not document {status}",
        operation.name()
    );
    content.clone()
}

/// Whether an answer has every member that its schema demands, and none that it does not name. What the members hold
/// is for the fuzzer.
fn conforms(document: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = target(document, schema);
    for item in value.as_array().into_iter().flatten() {
        conforms(document, &schema["items"], item, &format!("{at}[]"));
    }
    let (properties, required) = members(document, schema);
    if properties.is_empty() || !value.is_object() {
        return;
    }
    for name in &required {
        assert!(value.get(name).is_some(), "{at}: {name} is missing in {value}");
    }
    for name in keys(value) {
        let property = properties
            .get(&name)
            .unwrap_or_else(|| panic!("{at}: {name} is not documented"));
        conforms(document, property, &value[&name], &format!("{at}.{name}"));
    }
}

/// What an object may have and must have, with what it takes over from others.
fn members(document: &Value, schema: &Value) -> (Map<String, Value>, Vec<String>) {
    let mut properties = schema["properties"].as_object().cloned().unwrap_or_default();
    let mut required: Vec<String> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| text(name).to_owned())
        .collect();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let (more, needed) = members(document, target(document, part));
        properties.extend(more);
        required.extend(needed);
    }
    (properties, required)
}

fn target<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str() {
        Some(reference) => document
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or(&Value::Null),
        None => schema,
    }
}
