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
/// Out of how many of the newest tickets the one to look at is chosen.
const CANDIDATES: usize = 100;

/// Requests that make up one operation, sent one after the other.
pub type Requests = Vec<Vec<u8>>;

/// What the requests are about.
pub struct Target {
    pub address: SocketAddr,
    pub key: String,
    /// The id of the ticket that is looked at.
    pub ticket: String,
}

impl Target {
    /// Looks for a ticket that is worth a look: of the newest ones that with the most comments.
    pub fn discover(address: SocketAddr, key: &str) -> Result<Self, Failure> {
        let mut connection = Connection::open(address)?;
        let mut get = |path: &str| -> Result<Vec<Value>, Failure> {
            let reply = connection.ask(&wire::request("GET", path, key, None))?;
            let body: Value = serde_json::from_slice(accepted(&reply)?.body).during(path)?;
            let list = body.get("data").and_then(Value::as_array).cloned();
            list.ok_or_else(|| Failure::new(format!("{path} answers no list")))
        };
        let mut most = None;
        for card in get(&format!("/api/v1/tickets?limit={CANDIDATES}&fields=mobile_list"))? {
            let id = card
                .get("ticket_id")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            let comments = get(&comments_of(&id))?.len();
            most = most.max(Some((comments, id)));
        }
        let (_, ticket) = most.ok_or_else(|| Failure::new("the server lists no tickets"))?;
        Ok(Self {
            address,
            key: key.to_owned(),
            ticket,
        })
    }

    /// The operation's requests.
    pub fn requests(&self, operation: Operation) -> Requests {
        let get = |path: &str| wire::request("GET", path, &self.key, None);
        match operation {
            Operation::List => vec![get(&format!("/api/v1/tickets?limit={ROWS}&fields=mobile_list"))],
            Operation::Detail => {
                vec![
                    get(&format!("/api/v1/tickets/{}", self.ticket)),
                    get(&comments_of(&self.ticket)),
                ]
            }
            Operation::Create => {
                let body = json!({"title": TITLE, "attributes": {"description": DESCRIPTION}}).to_string();
                vec![wire::request("POST", "/api/v1/tickets", &self.key, Some(&body))]
            }
        }
    }

    /// Does the operation over and over on a connection of its own.
    pub fn worker(
        &self,
        operation: Operation,
    ) -> Result<impl FnMut() -> Result<(), Failure> + use<>, Failure> {
        let address = self.address;
        let requests = self.requests(operation);
        let mut connection = Connection::open(address)?;
        Ok(move || {
            let outcome = perform(&mut connection, &requests);
            if outcome.is_err() {
                connection = Connection::open(address)?;
            }
            outcome
        })
    }
}

/// Sends the requests one after the other.
pub fn perform(connection: &mut Connection, requests: &[Vec<u8>]) -> Result<(), Failure> {
    requests
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
