//! Signed tokens that are not as they should be: each made from a good one, and none of them may open anything.
//!
//! Most are signed with the right secret, so that only what is said of them can be wrong.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::hmac;
use serde_json::{Map, Value};

/// A good token and what it was signed with.
pub struct Genuine<'g> {
    /// The token, for HS256.
    pub token: &'g str,
    /// The secret that it was signed with.
    pub secret: &'g [u8],
    /// A public key that the same server verifies others with.
    pub public: &'g [u8],
}

/// A bad token.
pub struct Forged {
    /// What is wrong with it.
    pub what: &'static str,
    /// The token.
    pub token: String,
}

impl Forged {
    /// Whether it can be sent behind `Bearer` as it is.
    pub fn fits_header(&self) -> bool {
        !self.token.is_empty() && self.token.bytes().all(|byte| byte.is_ascii_graphic())
    }
}

/// Bad tokens of every sort.
pub fn table(genuine: &Genuine<'_>) -> Vec<Forged> {
    let forge = Forge::new(genuine);
    let sorts = [
        forge.headers(),
        forge.keys(),
        forge.algorithms(),
        forge.signatures(),
        forge.claims(),
        forge.times(),
        forge.payloads(),
        forge.shapes(),
    ];
    let all = sorts.into_iter().flatten();
    all.map(|(what, token)| Forged { what, token }).collect()
}

type Sort = Vec<(&'static str, String)>;

struct Forge<'g> {
    genuine: &'g Genuine<'g>,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl<'g> Forge<'g> {
    fn new(genuine: &'g Genuine<'g>) -> Self {
        let part = |place| {
            let text = genuine
                .token
                .split('.')
                .nth(place)
                .expect("a token has three parts");
            let json = BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64");
            serde_json::from_slice(&json).expect("an object")
        };
        Self {
            genuine,
            header: part(0),
            claims: part(1),
        }
    }

    /// Header and payload, signed with the right secret.
    fn signed(&self, header: &str, payload: &str) -> String {
        Self::signed_by(hmac::HMAC_SHA256, self.genuine.secret, header, payload)
    }

    fn signed_by(algorithm: hmac::Algorithm, secret: &[u8], header: &str, payload: &str) -> String {
        let message = format!("{}.{}", encoded(header), encoded(payload));
        let signature = hmac::sign(&hmac::Key::new(algorithm, secret), message.as_bytes());
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    fn header(&self) -> String {
        written(&self.header)
    }

    fn payload(&self) -> String {
        written(&self.claims)
    }

    /// Another header over the same payload, rightly signed.
    fn under(&self, member: &str, value: &str) -> String {
        self.signed(&with(&self.header, member, value), &self.payload())
    }

    /// Another payload under the same header, rightly signed.
    fn saying(&self, claim: &str, value: &str) -> String {
        self.signed(&self.header(), &with(&self.claims, claim, value))
    }

    /// Another payload over the signature of the good one.
    fn tampered(&self, claim: &str, value: &str) -> String {
        let signature = self.genuine.token.rsplit('.').next().expect("three parts");
        let payload = with(&self.claims, claim, value);
        format!("{}.{}.{signature}", encoded(&self.header()), encoded(&payload))
    }

    /// Whichever of two names the claims have.
    fn either(&self, one: &'static str, other: &'static str) -> &'static str {
        if self.claims.contains_key(one) { one } else { other }
    }

    fn headers(&self) -> Sort {
        let unnamed = without(&self.header, "typ");
        vec![
            ("no typ", self.signed(&unnamed, &self.payload())),
            ("typ of RFC 9068", self.under("typ", "\"at+jwt\"")),
            ("typ of another kind", self.under("typ", "\"refresh\"")),
            ("typ in small letters", self.under("typ", "\"jwt\"")),
            ("typ is null", self.under("typ", "null")),
            ("typ is a list", self.under("typ", "[\"JWT\"]")),
            ("crit names what nobody knows", self.under("crit", "[\"exp\"]")),
            ("crit is empty", self.under("crit", "[]")),
            ("zip", self.under("zip", "\"DEF\"")),
            ("cty", self.under("cty", "\"JWT\"")),
            ("b64 switched off", self.under("b64", "false")),
            ("a member that nobody knows", self.under("more", "1")),
            ("alg twice", self.twice("alg", "\"none\"")),
            ("kid twice", self.twice("kid", "\"other\"")),
            ("the header is a list", self.signed("[]", &self.payload())),
            ("the header is null", self.signed("null", &self.payload())),
            ("the header is no JSON", self.signed("{", &self.payload())),
            ("the header is empty", self.signed("", &self.payload())),
        ]
    }

    /// A header that has the member a second time.
    fn twice(&self, member: &str, value: &str) -> String {
        let header = self.header();
        let longer = format!("{},\"{member}\":{value}}}", header.trim_end_matches('}'));
        self.signed(&longer, &self.payload())
    }

    fn keys(&self) -> Sort {
        let unnamed = without(&self.header, "kid");
        let long = format!("\"{}\"", "k".repeat(10_000));
        let own = "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}";
        let by_own = |member: &str, value: &str| {
            let header = with(&self.header, member, value);
            Self::signed_by(hmac::HMAC_SHA256, b"secret", &header, &self.payload())
        };
        vec![
            ("no kid", self.signed(&unnamed, &self.payload())),
            ("kid is null", self.under("kid", "null")),
            ("kid is a number", self.under("kid", "1")),
            ("kid is a list", self.under("kid", "[\"a\"]")),
            ("kid is empty", self.under("kid", "\"\"")),
            ("kid is not known", self.under("kid", "\"unknown\"")),
            ("kid is a path", self.under("kid", "\"../../../dev/null\"")),
            ("kid is SQL", self.under("kid", "\"' OR 1=1 --\"")),
            ("kid is 10 kB long", self.under("kid", &long)),
            ("kid with a space", self.under("kid", "\"k \"")),
            ("jku", by_own("jku", "\"https://evil.example/keys\"")),
            ("x5u", by_own("x5u", "\"https://evil.example/chain\"")),
            ("a key of its own", by_own("jwk", own)),
            ("x5c", by_own("x5c", "[\"AAAA\"]")),
            (
                "jku over a right signature",
                self.under("jku", "\"https://evil.example/keys\""),
            ),
        ]
    }

    fn algorithms(&self) -> Sort {
        let unsigned = |word: &str| {
            let header = with(&self.header, "alg", word);
            format!("{}.{}.", encoded(&header), encoded(&self.payload()))
        };
        let by = |word: &str, algorithm| {
            let header = with(&self.header, "alg", word);
            Self::signed_by(algorithm, self.genuine.secret, &header, &self.payload())
        };
        let no_algorithm = without(&self.header, "alg");
        vec![
            ("none, unsigned", unsigned("\"none\"")),
            ("None, unsigned", unsigned("\"None\"")),
            ("nOnE, unsigned", unsigned("\"nOnE\"")),
            ("no word, unsigned", unsigned("\"\"")),
            ("HS256, unsigned", unsigned("\"HS256\"")),
            ("none, signed", by("\"none\"", hmac::HMAC_SHA256)),
            ("HS384", by("\"HS384\"", hmac::HMAC_SHA384)),
            ("HS512", by("\"HS512\"", hmac::HMAC_SHA512)),
            ("called RS256", by("\"RS256\"", hmac::HMAC_SHA256)),
            ("called ES256", by("\"ES256\"", hmac::HMAC_SHA256)),
            ("called EdDSA", by("\"EdDSA\"", hmac::HMAC_SHA256)),
            ("in small letters", by("\"hs256\"", hmac::HMAC_SHA256)),
            ("alg is a list", by("[\"HS256\"]", hmac::HMAC_SHA256)),
            ("alg is null", by("null", hmac::HMAC_SHA256)),
            ("no alg", self.signed(&no_algorithm, &self.payload())),
        ]
    }

    fn signatures(&self) -> Sort {
        let (message, signature) = self.genuine.token.rsplit_once('.').expect("three parts");
        let by = |secret: &[u8]| Self::signed_by(hmac::HMAC_SHA256, secret, &self.header(), &self.payload());
        let shorter = signature.get(..20).unwrap_or_default();
        vec![
            ("signed with nothing", by(b"")),
            ("signed with a word", by(b"secret")),
            ("signed with noughts", by(&[0; 32])),
            ("signed with a public key", by(self.genuine.public)),
            ("signed with its own header", by(self.header().as_bytes())),
            ("no signature", format!("{message}.")),
            ("half a signature", format!("{message}.{shorter}")),
            ("a longer signature", format!("{message}.{signature}AAAA")),
            ("another signature", format!("{message}.{}", "A".repeat(43))),
            (
                "bits that nobody uses",
                format!("{message}.{}", last_bits_changed(signature)),
            ),
            ("padding", format!("{message}.{signature}=")),
            (
                "the other alphabet",
                format!("{message}.+/+{}", signature.get(3..).unwrap_or_default()),
            ),
            (
                "the message as signature",
                format!("{message}.{}", encoded(message)),
            ),
        ]
    }

    fn claims(&self) -> Sort {
        let (person, usage) = (self.either("user_id", "sub"), self.either("token_type", "type"));
        let quoted = |text: &str| format!("\"{text}\"");
        let other = quoted("00000000-0000-7000-8000-000000000001");
        let (number, longer) = if person == "sub" {
            ("\"1.0\"", "\"01\"")
        } else {
            ("1.0", "\"1\"")
        };
        vec![
            ("no iss", self.lacking("iss")),
            ("another iss", self.saying("iss", "\"https://evil.example\"")),
            ("iss is a list", self.saying("iss", "[\"tessera\"]")),
            ("no aud", self.lacking("aud")),
            ("another aud", self.saying("aud", "\"mobile\"")),
            ("aud is a list", self.saying("aud", "[\"kanban\",\"enterprise\"]")),
            ("aud is null", self.saying("aud", "null")),
            ("no use", self.lacking(usage)),
            ("another use", self.saying(usage, "\"admin\"")),
            ("use in capitals", self.saying(usage, "\"ACCESS\"")),
            ("no tenant", self.lacking("tid")),
            (
                "another tenant under the old signature",
                self.tampered("tid", &other),
            ),
            ("tenant is no id", self.saying("tid", "\"default\"")),
            ("no session", self.lacking("sid")),
            (
                "another session under the old signature",
                self.tampered("sid", &other),
            ),
            ("session is null", self.saying("sid", "null")),
            ("no person", self.lacking(person)),
            (
                "another person under the old signature",
                self.tampered(person, "\"2\""),
            ),
            ("person is a fraction", self.saying(person, number)),
            ("person is written otherwise", self.saying(person, longer)),
            ("person is null", self.saying(person, "null")),
            ("no jti", self.lacking("jti")),
            ("jti is a number", self.saying("jti", "7")),
            ("jti is too short", self.saying("jti", "\"abc\"")),
            ("a right of its own", self.saying("is_superuser", "true")),
            ("a claim twice", self.claim_twice(person, "\"1\"")),
            ("exp twice", self.claim_twice("exp", "9999999999")),
        ]
    }

    fn lacking(&self, claim: &str) -> String {
        self.signed(&self.header(), &without(&self.claims, claim))
    }

    fn claim_twice(&self, claim: &str, value: &str) -> String {
        let payload = self.payload();
        let longer = format!("{},\"{claim}\":{value}}}", payload.trim_end_matches('}'));
        self.signed(&self.header(), &longer)
    }

    fn times(&self) -> Sort {
        let at = |claim: &str| self.claims.get(claim).and_then(Value::as_i64).expect("a time");
        let issued = at("iat");
        let future = (issued + 1_000_000).to_string();
        vec![
            ("no exp", self.lacking("exp")),
            ("exp is null", self.saying("exp", "null")),
            ("exp is text", self.saying("exp", "\"9999999999\"")),
            ("exp is a fraction", self.saying("exp", "9999999999.5")),
            ("exp is negative", self.saying("exp", "-1")),
            ("exp is nought", self.saying("exp", "0")),
            ("exp is 1e308", self.saying("exp", "1e308")),
            ("exp is 2 to the 64", self.saying("exp", "18446744073709551616")),
            (
                "exp is when it was issued",
                self.saying("exp", &issued.to_string()),
            ),
            (
                "exp is before it was issued",
                self.saying("exp", &(issued - 6).to_string()),
            ),
            ("no iat", self.lacking("iat")),
            ("iat is text", self.saying("iat", "\"1\"")),
            ("iat is a fraction", self.saying("iat", "1.5")),
            ("iat is in the future", self.saying("iat", &future)),
            ("nbf is in the future", self.saying("nbf", &future)),
            (
                "exp moved under the old signature",
                self.tampered("exp", "9999999999"),
            ),
        ]
    }

    fn payloads(&self) -> Sort {
        let large = format!("\"{}\"", "x".repeat(1_000_000));
        let of = |payload: &str| self.signed(&self.header(), payload);
        vec![
            ("a list", of("[]")),
            ("the claims in a list", of(&format!("[{}]", self.payload()))),
            ("null", of("null")),
            ("a text", of("\"admin\"")),
            ("a number", of("1")),
            ("nothing in it", of("{}")),
            ("no JSON", of("{\"exp\":")),
            ("no bytes", of("")),
            ("something after it", of(&format!("{}x", self.payload()))),
            ("a megabyte", self.saying("more", &large)),
            ("deep", of(&"[".repeat(1500))),
        ]
    }

    fn shapes(&self) -> Sort {
        let token = self.genuine.token;
        let (message, signature) = token.rsplit_once('.').expect("three parts");
        let (header, payload) = message.split_once('.').expect("three parts");
        vec![
            ("nothing", String::new()),
            ("a dot", ".".into()),
            ("two dots", "..".into()),
            ("one part", header.into()),
            ("two parts", message.into()),
            ("four parts", format!("{token}.{signature}")),
            (
                "five parts",
                format!("{header}.{payload}..{signature}.{signature}"),
            ),
            (
                "the parts in another order",
                format!("{payload}.{header}.{signature}"),
            ),
            ("a space behind", format!("{token} ")),
            ("a space before", format!(" {token}")),
            ("a line's end behind", format!("{token}\n")),
            ("a line's end inside", format!("{header}.\n{payload}.{signature}")),
            ("NUL behind", format!("{token}\0")),
            ("no letters", format!("{header}.{payload}.\u{e9}")),
            (
                "padding in the header",
                format!("{header}=.{payload}.{signature}"),
            ),
            ("itself twice", format!("{token}{token}")),
        ]
    }
}

fn encoded(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

fn written(members: &Map<String, Value>) -> String {
    serde_json::to_string(members).expect("JSON")
}

fn without(members: &Map<String, Value>, member: &str) -> String {
    let mut fewer = members.clone();
    fewer.remove(member);
    written(&fewer)
}

/// The members with that one in place of what it was. Its value is any text, so that it may be what no JSON value is.
fn with(members: &Map<String, Value>, member: &str, value: &str) -> String {
    let mut others = members.clone();
    others.remove(member);
    let separator = if others.is_empty() { "" } else { "," };
    let rest = written(&others);
    format!(
        "{{\"{member}\":{value}{separator}{}",
        rest.trim_start_matches('{')
    )
}

/// The same signature with its last letter changed in the two bits that stand for nothing.
fn last_bits_changed(signature: &str) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = signature.chars().next_back().expect("a signature");
    let place = LETTERS.find(last).expect("base64");
    let other = LETTERS.chars().nth(place ^ 1).expect("a letter");
    format!(
        "{}{other}",
        signature.strip_suffix(last).expect("its last letter")
    )
}
