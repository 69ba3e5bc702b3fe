//! Working time.

use crate::{
    random::Random,
    world::{at, id, worlds},
};
use tessera_domain::{
    text::Notes,
    time_entry::{Span, TimeEntry, WorkItem},
};

fn span(from: i64, to: i64) -> Span {
    Span::stored(at(from * 60), at(to * 60))
}

#[test]
fn overlapping_is_what_the_domain_says_it_is() {
    for world in worlds() {
        let (house, random) = (&world.ours, &mut Random::new(8));
        let (tenant, user) = (house.id(), house.user(0));
        let ticket = house.ticket(1);
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)));
        let works = [
            WorkItem::Ticket(ticket.id),
            WorkItem::AdHoc(None),
            WorkItem::Interaction(Some(id(at(1), random))),
            WorkItem::NonBillableCategory(None),
        ];
        let mut stored: Vec<TimeEntry> = Vec::new();
        for step in 0..300 {
            let from = i64::try_from(random.below(400)).unwrap();
            let wanted = span(from, from + i64::try_from(random.below(12)).unwrap());
            let expected: Vec<_> = stored
                .iter()
                .filter(|it| it.span.overlaps(&wanted))
                .map(|it| it.id)
                .collect();
            let found = world.write(|tx| tx.time_entries().overlapping(tenant, user, &wanted));
            assert_eq!(
                found.is_some(),
                !expected.is_empty(),
                "{}: {wanted:?}",
                world.kind
            );
            assert!(found.is_none_or(|found| expected.contains(&found)));
            if found.is_none() {
                let entry = TimeEntry {
                    tenant,
                    id: id(at(step), random),
                    user,
                    work: *random.pick(&works),
                    span: wanted,
                    billable: random.percent(50),
                    notes: random.percent(50).then(|| Notes::parse("").unwrap()),
                    tax_region: None,
                    created_at: at(step),
                };
                world.write(|tx| tx.time_entries().insert(tenant, &entry));
                stored.push(entry);
            }
        }
        assert!(stored.len() > 20);
        let whole = span(-10, 1_000);
        assert_eq!(
            world.write(|tx| tx.time_entries().overlapping(tenant, house.user(1), &whole)),
            None
        );
        assert_eq!(
            world.write(|tx| tx.time_entries().overlapping(world.theirs.id(), user, &whole)),
            None
        );
    }
}
