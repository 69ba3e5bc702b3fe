//! What each role may do, by hand or by a token, as a table that is checked in: `tests/permissions.txt`.
//!
//! `UPDATE_PERMISSIONS=1` writes it anew; the difference then shows in review what was granted or taken.

use serde_json::{Value, json};
use std::{env, fmt::Write, fs, path::PathBuf, thread};
use tessera_domain::user::Role;
use tessera_tests::{
    Client, DatabaseKind, Reply, TestApp, TestTenant,
    enterprise::{EnterpriseUser, tireless},
    enterprise_sample::{self, EnterpriseStock},
    integration::{self, BASE, TestToken, effects},
    kanban::{self, KanbanUser},
    kanban_sample::{self, KanbanStock},
    mobile,
    openapi::Operation,
    sample::{Sample, Stock, Thing, operations, token_operations},
};

/// Members that need a right of their own.
const VARIANTS: &[(&str, &str)] = &[
    ("POST /api/v1/tickets", "assigned_to"),
    ("PUT /api/v1/tickets/{}", "assigned_to"),
    ("POST /api/v1/tickets/{}/comments", "is_internal"),
    ("POST /tickets", "assigned_to_id"),
    ("POST /tickets", "internal_notes"),
    ("PATCH /tickets/{}", "assigned_to_id"),
    ("PATCH /tickets/{}", "internal_notes"),
    ("PATCH /tickets/{}", "department_id"),
    ("POST /comments/ticket/{}", "is_internal"),
];

/// A line of the table: an operation, and the member that it is asked with.
struct Line {
    operation: Operation,
    member: Option<&'static str>,
}

impl Line {
    /// Whether tokens ask for it, and not people.
    fn is_for_tokens(&self) -> bool {
        self.operation.path.starts_with(BASE)
    }

    /// Whether people ask for it with what they were given by the kanban API.
    fn is_for_boards(&self) -> bool {
        self.operation.path.starts_with(kanban::BASE)
    }

    /// Whether people ask for it with what they were given by the enterprise API.
    fn is_for_enterprises(&self) -> bool {
        let [own, boards, phones] =
            [BASE, kanban::BASE, "/api/v1"].map(|base| self.operation.path.starts_with(base));
        !own && !boards && !phones
    }

    fn name(&self) -> String {
        match self.member {
            Some(member) => format!("{} with {member}", self.operation.name()),
            None => self.operation.name(),
        }
    }

    fn sample(&self, stock: &Stock, app: &TestApp) -> Sample {
        let sample = Sample::of(&self.operation, stock, app);
        match self.member {
            Some("is_internal") => sample.with_member("is_internal", json!(true)),
            Some(member) => {
                sample.with_member(member, stock.get(Thing::User).map_or(Value::Null, |id| json!(id)))
            }
            None => sample,
        }
    }

    fn enterprise_sample(&self, stock: &EnterpriseStock) -> Sample {
        let sample = enterprise_sample::sample(&self.operation, stock);
        match self.member {
            Some("is_internal") => sample.with_member("is_internal", json!(true)),
            Some("internal_notes") => sample.with_member("internal_notes", json!("For staff")),
            // Somebody works on the ticket already.
            Some("assigned_to_id") if self.operation.method == "PATCH" => {
                sample.with_member("assigned_to_id", Value::Null)
            }
            Some("assigned_to_id") => sample.with_member(
                "assigned_to_id",
                json!(stock.get(enterprise_sample::Numbered::Person)),
            ),
            Some(member) => sample.with_member(member, Value::Null),
            None => sample,
        }
    }
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("permissions.txt")
}

#[test]
fn every_role_may_do_what_the_table_says() {
    // Nothing else takes as long, so each database has a thread of its own.
    let tables = thread::scope(|scope| {
        let running: Vec<_> = DatabaseKind::all()
            .into_iter()
            .map(|kind| (kind, scope.spawn(move || table(kind))))
            .collect();
        running
            .into_iter()
            .map(|(kind, table)| (kind, table.join().expect("a table can be found out")))
            .collect::<Vec<_>>()
    });
    for (kind, found) in tables {
        if env::var_os("UPDATE_PERMISSIONS").is_some() {
            fs::write(file(), &found).expect("the table can be written");
        }
        let expected = fs::read_to_string(file()).unwrap_or_default();
        assert_eq!(
            found, expected,
            "on {kind:?}; UPDATE_PERMISSIONS=1 writes tests/permissions.txt anew"
        );
    }
}

fn lines(app: &TestApp) -> Vec<Line> {
    let mut lines = Vec::new();
    let all = [
        operations(app),
        token_operations(app),
        kanban_sample::operations(app),
        enterprise_sample::operations(app),
    ];
    for operation in all.concat() {
        let shape = operation.shape();
        let members = VARIANTS
            .iter()
            .filter(|(of, _)| *of == shape)
            .map(|(_, member)| Some(*member));
        for member in std::iter::once(None).chain(members) {
            lines.push(Line {
                operation: operation.clone(),
                member,
            });
        }
    }
    lines
}

/// So many lines are found out with one database: whatever is refused is compared with all that is stored, and each line
/// stores more.
const LINES: usize = 12;

fn table(kind: DatabaseKind) -> String {
    let lines = lines(&TestApp::start(kind));
    let width = lines
        .iter()
        .map(|line| line.name().len())
        .max()
        .unwrap_or_default();
    let mut text = String::from(
        "# What each role may do to a ticket of its own, by operation and by the members that need a right of their\n\
         # own; below /functions, what a token of somebody of that role may do to a ticket that it opened; below\n\
         # /api/tickets, what they may do to things of a project of their own; without any of these prefixes, what they\n\
         # may do by the enterprise API to a ticket of their own, and to departments. Compared by\n\
         # tests/tests/authorization/permissions.rs; UPDATE_PERMISSIONS=1 writes it anew.\n\n",
    );
    let columns: Vec<String> = Role::ALL
        .iter()
        .map(|role| format!("{:>12}", role.key()))
        .collect();
    writeln!(text, "{:width$}{:>12}{}", "", "anonymous", columns.concat()).expect("texts take everything");
    for some in lines.chunks(LINES) {
        let app = TestApp::with(kind, tireless());
        text.push_str(&part_of_table(&app, some, width));
    }
    text
}

fn part_of_table(app: &TestApp, lines: &[Line], width: usize) -> String {
    let tenant = app.tenant("acme");
    let mut text = String::new();
    // Passwords take their time, so they are made once; and tokens end, so they are made when they are needed.
    let mut signed_in = None;
    let mut staffed = None;
    let stranger = app.anonymous().with("x-tenant-id", &tenant.id.to_string());
    for line in lines {
        write!(text, "{:width$}", line.name()).expect("texts take everything");
        if line.is_for_boards() {
            let people: &[KanbanUser; 5] = signed_in.get_or_insert_with(|| {
                Role::ALL.map(|role| KanbanUser::of(app, &tenant, &format!("board-{}", role.key()), role))
            });
            write!(text, "{:>12}", on_a_board(app, line, &people[0], &stranger))
                .expect("texts take everything");
            for person in people {
                // Whoever gets in says in which tenant; all others are known by their token.
                let client: &Client = if line.operation.public { &stranger } else { person };
                write!(text, "{:>12}", on_a_board(app, line, person, client)).expect("texts take everything");
            }
            text.push('\n');
            continue;
        }
        if line.is_for_enterprises() {
            let staff: &mut Staff = staffed.get_or_insert_with(|| Staff::of(app, &tenant));
            write!(text, "{:>12}", staff.anonymous(app, line, &stranger)).expect("texts take everything");
            for role in 0..Role::ALL.len() {
                let word = staff.does(app, line, role, &stranger);
                write!(text, "{word:>12}").expect("texts take everything");
            }
            text.push('\n');
            continue;
        }
        write!(text, "{:>12}", anonymous(app, &tenant, line)).expect("texts take everything");
        for role in Role::ALL {
            write!(text, "{:>12}", outcome(app, &tenant, line, role)).expect("texts take everything");
        }
        text.push('\n');
    }
    text
}

/// Somebody of the role, or their token, does it to a ticket that they opened themselves.
fn outcome(app: &TestApp, tenant: &TestTenant<'_>, line: &Line, role: Role) -> &'static str {
    app.clock.advance(3600);
    let login = format!("{}-{}", role.key(), app.row_counts()["users"]);
    let caller = tenant.user(&login, role);
    if line.is_for_tokens() {
        let token = TestToken::of(app, &caller);
        let stock = Stock::of_token(&token);
        return verdict(app, &token, &line.sample(&stock, app));
    }
    let stock = Stock::of(tenant, &caller);
    verdict(app, &caller, &line.sample(&stock, app))
}

/// The client does it to things of a project that the owner has just started.
fn on_a_board(app: &TestApp, line: &Line, owner: &KanbanUser, client: &Client) -> &'static str {
    let stock = KanbanStock::make(owner);
    verdict(app, client, &kanban_sample::sample(&line.operation, &stock))
}

/// People of the enterprise API: one of each role, and beside each an admin who makes what only admins make.
struct Staff {
    people: [(EnterpriseUser, EnterpriseUser); 5],
    /// What each of them has, until something is done to it.
    stocks: [Option<EnterpriseStock>; 5],
}

impl Staff {
    fn of(app: &TestApp, tenant: &TestTenant<'_>) -> Self {
        let enter = |login: String, role: Role| EnterpriseUser::of(app, tenant, &login, role);
        let pair = |role: Role| {
            let key = role.key();
            (
                enter(format!("staff-{key}"), role),
                // Whoever else signed in by that name has done it, and another password would end that.
                enter(format!("boss-of-{key}"), Role::Admin),
            )
        };
        Self {
            people: Role::ALL.map(pair),
            stocks: Default::default(),
        }
    }

    /// Each does it to a ticket of their own; what ends a session, in one that is made for it.
    fn does(&mut self, app: &TestApp, line: &Line, role: usize, stranger: &Client) -> &'static str {
        let (person, admin) = &self.people[role];
        if line.operation.shape() == "POST /auth/logout" {
            let person = person.again(app);
            let stock = EnterpriseStock::make(&person, admin);
            return verdict(app, &person, &line.enterprise_sample(&stock));
        }
        let client = if enterprise_sample::is_open(&line.operation) {
            stranger.clone()
        } else {
            Client::clone(person)
        };
        self.tries(app, line, role, &client)
    }

    /// Whoever has said nothing of themselves does it, to what the first has.
    fn anonymous(&mut self, app: &TestApp, line: &Line, stranger: &Client) -> &'static str {
        self.tries(app, line, 0, stranger)
    }

    /// The client does it to what the owner has.
    fn tries(&mut self, app: &TestApp, line: &Line, owner: usize, client: &Client) -> &'static str {
        let (person, admin) = &self.people[owner];
        let stock = self.stocks[owner].get_or_insert_with(|| EnterpriseStock::make(person, admin));
        let word = verdict(app, client, &line.enterprise_sample(stock));
        if word == "yes" && line.operation.method != "GET" {
            self.stocks[owner] = None;
        }
        word
    }
}

fn anonymous(app: &TestApp, tenant: &TestTenant<'_>, line: &Line) -> &'static str {
    let stock = if line.is_for_tokens() {
        Stock::of_token(&TestToken::of(app, &tenant.admin))
    } else {
        Stock::of(tenant, &tenant.admin)
    };
    verdict(app, &app.anonymous(), &line.sample(&stock, app))
}

fn verdict(app: &TestApp, caller: &Client, sample: &Sample) -> &'static str {
    let before = effects(app);
    let reply = sample.send(caller);
    let word = match reply.status {
        200..300 => return "yes",
        401 => "401",
        403 => "403",
        _ => panic!("{} {}: {}", sample.method, sample.target(), reply.text()),
    };
    assert_eq!(code(&reply, sample), expected_code(word, sample));
    assert!(
        effects(app) == before,
        "{} {} was refused and changed something",
        sample.method,
        sample.target()
    );
    word
}

/// What the refusal says to programs.
fn code(reply: &Reply, sample: &Sample) -> String {
    if sample.path.starts_with(BASE) {
        return integration::refused(reply, reply.status).code;
    }
    if sample.path.starts_with(kanban::BASE) {
        return mobile::text(&kanban::answered(reply, reply.status)["detail"]);
    }
    if sample.path.starts_with("/api/") {
        return mobile::refused(reply, reply.status).code;
    }
    mobile::text(&reply.json()["error"]["code"])
}

fn expected_code(word: &str, sample: &Sample) -> &'static str {
    if sample.path.starts_with(kanban::BASE) {
        return match word {
            "401" => "Authentication credentials were not provided.",
            _ => "You do not have permission to perform this action.",
        };
    }
    let is_of_enterprises = !sample.path.starts_with("/api/") && !sample.path.starts_with(BASE);
    match (word, sample.path.starts_with(BASE)) {
        ("401", _) if is_of_enterprises => "AUTHENTICATION_REQUIRED",
        (_, _) if is_of_enterprises => "PERMISSION_DENIED",
        ("401", true) => "missing_token",
        ("401", false) => "UNAUTHORIZED",
        _ => "FORBIDDEN",
    }
}
