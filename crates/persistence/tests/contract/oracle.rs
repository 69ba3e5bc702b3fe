//! The same questions answered in memory: random tickets, and what the filters and orders say of them.

use crate::{
    random::Random,
    world::{House, World, at, id, name},
};
use serde_json::{Map, json};
use std::cmp::Ordering;
use tessera_domain::{
    attributes::Attributes,
    id::{ProjectId, UserId},
    listing::{AssigneeFilter, Direction, Period, Sort, SortKey, State, TicketFilter},
    priority::Rank,
    reference::Reference,
    tag::Tag,
    text::{Description, Link, SearchTerm, Title, fold},
    ticket::{Kind, Ticket},
    time::Time,
    visibility::Ties,
};

/// Titles that are hard to find, and hard to tell apart.
pub const TITLES: [&str; 14] = [
    "Printer on fire",
    "printer on fire",
    "100% of a_b",
    "100 of aXb",
    "back\\slash",
    "Größe der STRASSE",
    "größe der strasse",
    "Ünïcode 🎫 ticket",
    "two\nlines",
    "TKT-2026",
    "'; DROP TABLE tickets; --",
    "İstanbul",
    "a",
    "  spaces  ",
];

/// A ticket with what lies beside it.
#[derive(Clone)]
pub struct Stored {
    pub ticket: Ticket,
    pub tags: Vec<Tag>,
    pub watchers: Vec<UserId>,
    pub further: Vec<UserId>,
}

/// All tickets of a tenant.
pub struct Population {
    pub all: Vec<Stored>,
    pub members: Vec<(ProjectId, UserId)>,
}

impl Population {
    /// Makes so many tickets and stores them.
    pub fn store(world: &World, house: &House, count: i64, seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let tags: Vec<_> = ["red", "Grün", "BLUE", "blau"]
            .map(|text| Tag {
                id: id(at(0), random),
                text: name(text),
            })
            .into();
        let everybody: Vec<UserId> = house.users.iter().map(|user| user.id).collect();
        let all: Vec<_> = (1..=count)
            .map(|number| stored(house, &tags, &everybody, number, random))
            .collect();
        let members = vec![
            (house.projects[1].id, house.user(0)),
            (house.projects[1].id, house.user(1)),
            (house.projects[2].id, house.user(1)),
        ];
        let tenant = house.id();
        world.write(|tx| {
            tx.tags().insert(tenant, &tags)?;
            for (project, user) in &members {
                tx.lists().add_member(tenant, *project, *user)?;
            }
            let tickets: Vec<_> = all.iter().map(|it| it.ticket.clone()).collect();
            tx.tickets().insert(tenant, &tickets)?;
            let links: Vec<_> = all
                .iter()
                .flat_map(|it| it.tags.iter().map(|tag| (it.ticket.id, tag.id)))
                .collect();
            tx.tags().link(tenant, &links)?;
            for it in &all {
                tx.tickets().set_watchers(tenant, it.ticket.id, &it.watchers)?;
                tx.tickets()
                    .set_further_assignees(tenant, it.ticket.id, &it.further)?;
            }
            Ok(())
        });
        Self { all, members }
    }

    /// Everybody who is connected to the ticket.
    pub fn ties(&self, stored: &Stored) -> Ties {
        let mut members: Vec<_> = self
            .members
            .iter()
            .filter(|(project, _)| *project == stored.ticket.project)
            .map(|(_, user)| *user)
            .collect();
        members.sort_unstable();
        Ties {
            created_by: stored.ticket.created_by,
            assignees: stored
                .ticket
                .assignee
                .into_iter()
                .chain(stored.further.iter().copied())
                .collect(),
            watchers: stored.watchers.clone(),
            members,
            department: stored.ticket.department,
        }
    }
}

fn stored(house: &House, tags: &[Tag], everybody: &[UserId], number: i64, random: &mut Random) -> Stored {
    let ticket = ticket(house, everybody, number, random);
    let mut watchers = random.some(everybody, 15);
    watchers.sort_unstable();
    let mut further = random.some(everybody, 10);
    further.retain(|user| Some(*user) != ticket.assignee);
    further.sort_unstable();
    let mut tags = random.some(tags, 25);
    tags.sort_by(|a, b| a.text.cmp(&b.text));
    Stored {
        ticket,
        tags,
        watchers,
        further,
    }
}

/// A ticket with random contents. Times repeat, so that orders have to fall back on ids.
pub fn ticket(house: &House, everybody: &[UserId], number: i64, random: &mut Random) -> Ticket {
    let moment = |random: &mut Random| at(i64::try_from(random.below(40)).unwrap() * 3_600);
    let created_at = moment(random);
    let place = random.below(house.priorities.len());
    let client = random.maybe(&house.clients);
    let mut attributes = Map::new();
    attributes.insert(
        "n".into(),
        json!({"number": number, "half": 0.5, "é": ["\u{7f}", null]}),
    );
    let mut ticket = Ticket {
        id: id(created_at, random),
        number,
        reference: Reference::new(created_at, number),
        title: Title::parse(*random.pick(&TITLES)).unwrap(),
        description: random
            .maybe(&["", "Long text\n🎫"])
            .map(|text| Description::parse(text).unwrap()),
        kind: *random.pick(&Kind::ALL),
        priority: house.priorities[place].id,
        rank: Rank::new(i16::try_from(place).unwrap() + 1).unwrap(),
        project: random.pick(&house.projects).id,
        department: random.maybe(&house.departments),
        contact: random.maybe(&house.contacts).map(|contact| contact.id),
        client: client.map(|client| client.id),
        category: random.maybe(&["hardware", "Hardware", "ü"]).map(name),
        url: random
            .maybe(&["https://example.com/ä"])
            .map(|url| Link::parse(url).unwrap()),
        assignee: random.maybe(everybody),
        due_at: random.percent(50).then(|| moment(random)),
        attributes: Attributes::stored(attributes),
        created_by: random.maybe(everybody),
        created_at,
        updated_by: random.maybe(everybody),
        updated_at: moment(random).max(created_at),
        version: i64::try_from(random.below(3)).unwrap() + 1,
        ..house.ticket(number)
    };
    ticket.column = (ticket.project == house.projects[0].id).then(|| random.pick(&house.columns).id);
    let closed_at = moment(random).max(created_at);
    house.place(&mut ticket, random.below(7), closed_at, random.maybe(everybody));
    ticket
}

/// Whether the ticket passes the filter.
pub fn passes(house: &House, filter: &TicketFilter, stored: &Stored) -> bool {
    let ticket = &stored.ticket;
    let status = house
        .statuses
        .iter()
        .find(|status| status.id == ticket.status)
        .unwrap();
    let priority = house
        .priorities
        .iter()
        .find(|priority| priority.id == ticket.priority)
        .unwrap();
    let project = house
        .projects
        .iter()
        .find(|project| project.id == ticket.project)
        .unwrap();
    let client = house
        .clients
        .iter()
        .find(|client| Some(client.id) == ticket.client);
    let contact = house
        .contacts
        .iter()
        .find(|contact| Some(contact.id) == ticket.contact);
    let has = |text: &str, term: &SearchTerm| fold(text).contains(term.as_str());
    let same = |one: &str, other: &str| fold(one) == fold(other);
    let within = |period: Period, time: Option<Time>| {
        period
            .from
            .is_none_or(|from| time.is_some_and(|time| time >= from))
            && period.to.is_none_or(|to| time.is_some_and(|time| time <= to))
    };
    let all = [
        !filter.nothing,
        filter.search.as_ref().is_none_or(|term| {
            has(ticket.title.as_str(), term)
                || has(ticket.reference.as_str(), term)
                || client.is_some_and(|client| has(client.name.as_str(), term))
        }),
        filter.state.is_none_or(|state| match state {
            State::Open => !ticket.is_closed(),
            State::Closed => ticket.is_closed(),
            State::Neither => false,
        }),
        filter.assignee.is_none_or(|assignee| match assignee {
            AssigneeFilter::Somebody => ticket.assignee.is_some(),
            AssigneeFilter::Nobody => ticket.assignee.is_none(),
            AssigneeFilter::Is(user) => ticket.assignee == Some(user),
        }),
        filter
            .statuses
            .as_ref()
            .is_none_or(|statuses| statuses.contains(&ticket.status)),
        filter
            .status_name
            .as_ref()
            .is_none_or(|name| same(name, status.name.as_str())),
        filter.priority.is_none_or(|id| id == ticket.priority),
        filter
            .priority_name
            .as_ref()
            .is_none_or(|name| same(name, priority.name.as_str())),
        filter.project.is_none_or(|id| id == ticket.project),
        filter
            .project_name
            .as_ref()
            .is_none_or(|name| name == project.name.as_str()),
        filter.client.is_none_or(|id| Some(id) == ticket.client),
        filter
            .client_name
            .as_ref()
            .is_none_or(|name| client.is_some_and(|client| client.name.as_str() == name)),
        filter.contact.is_none_or(|id| Some(id) == ticket.contact),
        filter
            .contact_name
            .as_ref()
            .is_none_or(|name| contact.is_some_and(|it| it.name.as_str() == name)),
        filter
            .category
            .as_ref()
            .is_none_or(|name| ticket.category.as_ref().is_some_and(|it| it.as_str() == name)),
        filter
            .created_by
            .is_none_or(|user| ticket.created_by == Some(user)),
        filter.tags.as_ref().is_none_or(|texts| {
            stored
                .tags
                .iter()
                .any(|tag| texts.iter().any(|text| same(text, tag.text.as_str())))
        }),
        filter
            .title
            .as_ref()
            .is_none_or(|term| has(ticket.title.as_str(), term)),
        filter
            .reference
            .as_ref()
            .is_none_or(|term| has(ticket.reference.as_str(), term)),
        within(filter.created, Some(ticket.created_at)),
        within(filter.updated, Some(ticket.updated_at)),
        within(filter.closed, ticket.closure.map(|closure| closure.at)),
    ];
    all.into_iter().all(|passed| passed)
}

/// Which of two tickets comes first.
pub fn order(house: &House, sort: Sort, a: &Ticket, b: &Ticket) -> Ordering {
    let status = |ticket: &Ticket| {
        house
            .statuses
            .iter()
            .find(|it| it.id == ticket.status)
            .map(|it| it.name.clone())
    };
    let priority = |ticket: &Ticket| {
        house
            .priorities
            .iter()
            .find(|it| it.id == ticket.priority)
            .map(|it| it.name.clone())
    };
    let client = |ticket: &Ticket| {
        house
            .clients
            .iter()
            .find(|it| Some(it.id) == ticket.client)
            .map(|it| it.name.clone())
    };
    let by_key = match sort.key {
        SortKey::Created => a.created_at.cmp(&b.created_at),
        SortKey::Updated => a.updated_at.cmp(&b.updated_at),
        SortKey::Closed => absent_last(a.closure.map(|it| it.at), b.closure.map(|it| it.at)),
        SortKey::Due => absent_last(a.due_at, b.due_at),
        SortKey::Title => a.title.cmp(&b.title),
        SortKey::Number => a.number.cmp(&b.number),
        SortKey::PriorityName => priority(a).cmp(&priority(b)),
        SortKey::Rank => a.rank.cmp(&b.rank),
        SortKey::StatusName => status(a).cmp(&status(b)),
        SortKey::ClientName => absent_last(client(a), client(b)),
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
