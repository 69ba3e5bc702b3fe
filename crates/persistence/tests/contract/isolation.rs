//! Two tenants never meet: not by an id, not by a reference between rows, not by a list.

use crate::{
    oracle::Population,
    random::Random,
    world::{at, id, name, worlds},
};
use tessera_domain::{
    comment::{Audience, Comment},
    listing::{Direction, Sort, SortKey, TicketFilter, Window},
    tag::Tag,
    text::CommentText,
    ticket::Ticket,
    time_entry::{Span, TimeEntry, WorkItem},
    visibility::Sight,
};
use tessera_ports::{StoreError, StoreResult};

fn dangling<T: std::fmt::Debug>(outcome: StoreResult<T>, what: &str) {
    assert!(
        matches!(outcome, Err(StoreError::Dangling(_))),
        "{what}: {outcome:?}"
    );
}

#[test]
fn the_other_tenants_things_are_not_there() {
    for world in worlds() {
        let (ours, theirs) = (&world.ours, &world.theirs);
        let population = Population::store(&world, ours, 20, 1);
        Population::store(&world, theirs, 5, 2);
        let (ticket, tenant) = (&population.all[0], theirs.id());
        assert_eq!(
            world
                .queries
                .view(tenant, &Sight::Everything, ticket.ticket.id)
                .unwrap(),
            None
        );
        assert_eq!(world.queries.person(tenant, ours.user(0)).unwrap(), None);
        assert_eq!(world.queries.all_statuses(tenant).unwrap(), theirs.statuses);
        world.write(|tx| {
            assert_eq!(
                tx.tickets().find(tenant, &Sight::Everything, ticket.ticket.id)?,
                None
            );
            assert_eq!(
                tx.tickets().ties(tenant, ticket.ticket.id)?,
                tessera_domain::visibility::Ties::default()
            );
            assert_eq!(tx.tickets().watchers(tenant, ticket.ticket.id)?, []);
            assert_eq!(tx.tags().of_ticket(tenant, ticket.ticket.id)?, []);
            assert_eq!(tx.users().find(tenant, ours.user(0))?, None);
            assert_eq!(tx.lists().status(tenant, ours.statuses[0].id)?, None);
            assert_eq!(tx.lists().priority(tenant, ours.priorities[0].id)?, None);
            assert_eq!(tx.lists().project(tenant, ours.projects[0].id)?, None);
            assert!(
                tx.lists()
                    .board(tenant, ours.projects[0].id)?
                    .columns()
                    .is_empty()
            );
            assert_eq!(tx.lists().client(tenant, ours.clients[0].id)?, None);
            assert_eq!(tx.lists().contact(tenant, ours.contacts[0].id)?, None);
            Ok(())
        });
        let sort = Sort {
            key: SortKey::Number,
            direction: Direction::Ascending,
        };
        let window = Window {
            offset: 0,
            limit: 100,
        };
        for filter in [
            TicketFilter {
                status_name: Some("open".into()),
                ..TicketFilter::default()
            },
            TicketFilter {
                client_name: Some("acme".into()),
                ..TicketFilter::default()
            },
            TicketFilter {
                tags: Some(vec!["red".into()]),
                ..TicketFilter::default()
            },
            TicketFilter::default(),
        ] {
            let page = world
                .queries
                .cards(tenant, &Sight::Everything, &filter, sort, window)
                .unwrap();
            assert!(page.total <= 5, "{filter:?}");
        }
        let theirs_by_our_lists = TicketFilter {
            statuses: Some(ours.statuses.iter().map(|it| it.id).collect()),
            ..TicketFilter::default()
        };
        let page = world
            .queries
            .cards(tenant, &Sight::Everything, &theirs_by_our_lists, sort, window)
            .unwrap();
        assert_eq!(page.total, 0);
        let stranger = Sight::Personal {
            user: ours.user(0),
            department: None,
        };
        let page = world
            .queries
            .cards(tenant, &stranger, &TicketFilter::default(), sort, window)
            .unwrap();
        assert_eq!(page.total, 0);
    }
}

#[test]
fn nothing_can_refer_to_the_other_tenants_things() {
    for world in worlds() {
        let (ours, theirs, random) = (&world.ours, &world.theirs, &mut Random::new(7));
        let tenant = ours.id();
        let good = ours.ticket(1);
        let foreign = theirs.ticket(1);
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&good))?;
            tx.tickets().insert(theirs.id(), std::slice::from_ref(&foreign))
        });
        let cases = [
            (
                "status",
                Ticket {
                    status: theirs.statuses[0].id,
                    ..ours.ticket(2)
                },
            ),
            (
                "priority",
                Ticket {
                    priority: theirs.priorities[0].id,
                    ..ours.ticket(2)
                },
            ),
            (
                "project",
                Ticket {
                    project: theirs.projects[0].id,
                    ..ours.ticket(2)
                },
            ),
            (
                "column",
                Ticket {
                    column: Some(theirs.columns[0].id),
                    ..ours.ticket(2)
                },
            ),
            (
                "department",
                Ticket {
                    department: Some(theirs.departments[0]),
                    ..ours.ticket(2)
                },
            ),
            (
                "client",
                Ticket {
                    client: Some(theirs.clients[0].id),
                    ..ours.ticket(2)
                },
            ),
            (
                "contact",
                Ticket {
                    contact: Some(theirs.contacts[0].id),
                    ..ours.ticket(2)
                },
            ),
            (
                "assignee",
                Ticket {
                    assignee: Some(theirs.user(0)),
                    ..ours.ticket(2)
                },
            ),
            (
                "creator",
                Ticket {
                    created_by: Some(theirs.user(0)),
                    ..ours.ticket(2)
                },
            ),
            (
                "updater",
                Ticket {
                    updated_by: Some(theirs.user(0)),
                    ..ours.ticket(2)
                },
            ),
        ];
        for (what, ticket) in cases {
            dangling(
                world.attempt(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket))),
                what,
            );
        }
        let strangers = [theirs.user(0)];
        dangling(
            world.attempt(|tx| tx.tickets().set_watchers(tenant, good.id, &strangers)),
            "watcher",
        );
        dangling(
            world.attempt(|tx| tx.tickets().set_further_assignees(tenant, good.id, &strangers)),
            "assignee",
        );
        let tag = Tag {
            id: id(at(1), random),
            text: name("theirs"),
        };
        world.write(|tx| tx.tags().insert(theirs.id(), std::slice::from_ref(&tag)));
        dangling(
            world.attempt(|tx| tx.tags().set_of_ticket(tenant, good.id, &[tag.id])),
            "tag",
        );
        dangling(
            world.attempt(|tx| tx.lists().add_member(tenant, theirs.projects[0].id, ours.user(0))),
            "project",
        );
        let comment = Comment {
            tenant,
            id: id(at(1), random),
            number: 1,
            ticket: foreign.id,
            author: None,
            text: CommentText::parse("x").unwrap(),
            audience: Audience::Public,
            resolution: false,
            thread: id(at(1), random),
            parent: None,
            metadata: None,
            created_at: at(1),
            updated_at: at(1),
        };
        let comment = Comment {
            thread: comment.id,
            ..comment
        };
        dangling(
            world.attempt(|tx| tx.comments().insert(tenant, std::slice::from_ref(&comment))),
            "comment",
        );
        let entry = TimeEntry {
            tenant,
            id: id(at(1), random),
            user: ours.user(0),
            work: WorkItem::Ticket(foreign.id),
            span: Span::stored(at(0), at(60)),
            billable: true,
            notes: None,
            tax_region: None,
            created_at: at(1),
        };
        dangling(
            world.attempt(|tx| tx.time_entries().insert(tenant, &entry)),
            "time entry",
        );
    }
}

#[test]
fn what_is_of_another_tenant_is_not_stored_under_ones_own() {
    for world in worlds() {
        let (tenant, theirs) = (world.ours.id(), &world.theirs);
        let ticket = theirs.ticket(1);
        assert!(
            world
                .attempt(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)))
                .is_err()
        );
        let user = &theirs.users[0];
        assert!(world.attempt(|tx| tx.users().insert(tenant, user)).is_err());
        world.write(|tx| tx.tickets().insert(theirs.id(), std::slice::from_ref(&ticket)));
        let after = Ticket {
            version: 2,
            ..ticket.clone()
        };
        assert!(
            world
                .attempt(|tx| tx.tickets().update(tenant, &ticket, &after))
                .is_err()
        );
    }
}
