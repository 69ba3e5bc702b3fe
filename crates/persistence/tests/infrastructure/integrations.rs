//! The step to integrations and back, and the purge of what their calls leave.

use crate::{
    migrations::{fill_foundation, go_back_before, meaning, schema},
    support::{Place, SQLITE, databases, databases_with},
};
use std::time::Duration;
use tessera_domain::{
    id::{CredentialId, TenantId},
    integration::{HourlyLimit, IntegrationToken, TokenState},
    tenant::{Slug, Tenant, TenantState},
    text::Name,
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_persistence::{Database, Options};
use tessera_ports::{
    integration::{CallFilter, CallRecord},
    world::Fingerprint,
};
use uuid::Uuid;

const HOUR: i64 = 3_600;

fn now() -> Time {
    Time::parse("2026-06-01T12:00:00Z").unwrap()
}

fn token_id() -> CredentialId {
    Uuid::from_u128(7).into()
}

/// The tenant's only token, whose owner has the lowest id of all.
fn add_token(database: &Database, tenant: TenantId, secret: Fingerprint) {
    let token = IntegrationToken {
        tenant,
        id: token_id(),
        name: Name::parse("Shop").unwrap(),
        description: None,
        owner: Uuid::nil().into(),
        prefix: "stk_abcd".into(),
        state: TokenState::Active,
        per_hour: HourlyLimit::DEFAULT,
        created_at: now(),
        updated_at: now(),
        expires_at: None,
        last_used_at: None,
    };
    database
        .store()
        .transact(|tx| tx.integrations().insert(tenant, &token, &secret))
        .unwrap();
}

/// A call of that token so many hours ago, counted and recorded.
fn add_call(database: &Database, tenant: TenantId, hours_ago: i64) {
    let at = now().plus_seconds(-hours_ago * HOUR);
    let call = CallRecord {
        tenant,
        id: Uuid::from_u128(u128::try_from(at.micros()).unwrap()),
        token: token_id(),
        method: "GET".into(),
        path: "/".into(),
        status: 200,
        milliseconds: 1,
        address: None,
        agent: None,
        body: None,
        at,
    };
    database
        .store()
        .transact(|tx| {
            tx.integrations().record(tenant, std::slice::from_ref(&call))?;
            tx.integrations().count_call(tenant, token_id(), at, 9)
        })
        .unwrap();
}

/// How many hours ago the calls are that are still recorded.
fn recorded(database: &Database, tenant: TenantId) -> Vec<i64> {
    let calls = database.queries().calls(tenant, &CallFilter::default(), 10_000);
    calls
        .unwrap()
        .iter()
        .map(|call| (now().micros() - call.at.micros()) / HOUR / 1_000_000)
        .collect()
}

fn count(place: &Place, table: &str) -> String {
    place
        .texts(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}"))
        .remove(0)
}

#[test]
fn a_dur_8_the_step_to_integrations_keeps_what_is_there_and_so_does_the_way_back() {
    for (kind, database, place) in databases() {
        let full = schema(kind, &place);
        go_back_before(&database, "integrations");
        let before = meaning(kind, &place);
        fill_foundation(kind, &place);
        fill_ticket(kind, &place);
        let (tenant, secret) = (TenantId::from(Uuid::nil()), Fingerprint([9; 32]));
        for round in 0..2 {
            database.migrate().unwrap();
            assert_eq!(schema(kind, &place), full, "{kind} {round}");
            let acme = database.queries().tenant(tenant).unwrap().unwrap();
            assert!(!acme.records_bodies, "{kind} {round}");
            let bare = place.texts("SELECT title FROM tickets WHERE source_id IS NULL AND metadata IS NULL");
            assert_eq!(bare, ["Printer"], "{kind} {round}");

            add_token(&database, tenant, secret);
            add_call(&database, tenant, 1);
            place.execute("UPDATE tickets SET source_id = id, metadata = '{}'");
            let acme = Tenant {
                records_bodies: true,
                ..acme
            };
            database
                .store()
                .transact(|tx| tx.tenants().update(&acme))
                .unwrap();
            assert_eq!(database.queries().tenant_of(&secret), Ok(Some(tenant)));

            go_back_before(&database, "integrations");
            assert_eq!(meaning(kind, &place), before, "{kind} {round}");
            assert_eq!(count(&place, "credential_lookup"), "1", "{kind}: the key's");
            assert_eq!(place.texts("SELECT title FROM tickets"), ["Printer"], "{kind}");
        }
    }
}

/// A ticket in the tenant of [`fill_foundation`], in the tables of the first step.
fn fill_ticket(kind: &str, place: &Place) {
    let (id, now, no) = match kind {
        SQLITE => ("zeroblob(16)", "0", "0"),
        _ => ("'00000000-0000-0000-0000-000000000000'", "'1970-01-01Z'", "false"),
    };
    place.execute(&format!(
        "INSERT INTO statuses (tenant_id, id, key, name, name_folded, category, position, is_initial)
             VALUES ({id}, {id}, 'new', 'New', 'new', 'open', 0, {no});
         INSERT INTO priorities (tenant_id, id, key, name, name_folded, rank)
             VALUES ({id}, {id}, 'low', 'Low', 'low', 1);
         INSERT INTO projects (tenant_id, id, number, key, name, is_default)
             VALUES ({id}, {id}, 1, 'P', 'P', {no});
         INSERT INTO tickets (tenant_id, id, number, reference, title, search_text, kind, status_id, priority_id, rank,
                 project_id, attributes, created_at, updated_at, version)
             VALUES ({id}, {id}, 1, 'P-1', 'Printer', '', 'task', {id}, {id}, 1, {id}, '{{}}', {now}, {now}, 1);"
    ));
}

/// Two tenants, each with a person and a token.
fn open_tenants(database: &Database) -> [TenantId; 2] {
    [1, 2].map(|number: u128| {
        let tenant = Tenant {
            id: Uuid::from_u128(number).into(),
            slug: Slug::parse(&format!("t{number}")).unwrap(),
            name: Name::parse("A tenant").unwrap(),
            state: TenantState::Active,
            host: None,
            enrolment: None,
            records_bodies: false,
            created_at: now(),
        };
        let owner = User {
            tenant: tenant.id,
            id: Uuid::nil().into(),
            number: 1,
            login: Login::parse("robin").unwrap(),
            first_name: String::new(),
            last_name: String::new(),
            email: None,
            role: Role::Admin,
            extra: Permissions::NONE,
            department: None,
            active: true,
            created_at: now(),
        };
        database
            .store()
            .transact(|tx| {
                tx.tenants().insert(&tenant)?;
                tx.users().insert(tenant.id, &owner)
            })
            .unwrap();
        let secret = Fingerprint([u8::try_from(number).unwrap(); 32]);
        add_token(database, tenant.id, secret);
        tenant.id
    })
}

#[test]
fn counts_go_after_two_days_and_calls_after_ninety() {
    for (kind, database, place) in databases() {
        let tenants = open_tenants(&database);
        for tenant in tenants {
            for hours_ago in [0, 47, 48, 49, 90 * 24, 90 * 24 + 1] {
                add_call(&database, tenant, hours_ago);
            }
        }
        assert_eq!(database.purge(now()).unwrap(), 2 * (3 + 1), "{kind}");
        for tenant in tenants {
            assert_eq!(recorded(&database, tenant), [0, 47, 48, 49, 90 * 24], "{kind}");
        }
        assert_eq!(count(&place, "integration_hours"), "6", "{kind}");
        assert_eq!(count(&place, "integration_tokens"), "2", "{kind}: those stay");
        assert_eq!(count(&place, "credential_lookup"), "2", "{kind}: found as before");
        assert_eq!(database.purge(now()).unwrap(), 0, "{kind}");
    }
}

#[test]
fn calls_are_kept_as_long_as_the_operator_says_and_go_in_batches() {
    let options = |hours: u64| Options {
        calls_kept: Duration::from_hours(hours),
        ..Options::default()
    };
    for (kind, database, place) in databases_with(&options(10)) {
        let [first, second] = open_tenants(&database);
        for hours_ago in (1..=3).chain(9..=11) {
            add_call(&database, first, hours_ago);
        }
        add_call(&database, second, 11);
        let tokens = "(SELECT tenant_id, id AS token_id FROM integration_tokens)";
        let (id, time) = match kind {
            SQLITE => ("CAST(printf('%016d', i) AS BLOB)", "0"),
            _ => ("lpad(i::text, 32, '0')::uuid", "'2020-01-01Z'"),
        };
        let series = "(WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 2200) SELECT i FROM n)";
        place.execute(&format!(
            "INSERT INTO integration_calls (tenant_id, id, token_id, method, path, status, milliseconds, created_at)
                 SELECT tenant_id, {id}, token_id, 'GET', '/', 200, 1, {time} FROM {tokens} AS t, {series} AS s"
        ));
        assert_eq!(database.purge(now()).unwrap(), 2 * 1_201 + 2, "{kind}");
        assert_eq!(recorded(&database, first), [1, 2, 3, 9, 10], "{kind}");
        assert_eq!(recorded(&database, second), [0_i64; 0], "{kind}");
    }
    for (kind, database, _place) in databases_with(&Options {
        calls_kept: Duration::MAX,
        ..Options::default()
    }) {
        let [tenant, _] = open_tenants(&database);
        add_call(&database, tenant, 24 * 365 * 50);
        assert_eq!(
            database.purge(now()).unwrap(),
            1,
            "{kind}: the count of that hour"
        );
        assert_eq!(recorded(&database, tenant).len(), 1, "{kind}: for ever");
    }
}
