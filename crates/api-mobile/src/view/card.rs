//! The ticket as the app's list shows it: a choice of members, and a few that are always there.

use super::{
    full_name,
    tag::{TicketTag, tags},
};
use crate::meaning;
use serde::Serialize;
use tessera_application::views;
use tessera_http::moment::Moment;
use utoipa::ToSchema;
use uuid::Uuid;

/// The word for every member that may be chosen.
const ALL: &str = "mobile_list";

/// The words that `fields` takes: [`ALL`], and the members that may be chosen.
pub const WORDS: [&str; 15] = [
    ALL,
    "ticket_id",
    "ticket_number",
    "title",
    "status_id",
    "status_name",
    "status_is_closed",
    "priority_name",
    "assigned_to_name",
    "client_name",
    "contact_name",
    "updated_at",
    "entered_at",
    "closed_at",
    "tags",
];

/// Which members were asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Columns(Vec<&'static str>);

impl Columns {
    /// Those that the words name.
    pub fn of(words: &[String]) -> Self {
        let named = |column: &&&str| words.iter().any(|word| word == **column || word == ALL);
        Self(WORDS.iter().filter(named).copied().collect())
    }

    fn take<T>(&self, column: &str, value: T) -> Chosen<T> {
        if self.0.contains(&column) {
            Chosen::Shown(value)
        } else {
            Chosen::LeftOut
        }
    }
}

/// A member that is there only if it was asked for.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Chosen<T> {
    /// It was.
    Shown(T),
    /// It was not.
    LeftOut,
}

impl<T> Chosen<T> {
    const fn left_out(&self) -> bool {
        matches!(self, Self::LeftOut)
    }
}

/// A ticket in a list that chose its fields. The last five members are there whatever was chosen.
#[derive(Serialize, ToSchema)]
pub struct TicketCard {
    /// The ticket's id.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = Uuid, required = false)]
    pub ticket_id: Chosen<Uuid>,
    /// The reference people read out.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = String, required = false, example = "TKT-20260203-007")]
    pub ticket_number: Chosen<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = String, required = false)]
    pub title: Chosen<String>,
    /// The status.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = Uuid, required = false)]
    pub status_id: Chosen<Uuid>,
    /// The status's name.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = String, required = false, example = "In Progress")]
    pub status_name: Chosen<String>,
    /// Whether the status is a finished one.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = bool, required = false)]
    pub status_is_closed: Chosen<bool>,
    /// The priority's name.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = String, required = false, example = "Medium")]
    pub priority_name: Chosen<String>,
    /// "First Last" of who works on it; null unless both are known.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = Option<String>, required = false)]
    pub assigned_to_name: Chosen<Option<String>>,
    /// The client's name.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = Option<String>, required = false)]
    pub client_name: Chosen<Option<String>>,
    /// The contact's name.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = Option<String>, required = false)]
    pub contact_name: Chosen<Option<String>>,
    /// When it changed last.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = Moment, required = false)]
    pub updated_at: Chosen<Moment>,
    /// When it was opened.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = Moment, required = false)]
    pub entered_at: Chosen<Moment>,
    /// When it was finished.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = Option<Moment>, required = false)]
    pub closed_at: Chosen<Option<Moment>>,
    /// Its tags, by text.
    #[serde(skip_serializing_if = "Chosen::left_out")]
    #[schema(value_type = Vec<TicketTag>, required = false)]
    pub tags: Chosen<Vec<TicketTag>>,
    /// Who opened it.
    #[schema(required = true)]
    pub entered_by: Option<Uuid>,
    /// Who works on it.
    #[schema(required = true)]
    pub assigned_to: Option<Uuid>,
    /// The client.
    #[schema(required = true)]
    pub client_id: Option<Uuid>,
    /// The board.
    pub board_id: Uuid,
    /// Always null.
    #[schema(required = true)]
    pub assigned_team_id: Option<Uuid>,
}

impl TicketCard {
    /// The chosen members of a card.
    pub fn new(card: views::TicketCard, columns: &Columns) -> Self {
        let assignee = full_name(card.assignee_name.as_ref());
        Self {
            ticket_id: columns.take("ticket_id", card.id.uuid()),
            ticket_number: columns.take("ticket_number", card.reference),
            title: columns.take("title", card.title),
            status_id: columns.take("status_id", card.status.uuid()),
            status_name: columns.take("status_name", card.status_name),
            status_is_closed: columns.take("status_is_closed", meaning::is_closed(card.status_category)),
            priority_name: columns.take("priority_name", card.priority_name),
            assigned_to_name: columns.take("assigned_to_name", assignee),
            client_name: columns.take("client_name", card.client_name),
            contact_name: columns.take("contact_name", card.contact_name),
            updated_at: columns.take("updated_at", Moment(card.updated_at)),
            entered_at: columns.take("entered_at", Moment(card.created_at)),
            closed_at: columns.take("closed_at", card.closed_at.map(Moment)),
            tags: columns.take("tags", tags(card.tags)),
            entered_by: card.created_by.map(Into::into),
            assigned_to: card.assignee.map(Into::into),
            client_id: card.client.map(Into::into),
            board_id: card.project.uuid(),
            assigned_team_id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::{Value, json};

    const ALWAYS: [&str; 5] = [
        "entered_by",
        "assigned_to",
        "client_id",
        "board_id",
        "assigned_team_id",
    ];

    fn card(words: &[&str]) -> Value {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        serde_json::to_value(TicketCard::new(samples::card(), &Columns::of(&words))).unwrap()
    }

    fn keys(value: &Value) -> Vec<&str> {
        value.as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn the_preset_is_exactly_the_documented_members() {
        let all = card(&["mobile_list"]);
        let mut expected: Vec<&str> = WORDS[1..].iter().chain(&ALWAYS).copied().collect();
        expected.sort_unstable();
        assert_eq!(keys(&all), expected);
        assert_eq!(all["status_is_closed"], json!(false));
        assert_eq!(all["entered_at"], json!("2026-02-03T12:00:00.123Z"));
        assert_eq!(
            all["tags"],
            json!([{"tag_id": samples::id(50), "tag_text": "printer"}])
        );
        assert_eq!(all["assigned_team_id"], Value::Null);
    }

    #[test]
    fn the_preset_wins_over_single_names() {
        assert_eq!(card(&["title", "mobile_list"]), card(&["mobile_list"]));
    }

    #[test]
    fn a_choice_gives_just_these_and_those_that_are_always_there() {
        let mut expected = vec!["title", "closed_at"];
        expected.extend(ALWAYS);
        expected.sort_unstable();
        let card = card(&["title", "closed_at"]);
        assert_eq!(keys(&card), expected);
        assert_eq!(card["closed_at"], Value::Null);
    }

    #[test]
    fn half_a_name_is_no_assignee_name() {
        let mut half = samples::card();
        half.assignee_name.as_mut().unwrap().last.clear();
        let card = TicketCard::new(half, &Columns::of(&["mobile_list".to_owned()]));
        assert_eq!(
            serde_json::to_value(card).unwrap()["assigned_to_name"],
            Value::Null
        );
    }
}
