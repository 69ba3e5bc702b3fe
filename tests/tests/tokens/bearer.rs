//! A-AUTH-3: which signed tokens open a door.

use crate::stage::{LOGIN, Stage, on_stage};
use tessera_application::{
    access::{BearerRefused, first_superuser},
    hand::Hand,
    sessions::Audience,
    users,
};
use tessera_domain::{
    caller::CallerKind,
    tenant::TenantState,
    user::{Permission, Role},
};
use tessera_tests::{
    forged::{self, Genuine},
    tenant_scope::unscoped,
};

#[test]
fn a_token_stands_for_its_person_and_its_session() {
    on_stage(|stage| {
        for audience in Audience::ALL {
            let grant = stage.sign_in(audience);
            let caller = stage.present(&grant.access, audience).expect("it counts");
            assert_eq!((caller.tenant, caller.user), (stage.home.id, stage.robin.id));
            assert_eq!(caller.session, Some(grant.session.id));
            assert_eq!(caller.credential.uuid(), grant.session.id.uuid());
            assert_eq!(caller.kind, CallerKind::Person);
            assert_eq!(caller.role, Role::Technician);
            assert!(caller.may(Permission::AssignTickets));
            assert_eq!(grant.session.kind, audience.session());
        }
    });
}

#[test]
fn a_auth_3_no_forged_token_opens_a_door() {
    on_stage(|stage| {
        let secret = stage.secret();
        for audience in Audience::ALL {
            let grant = stage.sign_in(audience);
            let genuine = Genuine {
                token: &grant.access,
                secret: &secret,
                public: &[7; 32],
            };
            let table = forged::table(&genuine);
            assert!(table.len() > 100);
            for forged in table {
                let refused = stage.present(&forged.token, audience);
                assert_eq!(refused, Err(BearerRefused::Invalid), "{}", forged.what);
                let refused = stage.refresh(&forged.token, audience).err();
                assert_eq!(refused, Some(BearerRefused::Invalid), "{}", forged.what);
            }
            assert!(
                stage.present(&grant.access, audience).is_ok(),
                "the good one still counts"
            );
        }
    });
}

#[test]
fn a_token_of_another_use_or_audience_opens_nothing() {
    on_stage(|stage| {
        for (audience, other) in [
            (Audience::Kanban, Audience::Enterprise),
            (Audience::Enterprise, Audience::Kanban),
        ] {
            let grant = stage.sign_in(audience);
            let wrong = Err(BearerRefused::WrongType);
            assert_eq!(stage.present(&grant.refresh, audience), wrong);
            assert_eq!(
                stage.refresh(&grant.access, audience).err(),
                Some(BearerRefused::WrongType)
            );
            for token in [&grant.access, &grant.refresh] {
                assert_eq!(stage.present(token, other), Err(BearerRefused::Invalid));
                assert_eq!(stage.refresh(token, other).err(), Some(BearerRefused::Invalid));
            }
        }
    });
}

#[test]
fn a_named_tenant_only_narrows() {
    on_stage(|stage| {
        let other = stage.app.tenant("other");
        for audience in Audience::ALL {
            let grant = stage.sign_in(audience);
            let own = stage.home.id.to_string();
            assert!(stage.present_to(&grant.access, audience, Some(&own)).is_ok());
            for foreign in [other.id.to_string().as_str(), "", "default"] {
                let refused = stage.present_to(&grant.access, audience, Some(foreign));
                assert_eq!(refused, Err(BearerRefused::Invalid), "{foreign}");
            }
        }
    });
}

#[test]
fn who_is_not_there_or_not_let_in_is_told_apart() {
    on_stage(|stage| {
        let grant = stage.sign_in(Audience::Kanban);
        let present = |stage: &Stage<'_>| stage.present(&grant.access, Audience::Kanban);
        let operator = Hand::Operator(stage.home.id);
        users::set_active(stage.core(), &operator, stage.robin.id, false).expect("it can be done");
        assert_eq!(present(stage), Err(BearerRefused::UserInactive));
        assert_eq!(
            stage.refresh(&grant.refresh, Audience::Kanban).err(),
            Some(BearerRefused::UserInactive)
        );
        users::set_active(stage.core(), &operator, stage.robin.id, true).expect("it can be done");
        assert_eq!(present(stage), Err(BearerRefused::Invalid), "the session is over");

        let grant = stage.sign_in(Audience::Kanban);
        stage.app.database.connect().execute("DELETE FROM sessions");
        assert_eq!(
            stage.present(&grant.access, Audience::Kanban),
            Err(BearerRefused::UserUnknown)
        );
    });
}

#[test]
fn a_closed_tenants_tokens_open_nothing_until_it_opens_again() {
    on_stage(|stage| {
        for audience in Audience::ALL {
            let grant = stage.sign_in(audience);
            let slug = &stage.core().policy.default_tenant;
            let set = |state| {
                tessera_application::tenants::update(stage.core(), slug, |tenant| tenant.state = state)
                    .expect("the tenant is there");
            };
            set(TenantState::Suspended);
            assert_eq!(
                stage.present(&grant.access, audience),
                Err(BearerRefused::Invalid)
            );
            assert!(stage.refresh(&grant.refresh, audience).is_err());
            set(TenantState::Active);
            assert!(stage.present(&grant.access, audience).is_ok());
        }
    });
}

#[test]
fn whoever_presents_a_token_is_found_in_one_statement_that_names_the_tenant() {
    on_stage(|stage| {
        let grant = stage.sign_in(Audience::Enterprise);
        stage.app.statements.clear();
        stage
            .present(&grant.access, Audience::Enterprise)
            .expect("it counts");
        let statements = stage.app.statements.take();
        assert_eq!(statements.len(), 1, "{statements:?}");
        for statement in &statements {
            assert_eq!(unscoped(statement), Vec::<String>::new(), "{statement}");
        }
    });
}

#[test]
fn the_development_key_stands_for_the_first_admin() {
    on_stage(|stage| {
        let tenant = stage.tenant();
        let first = first_superuser(stage.core(), &tenant).expect("there is one");
        assert_eq!(first.role, Role::SuperAdmin, "the one of the first start");
        assert_eq!(first.session, None);
        let demote = "UPDATE users SET role = 'user'";
        stage.app.database.connect().execute(demote);
        let next = first_superuser(stage.core(), &tenant).expect("there is somebody");
        assert_eq!(
            (next.user, next.role),
            (first.user, Role::User),
            "the lowest number"
        );
        let only = format!("UPDATE users SET active = (login = '{LOGIN}')");
        stage.app.database.connect().execute(&only);
        let robin = first_superuser(stage.core(), &tenant).expect("there is somebody");
        assert_eq!(robin.user, stage.robin.id);
    });
}
