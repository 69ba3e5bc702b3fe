//! Tags, what bears them, and how many tickets do.

use crate::{
    random::Random,
    world::{World, next, worlds},
};
use tessera_domain::{
    id::{TagId, TicketId},
    tag::Tag,
    text::Description,
    visibility::ProjectSight,
};
use tessera_ports::{StoreError, error::Unique};

const COUNTED_WRONGLY: &str = "SELECT CAST(count(*) AS TEXT) FROM tags WHERE tickets <> \
    (SELECT count(*) FROM ticket_tags g WHERE g.tenant_id = tags.tenant_id AND g.tag_id = tags.id)";

/// The kept counts are those that counting would give.
fn check_counts(world: &World) {
    assert_eq!(world.place.texts(COUNTED_WRONGLY), ["0"], "{}", world.kind);
}

#[test]
fn a_projects_tags_are_told_apart_letter_for_letter_and_found_without_regard_to_case() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let (grass, zoo, apple) = (
            house.tag(0, 1, "Größe"),
            house.tag(0, 2, "zoo"),
            house.tag(0, 3, "apple"),
        );
        let (loud, elsewhere) = (house.tag(0, 4, "GRÖßE"), house.tag(1, 5, "Größe"));
        let all = [&grass, &zoo, &apple, &loud, &elsewhere].map(Tag::clone);
        world.write(|tx| tx.tags().insert(tenant, &all));
        let again = house.tag(0, 6, "Größe");
        let refused = world.attempt(|tx| tx.tags().insert(tenant, std::slice::from_ref(&again)));
        assert_eq!(refused, Err(StoreError::Taken(Unique::TagText)), "{}", world.kind);
        let texts = ["GRÖßE", "ZOO", "unknown"].map(String::from);
        let found = world.write(|tx| tx.tags().find(tenant, grass.project, &texts));
        assert_eq!(found, [grass.clone(), zoo.clone(), loud], "by age");
        let found = world.write(|tx| tx.tags().find(tenant, elsewhere.project, &texts));
        assert_eq!(found, [elsewhere]);
    }
}

#[test]
fn a_ticket_keeps_its_tags_in_the_order_in_which_they_were_given() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let (grass, zoo, apple) = (
            house.tag(0, 1, "Größe"),
            house.tag(0, 2, "zoo"),
            house.tag(0, 3, "apple"),
        );
        let ticket = house.ticket(1);
        world.write(|tx| {
            tx.tags()
                .insert(tenant, &[grass.clone(), zoo.clone(), apple.clone()])?;
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))
        });
        let table = [
            (vec![&zoo, &apple, &grass], vec![&zoo, &apple, &grass]),
            (vec![&grass, &zoo], vec![&grass, &zoo]),
            (vec![], vec![]),
            (vec![&apple, &zoo, &apple], vec![&apple, &zoo]),
        ];
        for (given, kept) in table {
            let ids: Vec<TagId> = given.iter().map(|tag| tag.id).collect();
            world.write(|tx| tx.tags().set_of_ticket(tenant, ticket.id, &ids));
            let borne = world.write(|tx| tx.tags().of_ticket(tenant, ticket.id));
            assert_eq!(borne.iter().collect::<Vec<_>>(), kept, "{}", world.kind);
            check_counts(&world);
        }
    }
}

#[test]
fn however_tickets_are_tagged_the_counts_stay_true() {
    for world in worlds() {
        let (house, random) = (&world.ours, &mut Random::new(77));
        let tenant = house.id();
        let tags: Vec<Tag> = (1..=6)
            .map(|number| house.tag(0, number, &format!("tag {number}")))
            .collect();
        let ids: Vec<TagId> = tags.iter().map(|tag| tag.id).collect();
        let tickets: Vec<_> = (1..=20).map(|number| house.ticket(number)).collect();
        let links: Vec<(TicketId, TagId)> = tickets
            .iter()
            .flat_map(|ticket| random.some(&ids, 40).into_iter().map(|tag| (ticket.id, tag)))
            .collect();
        world.write(|tx| {
            tx.tags().insert(tenant, &tags)?;
            tx.tickets().insert(tenant, &tickets)?;
            tx.tags().link(tenant, &links)
        });
        check_counts(&world);
        for _ in 0..60 {
            let ticket = tickets[random.below(tickets.len())].id;
            let chosen = random.some(&ids, 40);
            world.write(|tx| tx.tags().set_of_ticket(tenant, ticket, &chosen));
            let undone = world.attempt(|tx| {
                tx.tags().set_of_ticket(tenant, ticket, &ids)?;
                Err::<(), _>(StoreError::Stale)
            });
            assert_eq!(undone, Err(StoreError::Stale));
        }
        check_counts(&world);
        world.write(|tx| tx.tags().remove(tenant, ids[0]));
        check_counts(&world);
        let missing = world.attempt(|tx| tx.tags().link(tenant, &[(tickets[0].id, ids[0])]));
        assert!(
            matches!(missing, Err(StoreError::Busy(_))),
            "{}: {missing:?}",
            world.kind
        );
    }
}

#[test]
fn a_tag_is_changed_over_the_version_before_and_shows_its_own_project() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let (old, other) = (house.tag(1, 1, "old"), house.tag(1, 2, "other"));
        world.write(|tx| tx.tags().insert(tenant, &[old.clone(), other.clone()]));
        let mut new = Tag {
            text: crate::world::name("Neu"),
            description: Description::parse("Über alles").ok(),
            created_by: None,
            version: 2,
            ..old.clone()
        };
        world.write(|tx| tx.tags().update(tenant, &new));
        let stale = world.attempt(|tx| tx.tags().update(tenant, &new));
        assert_eq!(stale, Err(StoreError::Stale), "{}", world.kind);
        let find = |number| world.write(|tx| tx.tags().by_number(tenant, ProjectSight::Everything, number));
        assert_eq!(find(1).as_ref(), Some(&new));
        assert_eq!(find(9), None);
        (new.text, new.version) = (other.text.clone(), 3);
        let taken = world.attempt(|tx| tx.tags().update(tenant, &new));
        assert_eq!(taken, Err(StoreError::Taken(Unique::TagText)));

        let ticket = next(&house.ticket(1), |it| it.version = 1);
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            tx.tags().link(tenant, &[(ticket.id, old.id)])
        });
        let sheet = world.write(|tx| tx.tags().sheet(tenant, old.id)).unwrap();
        assert_eq!(
            (
                sheet.project_number,
                sheet.project_name.as_str(),
                sheet.tickets,
                sheet.contacts
            ),
            (2, "Website", 1, 0)
        );
    }
}
