//! Every request that the vendor's document prints, sent as it is printed to a fresh start in development mode.

mod auth;
mod boards;
mod curl;
mod patterns;
mod people;
mod tickets;

use serde_json::{Value, json};
use tessera_tests::{
    Client, TestApp,
    kanban::{KanbanUser, LOGIN, TICKETS, assert_moment, development, number},
    mobile::{keys, text},
    on_each_database_with,
};

/// A fresh start, and its administrator as the document signs them in.
pub struct Start<'a> {
    pub app: &'a TestApp,
    pub admin: KanbanUser,
}

impl Start<'_> {
    /// A client with nothing but the development key.
    pub fn with_key(&self) -> Client {
        self.app
            .anonymous()
            .with("X-Super-Secret-Key", "dev-super-secret-key-12345")
    }

    /// Opens tickets until there is one of that number.
    pub fn tickets_up_to(&self, last: i64) {
        while number(&self.admin.opens("Another one", 1)["id"]) < last {}
    }
}

pub fn on_a_fresh_start(test: impl Fn(&Start<'_>)) {
    on_each_database_with(&development(), |app| {
        let body = json!({ "username": "admin", "password": "admin" });
        let answer = app.anonymous().post(LOGIN, &body).expect(200).json();
        let admin = KanbanUser::granted(&app.anonymous(), &answer);
        test(&Start { app, admin });
    });
}

/// Complains unless the answer has every member of the printed one, with a value of its kind, and none that is neither
/// printed nor known as an addition.
#[track_caller]
pub fn assert_like(answer: &Value, printed: &Value, additions: &[&str]) {
    if let Err(why) = like(answer, printed, additions, "") {
        panic!("{why}\nanswer: {answer}\nprinted: {printed}");
    }
}

fn like(answer: &Value, printed: &Value, additions: &[&str], at: &str) -> Result<(), String> {
    match (answer, printed) {
        (Value::Object(members), Value::Object(known)) => {
            for (name, value) in known {
                let member = members
                    .get(name)
                    .ok_or_else(|| format!("{at}.{name} is missing"))?;
                like(member, value, additions, &format!("{at}.{name}"))?;
            }
            let more = members
                .keys()
                .find(|name| !known.contains_key(*name) && !additions.contains(&name.as_str()));
            more.map_or(Ok(()), |name| Err(format!("{at}.{name} is not documented")))
        }
        (Value::Array(answers), Value::Array(known)) => {
            let Some(first) = known.first() else { return Ok(()) };
            let mut each = answers.iter().enumerate();
            each.try_for_each(|(place, one)| like(one, first, additions, &format!("{at}[{place}]")))
        }
        (Value::String(one), Value::String(other)) => alike(one, other, at),
        (Value::Number(_), Value::Number(_)) | (Value::Bool(_), Value::Bool(_)) => Ok(()),
        // What is optional is null where there is nothing, and the other way round.
        (Value::Null, _) | (_, Value::Null) if is_optional(at) => Ok(()),
        _ => Err(format!("{at} is {answer}, printed is {printed}")),
    }
}

fn is_optional(at: &str) -> bool {
    const OPTIONAL: [&str; 9] = [
        "description",
        "due_date",
        "start_date",
        "next",
        "previous",
        "phone",
        "title",
        "department",
        "project",
    ];
    at.rsplit('.').next().is_some_and(|name| OPTIONAL.contains(&name))
}

/// Moments, dates and addresses have a form.
fn alike(answer: &str, printed: &str, at: &str) -> Result<(), String> {
    let forms: [fn(&str) -> bool; 3] = [is_moment, is_date, |text| text.starts_with("http://")];
    match forms.iter().find(|form| form(printed)) {
        Some(form) if !form(answer) => Err(format!("{at} is {answer:?}, printed is {printed:?}")),
        _ => Ok(()),
    }
}

fn is_moment(text: &str) -> bool {
    text.ends_with('Z') && tessera_domain::time::Time::parse(text).is_some()
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && is_moment(&format!("{text}T00:00:00Z"))
}

/// Complains unless those members have exactly the printed values.
#[track_caller]
pub fn assert_says(answer: &Value, printed: &Value, members: &[&str]) {
    for member in members {
        assert_eq!(answer[member], printed[member], "{member} of {answer}");
    }
}

/// Complains unless that is a token, whose three parts are text for the address bar.
#[track_caller]
pub fn assert_token(value: &Value) {
    let token = text(value);
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    let plain = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    assert!(parts.iter().all(plain), "{token}");
}

/// The ticket as the document prints it.
pub fn printed_ticket() -> Value {
    json!({
        "id": 1,
        "name": "Fix login page error",
        "description": "Users getting 500 error",
        "type": "bug",
        "status": "in_progress",
        "priority_id": 4,
        "urgency": "high",
        "importance": "critical",
        "project": 1,
        "project_key": "DEMO",
        "column": 2,
        "column_name": "In Progress",
        "assignee_ids": [1, 2],
        "following": false,
        "comments_count": 3,
        "tag_names": ["backend", "authentication"],
        "due_date": "2025-10-25",
        "start_date": "2025-10-20",
        "created_at": "2025-10-20T10:30:00Z",
        "updated_at": "2025-10-21T14:20:00Z"
    })
}

/// What a ticket may say beyond the document: the vendor's own client reads it.
pub const MORE_OF_TICKETS: &[&str] = &[
    "assignees",
    "reporter",
    "parent",
    "subtasks",
    "tags",
    "tags_detail",
    "company",
];

/// Complains unless that is a ticket. What is inside the additions is not the document's.
#[track_caller]
pub fn assert_ticket(answer: &Value) {
    let mut documented = answer.clone();
    let members = documented.as_object_mut().expect("a ticket is an object");
    members.retain(|name, _| !MORE_OF_TICKETS.contains(&name.as_str()));
    assert_eq!(keys(&documented), keys(&printed_ticket()));
    assert_like(&documented, &printed_ticket(), &[]);
    for moment in ["created_at", "updated_at"] {
        assert_moment(&answer[moment]);
    }
}

/// The path of a ticket by its number.
pub fn ticket(number: i64) -> String {
    format!("{TICKETS}{number}/")
}
