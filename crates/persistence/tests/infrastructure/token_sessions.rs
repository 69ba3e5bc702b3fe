//! The step to sessions with signed tokens, on both databases.

use crate::{
    migrations::{fill_foundation, go_back_before, meaning, schema, sign_in},
    support::{Place, databases},
};
use tessera_domain::{
    id::TenantId,
    session::{Place as Whereabouts, Session, SessionKind},
    time::Time,
};
use tessera_persistence::Database;
use tessera_ports::token_chains::Link;
use uuid::Uuid;

const STEP: &str = "token_sessions";

/// How many rows there are in the tables that are made anew, and what they hang together by.
fn rows(place: &Place) -> Vec<String> {
    let count = |table: &str| format!("SELECT CAST(count(*) AS TEXT) FROM {table}");
    let mut rows = Vec::new();
    for query in [
        "SELECT kind FROM sessions ORDER BY kind".to_owned(),
        "SELECT child.kind FROM sessions AS child JOIN sessions AS parent
            ON parent.tenant_id = child.tenant_id AND parent.id = child.parent_id"
            .to_owned(),
        "SELECT c.kind FROM credentials AS c LEFT JOIN sessions AS s
            ON s.tenant_id = c.tenant_id AND s.id = c.session_id ORDER BY c.kind"
            .to_owned(),
        count("one_time_tokens JOIN sessions ON sessions.id = one_time_tokens.session_id"),
        count("refresh_tokens JOIN sessions ON sessions.id = refresh_tokens.session_id"),
        count("credential_lookup"),
    ] {
        rows.extend(place.texts(&query));
        rows.push("-".to_owned());
    }
    rows
}

fn sign_in_by_tokens(database: &Database, tenant: TenantId) {
    let start = Time::from_micros(0).unwrap();
    for (number, kind) in [(71, SessionKind::Kanban), (72, SessionKind::Enterprise)] {
        let session = Session {
            tenant,
            id: Uuid::from_u128(number).into(),
            user: Uuid::nil().into(),
            kind,
            parent: None,
            place: Whereabouts::default(),
            created_at: start,
            expires_at: start,
            ended: None,
        };
        let link = Link {
            refresh: Uuid::from_u128(1).into(),
            access: Uuid::from_u128(2).into(),
            given_at: start,
        };
        database
            .store()
            .transact(|tx| {
                tx.sessions().insert(tenant, &session)?;
                tx.token_chains().begin(tenant, session.id, &link)
            })
            .unwrap();
    }
}

#[test]
fn a_dur_8_the_step_to_signed_tokens_keeps_who_is_signed_in_and_so_does_the_way_back() {
    for (kind, database, place) in databases() {
        let full = schema(kind, &place);
        go_back_before(&database, STEP);
        let before = meaning(kind, &place);
        fill_foundation(kind, &place);
        sign_in(&database);
        let kept = rows(&place);
        assert!(kept.len() > 10, "{kept:?}");
        for round in 0..2 {
            database.migrate().unwrap();
            assert_eq!(schema(kind, &place), full, "{kind} {round}");
            assert_eq!(rows(&place), kept, "{kind} {round}");
            sign_in_by_tokens(&database, Uuid::nil().into());
            go_back_before(&database, STEP);
            assert_eq!(meaning(kind, &place), before, "{kind} {round}");
            assert_eq!(rows(&place), kept, "{kind} {round}");
        }
    }
}
