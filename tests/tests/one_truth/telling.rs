//! Telling a story to the product, and to the truth beside it.

use crate::{
    integration, mobile,
    story::{Step, Story, Voice},
    truth::Truth,
};
use serde_json::Value;
use std::collections::BTreeSet;
use tessera_domain::{time::Time, user::Role};
use tessera_ports::world::Clock;
use tessera_tests::{
    TestApp, TestUser,
    integration::TestToken,
    mobile::{items, text},
};

/// Who speaks, and who listens.
pub struct Stage<'a> {
    app: &'a TestApp,
    /// Staff: does what people do, and reads everything.
    pub staff: TestUser,
    /// Whose tickets they are: reads what is not internal.
    pub requester: TestUser,
    /// Their system.
    pub token: TestToken,
    /// The tenant's statuses and priorities by their names.
    pub statuses: Vec<(String, String)>,
    pub priorities: Vec<(String, String)>,
}

impl<'a> Stage<'a> {
    pub fn set(app: &'a TestApp) -> Self {
        let acme = app.tenant("acme");
        let staff = acme.user("robin", Role::Technician);
        let requester = acme.user("lee", Role::User);
        Self {
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
        let ticket = match story.opening.by {
            Voice::Mobile => mobile::open(self, &story.opening)?,
            Voice::Integration => integration::open(self, &story.opening)?,
        };
        for Step { after, by, deed } in &story.steps {
            self.app.clock.advance(*after);
            let open = truth.is_open_to(*by);
            let done = match by {
                Voice::Mobile => mobile::act(self, &ticket, deed),
                Voice::Integration => integration::act(self, &ticket, deed, open),
            };
            done.map_err(|why| format!("{by} {deed}: {why}"))?;
            truth.go_on(*by, deed, self.now());
        }
        self.app.clock.advance(1);
        mobile::read(self, &ticket, &truth)?;
        integration::read(self, &ticket, &truth)
    }

    fn now(&self) -> Time {
        self.app.clock.now()
    }
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
