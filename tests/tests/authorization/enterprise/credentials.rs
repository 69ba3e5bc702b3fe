//! A-AZ-2 and A-AUTH-3: no credential of another door opens this one, no forged token does, and a tenant's header can only
//! narrow.

use super::{admin_of, stock};
use base64::{Engine, prelude::BASE64_STANDARD};
use ring::signature::{Ed25519KeyPair, KeyPair};
use tessera_domain::user::Role;
use tessera_tests::{
    Client, DatabaseKind, Setup, TestApp,
    enterprise::{
        COMMENTS, DEPARTMENTS, EnterpriseUser, ME, TICKETS, all_but_the_request, at,
        on_each_database_unlimited, unlimited,
    },
    enterprise_sample::{closed, sample},
    forged::{Genuine, table},
    integration::TestToken,
    kanban::{KanbanUser, bearer},
};

#[test]
fn a_az_2_no_credential_of_another_door_opens_this_one() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let ada = admin_of(app, &acme);
        let stock = stock(&ada, &ada);
        let token = TestToken::of(app, &acme.admin);
        let board = KanbanUser::sign_in(app, &acme.admin);
        let before = app.contents();
        for operation in closed(app) {
            let good = sample(&operation, &stock);
            let refused = |client: &Client, what: &str| {
                let reply = good.send(client);
                assert_eq!(
                    reply.status,
                    401,
                    "{} with {what}: {}",
                    operation.name(),
                    reply.text()
                );
                reply.json()["error"].clone()
            };
            let nothing = refused(&app.anonymous(), "nothing");
            assert_eq!(refused(&acme.admin, "an API key"), nothing);
            let client = app.anonymous();
            for (what, secret) in [
                ("an API key as its token", &acme.admin.api_key),
                ("an integration's token", &token.secret),
                ("an access token of boards", &board.access),
                ("a refresh token", &ada.refresh),
            ] {
                refused(&bearer(&client, secret), what);
            }
        }
        assert!(
            app.contents() == before,
            "nobody was let in, and something changed"
        );
    });
}

#[test]
fn a_az_1_a_tenant_header_that_names_another_tenant_is_answered_like_an_unknown_token() {
    on_each_database_unlimited(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let ada = admin_of(app, &acme);
        let robin = EnterpriseUser::of(app, &acme, "robin", Role::User);
        let stock = stock(&robin, &ada);
        let nobody = bearer(&app.anonymous(), "of.no.body");
        for operation in closed(app) {
            let good = sample(&operation, &stock);
            let refusal = good.send(&nobody);
            assert_eq!(refusal.status, 401, "{}", operation.name());
            let before = app.contents();
            for header in [globex.id.to_string().as_str(), "acme", "", "not a uuid"] {
                let reply = good.send(&robin.with("x-tenant-id", header));
                assert_eq!(
                    all_but_the_request(&reply, ""),
                    all_but_the_request(&refusal, ""),
                    "{} with {header:?}",
                    operation.name()
                );
            }
            assert!(app.contents() == before, "{} changed something", operation.name());
        }
    });
}

/// Somewhat less than what heads may have in all: what is longer is refused before anybody looks for a token in it.
const MOST: usize = 12_000;

/// 32 different bytes.
fn secret(first: u8) -> Vec<u8> {
    (first..first + 32).collect()
}

fn with_keys(secret: &[u8], seed: &[u8]) -> Setup {
    let keys = [("k1", "HS256", secret), ("k2", "EdDSA", seed)]
        .map(|(name, algorithm, bytes)| format!("{name}:{algorithm}:{}", BASE64_STANDARD.encode(bytes)));
    let usual = unlimited();
    Setup {
        more: [usual.more, vec![("TESSERA_JWT_KEYS", keys.join(","))]].concat(),
        ..Setup::default()
    }
}

#[test]
fn a_auth_3_every_forged_token_is_refused_by_every_door_in_the_same_words() {
    let (secret, seed) = (secret(1), secret(40));
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("a seed");
    for kind in DatabaseKind::all() {
        let app = TestApp::with(kind, with_keys(&secret, &seed));
        let acme = app.tenant("acme");
        let robin = EnterpriseUser::of(&app, &acme, "robin", Role::Admin);
        let ticket = robin.opens("A ticket");
        let doors = [
            ("GET", ME.to_owned()),
            ("GET", TICKETS.to_owned()),
            ("PATCH", at(TICKETS, &ticket)),
            ("POST", DEPARTMENTS.to_owned()),
            ("POST", at(COMMENTS, &ticket)),
        ];
        let genuine = Genuine {
            token: &robin.access,
            secret: &secret,
            public: pair.public_key().as_ref(),
        };
        let forgeries: Vec<_> = table(&genuine)
            .into_iter()
            .filter(|it| it.fits_header() && it.token.len() <= MOST)
            .collect();
        assert!(forgeries.len() >= 100, "only {}", forgeries.len());
        let refusal = bearer(&app.anonymous(), "x").get(ME).expect(401).json()["error"].clone();
        let before = app.contents();
        for (method, path) in &doors {
            for forged in &forgeries {
                let client = bearer(&app.anonymous(), &forged.token);
                let typed = [("content-type", "application/json")];
                let body: &[u8] = br#"{"name": "x", "content": "x"}"#;
                let reply = if *method == "GET" {
                    client.get(path)
                } else {
                    client.request(method, path, &typed, body)
                };
                let what = format!("{method} {path}, {}: {}", forged.what, reply.text());
                assert_eq!(reply.status, 401, "{what}");
                assert_eq!(reply.json()["error"], refusal, "{what}");
            }
        }
        assert!(app.contents() == before);
        // The good one is good.
        robin.get(ME).expect(200);
    }
}
