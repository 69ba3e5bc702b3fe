//! A-AUTH-9: what ends a session with signed tokens, from the very next request on.

use crate::stage::{PASSWORD, Stage, on_stage};
use tessera_application::{
    hand::Hand,
    sessions::{Audience, Grant, NewPassword, Reach, change_password, end_grant},
    users,
};
use tessera_domain::{
    caller::Caller,
    event::EventKind,
    user::{Permission, Role},
};

fn caller(stage: &Stage<'_>, grant: &Grant, audience: Audience) -> Caller {
    stage.present(&grant.access, audience).expect("it counts")
}

#[test]
fn signing_out_ends_this_session_and_no_other() {
    on_stage(|stage| {
        for audience in Audience::ALL {
            let (here, there) = (stage.sign_in(audience), stage.sign_in(audience));
            let renewed = stage.next(&here, audience);
            let mark = stage.mark();
            let caller = caller(stage, &here, audience);
            end_grant(stage.core(), &caller, Reach::Here, None).expect("it can be ended");
            stage.assert_dead(&renewed, audience, "signed out");
            stage.assert_dead(&here, audience, "signed out");
            assert_eq!(stage.since(mark), [EventKind::SessionEnded]);
            assert!(stage.present(&there.access, audience).is_ok());
        }
    });
}

#[test]
fn signing_out_everywhere_ends_every_session() {
    on_stage(|stage| {
        let (board, desk) = (
            stage.sign_in(Audience::Kanban),
            stage.sign_in(Audience::Enterprise),
        );
        let mark = stage.mark();
        let caller = caller(stage, &board, Audience::Kanban);
        end_grant(stage.core(), &caller, Reach::Everywhere, None).expect("they can be ended");
        stage.assert_dead(&board, Audience::Kanban, "signed out everywhere");
        stage.assert_dead(&desk, Audience::Enterprise, "signed out everywhere");
        assert_eq!(stage.since(mark), [EventKind::SessionEnded; 2]);
        end_grant(stage.core(), &caller, Reach::Everywhere, None).expect("there is none left");
        assert_eq!(stage.since(mark).len(), 2);
    });
}

#[test]
fn a_auth_9_another_password_ends_all_but_this_session() {
    on_stage(|stage| {
        let (here, there) = (
            stage.sign_in(Audience::Kanban),
            stage.sign_in(Audience::Enterprise),
        );
        let caller = caller(stage, &here, Audience::Kanban);
        let change = NewPassword {
            current: PASSWORD.into(),
            new: "another password altogether".into(),
        };
        change_password(stage.core(), &caller, &change, None).expect("it can be changed");
        stage.assert_dead(&there, Audience::Enterprise, "another password");
        assert!(stage.present(&here.access, Audience::Kanban).is_ok());
    });
}

#[test]
fn a_auth_9_an_admins_deeds_count_with_the_next_request() {
    on_stage(|stage| {
        let operator = Hand::Operator(stage.home.id);
        for audience in Audience::ALL {
            let grant = stage.sign_in(audience);
            users::set_role(stage.core(), &operator, stage.robin.id, Role::User).expect("it can be set");
            let demoted = caller(stage, &grant, audience);
            assert_eq!(demoted.role, Role::User);
            assert!(!demoted.may(Permission::AssignTickets), "whatever its token says");
            users::set_role(stage.core(), &operator, stage.robin.id, Role::Technician)
                .expect("it can be set");

            users::set_active(stage.core(), &operator, stage.robin.id, false).expect("it can be set");
            stage.assert_dead(&grant, audience, "disabled");
            users::set_active(stage.core(), &operator, stage.robin.id, true).expect("it can be set");
            stage.assert_dead(&grant, audience, "its session was ended");

            let grant = stage.sign_in(audience);
            users::set_password(stage.core(), &operator, stage.robin.id, PASSWORD).expect("it can be set");
            stage.assert_dead(&grant, audience, "another password");
        }
    });
}
