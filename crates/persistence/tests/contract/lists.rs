//! Tenants, statuses, priorities, projects with their boards, clients and contacts.

use crate::{
    random::Random,
    world::{at, id, name, worlds},
};
use tessera_domain::{
    priority::Priority,
    project::{Board, Project, ProjectKey},
    status::Status,
    tenant::{Slug, Tenant, TenantState},
};
use tessera_ports::{StoreError, error::Unique};

#[test]
fn lists_come_in_their_order() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        assert_eq!(world.write(|tx| tx.lists().statuses(tenant)), house.statuses);
        assert_eq!(world.queries.all_statuses(tenant).unwrap(), house.statuses);
        assert_eq!(
            world.write(|tx| tx.lists().priorities(tenant)),
            house.priorities,
            "by rank"
        );
        let priorities = world.queries.all_priorities(tenant).unwrap();
        let names: Vec<_> = priorities.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["High", "Highest", "Low", "Lowest", "Medium"]);
        let projects = world.queries.all_projects(tenant).unwrap();
        let keys: Vec<_> = projects.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(keys, ["HELP", "APP", "WEB"], "the default one, then by name");
    }
}

#[test]
fn entries_come_back_as_they_were_stored() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        world.write(|tx| {
            let lists = tx.lists();
            for it in &house.statuses {
                assert_eq!(lists.status(tenant, it.id)?.as_ref(), Some(it));
            }
            for it in &house.priorities {
                assert_eq!(lists.priority(tenant, it.id)?.as_ref(), Some(it));
            }
            for it in &house.projects {
                assert_eq!(lists.project(tenant, it.id)?.as_ref(), Some(it));
                assert_eq!(lists.project_by_key(tenant, it.key.as_str())?.as_ref(), Some(it));
                let columns = house.columns.iter().filter(|column| column.project == it.id);
                assert_eq!(
                    lists.board(tenant, it.id)?,
                    Board::new(columns.cloned().collect())
                );
            }
            for it in &house.clients {
                assert_eq!(lists.client(tenant, it.id)?.as_ref(), Some(it));
            }
            for it in &house.contacts {
                assert_eq!(lists.contact(tenant, it.id)?.as_ref(), Some(it));
            }
            assert_eq!(lists.default_project(tenant)?.as_ref(), Some(&house.projects[0]));
            assert_eq!(lists.project_by_key(tenant, "web")?, None);
            Ok(())
        });
    }
}

#[test]
fn keys_numbers_and_defaults_are_taken_once() {
    for world in worlds() {
        let (house, random) = (&world.ours, &mut Random::new(3));
        let tenant = house.id();
        let taken = |rule, outcome| assert_eq!(outcome, Err(StoreError::Taken(rule)), "{}", world.kind);
        let status = Status {
            id: id(at(1), random),
            ..house.statuses[1].clone()
        };
        taken(
            Unique::StatusKey,
            world.attempt(|tx| tx.lists().insert_status(tenant, &status)),
        );
        let priority = Priority {
            id: id(at(1), random),
            ..house.priorities[1].clone()
        };
        taken(
            Unique::PriorityKey,
            world.attempt(|tx| tx.lists().insert_priority(tenant, &priority)),
        );
        let insert = |project: &Project| world.attempt(|tx| tx.lists().insert_project(tenant, project, &[]));
        let mut project = Project {
            id: id(at(1), random),
            number: 9,
            ..house.projects[1].clone()
        };
        taken(Unique::ProjectKey, insert(&project));
        (project.key, project.number) = (ProjectKey::parse("NEW").unwrap(), 1);
        taken(Unique::Number, insert(&project));
        (project.number, project.default) = (9, true);
        taken(Unique::Key, insert(&project));
        project.default = false;
        insert(&project).unwrap();
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
            host: None,
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
            world.write(|tx| house.join(tx, project, house.user(0)));
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
