//! Looks on the server for what the requests are to be about, and makes what it does not have.

use crate::{
    failure::{During, Failure},
    product::Access,
    target::{ROWS, Sort, Target, comment, comments_of, list, new_ticket},
    vocabulary::Terms,
    wire::{Connection, request},
};
use serde_json::{Value, json};
use std::{collections::HashMap, net::SocketAddr, sync::atomic::AtomicUsize};

/// How many tickets there are to change. Fewer do, but connections may then wait for each other.
const OWN: &str = "64";
/// How many pages of a hundred tickets are written under.
const DISCUSSED: u32 = 10;
/// How many comments the ticket has that is looked at.
const COMMENTS: usize = 20;

/// Finds everything.
pub fn target(address: SocketAddr, access: &Access, terms: &Terms) -> Result<Target, Failure> {
    let mut client = Client::open(address, access)?;
    let newest = client.get(&list(&[("limit", "100")]))?;
    let search = [("limit", "100"), ("search", terms.middling.as_str())];
    let found = client.get(&list(&search))?;
    let last_page = newest.pointer("/pagination/total").and_then(Value::as_i64);
    let last_page = last_page.ok_or_else(|| Failure::new("a list that does not say how long it is"))?;
    let filter = commonest(&newest, Value::is_string)?;
    let (own, here) = client.equals(&filter)?;
    let there = client.other_status(&here)?;
    let mut discussed = Vec::new();
    for page in 1..=DISCUSSED {
        let page = client.get(&list(&[("limit", "100"), ("page", &page.to_string())]))?;
        discussed.extend(ids(&page));
    }
    Ok(Target {
        address,
        token: client.sign_in()?,
        access: access.clone(),
        own,
        statuses: (here, there),
        discussed,
        comments: AtomicUsize::new(100_000),
        detailed: client.discussion()?,
        terms: terms.clone(),
        narrow: commonest(&found, |_| true).or_else(|_| commonest(&newest, |_| true))?,
        filter,
        last_page: (last_page - 1) / i64::from(ROWS) + 1,
    })
}

/// The same on a server that was started anew.
pub fn again(target: Target, address: SocketAddr) -> Result<Target, Failure> {
    let token = Client::open(address, &target.access)?.sign_in()?;
    Ok(Target {
        address,
        token,
        ..target
    })
}

/// Asks the server for what is needed.
struct Client<'a> {
    connection: Connection,
    access: &'a Access,
}

impl<'a> Client<'a> {
    fn open(address: SocketAddr, access: &'a Access) -> Result<Self, Failure> {
        let connection = Connection::open(address)?;
        Ok(Self { connection, access })
    }

    fn get(&mut self, path: &str) -> Result<Value, Failure> {
        self.send("GET", path, None)
    }

    fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let body = body.map(Value::to_string);
        let request = request(method, path, &self.access.header(), body.as_deref());
        let reply = self.connection.ask(&request)?;
        serde_json::from_slice(reply.accepted()?.body).during(path)
    }

    /// A ticket with comments, made for the purpose.
    fn discussion(&mut self) -> Result<String, Failure> {
        let made = self.send("POST", "/api/v1/tickets", Some(&new_ticket()))?;
        let id = made.pointer("/data/ticket_id").and_then(Value::as_str);
        let id = id.ok_or_else(|| Failure::new("a new ticket without an id"))?;
        for number in 0..COMMENTS {
            let body = json!({"comment_text": comment(number), "is_internal": false});
            self.send("POST", &comments_of(id), Some(&body))?;
        }
        Ok(id.to_owned())
    }

    /// Tickets of that sort with an assignee, all on the board that has the most of them, and the id of their status.
    fn equals(&mut self, sort: &Sort) -> Result<(Vec<String>, String), Failure> {
        let boards = self.get("/api/v1/boards")?;
        let boards = boards.get("data").and_then(Value::as_array).cloned();
        let mut most: (i64, Value) = (0, Value::Null);
        for board in boards.unwrap_or_default() {
            let id = board.get("board_id").and_then(Value::as_str).unwrap_or_default();
            let found = self.get(&list(&[
                ("limit", OWN),
                ("status_name", &sort.status),
                ("priority_name", &sort.priority),
                ("has_assignment", "true"),
                ("board_id", id),
            ]))?;
            let total = found.pointer("/pagination/total").and_then(Value::as_i64);
            if total.unwrap_or_default() > most.0 {
                most = (total.unwrap_or_default(), found);
            }
        }
        let status = most.1.pointer("/data/0/status_id").and_then(Value::as_str);
        let status = status.ok_or_else(|| Failure::new("no board has tickets of the commonest sort"))?;
        Ok((ids(&most.1), status.to_owned()))
    }

    /// Another unfinished status, or any other.
    fn other_status(&mut self, here: &str) -> Result<String, Failure> {
        let all = self.get("/api/v1/tickets/statuses")?;
        let all = all
            .get("data")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let id = |status: &Value| status.get("status_id").and_then(Value::as_str).map(str::to_owned);
        let others = || {
            all.iter()
                .filter(|status| id(status).is_some_and(|id| id != here))
        };
        let unfinished = others().find(|status| status.get("is_closed") == Some(&Value::Bool(false)));
        unfinished
            .or_else(|| others().next())
            .and_then(id)
            .ok_or_else(|| Failure::new("the tenant has one status only"))
    }

    /// The token of a board's client.
    fn sign_in(&mut self) -> Result<String, Failure> {
        let body = json!({"username": self.access.login, "password": self.access.password});
        let said = self.send("POST", "/api/tickets/auth/login/", Some(&body))?;
        let token = said.get("access").and_then(Value::as_str);
        token
            .map(str::to_owned)
            .ok_or_else(|| Failure::new("signing in gave no token"))
    }
}

/// The ids of listed tickets.
fn ids(listed: &Value) -> Vec<String> {
    let cards = listed.get("data").and_then(Value::as_array);
    let id = |card: &Value| card.get("ticket_id").and_then(Value::as_str).map(str::to_owned);
    cards.into_iter().flatten().filter_map(id).collect()
}

/// The status and the priority that most of the listed tickets have together, of those whose assignee is such.
fn commonest(listed: &Value, assignee: impl Fn(&Value) -> bool) -> Result<Sort, Failure> {
    let cards = listed.get("data").and_then(Value::as_array);
    let mut counts = HashMap::<Sort, usize>::new();
    for card in cards.into_iter().flatten() {
        let name = |name: &str| card.get(name).and_then(Value::as_str).map(str::to_owned);
        if let (Some(status), Some(priority)) = (name("status_name"), name("priority_name"))
            && assignee(card.get("assigned_to").unwrap_or(&Value::Null))
        {
            *counts.entry(Sort { status, priority }).or_default() += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|(sort, count)| (*count, sort.status.clone(), sort.priority.clone()));
    most.map(|(sort, _)| sort)
        .ok_or_else(|| Failure::new("none of the newest tickets is of the wanted sort"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_sort_is_found() {
        let card = |status: &str, assigned: Value| json!({"ticket_id": "1", "status_name": status, "priority_name": "High", "assigned_to": assigned});
        let listed = json!({"data": [
            card("Open", Value::Null), card("Open", Value::Null), card("Closed", json!("id")),
        ]});
        let status = |found: Result<Sort, Failure>| found.ok().map(|sort| sort.status);
        assert_eq!(status(commonest(&listed, |_| true)).as_deref(), Some("Open"));
        assert_eq!(
            status(commonest(&listed, Value::is_string)).as_deref(),
            Some("Closed")
        );
        assert_eq!(status(commonest(&json!({"data": []}), |_| true)), None);
        assert_eq!(ids(&listed), ["1", "1", "1"]);
    }
}
