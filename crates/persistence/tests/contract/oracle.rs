//! The same questions answered in memory: random tickets, and what the filters and orders say of them.

use crate::{
    house::House,
    random::Random,
    world::{World, at, id, name},
};
use serde_json::{Map, Value, json};
use std::cmp::Ordering;
use tessera_domain::{
    attributes::Attributes,
    comment::Audience,
    id::{CredentialId, ProjectId, UserId},
    listing::{AssigneeFilter, Direction, Period, Sort, SortKey, State, TicketFilter},
    priority::Rank,
    reference::Reference,
    search::{Query, Wanted, Words},
    tag::Tag,
    text::{Description, Link, Name, SearchTerm, Title, fold},
    ticket::{Kind, Level, Rating, Ticket},
    time::{Time, parse_day},
    visibility::{Sight, Ties},
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
    /// By text; they were put on it the other way round.
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
        let tags: Vec<_> = (1..)
            .zip(["red", "Grün", "BLUE", "blau"])
            .map(|(number, text)| house.tag(0, number, text))
            .collect();
        let everybody = house.everybody();
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
                house.join(tx, *project, *user)?;
            }
            let tickets: Vec<_> = all.iter().map(|it| it.ticket.clone()).collect();
            tx.tickets().insert(tenant, &tickets)?;
            let links: Vec<_> = all
                .iter()
                .flat_map(|it| it.tags.iter().rev().map(|tag| (it.ticket.id, tag.id)))
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

    /// The tickets that the domain's rule shows.
    pub fn in_sight(&self, sight: &Sight) -> Vec<&Ticket> {
        let seen = self.all.iter().filter(|it| sight.sees(&self.ties(it)));
        seen.map(|it| &it.ticket).collect()
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
            source: stored.ticket.source,
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
    // Numbers of its own, so that what else the ticket is does not hang on them.
    let random = &mut Random::new(u64::try_from(number).unwrap());
    ticket.source = random.maybe(&sources(house));
    ticket.metadata = ticket
        .source
        .and_then(|_| random.maybe(&[metadata(), Map::new()]));
    describe(&mut ticket, random);
    ticket
}

/// What boards and desks know of it besides.
fn describe(ticket: &mut Ticket, random: &mut Random) {
    let notes = |random: &mut Random| {
        let text = random.maybe(&["", "Notes\n🎫"]);
        text.map(|text| Description::parse(text).unwrap())
    };
    ticket.urgency = *random.pick(&Level::ALL);
    ticket.importance = *random.pick(&Level::ALL);
    ticket.start_on = random
        .maybe(&["0001-01-01", "2026-02-28", "9999-12-31"])
        .and_then(parse_day);
    ticket.breached_at = random.percent(20).then(|| at(-1));
    ticket.internal_notes = notes(random);
    ticket.public_notes = notes(random);
    ticket.rating = random.maybe(&[1, 3, 5]).and_then(Rating::new);
    ticket.expected_files = random
        .maybe(&[vec!["a b.png".to_owned(), "größe \"1\".pdf".to_owned()]])
        .unwrap_or_default();
}

/// The tokens that some of the house's tickets were opened by.
pub fn sources(house: &House) -> [CredentialId; 2] {
    let random = &mut Random::new(house.id().uuid().as_u64_pair().1);
    [id(at(1), random), id(at(2), random)]
}

/// Data of another system: nested, in many scripts, with the largest and smallest numbers.
pub fn metadata() -> Map<String, Value> {
    let own = json!({
        "": null,
        "größe 🎫": {"a": [[], {}, [{"b": "\"\\\n\u{7f}\u{2028}"}]]},
        "numbers": [0, -1, 0.1, u64::MAX, i64::MIN, 9_007_199_254_740_993_i64, 1.5e300, 5e-324],
        "日本語": [true, false, ""],
    });
    own.as_object().unwrap().clone()
}

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
