//! What tokens get in, what they do, and what becomes of them, over mocks.

use super::stage::{
    app, app_with, call, caller, me, now, plain, queries::presenting_token, samples::seen, session, tenant,
    ticket, ticket_id, user,
};
use mockall::{Sequence, predicate::eq};
use std::sync::Arc;
use tessera_application::{
    Application, Call, Error, Thing,
    hand::Hand,
    integration::{
        Allowance, CommentOnOwn, Denied, NewToken, SetOwnStatus, TokenEdit, create, edit, enter, regenerate,
        remove, set_state,
    },
    tickets::{Otherwise, StatusWanted},
    users,
};
use tessera_domain::{
    caller::{Caller, CallerKind},
    comment::Audience,
    event::{Actor, EventKind},
    id::CredentialId,
    integration::{HourlyLimit, IntegrationToken, PERMISSIONS, Refusal, TokenState},
    issue::Problem,
    status::StatusCategory,
    tenant::TenantState,
    text::{CommentText, Name},
    user::{Permission, Role},
    visibility::Sight,
};
use tessera_ports::{
    integration::PresentedToken,
    tx::MockTx,
    world::{Fingerprint, Minted, MockSecrets},
};
use uuid::Uuid;

fn token() -> IntegrationToken {
    IntegrationToken {
        tenant: tenant(),
        id: CredentialId::from(Uuid::from_u128(90)),
        name: Name::parse("Sample shop").unwrap(),
        description: None,
        owner: me(),
        prefix: "stk_abcd".into(),
        state: TokenState::Active,
        per_hour: HourlyLimit::parse(10).unwrap(),
        created_at: now(),
        updated_at: now(),
        expires_at: None,
        last_used_at: Some(now()),
    }
}

fn presented(token: IntegrationToken) -> PresentedToken {
    PresentedToken {
        token,
        owner: user(Role::Manager),
        tenant_state: TenantState::Active,
        records_bodies: false,
    }
}

fn with_secrets(mut app: Application) -> Application {
    let mut secrets = MockSecrets::new();
    secrets.expect_fingerprint().returning(|_| Fingerprint([1; 32]));
    secrets.expect_mint().returning(|_| Minted {
        secret: "stk_secret".into(),
        fingerprint: Fingerprint([2; 32]),
        prefix: "stk_secr".into(),
    });
    app.secrets = Arc::new(secrets);
    app
}

fn come(tx: MockTx, stored: Option<PresentedToken>) -> Result<Allowance, Denied> {
    let queries = presenting_token(stored);
    let app = with_secrets(app_with(tx, Arc::new(queries), Arc::new(MockSecrets::new())));
    enter(&app, "stk_secret", None).map(|entered| {
        assert_eq!(entered.caller.permissions, PERMISSIONS);
        assert_eq!(entered.caller.sight(), Sight::OpenedBy { token: token().id });
        assert_eq!(entered.caller.actor(), Actor::Integration(token().id));
        entered.allowance
    })
}

fn counting(counted: Option<u32>) -> MockTx {
    let mut tx = MockTx::default();
    tx.integrations
        .expect_count_call()
        .with(eq(tenant()), eq(token().id), eq(now().start_of_hour()), eq(10))
        .once()
        .return_once(move |_, _, _, _| Ok(counted));
    tx
}

#[test]
fn a_live_token_gets_in_and_is_counted() {
    let allowance = come(counting(Some(4)), Some(presented(token()))).unwrap();
    let resets_at = now().start_of_hour().plus_seconds(3600);
    assert_eq!(
        allowance,
        Allowance {
            limit: 10,
            remaining: 6,
            resets_at
        }
    );
}

#[test]
fn a_full_hour_lets_nobody_in() {
    let refused = come(counting(None), Some(presented(token()))).unwrap_err();
    assert!(matches!(
        refused,
        Denied::Exceeded(Allowance {
            limit: 10,
            remaining: 0,
            ..
        })
    ));
}

#[test]
fn what_is_not_accepted_is_not_counted() {
    let changed = |change: fn(&mut PresentedToken)| {
        let mut presented = presented(token());
        change(&mut presented);
        Some(presented)
    };
    for (stored, refusal) in [
        (None, Denied::Unknown),
        (changed(|it| it.owner.active = false), Denied::Unknown),
        (
            changed(|it| it.tenant_state = TenantState::Suspended),
            Denied::Unknown,
        ),
        (
            changed(|it| it.token.state = TokenState::Disabled),
            Denied::Refused(Refusal::Disabled),
        ),
        (
            changed(|it| it.token.state = TokenState::Revoked),
            Denied::Refused(Refusal::Revoked),
        ),
        (
            changed(|it| it.token.expires_at = Some(now())),
            Denied::Refused(Refusal::Expired),
        ),
    ] {
        // The mocks would refuse to count.
        assert_eq!(come(MockTx::default(), stored), Err(refusal));
    }
}

#[test]
fn use_is_written_down_before_the_hour_and_at_most_once_a_minute() {
    let mut order = Sequence::new();
    let mut tx = MockTx::default();
    tx.integrations
        .expect_used()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _, _| Ok(()));
    tx.integrations
        .expect_count_call()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _, _, _| Ok(Some(1)));
    let mut idle = token();
    idle.last_used_at = Some(now().plus_seconds(-60));
    assert!(come(tx, Some(presented(idle))).is_ok());
}

fn by_token() -> Call {
    let caller = Caller {
        kind: CallerKind::Integration,
        credential: token().id,
        permissions: PERMISSIONS,
        ..caller(Role::User)
    };
    Call {
        caller,
        ..call(Role::User)
    }
}

#[test]
fn anothers_ticket_is_told_apart_from_none() {
    let comment = CommentOnOwn {
        ticket: ticket_id(),
        text: CommentText::parse("Any news?").unwrap(),
        audience: Audience::Public,
    };
    for (exists, expected) in [(true, Error::NotYours), (false, Error::NotFound(Thing::Ticket))] {
        let mut tx = MockTx::default();
        tx.tickets
            .expect_find()
            .returning(move |_, sight, _| Ok((exists && *sight == Sight::Everything).then(ticket)));
        assert_eq!(app(tx).perform(&by_token(), &comment, plain), Err(expected));
    }
}

#[test]
fn a_status_that_the_tenant_has_renamed_is_found_by_what_it_means() {
    let renamed = super::stage::samples::status(11, StatusCategory::Waiting);
    let (id, listed) = (renamed.id, renamed.clone());
    let mut tx = seen();
    tx.tickets.expect_ties().returning(|_, _| {
        Ok(tessera_domain::visibility::Ties {
            source: Some(token().id),
            ..Default::default()
        })
    });
    tx.lists
        .expect_statuses()
        .returning(move |_| Ok(vec![listed.clone()]));
    tx.lists
        .expect_status()
        .returning(move |_, _| Ok(Some(renamed.clone())));
    tx.lists
        .expect_board()
        .returning(|_, _| Ok(tessera_domain::project::Board::new(vec![])));
    tx.tickets
        .expect_update()
        .once()
        .withf(move |_, _, after| after.status == id)
        .returning(|_, _, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            events
                .iter()
                .all(|event| event.actor == Actor::Integration(token().id))
        })
        .returning(|_, _| Ok(()));
    let set = SetOwnStatus {
        ticket: ticket_id(),
        status: StatusWanted {
            key: "on_hold".into(),
            alike: &[],
            otherwise: Otherwise::Take(StatusCategory::Waiting),
        },
    };
    assert!(app(tx).perform(&by_token(), &set, plain).is_ok());
}

fn stored(found: IntegrationToken) -> MockTx {
    let mut tx = MockTx::default();
    tx.integrations
        .expect_find()
        .returning(move |_, _| Ok(Some(found.clone())));
    tx
}

fn tells(tx: &mut MockTx, kind: EventKind) {
    tx.events
        .expect_append()
        .once()
        .withf(move |_, events| matches!(events, [event] if event.kind == kind && event.actor == Actor::User(me())))
        .returning(|_, _| Ok(()));
}

fn hand(caller: &Caller) -> Hand<'_> {
    Hand::Person {
        caller,
        request: None,
    }
}

#[test]
fn only_who_manages_integrations_touches_tokens() {
    for role in [Role::User, Role::Technician, Role::Manager] {
        let app = with_secrets(app(MockTx::default()));
        let caller = caller(role);
        let refused = set_state(&app, &hand(&caller), token().id, TokenState::Disabled);
        assert_eq!(
            refused,
            Err(Error::Forbidden(Permission::ManageIntegrations)),
            "{role:?}"
        );
    }
}

#[test]
fn a_token_is_made_for_an_active_person() {
    let new = NewToken {
        name: Name::parse("Sample shop").unwrap(),
        description: None,
        owner: me(),
        per_hour: HourlyLimit::DEFAULT,
        expires_at: None,
    };
    let mut tx = MockTx::default();
    tx.users
        .expect_find()
        .returning(|_, _| Ok(Some(user(Role::User))));
    tx.integrations
        .expect_insert()
        .once()
        .withf(|_, token, fingerprint| token.prefix == "stk_secr" && *fingerprint == Fingerprint([2; 32]))
        .returning(|_, _, _| Ok(()));
    tells(&mut tx, EventKind::IntegrationTokenCreated);
    let admin = caller(Role::Admin);
    let made = create(&with_secrets(app(tx)), &hand(&admin), &new).ok().unwrap();
    assert_eq!(made.secret, "stk_secret");

    let mut tx = MockTx::default();
    tx.users.expect_find().returning(|_, _| Ok(None));
    let refused = create(&with_secrets(app(tx)), &hand(&admin), &new).err();
    let problem = Problem::UnknownReference { what: "user" };
    assert_eq!(refused, Some(Error::invalid("owner", problem)));
}

#[test]
fn what_changed_is_told_and_nothing_else_is() {
    let wanted = |per_hour| TokenEdit {
        name: token().name,
        description: None,
        per_hour: HourlyLimit::parse(per_hour).unwrap(),
        expires_at: None,
    };
    let admin = caller(Role::Admin);
    let mut tx = stored(token());
    tx.integrations.expect_update().once().returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| events[0].changes.len() == 1 && events[0].changes[0].field == "per_hour")
        .returning(|_, _| Ok(()));
    assert!(edit(&app(tx), &hand(&admin), token().id, &wanted(5)).is_ok());
    // The mocks would refuse to write.
    assert!(edit(&app(stored(token())), &hand(&admin), token().id, &wanted(10)).is_ok());
}

#[test]
fn a_new_secret_replaces_the_old_one_and_a_revoked_token_gets_none() {
    let admin = caller(Role::Admin);
    let mut tx = stored(token());
    tx.integrations
        .expect_replace_secret()
        .once()
        .withf(|_, id, prefix, _| *id == token().id && prefix == "stk_secr")
        .returning(|_, _, _, _| Ok(()));
    tx.integrations.expect_update().once().returning(|_, _| Ok(()));
    tells(&mut tx, EventKind::IntegrationTokenRegenerated);
    let made = regenerate(&with_secrets(app(tx)), &hand(&admin), token().id)
        .ok()
        .unwrap();
    assert_eq!(made.secret, "stk_secret");

    let revoked = IntegrationToken {
        state: TokenState::Revoked,
        ..token()
    };
    let app = with_secrets(app(stored(revoked)));
    let for_good = Error::invalid("state", Problem::Rule("is revoked for good"));
    assert_eq!(
        regenerate(&app, &hand(&admin), token().id).err(),
        Some(for_good.clone())
    );
    assert_eq!(
        set_state(&app, &hand(&admin), token().id, TokenState::Active),
        Err(for_good)
    );
}

#[test]
fn removing_tells_what_it_was_called() {
    let admin = caller(Role::Admin);
    let mut tx = stored(token());
    tx.integrations.expect_remove().once().returning(|_, _| Ok(true));
    tells(&mut tx, EventKind::IntegrationTokenRemoved);
    assert_eq!(remove(&app(tx), &hand(&admin), token().id), Ok(()));
}

#[test]
fn somebody_always_remains_who_runs_the_tenant() {
    let other = |role| {
        let mut person = user(role);
        person.id = Uuid::from_u128(77).into();
        person
    };
    let admin = caller(Role::SuperAdmin);
    let found = |role, admins: i64| {
        let mut tx = MockTx::default();
        tx.users
            .expect_find()
            .returning(move |_, _| Ok(Some(other(role))));
        tx.users.expect_count_active().returning(move |_, _| Ok(admins));
        tx
    };
    let close = |tx, who: Uuid| users::set_active(&app(tx), &hand(&admin), who.into(), false);
    let last = close(found(Role::Admin, 1), Uuid::from_u128(77));
    assert_eq!(
        last.unwrap_err().to_string(),
        "Somebody must remain who runs the tenant"
    );
    let own = close(found(Role::SuperAdmin, 2), me().uuid());
    assert_eq!(
        own.unwrap_err().to_string(),
        "Somebody else has to do this to your own account"
    );

    let mut tx = found(Role::Admin, 2);
    tx.users
        .expect_set_active()
        .once()
        .returning(|_, _, _| Ok(Some(true)));
    tx.sessions
        .expect_end_all_of()
        .once()
        .returning(|_, _, _, _, _| Ok(vec![session().id]));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| events.len() == 2)
        .returning(|_, _| Ok(()));
    assert_eq!(close(tx, Uuid::from_u128(77)), Ok(true));
}

#[test]
fn an_admin_reaches_no_super_admin_and_makes_none() {
    let admin = caller(Role::Admin);
    let reach = |role| {
        let mut tx = MockTx::default();
        tx.users.expect_find().returning(move |_, _| Ok(Some(user(role))));
        tx
    };
    let other = Uuid::from_u128(77).into();
    let refused = Err(Error::Forbidden(Permission::ManageUsers));
    assert_eq!(
        users::set_role(&app(reach(Role::SuperAdmin)), &hand(&admin), other, Role::User),
        refused
    );
    assert_eq!(
        users::set_role(&app(reach(Role::User)), &hand(&admin), other, Role::SuperAdmin),
        refused
    );
}
