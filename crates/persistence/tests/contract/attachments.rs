//! Attachments, what they come to, and what is left of them.

use crate::{
    house::House,
    random::Random,
    world::{World, at, id, worlds},
};
use tessera_domain::{
    attachment::{Attachment, Content, ContentType, FileName, Media, ScanState, Totals},
    comment::{Audience, Comment},
    id::{AttachmentId, FileId, UserId},
    listing::Window,
    text::{CommentText, Description},
    ticket::Ticket,
    visibility::Sight,
};
use tessera_ports::{
    StoreError,
    attachments::{AttachmentSheet, AttachmentsWanted, CommentFiles},
    error::Unique,
};

pub fn attachment(house: &House, ticket: &Ticket, number: i64) -> Attachment {
    let random = &mut Random::new(0xf11e ^ u64::try_from(number).unwrap());
    let name = FileName::from_sent(&format!("Übersicht {number}.txt"));
    Attachment {
        tenant: house.id(),
        id: id(at(number), random),
        number,
        ticket: ticket.id,
        comment: None,
        media: Media {
            day: at(number).date(),
            name: name.served(),
        },
        content_type: ContentType::of(&name, Content::Text),
        name,
        file: id(at(number), random),
        size: u64::try_from(number).unwrap() * 100,
        sha256: [u8::try_from(number).unwrap(); 32],
        audience: Audience::from_internal(number % 2 == 0),
        description: (number % 3 == 0).then(|| Description::parse("About \u{1f3ab}").unwrap()),
        uploaded_by: house.user(usize::from(number % 2 == 0)),
        created_at: at(number),
        scan: ScanState::Clean,
        version: 1,
    }
}

/// Two tickets, with attachments 1 to 5 under the first and 6 and 7 under the second.
fn filled(world: &World) -> (Vec<Ticket>, Vec<Attachment>) {
    let house = &world.ours;
    let tickets = vec![
        house.with(11, |ticket| ticket.created_by = Some(house.user(3))),
        house.ticket(12),
    ];
    let all: Vec<_> = (1..=7)
        .map(|number| attachment(house, &tickets[usize::from(number > 5)], number))
        .collect();
    world.write(|tx| {
        tx.tickets().insert(house.id(), &tickets)?;
        for attachment in &all {
            let (user, size) = (attachment.uploaded_by, attachment.size);
            tx.attachments().count(house.id(), user, size)?;
            tx.attachments().insert(house.id(), attachment)?;
        }
        Ok(())
    });
    (tickets, all)
}

fn totals(world: &World, user: Option<UserId>) -> (i64, i64) {
    let totals = world.queries.attachment_totals(world.ours.id(), user).unwrap();
    (totals.files, totals.bytes)
}

fn numbers(sheets: &[AttachmentSheet]) -> Vec<i64> {
    sheets.iter().map(|sheet| sheet.attachment.number).collect()
}

#[test]
fn an_attachment_reads_back_as_it_was_stored() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let (tickets, all) = filled(&world);
        for expected in &all {
            let found = world.write(|tx| tx.attachments().find(tenant, expected.number));
            assert_eq!(found.as_ref(), Some(expected), "{}", world.kind);
            let sheet = world
                .write(|tx| tx.attachments().sheet(tenant, expected.id))
                .unwrap();
            assert_eq!(&sheet.attachment, expected);
            let card = sheet.uploaded_by.unwrap();
            assert_eq!(
                (card.id, card.number),
                (expected.uploaded_by, if card.id == house.user(0) { 1 } else { 2 })
            );
            let ticket = tickets
                .iter()
                .find(|ticket| ticket.id == expected.ticket)
                .unwrap();
            assert_eq!(sheet.ticket_number, ticket.number);
            let there = world
                .queries
                .attachment_at(tenant, &expected.media)
                .unwrap()
                .unwrap();
            assert_eq!(&there.attachment, expected);
            assert!(world.write(|tx| tx.attachments().is_served(tenant, &expected.media)));
        }
        let theirs = world.theirs.id();
        assert_eq!(world.write(|tx| tx.attachments().find(theirs, 1)), None);
        assert_eq!(world.queries.attachment_at(theirs, &all[0].media).unwrap(), None);
        let ticket = world.write(|tx| tx.attachments().ticket_numbered(tenant, 11));
        assert_eq!(ticket, Some(tickets[0].id));
        assert_eq!(
            world.write(|tx| tx.attachments().ticket_numbered(theirs, 11)),
            None
        );
    }
}

#[test]
fn lists_keep_to_the_ticket_the_sight_and_the_audience() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        filled(&world);
        let mine = Sight::Personal {
            user: house.user(3),
            department: None,
        };
        for (sight, ticket, internal, offset, limit, expected, total) in [
            (
                Sight::Everything,
                None,
                true,
                0,
                100,
                vec![1, 2, 3, 4, 5, 6, 7],
                7,
            ),
            (Sight::Everything, None, false, 0, 100, vec![1, 3, 5, 7], 4),
            (Sight::Everything, None, true, 2, 2, vec![3, 4], 7),
            (Sight::Everything, None, true, 9, 2, vec![], 7),
            (Sight::Everything, Some(11), true, 0, 100, vec![1, 2, 3, 4, 5], 5),
            (Sight::Everything, Some(11), true, 0, 5, vec![1, 2, 3, 4, 5], 5),
            (Sight::Everything, Some(12), false, 0, 100, vec![7], 1),
            (mine, None, false, 0, 100, vec![1, 3, 5], 3),
            (mine, Some(11), false, 1, 1, vec![3], 3),
        ] {
            let wanted = AttachmentsWanted {
                ticket,
                internal,
                window: Window { offset, limit },
            };
            let page = world
                .queries
                .attachments(tenant, &sight, &wanted)
                .unwrap()
                .unwrap();
            assert_eq!(
                (numbers(&page.items), page.total),
                (expected, total),
                "{} {wanted:?}",
                world.kind
            );
        }
        let wanted = |number| AttachmentsWanted {
            ticket: Some(number),
            internal: true,
            window: Window { offset: 0, limit: 9 },
        };
        for (sight, number) in [(mine, 12), (Sight::Everything, 99)] {
            assert_eq!(
                world
                    .queries
                    .attachments(tenant, &sight, &wanted(number))
                    .unwrap(),
                None
            );
        }
        assert!(world.queries.attachment(tenant, &mine, 2).unwrap().is_some());
        assert!(world.queries.attachment(tenant, &mine, 6).unwrap().is_none());
    }
}

#[test]
fn a_fl_7_totals_are_exact_to_one_file() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let (_, all) = filled(&world);
        assert_eq!(totals(&world, None), (7, 2800), "{}", world.kind);
        assert_eq!(totals(&world, Some(house.user(0))), (4, 1600));
        assert_eq!(totals(&world, Some(house.user(1))), (3, 1200));
        let counted = world.attempt(|tx| {
            let counted = tx.attachments().count(tenant, house.user(0), 50)?;
            let of = |files, bytes| Totals { files, bytes };
            assert_eq!(counted, [of(8, 2850), of(5, 1650)]);
            Err::<(), _>(StoreError::Stale)
        });
        assert_eq!(counted, Err(StoreError::Stale));
        assert_eq!(
            totals(&world, None),
            (7, 2800),
            "what was rolled back was not counted"
        );

        world.write(|tx| tx.attachments().remove(tenant, &all[1], at(50)));
        assert_eq!(totals(&world, None), (6, 2600));
        assert_eq!(totals(&world, Some(house.user(1))), (2, 1000));
        assert_eq!(
            world.queries.attachment_totals(world.theirs.id(), None).unwrap(),
            Totals::default()
        );
    }
}

#[test]
fn a_changed_attachment_is_stored_over_the_version_before_and_no_other() {
    for world in worlds() {
        let tenant = world.ours.id();
        let (_, all) = filled(&world);
        let mut changed = all[2].clone();
        assert!(changed.rename(FileName::from_sent("other.txt")));
        assert!(changed.scanned(ScanState::Infected { name: "Eicar".into() }));
        changed.version = 2;
        world.write(|tx| tx.attachments().update(tenant, &changed));
        assert_eq!(
            world.write(|tx| tx.attachments().find(tenant, 3)).as_ref(),
            Some(&changed)
        );
        for stale in [
            world.attempt(|tx| tx.attachments().update(tenant, &changed)),
            world.attempt(|tx| tx.attachments().remove(tenant, &all[2], at(50))),
            world.attempt(|tx| tx.attachments().update(world.theirs.id(), &changed)),
        ] {
            assert_eq!(stale, Err(StoreError::Stale), "{}", world.kind);
        }
        let twice = Attachment {
            id: id::<AttachmentId>(at(70), &mut Random::new(1)),
            number: 70,
            file: id(at(70), &mut Random::new(2)),
            ..all[0].clone()
        };
        let inserted = world.attempt(|tx| tx.attachments().insert(tenant, &twice));
        assert_eq!(inserted, Err(StoreError::Taken(Unique::Media)));
        let foreign = world.attempt(|tx| tx.attachments().insert(world.theirs.id(), &all[0]));
        assert!(matches!(foreign, Err(StoreError::Failed(_))), "{foreign:?}");
    }
}

#[test]
fn a_fl_6_what_is_taken_away_is_remembered_until_its_file_is_gone() {
    for world in worlds() {
        let tenant = world.ours.id();
        let (tickets, all) = filled(&world);
        let of = |numbers: &[usize]| -> Vec<FileId> {
            let mut files: Vec<_> = numbers.iter().map(|number| all[number - 1].file).collect();
            files.sort_unstable();
            files
        };
        world.write(|tx| tx.attachments().remove(tenant, &all[5], at(50)));
        let removed = |world: &World, limit| world.queries.removed_files(tenant, limit).unwrap();
        assert_eq!(removed(&world, 9), of(&[6]), "{}", world.kind);
        let gone = world.write(|tx| tx.attachments().remove_of_ticket(tenant, tickets[0].id, at(51)));
        assert_eq!(gone, 5);
        assert_eq!(removed(&world, 9), of(&[1, 2, 3, 4, 5, 6]));
        assert_eq!(removed(&world, 2).len(), 2);
        assert_eq!(totals(&world, None), (1, 700));
        assert_eq!(
            world.write(|tx| tx.attachments().remove_of_ticket(tenant, tickets[0].id, at(51))),
            0
        );

        world.write(|tx| tx.attachments().forget_removed(tenant, &of(&[1, 6])));
        assert_eq!(removed(&world, 9), of(&[2, 3, 4, 5]));
        assert!(
            world
                .queries
                .removed_files(world.theirs.id(), 9)
                .unwrap()
                .is_empty()
        );
        let everybody = of(&[1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(world.queries.files_in_use(tenant, &everybody).unwrap(), of(&[7]));
        assert!(
            world
                .queries
                .files_in_use(world.theirs.id(), &everybody)
                .unwrap()
                .is_empty()
        );
    }
}

#[test]
fn only_what_is_pending_waits_for_the_scanner() {
    for world in worlds() {
        let tenant = world.ours.id();
        let (_, all) = filled(&world);
        assert!(world.queries.unscanned(tenant, None, 9).unwrap().is_empty());
        for place in [1, 4, 6] {
            let mut waiting = all[place].clone();
            assert!(waiting.scanned(ScanState::Pending));
            world.write(|tx| tx.attachments().update(tenant, &waiting));
        }
        let found = |after, limit| -> Vec<i64> {
            let found = world.queries.unscanned(tenant, after, limit).unwrap();
            found.iter().map(|it| it.number).collect()
        };
        assert_eq!(found(None, 9), [2, 5, 7], "{}", world.kind);
        assert_eq!(found(None, 2), [2, 5]);
        assert_eq!(found(Some(all[4].id), 9), [7]);
        assert!(
            world
                .queries
                .unscanned(world.theirs.id(), None, 9)
                .unwrap()
                .is_empty()
        );
    }
}

#[test]
fn a_comment_takes_what_it_names_of_its_ticket_and_nothing_else() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let (tickets, all) = filled(&world);
        let own = id(at(90), &mut Random::new(90));
        let comment = Comment {
            tenant,
            id: own,
            number: 1,
            ticket: tickets[0].id,
            author: Some(house.user(0)),
            text: CommentText::parse("See there").unwrap(),
            audience: Audience::Public,
            resolution: false,
            thread: own,
            parent: None,
            metadata: None,
            created_at: at(90),
            updated_at: at(90),
            version: 1,
        };
        world.write(|tx| tx.comments().insert(tenant, std::slice::from_ref(&comment)));
        let wanted = |internal, names: &[usize], numbers: &[i64]| CommentFiles {
            ticket: tickets[0].id,
            comment: own,
            internal,
            names: names
                .iter()
                .map(|number| all[number - 1].name.to_string())
                .collect(),
            numbers: numbers.to_vec(),
        };
        let bind = |wanted: &CommentFiles| world.write(|tx| tx.attachments().bind_to_comment(tenant, wanted));
        assert_eq!(bind(&wanted(false, &[], &[])), [0_i64; 0]);
        // 2 and 4 are internal, 6 and 7 are of another ticket, and there is no 99.
        assert_eq!(
            bind(&wanted(false, &[1, 2, 7], &[3, 4, 6, 99])),
            [1, 3],
            "{}",
            world.kind
        );
        assert_eq!(bind(&wanted(true, &[1], &[2, 3])), [2], "what is bound stays");
        let bound = world.write(|tx| tx.attachments().find(tenant, 3)).unwrap();
        assert_eq!(bound.comment, Some(own));
    }
}
