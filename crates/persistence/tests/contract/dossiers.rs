//! Tickets with what stands around them, and what happened to them.

use crate::{
    attachments::attachment,
    comment_sheets::comment,
    house::House,
    population::{Population, Stored},
    random::Random,
    world::{World, at, id, worlds},
};
use serde_json::json;
use tessera_domain::{
    attachment::Attachment,
    caller::Viewer,
    comment::{Audience, Comment},
    event::{Actor, Event, EventKind, FieldChange},
    id::TicketId,
    integration::{HourlyLimit, IntegrationToken, TokenState},
    listing::{Direction, Window},
    visibility::Sight,
};
use tessera_ports::{
    attachments::{AttachmentsWanted, CommentFiles},
    queries::{ActorLabel, DossierLimits, TicketDossier, TimelineEntry, TimelineWanted},
    world::Fingerprint,
};

const LIMITS: DossierLimits = DossierLimits {
    comments: 4,
    attachments: 3,
    timeline: 5,
    related: 5,
};

fn viewers(house: &House) -> [Viewer; 4] {
    let personal = |place: usize, department: Option<usize>| Sight::Personal {
        user: house.user(place),
        department: department.map(|place| house.departments[place]),
    };
    [
        (Sight::Everything, 2, true),
        (Sight::Everything, 2, false),
        (personal(1, None), 1, false),
        (personal(0, Some(1)), 0, true),
    ]
    .map(|(sight, place, internal)| Viewer {
        sight,
        user: house.user(place),
        internal,
    })
}

fn event(house: &House, ticket: TicketId, place: i64, actor: Actor) -> Event {
    Event {
        tenant: house.id(),
        id: id(at(place), &mut Random::new(u64::try_from(place).unwrap())),
        kind: EventKind::TicketUpdated,
        ticket: Some(ticket),
        subject: ticket.uuid(),
        actor,
        audience: Audience::from_internal(place % 3 == 0),
        changes: vec![FieldChange {
            field: "title".into(),
            before: json!(place),
            after: json!("x"),
        }],
        at: at(place),
        request: None,
    }
}

/// Tickets, some of which have much around them, some little, some nothing.
fn fill(world: &World) -> Population {
    let (house, tenant) = (&world.ours, world.ours.id());
    let population = Population::store(world, house, 40, 61);
    Population::store(world, &world.theirs, 10, 62);
    let under = |number: i64| {
        population.all[usize::try_from(number * number % 17).unwrap()]
            .ticket
            .id
    };
    let comments: Vec<Comment> = (1..=60)
        .map(|number| comment(house, under(number), number))
        .collect();
    let files: Vec<Attachment> = (1..=40)
        .map(|number| {
            let place = usize::try_from(number * number % 17).unwrap();
            attachment(house, &population.all[place].ticket, number)
        })
        .collect();
    let actors = [Actor::User(house.user(4)), Actor::Import, Actor::Service];
    let events: Vec<Event> = (1..=90)
        .map(|place| {
            let actor = actors[usize::try_from(place).unwrap() % 3];
            event(house, under(place), place, actor)
        })
        .collect();
    world.write(|tx| {
        tx.comments().insert(tenant, &comments)?;
        for file in &files {
            tx.attachments().count(tenant, file.uploaded_by, file.size)?;
            tx.attachments().insert(tenant, file)?;
        }
        for (place, it) in comments.iter().enumerate().step_by(2) {
            let people = [house.user(place % 5), house.user(place % 3)];
            tx.comments().mention(tenant, it.id, &people)?;
            let wanted = CommentFiles {
                ticket: it.ticket,
                comment: it.id,
                internal: it.audience.is_internal(),
                names: Vec::new(),
                numbers: (1..=40).filter(|number| number % 7 == it.number % 7).collect(),
            };
            tx.attachments().bind_to_comment(tenant, &wanted)?;
        }
        tx.events().append(tenant, &events)
    });
    population
}

/// What is related, as told by its number: in sight, in the same department, with one of the same tags, newest first.
fn related(population: &Population, viewer: &Viewer, of: &Stored) -> Vec<i64> {
    let is_like = |it: &&Stored| {
        it.ticket.id != of.ticket.id
            && of.ticket.department.is_some()
            && it.ticket.department == of.ticket.department
            && viewer.sight.sees(&population.ties(it))
            && it.tags.iter().any(|tag| of.tags.contains(tag))
    };
    let mut like: Vec<&Stored> = population.all.iter().filter(is_like).collect();
    like.sort_by_key(|it| std::cmp::Reverse(it.ticket.id));
    like.iter().take(5).map(|it| it.ticket.number).collect()
}

/// The dossier as the other ports make it up.
fn expected(world: &World, viewer: &Viewer, number: i64) -> Option<TicketDossier> {
    let (queries, tenant) = (&world.queries, world.ours.id());
    let sheet = queries.sheet(tenant, viewer, number).unwrap()?;
    let part = |limit| Window { offset: 0, limit };
    let comments = queries.comment_sheets(tenant, viewer, Some(number), None, part(LIMITS.comments));
    let files = AttachmentsWanted {
        ticket: Some(number),
        internal: viewer.internal,
        window: part(LIMITS.attachments),
    };
    let newest = TimelineWanted {
        direction: Direction::Descending,
        behind: None,
        limit: LIMITS.timeline,
    };
    Some(TicketDossier {
        comments: comments.unwrap().unwrap(),
        attachments: queries
            .attachments(tenant, &viewer.sight, &files)
            .unwrap()
            .unwrap(),
        approval: None,
        timeline: queries
            .of_ticket(tenant, viewer, sheet.ticket.id, &newest)
            .unwrap(),
        related: Vec::new(),
        sheet,
    })
}

#[test]
fn a_dossier_is_what_the_lists_say_of_the_ticket_in_seven_statements() {
    for world in worlds() {
        let population = fill(&world);
        let tenant = world.ours.id();
        let (mut found, mut with_related) = (0, 0);
        for viewer in viewers(&world.ours) {
            for stored in &population.all {
                let number = stored.ticket.number;
                world.watch.take();
                let dossier = world.queries.dossier(tenant, &viewer, number, &LIMITS).unwrap();
                let statements = world.watch.take().len();
                let expected = expected(&world, &viewer, number);
                let sees = viewer.sight.sees(&population.ties(stored));
                assert_eq!(expected.is_some(), sees);
                let Some((mut dossier, expected)) = dossier.zip(expected) else {
                    assert_eq!(statements, 1, "{}: {number} {viewer:?}", world.kind);
                    continue;
                };
                assert!(sees && statements <= 7, "{}: {statements}", world.kind);
                let numbers: Vec<i64> = dossier.related.drain(..).map(|it| it.number).collect();
                assert_eq!(numbers, related(&population, &viewer, stored), "{}", world.kind);
                assert_eq!(dossier, expected, "{}: {number} {viewer:?}", world.kind);
                found += 1;
                with_related += usize::from(!numbers.is_empty());
            }
        }
        assert!(found > 80 && with_related > 10, "{found} {with_related}");
        let theirs = world.theirs.id();
        let viewer = viewers(&world.ours)[0];
        assert_eq!(world.queries.dossier(theirs, &viewer, 99, &LIMITS).unwrap(), None);
        let other = world
            .queries
            .dossier(theirs, &viewer, 1, &LIMITS)
            .unwrap()
            .unwrap();
        assert_eq!((other.comments.total, other.timeline.len()), (0, 0));
    }
}

#[test]
fn a_related_ticket_tells_what_it_is() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = |number| {
            house.with(number, |it| {
                it.department = Some(house.departments[0]);
                if number == 2 {
                    house.place(it, 5, at(90), None);
                }
            })
        };
        let (tickets, tag) = ([ticket(1), ticket(2)], house.tag(0, 1, "vip"));
        world.write(|tx| {
            tx.tags().insert(tenant, std::slice::from_ref(&tag))?;
            tx.tickets().insert(tenant, &tickets)?;
            tx.tags()
                .link(tenant, &[(tickets[0].id, tag.id), (tickets[1].id, tag.id)])
        });
        let [viewer, ..] = viewers(house);
        let found = world
            .queries
            .dossier(tenant, &viewer, 1, &LIMITS)
            .unwrap()
            .unwrap();
        let [like] = &found.related[..] else {
            panic!("{}: {:?}", world.kind, found.related);
        };
        let other = &tickets[1];
        assert_eq!(
            (like.id, like.number, like.reference.as_str(), like.title.as_str()),
            (other.id, 2, other.reference.as_str(), other.title.as_str())
        );
        assert_eq!(
            (
                like.status_key.as_str(),
                like.status_category,
                like.rank,
                like.created_at
            ),
            (
                house.statuses[5].key.as_str(),
                house.statuses[5].category,
                other.rank,
                other.created_at
            ),
            "{}",
            world.kind
        );
    }
}

#[test]
fn related_tickets_are_looked_for_among_the_newest_of_each_tag() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let near = house.departments[0];
        let tickets: Vec<_> = (1..=60)
            .map(|number| {
                let is_near = [1, 2, 30, 60].contains(&number);
                house.with(number, |it| it.department = is_near.then_some(near))
            })
            .collect();
        let tags = [house.tag(0, 1, "usual"), house.tag(0, 2, "rare")];
        world.write(|tx| {
            tx.tags().insert(tenant, &tags)?;
            tx.tickets().insert(tenant, &tickets)?;
            let usual = tickets.iter().map(|ticket| (ticket.id, tags[0].id));
            let rare = [0, 59].map(|place: usize| (tickets[place].id, tags[1].id));
            tx.tags().link(tenant, &usual.chain(rare).collect::<Vec<_>>())
        });
        let [viewer, ..] = viewers(house);
        let related = |number| -> Vec<i64> {
            let found = world.queries.dossier(tenant, &viewer, number, &LIMITS);
            let related = found.unwrap().unwrap().related;
            related.iter().map(|it| it.number).collect()
        };
        assert_eq!(
            related(30),
            [60],
            "{}: those of long ago are not looked at",
            world.kind
        );
        assert_eq!(related(60), [30, 1], "{}: but by a tag that few bear", world.kind);
        assert_eq!(related(31), [0; 0], "{}: it has no department", world.kind);
    }
}

fn token(world: &World) -> IntegrationToken {
    IntegrationToken {
        tenant: world.ours.id(),
        id: id(at(5), &mut Random::new(5)),
        name: crate::world::name("Web shop"),
        description: None,
        owner: world.ours.user(0),
        prefix: "tsi_".into(),
        state: TokenState::Active,
        per_hour: HourlyLimit::parse(100).unwrap(),
        created_at: at(5),
        updated_at: at(5),
        expires_at: None,
        last_used_at: None,
    }
}

#[test]
fn a_timeline_names_who_did_it_and_goes_on_behind_any_place_both_ways() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let (ticket, token) = (house.ticket(1), token(&world));
        let gone = id(at(6), &mut Random::new(6));
        let actors = [
            (
                Actor::User(house.user(0)),
                ActorLabel::Person(house.card(house.user(0))),
            ),
            (Actor::Operator, ActorLabel::Nameless),
            (Actor::Integration(token.id), ActorLabel::Token("Web shop".into())),
            (Actor::Integration(gone), ActorLabel::Nameless),
        ];
        let events: Vec<Event> = (0..12)
            .map(|place| {
                event(
                    house,
                    ticket.id,
                    place + 1,
                    actors[usize::try_from(place % 4).unwrap()].0,
                )
            })
            .collect();
        let elsewhere = event(house, house.ticket(2).id, 99, Actor::Import);
        world.write(|tx| {
            tx.tickets().insert(tenant, &[ticket.clone(), house.ticket(2)])?;
            tx.integrations().insert(tenant, &token, &Fingerprint([7; 32]))?;
            tx.events().append(tenant, std::slice::from_ref(&elsewhere))?;
            tx.events().append(tenant, &events)
        });
        for internal in [true, false] {
            let viewer = Viewer {
                sight: Sight::Everything,
                user: house.user(0),
                internal,
            };
            let all: Vec<TimelineEntry> = (2..)
                .zip(&events)
                .enumerate()
                .filter(|(_, (_, event))| internal || !event.audience.is_internal())
                .map(|(place, (sequence, event))| TimelineEntry {
                    logged: tessera_ports::queries::LoggedEvent {
                        sequence,
                        event: event.clone(),
                    },
                    actor: actors[place % 4].1.clone(),
                })
                .collect();
            let read = |direction, behind, limit| {
                let wanted = TimelineWanted {
                    direction,
                    behind,
                    limit,
                };
                world.watch.take();
                let found = world
                    .queries
                    .of_ticket(tenant, &viewer, ticket.id, &wanted)
                    .unwrap();
                assert_eq!(world.watch.take().len(), 1);
                found
            };
            let newest: Vec<_> = all.iter().rev().cloned().collect();
            for (direction, ordered) in [(Direction::Ascending, all), (Direction::Descending, newest)] {
                assert_eq!(read(direction, None, 100), ordered, "{}", world.kind);
                let mut behind = None;
                let mut walked = Vec::new();
                loop {
                    let part = read(direction, behind, 3);
                    let Some(last) = part.last() else { break };
                    behind = Some(last.logged.sequence);
                    walked.extend(part);
                }
                assert_eq!(walked, ordered, "{}: in parts", world.kind);
            }
            let theirs = world.theirs.id();
            let wanted = TimelineWanted {
                direction: Direction::Ascending,
                behind: None,
                limit: 100,
            };
            let other = world
                .queries
                .of_ticket(theirs, &viewer, ticket.id, &wanted)
                .unwrap();
            assert_eq!(other, []);
        }
    }
}
