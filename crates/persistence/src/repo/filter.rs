//! Which tickets are meant: the visibility rule and the filters, as conditions on `tickets` alone.

use super::{
    Db,
    named::Named,
    search, sight,
    ways::{Way, Ways},
};
use crate::{
    fragments::{Bearing, Hits, Lookup, Matching, among, found_by},
    schema::{
        board_columns, clients, contacts, departments, priorities, tags, ticket_assignees, ticket_tags,
        ticket_totals, ticket_watchers, tickets, users,
    },
    types::{Key, at, key},
};
use diesel::{expression::BoxableExpression, prelude::*, sql_types::Bool};
use tessera_domain::{
    id::{TenantId, TicketId, earliest_at},
    listing::{AssigneeFilter, Period, State, TicketFilter},
    search::{Place, Query},
    text::{SearchTerm, fold},
    time::Time,
    visibility::Sight,
};

/// Something that must hold for a row of a table.
pub type Condition<Table> = Box<dyn BoxableExpression<Table, Db, SqlType = Bool>>;

/// Everything that must hold, beginning with the tenant.
pub struct Wanted<Table> {
    conditions: Vec<Condition<Table>>,
    /// How many of the conditions look in the index of words, all within one.
    lookups: usize,
}

impl<Table: 'static> Wanted<Table> {
    /// One more thing that must hold.
    pub fn push(&mut self, condition: Condition<Table>) {
        self.conditions.push(condition);
    }

    /// Whether the index of words says which rows they are.
    pub const fn is_looked_up(&self) -> bool {
        self.lookups > 0
    }

    /// How many conditions there are besides the tenant.
    pub fn conditions(&self) -> usize {
        self.conditions.len().saturating_sub(1) + self.lookups.saturating_sub(1)
    }
}

macro_rules! all_of {
    ($table:ident) => {
        impl Wanted<$table::table> {
            /// What must hold, as one condition.
            pub fn all(self) -> Condition<$table::table> {
                let both = |one: Condition<$table::table>, other| -> Condition<$table::table> {
                    Box::new(BoolExpressionMethods::and(one, other))
                };
                // There is always the tenant's; without it nothing must ever be found.
                let nothing = || -> Condition<$table::table> { Box::new(false.into_sql::<Bool>()) };
                self.conditions
                    .into_iter()
                    .reduce(both)
                    .unwrap_or_else(nothing)
            }
        }
    };
}

all_of!(tickets);
all_of!(ticket_totals);

/// Wants a column to hold one of the ids. One by itself leads to the rows in the order of an index.
macro_rules! want_any {
    ($into:expr, $column:expr, $ids:expr) => {
        match $ids.as_slice() {
            [id] => $into.push(Box::new($column.eq(*id))),
            ids => $into.push(Box::new(among($column, ids.iter().copied()))),
        }
    };
}

/// The conditions on what both a ticket and a row of the totals say of themselves.
macro_rules! common {
    ($table:ident, $column:expr, $tenant:expr, $filter:expr, $named:expr, $into:expr) => {{
        let (filter, named, into): (&TicketFilter, &Named, &mut Vec<Condition<$table::table>>) =
            ($filter, $named, $into);
        if let Some(ids) = &filter.statuses {
            let ids: Vec<Key> = ids.iter().map(|id| key(*id)).collect();
            want_any!(into, $table::status_id, ids);
        }
        if let Some(ids) = &named.statuses {
            want_any!(into, $table::status_id, ids);
        }
        if let Some(id) = filter.priority {
            into.push(Box::new($table::priority_id.eq(key(id))));
        }
        if let Some(ids) = &named.priorities {
            want_any!(into, $table::priority_id, ids);
        }
        if let Some(id) = filter.project {
            into.push(Box::new($table::project_id.eq(key(id))));
        }
        if let Some(ids) = &named.projects {
            want_any!(into, $table::project_id, ids);
        }
        if let Some(numbers) = &filter.columns {
            let numbered = board_columns::table
                .filter(
                    board_columns::tenant_id
                        .eq($tenant)
                        .and(board_columns::number.eq_any(numbers.clone())),
                )
                .select(board_columns::id);
            into.push(Box::new(found_by($column, numbered)));
        }
        if let Some(ranks) = &filter.ranks {
            let ranks: Vec<i16> = ranks.iter().map(|rank| rank.get()).collect();
            let ranked = priorities::table
                .filter(
                    priorities::tenant_id
                        .eq($tenant)
                        .and(priorities::rank.eq_any(ranks)),
                )
                .select(priorities::id);
            into.push(Box::new(found_by($table::priority_id, ranked)));
        }
    }};
}

/// The tickets in sight that pass the filter; nothing when none can.
pub fn wanted(
    tenant: TenantId,
    sight: &Sight,
    (filter, named): (&TicketFilter, &Named),
    ways: Ways,
) -> Option<Wanted<tickets::table>> {
    if filter.nothing || filter.state == Some(State::Neither) || named.is_nothing() {
        return None;
    }
    let mut wanted = visible(tenant, sight, ways.sight);
    if ways.words == Way::Look && asks_for_words_alone(filter) {
        let words = filter
            .search
            .as_ref()
            .and_then(|term| having(tenant, filter, term));
        wanted.push(Box::new(Bearing::new(tenant, words?)));
    } else {
        look_up(tenant, filter, &mut wanted)?;
    }
    let into = &mut wanted.conditions;
    let tenant = key(tenant);
    common!(
        tickets,
        tickets::column_id.assume_not_null(),
        tenant,
        filter,
        named,
        into
    );
    match filter.state {
        Some(State::Open) => into.push(Box::new(tickets::closed_at.is_null())),
        Some(State::Closed) => into.push(Box::new(tickets::closed_at.is_not_null())),
        None | Some(State::Neither) => {}
    }
    people(tenant, filter, into);
    place(tenant, filter, into);
    parties(tenant, filter, into);
    words(tenant, filter, into);
    periods(filter, into);
    Some(wanted)
}

/// The rows of the totals that answer how many tickets pass the filter; nothing when only the tickets tell.
pub fn counted(
    tenant: TenantId,
    sight: &Sight,
    (filter, named): (&TicketFilter, &Named),
) -> Option<Wanted<ticket_totals::table>> {
    if *sight != Sight::Everything || !totals_know(filter) {
        return None;
    }
    let tenant = key(tenant);
    let mut conditions: Vec<Condition<ticket_totals::table>> =
        vec![Box::new(ticket_totals::tenant_id.eq(tenant))];
    let into = &mut conditions;
    common!(
        ticket_totals,
        ticket_totals::column_id,
        tenant,
        filter,
        named,
        into
    );
    match filter.state {
        Some(State::Open) => into.push(Box::new(ticket_totals::closed.eq(false))),
        Some(State::Closed) => into.push(Box::new(ticket_totals::closed.eq(true))),
        None | Some(State::Neither) => {}
    }
    match filter.assignee {
        Some(AssigneeFilter::Somebody) => into.push(Box::new(ticket_totals::assigned.eq(true))),
        Some(AssigneeFilter::Nobody) => into.push(Box::new(ticket_totals::assigned.eq(false))),
        None | Some(AssigneeFilter::Is(_)) => {}
    }
    Some(Wanted {
        conditions,
        lookups: 0,
    })
}

/// Whether the filter asks of nothing but what tickets are counted by. Every field is named, so that a new
/// one has to be decided here.
fn totals_know(filter: &TicketFilter) -> bool {
    const ANY: Period = Period { from: None, to: None };
    matches!(
        filter,
        TicketFilter {
            search: None,
            terms: None,
            internal: _,
            after: _,
            state: _,
            assignee: None | Some(AssigneeFilter::Somebody | AssigneeFilter::Nobody),
            statuses: _,
            status_name: _,
            priority: _,
            priority_name: _,
            project: _,
            project_name: _,
            project_number: _,
            ranks: _,
            columns: _,
            tag_numbers: None,
            kinds: None,
            departments: None,
            assigned_to: None,
            opened_by: None,
            watched_by: None,
            client: None,
            client_name: None,
            contact: None,
            contact_name: None,
            category: None,
            created_by: None,
            tags: None,
            title: None,
            reference: None,
            created: ANY,
            updated: ANY,
            closed: ANY,
            nothing: false,
        }
    )
}

/// One ticket, if it is in sight.
pub fn one(tenant: TenantId, sight: &Sight, id: TicketId) -> Wanted<tickets::table> {
    let mut wanted = visible(tenant, sight, Way::Look);
    wanted.conditions.push(Box::new(tickets::id.eq(key(id))));
    wanted
}

/// The ticket of that number, if it is in sight.
pub fn numbered(tenant: TenantId, sight: &Sight, number: i64) -> Wanted<tickets::table> {
    let mut wanted = visible(tenant, sight, Way::Look);
    wanted.push(Box::new(tickets::number.eq(number)));
    wanted
}

/// Tickets that were found to be in sight already.
pub fn these(tenant: TenantId, ids: Vec<Key>) -> Wanted<tickets::table> {
    let conditions: Vec<Condition<tickets::table>> = vec![
        Box::new(tickets::tenant_id.eq(key(tenant))),
        Box::new(among(tickets::id, ids)),
    ];
    Wanted {
        conditions,
        lookups: 0,
    }
}

/// The tenant's tickets in sight.
pub fn visible(tenant: TenantId, sight: &Sight, way: Way) -> Wanted<tickets::table> {
    let mut conditions: Vec<Condition<tickets::table>> = vec![Box::new(tickets::tenant_id.eq(key(tenant)))];
    conditions.extend(sight::condition(tenant, sight, way));
    Wanted {
        conditions,
        lookups: 0,
    }
}

fn people(tenant: Key, filter: &TicketFilter, into: &mut Vec<Condition<tickets::table>>) {
    match filter.assignee {
        Some(AssigneeFilter::Somebody) => into.push(Box::new(tickets::assignee_id.is_not_null())),
        Some(AssigneeFilter::Nobody) => into.push(Box::new(tickets::assignee_id.is_null())),
        Some(AssigneeFilter::Is(id)) => {
            into.push(Box::new(tickets::assignee_id.assume_not_null().eq(key(id))));
        }
        None => {}
    }
    if let Some(id) = filter.created_by {
        into.push(Box::new(tickets::created_by.assume_not_null().eq(key(id))));
    }
    if let Some(number) = filter.opened_by {
        let opener = tickets::created_by.assume_not_null();
        into.push(Box::new(found_by(opener, person(tenant, number))));
    }
    if let Some(number) = filter.assigned_to {
        let further = ticket_assignees::table
            .filter(
                ticket_assignees::tenant_id
                    .eq(tenant)
                    .and(ticket_assignees::user_id.eq_any(person(tenant, number))),
            )
            .select(ticket_assignees::ticket_id);
        let first = tickets::assignee_id
            .assume_not_null()
            .eq_any(person(tenant, number));
        into.push(Box::new(first.or(tickets::id.eq_any(further))));
    }
    if let Some(user) = filter.watched_by {
        let watched = ticket_watchers::table
            .filter(
                ticket_watchers::tenant_id
                    .eq(tenant)
                    .and(ticket_watchers::user_id.eq(key(user))),
            )
            .select(ticket_watchers::ticket_id);
        into.push(Box::new(tickets::id.eq_any(watched)));
    }
}

/// The person of that number.
#[diesel::dsl::auto_type]
fn person(tenant: Key, number: i64) -> _ {
    users::table
        .filter(users::tenant_id.eq(tenant).and(users::number.eq(number)))
        .select(users::id)
}

/// Where the ticket stands, and what sort of thing it is.
fn place(tenant: Key, filter: &TicketFilter, into: &mut Vec<Condition<tickets::table>>) {
    if let Some(numbers) = &filter.departments {
        let meant = departments::table
            .filter(
                departments::tenant_id
                    .eq(tenant)
                    .and(departments::number.eq_any(numbers.clone())),
            )
            .select(departments::id);
        let department = tickets::department_id.assume_not_null();
        into.push(Box::new(found_by(department, meant)));
    }
    if let Some(kinds) = &filter.kinds {
        let keys: Vec<&str> = kinds.iter().map(|kind| kind.key()).collect();
        into.push(Box::new(tickets::kind.eq_any(keys)));
    }
}

fn parties(tenant: Key, filter: &TicketFilter, into: &mut Vec<Condition<tickets::table>>) {
    if let Some(id) = filter.client {
        into.push(Box::new(tickets::client_id.assume_not_null().eq(key(id))));
    }
    if let Some(name) = &filter.client_name {
        let named = clients::table
            .filter(clients::tenant_id.eq(tenant).and(clients::name.eq(name.clone())))
            .select(clients::id);
        into.push(Box::new(found_by(tickets::client_id.assume_not_null(), named)));
    }
    if let Some(id) = filter.contact {
        into.push(Box::new(tickets::contact_id.assume_not_null().eq(key(id))));
    }
    if let Some(name) = &filter.contact_name {
        let named = contacts::table
            .filter(
                contacts::tenant_id
                    .eq(tenant)
                    .and(contacts::name.eq(name.clone())),
            )
            .select(contacts::id);
        into.push(Box::new(found_by(tickets::contact_id.assume_not_null(), named)));
    }
}

fn words(tenant: Key, filter: &TicketFilter, into: &mut Vec<Condition<tickets::table>>) {
    if let Some(category) = &filter.category {
        into.push(Box::new(tickets::category.assume_not_null().eq(category.clone())));
    }
    if let Some(texts) = &filter.tags {
        into.push(bearing_any(tenant, texts));
    }
    if let Some(numbers) = &filter.tag_numbers {
        into.push(bearing_any_numbered(tenant, numbers));
    }
}

fn bearing_any(tenant: Key, texts: &[String]) -> Condition<tickets::table> {
    let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
    let meant = tags::table
        .filter(tags::tenant_id.eq(tenant).and(tags::text_folded.eq_any(texts)))
        .select(tags::id);
    let bearing = ticket_tags::table
        .filter(
            ticket_tags::tenant_id
                .eq(tenant)
                .and(ticket_tags::tag_id.eq_any(meant)),
        )
        .select(ticket_tags::ticket_id);
    Box::new(tickets::id.eq_any(bearing))
}

fn bearing_any_numbered(tenant: Key, numbers: &[i64]) -> Condition<tickets::table> {
    let meant = tags::table
        .filter(
            tags::tenant_id
                .eq(tenant)
                .and(tags::number.eq_any(numbers.to_vec())),
        )
        .select(tags::id);
    let bearing = ticket_tags::table
        .filter(
            ticket_tags::tenant_id
                .eq(tenant)
                .and(ticket_tags::tag_id.eq_any(meant)),
        )
        .select(ticket_tags::ticket_id);
    Box::new(tickets::id.eq_any(bearing))
}

/// Whether all that is asked for is that tickets have words.
pub fn asks_for_words_alone(filter: &TicketFilter) -> bool {
    let others = TicketFilter {
        search: None,
        internal: false,
        after: None,
        ..filter.clone()
    };
    filter.search.is_some() && others == TicketFilter::default()
}

/// What counts the tickets that have the words; nothing where more is asked for than words, or not all is in sight.
pub fn hits(tenant: TenantId, sight: &Sight, filter: &TicketFilter) -> Option<Hits> {
    if *sight != Sight::Everything || !asks_for_words_alone(filter) {
        return None;
    }
    let words = having(tenant, filter, filter.search.as_ref()?)?;
    Some(Hits::new(tenant, words))
}

fn having(tenant: TenantId, filter: &TicketFilter, term: &SearchTerm) -> Option<Lookup> {
    search::by_words(tenant, &Query::of(term), filter.internal)
}

/// Wants what the index of words says; nothing when no ticket can be that.
fn look_up(tenant: TenantId, filter: &TicketFilter, wanted: &mut Wanted<tickets::table>) -> Option<()> {
    let lookups = lookups(tenant, filter);
    if !lookups.is_empty() {
        let matching = Matching::new(tenant, lookups)?;
        wanted.lookups = matching.ways();
        wanted.push(Box::new(matching));
    }
    Some(())
}

/// What is looked up in the index, each in any of several ways.
fn lookups(tenant: TenantId, filter: &TicketFilter) -> Vec<Vec<Lookup>> {
    let words = |term: &SearchTerm| having(tenant, filter, term);
    let part = |place, term: &SearchTerm| search::by_parts(tenant, place, term);
    let mentioned = |term: &SearchTerm| {
        let is_one = !term.as_str().contains(char::is_whitespace);
        let elsewhere = match words(term) {
            Some(words) if is_one => Some(words),
            Some(_) => None,
            None => part(Place::Signs, term),
        };
        part(Place::Title, term).into_iter().chain(elsewhere).collect()
    };
    let searched = filter.search.iter().map(|term| Vec::from_iter(words(term)));
    let titled = filter
        .title
        .iter()
        .map(|term| Vec::from_iter(part(Place::Title, term)));
    let referred = filter
        .reference
        .iter()
        .map(|term| Vec::from_iter(part(Place::Reference, term)));
    let terms = filter.terms.iter().flatten().map(mentioned);
    searched.chain(titled).chain(referred).chain(terms).collect()
}

/// Opening times are bounds on the id, which carries them: that is what the primary key is sorted by.
fn periods(filter: &TicketFilter, into: &mut Vec<Condition<tickets::table>>) {
    if let Some(from) = filter.created.from {
        into.push(Box::new(tickets::id.ge(key(earliest_at(from)))));
    }
    if let Some(after) = filter
        .created
        .to
        .and_then(|to| Time::from_micros(to.micros().saturating_add(1)))
    {
        into.push(Box::new(tickets::id.lt(key(earliest_at(after)))));
    }
    if let Some(from) = filter.updated.from {
        into.push(Box::new(tickets::updated_at.ge(at(from))));
    }
    if let Some(to) = filter.updated.to {
        into.push(Box::new(tickets::updated_at.le(at(to))));
    }
    if let Some(from) = filter.closed.from {
        into.push(Box::new(tickets::closed_at.assume_not_null().ge(at(from))));
    }
    if let Some(to) = filter.closed.to {
        into.push(Box::new(tickets::closed_at.assume_not_null().le(at(to))));
    }
}
