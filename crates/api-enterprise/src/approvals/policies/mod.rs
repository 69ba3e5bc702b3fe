//! Policies: which new tickets have to be approved, and by whom.

pub mod change;
pub mod create;
pub mod list;
pub mod remove;
pub mod show;

use crate::{
    body::{self, Extent, Spelled, filled},
    envelope::Envelope,
    meaning::{self, ApproverWord},
    schema,
    view::policy::PolicyRow,
};
use serde_json::Value;
use tessera_application::{
    approvals::{ApproverWanted, StepWanted},
    views::PolicySheet,
};
use tessera_domain::{
    approval::{DueHours, Policy},
    issue::{FieldPath, Issue, JsonType, Problem},
    priority::Rank,
    text::Name,
    ticket::{Kind, Patch},
    user::Role,
};
use tessera_http::{
    answer::StoredAnswer,
    fault::Fault,
    json::{Fields, JsonBody},
};
use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema, Type, schema::ObjectBuilder},
};

/// What is told of a policy. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewPolicy, example = json!({
    "name": "Changes", "ticket_type": "change", "steps": [{"approver_type": "department_manager", "due_hours": 24}]
}))]
pub struct Sent {
    /// What people see.
    #[schema(value_type = schema::NameText)]
    name: Option<Name>,
    /// Of which sort the tickets are; of any if it is null.
    #[schema(rename = "ticket_type", value_type = schema::KindOrNull, required = false)]
    kinds: Patch<Vec<Kind>>,
    /// The number of their department; of any if it is null.
    #[schema(rename = "department_id", value_type = schema::IdOrNull, required = false)]
    department: Patch<i64>,
    /// How much they matter; any if it is null.
    #[schema(rename = "priority", value_type = schema::PriorityOrNull, required = false)]
    ranks: Patch<Vec<Rank>>,
    /// Whether it counts: it does unless it is said.
    #[schema(value_type = Option<bool>, required = false)]
    active: Option<bool>,
    /// Who decides, one after the other.
    #[schema(value_type = schema::PolicySteps)]
    steps: Option<Vec<StepWanted>>,
}

tessera_http::shapes! {
    /// What changes of a policy. What is not named stays; unknown members are ignored.
    PolicyChange = part();
}

/// As a new one, but that null is no answer to whether it counts.
fn part() -> RefOr<Schema> {
    let mut part = schema::part_of::<Sent>("What changes of a policy. What is not named stays.");
    if let RefOr::T(Schema::Object(object)) = &mut part {
        let active = ObjectBuilder::new()
            .schema_type(Type::Boolean)
            .description(Some("Whether it counts."));
        object.properties.insert("active".to_owned(), active.into());
    }
    part
}

/// Who decides. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewPolicyStep)]
#[expect(
    dead_code,
    reason = "only the document knows it; the members are read by `step`"
)]
pub struct StepSent {
    /// A person, somebody of a role, or whoever manages the ticket's department.
    #[schema(value_type = schema::ApproverWord)]
    approver_type: String,
    /// The number of the person, who must be active.
    #[schema(value_type = schema::IdOrNull, required = false)]
    approver_id: i64,
    /// The role.
    #[schema(value_type = schema::ApproverRoleOrNull, required = false)]
    approver_role: String,
    /// How many hours it may take: 24 unless it is said.
    #[schema(value_type = schema::HoursOrNull, required = false)]
    due_hours: i64,
}

const STEPS: &str = "steps";

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        if extent == Extent::Whole && !fields.has(STEPS) {
            fields.refuse_member(STEPS, Problem::Required);
        }
        let sent = Self {
            name: extent.demanded(&mut fields, "name", name),
            kinds: fields.patch("ticket_type").told(meaning::kinds),
            department: fields.patch("department_id").number(),
            ranks: fields.patch("priority").told(meaning::ranks),
            active: extent.omissible(&mut fields, "active", flag),
            steps: fields.optional(STEPS).value(JsonType::Array, steps),
        };
        fields.finish()?;
        Ok(sent)
    }
}

fn name(text: &str) -> Result<Name, Problem> {
    Name::parse(filled(text.trim(), schema::NAME)?)
}

fn flag(value: Value, path: &FieldPath) -> Result<bool, Vec<Issue>> {
    match value {
        Value::Bool(flag) => Ok(flag),
        other => {
            let problem = Problem::WrongType {
                expected: JsonType::Boolean,
                received: JsonType::of(&other),
            };
            Err(vec![Issue::at(path.clone(), problem)])
        }
    }
}

fn steps(value: Value, path: &FieldPath) -> Result<Vec<StepWanted>, Vec<Issue>> {
    let steps = body::items(value, path, step)?;
    let refuse = |rule| Err(vec![Issue::at(path.clone(), Problem::Rule(rule))]);
    match steps.len() {
        0 => refuse("must have at least one item"),
        many if many > Policy::MOST_STEPS => refuse("must have at most 10 items"),
        _ => Ok(steps),
    }
}

fn step(value: Value, path: &FieldPath) -> Result<StepWanted, Vec<Issue>> {
    let Value::Object(members) = value else {
        let problem = Problem::WrongType {
            expected: JsonType::Object,
            received: JsonType::of(&value),
        };
        return Err(vec![Issue::at(path.clone(), problem)]);
    };
    let mut fields = Fields::within(path.clone(), members);
    let word = Extent::Whole.demanded(&mut fields, "approver_type", meaning::approver);
    let person = body::said(fields.patch("approver_id").number());
    let role = body::said(fields.patch("approver_role").told(meaning::approver_role));
    let hours = body::said(fields.patch("due_hours").value(JsonType::Integer, hours));
    let approver = word.and_then(|word| wanted(word, person, role, &mut fields));
    fields.finish()?;
    let missing = || vec![Issue::at(path.clone().then("approver_type"), Problem::Required)];
    Ok(StepWanted {
        approver: approver.ok_or_else(missing)?,
        hours: hours.unwrap_or(DueHours::USUAL),
    })
}

fn wanted(
    word: ApproverWord,
    person: Option<i64>,
    role: Option<Role>,
    fields: &mut Fields,
) -> Option<ApproverWanted> {
    let (found, name) = match word {
        ApproverWord::User => (person.map(ApproverWanted::User), "approver_id"),
        ApproverWord::Role => (role.map(ApproverWanted::Role), "approver_role"),
        ApproverWord::DepartmentManager => (Some(ApproverWanted::DepartmentManager), ""),
    };
    if found.is_none() && fields.are_right() {
        fields.refuse_member(name, Problem::Required);
    }
    found
}

fn hours(value: Value, path: &FieldPath) -> Result<DueHours, Vec<Issue>> {
    let number = body::number(value, path)?;
    DueHours::parse(number).map_err(|problem| vec![Issue::at(path.clone(), problem)])
}

/// A list of what is meant; empty for any.
fn or_any<T>(patch: Patch<Vec<T>>) -> Option<Vec<T>> {
    match patch {
        Patch::Keep => None,
        Patch::Clear => Some(Vec::new()),
        Patch::Set(list) => Some(list),
    }
}

/// The policy as it stands now.
fn changed(envelope: &Envelope, sheet: &PolicySheet) -> StoredAnswer {
    let (row, version) = (PolicyRow::from(sheet), sheet.policy.version);
    envelope.changed("Approval policy updated successfully", row, version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Sent::read(&body, extent);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_policy_finds_its_places() {
        let sent = read(
            &json!({
                "name": " Changes ", "ticket_type": "change", "department_id": 1, "priority": "low", "active": false,
                "steps": [
                    {"approver_type": "user", "approver_id": 5, "due_hours": 4},
                    {"approver_type": "role", "approver_role": "admin"},
                    {"approver_type": "department_manager", "due_hours": null}
                ]
            }),
            Extent::Whole,
        );
        let sent = sent.ok().unwrap();
        assert_eq!(sent.name.unwrap().as_str(), "Changes");
        assert_eq!(sent.kinds, Patch::Set(vec![Kind::Change, Kind::Epic]));
        assert_eq!(sent.ranks, Patch::Set(vec![Rank::LOWEST, Rank::LOW]));
        assert_eq!((sent.department, sent.active), (Patch::Set(1), Some(false)));
        let step = |approver, hours| StepWanted {
            approver,
            hours: DueHours::parse(hours).unwrap(),
        };
        assert_eq!(
            sent.steps.unwrap(),
            [
                step(ApproverWanted::User(5), 4),
                step(ApproverWanted::Role(Role::Admin), 24),
                step(ApproverWanted::DepartmentManager, 24)
            ]
        );
    }

    #[test]
    fn a_part_leaves_the_rest_alone_and_null_means_any() {
        let sent = read(
            &json!({"ticket_type": null, "priority": null, "department_id": null}),
            Extent::Part,
        );
        let sent = sent.ok().unwrap();
        assert_eq!(
            (or_any(sent.kinds), or_any(sent.ranks)),
            (Some(vec![]), Some(vec![]))
        );
        assert_eq!(sent.department, Patch::Clear);
        assert!(sent.name.is_none() && sent.active.is_none() && sent.steps.is_none());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let steps = |step: Value| json!({"name": "a", "steps": [step]});
        for (body, told) in [
            (json!({"name": "a"}), "steps: Required"),
            (
                json!({"name": "a", "steps": []}),
                "steps: must have at least one item",
            ),
            (
                json!({"name": "a", "steps": vec![json!({"approver_type": "department_manager"}); 11]}),
                "steps: must have at most 10 items",
            ),
            (steps(json!({})), "steps.0.approver_type: Required"),
            (steps(json!(5)), "steps.0: Expected object, received number"),
            (
                steps(json!({"approver_type": "anybody"})),
                "steps.0.approver_type: Must be one of: user, role, department_manager",
            ),
            (
                steps(json!({"approver_type": "user"})),
                "steps.0.approver_id: Required",
            ),
            (
                steps(json!({"approver_type": "role"})),
                "steps.0.approver_role: Required",
            ),
            (
                steps(json!({"approver_type": "role", "approver_role": "user"})),
                "steps.0.approver_role: Must be one of: manager, admin, super_admin",
            ),
            (
                steps(json!({"approver_type": "department_manager", "due_hours": 0})),
                "steps.0.due_hours: Must be 1 or more",
            ),
            (
                json!({"name": "a", "active": "yes", "steps": [{"approver_type": "department_manager"}]}),
                "active: Expected boolean, received string",
            ),
        ] {
            assert_eq!(read(&body, Extent::Whole).err().unwrap(), [told], "{body}");
        }
    }
}
