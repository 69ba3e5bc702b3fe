//! Secrets that only the browser keeps, and what is derived from them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tessera_application::Application;

/// 32 bytes in base64url.
const LENGTH: usize = 43;

/// 32 bytes that nobody can guess, in base64url.
pub(crate) fn secret(app: &Application) -> String {
    let parts: [[u8; 8]; 4] = std::array::from_fn(|_| app.ids.random().to_be_bytes());
    URL_SAFE_NO_PAD.encode(parts.concat())
}

/// Letters and digits that people do not take for one another; 32 of them, so that each is five bits.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A password that nobody chose, of 120 random bits, in groups for reading aloud.
pub(crate) fn password(app: &Application) -> String {
    let group = |bits: u64| {
        (0..6)
            .filter_map(|place| {
                let letter = usize::try_from((bits >> (5 * place)) & 31).ok()?;
                ALPHABET.get(letter).copied().map(char::from)
            })
            .collect::<String>()
    };
    // Both halves of a number are drawn from, 30 bits of each.
    let groups: Vec<_> = (0..2)
        .map(|_| app.ids.random())
        .flat_map(|bits| [group(bits), group(bits >> 32)])
        .collect();
    groups.join("-")
}

/// Whether a text can be one of those secrets.
pub(crate) fn is_secret(text: &str) -> bool {
    text.len() == LENGTH && URL_SAFE_NO_PAD.decode(text).is_ok()
}

/// What a secret gives under a label, in base64url. Whoever knows it knows neither the secret nor what other labels
/// give.
pub(crate) fn derive(app: &Application, label: &str, secret: &str) -> String {
    let fingerprint = app.secrets.fingerprint(&format!("{label}:{secret}"));
    URL_SAFE_NO_PAD.encode(fingerprint.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::world;

    #[test]
    fn a_secret_is_new_each_time_and_32_bytes_long() {
        let app = world::application();
        let (one, other) = (secret(&app), secret(&app));
        assert_ne!(one, other);
        assert!(is_secret(&one) && is_secret(&other), "{one} {other}");
        for bad in ["", "abc", &"a".repeat(42), &"a".repeat(44), &"!".repeat(43)] {
            assert!(!is_secret(bad), "{bad}");
        }
    }

    #[test]
    fn a_password_is_readable_and_never_the_same() {
        let app = world::application();
        let (one, other) = (password(&app), password(&app));
        assert_ne!(one, other);
        assert_eq!((one.len(), one.matches('-').count()), (27, 3), "{one}");
        assert!(
            one.bytes().all(|byte| byte == b'-' || ALPHABET.contains(&byte)),
            "{one}"
        );
    }

    #[test]
    fn labels_and_secrets_give_different_things() {
        let app = world::application();
        let given = [("a", "x"), ("b", "x"), ("a", "y")].map(|(label, secret)| derive(&app, label, secret));
        assert!(given.iter().all(|text| is_secret(text)), "{given:?}");
        assert!(given[0] != given[1] && given[0] != given[2] && given[1] != given[2]);
        assert_eq!(derive(&app, "a", "x"), given[0]);
    }
}
