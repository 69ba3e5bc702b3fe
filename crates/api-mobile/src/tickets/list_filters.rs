//! The filters of a list. All that are given must hold.

use crate::schema;
use serde::Serialize;
use serde_json::{Map, Value};
use tessera_domain::{
    listing::{AssigneeFilter, Period, State, TicketFilter},
    text::{Name, SearchTerm, fold},
    time::Time,
};
use tessera_http::{moment::Moment, query::Params};
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
    /// Words that must all be somewhere in the ticket: in its title, description or number, its client's name or a
    /// comment that the caller may read. Case and accents do not matter; the last word may be the beginning of one.
    #[param(value_type = schema::WantedWords, inline, required = false)]
    search: Option<String>,
    /// Words in the title.
    #[param(value_type = schema::WantedWords, inline, required = false)]
    title: Option<String>,
    /// Words in the ticket number.
    #[param(value_type = schema::WantedWords, inline, required = false)]
    ticket_number: Option<String>,
    /// The priority's name, without regard to case.
    #[param(value_type = schema::WantedName, inline, required = false)]
    priority_name: Option<String>,
    /// The status's name, without regard to case.
    #[param(value_type = schema::WantedName, inline, required = false)]
    status_name: Option<String>,
    /// The client's exact name.
    #[param(value_type = schema::WantedName, inline, required = false)]
    client_name: Option<String>,
    /// The contact's exact name.
    #[param(value_type = schema::WantedName, inline, required = false)]
    contact_name: Option<String>,
    /// The exact category.
    #[param(value_type = schema::WantedName, inline, required = false)]
    category_name: Option<String>,
    /// The board's exact name.
    #[param(value_type = schema::WantedName, inline, required = false)]
    board_name: Option<String>,
    /// Any of these tags, without regard to case: parted by commas, or a JSON array of texts.
    #[param(value_type = schema::WantedTags, inline, required = false, style = Form, explode = false)]
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
    #[param(value_type = schema::UtcMoment, inline, required = false)]
    updated_from: Option<Moment>,
    /// Changed last at this moment or earlier.
    #[param(value_type = schema::UtcMoment, inline, required = false)]
    updated_to: Option<Moment>,
    /// Opened at this moment or later.
    #[param(value_type = schema::UtcMoment, inline, required = false)]
    entered_from: Option<Moment>,
    /// Opened at this moment or earlier.
    #[param(value_type = schema::UtcMoment, inline, required = false)]
    entered_to: Option<Moment>,
    /// The same as `entered_from`.
    #[param(value_type = schema::UtcMoment, inline, required = false)]
    created_from: Option<Moment>,
    /// The same as `entered_to`.
    #[param(value_type = schema::UtcMoment, inline, required = false)]
    created_to: Option<Moment>,
    /// Finished at this moment or later.
    #[param(value_type = schema::UtcMoment, inline, required = false)]
    closed_from: Option<Moment>,
    /// Finished at this moment or earlier.
    #[param(value_type = schema::UtcMoment, inline, required = false)]
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
mod tests;
