//! The filters of a list. All that are given must hold.

use crate::{schema, view::moment::Moment};
use serde::Serialize;
use serde_json::{Map, Value};
use tessera_domain::{
    listing::{AssigneeFilter, Period, State, TicketFilter},
    text::{Name, SearchTerm, fold},
    time::Time,
};
use tessera_http::query::Params;
use utoipa::IntoParams;
use uuid::Uuid;

/// Every filter, as it was given.
#[derive(Serialize)]
pub struct Filters {
    #[serde(flatten)]
    words: Words,
    #[serde(flatten)]
    things: Things,
    #[serde(flatten)]
    states: States,
    #[serde(flatten)]
    times: Times,
}

impl Filters {
    /// Reads all of them.
    pub fn read(params: &mut Params) -> Self {
        Self {
            words: Words::read(params),
            things: Things::read(params),
            states: States::read(params),
            times: Times::read(params),
        }
    }

    /// The same in the core's words.
    pub fn to_filter(&self) -> TicketFilter {
        let mut filter = TicketFilter::default();
        self.words.narrow(&mut filter);
        self.states.narrow(&mut filter);
        self.things.narrow(&mut filter);
        self.times.narrow(&mut filter);
        filter
    }

    /// Those that were given, with their values.
    pub fn shown(&self) -> Map<String, Value> {
        let Ok(Value::Object(mut all)) = serde_json::to_value(self) else {
            return Map::new();
        };
        all.retain(|_, value| !value.is_null());
        all
    }
}

/// Filters by text.
#[derive(Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Words {
    /// Words in title, ticket number or client's name, matched literally and without regard to case.
    #[param(schema_with = schema::search_term)]
    search: Option<String>,
    /// Words in the title.
    #[param(schema_with = schema::search_term)]
    title: Option<String>,
    /// Words in the ticket number.
    #[param(schema_with = schema::search_term)]
    ticket_number: Option<String>,
    /// The priority's name, without regard to case.
    #[param(schema_with = schema::wanted_name)]
    priority_name: Option<String>,
    /// The status's name, without regard to case.
    #[param(schema_with = schema::wanted_name)]
    status_name: Option<String>,
    /// The client's exact name.
    #[param(schema_with = schema::wanted_name)]
    client_name: Option<String>,
    /// The contact's exact name.
    #[param(schema_with = schema::wanted_name)]
    contact_name: Option<String>,
    /// The exact category.
    #[param(schema_with = schema::wanted_name)]
    category_name: Option<String>,
    /// The board's exact name.
    #[param(schema_with = schema::wanted_name)]
    board_name: Option<String>,
    /// Any of these tags, without regard to case: parted by commas, or a JSON array of texts.
    #[param(schema_with = schema::wanted_tags, style = Form, explode = false)]
    tags: Option<Vec<String>>,
}

impl Words {
    fn read(params: &mut Params) -> Self {
        let mut text = |name, max| params.optional(name).text(max);
        Self {
            search: text("search", SearchTerm::MAX),
            title: text("title", SearchTerm::MAX),
            ticket_number: text("ticket_number", SearchTerm::MAX),
            priority_name: text("priority_name", Name::MAX),
            status_name: text("status_name", Name::MAX),
            client_name: text("client_name", Name::MAX),
            contact_name: text("contact_name", Name::MAX),
            category_name: text("category_name", Name::MAX),
            board_name: text("board_name", Name::MAX),
            tags: params
                .optional("tags")
                .texts()
                .map(|tags| tags.iter().map(|tag| fold(tag)).collect()),
        }
    }

    fn narrow(&self, filter: &mut TicketFilter) {
        filter.search = term(self.search.as_deref());
        filter.title = term(self.title.as_deref());
        filter.reference = term(self.ticket_number.as_deref());
        filter.priority_name.clone_from(&self.priority_name);
        filter.status_name.clone_from(&self.status_name);
        filter.client_name.clone_from(&self.client_name);
        filter.contact_name.clone_from(&self.contact_name);
        filter.category.clone_from(&self.category_name);
        filter.project_name.clone_from(&self.board_name);
        filter.tags = self.tags.clone().filter(|tags| !tags.is_empty());
    }
}

/// A term of the allowed length; an empty one is none.
fn term(text: Option<&str>) -> Option<SearchTerm> {
    SearchTerm::parse(text?).ok().flatten()
}

/// Filters by id.
#[derive(Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Things {
    /// Who works on it.
    assigned_to: Option<Uuid>,
    /// Any of these statuses: ids parted by commas, or a JSON array of them.
    #[param(style = Form, explode = false)]
    status_ids: Option<Vec<Uuid>>,
    /// The status.
    status_id: Option<Uuid>,
    /// The priority.
    priority_id: Option<Uuid>,
    /// The board.
    board_id: Option<Uuid>,
    /// The client.
    client_id: Option<Uuid>,
    /// The contact.
    contact_name_id: Option<Uuid>,
    /// Who opened it.
    entered_by: Option<Uuid>,
    /// Categories are kept by name, so this matches nothing.
    category_id: Option<Uuid>,
    /// Not kept, so this matches nothing.
    subcategory_id: Option<Uuid>,
    /// Not kept, so this matches nothing.
    location_id: Option<Uuid>,
}

impl Things {
    fn read(params: &mut Params) -> Self {
        let mut id = |name| params.optional(name).uuid();
        Self {
            assigned_to: id("assigned_to"),
            status_id: id("status_id"),
            priority_id: id("priority_id"),
            board_id: id("board_id"),
            client_id: id("client_id"),
            contact_name_id: id("contact_name_id"),
            entered_by: id("entered_by"),
            category_id: id("category_id"),
            subcategory_id: id("subcategory_id"),
            location_id: id("location_id"),
            status_ids: params.optional("status_ids").uuids(),
        }
    }

    fn narrow(&self, filter: &mut TicketFilter) {
        filter.priority = self.priority_id.map(Into::into);
        filter.project = self.board_id.map(Into::into);
        filter.client = self.client_id.map(Into::into);
        filter.contact = self.contact_name_id.map(Into::into);
        filter.created_by = self.entered_by.map(Into::into);
        let statuses = self.statuses();
        filter.nothing |= [self.category_id, self.subcategory_id, self.location_id]
            .iter()
            .any(Option::is_some)
            || statuses.as_ref().is_some_and(Vec::is_empty);
        filter.statuses = statuses.map(|ids| ids.into_iter().map(Into::into).collect());
        if let Some(user) = self.assigned_to {
            filter.nothing |= filter.assignee == Some(AssigneeFilter::Nobody);
            filter.assignee = Some(AssigneeFilter::Is(user.into()));
        }
    }

    /// The statuses that both filters allow; an empty list of them says nothing.
    fn statuses(&self) -> Option<Vec<Uuid>> {
        let any = self.status_ids.as_deref().filter(|ids| !ids.is_empty());
        match (self.status_id, any) {
            (None, None) => None,
            (None, Some(any)) => Some(any.to_vec()),
            (Some(one), None) => Some(vec![one]),
            (Some(one), Some(any)) => Some(any.iter().copied().filter(|id| *id == one).collect()),
        }
    }
}

/// Filters by state.
#[derive(Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct States {
    /// `true`: unfinished ones. `false` filters nothing.
    is_open: Option<bool>,
    /// `true`: finished ones. `false` filters nothing.
    is_closed: Option<bool>,
    /// Whether somebody works on it.
    has_assignment: Option<bool>,
    /// Filters nothing.
    is_active: Option<bool>,
}

impl States {
    fn read(params: &mut Params) -> Self {
        let mut flag = |name| params.optional(name).boolean();
        Self {
            is_open: flag("is_open"),
            is_closed: flag("is_closed"),
            has_assignment: flag("has_assignment"),
            is_active: flag("is_active"),
        }
    }

    fn narrow(&self, filter: &mut TicketFilter) {
        filter.state = match (self.is_open, self.is_closed) {
            (Some(true), Some(true)) => Some(State::Neither),
            (Some(true), _) => Some(State::Open),
            (_, Some(true)) => Some(State::Closed),
            _ => None,
        };
        filter.assignee = self.has_assignment.map(|assigned| {
            if assigned {
                AssigneeFilter::Somebody
            } else {
                AssigneeFilter::Nobody
            }
        });
    }
}

/// Filters by time. Both ends are included.
#[derive(Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Times {
    /// Changed last at this moment or later.
    #[param(schema_with = schema::moment)]
    updated_from: Option<Moment>,
    /// Changed last at this moment or earlier.
    #[param(schema_with = schema::moment)]
    updated_to: Option<Moment>,
    /// Opened at this moment or later.
    #[param(schema_with = schema::moment)]
    entered_from: Option<Moment>,
    /// Opened at this moment or earlier.
    #[param(schema_with = schema::moment)]
    entered_to: Option<Moment>,
    /// The same as `entered_from`.
    #[param(schema_with = schema::moment)]
    created_from: Option<Moment>,
    /// The same as `entered_to`.
    #[param(schema_with = schema::moment)]
    created_to: Option<Moment>,
    /// Finished at this moment or later.
    #[param(schema_with = schema::moment)]
    closed_from: Option<Moment>,
    /// Finished at this moment or earlier.
    #[param(schema_with = schema::moment)]
    closed_to: Option<Moment>,
}

impl Times {
    fn read(params: &mut Params) -> Self {
        let mut moment = |name| params.optional(name).time().map(Moment);
        Self {
            updated_from: moment("updated_from"),
            updated_to: moment("updated_to"),
            entered_from: moment("entered_from"),
            entered_to: moment("entered_to"),
            created_from: moment("created_from"),
            created_to: moment("created_to"),
            closed_from: moment("closed_from"),
            closed_to: moment("closed_to"),
        }
    }

    fn narrow(&self, filter: &mut TicketFilter) {
        let time = |moment: Option<Moment>| moment.map(|moment| moment.0);
        filter.updated = Period {
            from: time(self.updated_from),
            to: time(self.updated_to),
        };
        filter.closed = Period {
            from: time(self.closed_from),
            to: time(self.closed_to),
        };
        filter.created = Period {
            from: both(time(self.entered_from), time(self.created_from), Time::max),
            to: both(time(self.entered_to), time(self.created_to), Time::min),
        };
    }
}

/// The narrower of two bounds, or whichever there is.
fn both(one: Option<Time>, other: Option<Time>, narrower: fn(Time, Time) -> Time) -> Option<Time> {
    match (one, other) {
        (Some(one), Some(other)) => Some(narrower(one, other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filters(query: &str) -> Filters {
        let mut params = Params::parse(query);
        let filters = Filters::read(&mut params);
        assert_eq!(params.finish(), Ok(()), "{query}");
        filters
    }

    fn filter(query: &str) -> TicketFilter {
        filters(query).to_filter()
    }

    fn wrong(query: &str) -> Vec<String> {
        let mut params = Params::parse(query);
        let _ = Filters::read(&mut params);
        params
            .finish()
            .err()
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn false_filters_nothing() {
        for query in [
            "",
            "is_open=false",
            "is_closed=false",
            "is_open=false&is_closed=false",
            "is_active=false",
        ] {
            assert_eq!(filter(query), TicketFilter::default(), "{query}");
        }
        for (query, state) in [
            ("is_open=true", State::Open),
            ("is_closed=true&is_open=false", State::Closed),
            ("is_open=true&is_closed=true", State::Neither),
        ] {
            assert_eq!(filter(query).state, Some(state), "{query}");
        }
    }

    #[test]
    fn assignment_and_assignee_must_both_hold() {
        let user = Uuid::from_u128(7);
        let is = Some(AssigneeFilter::Is(user.into()));
        assert_eq!(
            filter("has_assignment=false").assignee,
            Some(AssigneeFilter::Nobody)
        );
        let both = filter(&format!("has_assignment=true&assigned_to={user}"));
        assert_eq!((both.assignee, both.nothing), (is, false));
        let neither = filter(&format!("has_assignment=false&assigned_to={user}"));
        assert!(neither.nothing);
    }

    #[test]
    fn one_status_and_any_of_several_must_both_hold() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let statuses = |query: String| {
            let filter = filter(&query);
            (filter.statuses.unwrap_or_default().len(), filter.nothing)
        };
        assert_eq!(statuses(format!("status_id={a}")), (1, false));
        assert_eq!(statuses(format!("status_ids={a},{b}")), (2, false));
        assert_eq!(
            statuses(format!("status_ids=[\"{a}\",\"{b}\"]&status_id={a}")),
            (1, false)
        );
        assert_eq!(statuses(format!("status_ids={b}&status_id={a}")), (0, true));
        assert_eq!(filter("status_ids="), TicketFilter::default());
    }

    #[test]
    fn what_is_not_kept_matches_nothing() {
        for name in ["category_id", "subcategory_id", "location_id"] {
            assert!(filter(&format!("{name}={}", Uuid::nil())).nothing, "{name}");
            assert_eq!(wrong(&format!("{name}=")), [format!("{name}: Invalid uuid")]);
        }
    }

    #[test]
    fn both_names_of_the_opening_time_narrow_one_period() {
        let filter = filter(
            "entered_from=2026-01-01T00:00Z&created_from=2026-02-01T00:00Z&created_to=2026-03-01T00:00:00Z&entered_to=2026-04-01T00:00:00Z",
        );
        let time = |text| Time::parse(text);
        assert_eq!(filter.created.from, time("2026-02-01T00:00:00Z"));
        assert_eq!(filter.created.to, time("2026-03-01T00:00:00Z"));
    }

    #[test]
    fn texts_mean_what_they_say() {
        let found = filter("search=%20PRINT%25er_%20&status_name=in%20progress&tags=VIP,%20Printer");
        assert_eq!(found.search.unwrap().as_str(), "print%er_");
        assert_eq!(found.status_name.as_deref(), Some("in progress"));
        assert_eq!(found.tags.unwrap(), ["vip", "printer"]);
        assert_eq!(filter("search=+&tags="), TicketFilter::default());
        assert_eq!(
            wrong(&format!("search={}", "x".repeat(201))),
            ["search: Must have at most 200 character(s)"]
        );
    }

    #[test]
    fn moments_must_be_in_utc() {
        for bad in [
            "2026-01-01",
            "2026-01-01T00:00:00%2B01:00",
            "2026-02-30T00:00:00Z",
            "",
        ] {
            assert_eq!(
                wrong(&format!("updated_from={bad}")),
                ["updated_from: Invalid datetime"],
                "{bad}"
            );
        }
    }

    #[test]
    fn what_was_given_is_shown_with_its_type() {
        let user = Uuid::from_u128(7);
        let query = format!(
            "is_open=true&assigned_to={user}&status_ids={user}&tags=VIP&updated_from=2026-01-01T00:00Z"
        );
        assert_eq!(
            Value::Object(filters(&query).shown()),
            json!({
                "is_open": true, "assigned_to": user, "status_ids": [user], "tags": ["vip"],
                "updated_from": "2026-01-01T00:00:00.000Z"
            })
        );
    }
}
