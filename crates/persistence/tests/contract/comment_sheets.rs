//! Comments for dialects that speak integers: reading them over all tickets, changing and removing them.

use crate::{
    house::House,
    population::Population,
    random::Random,
    world::{World, at, id, worlds},
};
use tessera_domain::{
    caller::Viewer,
    comment::{Audience, Comment},
    id::{CommentId, TicketId},
    listing::Window,
    text::CommentText,
    visibility::Sight,
};
use tessera_ports::StoreError;

const ALL: Window = Window {
    offset: 0,
    limit: 1_000,
};

pub fn comment(house: &House, ticket: TicketId, number: i64) -> Comment {
    let own = id(at(number), &mut Random::new(u64::try_from(number).unwrap()));
    Comment {
        tenant: house.id(),
        id: own,
        number,
        ticket,
        author: (number % 3 != 0).then(|| house.user(0)),
        text: CommentText::parse(format!("Text {number}")).unwrap(),
        audience: Audience::from_internal(number % 2 == 0),
        resolution: false,
        thread: own,
        parent: None,
        metadata: None,
        created_at: at(number),
        updated_at: at(number),
        version: 1,
    }
}

fn reply(house: &House, to: &Comment, number: i64) -> Comment {
    Comment {
        thread: to.thread,
        parent: Some(to.id),
        ..comment(house, to.ticket, number)
    }
}

fn numbers(world: &World, viewer: &Viewer, ticket: Option<i64>, window: Window) -> Option<(Vec<i64>, i64)> {
    behind(world, viewer, (ticket, None), window)
}

fn behind(
    world: &World,
    viewer: &Viewer,
    (ticket, after): (Option<i64>, Option<CommentId>),
    window: Window,
) -> Option<(Vec<i64>, i64)> {
    let found = world
        .queries
        .comment_sheets(world.ours.id(), viewer, ticket, after, window);
    let page = found.unwrap()?;
    let numbers = page.items.iter().map(|sheet| sheet.comment.number).collect();
    Some((numbers, page.total))
}

#[test]
fn comments_of_all_tickets_in_sight_come_oldest_first_and_only_readable_ones() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 40, 51);
        let comments: Vec<_> = (1..=80)
            .map(|number| {
                let place = usize::try_from(number * 7 % 40).unwrap();
                comment(house, population.all[place].ticket.id, number)
            })
            .collect();
        world.write(|tx| tx.comments().insert(tenant, &comments));
        let member = Sight::Personal {
            user: house.user(1),
            department: None,
        };
        for (sight, internal) in [
            (Sight::Everything, true),
            (Sight::Everything, false),
            (member, true),
            (member, false),
        ] {
            let viewer = Viewer {
                sight,
                user: house.user(1),
                internal,
            };
            let seen = |ticket: TicketId| {
                let stored = population.all.iter().find(|it| it.ticket.id == ticket).unwrap();
                sight.sees(&population.ties(stored))
            };
            let may_read = |comment: &&Comment| internal || !comment.audience.is_internal();
            let expected: Vec<i64> = comments
                .iter()
                .filter(may_read)
                .filter(|comment| seen(comment.ticket))
                .map(|comment| comment.number)
                .collect();
            let total = i64::try_from(expected.len()).unwrap();
            let listed = numbers(&world, &viewer, None, ALL);
            assert_eq!(
                listed,
                Some((expected.clone(), total)),
                "{}: {viewer:?}",
                world.kind
            );
            let window = Window { offset: 3, limit: 4 };
            let part: Vec<i64> = expected.iter().copied().skip(3).take(4).collect();
            assert_eq!(
                numbers(&world, &viewer, None, window),
                Some((part.clone(), total))
            );
            let third = comments
                .iter()
                .find(|comment| Some(&comment.number) == expected.get(2));
            let window = Window { offset: 0, limit: 4 };
            assert_eq!(
                behind(&world, &viewer, (None, third.map(|comment| comment.id)), window),
                Some((part, total)),
                "{}: behind the third",
                world.kind
            );
            for comment in &comments {
                let found = world
                    .queries
                    .comment_sheet(tenant, &viewer, comment.number)
                    .unwrap();
                assert_eq!(found.is_some(), expected.contains(&comment.number));
            }
            for stored in &population.all {
                let of_ticket: Vec<i64> = comments
                    .iter()
                    .filter(may_read)
                    .filter(|comment| comment.ticket == stored.ticket.id)
                    .map(|comment| comment.number)
                    .collect();
                let total = i64::try_from(of_ticket.len()).unwrap();
                assert_eq!(
                    numbers(&world, &viewer, Some(stored.ticket.number), ALL),
                    seen(stored.ticket.id).then_some((of_ticket, total)),
                    "{}",
                    world.kind
                );
            }
        }
    }
}

#[test]
fn a_comment_shows_its_ticket_its_author_and_whom_it_names() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(7);
        let own = comment(house, ticket.id, 1);
        let people = [house.user(3), house.user(1), house.user(3)];
        let sheet = world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            tx.comments().insert(tenant, std::slice::from_ref(&own))?;
            tx.comments().mention(tenant, own.id, &people)?;
            tx.comments().sheet(tenant, own.id)
        });
        let sheet = sheet.unwrap();
        assert_eq!(
            (sheet.ticket_number, sheet.mentions),
            (7, vec![4, 2]),
            "{}",
            world.kind
        );
        assert_eq!(sheet.author.unwrap().number, 1);
        assert_eq!(sheet.comment, own);
        let theirs = world.write(|tx| {
            assert_eq!(tx.comments().by_number(tenant, 1)?.as_ref(), Some(&own));
            tx.comments().by_number(world.theirs.id(), 1)
        });
        assert_eq!(theirs, None);
    }
}

#[test]
fn a_page_of_comments_takes_the_same_few_statements_whatever_its_size() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(1);
        let comments: Vec<_> = (1..=60).map(|number| comment(house, ticket.id, number)).collect();
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            tx.comments().insert(tenant, &comments)
        });
        let viewer = Viewer {
            sight: Sight::Everything,
            user: house.user(0),
            internal: true,
        };
        let counts = [(None, 3), (None, 50), (Some(1), 3), (Some(1), 50)].map(|(ticket, limit)| {
            let _ = world.watch.take();
            numbers(&world, &viewer, ticket, Window { offset: 0, limit }).unwrap();
            world.watch.take().len()
        });
        assert_eq!(counts, [4, 4, 5, 5], "{}", world.kind);
    }
}

#[test]
fn a_comment_is_changed_over_the_version_that_was_seen() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(1);
        let first = comment(house, ticket.id, 1);
        let mut second = first.clone();
        second.edit(CommentText::parse("Other words").unwrap(), at(50));
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            tx.comments().insert(tenant, std::slice::from_ref(&first))?;
            tx.comments().update(tenant, &first, &second)?;
            assert_eq!(tx.comments().find(tenant, first.id)?.as_ref(), Some(&second));
            Ok(())
        });
        assert!(second.is_edited() && !first.is_edited());
        let late = world.attempt(|tx| tx.comments().update(tenant, &first, &second));
        assert_eq!(late, Err(StoreError::Stale), "{}", world.kind);
        let late = world.attempt(|tx| tx.comments().delete(tenant, &first));
        assert_eq!(late, Err(StoreError::Stale), "{}", world.kind);
    }
}

#[test]
fn replies_outlive_what_they_reply_to() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(1);
        let first = comment(house, ticket.id, 1);
        let second = reply(house, &first, 2);
        let third = reply(house, &second, 3);
        let fourth = reply(house, &first, 4);
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            for comment in [&first, &second, &third, &fourth] {
                tx.comments().insert(tenant, std::slice::from_ref(comment))?;
            }
            tx.comments().mention(tenant, first.id, &[house.user(1)])?;
            tx.comments().delete(tenant, &first)
        });
        let shape = |comment: &Comment| {
            let found = world.write(|tx| tx.comments().find(tenant, comment.id)).unwrap();
            (found.thread, found.parent)
        };
        assert_eq!(shape(&second), (second.id, None), "{}", world.kind);
        assert_eq!(shape(&third), (second.id, Some(second.id)));
        assert_eq!(shape(&fourth), (second.id, Some(second.id)));
        let fifth = reply(
            house,
            &Comment {
                thread: second.id,
                ..third.clone()
            },
            5,
        );
        world.write(|tx| {
            tx.comments().insert(tenant, std::slice::from_ref(&fifth))?;
            let third = tx.comments().find(tenant, third.id)?.unwrap();
            tx.comments().delete(tenant, &third)
        });
        assert_eq!(shape(&fifth), (second.id, Some(second.id)), "{}", world.kind);
    }
}
