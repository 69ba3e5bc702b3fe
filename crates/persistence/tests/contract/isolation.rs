//! Two tenants never meet: not by an id, not by a reference between rows, not by a list.

use crate::{
    house::House,
    population::Population,
    random::Random,
    world::{World, asking, at, id, next, worlds},
};
use std::slice;
use tessera_domain::{
    comment::{Audience, Comment},
    id::TicketId,
    listing::TicketFilter,
    text::CommentText,
    time_entry::{Span, TimeEntry, WorkItem},
    visibility::{Sight, Ties},
};
use tessera_ports::{StoreError, StoreResult, tx::Tx};

#[test]
fn the_other_tenants_tickets_are_not_there() {
    for world in worlds() {
        let (ours, theirs) = (&world.ours, &world.theirs);
        let ticket = Population::store(&world, ours, 20, 1)
            .all
            .swap_remove(0)
            .ticket
            .id;
        Population::store(&world, theirs, 5, 2);
        let (tenant, all) = (theirs.id(), Sight::Everything);
        assert_eq!(world.queries.view(tenant, &all, ticket).unwrap(), None);
        world.write(|tx| {
            assert_eq!(tx.tickets().find(tenant, &all, ticket)?, None);
            assert_eq!(tx.tickets().ties(tenant, ticket)?, Ties::default());
            assert_eq!(tx.tickets().watchers(tenant, ticket)?, []);
            assert_eq!(tx.tickets().further_assignees(tenant, ticket)?, []);
            assert_eq!(tx.tags().of_ticket(tenant, ticket)?, []);
            Ok(())
        });
        for filter in [
            asking(|it| it.status_name = Some("open".into())),
            asking(|it| it.client_name = Some("acme".into())),
            asking(|it| it.tags = Some(vec!["red".into()])),
            TicketFilter::default(),
        ] {
            assert!(world.newest(tenant, &all, &filter, 100).total <= 5, "{filter:?}");
        }
        let statuses = ours.statuses.iter().map(|it| it.id).collect();
        let filter = asking(|it| it.statuses = Some(statuses));
        assert_eq!(world.newest(tenant, &all, &filter, 100).total, 0);
        let stranger = Sight::Personal {
            user: ours.user(0),
            department: Some(ours.departments[0]),
        };
        assert_eq!(
            world
                .newest(tenant, &stranger, &TicketFilter::default(), 100)
                .total,
            0
        );
    }
}

#[test]
fn the_other_tenants_lists_and_people_are_not_there() {
    for world in worlds() {
        let (ours, theirs) = (&world.ours, &world.theirs);
        let tenant = theirs.id();
        assert_eq!(world.queries.all_statuses(tenant).unwrap(), theirs.statuses);
        assert_eq!(
            world.queries.all_projects(tenant).unwrap().len(),
            theirs.projects.len()
        );
        assert_eq!(world.queries.person(tenant, ours.user(0)).unwrap(), None);
        world.write(|tx| {
            assert_eq!(tx.users().find(tenant, ours.user(0))?, None);
            let lists = tx.lists();
            assert_eq!(lists.status(tenant, ours.statuses[0].id)?, None);
            assert_eq!(lists.priority(tenant, ours.priorities[0].id)?, None);
            assert_eq!(lists.project(tenant, ours.projects[0].id)?, None);
            assert!(lists.board(tenant, ours.projects[0].id)?.columns().is_empty());
            assert_eq!(lists.client(tenant, ours.clients[0].id)?, None);
            assert_eq!(lists.contact(tenant, ours.contacts[0].id)?, None);
            Ok(())
        });
    }
}

fn dangling(world: &World, what: &str, work: impl FnMut(&mut dyn Tx) -> StoreResult<()>) {
    let outcome = world.attempt(work);
    assert!(
        matches!(outcome, Err(StoreError::Dangling(_))),
        "{}: {what}: {outcome:?}",
        world.kind
    );
}

#[test]
fn a_ticket_cannot_refer_to_the_other_tenants_things() {
    for world in worlds() {
        let (ours, theirs) = (&world.ours, &world.theirs);
        let cases = [
            ("status", ours.with(2, |it| it.status = theirs.statuses[0].id)),
            (
                "priority",
                ours.with(2, |it| it.priority = theirs.priorities[0].id),
            ),
            ("project", ours.with(2, |it| it.project = theirs.projects[0].id)),
            (
                "column",
                ours.with(2, |it| it.column = Some(theirs.columns[0].id)),
            ),
            (
                "department",
                ours.with(2, |it| it.department = Some(theirs.departments[0])),
            ),
            (
                "client",
                ours.with(2, |it| it.client = Some(theirs.clients[0].id)),
            ),
            (
                "contact",
                ours.with(2, |it| it.contact = Some(theirs.contacts[0].id)),
            ),
            ("assignee", ours.with(2, |it| it.assignee = Some(theirs.user(0)))),
            ("creator", ours.with(2, |it| it.created_by = Some(theirs.user(0)))),
            ("updater", ours.with(2, |it| it.updated_by = Some(theirs.user(0)))),
        ];
        for (what, ticket) in cases {
            dangling(&world, what, |tx| {
                tx.tickets().insert(ours.id(), slice::from_ref(&ticket))
            });
        }
    }
}

#[test]
fn nothing_beside_a_ticket_can_refer_to_the_other_tenants_things() {
    for world in worlds() {
        let (ours, theirs) = (&world.ours, &world.theirs);
        let (tenant, good, foreign) = (ours.id(), ours.ticket(1), theirs.ticket(1));
        let tag = theirs.tag(0, 1, "theirs");
        world.write(|tx| {
            tx.tickets().insert(tenant, slice::from_ref(&good))?;
            tx.tickets().insert(theirs.id(), slice::from_ref(&foreign))?;
            tx.tags().insert(theirs.id(), slice::from_ref(&tag))
        });
        let strangers = [theirs.user(0)];
        dangling(&world, "watcher", |tx| {
            tx.tickets().set_watchers(tenant, good.id, &strangers)
        });
        dangling(&world, "further", |tx| {
            tx.tickets().set_further_assignees(tenant, good.id, &strangers)
        });
        let tagged = world.attempt(|tx| tx.tags().set_of_ticket(tenant, good.id, &[tag.id]));
        assert!(
            matches!(tagged, Err(StoreError::Busy(_))),
            "as if it were gone: {tagged:?}"
        );
        let mut strange = ours.tag(0, 1, "strange");
        strange.project = theirs.projects[0].id;
        dangling(&world, "tag", |tx| {
            tx.tags().insert(tenant, slice::from_ref(&strange))
        });
        let project = theirs.projects[0].id;
        dangling(&world, "member", |tx| ours.join(tx, project, ours.user(0)));
        let comment = comment(ours, foreign.id);
        dangling(&world, "comment", |tx| {
            tx.comments().insert(tenant, slice::from_ref(&comment))
        });
        let entry = time_entry(ours, foreign.id);
        dangling(&world, "time", |tx| tx.time_entries().insert(tenant, &entry));
    }
}

fn comment(house: &House, ticket: TicketId) -> Comment {
    let own = id(at(1), &mut Random::new(8));
    Comment {
        tenant: house.id(),
        id: own,
        number: 1,
        ticket,
        author: None,
        text: CommentText::parse("x").unwrap(),
        audience: Audience::Public,
        resolution: false,
        thread: own,
        parent: None,
        metadata: None,
        created_at: at(1),
        updated_at: at(1),
        version: 1,
    }
}

fn time_entry(house: &House, ticket: TicketId) -> TimeEntry {
    TimeEntry {
        tenant: house.id(),
        id: id(at(1), &mut Random::new(9)),
        user: house.user(0),
        work: WorkItem::Ticket(ticket),
        span: Span::stored(at(0), at(60)),
        billable: true,
        notes: None,
        tax_region: None,
        created_at: at(1),
    }
}

#[test]
fn what_is_of_another_tenant_is_not_stored_under_ones_own() {
    for world in worlds() {
        let (tenant, theirs) = (world.ours.id(), &world.theirs);
        let ticket = theirs.ticket(1);
        assert!(
            world
                .attempt(|tx| tx.tickets().insert(tenant, slice::from_ref(&ticket)))
                .is_err()
        );
        assert!(
            world
                .attempt(|tx| tx.users().insert(tenant, &theirs.users[0]))
                .is_err()
        );
        world.write(|tx| tx.tickets().insert(theirs.id(), slice::from_ref(&ticket)));
        let after = next(&ticket, |_| {});
        assert!(
            world
                .attempt(|tx| tx.tickets().update(tenant, &ticket, &after))
                .is_err()
        );
    }
}
