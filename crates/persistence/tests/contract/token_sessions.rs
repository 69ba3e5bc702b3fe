//! Sessions that are proven by signed tokens: how they are looked up, and the chains of their refresh tokens.

use crate::{
    house::House,
    race::at_once,
    sessions::session,
    world::{World, at, worlds},
};
use tessera_domain::{
    id::{SessionId, TokenId},
    session::{Session, SessionKind},
    tenant::{Tenant, TenantState},
    user::{Role, User},
};
use tessera_ports::{
    StoreError,
    credentials::PresentedSession,
    token_chains::{Link, TokenChain},
};
use uuid::Uuid;

fn token(number: u128) -> TokenId {
    Uuid::from_u128(number).into()
}

fn link(number: u128, second: i64) -> Link {
    Link {
        refresh: token(number),
        access: token(1000 + number),
        given_at: at(second),
    }
}

/// A session with signed tokens in each house, and its chain in ours.
fn begin(world: &World) -> (Session, Session) {
    let of = |house: &House| Session {
        kind: SessionKind::Enterprise,
        ..session(house, 1, 1)
    };
    let (ours, theirs) = (of(&world.ours), of(&world.theirs));
    world.write(|tx| {
        tx.sessions().insert(ours.tenant, &ours)?;
        tx.sessions().insert(theirs.tenant, &theirs)?;
        tx.token_chains().begin(ours.tenant, ours.id, &link(1, 1))
    });
    (ours, theirs)
}

#[test]
fn a_session_is_presented_with_its_person_and_its_tenants_state() {
    for world in worlds() {
        let (ours, theirs) = begin(&world);
        let found = |tenant, id| world.queries.presented_session(tenant, id).unwrap();
        let expected = |house: &House, session: &Session, tenant_state| {
            Some(PresentedSession {
                session: session.clone(),
                user: house.users[1].clone(),
                tenant_state,
            })
        };
        let (home, away) = (&world.ours, &world.theirs);
        assert_eq!(
            found(home.id(), ours.id),
            expected(home, &ours, TenantState::Active),
            "{}",
            world.kind
        );
        assert_eq!(
            found(away.id(), theirs.id),
            expected(away, &theirs, TenantState::Active)
        );
        assert_eq!(
            found(away.id(), ours.id),
            None,
            "{}: in its tenant alone",
            world.kind
        );
        let nobody = SessionId::from(Uuid::nil());
        assert_eq!(found(home.id(), nobody), None);
        let closed = Tenant {
            state: TenantState::Suspended,
            ..home.tenant.clone()
        };
        world.write(|tx| tx.tenants().update(&closed));
        assert_eq!(
            found(home.id(), ours.id),
            expected(home, &ours, TenantState::Suspended),
            "{}",
            world.kind
        );
    }
}

#[test]
fn a_chain_turns_only_by_the_token_that_counts() {
    for world in worlds() {
        let (ours, theirs) = begin(&world);
        let find = |session: &Session| world.write(|tx| tx.token_chains().find(session.tenant, session.id));
        let turn = |session: &Session, used, next: Link| {
            world.write(|tx| tx.token_chains().turn(session.tenant, session.id, used, &next))
        };
        let chain = |newest, used| Some(TokenChain { newest, used });
        assert_eq!(find(&ours), chain(link(1, 1), None), "{}", world.kind);
        assert_eq!(find(&theirs), None);

        assert!(turn(&ours, token(1), link(2, 2)), "{}", world.kind);
        assert_eq!(find(&ours), chain(link(2, 2), Some(token(1))));
        for used in [1, 3, 1002] {
            assert!(!turn(&ours, token(used), link(9, 9)), "{} {used}", world.kind);
        }
        assert!(
            !turn(&theirs, token(2), link(9, 9)),
            "{}: of another session",
            world.kind
        );
        let strange = Session {
            tenant: theirs.tenant,
            ..ours.clone()
        };
        assert!(
            !turn(&strange, token(2), link(9, 9)),
            "{}: in its tenant alone",
            world.kind
        );
        assert_eq!(find(&ours), chain(link(2, 2), Some(token(1))), "{}", world.kind);

        let again = world.attempt(|tx| tx.token_chains().begin(ours.tenant, ours.id, &link(5, 5)));
        assert!(matches!(again, Err(StoreError::Taken(_))), "{}", world.kind);
        let nowhere = world.attempt(|tx| {
            let nobody = Uuid::nil().into();
            tx.token_chains().begin(ours.tenant, nobody, &link(5, 5))
        });
        assert!(matches!(nowhere, Err(StoreError::Dangling(_))), "{}", world.kind);
    }
}

#[test]
fn of_many_who_use_one_token_exactly_one_turns_the_chain() {
    for world in worlds() {
        let (ours, _) = begin(&world);
        let turned = at_once(20, |place| {
            let next = link(100 + u128::from(place), 2);
            world.write(|tx| tx.token_chains().turn(ours.tenant, ours.id, token(1), &next))
        });
        assert_eq!(
            turned.iter().filter(|turned| **turned).count(),
            1,
            "{}",
            world.kind
        );
        let place = turned.iter().position(|turned| *turned).unwrap();
        let chain = world
            .write(|tx| tx.token_chains().find(ours.tenant, ours.id))
            .unwrap();
        assert_eq!(chain.newest.refresh, token(100 + u128::try_from(place).unwrap()));
    }
}

#[test]
fn the_first_person_of_some_roles_has_the_lowest_number_of_the_active() {
    for world in worlds() {
        let tenant = world.ours.id();
        let first = |roles: &[Role]| {
            let found: Option<User> = world.queries.first_person(tenant, roles).unwrap();
            found.map(|user| user.number)
        };
        for (place, role) in [(2, Role::Admin), (4, Role::SuperAdmin), (5, Role::Admin)] {
            world.write(|tx| tx.users().set_role(tenant, world.ours.user(place), role));
        }
        for place in [0, 1, 3, 6, 7] {
            world.write(|tx| tx.users().set_role(tenant, world.ours.user(place), Role::User));
        }
        let admins = [Role::Admin, Role::SuperAdmin];
        assert_eq!(first(&admins), Some(3), "{}", world.kind);
        assert_eq!(first(&Role::ALL), Some(1), "{}", world.kind);
        assert_eq!(first(&[Role::Technician]), None, "{}", world.kind);
        world.write(|tx| tx.users().set_active(tenant, world.ours.user(2), false));
        assert_eq!(first(&admins), Some(5), "{}", world.kind);
        assert_eq!(
            world
                .queries
                .first_person(Uuid::nil().into(), &Role::ALL)
                .unwrap(),
            None
        );
    }
}

#[test]
fn an_address_names_an_account_if_one_active_person_has_it() {
    for world in worlds() {
        let tenant = world.ours.id();
        let shared = |number: i64, email: &str| User {
            id: Uuid::from_u128(u128::try_from(number).unwrap()).into(),
            number,
            login: tessera_domain::user::Login::parse(&format!("guest-{number}")).unwrap(),
            email: Some(email.into()),
            active: true,
            ..world.ours.users[1].clone()
        };
        let (one, other) = (shared(101, "Kim@Example.org"), shared(102, "kim@example.org"));
        let found = |email: &str| {
            let account = world.write(|tx| tx.sign_in().account_by_email(tenant, email));
            account.map(|account| account.user.number)
        };
        world.write(|tx| tx.users().insert(tenant, &one));
        world.write(|tx| tx.users().set_password(tenant, one.id, "$argon2id$1"));
        assert_eq!(found("kim@EXAMPLE.org"), Some(101), "{}", world.kind);
        let hash = world.write(|tx| tx.sign_in().account_by_email(tenant, "kim@example.org"));
        assert_eq!(hash.unwrap().password_hash.as_deref(), Some("$argon2id$1"));
        assert_eq!(found("nobody@example.org"), None);
        assert_eq!(found(""), None);
        world.write(|tx| tx.users().insert(tenant, &other));
        assert_eq!(
            found("kim@example.org"),
            None,
            "{}: two are as good as none",
            world.kind
        );
        world.write(|tx| tx.users().set_active(tenant, one.id, false));
        assert_eq!(found("kim@example.org"), Some(102), "{}", world.kind);
        let elsewhere = world.theirs.id();
        let theirs = world.write(|tx| tx.sign_in().account_by_email(elsewhere, "kim@example.org"));
        assert!(theirs.is_none(), "{}", world.kind);
    }
}

#[test]
fn a_department_has_a_number_in_its_tenant() {
    for world in worlds() {
        let number = |tenant, place: usize| {
            let department = world.ours.departments[place];
            world.write(|tx| tx.sign_in().department_number(tenant, department))
        };
        assert_eq!(number(world.ours.id(), 0), Some(1), "{}", world.kind);
        assert_eq!(number(world.ours.id(), 2), Some(3), "{}", world.kind);
        assert_eq!(number(world.theirs.id(), 0), None, "{}", world.kind);
    }
}
