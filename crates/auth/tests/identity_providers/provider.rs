//! An identity provider on this machine that says whatever a test wants it to.

use crate::signing::{Algorithm, Key};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::Duration,
};

pub const DISCOVERY: &str = "/.well-known/openid-configuration";
pub const KEYS: &str = "/keys";
pub const TOKEN: &str = "/token";

/// How an answer is sent.
#[derive(Clone)]
pub enum Answer {
    /// A document, with that status.
    Json(u16, Value),
    /// To another place.
    Redirect(String),
    /// A document, after a while.
    Slow(Duration, Value),
    /// Never.
    Hang,
    /// A byte now and then, without an end.
    Drip,
    /// So many bytes, said beforehand or not.
    Flood { bytes: usize, announced: bool },
}

/// A request to the token endpoint.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub authorization: Option<String>,
    pub form: HashMap<String, String>,
}

#[derive(Default)]
pub struct Script {
    answers: HashMap<&'static str, Answer>,
    asked: HashMap<String, usize>,
    pub exchanges: Vec<Exchange>,
    /// Whether a flood was cut off by whoever asked for it.
    pub cut_off: bool,
}

/// The provider. Ends with the process.
pub struct MockProvider {
    pub issuer: String,
    pub key: Key,
    script: Arc<Mutex<Script>>,
}

impl MockProvider {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let script = Arc::new(Mutex::new(Script::default()));
        let shared = Arc::clone(&script);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(&stream.unwrap(), &shared));
            }
        });
        let key = Key {
            id: "first",
            algorithm: Algorithm::es256(),
        };
        let provider = Self { issuer, key, script };
        provider.answers(DISCOVERY, Answer::Json(200, provider.discovery()));
        provider.publishes(&[&provider.key]);
        provider
    }

    /// What it is, as it should be.
    pub fn discovery(&self) -> Value {
        let issuer = &self.issuer;
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}{TOKEN}"),
            "jwks_uri": format!("{issuer}{KEYS}"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        })
    }

    pub fn answers(&self, path: &'static str, answer: Answer) {
        self.script().answers.insert(path, answer);
    }

    pub fn publishes(&self, keys: &[&Key]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.published()).collect();
        self.answers(KEYS, Answer::Json(200, json!({ "keys": keys })));
    }

    /// Hands out that ID token for any code.
    pub fn issues(&self, token: &str) {
        let answer = json!({
            "access_token": "an access token",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": token,
        });
        self.answers(TOKEN, Answer::Json(200, answer));
    }

    /// How often it was asked for that.
    pub fn asked(&self, path: &str) -> usize {
        self.script().asked.get(path).copied().unwrap_or(0)
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }
}

fn serve(stream: &TcpStream, script: &Mutex<Script>) {
    let Some((path, exchange)) = read(stream) else {
        return;
    };
    let answer = {
        let mut script = script.lock().unwrap();
        *script.asked.entry(path.clone()).or_default() += 1;
        script.exchanges.extend(exchange);
        script.answers.get(path.as_str()).cloned()
    };
    let sent = send(stream, answer.unwrap_or_else(|| Answer::Json(404, json!({}))));
    if sent.is_err() {
        script.lock().unwrap().cut_off = true;
    }
}

fn read(stream: &TcpStream) -> Option<(String, Option<Exchange>)> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let path = lines.first()?.split(' ').nth(1)?.to_owned();
    let header = |name: &str| {
        let parts = lines.iter().filter_map(|line| line.split_once(": "));
        let mut found = parts.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.to_owned())
    };
    let Some(length) = header("content-length") else {
        return Some((path, None));
    };
    let mut body = vec![0; length.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    let exchange = Exchange {
        authorization: header("authorization"),
        form: url::form_urlencoded::parse(&body).into_owned().collect(),
    };
    Some((path, Some(exchange)))
}

fn send(mut stream: &TcpStream, answer: Answer) -> std::io::Result<()> {
    let head = |status: u16, more: &str| {
        format!(
            "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nConnection: close\r\n{more}\r\n"
        )
    };
    match answer {
        Answer::Slow(time, body) => {
            thread::sleep(time);
            send(stream, Answer::Json(200, body))
        }
        Answer::Json(status, body) => {
            let body = body.to_string();
            let head = head(status, &format!("Content-Length: {}\r\n", body.len()));
            stream.write_all(format!("{head}{body}").as_bytes())
        }
        Answer::Redirect(to) => {
            stream.write_all(head(302, &format!("Location: {to}\r\nContent-Length: 0\r\n")).as_bytes())
        }
        Answer::Hang => {
            thread::sleep(Duration::from_mins(1));
            Ok(())
        }
        Answer::Drip => {
            stream.write_all(head(200, "").as_bytes())?;
            loop {
                stream.write_all(b" ")?;
                thread::sleep(Duration::from_millis(100));
            }
        }
        Answer::Flood { bytes, announced } => {
            let length = format!("Content-Length: {bytes}\r\n");
            stream.write_all(head(200, if announced { &length } else { "" }).as_bytes())?;
            let chunk = vec![b' '; 1 << 16];
            for _ in 0..bytes / chunk.len() {
                stream.write_all(&chunk)?;
            }
            Ok(())
        }
    }
}
