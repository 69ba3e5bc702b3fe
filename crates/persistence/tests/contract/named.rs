//! Filters that call something by its name.

use crate::{
    house::House,
    support::POSTGRES,
    world::{World, asking, worlds},
};
use tessera_domain::{
    id::StatusId,
    listing::{Direction, Sort, SortKey, TicketFilter, Window},
    ticket::Ticket,
    visibility::Sight,
};

/// Thirty tickets, of three statuses in turn.
fn furnish(world: &World) {
    let house = &world.ours;
    let tickets: Vec<Ticket> = (1..=30)
        .map(|number| {
            let place = usize::try_from(number % 3).unwrap();
            house.with(number, |ticket| ticket.status = house.statuses[place].id)
        })
        .collect();
    world.write(|tx| tx.tickets().insert(house.id(), &tickets));
}

fn found(world: &World, house: &House, filter: &TicketFilter) -> (Vec<StatusId>, i64) {
    let page = world.newest(house.id(), &Sight::Everything, filter, 10);
    (page.items.iter().map(|card| card.status).collect(), page.total)
}

fn of_status(name: &str) -> TicketFilter {
    asking(|filter| filter.status_name = Some(name.to_owned()))
}

#[test]
fn all_that_have_the_name_are_meant() {
    for world in worlds() {
        furnish(&world);
        let house = &world.ours;
        let (first, second) = (&house.statuses[0], &house.statuses[1]);
        let (ids, total) = found(&world, house, &of_status(first.name.as_str()));
        assert_eq!((ids, total), (vec![first.id; 10], 10), "{}", world.kind);
        world.place.execute(&format!(
            "UPDATE statuses SET name_folded = 'twin' WHERE position IN ({}, {})",
            first.position, second.position
        ));
        let (ids, total) = found(&world, house, &of_status("Twin"));
        assert!(
            ids.contains(&first.id) && ids.contains(&second.id),
            "{}",
            world.kind
        );
        assert_eq!((ids.len(), total), (10, 20), "{}", world.kind);
        assert_eq!(found(&world, house, &of_status("nobody")), (vec![], 0));
        assert_eq!(found(&world, &world.theirs, &of_status("twin")), (vec![], 0));
    }
}

#[test]
fn a_name_leads_to_the_index_that_has_its_tickets_in_order() {
    let sort = Sort {
        key: SortKey::Created,
        direction: Direction::Descending,
    };
    for world in worlds() {
        furnish(&world);
        let filter = of_status(world.ours.statuses[0].name.as_str());
        let window = Window { offset: 0, limit: 25 };
        world.watch.take();
        let ours = world.ours.id();
        world
            .queries
            .cards(ours, &Sight::Everything, &filter, sort, window)
            .unwrap();
        let statements = world.watch.take();
        let plain: Vec<String> = statements.iter().map(|sql| sql.replace(['"', '`'], "")).collect();
        let place = plain
            .iter()
            .position(|sql| sql.contains(" FROM tickets ") || sql.contains("(tickets LEFT"));
        let page = place.unwrap_or_else(|| panic!("{}: {statements:#?}", world.kind));
        let bound = if world.kind == POSTGRES {
            "tickets.status_id = $"
        } else {
            "tickets.status_id = ?"
        };
        assert!(plain[page].contains(bound), "{}: {}", world.kind, plain[page]);
        if let Some(plan) = world.place.sqlite_plan(&statements[page]) {
            let by_status =
                |line: &String| line.contains("INDEX tickets_by_status (tenant_id=? AND status_id=?)");
            assert!(plan.iter().any(by_status), "{plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}
