//! An OpenID provider on loopback, honest or not as a test wants it.
//!
//! The person's part at the provider's own page is [`MockProvider::consent`]: it takes the address that the product
//! sends the browser to, and gives the one that the provider would send it back to.

mod keys;
mod manner;
mod web;

pub use manner::{Fault, Manner};

use crate::clock::ManualClock;
use base64::{Engine, prelude::BASE64_STANDARD};
use keys::{SigningKey, encoded};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tessera_auth::oidc::ProviderConfig;
use tessera_ports::world::Clock;
use url::{Url, form_urlencoded};
use web::{Answer, Asked, MockServer};

/// What the provider calls the product.
pub const CLIENT_ID: &str = "tessera-at-the-mock";
/// What proves the product to the provider.
pub const CLIENT_SECRET: &str = "a-secret-that-only-the-two-know";

/// A person of whom the provider can speak.
#[derive(Clone, Debug)]
pub struct Person {
    /// The provider's own name for them.
    pub subject: String,
    /// The e-mail address, if the provider tells one.
    pub email: Option<String>,
    /// Whether the provider says that it has verified the address.
    pub verified: bool,
}

impl Person {
    /// Somebody with a verified address.
    pub fn verified(subject: &str, email: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            email: Some(email.to_owned()),
            verified: true,
        }
    }
}

/// The provider. It ends when this value does.
pub struct MockProvider {
    server: MockServer,
    inside: Arc<Mutex<Inside>>,
}

struct Inside {
    issuer: String,
    clock: Arc<ManualClock>,
    keys: Vec<SigningKey>,
    made: usize,
    manner: Manner,
    codes: BTreeMap<String, Grant>,
    tokens: Vec<String>,
    asked: BTreeMap<String, usize>,
}

/// What the provider remembers of a person's consent until the code comes back.
#[derive(Clone)]
struct Grant {
    person: Person,
    fault: Fault,
    nonce: String,
    redirect: String,
    challenge: String,
}

impl MockProvider {
    /// An honest one with one key, which goes by that clock.
    pub fn start(clock: Arc<ManualClock>) -> Self {
        let inside = Arc::new(Mutex::new(Inside {
            issuer: String::new(),
            clock,
            keys: vec![SigningKey::make("key-0".to_owned())],
            made: 1,
            manner: Manner::default(),
            codes: BTreeMap::new(),
            tokens: Vec::new(),
            asked: BTreeMap::new(),
        }));
        let state = Arc::clone(&inside);
        let server = MockServer::start(move |asked| lock(&state).answer(asked));
        lock(&inside).issuer = format!("http://{}", server.address);
        Self { server, inside }
    }

    /// The URL under which it publishes what it is.
    pub fn issuer(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// As an operator sets it up, under the key `mock`.
    pub fn config(&self) -> ProviderConfig {
        ProviderConfig::other(
            "mock",
            "The mock",
            &self.issuer(),
            CLIENT_ID,
            CLIENT_SECRET.into(),
        )
    }

    /// Lets it behave like that from now on.
    pub fn behave(&self, manner: Manner) {
        lock(&self.inside).manner = manner;
    }

    /// Takes its keys away and signs with a new one from now on.
    pub fn rotate(&self) {
        let mut inside = lock(&self.inside);
        let id = format!("key-{}", inside.made);
        inside.made += 1;
        inside.keys = vec![SigningKey::make(id)];
    }

    /// Every ID token that it gave.
    pub fn tokens(&self) -> Vec<String> {
        lock(&self.inside).tokens.clone()
    }

    /// How often a path was asked for.
    pub fn asked_for(&self, path: &str) -> usize {
        lock(&self.inside).asked.get(path).copied().unwrap_or_default()
    }

    /// The person says yes at the page that `address` leads to. Gives the address that they are sent back to.
    ///
    /// # Panics
    /// When the address is not what a provider accepts.
    pub fn consent(&self, address: &str, person: &Person) -> String {
        self.consent_with(address, person, Fault::None)
    }

    /// The same, and then the provider gives a faulty token.
    pub fn consent_with(&self, address: &str, person: &Person, fault: Fault) -> String {
        let mut inside = lock(&self.inside);
        let url = Url::parse(address).expect("a person is sent to a URL");
        assert_eq!(
            format!("{}{}", url.origin().ascii_serialization(), url.path()),
            format!("{}/authorize", inside.issuer)
        );
        let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        let said = |name: &str| query.get(name).cloned().unwrap_or_default();
        assert_eq!(said("response_type"), "code", "{address}");
        assert_eq!(said("client_id"), CLIENT_ID, "{address}");
        assert_eq!(said("code_challenge_method"), "S256", "{address}");
        assert!(
            said("scope").split(' ').any(|scope| scope == "openid"),
            "{address}"
        );
        for name in ["state", "nonce", "code_challenge"] {
            assert!(said(name).len() >= 22, "{name} can be guessed: {address}");
        }
        assert!(!address.contains(CLIENT_SECRET));
        let code = format!("code-{}-{}", inside.codes.len(), said("state"));
        let grant = Grant {
            person: person.clone(),
            fault,
            nonce: said("nonce"),
            redirect: said("redirect_uri"),
            challenge: said("code_challenge"),
        };
        let mut back = Url::parse(&grant.redirect).expect("a person is sent back to a URL");
        back.query_pairs_mut()
            .append_pair("code", &code)
            .append_pair("state", &said("state"));
        inside.codes.insert(code, grant);
        back.into()
    }
}

fn lock(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inside {
    fn answer(&mut self, asked: &Asked) -> Answer {
        *self.asked.entry(asked.path.clone()).or_default() += 1;
        if self.manner.hangs {
            return Answer::Silence;
        }
        if let Some(status) = self.manner.fails {
            return Answer::Json(status, b"{}".to_vec());
        }
        match (asked.method.as_str(), asked.path.as_str()) {
            ("GET", "/.well-known/openid-configuration") => json_answer(200, &self.metadata()),
            ("GET", "/keys") => self.published(),
            ("POST", "/token") => match self.token(asked) {
                Ok(token) => json_answer(200, &token),
                Err(word) => json_answer(400, &json!({ "error": word })),
            },
            _ => json_answer(404, &json!({})),
        }
    }

    /// OpenID Connect Discovery 1.0, section 3.
    fn metadata(&self) -> Value {
        let own = &self.issuer;
        json!({
            "issuer": self.manner.other_issuer.as_ref().unwrap_or(own),
            "authorization_endpoint": format!("{own}/authorize"),
            "token_endpoint": format!("{own}/token"),
            "jwks_uri": format!("{own}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
        })
    }

    fn published(&self) -> Answer {
        if let Some(elsewhere) = &self.manner.keys_elsewhere {
            return Answer::Elsewhere(elsewhere.clone());
        }
        let keys: Vec<Value> = self.keys.iter().map(SigningKey::published).collect();
        let padding = " ".repeat(self.manner.padding);
        Answer::Json(200, format!("{padding}{}", json!({ "keys": keys })).into_bytes())
    }

    /// OpenID Connect Core 1.0, section 3.1.3.
    fn token(&mut self, asked: &Asked) -> Result<Value, &'static str> {
        let form: BTreeMap<String, String> = form_urlencoded::parse(&asked.body).into_owned().collect();
        let said = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        if !is_our_client(asked, said("client_id"), said("client_secret")) {
            return Err("invalid_client");
        }
        let grant = self.codes.get(said("code")).cloned().ok_or("invalid_grant")?;
        let good = said("grant_type") == "authorization_code"
            && said("redirect_uri") == grant.redirect
            && encoded(&Sha256::digest(said("code_verifier"))) == grant.challenge;
        if !good {
            return Err("invalid_grant");
        }
        if !self.manner.codes_last {
            self.codes.remove(said("code"));
        }
        let mut answer = json!({ "access_token": "of-no-use", "token_type": "Bearer", "expires_in": 300 });
        if grant.fault != Fault::Missing {
            let token = self.id_token(&grant);
            answer["id_token"] = json!(token);
            self.tokens.push(token);
        }
        Ok(answer)
    }

    fn id_token(&self, grant: &Grant) -> String {
        let claims = self.claims(grant);
        let key = self.keys.first().expect("there is one");
        match grant.fault {
            Fault::Signature => {
                let token = key.sign(&key.id, &claims);
                let mut forged = claims;
                forged["sub"] = json!("somebody-else");
                let mut parts: Vec<&str> = token.split('.').collect();
                let body = encoded(forged.to_string().as_bytes());
                parts[1] = &body;
                parts.join(".")
            }
            Fault::Unsigned => key.leave_unsigned("none", &claims),
            Fault::UnsignedInCapitals => key.leave_unsigned("NONE", &claims),
            Fault::SignedWithSecret => key.sign_with_secret(CLIENT_SECRET.as_bytes(), &claims),
            Fault::SignedWithPublicKey => {
                key.sign_with_secret(key.published().to_string().as_bytes(), &claims)
            }
            Fault::UnknownKey => SigningKey::make("key-of-nobody".to_owned()).sign("key-of-nobody", &claims),
            Fault::ForeignKey => SigningKey::make("foreign".to_owned()).sign(&key.id, &claims),
            Fault::NotAToken => "there-is.no-token.in-here".to_owned(),
            _ => key.sign(&key.id, &claims),
        }
    }

    fn claims(&self, grant: &Grant) -> Value {
        let now = self.clock.now().micros() / 1_000_000;
        let person = &grant.person;
        let mut claims = json!({
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": person.subject,
            "nonce": grant.nonce,
            "iat": now,
            "exp": now + 300,
            "given_name": "Robin",
            "family_name": "Example",
        });
        if let Some(email) = &person.email {
            claims["email"] = json!(email);
            claims["email_verified"] = json!(person.verified);
        }
        grant.fault.spoil(&mut claims, now);
        claims
    }
}

/// By the header or by the form, as RFC 6749 (section 2.3.1) has it.
fn is_our_client(asked: &Asked, id: &str, secret: &str) -> bool {
    let basic = asked
        .headers
        .get("authorization")
        .and_then(|value| value.strip_prefix("Basic "));
    match basic {
        Some(text) => text == BASE64_STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}")),
        None => (id, secret) == (CLIENT_ID, CLIENT_SECRET),
    }
}

fn json_answer(status: u16, value: &Value) -> Answer {
    Answer::Json(status, value.to_string().into_bytes())
}
