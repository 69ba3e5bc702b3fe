//! What the requests are about, and the requests.

use crate::{
    failure::{During, Failure},
    operation::{Operation, Search, mixture},
    product::Access,
    rota::Rota,
    vocabulary::Terms,
    wire::{Connection, request},
};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};
use url::form_urlencoded::Serializer;

/// How many rows the list has.
pub const ROWS: u32 = 25;
/// How many rows a board's list has.
pub const BOARD_ROWS: u32 = 20;
/// How many comments a connection writes before it begins anew.
const COMMENTS: usize = 500;
/// So many connections never write under the same ticket.
const APART: usize = 32;

/// The title of the tickets that are created.
pub const TITLE: &str = "The label printer is offline";
/// Their description.
pub const DESCRIPTION: &str = "Since this morning nothing comes out of it. The light at the back is red and a restart did \
    not help. Two parcels are waiting for their labels, the driver comes at four.";
/// What is written under them.
const COMMENT: &str = "The cable was loose. It prints again, but slower than it did; I shall have a look at the driver \
    tomorrow before the first parcels come. Tried with label";

/// A comment that brings a word which no ticket has yet, as nearly every comment does.
pub fn comment(number: usize) -> String {
    format!("{COMMENT} {number}")
}

/// Requests that are sent one after the other and counted as one.
pub type Step = Vec<Vec<u8>>;

/// A status and a priority that many tickets have together, by their names.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Sort {
    pub status: String,
    pub priority: String,
}

/// What the requests are about.
pub struct Target {
    pub address: SocketAddr,
    pub access: Access,
    /// How a board's client proves who it is.
    pub token: String,
    /// Tickets that are equal in status, priority and board, one to change for each connection: none waits for another's.
    pub own: Vec<String>,
    /// The status they are in, and the one that they are brought to and back from.
    pub statuses: (String, String),
    /// The tickets that are written under.
    pub discussed: Vec<String>,
    /// How many comments were made up so far.
    pub comments: AtomicUsize,
    /// The ticket that is looked at.
    pub detailed: String,
    pub terms: Terms,
    /// What the list is filtered by, besides that somebody works on the ticket.
    pub filter: Sort,
    /// What the search for one word is narrowed by.
    pub narrow: Sort,
    /// The number of the list's last page.
    pub last_page: i64,
}

impl Target {
    /// What the operation does, from the connection of that place.
    pub fn steps(&self, operation: Operation, place: usize) -> Rota<Step> {
        match operation {
            Operation::Mixed => Rota::by_turns(mixture().into_iter().map(|one| self.steps(one, place))),
            Operation::Comment => {
                let comments = self.comments(place);
                Rota::of(
                    comments
                        .map(|(ticket, text)| vec![self.write_under(&ticket, &text)])
                        .collect(),
                )
            }
            one => Rota::of(vec![self.step(one, place)]),
        }
    }

    /// The tickets that the connection of that place writes under in turn, and what it writes.
    pub fn comments(&self, place: usize) -> impl Iterator<Item = (String, String)> + use<> {
        let first = self.comments.fetch_add(COMMENTS, Relaxed);
        let count = self.discussed.len().max(1);
        let tickets: Vec<String> = (0..COMMENTS)
            .filter_map(|turn| self.discussed.get((place + turn * APART) % count).cloned())
            .collect();
        (first..)
            .zip(tickets)
            .map(|(number, ticket)| (ticket, comment(number)))
    }

    /// One step, and the next time the same one: comments go under the same ticket.
    pub fn watched(&self, operation: Operation) -> Step {
        if operation == Operation::Comment {
            let number = self.comments.fetch_add(1, Relaxed);
            return vec![self.write_under(self.own(0), &comment(number))];
        }
        self.step(operation, 0)
    }

    fn write_under(&self, ticket: &str, text: &str) -> Vec<u8> {
        let body = json!({"comment_text": text, "is_internal": false}).to_string();
        request("POST", &comments_of(ticket), &self.access.header(), Some(&body))
    }

    fn step(&self, operation: Operation, place: usize) -> Step {
        let get = |path: &str| request("GET", path, &self.access.header(), None);
        let send = |method, path: &str, body: &Value| {
            request(method, path, &self.access.header(), Some(&body.to_string()))
        };
        let own = self.own(place);
        let rows = ROWS.to_string();
        let usual = ("limit", rows.as_str());
        match operation {
            Operation::List | Operation::Mixed => vec![get(&list(&[usual]))],
            Operation::Filtered => {
                let Sort { status, priority } = &self.filter;
                let filters = [
                    usual,
                    ("status_name", status),
                    ("priority_name", priority),
                    ("has_assignment", "true"),
                ];
                vec![get(&list(&filters))]
            }
            Operation::LastPage => vec![get(&list(&[usual, ("page", &self.last_page.to_string())]))],
            Operation::Detail => {
                let ticket = format!("/api/v1/tickets/{}", self.detailed);
                vec![get(&ticket), get(&comments_of(&self.detailed))]
            }
            Operation::Stats => vec![get("/api/v1/tickets/stats")],
            Operation::Search(search) => vec![self.search(search)],
            Operation::Comment => self.watched(operation),
            Operation::Create => vec![send("POST", "/api/v1/tickets", &new_ticket())],
            Operation::Status => {
                let path = format!("/api/v1/tickets/{own}/status");
                let to = |status: &str| send("PUT", &path, &json!({"status_id": status}));
                vec![to(&self.statuses.1), to(&self.statuses.0)]
            }
        }
    }

    fn search(&self, search: Search) -> Vec<u8> {
        let term = self.term(search);
        let rows = ROWS.to_string();
        let path = match search {
            Search::BoardFrequent | Search::BoardRare | Search::BoardPart => {
                let query = Serializer::new(String::new())
                    .append_pair("search", term)
                    .finish();
                let header = format!("Authorization: Bearer {}", self.token);
                return request("GET", &format!("/api/tickets/tickets/?{query}"), &header, None);
            }
            Search::TitlePart => list(&[("limit", &rows), ("title", term)]),
            Search::Narrowed => list(&[
                ("limit", &rows),
                ("search", term),
                ("status_name", &self.narrow.status),
                ("priority_name", &self.narrow.priority),
            ]),
            Search::Frequent
            | Search::Rare
            | Search::Two
            | Search::Beginning
            | Search::Missing
            | Search::OtherScript => list(&[("limit", &rows), ("search", term)]),
        };
        request("GET", &path, &self.access.header(), None)
    }

    /// What is searched for.
    pub fn term(&self, search: Search) -> &str {
        let terms = &self.terms;
        match search {
            Search::Frequent | Search::BoardFrequent => &terms.frequent,
            Search::Rare | Search::BoardRare => &terms.rare,
            Search::Two => &terms.two,
            Search::Beginning => &terms.beginning,
            Search::Narrowed => &terms.middling,
            Search::Missing => &terms.missing,
            Search::OtherScript => &terms.other_script,
            Search::TitlePart | Search::BoardPart => &terms.part,
        }
    }

    /// How many tickets the search finds.
    pub fn hits(&self, search: Search) -> Result<i64, Failure> {
        let mut connection = Connection::open(self.address)?;
        let reply = connection.ask(&self.search(search))?;
        let body: Value = serde_json::from_slice(reply.accepted()?.body).during("reading an answer")?;
        let count = body.pointer("/pagination/total").or_else(|| body.get("count"));
        count
            .and_then(Value::as_i64)
            .ok_or_else(|| Failure::new("a list that does not say how long it is"))
    }

    /// The ticket that the connection of that place changes.
    pub fn own(&self, place: usize) -> &str {
        let place = place % self.own.len().max(1);
        self.own.get(place).map_or("", String::as_str)
    }

    /// How many bytes the bodies of the answers have, of each step that the operation is made of.
    pub fn sizes(&self, operation: Operation) -> Result<Vec<Vec<usize>>, Failure> {
        let mut connection = Connection::open(self.address)?;
        let mut size = |request: &Vec<u8>| Ok(connection.ask(request)?.accepted()?.body.len());
        let steps = self.steps(operation, 0);
        steps
            .firsts()
            .map(|step| step.iter().map(&mut size).collect())
            .collect()
    }

    /// Does the operation over and over on a connection of its own.
    pub fn worker(
        &self,
        operation: Operation,
        place: usize,
    ) -> Result<impl FnMut() -> Result<(), Failure> + use<>, Failure> {
        let address = self.address;
        let steps = self.steps(operation, place);
        let mut connection = Connection::open(address)?;
        // Those who do different things by turns do not all do the same at once.
        let mut turn = place;
        Ok(move || {
            let step = steps.at(turn);
            turn += 1;
            let outcome = connection.ask_all(step.map(Vec::as_slice).unwrap_or_default());
            if outcome.is_err() {
                connection = Connection::open(address)?;
            }
            outcome
        })
    }
}

/// The path of a list with what it is asked for.
pub fn list(query: &[(&str, &str)]) -> String {
    let path = "/api/v1/tickets?fields=mobile_list&".to_owned();
    let length = path.len();
    Serializer::for_suffix(path, length).extend_pairs(query).finish()
}

/// The path of a ticket's comments.
pub fn comments_of(ticket: &str) -> String {
    format!("/api/v1/tickets/{ticket}/comments")
}

/// The body that opens a ticket.
pub fn new_ticket() -> Value {
    json!({"title": TITLE, "attributes": {"description": DESCRIPTION}})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_carry_any_text() {
        let path = list(&[("limit", "25"), ("search", "東 a&b")]);
        assert_eq!(
            path,
            "/api/v1/tickets?fields=mobile_list&limit=25&search=%E6%9D%B1+a%26b"
        );
    }
}
