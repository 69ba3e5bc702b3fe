//! Making an account for oneself: all of it or nothing.

use crate::{
    faults::break_off_at_each_statement,
    stage::{PASSWORD, Stage, on_stage, on_stage_with},
};
use std::{collections::BTreeSet, sync::Barrier, thread};
use tessera_application::{
    Error, Result,
    hand::Hand,
    sessions::{Audience, Registered, Registration, Visitor, register},
};
use tessera_domain::{
    event::{Actor, EventKind},
    issue::{Format, Issue, Problem},
    project::ProjectKey,
    tenant::TenantState,
    user::{Login, Role},
};
use tessera_tests::tenant_scope::unscoped;

const OPEN: [(&str, &str); 1] = [("TESSERA_REGISTRATION", "open")];
const MADE: [EventKind; 3] = [
    EventKind::UserCreated,
    EventKind::ProjectCreated,
    EventKind::SessionStarted,
];

fn wanted(stage: &Stage<'_>, login: &str) -> Registration {
    Registration {
        tenant: stage.tenant(),
        audience: Audience::Kanban,
        login: login.into(),
        email: format!("{login}@example.com"),
        password: PASSWORD.into(),
        first_name: "Sam".into(),
        last_name: String::new(),
        project_key: None,
        project_name: None,
    }
}

fn try_register(stage: &Stage<'_>, wanted: &Registration) -> Result<Registered> {
    register(stage.core(), wanted, &Visitor::default())
}

#[track_caller]
fn made(stage: &Stage<'_>, wanted: &Registration) -> Registered {
    try_register(stage, wanted).unwrap_or_else(|error| panic!("{}: {error}", wanted.login))
}

/// The issues of a registration that leaves no trace.
#[track_caller]
fn issues(stage: &Stage<'_>, wanted: &Registration) -> Vec<Issue> {
    let before = stage.app.contents();
    let refused = try_register(stage, wanted).err();
    assert!(stage.app.contents() == before, "it left a trace");
    match refused {
        Some(Error::Invalid(issues)) => issues,
        other => panic!("{}: {other:?}", wanted.login),
    }
}

fn taken(field: &str, what: &'static str) -> Issue {
    Issue::new(field, Problem::Taken { what })
}

#[test]
fn an_account_comes_with_a_project_and_a_session() {
    on_stage_with(&OPEN, |stage| {
        let mark = stage.mark();
        let wanted = Registration {
            project_key: Some("sam".into()),
            project_name: Some("Sam's desk".into()),
            ..wanted(stage, "Sam")
        };
        let Registered { user, project, grant } = made(stage, &wanted);
        assert_eq!((user.role, user.active), (Role::User, true));
        assert_eq!(user.email.as_deref(), Some("Sam@example.com"));
        assert_eq!((user.first_name.as_str(), user.last_name.as_str()), ("Sam", ""));
        assert_eq!(
            (project.key.as_str(), project.name.as_str()),
            ("SAM", "Sam's desk")
        );
        assert_eq!((project.created_by, project.default), (Some(user.id), false));
        let caller = stage.present(&grant.access, Audience::Kanban).expect("it counts");
        assert_eq!(caller.user, user.id);
        assert_eq!(stage.since(mark), MADE);
        for logged in stage.app.events_after(stage.home.id, mark) {
            assert_eq!(logged.event.actor, Actor::User(user.id));
        }
        let of_project = |sql: &str| {
            let sql = format!("{sql} WHERE projects.key = 'SAM'");
            stage.app.database.connect().texts(&sql)
        };
        let role = "SELECT role AS text FROM project_members JOIN projects ON projects.id = project_members.project_id";
        assert_eq!(of_project(role), ["superadmin"]);
        let columns = "SELECT board_columns.name AS text FROM board_columns JOIN projects ON projects.id = board_columns.project_id";
        let columns: BTreeSet<_> = of_project(columns).into_iter().collect();
        assert_eq!(
            columns,
            ["Done", "In Progress", "New", "Review"].map(String::from).into()
        );
        let again = stage
            .sign_in_as("sam", PASSWORD, Audience::Kanban)
            .expect("the password is theirs");
        assert_eq!(again.user.id, user.id);
    });
}

#[test]
fn a_project_that_nobody_names_is_named_after_its_owner() {
    on_stage_with(&OPEN, |stage| {
        let project = made(stage, &wanted(stage, "kim.placeholder")).project;
        assert_eq!(project.key.as_str(), "KIMPLACEHO");
        assert_eq!(project.name.as_str(), "kim.placeholder's project");
        let same = made(stage, &wanted(stage, "kim.placeholder2")).project;
        assert_ne!(same.key, project.key);
        assert!(same.key.as_str().starts_with("KIMPLAC"), "{}", same.key);
        for login in ["7", "x", "ärmel"] {
            let key = made(stage, &wanted(stage, login)).project.key;
            assert!(ProjectKey::parse(key.as_str()).is_ok());
        }
    });
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    on_stage_with(&OPEN, |stage| {
        let bad = Registration {
            login: "a b".into(),
            email: "nowhere".into(),
            password: "short".into(),
            first_name: "x".repeat(256),
            last_name: "\0".into(),
            project_key: Some("A1".into()),
            project_name: Some(String::new()),
            ..wanted(stage, "bad")
        };
        let found = issues(stage, &bad);
        let fields: Vec<_> = found.iter().map(|issue| issue.path.to_string()).collect();
        let all = [
            "username",
            "email",
            "password",
            "first_name",
            "last_name",
            "project_key",
            "project_name",
        ];
        assert_eq!(fields, all);
        assert_eq!(found[1].problem, Problem::Malformed(Format::Email));
    });
}

#[test]
fn taken_names_are_told_at_once_whatever_their_case() {
    on_stage_with(&OPEN, |stage| {
        made(
            stage,
            &Registration {
                project_key: Some("SAM".into()),
                ..wanted(stage, "Sam")
            },
        );
        let same = Registration {
            email: "SAM@example.COM".into(),
            project_key: Some("sam".into()),
            ..wanted(stage, "SAM")
        };
        let all = [
            taken("username", "user"),
            taken("email", "user"),
            taken("project_key", "project"),
        ];
        assert_eq!(issues(stage, &same), all);
        let mixed = Registration {
            password: "short".into(),
            ..same
        };
        assert_eq!(issues(stage, &mixed).len(), 4, "beside what is wrong by itself");
        let of_robin = Registration {
            email: "ROBIN@example.org".into(),
            ..wanted(stage, "other")
        };
        assert_eq!(issues(stage, &of_robin), [taken("email", "user")]);
    });
}

#[test]
fn of_many_at_once_with_one_name_or_address_one_gets_it() {
    on_stage_with(&OPEN, |stage| {
        let users = stage.app.row_counts()["users"];
        let by_login = |place: usize| Registration {
            email: format!("sam{place}@example.com"),
            ..wanted(stage, "sam")
        };
        let by_email = |place: usize| Registration {
            email: "kim@example.com".into(),
            ..wanted(stage, &format!("kim{place}"))
        };
        let by_key = |place: usize| Registration {
            project_key: Some("POP".into()),
            ..wanted(stage, &format!("pop{place}"))
        };
        let makers: [(&str, &(dyn Fn(usize) -> Registration + Sync)); 3] = [
            ("username", &by_login),
            ("email", &by_email),
            ("project_key", &by_key),
        ];
        for (field, maker) in makers {
            let barrier = Barrier::new(4);
            let outcomes: Vec<_> = thread::scope(|scope| {
                let threads: Vec<_> = (0..4)
                    .map(|place| {
                        let barrier = &barrier;
                        scope.spawn(move || {
                            let wanted = maker(place);
                            barrier.wait();
                            try_register(stage, &wanted)
                        })
                    })
                    .collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().expect("no panic"))
                    .collect()
            });
            assert_eq!(
                outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
                1,
                "{field}"
            );
            for refused in outcomes.into_iter().filter_map(Result::err) {
                let Error::Invalid(issues) = refused else {
                    panic!("{field}: {refused:?}")
                };
                assert_eq!(issues[0].path.to_string(), field);
            }
        }
        assert_eq!(stage.app.row_counts()["users"], users + 3);
    });
}

#[test]
fn of_many_at_once_who_name_no_project_everybody_gets_one() {
    on_stage_with(&OPEN, |stage| {
        let barrier = Barrier::new(4);
        let keys: BTreeSet<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|place| {
                    let barrier = &barrier;
                    scope.spawn(move || {
                        let wanted = wanted(stage, &format!("same-letters-{place}"));
                        barrier.wait();
                        made(stage, &wanted).project.key
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        assert_eq!(keys.len(), 4, "{keys:?}");
    });
}

#[test]
fn a_dur_2_a_registration_that_breaks_off_leaves_no_trace() {
    on_stage_with(&OPEN, |stage| {
        let wanted = wanted(stage, "sam");
        let registered = break_off_at_each_statement(stage, &[], || (), |()| made(stage, &wanted));
        assert!(stage.present(&registered.grant.access, Audience::Kanban).is_ok());
    });
}

#[test]
fn a_closed_door_is_closed_whatever_is_said() {
    on_stage(|stage| {
        let before = stage.app.contents();
        for login in ["sam", "a b", "robin"] {
            let refused = try_register(stage, &wanted(stage, login)).err();
            assert_eq!(refused, Some(Error::RegistrationClosed), "{login}");
        }
        assert!(stage.app.contents() == before);
    });
    on_stage_with(&OPEN, |stage| {
        let slug = stage.core().policy.default_tenant.clone();
        tessera_application::tenants::update(stage.core(), &slug, |tenant| {
            tenant.state = TenantState::Suspended;
        })
        .expect("the tenant is there");
        let refused = try_register(stage, &wanted(stage, "sam")).err();
        assert_eq!(refused, Some(Error::RegistrationClosed), "a closed tenant");
    });
}

#[test]
fn every_statement_of_signed_tokens_compares_its_tenant() {
    on_stage_with(&OPEN, |stage| {
        stage.app.statements.clear();
        for audience in Audience::ALL {
            let login = format!("sam-{}", audience.key());
            let wanted = Registration {
                audience,
                ..wanted(stage, &login)
            };
            let grant = made(stage, &wanted).grant;
            let next = stage.next(&grant, audience);
            stage.next(&grant, audience);
            stage.next(&next, audience);
            stage.refresh(&grant.refresh, audience).ok();
            let by_address = format!("{login}@example.com");
            stage.sign_in_as(&by_address, PASSWORD, audience).ok();
        }
        let robin = Login::parse("robin").expect("a login");
        tessera_application::users::find(stage.core(), stage.home.id, &robin).expect("it is there");
        tessera_application::users::set_active(
            stage.core(),
            &Hand::Operator(stage.home.id),
            stage.robin.id,
            false,
        )
        .expect("it can be done");
        let statements: BTreeSet<String> = stage.app.statements.take().into_iter().collect();
        assert!(statements.len() > 20, "only {} were recorded", statements.len());
        for statement in &statements {
            assert_eq!(unscoped(statement), Vec::<String>::new(), "{statement}");
        }
    });
}
