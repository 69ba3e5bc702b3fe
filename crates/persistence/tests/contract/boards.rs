//! Projects, their members and their boards, as those see them who speak numbers.

use crate::{
    house::House,
    world::{World, at, id, name, worlds},
};
use tessera_domain::{
    listing::{Direction, Page, Window},
    project::{Column, Member, MemberRole, Project, ProjectKey},
    text::Description,
    visibility::ProjectSight,
};
use tessera_ports::{
    StoreError,
    error::Unique,
    queries::{ColumnOrder, ColumnsWanted, ProjectSheet},
};

const ALL: Window = Window {
    offset: 0,
    limit: 100,
};

/// Columns of all three projects: the default ones of the first, and one of each other.
fn more_columns(house: &House) -> [Column; 2] {
    let random = &mut crate::random::Random::new(12);
    let mut column = |project: usize, number: i64, position: i32, label: &str| Column {
        id: id(at(number), random),
        project: house.projects[project].id,
        number,
        name: name(label),
        position,
        created_at: at(number),
        ..house.columns[0].clone()
    };
    [column(1, 10, 3, "Later"), column(2, 11, 0, "New")]
}

/// A world whose first person made the second project and is a member of the third.
fn settled() -> impl Iterator<Item = World> {
    worlds().into_iter().inspect(|world| {
        let house = &world.ours;
        let tenant = house.id();
        let made = Project {
            created_by: Some(house.user(0)),
            version: 2,
            ..house.projects[1].clone()
        };
        world.write(|tx| {
            tx.boards().update_project(tenant, &made)?;
            house.join(tx, house.projects[2].id, house.user(0))?;
            for column in more_columns(house) {
                tx.boards().insert_column(tenant, &column)?;
            }
            Ok(())
        });
    })
}

fn names(page: &Page<ProjectSheet>) -> Vec<&str> {
    page.items
        .iter()
        .map(|sheet| sheet.project.name.as_str())
        .collect()
}

#[test]
fn whoever_made_a_project_or_is_a_member_sees_it() {
    for world in settled() {
        let (house, queries) = (&world.ours, &world.queries);
        let tenant = house.id();
        let table: [(ProjectSight, &[&str]); 5] = [
            (ProjectSight::Everything, &["App", "Help desk", "Website"]),
            (ProjectSight::Own(house.user(0)), &["App", "Website"]),
            (ProjectSight::Own(house.user(1)), &[]),
            (ProjectSight::Own(world.theirs.user(0)), &[]),
            (ProjectSight::Nothing, &[]),
        ];
        for (sight, expected) in table {
            let page = queries.projects(tenant, sight, ALL).unwrap();
            assert_eq!(names(&page), expected, "{} {sight:?}", world.kind);
            assert_eq!(page.total, i64::try_from(expected.len()).unwrap());
            for project in &house.projects {
                let seen = expected.contains(&project.name.as_str());
                let one = queries.project(tenant, sight, project.number).unwrap();
                assert_eq!(one.is_some(), seen);
                let inside = world.write(|tx| tx.boards().project(tenant, sight, project.number));
                assert_eq!(inside.is_some(), seen);
            }
            let columns = queries
                .columns(tenant, sight, &ColumnsWanted::default(), ALL)
                .unwrap();
            let visible = columns.items.iter().all(|sheet| {
                let project = house.projects.iter().find(|it| it.id == sheet.column.project);
                expected.contains(&project.unwrap().name.as_str())
            });
            assert!(visible, "{} {sight:?}", world.kind);
            assert_eq!(columns.items.is_empty(), expected.is_empty());
        }
        let first = world.write(|tx| tx.boards().first_of(tenant, house.user(0)));
        assert_eq!(first.unwrap().number, 2, "the oldest of theirs");
        assert_eq!(
            world.write(|tx| tx.boards().first_of(tenant, house.user(1))),
            None
        );
    }
}

#[test]
fn a_project_tells_who_made_it_and_how_much_is_in_it() {
    for world in settled() {
        let house = &world.ours;
        let tenant = house.id();
        let tickets: Vec<_> = (1..=5)
            .map(|number| {
                house.with(number, |it| {
                    if number > 3 {
                        it.project = house.projects[1].id;
                    } else {
                        it.column = Some(house.columns[1].id);
                    }
                })
            })
            .collect();
        world.write(|tx| tx.tickets().insert(tenant, &tickets));
        let page = world
            .queries
            .projects(tenant, ProjectSight::Everything, ALL)
            .unwrap();
        let told: Vec<_> = page
            .items
            .iter()
            .map(|it| {
                let maker = it.created_by.as_ref();
                let maker = maker.map(|maker| (maker.number, maker.login.as_str()));
                (it.project.number, maker, it.tickets, it.columns)
            })
            .collect();
        let expected = [(3, None, 0, 1), (1, None, 3, 4), (2, Some((1, "Person.1")), 2, 1)];
        assert_eq!(told, expected, "{}", world.kind);
        let inside = world.write(|tx| tx.boards().project_sheet(tenant, house.projects[1].id));
        assert_eq!(inside.as_ref(), Some(&page.items[2]));
        assert_eq!(
            world.write(|tx| tx.boards().tickets_in(tenant, house.projects[0].id)),
            3
        );

        let (doing, done) = (&house.columns[1], &house.columns[3]);
        let count = |column: &Column| world.write(|tx| tx.boards().tickets_in_column(tenant, column));
        assert_eq!((count(doing), count(done)), (3, 0));
        let sheet = world
            .write(|tx| tx.boards().column_sheet(tenant, doing.id))
            .unwrap();
        assert_eq!(
            (sheet.project_number, sheet.project_key.as_str(), sheet.tickets),
            (1, "HELP", 3)
        );
        assert_eq!(sheet.column, *doing);
        let same = world
            .queries
            .column(tenant, ProjectSight::Everything, doing.number)
            .unwrap();
        assert_eq!(same, Some(sheet));
    }
}

#[test]
fn columns_come_in_every_order_and_page_by_page() {
    for world in settled() {
        let tenant = world.ours.id();
        let numbers = |wanted: ColumnsWanted, window: Window| {
            let page = world
                .queries
                .columns(tenant, ProjectSight::Everything, &wanted, window)
                .unwrap();
            let numbers: Vec<i64> = page.items.iter().map(|sheet| sheet.column.number).collect();
            (numbers, page.total)
        };
        let by = |order| ColumnsWanted { project: None, order };
        let table = [
            (ColumnOrder::Board, vec![1, 2, 3, 4, 10, 11]),
            (ColumnOrder::Place(Direction::Ascending), vec![1, 11, 2, 3, 4, 10]),
            (
                ColumnOrder::Place(Direction::Descending),
                vec![10, 4, 3, 2, 11, 1],
            ),
            (
                ColumnOrder::Created(Direction::Descending),
                vec![11, 10, 4, 3, 2, 1],
            ),
        ];
        for (order, expected) in table {
            assert_eq!(
                numbers(by(order), ALL),
                (expected.clone(), 6),
                "{} {order:?}",
                world.kind
            );
            let part = Window { offset: 2, limit: 3 };
            assert_eq!(numbers(by(order), part), (expected[2..5].to_vec(), 6));
        }
        let of_project = ColumnsWanted {
            project: Some(2),
            order: ColumnOrder::Board,
        };
        assert_eq!(numbers(of_project, ALL), (vec![10], 1));
    }
}

#[test]
fn a_project_is_changed_over_the_version_before() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let mut project = Project {
            key: ProjectKey::parse("SITE").unwrap(),
            description: Description::parse("Über uns").ok(),
            created_by: Some(house.user(1)),
            updated_at: at(9),
            version: 2,
            ..house.projects[1].clone()
        };
        world.write(|tx| tx.boards().update_project(tenant, &project));
        let stored = world.write(|tx| tx.lists().project(tenant, project.id));
        assert_eq!(stored.as_ref(), Some(&project), "{}", world.kind);
        let stale = world.attempt(|tx| tx.boards().update_project(tenant, &project));
        assert_eq!(stale, Err(StoreError::Stale));
        (project.key, project.version) = (ProjectKey::parse("HELP").unwrap(), 3);
        let taken = world.attempt(|tx| tx.boards().update_project(tenant, &project));
        assert_eq!(taken, Err(StoreError::Taken(Unique::ProjectKey)));
    }
}

#[test]
fn a_member_is_given_another_role_and_keeps_the_time_of_coming() {
    for world in worlds() {
        let house = &world.ours;
        let (tenant, project) = (house.id(), house.projects[0].id);
        let role = || world.write(|tx| tx.boards().role_of(tenant, project, house.user(0)));
        assert_eq!(role(), None);
        for (role_given, second) in [(MemberRole::Member, 5), (MemberRole::SuperAdmin, 6)] {
            let member = Member {
                user: house.user(0),
                role: role_given,
                added_at: at(second),
            };
            world.write(|tx| tx.boards().set_member(tenant, project, &member));
            assert_eq!(role(), Some(role_given), "{}", world.kind);
        }
    }
}

#[test]
fn columns_are_told_apart_by_name_and_changed_over_the_version_before() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let [fresh, _] = more_columns(house);
        let twin = Column {
            name: house.columns[0].name.clone(),
            project: house.columns[0].project,
            ..fresh.clone()
        };
        let taken = world.attempt(|tx| tx.boards().insert_column(tenant, &twin));
        assert_eq!(
            taken,
            Err(StoreError::Taken(Unique::ColumnName)),
            "{}",
            world.kind
        );
        let mut first = Column {
            name: name("Inbox"),
            position: 7,
            status: house.statuses[1].id,
            category: house.statuses[1].category,
            version: 2,
            ..house.columns[0].clone()
        };
        world.write(|tx| tx.boards().update_column(tenant, &first));
        let found = world.write(|tx| tx.boards().columns(tenant, ProjectSight::Everything, &[99, 1]));
        assert_eq!(found, [first.clone()]);
        let stale = world.attempt(|tx| tx.boards().update_column(tenant, &first));
        assert_eq!(stale, Err(StoreError::Stale));
        (first.name, first.version) = (house.columns[1].name.clone(), 3);
        let taken = world.attempt(|tx| tx.boards().update_column(tenant, &first));
        assert_eq!(taken, Err(StoreError::Taken(Unique::ColumnName)));
    }
}

#[test]
fn nothing_goes_that_tickets_lie_in() {
    for world in settled() {
        let house = &world.ours;
        let tenant = house.id();
        let ticket = house.with(1, |it| it.column = Some(house.columns[0].id));
        let elsewhere = house.with(2, |it| it.project = house.projects[1].id);
        let tag = house.tag(2, 1, "only");
        world.write(|tx| {
            tx.tickets()
                .insert(tenant, &[ticket.clone(), elsewhere.clone()])?;
            tx.tags().insert(tenant, std::slice::from_ref(&tag))
        });
        let held = world.attempt(|tx| tx.boards().remove_column(tenant, house.columns[0].id));
        assert!(matches!(held, Err(StoreError::Dangling(_))), "{}", world.kind);
        let held = world.attempt(|tx| tx.boards().remove_project(tenant, house.projects[1].id));
        assert!(matches!(held, Err(StoreError::Dangling(_))), "{}", world.kind);

        world.write(|tx| tx.boards().remove_column(tenant, house.columns[3].id));
        let project = house.projects[2].id;
        world.write(|tx| {
            tx.boards().hold(tenant, &[project])?;
            tx.boards().remove_project(tenant, project)
        });
        let left = world
            .queries
            .projects(tenant, ProjectSight::Everything, ALL)
            .unwrap();
        assert_eq!(names(&left), ["Help desk", "Website"]);
        assert_eq!(left.items[0].columns, 3);
        assert_eq!(world.write(|tx| tx.tags().sheet(tenant, tag.id)), None);
    }
}
