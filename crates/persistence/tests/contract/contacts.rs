//! Contacts, and tags with the contacts beside them, as lists show them.

use crate::{
    random::Random,
    world::{World, at, id, name, worlds},
};
use tessera_domain::{
    client::Contact,
    listing::Window,
    tag::{Tag, TagContact},
    text::{Description, Label, SearchTerm},
    visibility::ProjectSight,
};
use tessera_ports::{
    StoreError,
    queries::{TagSheet, TagsAsked},
};

const ALL: Window = Window {
    offset: 0,
    limit: 100,
};

fn terms(words: &[&str]) -> Vec<SearchTerm> {
    words
        .iter()
        .filter_map(|word| SearchTerm::parse(word).unwrap())
        .collect()
}

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

/// Somebody of whom everything is known, stored.
fn known(world: &World) -> Contact {
    let contact = Contact {
        id: id(at(4), &mut Random::new(44)),
        number: 4,
        client: None,
        name: name("Giorgi Örtlich"),
        email: Some("G.O@Example.com".into()),
        phone: Some("+995 555 123 456".into()),
        title: Some(label("IT Manager")),
        department: Some(label("Größere Dinge")),
        description: Description::parse("100%_sure").ok(),
        created_at: at(4),
        updated_at: at(4),
        version: 1,
    };
    world.write(|tx| tx.contacts().insert(world.ours.id(), &contact));
    contact
}

#[test]
fn contacts_are_found_by_every_term_in_any_of_their_texts() {
    for world in worlds() {
        let tenant = world.ours.id();
        let _ = known(&world);
        let table: [(&[&str], &[i64]); 10] = [
            (&[], &[4, 2, 1, 3]),
            (&["giorgi"], &[4]),
            (&["ÖRTLICH", "manager"], &[4]),
            (&["größere"], &[4]),
            (&["GRÖSSERE"], &[]),
            (&["g.o@example.com"], &[4]),
            (&["100%_"], &[4]),
            (&["0__s"], &[]),
            (&["9@", "über"], &[2]),
            (&["giorgi", "über"], &[]),
        ];
        for (words, expected) in table {
            let page = world.queries.contacts(tenant, &terms(words), ALL).unwrap();
            let numbers: Vec<i64> = page.items.iter().map(|contact| contact.number).collect();
            assert_eq!(numbers, expected, "{} {words:?}", world.kind);
            assert_eq!(page.total, i64::try_from(expected.len()).unwrap());
        }
        let part = Window { offset: 1, limit: 2 };
        let page = world.queries.contacts(tenant, &[], part).unwrap();
        assert_eq!((page.items.len(), page.total), (2, 4));
    }
}

#[test]
fn a_contact_comes_back_as_stored_and_is_changed_over_the_version_before() {
    for world in worlds() {
        let tenant = world.ours.id();
        let contact = known(&world);
        let find = || world.queries.contact(tenant, 4).unwrap();
        assert_eq!(find().as_ref(), Some(&contact), "{}", world.kind);
        assert_eq!(world.queries.contact(world.theirs.id(), 4).unwrap(), None);
        let changed = Contact {
            email: None,
            title: None,
            updated_at: at(9),
            version: 2,
            ..contact
        };
        world.write(|tx| tx.contacts().update(tenant, &changed));
        assert_eq!(find().as_ref(), Some(&changed));
        let inside = world.write(|tx| tx.contacts().by_number(tenant, 4));
        assert_eq!(inside.as_ref(), Some(&changed));
        let stale = world.attempt(|tx| tx.contacts().update(tenant, &changed));
        assert_eq!(stale, Err(StoreError::Stale));
        let gone = world.queries.contacts(tenant, &terms(&["manager"]), ALL).unwrap();
        assert_eq!(gone.total, 0, "what is no longer there is not found");
    }
}

#[test]
fn a_contact_stays_while_tickets_name_it_and_goes_from_beside_tags() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let contact = known(&world);
        let (tag, ticket) = (
            house.tag(0, 1, "vip"),
            house.with(1, |it| it.contact = Some(contact.id)),
        );
        world.write(|tx| {
            tx.tags().insert(tenant, std::slice::from_ref(&tag))?;
            tx.tags().add_contact(tenant, &beside(&tag, &contact, 1))?;
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))
        });
        let named = world.attempt(|tx| tx.contacts().remove(tenant, contact.id));
        assert!(matches!(named, Err(StoreError::Dangling(_))), "{}", world.kind);
        let after = crate::world::next(&ticket, |it| it.contact = None);
        world.write(|tx| tx.tickets().update(tenant, &ticket, &after));
        world.write(|tx| tx.contacts().remove(tenant, contact.id));
        let sheet = world.write(|tx| tx.tags().sheet(tenant, tag.id)).unwrap();
        assert_eq!(sheet.contacts, 0, "{}", world.kind);
    }
}

fn beside(tag: &Tag, contact: &Contact, number: i64) -> TagContact {
    TagContact {
        number,
        tag: tag.id,
        contact: contact.id,
        role: label("Owner"),
        added_at: at(7),
        added_by: None,
    }
}

#[test]
fn a_tag_lists_the_contacts_beside_it_with_their_roles() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let (tag, other) = (house.tag(0, 1, "vip"), house.tag(0, 2, "other"));
        let (first, second) = (&house.contacts[1], &house.contacts[0]);
        let by_person = TagContact {
            added_by: Some(house.user(2)),
            ..beside(&tag, second, 2)
        };
        world.write(|tx| {
            tx.tags().insert(tenant, &[tag.clone(), other.clone()])?;
            tx.tags().add_contact(tenant, &beside(&tag, first, 1))?;
            tx.tags().add_contact(tenant, &by_person)
        });
        let page = world
            .queries
            .tag_contacts(tenant, ProjectSight::Everything, 1, ALL)
            .unwrap()
            .unwrap();
        let told: Vec<_> = page
            .items
            .iter()
            .map(|it| {
                let by = it.added_by.as_ref().map(|maker| maker.number);
                (it.number, it.tag_number, it.contact.number, it.role.as_str(), by)
            })
            .collect();
        assert_eq!(
            told,
            [(1, 1, 2, "Owner", None), (2, 1, 1, "Owner", Some(3))],
            "{}",
            world.kind
        );
        assert_eq!(page.total, 2);
        let unseen = world
            .queries
            .tag_contacts(tenant, ProjectSight::Own(house.user(0)), 1, ALL);
        assert_eq!(unseen, Ok(None));

        let renamed = TagContact {
            role: label(""),
            ..by_person.clone()
        };
        world.write(|tx| tx.tags().set_contact_role(tenant, &renamed));
        assert_eq!(
            world.write(|tx| tx.tags().contact(tenant, tag.id, second.id)),
            Some(renamed)
        );
        let sheet = world.write(|tx| tx.tags().contact_sheet(tenant, tag.id, second.id));
        assert_eq!(sheet.unwrap().role, label(""));
        let remove = || world.write(|tx| tx.tags().remove_contact(tenant, tag.id, second.id));
        assert_eq!((remove(), remove()), (true, false));
        assert_eq!(
            world.write(|tx| tx.tags().contact(tenant, other.id, first.id)),
            None
        );
    }
}

fn texts(items: &[TagSheet]) -> Vec<&str> {
    items.iter().map(|sheet| sheet.tag.text.as_str()).collect()
}

#[test]
fn tags_are_found_by_project_and_by_every_term_in_text_or_description() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let described = Tag {
            description: Description::parse("Nikora SUPERMÄRKTE").ok(),
            ..house.tag(0, 2, "Nikora")
        };
        let all = [house.tag(0, 1, "zebra"), described, house.tag(1, 3, "Apfel")];
        world.write(|tx| {
            tx.tags().insert(tenant, &all)?;
            house.join(tx, house.projects[1].id, house.user(0))
        });
        let asked = |project: Option<i64>, words: &[&str]| TagsAsked {
            project,
            search: terms(words),
        };
        let (all_seen, own) = (ProjectSight::Everything, ProjectSight::Own(house.user(0)));
        let table: [(ProjectSight, TagsAsked, &[&str]); 6] = [
            (all_seen, asked(None, &[]), &["Apfel", "Nikora", "zebra"]),
            (all_seen, asked(Some(1), &[]), &["Nikora", "zebra"]),
            (all_seen, asked(None, &["supermärkte", "NIK"]), &["Nikora"]),
            (all_seen, asked(Some(2), &["nik"]), &[]),
            (own, asked(None, &[]), &["Apfel"]),
            (own, asked(Some(1), &[]), &[]),
        ];
        for (sight, asked, expected) in table {
            let page = world.queries.tags(tenant, sight, &asked, ALL).unwrap();
            assert_eq!(texts(&page.items), expected, "{} {asked:?}", world.kind);
            assert_eq!(page.total, i64::try_from(expected.len()).unwrap());
        }
        let unseen = world.queries.tag(tenant, own, 1).unwrap();
        assert_eq!(unseen, None);
        assert!(world.queries.tag(tenant, own, 3).unwrap().is_some());
    }
}
