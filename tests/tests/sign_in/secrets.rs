//! Where secrets are not: in no table, whether as text, as bytes or encoded.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use tessera_tests::direct::Contents;

/// Fails if a table holds one of these, each given with its name.
#[track_caller]
pub fn assert_nowhere(contents: &Contents, secrets: &[(&str, &str)]) {
    for (name, secret) in secrets {
        assert!(secret.len() >= 16, "{name} is too short to be looked for");
        for form in forms(secret) {
            for (table, rows) in contents {
                let found = rows.iter().any(|row| row.to_lowercase().contains(&form));
                assert!(!found, "{table} holds {name}");
            }
        }
    }
}

/// Every way in which a text may stand in a row that is shown as text, in lower case. Bytes are shown in hexadecimal.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_lowercase(), hexadecimal(secret.as_bytes())];
    if let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(secret.strip_prefix("tsk_").unwrap_or(secret)) {
        forms.push(hexadecimal(&bytes));
    }
    forms
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("texts take everything");
        text
    })
}

/// Whether a table holds the text's SHA-256.
pub fn holds_hash(contents: &Contents, table: &str, secret: &str) -> bool {
    let hash = hexadecimal(&Sha256::digest(secret));
    contents[table]
        .iter()
        .any(|row| row.to_lowercase().contains(&hash))
}

#[test]
fn a_secret_is_found_in_whatever_form_it_is_stored() {
    let secret = "tsk_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo";
    for row in [
        format!("1,'{secret}',2"),
        format!("1,X'{}'", hexadecimal(secret.as_bytes()).to_uppercase()),
        format!("(1,\\x{})", hexadecimal(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
    ] {
        let contents = Contents::from([("t".to_owned(), vec![row.clone()])]);
        let found = std::panic::catch_unwind(|| assert_nowhere(&contents, &[("it", secret)]));
        assert!(found.is_err(), "{row}");
    }
    let hash = format!("X'{}'", hexadecimal(&Sha256::digest(secret)).to_uppercase());
    let contents = Contents::from([("t".to_owned(), vec![hash])]);
    assert_nowhere(&contents, &[("it", secret)]);
    assert!(holds_hash(&contents, "t", secret));
}
