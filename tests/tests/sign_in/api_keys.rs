//! A-AUTH-6: API keys.

use crate::{
    secrets::{assert_nowhere, holds_hash},
    stage::{LOGIN, Stage, login, on_stage},
};
use tessera_application::credentials::{self, Issued, NewApiKey, issue_api_key};
use tessera_domain::{event::EventKind, time::Time};
use tessera_ports::world::Clock;
use tessera_tests::phone::DOOR;

fn issue(stage: &Stage<'_>, expires_at: Option<Time>) -> Issued {
    let new = NewApiKey {
        tenant: stage.home.id,
        login: login(),
        description: "for a script".to_owned(),
        expires_at,
    };
    issue_api_key(&stage.app.app, &new).expect("the key can be issued")
}

#[test]
fn a_auth_6_a_revoked_key_opens_nothing_with_the_next_request() {
    on_stage(|stage| {
        let (key, other) = (issue(stage, None), issue(stage, None));
        assert!(stage.opens(&key.secret));
        let mark = stage.mark();
        credentials::revoke(&stage.app.app, stage.home.id, key.credential.id).expect("it is there");
        for _ in 0..3 {
            assert!(!stage.opens(&key.secret));
        }
        assert_eq!(stage.since(mark), [EventKind::CredentialRevoked]);
        assert!(stage.opens(&other.secret) && stage.opens(&stage.robin.api_key));
        assert!(
            credentials::revoke(&stage.app.app, stage.home.id, key.credential.id).is_err(),
            "it has ended"
        );
    });
}

#[test]
fn a_auth_6_only_the_tenants_own_keys_can_be_revoked_and_no_keys_of_sessions() {
    on_stage(|stage| {
        let key = issue(stage, None);
        let globex = stage.app.tenant("globex");
        assert!(credentials::revoke(&stage.app.app, globex.id, key.credential.id).is_err());
        assert!(stage.opens(&key.secret));
        stage.phone();
        let mut direct = stage.app.database.connect();
        let hexadecimal = match stage.app.kind {
            tessera_tests::DatabaseKind::Sqlite => "lower(hex(id))",
            tessera_tests::DatabaseKind::Postgres => "replace(id::text, '-', '')",
        };
        let sql = format!("SELECT {hexadecimal} AS text FROM credentials WHERE kind = 'access_key'");
        let ids = direct.texts(&sql);
        assert_eq!(ids.len(), 1);
        let id = uuid::Uuid::try_parse(&ids[0]).expect("an id").into();
        assert!(credentials::revoke(&stage.app.app, stage.home.id, id).is_err());
        let listed = credentials::list(&stage.app.app, stage.home.id, None, 100).expect("it can be read");
        assert!(
            listed.iter().all(|listed| listed.id != id),
            "a session's key is in the list"
        );
        assert!(listed.iter().any(|listed| listed.id == key.credential.id));
    });
}

#[test]
fn a_auth_6_a_key_ends_when_it_was_said_to() {
    on_stage(|stage| {
        let end = stage.app.clock.now().plus_seconds(60);
        let key = issue(stage, Some(end));
        stage.app.clock.advance(59);
        assert!(stage.opens(&key.secret));
        stage.app.clock.advance(1);
        assert!(!stage.opens(&key.secret));
    });
}

#[test]
fn a_auth_6_a_key_opens_its_own_tenant_only() {
    on_stage(|stage| {
        let globex = stage.app.tenant("globex");
        let key = stage.client().with("x-api-key", &stage.robin.api_key);
        key.with("x-tenant-id", &stage.home.id.to_string())
            .get(DOOR)
            .expect(200);
        let before = stage.app.contents();
        for other in [
            globex.id.to_string(),
            "00000000-0000-0000-0000-000000000000".into(),
            "x".into(),
            String::new(),
        ] {
            let reply = key.with("x-tenant-id", &other).get(DOOR).expect(401);
            assert!(!reply.text().contains("data"), "{}", reply.text());
        }
        assert!(stage.app.contents() == before);
    });
}

#[test]
fn a_auth_6_the_last_use_is_noted_at_most_once_a_minute() {
    on_stage(|stage| {
        let key = issue(stage, None);
        let noted = || {
            let listed = credentials::list(&stage.app.app, stage.home.id, Some(stage.robin.id), 100);
            let listed = listed.expect("it can be read");
            let found = listed.into_iter().find(|listed| listed.id == key.credential.id);
            found.expect("it is listed").last_used_at
        };
        assert_eq!(noted(), None);
        let first = stage.app.clock.now();
        assert!(stage.opens(&key.secret));
        assert_eq!(noted(), Some(first));
        stage.app.clock.advance(59);
        assert!(stage.opens(&key.secret));
        assert_eq!(noted(), Some(first));
        stage.app.clock.advance(1);
        assert!(stage.opens(&key.secret));
        assert_eq!(noted(), Some(first.plus_seconds(60)));
    });
}

#[test]
fn a_auth_6_a_key_is_shown_once_and_stored_nowhere() {
    on_stage(|stage| {
        let key = issue(stage, None);
        assert!(stage.opens(&key.secret));
        let contents = stage.app.contents();
        assert_nowhere(&contents, &[("the key", &key.secret)]);
        assert!(holds_hash(&contents, "credentials", &key.secret));
        assert_eq!(
            key.credential.prefix,
            key.secret[..8],
            "{LOGIN} recognises it by that"
        );
        assert_eq!(key.secret.len(), 47);
    });
}
