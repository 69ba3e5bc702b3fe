//! Words that most tickets have: the tickets of a page are looked at one by one then, and must be the same ones.

use crate::{
    search::{comment, found, sought, titled},
    search_index::looks,
    world::{World, worlds},
};
use tessera_domain::{
    comment::Audience,
    id::TicketId,
    listing::{Direction, Position, Sort, SortKey, TicketFilter, Window},
    ticket::Ticket,
    visibility::Sight,
};

const TICKETS: i64 = 200;
/// Every so many there is one that is of something else.
const OTHER: i64 = 10;

fn furnish(world: &World) {
    let house = &world.ours;
    let title = |number| if number % OTHER == 0 { "Chair" } else { "Printer" };
    let tickets: Vec<Ticket> = (1..=TICKETS)
        .map(|number| titled(house, number, title(number), ""))
        .collect();
    // Three in four of the chairs are told to be no printers, only one of them in public.
    let chairs = tickets.iter().filter(|ticket| ticket.title.as_str() == "Chair");
    let comments: Vec<_> = (1..16)
        .zip(chairs)
        .map(|(number, chair)| {
            let audience = if number == 1 {
                Audience::Public
            } else {
                Audience::Internal
            };
            comment(house, chair, number, audience, "No printer at all")
        })
        .collect();
    world.write(|tx| {
        tx.tickets().insert(house.id(), &tickets)?;
        tx.comments().insert(house.id(), &comments)
    });
    let theirs = titled(&world.theirs, 1, "Printer", "");
    world.write(|tx| {
        tx.tickets()
            .insert(world.theirs.id(), std::slice::from_ref(&theirs))
    });
}

fn page(world: &World, filter: &TicketFilter, sort: Sort, window: Window) -> (Vec<TicketId>, i64) {
    let (tenant, sight) = (world.ours.id(), Sight::Everything);
    let page = world.queries.cards(tenant, &sight, filter, sort, window).unwrap();
    (page.items.iter().map(|card| card.id).collect(), page.total)
}

#[test]
fn a_page_of_what_most_tickets_have_is_the_same_found_one_by_one() {
    for world in worlds() {
        furnish(&world);
        for (internal, total) in [(false, 181), (true, 195)] {
            let filter = sought("printer", internal);
            world.watch.take();
            assert_eq!(found(&world, &world.ours, &sought("chair", internal)).len(), 20);
            assert!(!world.watch.take().iter().any(|sql| looks(sql)), "{}", world.kind);
            for key in [SortKey::Created, SortKey::Updated, SortKey::Number, SortKey::Rank] {
                for direction in [Direction::Ascending, Direction::Descending] {
                    let sort = Sort { key, direction };
                    let all = Window {
                        offset: 0,
                        limit: TICKETS,
                    };
                    world.watch.take();
                    let (all, told) = page(&world, &filter, sort, all);
                    assert!(!world.watch.take().iter().any(|sql| looks(sql)), "{}", world.kind);
                    assert_eq!((all.len(), told), (usize::try_from(total).unwrap(), total));
                    for (offset, looked) in [(0, true), (4, true), (150, false), (200, false)] {
                        let window = Window { offset, limit: 3 };
                        let (ids, told) = page(&world, &filter, sort, window);
                        let statements = world.watch.take();
                        assert_eq!(
                            statements.iter().any(|sql| looks(sql)),
                            looked,
                            "{} {statements:#?}",
                            world.kind
                        );
                        let meant = all.iter().skip(usize::try_from(offset).unwrap()).take(3);
                        assert_eq!((ids, told), (meant.copied().collect(), total), "{}", world.kind);
                    }
                }
            }
        }
    }
}

#[test]
fn what_most_tickets_have_is_gone_through_by_cursor_one_by_one() {
    for world in worlds() {
        furnish(&world);
        let mut filter = sought("printer", true);
        let sort = Sort {
            key: SortKey::Number,
            direction: Direction::Descending,
        };
        let (all, _) = page(
            &world,
            &filter,
            sort,
            Window {
                offset: 0,
                limit: TICKETS,
            },
        );
        let mut seen: Vec<TicketId> = Vec::new();
        world.watch.take();
        loop {
            let (ids, total) = page(&world, &filter, sort, Window { offset: 0, limit: 8 });
            assert_eq!(total, 195);
            let Some(last) = ids.last() else { break };
            let place: Option<Position> = world.queries.position(world.ours.id(), sort.key, *last).unwrap();
            filter.after = place;
            seen.extend(ids);
        }
        assert!(world.watch.take().iter().any(|sql| looks(sql)), "{}", world.kind);
        assert_eq!(seen, all, "{}", world.kind);
    }
}
