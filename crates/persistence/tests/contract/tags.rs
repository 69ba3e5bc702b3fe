//! Tags, and what bears them.

use crate::{
    random::Random,
    world::{at, id, name, worlds},
};
use tessera_domain::tag::Tag;
use tessera_ports::{StoreError, error::Unique};

#[test]
fn tags_are_told_apart_without_regard_to_case_and_come_back_as_written() {
    for world in worlds() {
        let (house, random) = (&world.ours, &mut Random::new(1));
        let tenant = house.id();
        let mut tag = |text: &str| Tag {
            id: id(at(1), random),
            text: name(text),
        };
        let (grass, zoo, apple) = (tag("Größe"), tag("zoo"), tag("apple"));
        world.write(|tx| {
            tx.tags()
                .insert(tenant, &[grass.clone(), zoo.clone(), apple.clone()])
        });
        let again = Tag {
            id: id(at(2), random),
            text: name("GRÖßE"),
        };
        let refused = world.attempt(|tx| tx.tags().insert(tenant, std::slice::from_ref(&again)));
        assert_eq!(refused, Err(StoreError::Taken(Unique::TagText)), "{}", world.kind);
        let texts = ["GRÖßE", "ZOO", "unknown"].map(String::from);
        let found = world.write(|tx| tx.tags().find(tenant, &texts));
        assert_eq!(found, [grass.clone(), zoo.clone()]);

        let ticket = house.ticket(1);
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)));
        for tags in [
            vec![zoo.id, apple.id, grass.id],
            vec![grass.id],
            vec![],
            vec![apple.id, apple.id],
        ] {
            world.write(|tx| tx.tags().set_of_ticket(tenant, ticket.id, &tags));
            let borne = world.write(|tx| tx.tags().of_ticket(tenant, ticket.id));
            let expected: Vec<_> = [&grass, &apple, &zoo]
                .into_iter()
                .filter(|tag| tags.contains(&tag.id))
                .cloned()
                .collect();
            assert_eq!(borne, expected, "by bytes: capitals first");
        }
    }
}
