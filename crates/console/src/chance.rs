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
    fn labels_and_secrets_give_different_things() {
        let app = world::application();
        let given = [("a", "x"), ("b", "x"), ("a", "y")].map(|(label, secret)| derive(&app, label, secret));
        assert!(given.iter().all(|text| is_secret(text)), "{given:?}");
        assert!(given[0] != given[1] && given[0] != given[2] && given[1] != given[2]);
        assert_eq!(derive(&app, "a", "x"), given[0]);
    }
}
