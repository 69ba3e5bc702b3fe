//! A mail server: aiosmtpd, by `tests/smtp_server.py`. It remembers the letters that it took.
//!
//! `tests/with-smtp` installs it and says where.

use crate::wait;
use serde_json::Value;
use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/smtp_server.py");

/// A letter as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Whose letter the envelope says it is.
    pub from: String,
    /// To whom, by the envelope.
    pub to: Vec<String>,
    /// Whether whoever brought it had signed in.
    pub signed_in: bool,
    /// Header and text, as they came.
    pub content: String,
}

impl Letter {
    /// A header that must be there, put together again where it was folded.
    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        let (head, _) = self.content.split_once("\r\n\r\n").expect("a header and a text");
        let plain = head.replace("\r\n ", " ");
        let found = plain
            .split("\r\n")
            .filter_map(|line| line.split_once(": "))
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found
            .unwrap_or_else(|| panic!("no {name} in {head}"))
            .1
            .to_owned()
    }

    /// The text.
    #[track_caller]
    pub fn text(&self) -> &str {
        self.content
            .split_once("\r\n\r\n")
            .expect("a header and a text")
            .1
    }
}

/// A mail server on a port of its own. It ends with this value.
pub struct Mailbox {
    /// The port.
    pub port: u16,
    child: Child,
    orders: ChildStdin,
    obeyed: mpsc::Receiver<()>,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl Mailbox {
    /// One that takes everything, or nothing where there is no mail server: then it says so.
    pub fn open() -> Option<Self> {
        Self::with(&[])
    }

    /// One that takes letters only from whoever signs in so.
    pub fn guarded(user: &str, password: &str) -> Option<Self> {
        Self::with(&[user, password])
    }

    fn with(credentials: &[&str]) -> Option<Self> {
        let Ok(python) = env::var("TESSERA_TEST_SMTP") else {
            eprintln!("left out: run through tests/with-smtp to have letters sent to a mail server");
            return None;
        };
        let mut child = Command::new(python)
            .arg(SCRIPT)
            .args(credentials)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python starts");
        let orders = child.stdin.take().expect("it is piped");
        let mut told = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut port = String::new();
        told.read_line(&mut port).expect("it says its port");
        let letters = Arc::<Mutex<Vec<Letter>>>::default();
        let shared = Arc::clone(&letters);
        let (obeys, obeyed) = mpsc::channel();
        thread::spawn(move || {
            for line in told.lines().map_while(Result::ok) {
                let told: Value = serde_json::from_str(&line).expect("JSON");
                if told["now"].is_string() {
                    // Nobody may wait any more.
                    let _ = obeys.send(());
                } else {
                    lock(&shared).push(letter(&told));
                }
            }
        });
        Some(Self {
            port: port.trim().parse().expect("a port"),
            child,
            orders,
            obeyed,
            letters,
        })
    }

    /// Where it is, as the setting has it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Answers whoever it is asked to write to so from now on, such as `550 No such mailbox`; `take` takes everything again.
    pub fn answers(&mut self, answer: &str) {
        writeln!(self.orders, "{answer}").expect("it reads");
        self.obeyed.recv().expect("it does as it is told");
    }

    /// All letters that it took.
    pub fn letters(&self) -> Vec<Letter> {
        lock(&self.letters).clone()
    }

    /// So many letters, once they are there.
    #[track_caller]
    pub fn wait_for(&self, amount: usize) -> Vec<Letter> {
        wait::until("the letters are there", || {
            let letters = self.letters();
            assert!(letters.len() <= amount, "{letters:#?}");
            (letters.len() == amount).then_some(letters)
        })
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn letter(told: &Value) -> Letter {
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
    let to = told["to"].as_array().into_iter().flatten();
    Letter {
        from: text("from"),
        to: to.filter_map(|one| one.as_str().map(ToOwned::to_owned)).collect(),
        signed_in: told["signed_in"] == true,
        content: text("content"),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
