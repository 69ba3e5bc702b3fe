//! What is measured, and as which requests it goes over HTTP.

use crate::{
    failure::{During, Failure},
    wire::{self, Connection, Reply},
};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    List,
    Detail,
    Create,
}

impl Operation {
    /// In the order of measuring: what changes the data comes last.
    pub const ALL: [Self; 3] = [Self::List, Self::Detail, Self::Create];

    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Detail => "detail",
            Self::Create => "create",
        }
    }
}

/// How many rows the list has.
pub const ROWS: u32 = 25;
/// How many tickets are looked at in turn.
const TICKETS: usize = 8;
/// Out of how many they are chosen.
const CANDIDATES: usize = 100;

/// Requests that make up one operation, sent one after the other.
pub type Round = Vec<Vec<u8>>;

/// What the requests are about.
pub struct Target {
    pub address: SocketAddr,
    pub key: String,
    /// Those of the newest tickets that have the most comments.
    pub tickets: Vec<String>,
}

impl Target {
    /// Looks for tickets that are worth a look.
    pub fn discover(address: SocketAddr, key: &str) -> Result<Self, Failure> {
        let mut connection = Connection::open(address)?;
        let mut get = |path: &str| -> Result<Vec<Value>, Failure> {
            let reply = connection.ask(&wire::request("GET", path, key, None))?;
            let body: Value = serde_json::from_slice(accepted(&reply)?.body).during(path)?;
            let list = body.get("data").and_then(Value::as_array).cloned();
            list.ok_or_else(|| Failure::new(format!("{path} answers no list")))
        };
        let mut found = Vec::new();
        for card in get(&format!("/api/v1/tickets?limit={CANDIDATES}&fields=mobile_list"))? {
            let id = card
                .get("ticket_id")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            let comments = get(&comments_of(&id))?.len();
            found.push((comments, id));
        }
        found.sort_by(|a, b| b.cmp(a));
        let tickets: Vec<_> = found.into_iter().take(TICKETS).map(|(_, id)| id).collect();
        if tickets.is_empty() {
            return Err(Failure::new("the server lists no tickets"));
        }
        Ok(Self {
            address,
            key: key.to_owned(),
            tickets,
        })
    }

    /// The operation's requests; each round is about another ticket.
    pub fn rounds(&self, operation: Operation) -> Vec<Round> {
        let request = |method, path: &str, body| wire::request(method, path, &self.key, body);
        match operation {
            Operation::List => {
                vec![vec![request(
                    "GET",
                    &format!("/api/v1/tickets?limit={ROWS}&fields=mobile_list"),
                    None,
                )]]
            }
            Operation::Detail => {
                let detail = |id: &String| {
                    let ticket = request("GET", &format!("/api/v1/tickets/{id}"), None);
                    vec![ticket, request("GET", &comments_of(id), None)]
                };
                self.tickets.iter().map(detail).collect()
            }
            Operation::Create => vec![vec![request(
                "POST",
                "/api/v1/tickets",
                Some(&new_ticket().to_string()),
            )]],
        }
    }

    /// Does the operation over and over on a connection of its own, beginning with another round than others do.
    pub fn worker(
        &self,
        operation: Operation,
        place: usize,
    ) -> Result<impl FnMut() -> Result<(), Failure> + use<>, Failure> {
        let address = self.address;
        let rounds = self.rounds(operation);
        let mut connection = Connection::open(address)?;
        let mut next = place;
        Ok(move || {
            next = (next + 1) % rounds.len();
            let outcome = perform(&mut connection, rounds.get(next).map_or(&[], Vec::as_slice));
            if outcome.is_err() {
                connection = Connection::open(address)?;
            }
            outcome
        })
    }
}

/// Sends the requests one after the other.
pub fn perform(connection: &mut Connection, round: &[Vec<u8>]) -> Result<(), Failure> {
    round
        .iter()
        .try_for_each(|request| accepted(&connection.ask(request)?).map(drop))
}

fn accepted<'r, 'c>(reply: &'r Reply<'c>) -> Result<&'r Reply<'c>, Failure> {
    if (200..300).contains(&reply.status) {
        Ok(reply)
    } else {
        Err(Failure::new(format!(
            "the server answers {}: {}",
            reply.status,
            reply.text()
        )))
    }
}

fn comments_of(ticket: &str) -> String {
    format!("/api/v1/tickets/{ticket}/comments")
}

/// The title of the tickets that are created.
pub const TITLE: &str = "The label printer is offline";
/// Their description.
pub const DESCRIPTION: &str = "Since this morning nothing comes out of it. The light at the back is red and a restart did \
    not help. Two parcels are waiting for their labels, the driver comes at four.";

fn new_ticket() -> Value {
    json!({"title": TITLE, "attributes": {"description": DESCRIPTION}})
}
