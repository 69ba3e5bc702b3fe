//! Lists: every filter, order and part, against the same questions answered in memory.

use crate::{
    house::House,
    oracle::{SORTS, order, passes},
    population::Population,
    random::Random,
    world::{World, asking, at, worlds},
};
use tessera_domain::{
    listing::{AssigneeFilter, Direction, Period, Sort, State, TicketFilter, Window},
    priority::Rank,
    tag::Tag,
    text::SearchTerm,
    ticket::Kind,
    visibility::Sight,
};
use tessera_ports::queries::{PersonName, TagLabel, TicketCard, TicketView};

const WORDS: [&str; 16] = [
    "printer",
    "PRINTER ON",
    "%",
    "_",
    "\\",
    "100%",
    "a_b",
    "größe",
    "STRASSE",
    "🎫",
    "o\nl",
    "tkt-2026",
    "-00",
    "drop table",
    "i\u{307}stanbul",
    "& söhne",
];

fn random_filter(house: &House, random: &mut Random) -> TicketFilter {
    let mut filter = TicketFilter::default();
    for _ in 0..=random.below(3) {
        add_condition(house, random, &mut filter);
    }
    filter
}

fn add_condition(house: &House, random: &mut Random, filter: &mut TicketFilter) {
    let term = |random: &mut Random| SearchTerm::parse(WORDS[random.below(WORDS.len())]).unwrap();
    let user = house.user(random.below(5));
    let period = |random: &mut Random| {
        let mut bound = || {
            random
                .percent(60)
                .then(|| at(i64::try_from(random.below(40)).unwrap() * 3_600))
        };
        Period {
            from: bound(),
            to: bound(),
        }
    };
    let numbers = |random: &mut Random| random.some(&[1, 2, 3, 4, 99], 40);
    match random.below(33) {
        0 | 1 => filter.search = term(random),
        2 => filter.state = Some(*random.pick(&[State::Open, State::Closed])),
        3 => {
            let all = [
                AssigneeFilter::Somebody,
                AssigneeFilter::Nobody,
                AssigneeFilter::Is(user),
            ];
            filter.assignee = Some(*random.pick(&all));
        }
        4 => {
            let ids: Vec<_> = house.statuses.iter().map(|status| status.id).collect();
            filter.statuses = Some(random.some(&ids, 40));
        }
        5 => filter.status_name = Some((*random.pick(&["IN PROGRESS", "closed", "None"])).into()),
        6 => filter.priority = Some(random.pick(&house.priorities).id),
        7 => filter.priority_name = Some((*random.pick(&["HIGH", "lowest", "None"])).into()),
        8 => filter.project = Some(random.pick(&house.projects).id),
        9 => filter.project_name = Some((*random.pick(&["Website", "website"])).into()),
        10 => filter.client = Some(random.pick(&house.clients).id),
        11 => filter.client_name = Some((*random.pick(&["acme", "Acme", "Ärzte GmbH"])).into()),
        12 => filter.contact = Some(random.pick(&house.contacts).id),
        13 => filter.contact_name = Some((*random.pick(&["Kim Über", "kim über"])).into()),
        14 => filter.category = Some((*random.pick(&["hardware", "Hardware", "x"])).into()),
        15 => filter.created_by = Some(user),
        16 => filter.tags = Some(random.some(&["RED", "grün", "blue", "nothing"].map(String::from), 50)),
        17 => filter.title = term(random),
        18 => filter.reference = term(random),
        19 => filter.created = period(random),
        20 => filter.updated = period(random),
        21 => filter.closed = period(random),
        22 => filter.columns = Some(numbers(random)),
        23 => filter.project_number = Some(*random.pick(&[1, 2, 99])),
        24 => filter.kinds = Some(random.some(&Kind::ALL, 40)),
        25 => filter.ranks = Some(vec![random.pick(&house.priorities).rank, Rank::LOW]),
        26 => filter.departments = Some(numbers(random)),
        27 => filter.assigned_to = Some(*random.pick(&[1, 2, 99])),
        28 => filter.opened_by = Some(*random.pick(&[1, 2, 99])),
        29 => filter.watched_by = Some(user),
        30 => filter.tag_numbers = Some(numbers(random)),
        31 => filter.terms = Some([term(random), term(random)].into_iter().flatten().collect()),
        _ => filter.nothing = random.percent(10),
    }
}

fn check_list(
    world: &World,
    house: &House,
    population: &Population,
    filter: &TicketFilter,
    sort: Sort,
    window: Window,
) {
    let mut expected: Vec<_> = population
        .all
        .iter()
        .filter(|it| passes(house, filter, it))
        .collect();
    expected.sort_by(|a, b| order(house, sort, &a.ticket, &b.ticket));
    let total = i64::try_from(expected.len()).unwrap();
    let part = expected
        .into_iter()
        .skip(window.offset.try_into().unwrap())
        .take(window.limit.try_into().unwrap());
    let ids: Vec<_> = part.map(|it| it.ticket.id).collect();
    let page = world
        .queries
        .cards(house.id(), &Sight::Everything, filter, sort, window)
        .unwrap();
    let found: Vec<_> = page.items.iter().map(|card| card.id).collect();
    assert_eq!(found, ids, "{}: {filter:?} {sort:?} {window:?}", world.kind);
    assert_eq!(page.total, total, "{}: {filter:?} {window:?}", world.kind);
}

#[test]
fn every_filter_order_and_part_answers_as_the_oracle_does() {
    for world in worlds() {
        let population = Population::store(&world, &world.ours, 250, 11);
        Population::store(&world, &world.theirs, 40, 12);
        let random = &mut Random::new(99);
        for _ in 0..900 {
            let filter = random_filter(&world.ours, random);
            let direction = *random.pick(&[Direction::Ascending, Direction::Descending]);
            let sort = Sort {
                key: *random.pick(&SORTS),
                direction,
            };
            let offset = *random.pick(&[0, 0, 0, 1, 7, 400]);
            let window = Window {
                offset,
                limit: *random.pick(&[1, 5, 25, 100, 300]),
            };
            check_list(&world, &world.ours, &population, &filter, sort, window);
        }
    }
}

#[test]
fn every_order_runs_both_ways_through_all_tickets() {
    for world in worlds() {
        let population = Population::store(&world, &world.ours, 120, 5);
        for key in SORTS {
            for direction in [Direction::Ascending, Direction::Descending] {
                let (sort, window) = (
                    Sort { key, direction },
                    Window {
                        offset: 0,
                        limit: 200,
                    },
                );
                check_list(
                    &world,
                    &world.ours,
                    &population,
                    &TicketFilter::default(),
                    sort,
                    window,
                );
            }
        }
    }
}

#[test]
fn both_states_at_once_and_empty_choices_match_nothing() {
    for world in worlds() {
        let population = Population::store(&world, &world.ours, 30, 6);
        for filter in [
            asking(|it| it.state = Some(State::Neither)),
            asking(|it| it.nothing = true),
            asking(|it| it.statuses = Some(vec![])),
            asking(|it| it.tags = Some(vec![])),
        ] {
            assert!(!population.all.iter().any(|it| passes(&world.ours, &filter, it)));
            let page = world.newest(world.ours.id(), &Sight::Everything, &filter, 10);
            assert_eq!(
                (page.items.len(), page.total),
                (0, 0),
                "{}: {filter:?}",
                world.kind
            );
        }
    }
}

#[test]
fn cards_and_views_show_what_the_tickets_refer_to() {
    for world in worlds() {
        let house = &world.ours;
        let population = Population::store(&world, house, 80, 21);
        let (all, sort) = (
            TicketFilter::default(),
            Sort {
                key: SORTS[0],
                direction: Direction::Ascending,
            },
        );
        let window = Window { offset: 0, limit: 80 };
        let cards = world
            .queries
            .cards(house.id(), &Sight::Everything, &all, sort, window)
            .unwrap()
            .items;
        let views = world
            .queries
            .views(house.id(), &Sight::Everything, &all, sort, window)
            .unwrap();
        assert_eq!((cards.len(), views.items.len(), views.total), (80, 80, 80));
        for (card, view) in cards.into_iter().zip(views.items) {
            let expected = expected_view(house, &population, &view);
            assert_eq!(view, expected, "{}", world.kind);
            assert_eq!(card, card_of(&view), "{}", world.kind);
            let single = world
                .queries
                .view(house.id(), &Sight::Everything, view.ticket.id)
                .unwrap();
            assert_eq!(single, Some(view));
        }
    }
}

fn expected_view(house: &House, population: &Population, view: &TicketView) -> TicketView {
    let stored = population
        .all
        .iter()
        .find(|it| it.ticket.id == view.ticket.id)
        .unwrap();
    let ticket = stored.ticket.clone();
    let person = |id| {
        let user = house.users.iter().find(|user| Some(user.id) == id)?;
        Some(PersonName {
            first: user.first_name.clone(),
            last: user.last_name.clone(),
        })
    };
    let label = |tag: &Tag| TagLabel {
        id: tag.id,
        number: tag.number,
        text: tag.text.to_string(),
    };
    TicketView {
        status_name: house.status_of(&ticket).name.to_string(),
        status_category: house.status_of(&ticket).category,
        priority_name: house.priority_of(&ticket).name.to_string(),
        project_name: house.project_of(&ticket).name.to_string(),
        assignee_name: person(ticket.assignee),
        created_by_name: person(ticket.created_by),
        client: house.client_of(&ticket).cloned(),
        contact: house.contact_of(&ticket).cloned(),
        tags: stored.tags.iter().map(label).collect(),
        watchers: stored.watchers.clone(),
        ticket,
    }
}

fn card_of(view: &TicketView) -> TicketCard {
    let ticket = &view.ticket;
    TicketCard {
        id: ticket.id,
        reference: ticket.reference.to_string(),
        title: ticket.title.to_string(),
        status: ticket.status,
        status_name: view.status_name.clone(),
        status_category: view.status_category,
        priority: ticket.priority,
        priority_name: view.priority_name.clone(),
        assignee: ticket.assignee,
        assignee_name: view.assignee_name.clone(),
        client: ticket.client,
        client_name: view.client.as_ref().map(|it| it.name.to_string()),
        contact: ticket.contact,
        contact_name: view.contact.as_ref().map(|it| it.name.to_string()),
        project: ticket.project,
        created_by: ticket.created_by,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        closed_at: ticket.closure.map(|it| it.at),
        tags: view.tags.clone(),
    }
}

#[test]
fn a_list_takes_three_statements_and_one_ticket_takes_three() {
    for world in worlds() {
        let population = Population::store(&world, &world.ours, 40, 2);
        let (tenant, all) = (world.ours.id(), TicketFilter::default());
        let _ = world.watch.take();
        world.newest(tenant, &Sight::Everything, &all, 25);
        let statements = world.watch.take();
        assert_eq!(statements.len(), 3, "{statements:#?}");
        let counting = |sql: &String| sql.to_lowercase().contains("count(");
        assert!(
            !statements.iter().any(counting),
            "the kept totals answer: {statements:#?}"
        );
        world.newest(tenant, &Sight::Everything, &all, 50);
        assert_eq!(
            world.watch.take().len(),
            2,
            "a part that ends early tells the total by itself"
        );
        world
            .queries
            .view(tenant, &Sight::Everything, population.all[0].ticket.id)
            .unwrap();
        assert_eq!(world.watch.take().len(), 3);
    }
}

#[test]
fn limits_are_written_out_and_never_bound() {
    for world in worlds() {
        Population::store(&world, &world.ours, 40, 2);
        let _ = world.watch.take();
        for (key, offset) in SORTS.into_iter().flat_map(|key| [(key, 0), (key, 10)]) {
            let sort = Sort {
                key,
                direction: Direction::Descending,
            };
            let (window, all) = (Window { offset, limit: 10 }, TicketFilter::default());
            world
                .queries
                .cards(world.ours.id(), &Sight::Everything, &all, sort, window)
                .unwrap();
        }
        let statements = world.watch.take();
        let parts: Vec<_> = statements.iter().filter(|sql| sql.contains("LIMIT")).collect();
        assert!(parts.len() >= 20);
        assert!(parts.into_iter().all(|sql| sql.contains("LIMIT 10")));
    }
}
