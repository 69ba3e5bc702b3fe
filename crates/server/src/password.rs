//! Passwords that nobody chose.

use secrecy::SecretString;

/// Letters and digits that people do not take for one another; 32 of them, so that each is five bits.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A new password of 100 random bits, in groups for reading aloud.
///
/// # Errors
/// When the system gives no random bits.
pub fn random() -> Result<SecretString, getrandom::Error> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes)?;
    let letters: Vec<char> = bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(SecretString::from(groups.join("-")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_password_is_readable_and_never_the_same() {
        let [one, other] = [random().unwrap(), random().unwrap()];
        assert_eq!(one.expose_secret().len(), 23);
        assert_eq!(one.expose_secret().matches('-').count(), 3);
        assert!(
            one.expose_secret()
                .bytes()
                .all(|byte| byte == b'-' || ALPHABET.contains(&byte))
        );
        assert_ne!(one.expose_secret(), other.expose_secret());
    }
}
