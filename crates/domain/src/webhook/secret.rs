//! What webhooks are signed with: as it is kept, and as its holder knows it.

use crate::issue::Problem;
use std::fmt;

/// A secret as it is kept: sealed, so that whoever reads the database learns nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret(pub Vec<u8>);

impl fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedSecret")
    }
}

/// A secret as its holder knows it.
///
/// It either begins with `whsec_`, and base64 of the key follows, as Standard Webhooks has it; or it is any text, whose
/// bytes are the key.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// What a secret of Standard Webhooks begins with.
    pub const PREFIX: &'static str = "whsec_";
    /// The fewest bytes of one that is any text.
    pub const MIN: usize = 16;
    /// The most bytes of any.
    pub const MAX: usize = 128;

    /// Takes a secret. Of one that begins with `whsec_`, whether a key follows is found out by whoever signs.
    ///
    /// # Errors
    /// When it is too short or too long, or holds anything but visible ASCII characters.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.len() < Self::MIN {
            return Err(Problem::TooShort { min: Self::MIN });
        }
        if text.len() > Self::MAX {
            return Err(Problem::TooLong { max: Self::MAX });
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Problem::Rule("Must be visible ASCII characters"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows `whsec_`, if it begins so.
    pub fn standard(&self) -> Option<&str> {
        self.0.strip_prefix(Self::PREFIX)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_secret_is_long_enough() {
        for good in ["your_webhook_secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert_eq!(SecretText::parse(good).unwrap().as_str(), good);
        }
        let longest = "x".repeat(128);
        assert!(SecretText::parse(&longest).is_ok());
        for (bad, problem) in [
            ("", Problem::TooShort { min: 16 }),
            ("fifteen-letters", Problem::TooShort { min: 16 }),
            (&format!("{longest}x"), Problem::TooLong { max: 128 }),
            (
                "sixteen letters and a space",
                Problem::Rule("Must be visible ASCII characters"),
            ),
        ] {
            assert_eq!(SecretText::parse(bad), Err(problem), "{bad}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let text = SecretText::parse("canary-canary-canary").unwrap();
        assert!(!format!("{text:?}").contains("canary"));
        assert!(!format!("{:?}", SealedSecret(vec![99, 97])).contains("99"));
        assert_eq!(text.standard(), None);
        let standard = SecretText::parse("whsec_canarycanary").unwrap();
        assert_eq!(standard.standard(), Some("canarycanary"));
    }
}
