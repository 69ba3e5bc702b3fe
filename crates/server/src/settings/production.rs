//! What the server refuses to start with. Commands that only touch the database are not held to it.

use super::{Mode, Settings, SettingsError, providers};
use crate::{clock::SystemClock, token_keys, webhooks};
use secrecy::ExposeSecret;
use std::sync::Arc;

/// Passwords that everybody tries first.
const WEAK: [&str; 14] = [
    "",
    "admin",
    "changeme",
    "change-me",
    "default",
    "example",
    "letmein",
    "password",
    "postgres",
    "root",
    "secret",
    "tessera",
    "test",
    "123456",
];

/// Checks what is safe to serve with.
///
/// # Errors
/// The first setting that is not.
pub fn check(settings: &Settings) -> Result<(), SettingsError> {
    token_keys::of_settings(settings)?;
    webhooks::keys_of_settings(settings)?;
    match settings.mode {
        Mode::Development if settings.bind.is_loopback() => check_providers(settings),
        Mode::Development => Err(SettingsError::new(
            settings.name_of("bind"),
            format!(
                "{} is not a loopback address, and --dev has known passwords",
                settings.bind.0
            ),
        )),
        Mode::Production => {
            if settings.super_secret_key.is_some() {
                let problem =
                    "opens everything to whoever knows it, and is for trying things with --dev only";
                return Err(SettingsError::new(settings.name_of("super_secret_key"), problem));
            }
            let owner = settings
                .migration_database_url
                .as_ref()
                .map(|url| ("migration_database_url", url));
            for (name, url) in [("database_url", &settings.database_url)]
                .into_iter()
                .chain(owner)
            {
                if has_weak_password(url.expose_secret()) {
                    let problem = "has a password that anybody can guess, for a server across the network";
                    return Err(SettingsError::new(settings.name_of(name), problem));
                }
            }
            check_providers(settings)
        }
    }
}

fn check_providers(settings: &Settings) -> Result<(), SettingsError> {
    providers::open(settings, Arc::new(SystemClock)).map(drop)
}

/// What works, and not as whoever set it will expect: each by its setting.
pub fn warnings(settings: &Settings) -> Vec<(String, &'static str)> {
    let production = settings.mode == Mode::Production;
    let reached_plainly = !settings.tls_terminated && !settings.bind.is_loopback();
    let url = settings.database_url.expose_secret();
    let shared = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let table = [
        (production && reached_plainly, "tls_terminated", PLAIN),
        (
            production && shared && settings.jwt_keys.is_none(),
            "jwt_keys",
            OWN_KEY,
        ),
        (
            production && shared && settings.files.link_key.is_none(),
            "link_key",
            OWN_LINK_KEY,
        ),
        (
            production && shared && settings.webhook_keys.is_none(),
            "webhook_keys",
            OWN_WEBHOOK_KEY,
        ),
        (
            production && !settings.webhook_networks.is_empty(),
            "webhook_networks",
            PRIVATE_WEBHOOKS,
        ),
        (
            production && shared && settings.files.bucket.is_none(),
            "s3_bucket",
            OWN_FILES,
        ),
    ];
    let warned = table.into_iter().filter(|(applies, ..)| *applies);
    warned
        .map(|(_, key, warning)| (settings.name_of(key), warning))
        .collect()
}

const PLAIN: &str = "nobody can sign in by a browser that comes without TLS, because browsers keep the session's cookie \
                     for TLS only; put a proxy that speaks TLS in front, and set public_url to its https address";
const OWN_KEY: &str = "tokens are signed with a key of this server's own in its data folder; several servers on one database \
                       take each other's tokens only if all of them are given the same keys";

const OWN_LINK_KEY: &str = "links to files are signed with a key of this server's own in its data folder; several servers on one \
                            database take each other's links only if all of them are given the same key";
const OWN_WEBHOOK_KEY: &str = "the secrets of webhooks are sealed with a key of this server's own in its data folder; several \
                               servers on one database can deliver each other's only if all of them are given the same keys";
const PRIVATE_WEBHOOKS: &str = "webhooks may lead to these networks, so every admin of a tenant can have this server call what \
                                listens there";
const OWN_FILES: &str = "files are kept in this server's data folder; several servers on one database need one folder that all of \
                         them see, or a bucket";

/// Whether the URL signs in to another machine with a password that is no secret. A URL without any password
/// signs in by other means, and a server on the same machine is not what strangers reach.
fn has_weak_password(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let Some((person, host)) = authority.rsplit_once('@') else {
        return false;
    };
    let Some((user, password)) = person.split_once(':') else {
        return false;
    };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = matches!(name, "" | "localhost" | "127.0.0.1" | "[::1]");
    !local && (password == user || WEAK.contains(&password.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;

    #[test]
    fn guessable_passwords_are_refused_across_the_network_only() {
        let table = [
            ("postgres://tessera:tessera@db.example.com/tessera", true),
            (
                "postgres://tessera:Password@db.example.com:5432/tessera?sslmode=require",
                true,
            ),
            ("postgres://tessera:@db.example.com/tessera", true),
            ("postgres://tessera:k3Jx9vQe@db.example.com/tessera", false),
            ("postgres://tessera@db.example.com/tessera", false),
            ("postgres://tessera:tessera@localhost/tessera", false),
            ("postgres://tessera:tessera@[::1]:5433/tessera", false),
            ("postgres://tessera:tessera@/tessera", false),
            ("sqlite://data/tessera.db", false),
        ];
        for (url, weak) in table {
            let settings = Sources::new().flag("database_url", Some(url)).read().unwrap();
            let verdict = check(&settings);
            assert_eq!(verdict.is_err(), weak, "{url}");
            if let Err(error) = verdict {
                assert!(
                    error.to_string().starts_with("--database-url: has a password"),
                    "{error}"
                );
            }
            let tried = Sources::new()
                .flag("database_url", Some(url))
                .development(true)
                .read()
                .unwrap();
            assert!(check(&tried).is_ok(), "{url}");
        }
    }

    #[test]
    fn signing_in_without_tls_is_warned_of_unless_it_is_on_this_machine() {
        for (bind, tls, development, warned) in [
            ("0.0.0.0:8080", "false", false, true),
            ("[::]:8080", "false", false, true),
            ("0.0.0.0:8080", "true", false, false),
            ("127.0.0.1:8080", "false", false, false),
            ("127.0.0.1:8080", "false", true, false),
        ] {
            let settings = Sources::new()
                .environment([("TESSERA_TLS_TERMINATED".into(), tls.into())])
                .flag("bind", Some(bind))
                .development(development)
                .read()
                .unwrap();
            assert_eq!(!warnings(&settings).is_empty(), warned, "{bind} {tls}");
        }
    }

    #[test]
    fn a_provider_without_tls_is_for_development_on_this_machine() {
        for (issuer, production, development) in [
            ("https://id.example.com", true, true),
            ("http://127.0.0.1:9000", false, true),
            ("http://id.example.com", false, false),
        ] {
            let provider = format!(
                r#"[{{"key":"ours","name":"Ours","issuer":"{issuer}","client_id":"t","client_secret":"canary"}}]"#
            );
            let sources = Sources::new().environment([("TESSERA_OIDC_PROVIDERS".into(), provider)]);
            for (development, good) in [(false, production), (true, development)] {
                let settings = sources.clone().development(development).read().unwrap();
                let verdict = check(&settings);
                assert_eq!(verdict.is_ok(), good, "{issuer} {verdict:?}");
                if let Err(error) = verdict {
                    let error = error.to_string();
                    assert!(error.starts_with("TESSERA_OIDC_PROVIDERS: the issuer"), "{error}");
                    assert!(!error.contains("canary") && error.lines().count() == 1, "{error}");
                }
            }
        }
    }

    #[test]
    fn development_listens_on_loopback_only() {
        for (bind, good) in [("127.0.0.1:0", true), ("[::1]:0", true), ("0.0.0.0:8080", false)] {
            let settings = Sources::new()
                .flag("bind", Some(bind))
                .development(true)
                .read()
                .unwrap();
            assert_eq!(check(&settings).is_ok(), good, "{bind}");
            let real = Sources::new().flag("bind", Some(bind)).read().unwrap();
            assert!(check(&real).is_ok(), "{bind}");
        }
    }

    const GOOD_KEY: &str = "k1:HS256:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

    #[test]
    fn keys_of_tokens_that_can_be_guessed_are_refused_by_the_name_of_their_setting() {
        for (keys, expected) in [
            (GOOD_KEY, None),
            (
                "k1:HS256:c2VjcmV0",
                Some("TESSERA_JWT_KEYS: the key k1 is too weak"),
            ),
            ("c2VjcmV0", Some("TESSERA_JWT_KEYS: key 1 is not of the form")),
            (
                "k1:RS256:c2VjcmV0",
                Some("TESSERA_JWT_KEYS: the key k1 must be for HS256"),
            ),
            (
                "k1:EdDSA:@/nowhere",
                Some("TESSERA_JWT_KEYS: the file of the key k1"),
            ),
        ] {
            let sources = Sources::new().environment([("TESSERA_JWT_KEYS".into(), keys.into())]);
            for development in [false, true] {
                let verdict = check(&sources.clone().development(development).read().unwrap());
                let error = verdict.err().map(|error| error.to_string());
                let as_expected = match (&error, expected) {
                    (None, None) => true,
                    (Some(error), Some(expected)) => {
                        error.starts_with(expected) && !error.contains("c2Vj") && error.lines().count() == 1
                    }
                    _ => false,
                };
                assert!(as_expected, "{keys}: {error:?}");
            }
        }
    }

    #[test]
    fn a_key_that_opens_everything_is_for_development_on_this_machine() {
        for (bind, development, expected) in [
            ("127.0.0.1:0", true, None),
            ("0.0.0.0:80", true, Some("--bind: ")),
            ("127.0.0.1:0", false, Some("SUPER_SECRET_KEY: opens everything")),
            ("0.0.0.0:80", false, Some("SUPER_SECRET_KEY: opens everything")),
        ] {
            let settings = Sources::new()
                .environment([("SUPER_SECRET_KEY".into(), "canary".into())])
                .flag("bind", Some(bind))
                .development(development)
                .read()
                .unwrap();
            let error = check(&settings).err().map(|error| error.to_string());
            assert_eq!(error.is_some(), expected.is_some(), "{bind} {development}");
            if let (Some(error), Some(expected)) = (error, expected) {
                assert!(
                    error.starts_with(expected) && !error.contains("canary"),
                    "{error}"
                );
                assert_eq!(error.lines().count(), 1, "{error}");
            }
        }
    }

    #[test]
    fn a_key_of_its_own_is_warned_of_where_there_may_be_several_servers() {
        for (url, keys, development, warned) in [
            ("postgres://h/d", None, false, true),
            ("postgresql://h/d", None, false, true),
            ("postgres://h/d", Some(GOOD_KEY), false, false),
            ("postgres://h/d", None, true, false),
            ("sqlite://data/tessera.db", None, false, false),
        ] {
            // Of what is of this server's own, only the key is not shared.
            let shared = [
                ("TESSERA_LINK_KEY", "KXv3Zq8Wc1Lr0Yb7Td5Nf2Hs9Jm4Pg6A"),
                ("TESSERA_WEBHOOK_KEYS", "KXv3Zq8Wc1Lr0Yb7Td5Nf2Hs9Jm4Pg6A"),
                ("TESSERA_S3_BUCKET", "files"),
            ];
            let said = keys
                .map(|keys| ("TESSERA_JWT_KEYS", keys))
                .into_iter()
                .chain(shared);
            let names = warned_of(said, url, development);
            assert_eq!(names == ["TESSERA_JWT_KEYS"], warned, "{url} {names:?}");
        }
    }

    fn warned_of<'a>(
        said: impl IntoIterator<Item = (&'a str, &'a str)>,
        url: &str,
        development: bool,
    ) -> Vec<String> {
        let said = said
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings = Sources::new()
            .environment(said)
            .flag("database_url", Some(url))
            .development(development)
            .read()
            .unwrap();
        warnings(&settings)
            .into_iter()
            .map(|(setting, _)| setting)
            .collect()
    }

    #[test]
    fn files_and_links_of_one_server_alone_are_warned_of_too() {
        let keys = [("TESSERA_JWT_KEYS", GOOD_KEY)];
        let all = ["TESSERA_LINK_KEY", "TESSERA_WEBHOOK_KEYS", "TESSERA_S3_BUCKET"];
        assert_eq!(warned_of(keys, "postgres://h/d", false), all);
        assert!(warned_of(keys, "postgres://h/d", true).is_empty());
        assert!(warned_of(keys, "sqlite://data/tessera.db", false).is_empty());
    }
}
