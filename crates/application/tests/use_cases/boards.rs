//! Projects and boards over mocks: who may do what, in which order, and what a failure of the log leaves undone.

use super::stage::{
    app, call, me, now, plain,
    samples::{column, project, status},
};
use mockall::Sequence;
use tessera_application::{
    Clash, Error, Thing,
    boards::{
        ChangeColumn, ChangeProject, CreateColumn, CreateProject, DeleteColumn, DeleteProject, ReorderColumns,
    },
};
use tessera_domain::{
    event::EventKind,
    issue::Problem,
    project::{Board, MemberRole, Project, ProjectKey},
    status::StatusCategory,
    text::Name,
    ticket::Patch,
    user::Role,
    visibility::ProjectSight,
};
use tessera_ports::{
    StoreError,
    error::Unique,
    queries::{ColumnSheet, ProjectSheet},
    tx::MockTx,
};

fn project_sheet(project: Project) -> ProjectSheet {
    ProjectSheet {
        project,
        created_by: None,
        tickets: 0,
        columns: 4,
    }
}

fn rename() -> ChangeProject {
    ChangeProject {
        project: 1,
        key: None,
        name: Name::parse("Web").ok(),
        description: Patch::Keep,
        expected: None,
    }
}

/// A project in sight, in which the caller has that role.
fn in_sight(role: Option<MemberRole>) -> MockTx {
    let mut tx = MockTx::default();
    tx.boards.expect_project().returning(|_, _, number| {
        let found = Project {
            default: false,
            ..project()
        };
        Ok((number == 1).then_some(found))
    });
    tx.boards.expect_role_of().returning(move |_, _, _| Ok(role));
    tx.boards
        .expect_project_sheet()
        .returning(|_, _| Ok(Some(project_sheet(project()))));
    tx
}

#[test]
fn a_project_is_changed_by_its_superadmins_and_by_admins() {
    let table = [
        (Role::User, None, false),
        (Role::User, Some(MemberRole::Member), false),
        (Role::Technician, Some(MemberRole::Member), false),
        (Role::User, Some(MemberRole::SuperAdmin), true),
        (Role::Admin, None, true),
        (Role::SuperAdmin, Some(MemberRole::Member), true),
    ];
    for (role, member, may) in table {
        let mut tx = in_sight(member);
        let times = usize::from(may);
        tx.boards
            .expect_update_project()
            .times(times)
            .withf(|_, after| after.version == 2 && after.updated_at == now() && after.name.as_str() == "Web")
            .returning(|_, _| Ok(()));
        tx.events
            .expect_append()
            .times(times)
            .withf(|_, events| {
                matches!(events, [event] if event.kind == EventKind::ProjectUpdated && event.changes.len() == 1)
            })
            .returning(|_, _| Ok(()));
        let done = app(tx).perform(&call(role), &rename(), plain).map(drop);
        let expected = if may { Ok(()) } else { Err(Error::NotSuperadmin) };
        assert_eq!(done, expected, "{role:?} {member:?}");
    }
}

#[test]
fn a_project_out_of_sight_is_not_found_and_another_version_is_stale() {
    let missing = ChangeProject {
        project: 2,
        ..rename()
    };
    let refused = app(in_sight(None)).perform(&call(Role::Admin), &missing, plain);
    assert_eq!(refused, Err(Error::NotFound(Thing::Project)));
    let old = ChangeProject {
        expected: Some(vec![7]),
        ..rename()
    };
    let refused = app(in_sight(None)).perform(&call(Role::Admin), &old, plain);
    assert_eq!(refused, Err(Error::Stale));
}

#[test]
fn projects_are_looked_for_within_the_callers_sight() {
    let table = [
        (Role::User, ProjectSight::Own(me())),
        (Role::Manager, ProjectSight::Own(me())),
        (Role::Technician, ProjectSight::Everything),
        (Role::Admin, ProjectSight::Everything),
    ];
    for (role, sight) in table {
        let mut tx = MockTx::default();
        tx.boards
            .expect_project()
            .once()
            .withf(move |_, asked, number| *asked == sight && *number == 1)
            .returning(|_, _, _| Ok(None));
        let refused = app(tx).perform(&call(role), &rename(), plain);
        assert_eq!(refused, Err(Error::NotFound(Thing::Project)), "{role:?}");
    }
}

#[test]
fn whoever_makes_a_project_becomes_its_superadmin_and_the_log_comes_last() {
    let statuses = ["open", "in_progress", "review", "resolved"].map(|key| {
        let mut found = status(10, StatusCategory::Open);
        found.key = key.into();
        found
    });
    let mut tx = MockTx::default();
    let mut order = Sequence::new();
    tx.lists
        .expect_statuses()
        .returning(move |_| Ok(statuses.to_vec()));
    tx.counters.expect_take().returning(|_, _, _| Ok(5));
    tx.lists
        .expect_insert_project()
        .once()
        .in_sequence(&mut order)
        .withf(|_, made, columns| {
            let names: Vec<_> = columns.iter().map(|it| (it.number, it.name.as_str())).collect();
            made.created_by == Some(me())
                && !made.default
                && names == [(5, "New"), (6, "In Progress"), (7, "Review"), (8, "Done")]
        })
        .returning(|_, _, _| Ok(()));
    tx.boards
        .expect_set_member()
        .once()
        .in_sequence(&mut order)
        .withf(|_, _, member| member.user == me() && member.role == MemberRole::SuperAdmin)
        .returning(|_, _, _| Ok(()));
    tx.boards
        .expect_project_sheet()
        .returning(|_, _| Ok(Some(project_sheet(project()))));
    tx.events
        .expect_append()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Err(StoreError::Failed("the log is down".into())));
    let create = CreateProject {
        key: ProjectKey::parse("MOB").unwrap(),
        name: Name::parse("Mobile").unwrap(),
        description: None,
    };
    let failed = app(tx).perform(&call(Role::User), &create, plain);
    assert_eq!(
        failed,
        Err(Error::Store(StoreError::Failed("the log is down".into())))
    );
}

#[test]
fn a_default_project_and_one_with_tickets_stay() {
    let delete = DeleteProject {
        project: 1,
        expected: None,
    };
    let mut default = MockTx::default();
    default
        .boards
        .expect_project()
        .returning(|_, _, _| Ok(Some(project())));
    let refused = app(default).perform(&call(Role::Admin), &delete, plain);
    assert_eq!(refused, Err(Error::Conflict(Clash::DefaultProject)));
    for (tickets, removal) in [(1, None), (0, Some(()))] {
        let mut tx = in_sight(None);
        tx.boards.expect_hold().returning(|_, _| Ok(()));
        tx.boards.expect_tickets_in().returning(move |_, _| Ok(tickets));
        tx.boards
            .expect_remove_project()
            .times(usize::from(removal.is_some()))
            .returning(|_, _| Err(StoreError::Dangling("a ticket came".into())));
        let refused = app(tx).perform(&call(Role::Admin), &delete, plain);
        assert_eq!(refused, Err(Error::Conflict(Clash::ProjectNotEmpty)));
    }
}

/// A board of two columns, the first of which is asked for.
fn on_board(role: Option<MemberRole>) -> MockTx {
    let open = status(10, StatusCategory::Open);
    let mut second = column(41, &open);
    second.number = 2;
    let first = column(40, &open);
    let board = Board::new(vec![first.clone(), second.clone()]);
    let mut tx = MockTx::default();
    let found = [first.clone(), second];
    tx.boards.expect_columns().returning(move |_, _, numbers| {
        let named = found.iter().filter(|column| numbers.contains(&column.number));
        Ok(named.cloned().collect())
    });
    tx.boards.expect_role_of().returning(move |_, _, _| Ok(role));
    tx.boards.expect_hold().returning(|_, _| Ok(()));
    tx.lists.expect_board().returning(move |_, _| Ok(board.clone()));
    tx.boards.expect_column_sheet().returning(move |_, _| {
        Ok(Some(ColumnSheet {
            column: first.clone(),
            project_number: 1,
            project_key: ProjectKey::parse("HELP").unwrap(),
            tickets: 0,
        }))
    });
    tx.lists
        .expect_statuses()
        .returning(move |_| Ok(vec![open.clone()]));
    tx
}

fn change(name: &str) -> ChangeColumn {
    ChangeColumn {
        column: 1,
        project: None,
        name: Name::parse(name).ok(),
        position: None,
        color: None,
        expected: None,
    }
}

#[test]
fn a_renamed_column_keeps_its_status_while_tickets_lie_in_it() {
    for (tickets, new_status) in [(1, false), (0, true)] {
        let mut tx = on_board(Some(MemberRole::Member));
        tx.boards
            .expect_tickets_in_column()
            .returning(move |_, _| Ok(tickets));
        tx.lists
            .expect_insert_status()
            .times(usize::from(new_status))
            .withf(|_, made| {
                made.key == "spare_parts" && made.category == StatusCategory::Active && made.position == 1
            })
            .returning(|_, _| Ok(()));
        tx.boards
            .expect_update_column()
            .once()
            .withf(move |_, after| {
                let kept = after.status == status(10, StatusCategory::Open).id;
                after.version == 2 && after.name.as_str() == "Spare parts" && kept != new_status
            })
            .returning(|_, _| Ok(()));
        tx.events
            .expect_append()
            .once()
            .withf(move |_, events| {
                let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
                let first: &[EventKind] = if new_status {
                    &[EventKind::StatusCreated]
                } else {
                    &[]
                };
                kinds == [first, &[EventKind::ColumnUpdated]].concat()
            })
            .returning(|_, _| Ok(()));
        let done = app(tx).perform(&call(Role::User), &change("Spare parts"), plain);
        assert!(done.is_ok(), "{tickets}: {done:?}");
    }
}

#[test]
fn only_members_and_admins_arrange_a_board() {
    let stranger = || on_board(None);
    let refused = app(stranger()).perform(&call(Role::Technician), &change("Later"), plain);
    assert_eq!(refused, Err(Error::NotMember));
    let delete = DeleteColumn {
        column: 1,
        expected: None,
    };
    let refused = app(stranger()).perform(&call(Role::User), &delete, plain);
    assert_eq!(refused, Err(Error::NotMember));
    let order = ReorderColumns {
        places: vec![(1, 1), (2, 0)],
    };
    let refused = app(stranger()).perform(&call(Role::User), &order, plain);
    assert_eq!(refused, Err(Error::NotMember));
}

#[test]
fn a_column_with_tickets_and_the_last_one_stay() {
    let delete = DeleteColumn {
        column: 1,
        expected: None,
    };
    let mut full = on_board(Some(MemberRole::Member));
    full.boards.expect_tickets_in_column().returning(|_, _| Ok(3));
    let refused = app(full).perform(&call(Role::User), &delete, plain);
    assert_eq!(refused, Err(Error::Conflict(Clash::ColumnNotEmpty)));

    let only = column(40, &status(10, StatusCategory::Open));
    let mut last = MockTx::default();
    let found = only.clone();
    last.boards
        .expect_columns()
        .returning(move |_, _, _| Ok(vec![found.clone()]));
    last.boards.expect_hold().returning(|_, _| Ok(()));
    last.lists
        .expect_board()
        .returning(move |_, _| Ok(Board::new(vec![only.clone()])));
    last.boards.expect_tickets_in_column().returning(|_, _| Ok(0));
    let refused = app(last).perform(&call(Role::Admin), &delete, plain);
    assert_eq!(refused, Err(Error::Conflict(Clash::LastColumn)));
}

#[test]
fn columns_are_reordered_as_one_and_unknown_ones_are_passed_over() {
    let mut tx = on_board(Some(MemberRole::Member));
    tx.boards
        .expect_update_column()
        .once()
        .withf(|_, moved| moved.number == 2 && moved.position == 0 && moved.version == 2)
        .returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            matches!(events, [event] if event.kind == EventKind::ColumnsReordered
                && event.changes[0].before == serde_json::json!([1, 2])
                && event.changes[0].after == serde_json::json!([2, 1]))
        })
        .returning(|_, _| Ok(()));
    let order = ReorderColumns {
        places: vec![(2, 9), (99, 3), (2, 0)],
    };
    assert!(app(tx).perform(&call(Role::User), &order, plain).is_ok());
    let below = ReorderColumns {
        places: vec![(1, 0), (2, -1)],
    };
    let refused = app(MockTx::default()).perform(&call(Role::User), &below, plain);
    assert_eq!(
        refused,
        Err(Error::invalid("position", Problem::TooSmall { min: 0 }))
    );
}

#[test]
fn a_column_goes_to_the_callers_first_project_and_its_name_is_taken_once() {
    let create = CreateColumn {
        project: None,
        name: Name::parse("New").unwrap(),
        position: None,
        color: None,
    };
    let mut tx = on_board(Some(MemberRole::Member));
    tx.boards
        .expect_first_of()
        .once()
        .returning(|_, _| Ok(Some(project())));
    tx.counters.expect_take().returning(|_, _, _| Ok(7));
    tx.boards
        .expect_insert_column()
        .once()
        .withf(|_, made| {
            made.project == project().id && made.position == 0 && made.color.as_str() == "#0052cc"
        })
        .returning(|_, _| Err(StoreError::Taken(Unique::ColumnName)));
    let refused = app(tx).perform(&call(Role::User), &create, plain);
    assert_eq!(refused, Err(Error::Conflict(Clash::ColumnNameTaken)));

    let mut nowhere = MockTx::default();
    nowhere.boards.expect_first_of().returning(|_, _| Ok(None));
    let refused = app(nowhere).perform(&call(Role::User), &create, plain);
    assert_eq!(refused, Err(Error::invalid("project_id", Problem::Required)));
}
