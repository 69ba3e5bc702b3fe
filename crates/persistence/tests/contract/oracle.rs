//! The questions that the databases answer, answered in memory: what the filters and orders say of tickets.

use crate::{house::House, population::Stored};
use std::cmp::Ordering;
use tessera_domain::{
    comment::Audience,
    listing::{AssigneeFilter, Direction, Period, Sort, SortKey, State, TicketFilter},
    search::{Query, Wanted, Words},
    text::{Name, SearchTerm, fold},
    ticket::Ticket,
    time::Time,
};

/// Whether the ticket passes the filter.
pub fn passes(house: &House, filter: &TicketFilter, stored: &Stored) -> bool {
    !filter.nothing
        && passes_lists(house, filter, &stored.ticket)
        && passes_people(filter, &stored.ticket)
        && passes_numbers(house, filter, stored)
        && passes_parties(house, filter, &stored.ticket)
        && passes_words(house, filter, stored)
        && passes_periods(filter, &stored.ticket)
}

/// Whether what is asked for, if anything is, is so.
fn asked<T>(wanted: Option<&T>, is_so: impl FnOnce(&T) -> bool) -> bool {
    wanted.is_none_or(is_so)
}

fn same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

fn passes_lists(house: &House, filter: &TicketFilter, ticket: &Ticket) -> bool {
    let (status, priority) = (house.status_of(ticket), house.priority_of(ticket));
    let project = house.project_of(ticket);
    asked(filter.statuses.as_ref(), |ids| ids.contains(&status.id))
        && asked(filter.status_name.as_ref(), |name| {
            same(name, status.name.as_str())
        })
        && asked(filter.priority.as_ref(), |id| *id == priority.id)
        && asked(filter.priority_name.as_ref(), |name| {
            same(name, priority.name.as_str())
        })
        && asked(filter.project.as_ref(), |id| *id == project.id)
        && asked(filter.project_name.as_ref(), |name| name == project.name.as_str())
        && asked(filter.state.as_ref(), |state| match state {
            State::Open => !ticket.is_closed(),
            State::Closed => ticket.is_closed(),
            State::Neither => false,
        })
}

fn passes_people(filter: &TicketFilter, ticket: &Ticket) -> bool {
    asked(filter.created_by.as_ref(), |user| {
        ticket.created_by == Some(*user)
    }) && asked(filter.assignee.as_ref(), |assignee| match assignee {
        AssigneeFilter::Somebody => ticket.assignee.is_some(),
        AssigneeFilter::Nobody => ticket.assignee.is_none(),
        AssigneeFilter::Is(user) => ticket.assignee == Some(*user),
    })
}

fn passes_numbers(house: &House, filter: &TicketFilter, stored: &Stored) -> bool {
    let ticket = &stored.ticket;
    let column = house.columns.iter().find(|it| Some(it.id) == ticket.column);
    let department = house
        .departments
        .iter()
        .position(|id| Some(*id) == ticket.department)
        .map(|place| i64::try_from(place).unwrap() + 1);
    let user = |number: i64| {
        house
            .users
            .iter()
            .find(|user| user.number == number)
            .map(|it| it.id)
    };
    asked(filter.columns.as_ref(), |numbers| {
        column.is_some_and(|column| numbers.contains(&column.number))
    }) && asked(filter.project_number.as_ref(), |number| {
        house.project_of(ticket).number == *number
    }) && asked(filter.tag_numbers.as_ref(), |numbers| {
        stored.tags.iter().any(|tag| numbers.contains(&tag.number))
    }) && asked(filter.kinds.as_ref(), |kinds| kinds.contains(&ticket.kind))
        && asked(filter.ranks.as_ref(), |ranks| ranks.contains(&ticket.rank))
        && asked(filter.departments.as_ref(), |numbers| {
            department.is_some_and(|number| numbers.contains(&number))
        })
        && asked(filter.assigned_to.as_ref(), |number| {
            user(*number).is_some_and(|id| ticket.assignee == Some(id) || stored.further.contains(&id))
        })
        && asked(filter.opened_by.as_ref(), |number| {
            user(*number).is_some_and(|id| ticket.created_by == Some(id))
        })
        && asked(filter.watched_by.as_ref(), |id| stored.watchers.contains(id))
}

fn passes_parties(house: &House, filter: &TicketFilter, ticket: &Ticket) -> bool {
    let client = house.client_of(ticket).map(|it| it.name.as_str());
    let contact = house.contact_of(ticket).map(|it| it.name.as_str());
    asked(filter.client.as_ref(), |id| ticket.client == Some(*id))
        && asked(filter.client_name.as_ref(), |name| client == Some(name))
        && asked(filter.contact.as_ref(), |id| ticket.contact == Some(*id))
        && asked(filter.contact_name.as_ref(), |name| contact == Some(name))
}

fn passes_words(house: &House, filter: &TicketFilter, stored: &Stored) -> bool {
    let ticket = &stored.ticket;
    let has = |text: &str, term: &SearchTerm| fold(text).contains(term.as_str());
    let (title, reference) = (ticket.title.as_str(), ticket.reference.as_str());
    let client = house.client_of(ticket).map_or("", |it| it.name.as_str());
    let category = ticket.category.as_ref().map(Name::as_str);
    let bears = |text: &String| stored.tags.iter().any(|tag| same(text, tag.text.as_str()));
    asked(filter.search.as_ref(), |term| {
        let description = ticket.description.as_ref().map_or("", |it| it.as_str());
        mentions(term, &[title, reference, client, description])
    }) && asked(filter.terms.as_ref(), |terms| {
        let description = ticket.description.as_ref().map_or("", |it| it.as_str());
        let is_there = |term: &SearchTerm| {
            let is_one = !term.as_str().contains(char::is_whitespace);
            let has_words = !Query::of(term).wanted().is_empty();
            has(title, term)
                || is_one && mentions(term, &[title, reference, client, description])
                || !has_words && description.contains(term.as_str())
        };
        terms.iter().all(is_there)
    }) && asked(filter.title.as_ref(), |term| has(title, term))
        && asked(filter.reference.as_ref(), |term| has(reference, term))
        && asked(filter.category.as_ref(), |name| category == Some(name))
        && asked(filter.tags.as_ref(), |texts| texts.iter().any(bears))
}

/// Whether every word of the term is a word of one of the texts; the last may be the beginning of one.
pub fn mentions(term: &SearchTerm, texts: &[&str]) -> bool {
    let mut words = Words::default();
    for text in texts {
        words.read(Audience::Public, text);
    }
    let words: Vec<&str> = words.public().collect();
    let query = Query::of(term);
    let is_there = |wanted: &Wanted| words.iter().any(|word| wanted.is(word));
    !query.wanted().is_empty() && query.wanted().iter().all(is_there)
}

fn passes_periods(filter: &TicketFilter, ticket: &Ticket) -> bool {
    let within = |period: Period, time: Option<Time>| {
        asked(period.from.as_ref(), |from| {
            time.is_some_and(|time| time >= *from)
        }) && asked(period.to.as_ref(), |to| time.is_some_and(|time| time <= *to))
    };
    within(filter.created, Some(ticket.created_at))
        && within(filter.updated, Some(ticket.updated_at))
        && within(filter.closed, ticket.closure.map(|closure| closure.at))
}

/// Which of two tickets comes first by several orders in a row.
pub fn order_by_all(house: &House, sorts: &[Sort], a: &Ticket, b: &Ticket) -> Ordering {
    let alone = |sort: &Sort| {
        // Without its last resort, the id.
        let twin = Ticket {
            id: a.id,
            ..b.clone()
        };
        order(house, *sort, a, &twin)
    };
    let by_id = match sorts[0].direction {
        Direction::Ascending => a.id.cmp(&b.id),
        Direction::Descending => b.id.cmp(&a.id),
    };
    sorts
        .iter()
        .map(|sort| match sort.key {
            SortKey::Created => order(house, *sort, a, b),
            _ => alone(sort),
        })
        .find(|ordering| ordering.is_ne())
        .unwrap_or(by_id)
}

/// Which of two tickets comes first.
pub fn order(house: &House, sort: Sort, a: &Ticket, b: &Ticket) -> Ordering {
    let status = |ticket| &house.status_of(ticket).name;
    let priority = |ticket| &house.priority_of(ticket).name;
    let client = |ticket| house.client_of(ticket).map(|it| &it.name);
    let by_key = match sort.key {
        SortKey::Created => a.created_at.cmp(&b.created_at),
        SortKey::Updated => a.updated_at.cmp(&b.updated_at),
        SortKey::Closed => absent_last(a.closure.map(|it| it.at), b.closure.map(|it| it.at)),
        SortKey::Due => absent_last(a.due_at, b.due_at),
        SortKey::Title => a.title.cmp(&b.title),
        SortKey::Number => a.number.cmp(&b.number),
        SortKey::PriorityName => priority(a).cmp(priority(b)),
        SortKey::Rank => a.rank.cmp(&b.rank),
        SortKey::StatusName => status(a).cmp(status(b)),
        SortKey::ClientName => absent_last(client(a), client(b)),
        SortKey::Relevance => unreachable!("searching has tests of its own"),
    };
    let ordering = by_key.then(a.id.cmp(&b.id));
    match sort.direction {
        Direction::Ascending => ordering,
        Direction::Descending => ordering.reverse(),
    }
}

fn absent_last<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
    }
}

/// Every way to sort.
pub const SORTS: [SortKey; 10] = [
    SortKey::Created,
    SortKey::Updated,
    SortKey::Closed,
    SortKey::Due,
    SortKey::Title,
    SortKey::Number,
    SortKey::PriorityName,
    SortKey::Rank,
    SortKey::StatusName,
    SortKey::ClientName,
];
