//! Database URLs.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// Why a database cannot be opened. Never says a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is none.
    #[error("{setting} {why}")]
    Address {
        /// Which setting.
        setting: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A file or folder cannot be made or opened.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another server has the file.
    #[error("{} is in use by another server", .0.display())]
    InUse(PathBuf),
    /// There is no database, or it does not let us in.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
}

/// The name of the main setting, in messages.
pub const DATABASE_URL: &str = "DATABASE_URL";
/// The name of the owner's setting, in messages.
pub const MIGRATION_URL: &str = "the URL for migrations";

const FORMS: &str = "must be sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE";

/// Where a database is.
#[derive(Debug, PartialEq, Eq)]
pub enum Address {
    /// An SQLite file, by its absolute path.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres(PostgresUrl),
}

impl Address {
    /// Reads the value of the setting.
    pub fn parse(setting: &'static str, url: &str) -> Result<Self, OpenError> {
        let refused = |why: String| OpenError::Address { setting, why };
        let url = url.trim();
        if url.contains('\0') {
            return Err(refused("holds a NUL character".into()));
        }
        let (scheme, rest) = url.split_once("://").ok_or_else(|| refused(FORMS.into()))?;
        match scheme {
            "sqlite" => sqlite_path(rest).map(Self::Sqlite).map_err(refused),
            "postgres" | "postgresql" => PostgresUrl::parse(rest).map(Self::Postgres).map_err(refused),
            _ => Err(refused(FORMS.into())),
        }
    }
}

fn sqlite_path(path: &str) -> Result<PathBuf, String> {
    if path.is_empty() || path.starts_with(":memory:") || path.contains('?') || path.ends_with('/') {
        return Err("must name a file after sqlite://, without options".into());
    }
    // Absolute, because a relative one might begin with "file:", which SQLite takes for a URL of its own.
    std::path::absolute(Path::new(path)).map_err(|error| format!("names no usable path: {error}"))
}

/// The URL of a PostgreSQL database with the settings that every connection needs.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    url: String,
    user: Option<String>,
}

/// What is added to a URL that does not say it itself. A server that vanishes without a word is noticed after
/// 10 + 3 * 3 seconds.
const PARAMETERS: [(&str, &str); 6] = [
    ("application_name", "tessera"),
    ("connect_timeout", "3"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "3"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "19000"),
];

impl PostgresUrl {
    fn parse(rest: &str) -> Result<Self, String> {
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_once('/').unwrap_or((place, ""));
        let (person, hosts) = authority.split_once('@').unwrap_or(("", authority));
        // libpq would complain about the pieces of such a URL, and show them.
        if hosts.contains('@') || database.contains('@') || !hosts.split(',').all(has_sound_port) {
            return Err(
                "must have @ : / ? # % in a user name or password written as %40 %3A %2F %3F %23 %25, \
                        and a number as its port"
                    .into(),
            );
        }
        let given: Vec<(&str, &str)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .collect();
        let value = |wanted: &str| {
            given
                .iter()
                .find(|(key, _)| *key == wanted)
                .map(|(_, value)| *value)
        };
        require_tls_support(value("sslmode"))?;
        let missing = PARAMETERS.iter().filter(|(key, _)| value(key).is_none());
        let parameters: Vec<String> = given
            .iter()
            .chain(missing)
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let name = person
            .split(':')
            .next()
            .filter(|name| !name.is_empty())
            .or_else(|| value("user"));
        Ok(Self {
            url: format!("postgres://{place}?{}", parameters.join("&")),
            user: name.and_then(unescaped),
        })
    }

    /// The URL, password and all.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// The role that it signs in as, if it says so.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresUrl")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

fn has_sound_port(host: &str) -> bool {
    let after_name = host.rsplit_once(']').map_or(host, |(_, rest)| rest);
    match after_name.split_once(':') {
        Some((_, port)) => port.chars().all(|c| c.is_ascii_digit()),
        None => true,
    }
}

fn require_tls_support(mode: Option<&str>) -> Result<(), String> {
    match mode {
        Some(mode @ ("require" | "verify-ca" | "verify-full")) if !cfg!(feature = "tls") => Err(format!(
            "asks for sslmode={mode}, but this program was built without TLS to PostgreSQL; build it with the feature tls"
        )),
        _ => Ok(()),
    }
}

/// The text with its %XX escapes undone.
fn unescaped(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres(url: &str) -> PostgresUrl {
        match Address::parse(DATABASE_URL, url).unwrap() {
            Address::Postgres(url) => url,
            Address::Sqlite(path) => panic!("{path:?}"),
        }
    }

    #[test]
    fn an_sqlite_path_becomes_absolute() {
        let here = std::env::current_dir().unwrap();
        for (url, path) in [
            ("sqlite://data/t.db", here.join("data/t.db")),
            ("sqlite:///srv/t.db", "/srv/t.db".into()),
            ("sqlite://file:t.db", here.join("file:t.db")),
        ] {
            assert_eq!(
                Address::parse(DATABASE_URL, url).unwrap(),
                Address::Sqlite(path),
                "{url}"
            );
        }
    }

    #[test]
    fn a_url_that_is_none_is_refused_by_the_name_of_its_setting_and_is_never_repeated() {
        for url in [
            "",
            "tessera.db",
            "mysql://u:secret@h/d",
            "sqlite:t.db",
            "sqlite://",
            "sqlite://:memory:",
            "sqlite://t.db?mode=ro",
            "sqlite://data/",
            "postgres://u:secret/1@h/d",
            "postgres://u:sec@ret@h/d",
            "postgres://u:secret?1@h/d",
            "postgres://u:p@h:secret/d",
            "postgres://u:p@h/d\0secret",
        ] {
            let error = Address::parse(DATABASE_URL, url).unwrap_err().to_string();
            assert!(
                error.starts_with("DATABASE_URL ") && !error.contains("secret"),
                "{url}: {error}"
            );
        }
    }

    #[test]
    fn a_postgres_url_gets_the_parameters_it_does_not_say_itself() {
        let url = postgres("postgresql://u:p%40@h:5433/d?connect_timeout=9");
        assert!(
            url.as_str()
                .starts_with("postgres://u:p%40@h:5433/d?connect_timeout=9&application_name=tessera&")
        );
        assert_eq!(url.as_str().matches("connect_timeout").count(), 1);
        assert!(
            url.as_str()
                .contains("keepalives_idle=10&keepalives_interval=3&keepalives_count=3")
        );
    }

    #[test]
    fn a_postgres_url_tells_its_user_but_never_its_password() {
        assert_eq!(postgres("postgres://al%2Fice:secret@h/d").user(), Some("al/ice"));
        assert_eq!(postgres("postgres://h/d?user=bob").user(), Some("bob"));
        assert_eq!(postgres("postgres:///d").user(), None);
        assert_eq!(postgres("postgres://u@[::1]:5432,h2/d").user(), Some("u"));
        assert!(!format!("{:?}", postgres("postgres://u:secret@h/d")).contains("secret"));
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn a_build_without_tls_refuses_a_url_that_asks_for_it() {
        for mode in ["require", "verify-ca", "verify-full"] {
            let error = Address::parse(DATABASE_URL, &format!("postgres://h/d?sslmode={mode}")).unwrap_err();
            assert!(error.to_string().contains("feature tls"), "{error}");
        }
        postgres("postgres://h/d?sslmode=prefer");
    }
}
