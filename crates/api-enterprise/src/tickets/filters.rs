//! Which tickets a client asks for.

use super::order;
use crate::{
    body::{self, DayMeans, Spelled, as_text, moment, said},
    listing::Part,
    meaning, query, schema,
};
use actix_web::web::Bytes;
use serde_json::{Map, Value};
use tessera_application::{
    Application, Result as Outcome, lists,
    tickets::{self, ListTickets},
    views::TicketSheet,
};
use tessera_domain::{
    caller::Caller,
    issue::{FieldPath, Issue, Problem},
    listing::{Page, Sort, TicketFilter},
    status::Status,
    text::{self, SearchTerm},
    ticket::Patch,
    transition::Stage,
};
use tessera_http::{
    json::{Fields, JsonBody},
    query::Params,
};

/// Which tickets, in what order.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// Only those that stand there: any of these.
    #[param(value_type = schema::StatusWords, inline, required = false)]
    status: String,
    /// Only those that matter so much: any of these.
    #[param(value_type = schema::PriorityWords, inline, required = false)]
    priority: String,
    /// Only those of that sort: any of these.
    #[param(value_type = schema::KindWords, inline, required = false)]
    ticket_type: String,
    /// Only those that the person of this number opened.
    #[param(value_type = schema::Id, inline, required = false)]
    created_by_id: i64,
    /// Only those that the person of this number works on.
    #[param(value_type = schema::Id, inline, required = false)]
    assigned_to_id: i64,
    /// Only those of the department of this number: any of these.
    #[param(value_type = schema::IdWords, inline, required = false)]
    department_id: String,
    /// Only those opened then or later.
    #[param(value_type = schema::MomentOrDay, inline, required = false)]
    created_after: String,
    /// Only those opened then or earlier. A day is meant to its end.
    #[param(value_type = schema::MomentOrDay, inline, required = false)]
    created_before: String,
    /// Only those that changed then or later.
    #[param(value_type = schema::MomentOrDay, inline, required = false)]
    updated_after: String,
    /// Only those that bear any of these tags, parted by commas.
    #[param(value_type = schema::TagWords, inline, required = false)]
    tags: String,
    /// What to sort by: `created_at` unless it is said.
    #[param(value_type = schema::SortWord, inline, required = false)]
    sort_by: String,
    /// Which way: `desc` unless it is said.
    #[param(value_type = schema::OrderWord, inline, required = false)]
    sort_order: String,
}

/// What is asked for, as far as it can be told without the tenant's lists.
#[derive(Debug)]
pub struct Asked {
    filter: TicketFilter,
    stages: Option<Vec<Stage>>,
    /// What to sort by, the most important first.
    order: Vec<Sort>,
    part: Part,
}

/// How a list without an order is sorted that is searched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Searched {
    /// As any other list.
    AsListed,
    /// The best first.
    ByRelevance,
}

impl Asked {
    /// Reads a query. `words` are the names of the parameter that holds the words to search for; the first that is there
    /// counts.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn of_query(mut params: Params, words: &[&'static str]) -> Result<Self, Vec<Issue>> {
        let params = &mut params;
        let mut filter = TicketFilter {
            search: words.iter().find_map(|name| sought(params, name)),
            kinds: query::each(params, "ticket_type", meaning::kinds).map(flat),
            ranks: query::each(params, "priority", meaning::ranks).map(flat),
            opened_by: query::number(params, "created_by_id"),
            assigned_to: query::number(params, "assigned_to_id"),
            departments: query::each(params, "department_id", query::id),
            tags: query::each(params, "tags", tag),
            ..TicketFilter::default()
        };
        let mut time = |name, day| params.optional(name).parsed(|text| moment(text, day));
        filter.created.from = time("created_after", DayMeans::Begin);
        filter.created.to = time("created_before", DayMeans::End);
        filter.updated.from = time("updated_after", DayMeans::Begin);
        let asked = Self {
            filter,
            stages: query::each(params, "status", meaning::stage),
            order: order::of_query(params),
            part: Part::of_query(params),
        };
        std::mem::replace(params, Params::parse(""))
            .finish()
            .map(|()| asked)
    }

    /// Reads a body, and where the list goes on from the query beside it.
    ///
    /// # Errors
    /// All that is wrong with either.
    pub fn of_body(mut fields: Fields, mut params: Params) -> Result<Self, Vec<Issue>> {
        let search = said(fields.patch("query").told(SearchTerm::parse)).flatten();
        let members = said(fields.patch("filters").object()).unwrap_or_default();
        let part = Part::of_body(&mut fields, &mut params);
        let order = order::of_body(&mut fields);
        let (filter, stages, wrong) = of_members(members);
        for issue in wrong {
            fields.refuse(issue);
        }
        let mut issues = fields.finish().err().unwrap_or_default();
        issues.extend(params.finish().err().unwrap_or_default());
        if issues.is_empty() {
            Ok(Self {
                filter: TicketFilter { search, ..filter },
                stages,
                order,
                part,
            })
        } else {
            Err(issues)
        }
    }

    /// The part of the list that is asked for.
    pub const fn part(&self) -> &Part {
        &self.part
    }

    /// Reads it.
    ///
    /// # Errors
    /// As [`tickets::list_sheets`] has them.
    pub fn list(&self, app: &Application, caller: &Caller, searched: Searched) -> Outcome<Page<TicketSheet>> {
        let statuses = match self.stages {
            Some(_) => lists::statuses(app, caller)?,
            None => Vec::new(),
        };
        tickets::list_sheets(app, caller, &self.wanted(&statuses, searched))
    }

    /// The same in the core's words, given the tenant's statuses.
    fn wanted(&self, statuses: &[Status], searched: Searched) -> ListTickets {
        let mut filter = self.filter.clone();
        if let Some(stages) = &self.stages {
            at_stages(&mut filter, stages, statuses);
        }
        let ranked = searched == Searched::ByRelevance && filter.search.is_some();
        let (sort, then) = order::settle(&self.order, ranked);
        ListTickets {
            filter,
            sort,
            then,
            window: self.part.window(),
            after: self.part.after.clone(),
        }
    }
}

/// Which tickets a client asks for, without an order and all of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chosen {
    filter: TicketFilter,
    stages: Option<Vec<Stage>>,
}

impl Chosen {
    /// Reads the `filters` of a search that stand in a text of their own.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn of_text(text: &str) -> Result<Self, Vec<Issue>> {
        let body = JsonBody::from(Bytes::copy_from_slice(text.as_bytes()));
        // What no body may be, a name twice for one, this text may not be either.
        let members = body
            .fields()
            .ok()
            .and_then(|_| serde_json::from_str::<Map<String, Value>>(text).ok());
        let Some(members) = members else {
            return Err(vec![Issue::new(
                "filters",
                Problem::Rule("must be a JSON object"),
            )]);
        };
        match of_members(members) {
            (filter, stages, issues) if issues.is_empty() => Ok(Self { filter, stages }),
            (.., issues) => Err(issues),
        }
    }

    /// The same in the core's words.
    ///
    /// # Errors
    /// When storage fails.
    pub fn resolved(self, app: &Application, caller: &Caller) -> Outcome<TicketFilter> {
        let Self { mut filter, stages } = self;
        if let Some(stages) = stages {
            at_stages(&mut filter, &stages, &lists::statuses(app, caller)?);
        }
        Ok(filter)
    }
}

/// Only tickets at these stages, by the tenant's statuses.
fn at_stages(filter: &mut TicketFilter, stages: &[Stage], statuses: &[Status]) {
    let meant = statuses
        .iter()
        .filter(|status| stages.contains(&Stage::of(&status.key, status.category)));
    let ids: Vec<_> = meant.map(|status| status.id).collect();
    filter.nothing = ids.is_empty();
    filter.statuses = Some(ids);
}

/// The members of `filters`: what they say, which statuses they name, and what is wrong with them.
fn of_members(members: Map<String, Value>) -> (TicketFilter, Option<Vec<Stage>>, Vec<Issue>) {
    let mut fields = Fields::within(FieldPath::field("filters"), members);
    let stages = said(words(&mut fields, "status", meaning::stage));
    let number = |fields: &mut Fields, name: &'static str| said(fields.patch(name).number());
    let mut departments = said(fields.patch("departments").one_or_each(body::number));
    if let Some(more) = said(fields.patch("department_id").one_or_each(body::number)) {
        departments.get_or_insert_default().extend(more);
    }
    let mut filter = TicketFilter {
        kinds: said(words(&mut fields, "ticket_type", meaning::kinds)).map(flat),
        ranks: said(words(&mut fields, "priority", meaning::ranks)).map(flat),
        tags: said(words(&mut fields, "tags", tag)),
        opened_by: number(&mut fields, "created_by_id"),
        assigned_to: number(&mut fields, "assigned_to_id"),
        departments: departments.filter(|numbers| !numbers.is_empty()),
        ..TicketFilter::default()
    };
    let mut time = |name: &'static str, day| said(fields.patch(name).told(|text| moment(text, day)));
    filter.created.from = time("created_after", DayMeans::Begin);
    filter.created.to = time("created_before", DayMeans::End);
    filter.updated.from = time("updated_after", DayMeans::Begin);
    let issues = fields.finish().err().unwrap_or_default();
    (
        filter,
        stages.filter(|stages: &Vec<Stage>| !stages.is_empty()),
        issues,
    )
}

/// One or several words, in a list or parted by commas. None at all is no filter.
fn words<T>(
    fields: &mut Fields,
    name: &'static str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Patch<Vec<T>> {
    let several = |text: &str| {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(&parse).collect::<Result<Vec<T>, Problem>>()
    };
    let found = fields
        .patch(name)
        .one_or_each(|value, path| as_text(several)(value, path));
    match said(found).map(flat) {
        Some(words) if !words.is_empty() => Patch::Set(words),
        _ => Patch::Keep,
    }
}

fn sought(params: &mut Params, name: &'static str) -> Option<SearchTerm> {
    params.optional(name).parsed(SearchTerm::parse).flatten()
}

fn tag(text: &str) -> Result<String, Problem> {
    text::check(text, 0, body::TAG).map(|()| text.to_owned())
}

fn flat<T>(lists: Vec<Vec<T>>) -> Vec<T> {
    lists.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
