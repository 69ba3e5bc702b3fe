//! The values that settings may have. Each is read from a text, whichever layer it comes from, and says in one
//! sentence what is wrong with it.

use crate::world;
use serde::{Deserialize, Deserializer, de};
use std::{
    fmt,
    marker::PhantomData,
    net::{Ipv4Addr, SocketAddr},
    str::FromStr,
};
use tracing_subscriber::EnvFilter;

/// A plain value, as text.
struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one plain value")
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar(value.trim().to_owned()))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Reads a value whose type says how.
pub fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err = String>>(deserializer: D) -> Result<T, D::Error> {
    Scalar::deserialize(deserializer)?
        .0
        .parse()
        .map_err(de::Error::custom)
}

/// Reads a text that must not be empty.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = Scalar::deserialize(deserializer)?.0;
    if text.is_empty() {
        Err(de::Error::custom("is empty"))
    } else {
        Ok(text)
    }
}

/// Reads a text that may be left out.
pub fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(Some)
}

/// Reads a whole number between two others.
pub fn whole<'de, D: Deserializer<'de>, const MIN: u32, const MAX: u32>(
    deserializer: D,
) -> Result<u32, D::Error> {
    let text = Scalar::deserialize(deserializer)?.0;
    let number = text.parse().ok().filter(|number| (MIN..=MAX).contains(number));
    number.ok_or_else(|| {
        de::Error::custom(format!(
            "{} is not a whole number from {MIN} to {MAX}",
            quoted(&text)
        ))
    })
}

/// Reads a whole number of bytes; 0 stands for no limit.
pub fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = Scalar::deserialize(deserializer)?.0;
    let number = text.parse().ok().filter(|number| *number <= 1 << 60);
    number.ok_or_else(|| de::Error::custom(format!("{} is not a whole number of bytes", quoted(&text))))
}

/// Reads a yes or no.
pub fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let text = Scalar::deserialize(deserializer)?.0;
    match text.as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(de::Error::custom(format!(
            "{} is neither true nor false",
            quoted(other)
        ))),
    }
}

/// Reads a yes or no that may be left out.
pub fn optional_truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    truth(deserializer).map(Some)
}

/// The address to listen at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bind(pub SocketAddr);

impl Bind {
    /// Whether only programs of this machine can reach it.
    pub fn is_loopback(self) -> bool {
        self.0.ip().to_canonical().is_loopback()
    }
}

impl FromStr for Bind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let local = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
        let local = local.map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        local.or_else(|| text.parse().ok()).map(Self).ok_or_else(|| {
            format!(
                "{} is not an IP address with a port, such as 127.0.0.1:8080 or [::]:8080",
                quoted(text)
            )
        })
    }
}

/// The name of an API, as its document is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DialectName(pub String);

impl FromStr for DialectName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = world::dialects();
        if known.iter().any(|dialect| dialect.name == text) {
            return Ok(Self(text.to_owned()));
        }
        let names: Vec<_> = known.iter().map(|dialect| dialect.name).collect();
        Err(format!("{} is none of: {}", quoted(text), names.join(", ")))
    }
}

/// What the log looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            other => Err(format!("{} is neither text nor json", quoted(other))),
        }
    }
}

/// What is logged: `info`, or directives such as `info,tessera_http=debug`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogFilter(pub String);

impl FromStr for LogFilter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = EnvFilter::builder().parse(text);
        let named = !text.is_empty();
        known
            .ok()
            .filter(|_| named)
            .map(|_| Self(text.to_owned()))
            .ok_or_else(|| {
                format!(
                    "{} is not a log filter, such as info or info,tessera_http=debug",
                    quoted(text)
                )
            })
    }
}

/// The tenant that commands mean when they name none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tenant(pub tessera_domain::tenant::Slug);

impl FromStr for Tenant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let slug = tessera_domain::tenant::Slug::parse(text);
        slug.map(Self)
            .map_err(|problem| format!("{} {problem}", quoted(text)))
    }
}

/// An absolute web address without anything after the host and port: what browsers send as `Origin`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebOrigin(pub String);

impl FromStr for WebOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let host = |c: char| c.is_ascii_alphanumeric() && !c.is_ascii_uppercase() || ".-:[]".contains(c);
        match rest {
            Some(rest) if !rest.is_empty() && rest.chars().all(host) => Ok(Self(text.to_owned())),
            _ => Err(format!(
                "{} is not an origin, such as https://app.example.com",
                quoted(text)
            )),
        }
    }
}

/// Reads several values: a list in the file, separated by commas elsewhere.
pub fn list<'de, D: Deserializer<'de>, T: FromStr<Err = String>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    struct Visitor<T>(PhantomData<T>);

    impl<'de, T: FromStr<Err = String>> de::Visitor<'de> for Visitor<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of texts")
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
            let texts = value.split(',').map(str::trim).filter(|text| !text.is_empty());
            texts.map(|text| text.parse().map_err(E::custom)).collect()
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut values = Vec::new();
            while let Some(Scalar(text)) = items.next_element()? {
                values.push(text.parse().map_err(de::Error::custom)?);
            }
            Ok(values)
        }
    }
    deserializer.deserialize_any(Visitor(PhantomData))
}

/// The address under which people reach the server, without a slash at its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicUrl(pub String);

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim_end_matches('/').parse() {
            Ok(WebOrigin(plain)) => Ok(Self(plain)),
            Err(_) => Err(format!(
                "{} is not a web address without a path, such as https://tickets.example.com",
                quoted(text)
            )),
        }
    }
}

/// Reads one that may be left out.
pub fn optional<'de, D: Deserializer<'de>, T: FromStr<Err = String>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    parsed(deserializer).map(Some)
}

/// The start of an input in quotes, without anything that could break the line it is shown in.
pub fn quoted(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    format!("{short:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_with_and_without_names() {
        let table = [
            ("127.0.0.1:8080", true),
            ("localhost:0", true),
            ("[::1]:80", true),
            ("[::ffff:127.0.0.1]:80", true),
            ("0.0.0.0:8080", false),
            ("[::]:8080", false),
            ("192.0.2.1:80", false),
        ];
        for (text, loopback) in table {
            assert_eq!(text.parse::<Bind>().unwrap().is_loopback(), loopback, "{text}");
        }
        for bad in [
            "",
            "8080",
            ":8080",
            "localhost",
            "localhost:99999",
            "127.0.0.1",
            "example.com:80",
        ] {
            assert!(bad.parse::<Bind>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        for good in [
            "https://app.example.com",
            "http://localhost:3000",
            "http://[::1]:3000",
        ] {
            assert!(good.parse::<WebOrigin>().is_ok(), "{good}");
        }
        for bad in [
            "*",
            "null",
            "",
            "app.example.com",
            "https://",
            "https://a/",
            "https://a/b",
            "https://A.example",
            "ftp://a",
        ] {
            assert!(bad.parse::<WebOrigin>().is_err(), "{bad}");
        }
        assert_eq!(
            "https://tickets.example.com/".parse::<PublicUrl>().unwrap().0,
            "https://tickets.example.com"
        );
    }

    #[test]
    fn a_quoted_input_is_short_and_on_one_line() {
        assert_eq!(quoted("a\nb\u{1b}"), r#""a\nb\u{1b}""#);
        assert_eq!(quoted(&"x".repeat(500)).len(), 62);
    }
}
