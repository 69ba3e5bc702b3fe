//! Random tickets, with contents that are hard to find and hard to tell apart.

use crate::{
    house::House,
    random::Random,
    world::{World, at, id, name},
};
use serde_json::{Map, Value, json};
use tessera_domain::{
    attributes::Attributes,
    id::{CredentialId, ProjectId, UserId},
    priority::Rank,
    reference::Reference,
    tag::Tag,
    text::{Description, Link, Title},
    ticket::{Kind, Level, Promise, Rating, Ticket},
    time::parse_day,
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
    let promised = Promise::Until(at(i64::try_from(random.below(60)).unwrap() * 3_600));
    ticket.promise = *random.pick(&[Promise::ByRank, promised, Promise::Paused]);
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
