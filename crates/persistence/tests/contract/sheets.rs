//! Tickets for dialects that speak integers, against the same answers made in memory.

use crate::{
    house::House,
    oracle::{SORTS, order_by_all, passes},
    population::{Population, Stored},
    random::Random,
    world::{World, asking, at, id, worlds},
};
use tessera_domain::{
    caller::Viewer,
    comment::{Audience, Comment},
    id::TicketId,
    listing::{Direction, Sort, SortKey, TicketFilter, Window},
    text::CommentText,
    ticket::Kind,
    visibility::{ProjectSight, Sight},
};
use tessera_ports::{
    numbers::NumbersWanted,
    queries::{ColumnLabel, DepartmentLabel, TagLabel, TicketSheet},
};

/// Comments under some of the tickets: of each that has any, two that everybody reads and one that not.
fn store_comments(world: &World, house: &House, population: &Population) {
    let random = &mut Random::new(77);
    let mut number = 0;
    let mut comments = Vec::new();
    for stored in population.all.iter().step_by(3) {
        for audience in [Audience::Public, Audience::Internal, Audience::Public] {
            number += 1;
            let own = id(at(number), random);
            comments.push(Comment {
                tenant: house.id(),
                id: own,
                number,
                ticket: stored.ticket.id,
                author: Some(house.user(1)),
                text: CommentText::parse("x").unwrap(),
                audience,
                resolution: false,
                thread: own,
                parent: None,
                metadata: None,
                created_at: at(number),
                updated_at: at(number),
                version: 1,
            });
        }
    }
    world.write(|tx| tx.comments().insert(house.id(), &comments));
}

/// The ticket as its viewer must read it.
fn expected(house: &House, population: &Population, stored: &Stored, viewer: &Viewer) -> TicketSheet {
    let mut ticket = stored.ticket.clone();
    if !viewer.internal {
        ticket.internal_notes = None;
    }
    let place = population
        .all
        .iter()
        .position(|it| it.ticket.id == ticket.id)
        .unwrap();
    let comments = match (place % 3, viewer.internal) {
        (0, true) => 3,
        (0, false) => 2,
        _ => 0,
    };
    let column = house.columns.iter().find(|it| Some(it.id) == ticket.column);
    let department = house
        .departments
        .iter()
        .position(|it| Some(*it) == ticket.department);
    let department = department.map(|place| DepartmentLabel {
        id: house.departments[place],
        number: i64::try_from(place).unwrap() + 1,
        name: format!("D{}", place + 1),
    });
    let people = ticket.assignee.into_iter().chain(stored.further.iter().copied());
    TicketSheet {
        status_key: house.status_of(&ticket).key.clone(),
        status_name: house.status_of(&ticket).name.to_string(),
        status_category: house.status_of(&ticket).category,
        priority_key: house.priority_of(&ticket).key.clone(),
        priority_name: house.priority_of(&ticket).name.to_string(),
        project_number: house.project_of(&ticket).number,
        project_key: house.project_of(&ticket).key.to_string(),
        project_name: house.project_of(&ticket).name.to_string(),
        column: column.map(|column| ColumnLabel {
            number: column.number,
            name: column.name.to_string(),
        }),
        department,
        assignees: people.map(|user| house.card(user)).collect(),
        created_by: ticket.created_by.map(|user| house.card(user)),
        following: stored.watchers.contains(&viewer.user),
        comments,
        attachments: 0,
        tags: stored
            .tags
            .iter()
            .rev()
            .map(|tag| TagLabel {
                id: tag.id,
                number: tag.number,
                text: tag.text.to_string(),
            })
            .collect(),
        ticket,
    }
}

fn viewers(house: &House) -> [Viewer; 3] {
    let personal = |place: usize, department: Option<usize>| Sight::Personal {
        user: house.user(place),
        department: department.map(|place| house.departments[place]),
    };
    [
        Viewer {
            sight: Sight::Everything,
            user: house.user(2),
            internal: true,
        },
        Viewer {
            sight: personal(1, None),
            user: house.user(1),
            internal: false,
        },
        Viewer {
            sight: personal(0, Some(1)),
            user: house.user(0),
            internal: true,
        },
    ]
}

fn random_sorts(random: &mut Random) -> Vec<Sort> {
    let amount = random.below(3) + 1;
    let sort = |_| Sort {
        key: *random.pick(&SORTS),
        direction: *random.pick(&[Direction::Ascending, Direction::Descending]),
    };
    (0..amount).map(sort).collect()
}

fn random_filter(random: &mut Random) -> TicketFilter {
    match random.below(6) {
        0 => asking(|it| it.columns = Some(vec![1, 3])),
        1 => asking(|it| it.project_number = Some(1)),
        2 => asking(|it| it.kinds = Some(vec![Kind::Bug, Kind::Epic])),
        3 => asking(|it| it.assigned_to = Some(2)),
        _ => TicketFilter::default(),
    }
}

#[test]
fn sheets_are_what_the_oracle_says_in_every_order_for_every_viewer() {
    for world in worlds() {
        let house = &world.ours;
        let population = Population::store(&world, house, 120, 41);
        Population::store(&world, &world.theirs, 20, 42);
        store_comments(&world, house, &population);
        let random = &mut Random::new(43);
        for round in 0..150 {
            let viewer = viewers(house)[round % 3];
            let (filter, sorts) = (random_filter(random), random_sorts(random));
            let window = Window {
                offset: *random.pick(&[0, 0, 5, 200]),
                limit: *random.pick(&[1, 10, 300]),
            };
            let mut meant: Vec<_> = population
                .all
                .iter()
                .filter(|it| viewer.sight.sees(&population.ties(it)) && passes(house, &filter, it))
                .collect();
            meant.sort_by(|a, b| order_by_all(house, &sorts, &a.ticket, &b.ticket));
            let total = i64::try_from(meant.len()).unwrap();
            let part = meant
                .into_iter()
                .skip(window.offset.try_into().unwrap())
                .take(window.limit.try_into().unwrap());
            let part: Vec<_> = part.map(|it| expected(house, &population, it, &viewer)).collect();
            let page = world
                .queries
                .sheets(house.id(), &viewer, &filter, sorts[0], &sorts[1..], window)
                .unwrap();
            assert_eq!(page.total, total, "{}: {filter:?} {viewer:?}", world.kind);
            assert_eq!(
                page.items, part,
                "{}: {sorts:?} {viewer:?} {window:?}",
                world.kind
            );
        }
    }
}

#[test]
fn one_ticket_by_its_number_is_its_sheet_if_it_is_in_sight() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 60, 44);
        store_comments(&world, house, &population);
        for viewer in viewers(house) {
            for stored in &population.all {
                let seen = viewer.sight.sees(&population.ties(stored));
                let sheet = expected(house, &population, stored, &viewer);
                let number = stored.ticket.number;
                let found = world.queries.sheet(tenant, &viewer, number).unwrap();
                assert_eq!(found.as_ref(), Some(&sheet).filter(|_| seen), "{}", world.kind);
                world.write(|tx| {
                    let locked = tx.tickets().by_number(tenant, &viewer.sight, number)?;
                    assert_eq!(locked.as_ref(), Some(&stored.ticket).filter(|_| seen));
                    assert_eq!(
                        tx.tickets().sheet(tenant, &viewer, stored.ticket.id)?.as_ref(),
                        Some(&sheet),
                        "{}: in a transaction the sight is not asked again",
                        world.kind
                    );
                    Ok(())
                });
            }
            assert_eq!(world.queries.sheet(tenant, &viewer, 9_999).unwrap(), None);
            assert_eq!(
                world.queries.sheet(world.theirs.id(), &viewer, 1).unwrap(),
                None,
                "another tenant has its own numbers"
            );
        }
    }
}

#[test]
fn a_page_of_100_takes_as_many_statements_as_one_of_10_and_no_more_than_6() {
    for world in worlds() {
        let house = &world.ours;
        let population = Population::store(&world, house, 130, 45);
        store_comments(&world, house, &population);
        for viewer in viewers(house).into_iter().take(2) {
            for key in [SortKey::Created, SortKey::Title, SortKey::Rank] {
                let then = [Sort {
                    key: SortKey::Updated,
                    direction: Direction::Ascending,
                }];
                let sort = Sort {
                    key,
                    direction: Direction::Descending,
                };
                let counts = [5, 30].map(|limit| {
                    let _ = world.watch.take();
                    let window = Window { offset: 0, limit };
                    let all = TicketFilter::default();
                    let page = world
                        .queries
                        .sheets(house.id(), &viewer, &all, sort, &then, window);
                    assert_eq!(i64::try_from(page.unwrap().items.len()).unwrap(), limit);
                    world.watch.take().len()
                });
                assert_eq!(counts[0], counts[1], "{} {key:?}", world.kind);
                assert!(counts[0] <= 6, "{} {key:?}: {}", world.kind, counts[0]);
            }
        }
    }
}

#[test]
fn numbers_are_found_in_one_statement_and_only_in_sight() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        Population::store(&world, house, 5, 46);
        let wanted = NumbersWanted {
            users: vec![1, 2, 99, 1],
            projects: vec![1, 2, 3, 99],
            columns: vec![1, 4, 99],
            tags: vec![1, 99],
            departments: vec![3, 99],
        };
        let numbers = |sight: ProjectSight| {
            let _ = world.watch.take();
            let found = world.queries.numbers(tenant, sight, &wanted).unwrap();
            assert_eq!(world.watch.take().len(), 1);
            world.write(|tx| {
                assert_eq!(tx.numbers().numbered(tenant, sight, &wanted)?, found);
                Ok(())
            });
            found
        };
        let found = numbers(ProjectSight::Everything);
        assert_eq!(found.user(2).unwrap().id, house.user(1));
        assert!(found.user(99).is_none() && found.user(1).unwrap().active);
        assert_eq!(found.project(3).unwrap().id, house.projects[2].id);
        let column = found.column(4).unwrap();
        assert_eq!(
            (column.id, column.project),
            (house.columns[3].id, house.projects[0].id)
        );
        assert_eq!(found.department(3).unwrap().id, house.departments[2]);
        assert_eq!(
            (found.users.len(), found.projects.len(), found.columns.len()),
            (2, 3, 2)
        );

        let found = numbers(ProjectSight::Own(house.user(0)));
        assert_eq!(found.users.len(), 2, "people are known to everybody");
        assert_eq!(found.projects.iter().map(|it| it.number).collect::<Vec<_>>(), [2]);
        assert_eq!(
            found.columns,
            [],
            "the board of a project that they are no member of"
        );
    }
}

#[test]
fn a_ticket_goes_with_all_that_lies_under_it_and_is_counted_no_longer() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 40, 47);
        store_comments(&world, house, &population);
        let everything = Sight::Everything;
        for (gone, stored) in (1..).zip(&population.all) {
            let ticket = &stored.ticket;
            world.write(|tx| tx.tickets().delete(tenant, ticket));
            let page = world.newest(tenant, &everything, &TicketFilter::default(), 1);
            assert_eq!(page.total, 40 - gone, "{}", world.kind);
            let found: Option<TicketId> = world
                .queries
                .view(tenant, &everything, ticket.id)
                .unwrap()
                .map(|view| view.ticket.id);
            assert_eq!(found, None);
            let again = world.attempt(|tx| tx.tickets().delete(tenant, ticket));
            assert_eq!(again, Err(tessera_ports::StoreError::Stale));
        }
        for table in [
            "tickets",
            "comments",
            "ticket_tags",
            "ticket_watchers",
            "ticket_assignees",
        ] {
            let left = world
                .place
                .texts(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}"));
            assert_eq!(left, ["0"], "{}: {table}", world.kind);
        }
        let stats = world.queries.stats(tenant, &everything, at(0), &[]).unwrap();
        assert_eq!((stats.total, stats.by_category.len()), (0, 0), "{}", world.kind);
    }
}

#[test]
fn watching_begins_once_and_ends_once() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(1);
        let (one, two) = (house.user(1), house.user(2));
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            assert_eq!(
                tx.tickets().watch(tenant, ticket.id, &[two, one, two])?,
                [two, one]
            );
            assert_eq!(tx.tickets().watch(tenant, ticket.id, &[one])?, []);
            assert!(tx.tickets().unwatch(tenant, ticket.id, one)?);
            assert!(!tx.tickets().unwatch(tenant, ticket.id, one)?);
            assert_eq!(tx.tickets().watchers(tenant, ticket.id)?, [two]);
            Ok(())
        });
    }
}
