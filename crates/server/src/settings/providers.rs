//! Identity providers: two that everybody knows, and whichever else the operator trusts.

use super::{Mode, Settings, SettingsError, values::quoted};
use secrecy::SecretString;
use serde::{Deserializer, de};
use serde_json::{Map, Value};
use std::{fmt, sync::Arc};
use tessera_auth::oidc::{OpenIdProviders, Outside, ProviderConfig};
use tessera_ports::world::Clock;

const SETTING: &str = "oidc_providers";

/// The names under which Google's and Microsoft's pages are reached.
const TAKEN: [&str; 2] = ["google", "microsoft"];

/// The providers, ready to be asked.
///
/// # Errors
/// When one of them cannot be trusted: in production all speak TLS.
pub fn open(settings: &Settings, clock: Arc<dyn Clock>) -> Result<OpenIdProviders, SettingsError> {
    let outside = Outside {
        clock,
        allow_plain_loopback: settings.mode == Mode::Development,
    };
    OpenIdProviders::new(settings.providers.clone(), outside)
        .map_err(|error| SettingsError::new(settings.name_of(SETTING), error.to_string()))
}

/// What is said of providers that have settings of their own, by client id and secret.
pub struct Known {
    /// Google.
    pub google: (Option<String>, Option<String>),
    /// Microsoft.
    pub microsoft: (Option<String>, Option<String>),
    /// Microsoft's directory.
    pub directory: Option<String>,
}

impl Known {
    /// All providers, in the order in which they are offered. The settings give the names for errors.
    ///
    /// # Errors
    /// The setting without which one that is there makes no sense.
    pub fn configs(
        self,
        settings: &Settings,
        others: Vec<OtherProvider>,
    ) -> Result<Vec<ProviderConfig>, SettingsError> {
        let mut configs = Vec::new();
        let google = [
            ("google_client_id", self.google.0),
            ("google_client_secret", self.google.1),
        ];
        if let Some([id, secret]) = all_or_none(settings, google)? {
            configs.push(ProviderConfig::google(&id, secret.into()));
        }
        let microsoft = [
            ("microsoft_directory", self.directory),
            ("microsoft_client_id", self.microsoft.0),
            ("microsoft_client_secret", self.microsoft.1),
        ];
        if let Some([directory, id, secret]) = all_or_none(settings, microsoft)? {
            let config = ProviderConfig::microsoft(&directory, &id, secret.into()).map_err(|error| {
                SettingsError::new(settings.name_of("microsoft_directory"), error.to_string())
            })?;
            configs.push(config);
        }
        configs.extend(others.into_iter().map(|other| other.0));
        Ok(configs)
    }
}

/// Settings that are only good together.
fn all_or_none<const N: usize>(
    settings: &Settings,
    said: [(&'static str, Option<String>); N],
) -> Result<Option<[String; N]>, SettingsError> {
    let given = said
        .iter()
        .find(|(_, value)| value.is_some())
        .map(|(key, _)| *key);
    let missing = said
        .iter()
        .find(|(_, value)| value.is_none())
        .map(|(key, _)| *key);
    match (given, missing) {
        (Some(given), Some(missing)) => Err(SettingsError::new(
            settings.name_of(missing),
            format!(
                "is not set, but {} is; either is only good with the other",
                settings.name_of(given)
            ),
        )),
        (None, _) => Ok(None),
        (Some(_), None) => Ok(Some(said.map(|(_, value)| value.unwrap_or_default()))),
    }
}

/// A provider of the operator's own.
pub struct OtherProvider(ProviderConfig);

/// Reads them: a list of tables in the file, the same as JSON elsewhere. Errors show no value but names.
pub fn others<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<OtherProvider>, D::Error> {
    struct Visitor;

    impl<'de> de::Visitor<'de> for Visitor {
        type Value = Vec<OtherProvider>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of providers")
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
            match serde_json::from_str(value) {
                Ok(Value::Array(items)) => read(items).map_err(E::custom),
                Ok(_) => Err(E::custom("is JSON, but not a list of providers")),
                Err(error) => Err(E::custom(format!("is not JSON: {error}"))),
            }
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut values = Vec::new();
            while let Some(item) = items.next_element()? {
                values.push(item);
            }
            read(values).map_err(de::Error::custom)
        }
    }
    deserializer.deserialize_any(Visitor)
}

fn read(items: Vec<Value>) -> Result<Vec<OtherProvider>, String> {
    let mut providers: Vec<OtherProvider> = Vec::new();
    for (place, item) in (1..).zip(items) {
        let Value::Object(members) = item else {
            return Err(format!("provider {place} is not a table of texts"));
        };
        let provider = provider(members).map_err(|problem| format!("provider {place} {problem}"))?;
        if providers.iter().any(|other| other.0.key == provider.0.key) {
            return Err(format!(
                "provider {place} has the key of another one, {}",
                quoted(&provider.0.key)
            ));
        }
        providers.push(provider);
    }
    Ok(providers)
}

fn provider(mut members: Map<String, Value>) -> Result<OtherProvider, String> {
    let mut text = |name: &str| match members.remove(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Some(_) => Err(format!("has a {name} that is no text, or empty")),
        None => Err(format!("has no {name}")),
    };
    let (key, name, issuer) = (text("key")?, text("name")?, text("issuer")?);
    let (id, secret) = (text("client_id")?, SecretString::from(text("client_secret")?));
    if let Some(other) = members.keys().next() {
        return Err(format!(
            "has a {}, which is none of key, name, issuer, client_id and client_secret",
            quoted(other)
        ));
    }
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if key.len() > 40 || !key.chars().all(letters) {
        return Err(format!(
            "has the key {}, which must be 1 to 40 of a-z, 0-9 and -",
            quoted(&key)
        ));
    }
    if TAKEN.contains(&key.as_str()) {
        return Err(format!(
            "has the key {key}, which has settings of its own, such as {key}_client_id"
        ));
    }
    Ok(OtherProvider(ProviderConfig::other(
        &key, &name, &issuer, &id, secret,
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;
    use secrecy::ExposeSecret;
    use std::fs;
    use tessera_ports::identity::Brand;

    const OURS: &str = r#"{"key":"ours","name":"Ours","issuer":"https://id.example.com","client_id":"t","client_secret":"canary"}"#;

    fn said(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Sources::new().environment(variables).read()
    }

    #[test]
    fn providers_are_offered_in_order_and_their_secrets_do_not_show() {
        let settings = said(&[
            ("TESSERA_OIDC_PROVIDERS", &format!("[{OURS}]")),
            (
                "TESSERA_MICROSOFT_DIRECTORY",
                "72f988bf-86f1-41af-91ab-2d7cd011db47",
            ),
            ("TESSERA_MICROSOFT_CLIENT_ID", "m"),
            ("TESSERA_MICROSOFT_CLIENT_SECRET", "canary"),
            ("TESSERA_GOOGLE_CLIENT_ID", "g"),
            ("TESSERA_GOOGLE_CLIENT_SECRET", "canary"),
        ])
        .unwrap();
        let brands: Vec<_> = settings.providers.iter().map(|provider| provider.brand).collect();
        assert_eq!(brands, [Brand::Google, Brand::Microsoft, Brand::Other]);
        let ours = settings.providers.last().unwrap();
        assert_eq!(
            (ours.key.as_str(), ours.name.as_str(), ours.client_id.as_str()),
            ("ours", "Ours", "t")
        );
        assert_eq!(ours.client_secret.expose_secret(), "canary");
        assert!(!format!("{settings:?}").contains("canary"));
    }

    #[test]
    fn the_file_lists_them_as_tables() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tessera.toml");
        let table = |key: &str| {
            format!(
                "[[oidc_providers]]\nkey = \"{key}\"\nname = \"N\"\nissuer = \"https://{key}.example\"\n\
                 client_id = \"t\"\nclient_secret = \"canary\"\n"
            )
        };
        let read = |text: String| {
            fs::write(&path, text).unwrap();
            Sources::new().file(Some(path.clone())).read()
        };
        let settings = read(table("one") + &table("two")).unwrap();
        let keys: Vec<_> = settings
            .providers
            .iter()
            .map(|provider| provider.key.as_str())
            .collect();
        assert_eq!(keys, ["one", "two"]);
        let error = read(table("one") + "secret = \"canary\"\n")
            .unwrap_err()
            .to_string();
        let expected = format!(
            "oidc_providers in {}: provider 1 has a \"secret\"",
            path.display()
        );
        assert!(
            error.starts_with(&expected) && !error.contains("canary"),
            "{error}"
        );
    }

    #[test]
    fn half_a_provider_is_refused_by_the_setting_that_is_missing() {
        let directory = (
            "TESSERA_MICROSOFT_DIRECTORY",
            "72f988bf-86f1-41af-91ab-2d7cd011db47",
        );
        let table: [(&[(&str, &str)], &str); 6] = [
            (
                &[("TESSERA_GOOGLE_CLIENT_ID", "g")],
                "TESSERA_GOOGLE_CLIENT_SECRET: is not set, but TESSERA_GOOGLE_CLIENT_ID is",
            ),
            (
                &[("TESSERA_GOOGLE_CLIENT_SECRET", "canary")],
                "TESSERA_GOOGLE_CLIENT_ID: is not set, but TESSERA_GOOGLE_CLIENT_SECRET is",
            ),
            (
                &[
                    ("TESSERA_MICROSOFT_CLIENT_ID", "m"),
                    ("TESSERA_MICROSOFT_CLIENT_SECRET", "canary"),
                ],
                "TESSERA_MICROSOFT_DIRECTORY: is not set",
            ),
            (
                &[directory, ("TESSERA_MICROSOFT_CLIENT_ID", "m")],
                "TESSERA_MICROSOFT_CLIENT_SECRET: is not set",
            ),
            (
                &[directory],
                "TESSERA_MICROSOFT_CLIENT_ID: is not set, but TESSERA_MICROSOFT_DIRECTORY is",
            ),
            (
                &[
                    ("TESSERA_MICROSOFT_DIRECTORY", "common"),
                    ("TESSERA_MICROSOFT_CLIENT_ID", "m"),
                    ("TESSERA_MICROSOFT_CLIENT_SECRET", "canary"),
                ],
                "TESSERA_MICROSOFT_DIRECTORY: Microsoft's \"common\" is no directory",
            ),
        ];
        for (variables, expected) in table {
            let error = said(variables).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
            assert!(error.lines().count() == 1 && !error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn a_bad_provider_is_refused_by_its_place_in_one_line_that_shows_no_secret() {
        let with = |from: &str, to: &str| OURS.replace(from, to);
        let table = [
            ("canary".to_owned(), "is not JSON: "),
            (OURS.to_owned(), "is JSON, but not a list of providers"),
            ("[\"canary\"]".to_owned(), "provider 1 is not a table of texts"),
            (
                format!("[{OURS},{OURS}]"),
                "provider 2 has the key of another one, \"ours\"",
            ),
            (
                format!("[{}]", with("\"client_id\":\"t\",", "")),
                "provider 1 has no client_id",
            ),
            (
                format!("[{}]", with("\"canary\"", "17")),
                "provider 1 has a client_secret that is no text",
            ),
            (
                format!("[{}]", with("\"canary\"", "\" \"")),
                "provider 1 has a client_secret that is no text",
            ),
            (
                format!("[{}]", with("\"t\"", "\"t\",\"scope\":\"canary\"")),
                "provider 1 has a \"scope\"",
            ),
            (
                format!("[{}]", with("\"ours\"", "\"Ours\"")),
                "provider 1 has the key \"Ours\", which must",
            ),
            (
                format!("[{}]", with("\"ours\"", "\"a_b\"")),
                "provider 1 has the key \"a_b\", which must",
            ),
            (
                format!("[{}]", with("\"ours\"", "\"google\"")),
                "provider 1 has the key google, which has",
            ),
        ];
        for (value, expected) in table {
            let error = said(&[("TESSERA_OIDC_PROVIDERS", &value)])
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with(&format!("TESSERA_OIDC_PROVIDERS: {expected}")),
                "{error}"
            );
            assert!(error.lines().count() == 1 && !error.contains("canary"), "{error}");
        }
        assert!(
            said(&[("TESSERA_OIDC_PROVIDERS", "[]")])
                .unwrap()
                .providers
                .is_empty()
        );
    }
}
