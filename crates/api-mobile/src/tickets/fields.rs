//! Members that several of the ticket's bodies have.

use tessera_domain::{
    attributes::{self, Attributes},
    id::UserId,
    issue::{FieldPath, Issue, Problem},
    text::{Description, Name},
    ticket::{Patch, TicketPatch},
    time::Time,
};
use tessera_http::json::Fields;
use uuid::Uuid;

/// The most tags a body may carry.
pub const MAX_TAGS: usize = 100;
/// The longest title that the app knows.
pub const MAX_TITLE: usize = 255;

const ATTRIBUTES: &str = "attributes";
const TAGS: &str = "tags";
const SUPPRESS_CONTACT: &str = "suppressContactNotifications";
const SUPPRESS_INTERNAL: &str = "suppressInternalNotifications";
const OVERRIDE: &str = "override_close_rules";
const OVERRIDE_REASON: &str = "override_close_rules_reason";
/// The longest reason.
pub const MAX_REASON: usize = 10_000;

/// Whom not to tell of a change.
///
/// Nobody is told of anything yet, so only the rule between the two is kept.
pub struct Suppression {
    contact: Option<bool>,
    internal: Option<bool>,
}

impl Suppression {
    /// Reads both.
    pub fn read(fields: &mut Fields) -> Self {
        Self {
            contact: fields.optional(SUPPRESS_CONTACT).boolean(),
            internal: fields.optional(SUPPRESS_INTERNAL).boolean(),
        }
    }

    /// Staff can be left out only together with the contact. Looked at once every member is right by itself.
    pub fn check(&self, fields: &mut Fields) {
        if fields.are_right() && self.internal == Some(true) && self.contact != Some(true) {
            let words = "needs suppressContactNotifications to be true as well";
            fields.refuse(Issue::new(SUPPRESS_INTERNAL, Problem::Rule(words)));
        }
    }
}

/// What overrides rules of closing. There are no such rules yet, so it changes nothing.
pub struct Overrides;

impl Overrides {
    /// Reads them.
    pub fn read(fields: &mut Fields) -> Self {
        let _ = fields.optional(OVERRIDE).boolean();
        let _ = fields.patch(OVERRIDE_REASON).text(0, MAX_REASON);
        Self
    }
}

/// Refuses references to what this product does not keep: whatever they name is unknown.
pub fn refuse_not_kept(fields: &mut Fields) {
    for (name, what) in [
        ("location_id", "location"),
        ("category_id", "category"),
        ("subcategory_id", "subcategory"),
    ] {
        if fields.patch(name).uuid::<Uuid>().value().is_some() {
            fields.refuse(Issue::new(name, Problem::UnknownReference { what }));
        }
    }
}

/// The attributes of a ticket, taken apart into what the core keeps and what is the client's own.
#[derive(PartialEq, Debug)]
pub struct WrittenAttributes {
    own: Attributes,
    due_at: Option<Time>,
    watchers: Vec<UserId>,
    description: Option<Description>,
}

impl WrittenAttributes {
    /// Reads them, if they are there. Null is an empty object.
    pub fn read(fields: &mut Fields) -> Option<Self> {
        let object = match fields.patch(ATTRIBUTES).object() {
            Patch::Keep => return None,
            Patch::Clear => serde_json::Map::new(),
            Patch::Set(object) => object,
        };
        match Self::parse(object) {
            Ok(written) => Some(written),
            Err(issues) => {
                for issue in issues {
                    fields.refuse(issue);
                }
                None
            }
        }
    }

    fn parse(object: serde_json::Map<String, serde_json::Value>) -> Result<Self, Vec<Issue>> {
        let written = Attributes::parse(ATTRIBUTES, object)?;
        let path = || FieldPath::field(ATTRIBUTES).then(attributes::DESCRIPTION);
        let description = written.description.map(Description::parse).transpose();
        let description = description.map_err(|problem| vec![Issue::at(path(), problem)])?;
        Ok(Self {
            own: written.own,
            due_at: written.due_at,
            watchers: written.watchers,
            description,
        })
    }

    /// Replaces all of them: what was not written is gone.
    pub fn put_into(self, patch: &mut TicketPatch) {
        patch.attributes = Some(self.own);
        patch.due_at = self.due_at.into();
        patch.watchers = Some(self.watchers);
        patch.description = self.description.into();
    }
}

/// Puts in what was said, and leaves alone what was not.
pub fn set_or_keep<T, U: From<T>>(value: Option<T>) -> Patch<U> {
    value.map_or(Patch::Keep, |value| Patch::Set(value.into()))
}

/// Reads the tags, if they are there.
pub fn read_tags(fields: &mut Fields) -> Option<Vec<Name>> {
    let texts = fields.optional(TAGS).texts(MAX_TAGS, Name::MAX)?;
    let mut names = Vec::with_capacity(texts.len());
    for (place, text) in texts.into_iter().enumerate() {
        match Name::parse(text) {
            Ok(name) => names.push(name),
            Err(problem) => fields.refuse(Issue::at(FieldPath::field(TAGS).item(place), problem)),
        }
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn fields(body: Value) -> Fields {
        let Value::Object(members) = body else {
            panic!("an object")
        };
        Fields::of(members)
    }

    fn issues(fields: Fields) -> Vec<String> {
        fields
            .finish()
            .err()
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn staff_are_left_out_only_with_the_contact() {
        let table = [
            (None, None, true),
            (None, Some(true), false),
            (Some(false), Some(true), false),
        ];
        let rest = [
            (Some(true), Some(true), true),
            (Some(true), None, true),
            (None, Some(false), true),
        ];
        for (contact, internal, good) in table.into_iter().chain(rest) {
            let mut fields = fields(json!({}));
            Suppression { contact, internal }.check(&mut fields);
            assert_eq!(fields.are_right(), good, "{contact:?} {internal:?}");
        }
    }

    #[test]
    fn the_pair_is_looked_at_only_when_each_is_right() {
        let mut fields = fields(json!({SUPPRESS_INTERNAL: true, SUPPRESS_CONTACT: "yes"}));
        Suppression::read(&mut fields).check(&mut fields);
        assert_eq!(
            issues(fields),
            [format!("{SUPPRESS_CONTACT}: Expected boolean, received string")]
        );
    }

    #[test]
    fn what_is_not_kept_is_unknown_and_must_still_be_a_uuid() {
        let mut fields =
            fields(json!({"location_id": Uuid::nil(), "category_id": "x", "subcategory_id": null}));
        refuse_not_kept(&mut fields);
        assert_eq!(
            issues(fields),
            ["location_id: Unknown location", "category_id: Invalid uuid"]
        );
    }

    #[test]
    fn attributes_are_replaced_as_a_whole() {
        let mut fields = fields(json!({"attributes": {"color": "red", "description": "Smoke."}}));
        let mut patch = TicketPatch::default();
        WrittenAttributes::read(&mut fields).unwrap().put_into(&mut patch);
        assert_eq!(patch.attributes.unwrap().own()["color"], "red");
        assert_eq!((patch.due_at, patch.watchers), (Patch::Clear, Some(vec![])));
        assert_eq!(
            patch.description.value().map(ToString::to_string).as_deref(),
            Some("Smoke.")
        );
        assert!(issues(fields).is_empty());
    }

    #[test]
    fn no_attributes_are_empty_ones_and_absent_ones_stay() {
        let empty = WrittenAttributes::read(&mut fields(json!({"attributes": {}})));
        assert_eq!(
            WrittenAttributes::read(&mut fields(json!({"attributes": null}))),
            empty
        );
        assert!(empty.is_some());
        assert_eq!(WrittenAttributes::read(&mut fields(json!({}))), None);
    }

    #[test]
    fn wrong_attributes_are_told_by_their_path() {
        for wrong in [json!([]), json!("{}"), json!(1)] {
            let mut fields = fields(json!({ "attributes": wrong }));
            assert_eq!(WrittenAttributes::read(&mut fields), None);
            assert!(issues(fields)[0].starts_with("attributes: Expected object"));
        }
        let mut fields = fields(json!({"attributes": {"due_date": "soon"}}));
        assert_eq!(WrittenAttributes::read(&mut fields), None);
        assert_eq!(issues(fields), ["attributes.due_date: Invalid datetime"]);
    }

    #[test]
    fn every_tag_must_be_a_name() {
        let mut fields = fields(json!({"tags": ["printer", ""]}));
        assert_eq!(read_tags(&mut fields).unwrap().len(), 1);
        assert_eq!(issues(fields), ["tags.1: Must have at least 1 character(s)"]);
    }
}
