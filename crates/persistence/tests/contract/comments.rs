//! Comments.

use crate::{
    house::House,
    random::Random,
    world::{at, id, worlds},
};
use serde_json::json;
use tessera_domain::{
    comment::{Audience, Comment},
    id::TicketId,
    listing::{Direction, Window},
    text::CommentText,
    visibility::Sight,
};
use tessera_ports::{
    StoreError,
    error::Unique,
    queries::{CommentView, CommentsWanted, PersonName},
};

fn comment(house: &House, ticket: TicketId, number: i64) -> Comment {
    let random = &mut Random::new(u64::try_from(number).unwrap());
    let own = id(at(number), random);
    let metadata = json!({"a": [1, null], "é": "ß"}).as_object().cloned();
    Comment {
        tenant: house.id(),
        id: own,
        number,
        ticket,
        author: (number % 3 != 0).then(|| house.user(0)),
        text: CommentText::parse(format!("Text {number} 🎫\n")).unwrap(),
        audience: Audience::from_internal(number % 2 == 0),
        resolution: number % 5 == 0,
        thread: own,
        parent: None,
        metadata: metadata.filter(|_| number % 4 == 0),
        created_at: at(number),
        updated_at: at(number + 1),
        version: 1,
    }
}

#[test]
fn comments_come_in_order_of_age_and_internal_ones_only_when_asked_for() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(1);
        let mut comments: Vec<_> = (1..=30).map(|number| comment(house, ticket.id, number)).collect();
        comments[9].thread = comments[3].id;
        comments[9].parent = Some(comments[3].id);
        world.write(|tx| {
            tx.tickets().insert(tenant, &[ticket.clone(), house.ticket(2)])?;
            tx.comments().insert(tenant, &comments)?;
            tx.comments()
                .insert(tenant, &[comment(house, house.ticket(2).id, 31)])
        });
        for comment in &comments {
            assert_eq!(
                world.write(|tx| tx.comments().find(tenant, comment.id)).as_ref(),
                Some(comment)
            );
        }
        for (internal, direction, offset, limit) in [
            (true, Direction::Ascending, 0, 100),
            (false, Direction::Ascending, 0, 100),
            (true, Direction::Descending, 0, 7),
            (false, Direction::Descending, 3, 7),
            (true, Direction::Ascending, 29, 7),
            (true, Direction::Ascending, 30, 7),
        ] {
            let mut expected: Vec<_> = comments
                .iter()
                .filter(|it| internal || !it.audience.is_internal())
                .collect();
            if direction == Direction::Descending {
                expected.reverse();
            }
            let wanted = CommentsWanted {
                internal,
                direction,
                window: Window { offset, limit },
            };
            let read = world
                .queries
                .comments(tenant, &Sight::Everything, ticket.id, &wanted)
                .unwrap()
                .unwrap();
            let part = expected
                .into_iter()
                .skip(offset.try_into().unwrap())
                .take(limit.try_into().unwrap());
            let view = |comment: &Comment| CommentView {
                comment: comment.clone(),
                author_name: comment.author.map(|_| PersonName {
                    first: "First1".into(),
                    last: "Last1".into(),
                }),
            };
            assert_eq!(read, part.map(view).collect::<Vec<_>>(), "{}", world.kind);
        }
    }
}

#[test]
fn comments_of_a_ticket_out_of_sight_are_not_there() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(1);
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            tx.comments().insert(tenant, &[comment(house, ticket.id, 1)])
        });
        let wanted = CommentsWanted {
            internal: true,
            direction: Direction::Ascending,
            window: Window { offset: 0, limit: 9 },
        };
        let read = |tenant, sight| {
            world
                .queries
                .comments(tenant, &sight, ticket.id, &wanted)
                .unwrap()
        };
        let stranger = Sight::Personal {
            user: house.user(4),
            department: None,
        };
        assert_eq!(read(tenant, stranger), None);
        assert_eq!(read(world.theirs.id(), Sight::Everything), None);
        assert_eq!(read(tenant, Sight::Everything).map(|it| it.len()), Some(1));
    }
}

#[test]
fn a_comment_needs_its_ticket_and_a_number_of_its_own() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(1);
        let lost = comment(house, ticket.id, 1);
        let refused = world.attempt(|tx| tx.comments().insert(tenant, std::slice::from_ref(&lost)));
        assert!(matches!(refused, Err(StoreError::Dangling(_))), "{refused:?}");
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)));
        world.write(|tx| tx.comments().insert(tenant, std::slice::from_ref(&lost)));
        let twin = Comment {
            number: 1,
            ..comment(house, ticket.id, 2)
        };
        let refused = world.attempt(|tx| tx.comments().insert(tenant, std::slice::from_ref(&twin)));
        assert_eq!(refused, Err(StoreError::Taken(Unique::Number)), "{}", world.kind);
    }
}
