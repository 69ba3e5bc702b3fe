//! Schema changes, on both databases.

use crate::support::{POSTGRES, Place, SQLITE, as_app, databases, places, postgres_place};
use std::{fs::File, sync::Barrier, thread, time::Duration};
use tessera_domain::{
    id::TenantId,
    session::{self, Session, SessionKind},
    tenant::{Enrolment, HostName, Slug, Tenant},
    time::Time,
    user::Role,
};
use tessera_persistence::{Database, MigrationError, Options};
use tessera_ports::{
    credentials::{Credential, CredentialKind},
    phone_tokens::{OneTimeToken, RefreshToken},
    sign_in::Identity,
    world::Fingerprint,
};
use uuid::Uuid;

/// Everything that makes up the schema, as text.
pub fn schema(kind: &str, place: &Place) -> Vec<String> {
    let query = match kind {
        SQLITE => "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1",
        _ => {
            "SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, collation_name,
                 is_nullable || coalesce(column_default, '')) AS line
             FROM information_schema.columns WHERE table_schema = 'public'
             UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
             UNION ALL SELECT format('%s %s %s', relname, reloptions, relacl) FROM pg_class
             WHERE relnamespace = 'public'::regnamespace
             UNION ALL SELECT format('function %s', oid::regprocedure) FROM pg_proc
             WHERE pronamespace = 'public'::regnamespace
             UNION ALL SELECT extname::text FROM pg_extension
             ORDER BY 1"
        }
    };
    place.texts(query)
}

/// Undoes the step of that name, and every later one.
pub fn go_back_before(database: &Database, step: &str) {
    loop {
        let undone = database.revert(1).unwrap();
        let undone = undone
            .first()
            .unwrap_or_else(|| panic!("there is no step {step}"));
        if undone.ends_with(step) {
            return;
        }
    }
}

#[test]
fn a_dur_8_up_down_and_up_again_gives_the_same_schema() {
    for (kind, place) in places() {
        let database = Database::open(place.url(), Options::default()).unwrap();
        let names = database.pending().unwrap();
        assert!(!names.is_empty());
        assert_eq!(database.migrate().unwrap(), names, "{kind}");
        assert!(database.pending().unwrap().is_empty());
        assert!(
            database.migrate().unwrap().is_empty(),
            "{kind}: nothing is run twice"
        );
        let first = schema(kind, &place);

        let mut undone = database.revert(u32::MAX).unwrap();
        undone.reverse();
        assert_eq!(undone, names, "{kind}");
        assert_eq!(database.pending().unwrap(), names);
        let empty = schema(kind, &place);
        assert!(
            empty
                .iter()
                .all(|line| line.contains("__diesel_schema_migrations") || line == "plpgsql"),
            "{empty:?}"
        );

        database.migrate().unwrap();
        assert_eq!(schema(kind, &place), first, "{kind}");
    }
}

/// The schema without spaces and quotes, which SQLite keeps as they were written, and without the list of steps.
pub fn meaning(kind: &str, place: &Place) -> Vec<String> {
    let plain = |line: String| line.replace(|c: char| c.is_whitespace() || c == '"', "");
    let mut lines: Vec<_> = schema(kind, place).into_iter().map(plain).collect();
    lines.retain(|line| !line.contains("__diesel_schema_migrations"));
    lines.sort_unstable();
    lines
}

/// A tenant with a person who has a key, in the tables of the first step.
pub fn fill_foundation(kind: &str, place: &Place) {
    let (id, now, hash, active) = match kind {
        SQLITE => ("zeroblob(16)", "0", "zeroblob(32)", "1"),
        _ => (
            "'00000000-0000-0000-0000-000000000000'",
            "'1970-01-01Z'",
            "decode(repeat('00', 32), 'hex')",
            "true",
        ),
    };
    place.execute(&format!(
        "INSERT INTO tenants (id, slug, name, state, created_at) VALUES ({id}, 'acme', 'Acme', 'active', {now});
         INSERT INTO users (tenant_id, id, number, login, login_folded, first_name, last_name, email, role, extra, active, created_at)
             VALUES ({id}, {id}, 1, 'Ann', 'ann', '', '', 'Ann@example.com', 'user', '[]', {active}, {now});
         INSERT INTO credentials (tenant_id, id, kind, user_id, fingerprint, prefix, description, created_at, expires_at)
             VALUES ({id}, {id}, 'api_key', {id}, {hash}, 'tsk_', 'Laptop', {now}, {now});
         INSERT INTO credential_lookup (fingerprint, tenant_id, credential_id) VALUES ({hash}, {id}, {id});"
    ));
}

/// Somebody signs in on a phone, in the tenant of [`fill_foundation`].
pub fn sign_in(database: &Database) {
    let start = Time::from_micros(0).unwrap();
    let (tenant, user) = (TenantId::from(Uuid::nil()), Uuid::nil().into());
    let session = Session {
        tenant,
        id: Uuid::from_u128(1).into(),
        user,
        kind: SessionKind::Mobile,
        parent: None,
        place: session::Place::default(),
        created_at: start,
        expires_at: start.plus_seconds(60),
        ended: None,
    };
    let child = Session {
        id: Uuid::from_u128(2).into(),
        parent: Some(session.id),
        ..session.clone()
    };
    let access = Credential {
        tenant,
        id: Uuid::from_u128(1).into(),
        kind: CredentialKind::AccessKey,
        user,
        session: Some(session.id),
        fingerprint: Fingerprint([1; 32]),
        prefix: String::new(),
        description: String::new(),
        created_at: start,
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    let refresh = RefreshToken {
        tenant,
        id: Uuid::from_u128(1).into(),
        session: session.id,
        fingerprint: Fingerprint([2; 32]),
        access: access.id,
        created_at: start,
        expires_at: start,
        consumed_at: None,
        successor: None,
    };
    let one_time = OneTimeToken {
        tenant,
        id: Uuid::from_u128(1).into(),
        user,
        session: session.id,
        fingerprint: Fingerprint([3; 32]),
        state: Fingerprint([4; 32]),
        challenge: None,
        created_at: start,
        expires_at: start,
        used_at: None,
        gave: None,
    };
    let identity = Identity {
        issuer: "https://id.example".into(),
        subject: "1".into(),
        user,
        created_at: start,
    };
    let written = database.store().transact(|tx| {
        let acme = tx.tenants().by_slug(&Slug::parse("acme").unwrap())?.unwrap();
        tx.tenants().update(&Tenant {
            host: Some(HostName::parse("acme.example").unwrap()),
            enrolment: Some(Enrolment {
                domains: vec![],
                role: Some(Role::User),
            }),
            ..acme
        })?;
        tx.sessions().insert(tenant, &session)?;
        tx.sessions().insert(tenant, &child)?;
        tx.credentials().insert(tenant, &access)?;
        tx.phone_tokens().insert_refresh(tenant, &refresh)?;
        tx.phone_tokens().insert_one_time(tenant, &one_time)?;
        tx.sign_in().link(tenant, &identity)?;
        tx.sign_in().tries(tenant, &Fingerprint([5; 32]))
    });
    assert_eq!(written, Ok(None));
}

#[test]
fn a_dur_8_the_step_to_signing_in_keeps_what_is_there_and_the_way_back_keeps_the_keys() {
    for (kind, database, place) in databases() {
        let full = schema(kind, &place);
        go_back_before(&database, "sign_in");
        let first_step = places().into_iter().find(|(other, _)| *other == kind).unwrap().1;
        first_step.execute(match kind {
            SQLITE => include_str!("../../../../migrations/sqlite/2026-11-21-000000_foundation/up.sql"),
            _ => include_str!("../../../../migrations/postgres/2026-11-21-000000_foundation/up.sql"),
        });
        let foundation = meaning(kind, &first_step);
        assert_eq!(meaning(kind, &place), foundation, "{kind}");

        fill_foundation(kind, &place);
        for round in 0..2 {
            database.migrate().unwrap();
            let presented = database
                .queries()
                .presented(&Fingerprint([0; 32]))
                .unwrap()
                .unwrap();
            let key = presented.credential;
            assert_eq!(
                (key.kind, key.session, key.description.as_str(), key.expires_at),
                (CredentialKind::ApiKey, None, "Laptop", Time::from_micros(0)),
                "{kind} {round}"
            );
            let tenant = database.queries().tenant(key.tenant).unwrap().unwrap();
            assert_eq!((tenant.host, tenant.enrolment), (None, None), "{kind} {round}");
            let found = database
                .store()
                .transact(|tx| tx.sign_in().by_email(key.tenant, "ann@example.com"));
            assert_eq!(found, Ok(vec![presented.user]), "{kind} {round}");
            if round == 0 {
                assert_eq!(schema(kind, &place), full, "{kind}");
                sign_in(&database);
            }
            go_back_before(&database, "sign_in");
            assert_eq!(meaning(kind, &place), foundation, "{kind} {round}");
            let counts = "SELECT CAST(count(*) AS TEXT) FROM credentials
                UNION ALL SELECT CAST(count(*) AS TEXT) FROM credential_lookup";
            assert_eq!(place.texts(counts), ["1", "1"], "{kind} {round}");
        }
    }
}

#[test]
fn a_dur_8_of_several_that_migrate_at_once_one_runs_each_migration_and_the_others_wait() {
    for (kind, place) in places() {
        let expected = Database::open(place.url(), Options::default())
            .unwrap()
            .pending()
            .unwrap();
        let all_here = Barrier::new(4);
        let run: Vec<String> = thread::scope(|scope| {
            let migrate = || {
                let database = Database::open(place.url(), Options::default()).unwrap();
                all_here.wait();
                let names = database.migrate().unwrap();
                assert!(database.pending().unwrap().is_empty(), "it waited to the end");
                names
            };
            let runs: Vec<_> = (0..4).map(|_| scope.spawn(migrate)).collect();
            runs.into_iter().flat_map(|run| run.join().unwrap()).collect()
        });
        assert_eq!(run, expected, "{kind}");
    }
}

#[test]
fn a_dur_8_a_process_waits_for_another_that_migrates_the_same_sqlite_file() {
    let place = crate::support::sqlite_place();
    let database = Database::open(place.url(), Options::default()).unwrap();
    let held = File::create(format!("{}.lock", place.sqlite_path().unwrap())).unwrap();
    held.lock().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| database.migrate().unwrap());
        thread::sleep(Duration::from_millis(300));
        let early = waiting.is_finished();
        drop(held);
        assert!(!early);
        assert!(!waiting.join().unwrap().is_empty());
    });
}

#[test]
fn a_dur_8_a_migration_that_fails_leaves_nothing_and_can_be_run_again() {
    for (kind, place) in places() {
        // In the way of the very last table.
        place.execute("CREATE TABLE imports (id INTEGER)");
        let database = Database::open(place.url(), Options::default()).unwrap();
        let pending = database.pending().unwrap();
        assert!(
            matches!(database.migrate(), Err(MigrationError::Step { .. })),
            "{kind}"
        );
        assert_eq!(database.pending().unwrap(), pending, "{kind}");
        place.execute("DROP TABLE imports");
        assert_eq!(database.migrate().unwrap(), pending, "{kind}");
    }
}

#[test]
fn a_database_that_a_newer_program_migrated_is_served_but_not_taken_back() {
    for (kind, database, place) in databases() {
        place.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')");
        assert!(database.pending().unwrap().is_empty(), "{kind}");
        assert!(database.migrate().unwrap().is_empty(), "{kind}");
        assert!(
            matches!(database.revert(1), Err(MigrationError::State(_))),
            "{kind}"
        );
    }
}

/// A database whose owner migrated it and whose server signs in as another role.
fn with_two_roles() -> Option<(Database, Place, String)> {
    let place = postgres_place()?;
    let app = as_app(&place)?;
    let options = Options {
        migration_url: Some(place.url().to_owned()),
        ..Options::default()
    };
    let database = Database::open(&app, options).unwrap();
    Some((database, place, app))
}

#[test]
fn the_role_that_serves_needs_no_right_to_change_the_schema() {
    let Some((database, place, app)) = with_two_roles() else {
        return;
    };
    let pending = database.pending().unwrap();
    assert!(!pending.is_empty());
    assert_eq!(database.migrate().unwrap(), pending);
    assert!(database.pending().unwrap().is_empty());

    let role = "(SELECT rolname FROM pg_roles WHERE rolname LIKE '%_app')";
    let rights = format!(
        "SELECT relname || ':' || concat_ws(',', CASE WHEN has_table_privilege({role}, oid, 'SELECT') THEN 's' END,
             CASE WHEN has_table_privilege({role}, oid, 'INSERT') THEN 'i' END,
             CASE WHEN has_table_privilege({role}, oid, 'UPDATE') THEN 'u' END,
             CASE WHEN has_table_privilege({role}, oid, 'DELETE') THEN 'd' END,
             CASE WHEN has_table_privilege({role}, oid, 'TRUNCATE') THEN 't' END)
         FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
    );
    for line in place.texts(&rights) {
        let (table, rights) = line.split_once(':').unwrap();
        let expected = match table {
            "__diesel_schema_migrations" => "s",
            "events" => "s,i",
            _ => "s,i,u,d",
        };
        assert_eq!(rights, expected, "{table}");
    }
    let alone = Database::open(&app, Options::default()).unwrap();
    assert!(alone.migrate().is_err(), "it may not make tables itself");
}

#[test]
fn migrating_through_a_url_of_another_database_is_noticed() {
    let (Some(place), Some(other)) = (postgres_place(), postgres_place()) else {
        return;
    };
    let Some(app) = as_app(&other) else { return };
    let options = Options {
        migration_url: Some(place.url().to_owned()),
        ..Options::default()
    };
    let outcome = Database::open(&app, options).unwrap().migrate();
    assert!(
        matches!(outcome, Err(MigrationError::Elsewhere)),
        "{POSTGRES}: {outcome:?}"
    );
}
