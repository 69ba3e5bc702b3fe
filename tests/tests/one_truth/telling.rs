//! Telling a story to the product, and to the truth beside it.

use crate::{
    enterprise, integration, kanban, mobile,
    story::{Step, Story, Voice},
    truth::{Lane, Person, Truth},
};
use serde_json::Value;
use std::collections::BTreeSet;
use tessera_domain::{
    project::{Member, MemberRole},
    time::Time,
    user::Role,
};
use tessera_ports::{StoreError, world::Clock};
use tessera_tests::{
    TestApp, TestUser,
    enterprise::EnterpriseUser,
    integration::TestToken,
    kanban::KanbanUser,
    mobile::{items, text},
};

/// Who speaks, and who listens.
pub struct Stage<'a> {
    app: &'a TestApp,
    /// Staff: does what people do, and reads everything.
    pub staff: TestUser,
    /// Whose tickets they are: reads what is not internal.
    pub requester: TestUser,
    /// Runs the tenant, and reads its boards.
    pub admin: TestUser,
    /// Their system.
    pub token: TestToken,
    /// The admin and the requester, who is a member of the project, by the kanban API.
    pub board: (KanbanUser, KanbanUser),
    /// The same two by the enterprise API.
    pub desk: (EnterpriseUser, EnterpriseUser),
    /// Somebody of staff, as boards number people.
    pub staff_number: i64,
    /// The columns of the tenant's own project.
    pub columns: [i64; 4],
    /// The tenant's statuses and priorities by their names.
    pub statuses: Vec<(String, String)>,
    pub priorities: Vec<(String, String)>,
}

impl<'a> Stage<'a> {
    pub fn set(app: &'a TestApp) -> Self {
        let acme = app.tenant("acme");
        let staff = acme.user("robin", Role::Technician);
        let requester = acme.user("lee", Role::User);
        let admin = acme.admin.clone();
        let board = (KanbanUser::also(app, &admin), KanbanUser::also(app, &requester));
        join(app, &requester);
        Self {
            columns: board.0.board(1).columns,
            staff_number: KanbanUser::also(app, &staff).number,
            // They have the same password at every door.
            desk: (
                EnterpriseUser::sign_in(app, &admin),
                EnterpriseUser::sign_in(app, &requester),
            ),
            board,
            admin,
            token: TestToken::limited(app, &requester, 1_000_000),
            statuses: named(&staff, "statuses", "name", "status_id"),
            priorities: named(&staff, "priorities", "priority_name", "priority_id"),
            app,
            staff,
            requester,
        }
    }

    /// Tells the story.
    ///
    /// # Errors
    /// What somebody read that is not the truth, or could not do.
    pub fn tell(&self, story: &Story) -> Result<(), String> {
        let mut truth = Truth::begin(&story.opening, self.now());
        let opened = match story.opening.by {
            Voice::Mobile => mobile::open(self, &story.opening)?,
            Voice::Integration => integration::open(self, &story.opening)?,
            Voice::Kanban => kanban::open(self, &story.opening)?,
            Voice::Enterprise => enterprise::open(self, &story.opening)?,
        };
        let ticket = self.names(opened)?;
        for Step { after, by, deed } in &story.steps {
            self.app.clock.advance(*after);
            let open = truth.is_open_to(*by);
            let done = match by {
                Voice::Mobile => mobile::act(self, &ticket.id, deed, &truth),
                Voice::Integration => integration::act(self, &ticket.id, deed, open),
                Voice::Kanban => kanban::act(self, ticket.number, deed),
                Voice::Enterprise => enterprise::act(self, ticket.number, deed),
            };
            done.map_err(|why| format!("{by} {deed}: {why}"))?;
            truth.go_on(*by, deed, self.now());
        }
        self.app.clock.advance(1);
        mobile::read(self, &ticket.id, &truth)?;
        integration::read(self, &ticket.id, &truth)?;
        kanban::read(self, ticket.number, &truth)?;
        enterprise::read(self, ticket.number, &truth)
    }

    /// Dialects name a ticket by its id or by its number. It is the youngest one.
    fn names(&self, opened: Opened) -> Result<Names, String> {
        let page = self
            .staff
            .get("/api/v1/tickets?sort=ticket_number&order=desc&limit=1");
        let youngest = || text(&page.json()["data"][0]["ticket_id"]);
        let list = self
            .board
            .0
            .get(&format!("{}?page_size=1", tessera_tests::kanban::TICKETS));
        let number = || list.json()["results"][0]["id"].as_i64();
        match opened {
            Opened::Id(id) => number().map(|number| Names { id, number }),
            Opened::Number(number) => Some(Names {
                id: youngest(),
                number,
            }),
        }
        .ok_or_else(|| format!("no ticket: {}", list.text()))
    }

    /// Who somebody is by the mobile API.
    pub const fn person(&self, person: Person) -> &TestUser {
        match person {
            Person::Staff => &self.staff,
            Person::Requester => &self.requester,
            Person::Admin => &self.admin,
        }
    }

    /// Who somebody is on boards.
    pub const fn number(&self, person: Person) -> i64 {
        match person {
            Person::Staff => self.staff_number,
            Person::Requester => self.board.1.number,
            Person::Admin => self.board.0.number,
        }
    }

    /// The number of a column.
    pub const fn column(&self, lane: Lane) -> i64 {
        let [new, in_progress, review, done] = self.columns;
        match lane {
            Lane::New => new,
            Lane::InProgress => in_progress,
            Lane::Review => review,
            Lane::Done => done,
        }
    }

    fn now(&self) -> Time {
        self.app.clock.now()
    }
}

/// What a dialect calls the ticket that it opened.
pub enum Opened {
    Id(String),
    Number(i64),
}

/// What dialects call a ticket.
struct Names {
    id: String,
    number: i64,
}

/// Makes the person a member of the tenant's own project, past the product.
fn join(app: &TestApp, user: &TestUser) {
    let joined = app.app.store.transact(|tx| {
        let project = tx
            .lists()
            .default_project(user.tenant)?
            .expect("every tenant has one");
        let member = Member {
            user: user.id,
            role: MemberRole::Member,
            added_at: app.clock.now(),
        };
        tx.boards().set_member(user.tenant, project.id, &member)
    });
    joined
        .map_err(|error: StoreError| error.to_string())
        .expect("the person can join");
}

/// The tenant's list of that sort: each entry's name and id.
fn named(staff: &TestUser, list: &str, name: &str, id: &str) -> Vec<(String, String)> {
    let all = staff.get(&format!("/api/v1/tickets/{list}")).expect(200).json();
    let entry = |entry: &Value| (text(&entry[name]), text(&entry[id]));
    items(&all["data"]).iter().map(entry).collect()
}

/// The id behind a name.
pub fn id_of(list: &[(String, String)], name: &str) -> String {
    let found = list.iter().find(|(known, _)| known == name);
    found
        .unwrap_or_else(|| panic!("nothing is called {name}"))
        .1
        .clone()
}

/// A moment as every dialect writes it.
pub fn moment(time: Time) -> String {
    time.to_millis_text()
}

/// Complains when what somebody read is not the truth. Of objects it names the members that differ.
///
/// # Errors
/// With both.
pub fn same(who: &str, what: &str, read: &Value, truth: &Value) -> Result<(), String> {
    if read == truth {
        return Ok(());
    }
    let (Value::Object(members), Value::Object(known)) = (read, truth) else {
        return Err(format!("{who} reads as {what} {read}\nand it is {truth}"));
    };
    let names: BTreeSet<&String> = members.keys().chain(known.keys()).collect();
    let told = |name: &String| (members.get(name), known.get(name));
    let shown = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    let differing = names.into_iter().filter(|name| told(name).0 != told(name).1);
    let lines = differing.map(|name| {
        let (read, truth) = told(name);
        format!("\n{name}: reads {}, and it is {}", shown(read), shown(truth))
    });
    Err(format!("{who}, of {what}:{}", lines.collect::<String>()))
}
