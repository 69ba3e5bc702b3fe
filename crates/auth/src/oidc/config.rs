//! What an operator says of a provider, and which addresses are trusted with people's sign-ins.

use secrecy::SecretString;
use tessera_ports::identity::Brand;
use url::{Host, Url};
use uuid::Uuid;

/// A provider, as an operator sets it up.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// Its name in addresses: small letters, digits, `-` and `_`.
    pub key: String,
    /// What its button says.
    pub name: String,
    /// Which one it is, for clients that ask for it by name.
    pub brand: Brand,
    /// The URL under which it publishes what it is, and which it signs as `iss`. Both must equal this exactly.
    pub issuer: String,
    /// What it calls this server.
    pub client_id: String,
    /// What proves this server to it.
    pub client_secret: SecretString,
    /// What it is asked about a person. `openid` is asked for in any case.
    pub scopes: Vec<String>,
}

/// Why a provider cannot be set up like that.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ConfigError {
    /// The key cannot stand in an address.
    #[error("the provider's key {0:?} must be 1 to 40 small letters, digits, - or _")]
    Key(String),
    /// Two have the same key.
    #[error("there are two providers with the key {0:?}")]
    TwiceTheKey(String),
    /// Something is not there at all.
    #[error("the provider {key} has no {what}")]
    Missing {
        /// The provider.
        key: String,
        /// What is missing.
        what: &'static str,
    },
    /// The issuer cannot be trusted, or is none.
    #[error("the issuer {issuer:?} of the provider {key} {why}")]
    Issuer {
        /// The provider.
        key: String,
        /// Its issuer, as given.
        issuer: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A directory of Microsoft's that is shared by everybody.
    #[error(
        "Microsoft's {0:?} is no directory but a way to all of them, and signs under no name of its own; \
         give your directory's id"
    )]
    SharedDirectory(String),
    /// Not the id of a directory of Microsoft's.
    #[error(
        "{0:?} is not the id of a directory of Microsoft's; give the id (a GUID) and not the domain, \
         because the directory signs under its id"
    )]
    Directory(String),
}

impl ProviderConfig {
    /// Any provider.
    pub fn other(key: &str, name: &str, issuer: &str, client_id: &str, client_secret: SecretString) -> Self {
        Self {
            key: key.into(),
            name: name.into(),
            brand: Brand::Other,
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret,
            scopes: ["openid", "email", "profile"].map(String::from).into(),
        }
    }

    /// Google.
    pub fn google(client_id: &str, client_secret: SecretString) -> Self {
        Self {
            brand: Brand::Google,
            ..Self::other(
                "google",
                "Google",
                "https://accounts.google.com",
                client_id,
                client_secret,
            )
        }
    }

    /// One directory of Microsoft's, by its id.
    ///
    /// # Errors
    /// When it is `common`, `organizations` or `consumers`, whose issuer is a template, or a domain, whose directory
    /// signs under its id all the same.
    pub fn microsoft(
        directory: &str,
        client_id: &str,
        client_secret: SecretString,
    ) -> Result<Self, ConfigError> {
        if ["common", "organizations", "consumers"].contains(&directory.to_lowercase().as_str()) {
            return Err(ConfigError::SharedDirectory(directory.into()));
        }
        let Ok(id) = Uuid::try_parse(directory) else {
            return Err(ConfigError::Directory(directory.into()));
        };
        let issuer = format!("https://login.microsoftonline.com/{}/v2.0", id.hyphenated());
        Ok(Self {
            brand: Brand::Microsoft,
            ..Self::other("microsoft", "Microsoft", &issuer, client_id, client_secret)
        })
    }

    pub(super) fn check(&self, addresses: Addresses) -> Result<(), ConfigError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if !(1..=40).contains(&self.key.len()) || !self.key.chars().all(fits) {
            return Err(ConfigError::Key(self.key.clone()));
        }
        for (what, value) in [("name", &self.name), ("client id", &self.client_id)] {
            if value.trim().is_empty() {
                return Err(ConfigError::Missing {
                    key: self.key.clone(),
                    what,
                });
            }
        }
        self.check_issuer(addresses)
    }

    fn check_issuer(&self, addresses: Addresses) -> Result<(), ConfigError> {
        let wrong = |why| ConfigError::Issuer {
            key: self.key.clone(),
            issuer: self.issuer.clone(),
            why,
        };
        let issuer = Url::parse(&self.issuer).map_err(|_not_a_url| wrong("is not a URL"))?;
        if !addresses.trust(&issuer) {
            return Err(wrong("must begin with https"));
        }
        if issuer.query().is_some() || issuer.fragment().is_some() {
            return Err(wrong("must end with its path"));
        }
        if !issuer.username().is_empty() || issuer.password().is_some() {
            return Err(wrong("must not hold a password"));
        }
        Ok(())
    }
}

/// Which addresses a provider may have, and send people and secrets to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Addresses {
    /// Over TLS alone.
    Https,
    /// Over TLS, and without it on this very machine.
    HttpsOrLoopback,
}

impl Addresses {
    pub(super) fn trust(self, address: &Url) -> bool {
        match address.scheme() {
            "https" => address.host().is_some(),
            "http" => self == Self::HttpsOrLoopback && address.host().is_some_and(|host| is_loopback(&host)),
            _ => false,
        }
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(key: &str, issuer: &str) -> ProviderConfig {
        ProviderConfig::other(key, "Example", issuer, "tessera", "hush".into())
    }

    #[test]
    fn issuers_speak_tls_or_are_this_machine_in_development() {
        for (issuer, https, development) in [
            ("https://id.example.com", true, true),
            ("https://id.example.com/realms/one", true, true),
            ("http://id.example.com", false, false),
            ("http://127.0.0.1:8080", false, true),
            ("http://[::1]:8080/realm", false, true),
            ("http://localhost", false, true),
            ("http://localhost.example.com", false, false),
            ("http://127.0.0.1.example.com", false, false),
            ("http://10.0.0.1", false, false),
            ("ftp://id.example.com", false, false),
            ("id.example.com", false, false),
            ("https://id.example.com?realm=one", false, false),
            ("https://id.example.com#one", false, false),
            ("https://user:hush@id.example.com", false, false),
            ("", false, false),
        ] {
            let provider = provider("example", issuer);
            assert_eq!(provider.check(Addresses::Https).is_ok(), https, "{issuer}");
            let there = provider.check(Addresses::HttpsOrLoopback);
            assert_eq!(there.is_ok(), development, "{issuer}");
        }
    }

    #[test]
    fn keys_can_stand_in_addresses() {
        for (key, good) in [
            ("keycloak", true),
            ("our-id_2", true),
            ("", false),
            ("Keycloak", false),
            ("a/b", false),
            ("ä", false),
        ] {
            let checked = provider(key, "https://id.example.com").check(Addresses::Https);
            assert_eq!(checked.is_ok(), good, "{key}");
        }
    }

    #[test]
    fn a_provider_without_a_name_or_client_id_is_none() {
        let nameless = ProviderConfig {
            name: " ".into(),
            ..provider("example", "https://id.example.com")
        };
        let unknown = ProviderConfig {
            client_id: String::new(),
            ..provider("example", "https://id.example.com")
        };
        for (config, missing) in [(nameless, "name"), (unknown, "client id")] {
            let told = config.check(Addresses::Https).unwrap_err();
            assert!(matches!(told, ConfigError::Missing { what, .. } if what == missing));
        }
    }

    #[test]
    fn google_and_microsoft_are_known_by_their_issuers() {
        let google = ProviderConfig::google("tessera", "hush".into());
        assert_eq!(google.issuer, "https://accounts.google.com");
        assert_eq!(google.brand, Brand::Google);
        google.check(Addresses::Https).unwrap();
        let microsoft =
            ProviderConfig::microsoft("72F988BF-86F1-41AF-91AB-2D7CD011DB47", "tessera", "hush".into())
                .unwrap();
        assert_eq!(
            microsoft.issuer,
            "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0"
        );
        assert_eq!(microsoft.brand, Brand::Microsoft);
        microsoft.check(Addresses::Https).unwrap();
    }

    #[test]
    fn microsoft_is_one_directory_by_its_id() {
        for shared in ["common", "organizations", "Consumers"] {
            let told = ProviderConfig::microsoft(shared, "tessera", "hush".into()).unwrap_err();
            assert_eq!(told, ConfigError::SharedDirectory(shared.into()));
        }
        for none in ["contoso.onmicrosoft.com", "", "../common"] {
            let told = ProviderConfig::microsoft(none, "tessera", "hush".into()).unwrap_err();
            assert_eq!(told, ConfigError::Directory(none.into()));
        }
    }

    #[test]
    fn the_client_secret_is_not_printed() {
        let printed = format!("{:?}", provider("example", "https://id.example.com"));
        assert!(!printed.contains("hush"), "{printed}");
    }
}
