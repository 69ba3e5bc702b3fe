//! The settings of attachments, each read from a text, and what they make together.

use super::{SettingsError, values::quoted};
use secrecy::SecretString;
use std::{str::FromStr, time::Duration};
use tessera_application::files::FilePolicy;
use tessera_domain::attachment::Extensions;
use tessera_files::{BucketConfig, ClamdAddress};

/// What is set about files.
#[derive(Clone, Debug)]
pub struct FileSettings {
    /// What may be kept, and for how long links last.
    pub policy: FilePolicy,
    /// The bucket that keeps them; none: the data folder does.
    pub bucket: Option<BucketConfig>,
    /// Where the virus scanner listens, if there is one.
    pub clamd: Option<ClamdAddress>,
    /// How long it may take for one file.
    pub clamd_limit: Duration,
    /// What links are signed with; none: a key of this server's own.
    pub link_key: Option<SecretString>,
}

/// An extension that files may have, or `*` for all of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extension(pub String);

impl Extension {
    /// Those that are allowed unless somebody says otherwise.
    pub fn usual() -> Vec<Self> {
        Extensions::USUAL.map(|text| Self(text.to_owned())).to_vec()
    }
}

impl FromStr for Extension {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = text.strip_prefix('.').unwrap_or(text).to_lowercase();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if text == "*" || ((1..=16).contains(&plain.len()) && plain.chars().all(fits)) {
            Ok(Self(if text == "*" { text.to_owned() } else { plain }))
        } else {
            Err(format!("{} is not an extension, such as pdf", quoted(text)))
        }
    }
}

/// All of them if one says so.
pub fn extensions(said: &[Extension]) -> Extensions {
    if said.iter().any(|extension| extension.0 == "*") {
        Extensions::Any
    } else {
        Extensions::These(said.iter().map(|extension| extension.0.clone()).collect())
    }
}

/// The address of a service that speaks S3.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint(pub String);

impl FromStr for Endpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .unwrap_or_default();
        let fits = |c: char| c.is_ascii_graphic() && !"@?#\\\"".contains(c);
        if host.is_empty() || host.starts_with('/') || !host.chars().all(fits) {
            return Err(format!(
                "{} is not a web address, such as https://s3.example.com",
                quoted(text)
            ));
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

/// The folder in the bucket, without a slash around it, or nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Prefix(pub String);

impl FromStr for Prefix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c);
        let plain = text.trim_matches('/');
        let parts = plain
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..");
        if plain.chars().all(fits) && (plain.is_empty() || parts) {
            Ok(Self(if plain.is_empty() {
                String::new()
            } else {
                format!("{plain}/")
            }))
        } else {
            Err(format!(
                "{} is not a folder of letters, digits, -, _ and .",
                quoted(text)
            ))
        }
    }
}

/// How a bucket is said.
pub struct SaidBucket {
    pub bucket: Option<String>,
    pub region: String,
    pub endpoint: Option<Endpoint>,
    pub key_id: Option<String>,
    pub key: Option<String>,
    pub prefix: Prefix,
    pub allow_http: bool,
}

impl SaidBucket {
    /// The bucket, if one is named. `name_of` tells what each setting is called where it was said.
    ///
    /// # Errors
    /// The setting that does not go with the others.
    pub fn config(self, name_of: impl Fn(&str) -> String) -> Result<Option<BucketConfig>, SettingsError> {
        let wrong = |key: &str, why: &str| Err(SettingsError::new(name_of(key), why));
        let Some(bucket) = self.bucket else {
            return match (&self.endpoint, &self.key_id, &self.key) {
                (None, None, None) => Ok(None),
                _ => wrong("s3_bucket", "is missing beside the other settings of S3"),
            };
        };
        let plain = self
            .endpoint
            .as_ref()
            .is_some_and(|endpoint| endpoint.0.starts_with("http://"));
        if plain && !self.allow_http {
            return wrong(
                "s3_endpoint",
                "has no TLS; s3_allow_http = true lets files go there all the same",
            );
        }
        let credentials = match (self.key_id, self.key) {
            (Some(id), Some(key)) => Some((id, SecretString::from(key))),
            (None, None) => None,
            (Some(_), None) => return wrong("s3_secret_access_key", "is missing beside s3_access_key_id"),
            (None, Some(_)) => return wrong("s3_access_key_id", "is missing beside s3_secret_access_key"),
        };
        Ok(Some(BucketConfig {
            bucket,
            region: self.region,
            endpoint: self.endpoint.map(|endpoint| endpoint.0),
            credentials,
            prefix: self.prefix.0,
            allow_http: self.allow_http,
        }))
    }
}

/// The fewest characters of a key that links are signed with.
const KEY: usize = 32;

/// A key that nobody guesses, as far as its length tells.
#[derive(Clone)]
pub struct LinkSecret(pub String);

impl FromStr for LinkSecret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let varied: std::collections::BTreeSet<_> = text.chars().collect();
        if text.len() >= KEY && varied.len() >= 10 {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "must be {KEY} random characters or more; `openssl rand -base64 32` makes them"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, SettingsError, Sources};
    use tessera_domain::attachment::{Extensions, FileName};

    fn read(said: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let said = said
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Sources::new().environment(said).read()
    }

    #[test]
    fn a_bucket_is_whole_or_not_at_all() {
        assert!(read(&[]).unwrap().files.bucket.is_none());
        let bucket = read(&[
            ("TESSERA_S3_BUCKET", "files"),
            ("TESSERA_S3_ENDPOINT", "https://s3.example.com/"),
            ("TESSERA_S3_ACCESS_KEY_ID", "id"),
            ("TESSERA_S3_SECRET_ACCESS_KEY", "canary"),
            ("TESSERA_S3_PREFIX", "/tessera/one/"),
        ]);
        let bucket = bucket.unwrap().files.bucket.unwrap();
        assert_eq!(bucket.endpoint.as_deref(), Some("https://s3.example.com"));
        assert_eq!(
            (bucket.region.as_str(), bucket.prefix.as_str()),
            ("us-east-1", "tessera/one/")
        );
        assert!(!format!("{bucket:?}").contains("canary"));
        for (said, wrong) in [
            (
                &[("TESSERA_S3_ENDPOINT", "https://s3.example.com")][..],
                "TESSERA_S3_BUCKET",
            ),
            (
                &[
                    ("TESSERA_S3_BUCKET", "b"),
                    ("TESSERA_S3_ENDPOINT", "http://127.0.0.1:9000"),
                ],
                "TESSERA_S3_ENDPOINT",
            ),
            (
                &[("TESSERA_S3_BUCKET", "b"), ("TESSERA_S3_ACCESS_KEY_ID", "id")],
                "TESSERA_S3_SECRET_ACCESS_KEY",
            ),
            (&[("TESSERA_S3_PREFIX", "a/../b")], "TESSERA_S3_PREFIX"),
            (&[("TESSERA_CLAMD", "clamd")], "TESSERA_CLAMD"),
            (
                &[("TESSERA_LINK_KEY", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")],
                "TESSERA_LINK_KEY",
            ),
            (
                &[("TESSERA_ATTACHMENT_EXTENSIONS", "pdf,a/b")],
                "TESSERA_ATTACHMENT_EXTENSIONS",
            ),
        ] {
            let error = read(said).unwrap_err().to_string();
            assert!(error.starts_with(wrong), "{error}");
        }
    }

    #[test]
    fn quotas_of_nothing_are_none_and_a_star_allows_every_extension() {
        let policy = read(&[]).unwrap().files.policy;
        assert_eq!((policy.max_bytes, policy.link_seconds), (26_214_400, 3600));
        assert!(policy.tenant_bytes.is_some() && policy.user_bytes.is_some());
        let policy = read(&[
            ("TESSERA_TENANT_QUOTA_BYTES", "0"),
            ("TESSERA_USER_QUOTA_BYTES", "5000000000"),
            ("TESSERA_ATTACHMENT_EXTENSIONS", ".PDF, log"),
        ]);
        let policy = policy.unwrap().files.policy;
        assert_eq!(
            (policy.tenant_bytes, policy.user_bytes),
            (None, Some(5_000_000_000))
        );
        assert!(policy.extensions.allow(&FileName::from_sent("a.pdf")));
        assert!(!policy.extensions.allow(&FileName::from_sent("a.txt")));
        let any = read(&[("TESSERA_ATTACHMENT_EXTENSIONS", "*")])
            .unwrap()
            .files
            .policy;
        assert_eq!(any.extensions, Extensions::Any);
    }
}
