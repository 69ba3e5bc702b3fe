//! What is signed comes back, and nothing else does.

use super::{
    NOON, at, claims,
    forged::{self, Genuine},
    key, part, profile, secret, signer, verify,
};
use proptest::prelude::*;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;
use std::collections::HashSet;
use tessera_ports::tokens::{Audience, BadToken, Claims, Profile, TokenSigner, TokenUse};

#[test]
fn what_was_signed_is_what_is_read() {
    for algorithm in ["HS256", "EdDSA"] {
        let signer = signer(&[key("k1", algorithm, &secret(1))]);
        for audience in Audience::ALL {
            for usage in TokenUse::ALL {
                let claims = claims(audience, usage);
                let token = signer.sign(&claims, &profile()).unwrap();
                assert_eq!(
                    verify(&signer, &token, audience),
                    Ok(claims),
                    "{algorithm} {token}"
                );
                let again = signer.sign(&claims, &profile()).unwrap();
                assert_eq!(token, again, "equal claims give equal tokens");
            }
        }
    }
}

#[test]
fn a_kanban_token_says_what_its_clients_read() {
    let signer = signer(&[key("k1", "HS256", &secret(1))]);
    let token = signer
        .sign(&claims(Audience::Kanban, TokenUse::Access), &profile())
        .unwrap();
    assert_eq!(
        part(&token, 0),
        json!({ "alg": "HS256", "typ": "JWT", "kid": "k1" })
    );
    let said = json!({
        "token_type": "access",
        "exp": NOON + 3600,
        "iat": NOON,
        "jti": "01900000000070008000000000000007",
        "user_id": 1,
        "tid": "00000000-0000-0000-0000-000000000001",
        "sid": "00000000-0000-0000-0000-000000000002",
        "aud": "kanban",
        "iss": "tessera",
    });
    assert_eq!(part(&token, 1), said);
}

#[test]
fn an_enterprise_token_says_what_its_clients_read() {
    let signer = signer(&[key("k1", "EdDSA", &secret(1))]);
    let refresh = json!({
        "sub": "1",
        "username": "robin",
        "exp": NOON + 3600,
        "iat": NOON,
        "type": "refresh",
        "jti": "01900000000070008000000000000007",
        "tid": "00000000-0000-0000-0000-000000000001",
        "sid": "00000000-0000-0000-0000-000000000002",
        "aud": "enterprise",
        "iss": "tessera",
    });
    let mut access = refresh.clone();
    access["type"] = "access".into();
    access["email"] = "robin@example.com".into();
    access["role"] = "manager".into();
    access["department_id"] = 3.into();
    for (usage, said) in [(TokenUse::Access, access), (TokenUse::Refresh, refresh)] {
        let token = signer
            .sign(&claims(Audience::Enterprise, usage), &profile())
            .unwrap();
        assert_eq!(part(&token, 1), said);
    }
    let unknown = Profile {
        email: None,
        department: None,
        ..profile()
    };
    let token = signer
        .sign(&claims(Audience::Enterprise, TokenUse::Access), &unknown)
        .unwrap();
    let said = part(&token, 1);
    assert_eq!(
        (&said["email"], &said["department_id"]),
        (&json!(null), &json!(null))
    );
    assert!(
        said.as_object().unwrap().contains_key("email"),
        "null is told, too"
    );
    assert!(verify(&signer, &token, Audience::Enterprise).is_ok());
}

#[test]
fn a_token_for_one_audience_is_none_for_the_other() {
    let signer = signer(&[key("k1", "HS256", &secret(1))]);
    for (ours, theirs) in [
        (Audience::Kanban, Audience::Enterprise),
        (Audience::Enterprise, Audience::Kanban),
    ] {
        let token = signer.sign(&claims(ours, TokenUse::Access), &profile()).unwrap();
        assert!(verify(&signer, &token, theirs).is_err(), "{ours:?}");
    }
}

#[test]
fn no_forged_token_counts() {
    let (secret_1, seed) = (secret(1), secret(40));
    let signer = signer(&[key("k1", "HS256", &secret_1), key("k2", "EdDSA", &seed)]);
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    for audience in Audience::ALL {
        let token = signer
            .sign(&claims(audience, TokenUse::Access), &profile())
            .unwrap();
        assert!(verify(&signer, &token, audience).is_ok(), "the good one counts");
        let table = forged::table(&Genuine {
            token: &token,
            secret: &secret_1,
            public: pair.public_key().as_ref(),
        });
        let sorts: HashSet<_> = table.iter().map(|forged| forged.what).collect();
        assert_eq!(sorts.len(), table.len(), "each sort once");
        assert!(table.len() > 100);
        assert!(table.iter().filter(|forged| forged.fits_header()).count() > 90);
        for forged in table {
            let verdict = verify(&signer, &forged.token, audience);
            assert!(verdict.is_err(), "{}: {}", forged.what, forged.token);
        }
    }
}

#[test]
fn a_public_key_is_no_secret() {
    let seed = secret(40);
    let signer = signer(&[key("k1", "EdDSA", &seed), key("k2", "HS256", &secret(1))]);
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    let token = signer
        .sign(&claims(Audience::Kanban, TokenUse::Access), &profile())
        .unwrap();
    // Everything in the table is signed for HS256 here, with what everybody may know.
    let table = forged::table(&Genuine {
        token: &token,
        secret: pair.public_key().as_ref(),
        public: pair.public_key().as_ref(),
    });
    for forged in table {
        assert!(
            verify(&signer, &forged.token, Audience::Kanban).is_err(),
            "{}",
            forged.what
        );
    }
}

#[test]
fn one_keys_token_under_anothers_name_does_not_count() {
    let (one, other) = (secret(1), secret(60));
    let theirs = signer(&[key("k1", "HS256", &other)]);
    let ours = signer(&[key("k1", "HS256", &one), key("k2", "HS256", &other)]);
    let token = theirs
        .sign(&claims(Audience::Kanban, TokenUse::Access), &profile())
        .unwrap();
    assert!(verify(&ours, &token, Audience::Kanban).is_err());
}

#[test]
fn the_first_key_signs_and_all_verify() {
    let (old, new) = (key("old", "HS256", &secret(1)), key("new", "EdDSA", &secret(60)));
    let before = signer(std::slice::from_ref(&old));
    let between = signer(&[new.clone(), old]);
    let after = signer(&[new]);
    let claims = claims(Audience::Enterprise, TokenUse::Refresh);
    let token = before.sign(&claims, &profile()).unwrap();
    assert_eq!(verify(&between, &token, Audience::Enterprise), Ok(claims));
    assert!(
        verify(&after, &token, Audience::Enterprise).is_err(),
        "its key is gone"
    );
    let token = between.sign(&claims, &profile()).unwrap();
    assert_eq!(part(&token, 0)["kid"], "new");
    assert_eq!(verify(&after, &token, Audience::Enterprise), Ok(claims));
    assert!(
        verify(&before, &token, Audience::Enterprise).is_err(),
        "it is not known yet"
    );
}

#[test]
fn a_token_counts_until_the_second_of_its_end() {
    let signer = signer(&[key("k1", "HS256", &secret(1))]);
    let token = signer
        .sign(&claims(Audience::Kanban, TokenUse::Access), &profile())
        .unwrap();
    for (second, good) in [
        (NOON - 6, false),
        (NOON - 5, true),
        (NOON, true),
        (NOON + 3599, true),
        (NOON + 3600, false),
        (NOON + 3606, false),
    ] {
        let verdict = signer.verify(&token, Audience::Kanban, at(second));
        assert_eq!(verdict.is_ok(), good, "{second}");
    }
}

#[test]
fn a_token_of_more_than_4_kb_is_not_looked_at() {
    let signer = signer(&[key("k1", "HS256", &secret(1))]);
    let long = Profile {
        login: "r".repeat(4000),
        ..profile()
    };
    let token = signer
        .sign(&claims(Audience::Enterprise, TokenUse::Access), &long)
        .unwrap();
    let verdict = verify(&signer, &token, Audience::Enterprise);
    assert_eq!(verdict, Err(BadToken("it is too long")));
}

proptest! {
    #[test]
    fn any_claims_come_back(id: u128, tenant: u128, session: u128, user in 1..i64::MAX, lasts in 61..1_000_000i64) {
        let signer = signer(&[key("k1", "HS256", &secret(1))]);
        for audience in Audience::ALL {
            let claims = Claims {
                id: uuid::Uuid::from_u128(id).into(),
                tenant: uuid::Uuid::from_u128(tenant).into(),
                session: uuid::Uuid::from_u128(session).into(),
                user,
                expires_at: NOON + lasts,
                ..claims(audience, TokenUse::Access)
            };
            let token = signer.sign(&claims, &profile()).unwrap();
            prop_assert_eq!(verify(&signer, &token, audience), Ok(claims));
        }
    }

    #[test]
    fn one_other_character_makes_it_another_token(place: prop::sample::Index, other in "[A-Za-z0-9_.=-]") {
        let signer = signer(&[key("k1", "HS256", &secret(1))]);
        let token = signer.sign(&claims(Audience::Kanban, TokenUse::Access), &profile()).unwrap();
        let place = place.index(token.len());
        let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
        prop_assume!(changed != token);
        prop_assert!(verify(&signer, &changed, Audience::Kanban).is_err(), "{}", changed);
    }
}
