//! Tickets added up for reports: the sums that the domain's own rules make, ticket by ticket, and a set of tickets that
//! was added up by hand.

use crate::{
    comment_sheets::comment,
    house::House,
    population::{Population, Stored},
    random::Random,
    world::{World, at, worlds},
};
use std::collections::BTreeMap;
use tessera_domain::{
    caller::Viewer,
    comment::{Audience, Comment},
    listing::TicketFilter,
    report::{Answers, Scope, Stretch, Tally, Whose},
    text::fold,
    ticket::{Kind, Rating, Ticket},
    time::Time,
    visibility::Sight,
};
use tessera_ports::{
    queries::TicketSheet,
    reports::{ExportPart, Reported},
};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

const EVERYBODYS: Scope = Scope {
    whose: Whose::Everybodys,
    department: None,
};

fn between(from: i64, until: i64) -> Stretch {
    Stretch {
        from: at(from),
        until: at(until),
    }
}

fn counted<T>(all: impl Iterator<Item = T>) -> i64 {
    i64::try_from(all.count()).unwrap()
}

/// The sums as the ticket's own methods make them.
fn tally(tickets: &[&Stored]) -> Tally {
    let each = || tickets.iter().map(|it| &it.ticket);
    // Of a finished ticket the clock does not matter.
    let is_late = |it: &&Ticket| it.is_closed() && it.breach(at(0)).is_some();
    Tally {
        tickets: counted(each()),
        finished: counted(each().filter(|it| it.is_closed())),
        missed: counted(each().filter(is_late)),
        minutes: each().filter_map(Ticket::resolution_minutes).sum(),
        rated: counted(each().filter(|it| it.rating.is_some())),
        stars: each()
            .filter_map(|it| it.rating)
            .map(|it| i64::from(it.get()))
            .sum(),
    }
}

fn answers(tickets: &[&Stored], comments: &[Comment]) -> Answers {
    let mut sums = Answers::default();
    for it in tickets.iter().map(|it| &it.ticket) {
        let is_answer = |comment: &&Comment| {
            comment.ticket == it.id
                && !comment.audience.is_internal()
                && comment.author.is_some_and(|author| Some(author) != it.created_by)
        };
        let all: Vec<_> = comments.iter().filter(is_answer).collect();
        if let Some(first) = all.iter().map(|answer| answer.created_at).min() {
            sums.answered += 1;
            sums.minutes += (first.micros() - it.created_at.micros()).max(0) / 60_000_000;
        }
        sums.at_once += i64::from(it.is_closed() && all.len() <= 1);
    }
    sums
}

/// Those that the report is about.
fn meant<'p>(population: &'p Population, wanted: &Reported) -> Vec<&'p Stored> {
    let is_meant = |it: &&Stored| {
        let own = match wanted.scope.whose {
            Whose::Everybodys => true,
            Whose::Of(user) => {
                let ties = population.ties(it);
                ties.created_by == Some(user) || ties.assignees.contains(&user)
            }
        };
        let department = wanted.scope.department;
        let opened = it.ticket.created_at;
        own && (department.is_none() || department == it.ticket.department)
            && wanted.opened.from <= opened
            && opened < wanted.opened.until
    };
    population.all.iter().filter(is_meant).collect()
}

fn grouped<'s, K: Ord>(
    tickets: &[&'s Stored],
    by: impl Fn(&Stored) -> Option<K>,
) -> BTreeMap<K, Vec<&'s Stored>> {
    let mut groups = BTreeMap::<K, Vec<&Stored>>::new();
    for it in tickets {
        if let Some(key) = by(it) {
            groups.entry(key).or_default().push(it);
        }
    }
    groups
}

fn reports(house: &House) -> Vec<Reported> {
    let mut scopes = vec![EVERYBODYS];
    scopes.extend(house.departments.iter().map(|department| Scope {
        department: Some(*department),
        ..EVERYBODYS
    }));
    for user in house.everybody() {
        for department in [None, Some(house.departments[0])] {
            scopes.push(Scope {
                whose: Whose::Of(user),
                department,
            });
        }
    }
    let stretches = [
        between(0, 40 * HOUR),
        between(5 * HOUR, 20 * HOUR),
        between(20 * HOUR, 20 * HOUR),
    ];
    let reported = |scope| stretches.map(|opened| Reported { scope, opened });
    scopes.into_iter().flat_map(reported).collect()
}

/// Comments of many people, some of them internal, by nobody, or older than their ticket.
fn talk(world: &World, population: &Population) -> Vec<Comment> {
    let (house, random) = (&world.ours, &mut Random::new(77));
    let comments: Vec<_> = (1..=400)
        .map(|number| {
            let ticket = &random.pick(&population.all).ticket;
            let mut comment = comment(house, ticket.id, number);
            comment.author = random.maybe(&house.everybody());
            comment.audience = Audience::from_internal(random.percent(30));
            let later = i64::try_from(random.below(100_000)).unwrap() - 1_000;
            comment.created_at = ticket.created_at.plus_seconds(later);
            comment
        })
        .collect();
    world.write(|tx| tx.comments().insert(house.id(), &comments));
    comments
}

#[test]
fn sums_are_what_the_domain_makes_of_each_ticket() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 300, 71);
        Population::store(&world, &world.theirs, 40, 72);
        let comments = talk(&world, &population);
        for wanted in reports(house) {
            let meant = meant(&population, &wanted);
            let told = format!("{}: {wanted:?}", world.kind);
            let mut by_status = world.queries.tally_by_status(tenant, &wanted).unwrap();
            by_status.sort_unstable_by_key(|(status, _)| *status);
            let groups = grouped(&meant, |it| Some(it.ticket.status));
            let expected: Vec<_> = groups.iter().map(|(status, all)| (*status, tally(all))).collect();
            assert_eq!(by_status, expected, "{told}");
            let by_department: Vec<_> = world
                .queries
                .tally_by_department(tenant, &wanted)
                .unwrap()
                .into_iter()
                .map(|it| {
                    (
                        it.department.map_or(i64::MAX, |it| it.number),
                        it.tally,
                        it.answers,
                    )
                })
                .collect();
            let number = |it: &Stored| {
                let place = it
                    .ticket
                    .department
                    .map(|id| house.departments.iter().position(|it| *it == id));
                Some(place.map_or(i64::MAX, |place| i64::try_from(place.unwrap()).unwrap() + 1))
            };
            let expected: Vec<_> = grouped(&meant, number)
                .iter()
                .map(|(number, all)| (*number, tally(all), answers(all, &comments)))
                .collect();
            assert_eq!(by_department, expected, "{told}");
        }
    }
}

#[test]
fn people_come_by_how_many_tickets_they_have() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 200, 73);
        let number = |id| {
            house
                .users
                .iter()
                .find(|user| Some(user.id) == id)
                .map(|user| user.number)
        };
        for wanted in reports(house) {
            let meant = meant(&population, &wanted);
            let told = format!("{}: {wanted:?}", world.kind);
            let by = |person: &dyn Fn(&Stored) -> Option<i64>| {
                let groups = grouped(&meant, person);
                let mut sums: Vec<_> = groups
                    .into_iter()
                    .map(|(number, all)| (number, tally(&all)))
                    .collect();
                sums.sort_by_key(|(number, tally)| (-tally.tickets, *number));
                sums
            };
            let assignees = world.queries.tally_by_assignee(tenant, &wanted, 100).unwrap();
            let found: Vec<_> = assignees.iter().map(|it| (it.person.number, it.tally)).collect();
            assert_eq!(found, by(&|it| number(it.ticket.assignee)), "{told}");
            let requesters = world.queries.tally_by_requester(tenant, &wanted, 3).unwrap();
            let found: Vec<_> = requesters
                .iter()
                .map(|it| (it.person.number, it.tickets))
                .collect();
            let expected = by(&|it| number(it.ticket.created_by));
            let expected: Vec<_> = expected
                .iter()
                .take(3)
                .map(|(number, tally)| (*number, tally.tickets))
                .collect();
            assert_eq!(found, expected, "{told}");
        }
    }
}

#[test]
fn categories_come_by_how_many_tickets_they_have() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 200, 74);
        for wanted in reports(house) {
            let meant = meant(&population, &wanted);
            let mut tags = BTreeMap::<String, (String, i64)>::new();
            for tag in meant.iter().flat_map(|it| &it.tags) {
                let (_, count) = tags
                    .entry(fold(tag.text.as_str()))
                    .or_insert((tag.text.to_string(), 0));
                *count += 1;
            }
            let mut expected: Vec<_> = tags.into_values().collect();
            expected.sort_by_key(|(text, count)| (-count, fold(text)));
            expected.truncate(3);
            let found = world.queries.top_tags(tenant, &wanted, 3).unwrap();
            assert_eq!(found, expected, "{}: {wanted:?}", world.kind);
            let kinds = grouped(&meant, |it| Some(it.ticket.kind.key()));
            let mut expected: Vec<_> = kinds
                .into_iter()
                .map(|(key, all)| (Kind::from_key(key).unwrap(), counted(all.iter())))
                .collect();
            expected.sort_by_key(|(kind, count)| (-count, kind.key()));
            let found = world.queries.tally_by_kind(tenant, &wanted).unwrap();
            assert_eq!(found, expected, "{}: {wanted:?}", world.kind);
            let ranks = grouped(&meant, |it| Some(it.ticket.rank));
            let mut expected: Vec<_> = ranks
                .into_iter()
                .map(|(rank, all)| (rank, counted(all.iter())))
                .collect();
            expected.reverse();
            let found = world.queries.tally_by_rank(tenant, &wanted).unwrap();
            assert_eq!(found, expected, "{}: {wanted:?}", world.kind);
        }
    }
}

/// Four tickets, added up by hand: two finished in time after 59 seconds less than two hours and after 3 hours, one late,
/// one open; rated 4 and 5.
#[test]
fn a_handful_of_tickets_is_added_up_to_the_unit() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let finished = |ticket: &mut Ticket, seconds: i64| {
            let moment = ticket.created_at.plus_seconds(seconds);
            house.place(ticket, 5, moment, None);
        };
        let tickets = [
            house.with(1, |it| {
                finished(it, 2 * HOUR - 59);
                it.rating = Rating::new(4);
            }),
            house.with(2, |it| {
                it.due_at = Some(it.created_at.plus_seconds(3 * HOUR));
                finished(it, 3 * HOUR);
                it.rating = Rating::new(5);
            }),
            // Its rank allows a day, and it took a second more.
            house.with(3, |it| finished(it, 24 * HOUR + 1)),
            house.ticket(4),
        ];
        world.write(|tx| tx.tickets().insert(tenant, &tickets));
        let wanted = Reported {
            scope: EVERYBODYS,
            opened: between(0, HOUR),
        };
        let all = world.queries.tally_by_department(tenant, &wanted).unwrap();
        let sums = Tally {
            tickets: 4,
            finished: 3,
            missed: 1,
            minutes: 119 + 180 + 1_440,
            rated: 2,
            stars: 9,
        };
        assert_eq!((all.len(), all[0].tally), (1, sums), "{}", world.kind);
        assert!(all[0].department.is_none());
        // 1,739 minutes in three tickets are 9.66 hours each; two of three kept their deadline; 4.5 stars.
        let figures = (sums.resolution().unwrap().hours().0, sums.compliance().0);
        assert_eq!(figures, (97, 667));
        assert_eq!(sums.satisfaction().unwrap().tenths(1).0, 45);
    }
}

fn exported(world: &World, viewer: &Viewer, part: &ExportPart) -> Vec<TicketSheet> {
    let mut part = part.clone();
    let mut all = Vec::new();
    loop {
        let sheets = world.queries.export_part(world.ours.id(), viewer, &part).unwrap();
        let Some(last) = sheets.last() else { return all };
        assert!(sheets.len() <= usize::try_from(part.limit).unwrap());
        part.after = Some(last.ticket.id);
        all.extend(sheets);
    }
}

#[test]
fn an_export_is_every_ticket_once_by_age_and_nothing_out_of_scope() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 60, 75);
        let viewer = |sight| Viewer {
            sight,
            user: house.user(0),
            internal: true,
        };
        let manager = Sight::Personal {
            user: house.user(0),
            department: Some(house.departments[1]),
        };
        let within = Scope {
            department: Some(house.departments[1]),
            ..EVERYBODYS
        };
        let open = TicketFilter {
            statuses: Some(vec![house.statuses[0].id]),
            ..TicketFilter::default()
        };
        for (sight, scope) in [(Sight::Everything, EVERYBODYS), (manager, within)] {
            for filter in [TicketFilter::default(), open.clone()] {
                let viewer = viewer(sight);
                let all = Reported {
                    scope,
                    opened: Stretch {
                        from: at(-1),
                        until: Time::from_micros(i64::from(i32::MAX) * 1_000_000).unwrap(),
                    },
                };
                let mut expected: Vec<_> = meant(&population, &all)
                    .into_iter()
                    .map(|it| &it.ticket)
                    .collect();
                expected.retain(|it| {
                    filter
                        .statuses
                        .as_ref()
                        .is_none_or(|wanted| wanted.contains(&it.status))
                });
                expected.sort_unstable_by_key(|it| it.id);
                let mut part = ExportPart {
                    scope,
                    filter: filter.clone(),
                    after: None,
                    limit: 7,
                };
                let found = exported(&world, &viewer, &part);
                let ids: Vec<_> = found.iter().map(|sheet| sheet.ticket.id).collect();
                assert_eq!(
                    ids,
                    expected.iter().map(|it| it.id).collect::<Vec<_>>(),
                    "{}",
                    world.kind
                );
                part.limit = 1_000;
                assert_eq!(exported(&world, &viewer, &part), found);
                part.filter.nothing = true;
                assert!(
                    world
                        .queries
                        .export_part(tenant, &viewer, &part)
                        .unwrap()
                        .is_empty()
                );
            }
        }
    }
}
