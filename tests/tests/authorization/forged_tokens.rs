//! A-AUTH-3: no forged token opens a door of boards, and all are refused in the same words.

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::signature::{Ed25519KeyPair, KeyPair};
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind, Setup, TestApp,
    forged::{Genuine, table},
    kanban::{COMMENTS, KanbanUser, ME, PROJECTS, TICKETS, bearer, path},
};

/// Somewhat less than what heads may have in all: what is longer is refused before anybody looks for a token in it.
const MOST: usize = 12_000;

/// 32 different bytes.
fn secret(first: u8) -> Vec<u8> {
    (first..first + 32).collect()
}

fn setup(secret: &[u8], seed: &[u8]) -> Setup {
    let keys = [("k1", "HS256", secret), ("k2", "EdDSA", seed)]
        .map(|(name, algorithm, bytes)| format!("{name}:{algorithm}:{}", BASE64_STANDARD.encode(bytes)));
    Setup {
        more: vec![("TESSERA_JWT_KEYS", keys.join(","))],
        ..Setup::default()
    }
}

#[test]
fn a_auth_3_every_forged_token_is_refused_by_every_door_in_the_same_words() {
    let (secret, seed) = (secret(1), secret(40));
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("a seed");
    for kind in DatabaseKind::all() {
        let app = TestApp::with(kind, setup(&secret, &seed));
        let acme = app.tenant("acme");
        let robin = KanbanUser::of(&app, &acme, "robin", Role::User);
        let card = robin.opens("A card", robin.starts("MOB").columns[0]);
        let doors = [
            ("GET", ME.to_owned()),
            ("GET", TICKETS.to_owned()),
            ("PATCH", path(TICKETS, &card)),
            ("POST", PROJECTS.to_owned()),
            ("DELETE", path(COMMENTS, &robin.comments(&card, "Said"))),
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
        let refusal = bearer(&app.anonymous(), "x").get(ME).expect(401).text();
        let before = app.contents();
        for (method, at) in &doors {
            for forged in &forgeries {
                let client = bearer(&app.anonymous(), &forged.token);
                let typed = [("content-type", "application/json")];
                let reply = client.request(method, at, &typed, br#"{"name": "x", "key": "XX"}"#);
                let what = format!("{method} {at}, {}: {}", forged.what, reply.text());
                assert_eq!((reply.status, reply.text()), (401, refusal.clone()), "{what}");
            }
        }
        assert!(app.contents() == before);
        // The good one is good.
        robin.get(ME).expect(200);
    }
}
