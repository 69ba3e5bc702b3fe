//! Every request that the vendor's document prints, sent as it is printed to a fresh start in development mode, and each
//! answer compared with the printed one, field by field.

mod approvals;
mod auth;
mod collaboration;
mod curl;
mod models;
mod reports;
mod search;
mod tickets;

use serde_json::{Value, json};
use tessera_application::users::{self, NewUser};
use tessera_domain::{
    id::TenantId,
    time::Time,
    user::{Login, Permissions, Role},
};
use tessera_tests::{
    Setup, TestApp,
    enterprise::{EnterpriseUser, join},
    mobile::text,
    on_each_database_with,
};

/// A fresh start, its administrator, and the person of whom the document tells.
pub struct Start<'a> {
    pub app: &'a TestApp,
    pub admin: EnterpriseUser,
    pub john: EnterpriseUser,
}

impl Start<'_> {
    /// Opens tickets of the document's person until there is one of that number.
    pub fn tickets_up_to(&self, last: i64) {
        loop {
            let ticket = self.john.opens_with("Another one", json!({ "department_id": 1 }));
            if ticket["id"].as_i64() >= Some(last) {
                return;
            }
        }
    }
}

/// As somebody starts the product to try it.
pub fn on_a_fresh_start(test: impl Fn(&Start<'_>)) {
    let setup = Setup {
        development: true,
        ..Setup::default()
    };
    on_each_database_with(&setup, |app| {
        let tenant = tessera_application::tenants::find(&app.app, &app.app.policy.default_tenant);
        let john = john(app, tenant.expect("the first start opened it").id);
        let client = app.anonymous();
        test(&Start {
            admin: EnterpriseUser::enter(&client, None, ("admin", "admin")),
            john: EnterpriseUser::enter(&client, None, john),
            app,
        });
    });
}

/// The document's person, with their documented password.
fn john(app: &TestApp, tenant: TenantId) -> (&'static str, &'static str) {
    let (login, password) = ("john.doe", "password123");
    let new = NewUser {
        tenant,
        login: Login::parse(login).expect("a login"),
        first_name: "John".into(),
        last_name: "Doe".into(),
        email: Some("john.doe@company.com".into()),
        role: Role::User,
        extra: Permissions::NONE,
        department: None,
        password: Some(password.into()),
    };
    let user = users::create(&app.app, &new).expect("they can be made");
    join(app, tenant, user.id, Some(1));
    (login, password)
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
        (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Null, Value::Null) => Ok(()),
        // What is optional is null where there is nothing, and the other way round.
        (Value::Null, _) | (_, Value::Null) if is_optional(at) => Ok(()),
        _ => Err(format!("{at} is {answer}, printed is {printed}")),
    }
}

/// What the document's models call nullable, and departments, which some people have none of.
fn is_optional(at: &str) -> bool {
    const OPTIONAL: [&str; 10] = [
        "assigned_to_id",
        "assigned_to",
        "due_date",
        "resolution_time",
        "sla_breach_time",
        "department_id",
        "department",
        "next_page",
        "prev_page",
        "description",
    ];
    at.rsplit('.').next().is_some_and(|name| OPTIONAL.contains(&name))
}

/// Moments, addresses and references have a form.
fn alike(answer: &str, printed: &str, at: &str) -> Result<(), String> {
    let forms: [fn(&str) -> bool; 4] = [is_moment, is_reference, is_uuid, |text| {
        text.starts_with("http://") || text.starts_with("https://")
    }];
    match forms.iter().find(|form| form(printed)) {
        Some(form) if !form(answer) => Err(format!("{at} is {answer:?}, printed is {printed:?}")),
        _ => Ok(()),
    }
}

fn is_moment(text: &str) -> bool {
    text.ends_with('Z') && Time::parse(text).is_some()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.parse::<uuid::Uuid>().is_ok()
}

/// `TKT-`, a day, and at least three digits.
fn is_reference(text: &str) -> bool {
    let mut parts = text.split('-');
    let digits = |part: Option<&str>, least: usize| {
        part.is_some_and(|part| part.len() >= least && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    parts.next() == Some("TKT")
        && digits(parts.next(), 8)
        && digits(parts.next(), 3)
        && parts.next().is_none()
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

/// A line of a list of tickets as the document prints it.
pub fn printed_ticket() -> Value {
    json!({
        "id": 123,
        "ticket_number": "TKT-20231201-001",
        "title": "Server Performance Issue",
        "description": "Database queries are running slowly",
        "status": "open",
        "priority": "high",
        "ticket_type": "incident",
        "created_by_id": 1,
        "assigned_to_id": 5,
        "department_id": 1,
        "tags": ["performance", "database", "urgent"],
        "created_at": "2023-12-01T10:00:00Z",
        "updated_at": "2023-12-01T10:00:00Z",
        "due_date": "2023-12-02T18:00:00Z",
        "sla_breach_time": null,
        "resolution_time": null,
        "created_by": { "id": 1, "username": "john.doe", "first_name": "John", "last_name": "Doe" },
        "assigned_to": { "id": 5, "username": "admin", "first_name": "System", "last_name": "Admin" },
        "department": { "id": 1, "name": "IT Department" }
    })
}

/// What a ticket's model has beyond the printed line, and what we add.
pub const MORE_OF_TICKETS: &[&str] = &[
    "customer_satisfaction_rating",
    "internal_notes",
    "public_notes",
    "expected_attachments",
];

/// What a list may have besides: the document's second form of it.
pub const MORE_OF_LISTS: &[&str] = &["has_next", "has_prev", "pagination"];

/// Complains unless the whole body is the printed success, with the members that the examples leave out now and then.
#[track_caller]
pub fn assert_success(body: &Value, printed: &Value, additions: &[&str]) {
    let usual = ["message", "timestamp", "request_id"];
    let additions = [additions, &usual[..]].concat();
    assert_like(body, printed, &additions);
    assert_eq!(body["success"], true, "{body}");
}
