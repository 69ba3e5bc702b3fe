//! Tenants, statuses, priorities, projects with their boards, clients and contacts.

use crate::{
    random::Random,
    world::{at, id, name, worlds},
};
use tessera_domain::{
    project::Board,
    tenant::{Slug, Tenant, TenantState},
};
use tessera_ports::{StoreError, error::Unique};

#[test]
fn lists_come_back_as_they_were_stored_in_their_order() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let (statuses, priorities) =
            world.write(|tx| Ok((tx.lists().statuses(tenant)?, tx.lists().priorities(tenant)?)));
        assert_eq!(statuses, house.statuses);
        assert_eq!(world.queries.all_statuses(tenant).unwrap(), house.statuses);
        assert_eq!(priorities, house.priorities);
        let by_name: Vec<_> = world
            .queries
            .all_priorities(tenant)
            .unwrap()
            .into_iter()
            .map(|it| it.name.into_string())
            .collect();
        assert_eq!(by_name, ["High", "Highest", "Low", "Lowest", "Medium"]);
        let projects: Vec<_> = world.queries.all_projects(tenant).unwrap();
        assert_eq!(
            projects,
            [&house.projects[0], &house.projects[2], &house.projects[1]].map(Clone::clone)
        );
        world.write(|tx| {
            let lists = tx.lists();
            assert_eq!(
                lists.status(tenant, house.statuses[3].id)?.as_ref(),
                Some(&house.statuses[3])
            );
            assert_eq!(
                lists.priority(tenant, house.priorities[4].id)?.as_ref(),
                Some(&house.priorities[4])
            );
            assert_eq!(
                lists.project(tenant, house.projects[1].id)?.as_ref(),
                Some(&house.projects[1])
            );
            assert_eq!(lists.default_project(tenant)?.as_ref(), Some(&house.projects[0]));
            assert_eq!(
                lists.project_by_key(tenant, "WEB")?.as_ref(),
                Some(&house.projects[1])
            );
            assert_eq!(lists.project_by_key(tenant, "web")?, None);
            assert_eq!(
                lists.board(tenant, house.projects[0].id)?,
                Board::new(house.columns.clone())
            );
            assert_eq!(lists.board(tenant, house.projects[1].id)?, Board::new(vec![]));
            assert_eq!(
                lists.client(tenant, house.clients[0].id)?.as_ref(),
                Some(&house.clients[0])
            );
            assert_eq!(
                lists.contact(tenant, house.contacts[2].id)?.as_ref(),
                Some(&house.contacts[2])
            );
            assert_eq!(
                lists.contact(tenant, house.contacts[0].id)?.as_ref(),
                Some(&house.contacts[0])
            );
            Ok(())
        });
    }
}

#[test]
fn a_key_a_number_and_a_default_are_taken_once() {
    for world in worlds() {
        let (house, random) = (&world.ours, &mut Random::new(3));
        let tenant = house.id();
        let mut status = house.statuses[1].clone();
        status.id = id(at(1), random);
        let refused = world.attempt(|tx| tx.lists().insert_status(tenant, &status));
        assert_eq!(
            refused,
            Err(StoreError::Taken(Unique::StatusKey)),
            "{}",
            world.kind
        );
        let mut priority = house.priorities[1].clone();
        priority.id = id(at(1), random);
        let refused = world.attempt(|tx| tx.lists().insert_priority(tenant, &priority));
        assert_eq!(
            refused,
            Err(StoreError::Taken(Unique::PriorityKey)),
            "{}",
            world.kind
        );
        let mut project = house.projects[1].clone();
        project.id = id(at(1), random);
        project.number = 9;
        let refused = world.attempt(|tx| tx.lists().insert_project(tenant, &project, &[]));
        assert_eq!(
            refused,
            Err(StoreError::Taken(Unique::ProjectKey)),
            "{}",
            world.kind
        );
        project.key = "NEW".into();
        project.number = 1;
        let refused = world.attempt(|tx| tx.lists().insert_project(tenant, &project, &[]));
        assert_eq!(refused, Err(StoreError::Taken(Unique::Number)), "{}", world.kind);
        project.number = 9;
        project.default = true;
        let refused = world.attempt(|tx| tx.lists().insert_project(tenant, &project, &[]));
        assert_eq!(refused, Err(StoreError::Taken(Unique::Key)), "{}", world.kind);
    }
}

#[test]
fn a_slug_is_taken_once_in_the_service() {
    for world in worlds() {
        let slug = Slug::parse("ours").unwrap();
        let found = world.write(|tx| tx.tenants().by_slug(&slug));
        assert_eq!(found.as_ref(), Some(&world.ours.tenant));
        let none = world.write(|tx| tx.tenants().by_slug(&Slug::parse("nobodys").unwrap()));
        assert_eq!(none, None);
        let again = Tenant {
            id: id(at(5), &mut Random::new(5)),
            name: name("Again"),
            ..world.ours.tenant.clone()
        };
        let refused = world.attempt(|tx| tx.tenants().insert(&again));
        assert_eq!(refused, Err(StoreError::Taken(Unique::TenantSlug)));
        let locked = Tenant {
            slug: Slug::parse("locked").unwrap(),
            state: TenantState::Suspended,
            ..again
        };
        world.write(|tx| tx.tenants().insert(&locked));
        assert_eq!(world.write(|tx| tx.tenants().by_slug(&locked.slug)), Some(locked));
    }
}

#[test]
fn nobody_becomes_a_member_twice() {
    for world in worlds() {
        let house = &world.ours;
        let (tenant, project) = (house.id(), house.projects[1].id);
        for _ in 0..2 {
            world.write(|tx| tx.lists().add_member(tenant, project, house.user(0)));
        }
        let mut ticket = house.ticket(1);
        ticket.project = project;
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)));
        assert_eq!(
            world.write(|tx| tx.tickets().ties(tenant, ticket.id)).members,
            [house.user(0)]
        );
    }
}
