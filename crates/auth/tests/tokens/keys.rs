//! Keys as operators write them down.

use super::{claims, key, profile, secret, signer, verify};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use secrecy::ExposeSecret;
use std::fs;
use tessera_auth::tokens::{SignedTokens, random_key, read_keys};
use tessera_ports::tokens::{Audience, TokenSigner, TokenUse};

#[test]
fn every_bad_key_is_refused_by_its_name_and_without_showing_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("no-key");
    fs::write(&file, "canary!").unwrap();
    let good = key("good", "HS256", &secret(1));
    let table = [
        (String::new(), "names no key"),
        (" , ".into(), "names no key"),
        ("canary".into(), "key 1 is not of the form NAME:HS256:BASE64"),
        ("k1:canary".into(), "key 1 is not of the form"),
        (format!("{good},canary"), "key 2 is not of the form"),
        (key("", "HS256", &secret(1)), "key 1 must have a name"),
        (key("a b", "HS256", &secret(1)), "key 1 must have a name"),
        (key("../k", "HS256", &secret(1)), "key 1 must have a name"),
        (
            key(&"k".repeat(65), "HS256", &secret(1)),
            "key 1 must have a name",
        ),
        (format!("{good},{good}"), "there are two keys with the name good"),
        (
            key("k1", "HS384", &secret(1)),
            "the key k1 must be for HS256 or EdDSA",
        ),
        (
            key("k1", "none", &secret(1)),
            "the key k1 must be for HS256 or EdDSA",
        ),
        (
            key("k1", "hs256", &secret(1)),
            "the key k1 must be for HS256 or EdDSA",
        ),
        ("k1:HS256:canary!".into(), "the key k1 is not base64"),
        (key("k1", "HS256", b""), "the key k1 is too weak"),
        (key("k1", "HS256", &secret(1)[..31]), "the key k1 is too weak"),
        (key("k1", "HS256", &[7; 64]), "the key k1 is too weak"),
        (key("k1", "EdDSA", &[7; 32]), "the key k1 is too weak"),
        (
            key("k1", "EdDSA", &secret(1)[..31]),
            "the key k1 must be the 32 bytes",
        ),
        (
            key("k1", "EdDSA", &[secret(1), secret(1)].concat()),
            "the key k1 must be the 32 bytes",
        ),
        (
            "k1:HS256:@/nowhere/at/all".into(),
            "the file of the key k1 cannot be read: No such file",
        ),
        (
            format!("k1:EdDSA:@{}", file.display()),
            "the key k1 is not base64",
        ),
    ];
    for (text, expected) in table {
        let error = read_keys(&text.clone().into()).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{text}: {error}");
        assert!(error.lines().count() == 1 && !error.contains("canary"), "{error}");
    }
}

#[test]
fn base64_may_be_of_either_sort() {
    // Letters that the two alphabets write differently.
    let secret: Vec<u8> = [secret(1), vec![0xff, 0xfe, 0xfb]].concat();
    let claims = claims(Audience::Kanban, TokenUse::Access);
    let padded = signer(&[format!("k1:HS256:{}", BASE64_STANDARD.encode(&secret))]);
    let token = padded.sign(&claims, &profile()).unwrap();
    let bare = signer(&[format!(" k1:HS256:{} ", BASE64_URL_SAFE_NO_PAD.encode(&secret))]);
    assert!(verify(&bare, &token, Audience::Kanban).is_ok());
}

#[test]
fn a_key_may_lie_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        format!("@{}", file.display())
    };
    let claims = claims(Audience::Kanban, TokenUse::Access);
    let prefix = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
    let pkcs8 = BASE64_STANDARD.encode([prefix.to_vec(), secret(1)].concat());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{pkcs8}\n-----END PRIVATE KEY-----\n");
    for (algorithm, text) in [
        ("EdDSA", pem),
        ("HS256", format!("{}\n", BASE64_STANDARD.encode(secret(1)))),
    ] {
        let by_file = signer(&[format!("k1:{algorithm}:{}", write(algorithm, &text))]);
        let token = by_file.sign(&claims, &profile()).unwrap();
        let by_bytes = signer(&[key("k1", algorithm, &secret(1))]);
        assert_eq!(
            verify(&by_bytes, &token, Audience::Kanban),
            Ok(claims),
            "{algorithm}"
        );
    }
}

#[test]
fn a_key_that_is_made_here_can_be_read_and_is_never_made_twice() {
    let (one, other) = (random_key(), random_key());
    assert_ne!(one.expose_secret(), other.expose_secret());
    let keys = read_keys(&one).unwrap();
    assert!(SignedTokens::new(&keys).is_ok());
    let secret = one.expose_secret().rsplit(':').next().unwrap();
    assert!(!format!("{keys:?}").contains(secret), "it does not show");
}

#[test]
fn without_keys_there_is_no_signer() {
    assert!(SignedTokens::new(&[]).is_err());
}
