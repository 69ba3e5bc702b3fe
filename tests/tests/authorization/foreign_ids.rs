//! A-AZ-1: an id of another tenant is as unknown as one that nobody has.

use tessera_domain::user::Role;
use tessera_tests::{
    Reply, TestApp, TestUser, on_each_database,
    openapi::{IdPlace, Operation},
    sample::{Sample, Stock, Thing, operations, thing},
};

/// An id that nothing has.
const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

/// A caller, with what is theirs and what is somebody else's.
pub struct Stage<'s> {
    pub app: &'s TestApp,
    pub caller: &'s TestUser,
    pub own: Stock,
    pub other: Stock,
}

#[test]
fn a_az_1_a_foreign_tenants_id_is_answered_like_one_that_nobody_has() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let globex = app.tenant("globex");
        let robin = acme.user("robin", Role::Technician);
        let own = Stock::make(app, &acme, &robin);
        let other = Stock::make(app, &globex, &globex.admin);
        let stage = Stage {
            app,
            caller: &robin,
            own,
            other,
        };
        let covered = stage.compare_all(|_| true);
        let operations = operations(app);
        let with_ids: Vec<_> = operations
            .iter()
            .filter(|operation| !operation.ids().is_empty())
            .collect();
        assert_eq!(covered.len(), with_ids.len(), "covered: {covered:?}");
        assert!(
            covered.len() >= 7,
            "the generator has lost its operations: {covered:?}"
        );
    });
}

impl Stage<'_> {
    /// Compares, at every place for an id of such a thing, the other's id with one that nobody has. Returns the names
    /// of the operations that have such a place.
    pub fn compare_all(&self, wanted: impl Fn(Thing) -> bool) -> Vec<String> {
        let mut covered = Vec::new();
        for operation in operations(self.app) {
            let places: Vec<_> = operation
                .ids()
                .into_iter()
                .filter(|place| wanted(thing(place.name())))
                .collect();
            if places.is_empty() {
                continue;
            }
            self.own_ids_do(&operation, &places);
            for place in &places {
                self.compare(&operation, place);
            }
            covered.push(operation.name());
        }
        covered
    }

    /// With the caller's own ids the same requests succeed: otherwise equal refusals would prove nothing.
    fn own_ids_do(&self, operation: &Operation, places: &[IdPlace]) {
        for place in places {
            let Some(id) = self.own.get(thing(place.name())) else {
                continue;
            };
            // Working times must not overlap, and follow the clock.
            self.app.clock.advance(3600);
            let reply = Sample::of(operation, &self.own, self.app)
                .with_id(place, id)
                .send(self.caller);
            assert!(
                reply.status < 300,
                "{} with its own {place:?}: {}",
                operation.name(),
                reply.text()
            );
        }
    }

    fn compare(&self, operation: &Operation, place: &IdPlace) {
        let what = format!("{} with {place:?}", operation.name());
        let sample = Sample::of(operation, &self.own, self.app);
        let before = self.app.contents();
        let nobodys = sample.with_id(place, NOBODYS).send(self.caller);
        // There is nobody's id either where there is nothing of the other's.
        let others = self.other.get(thing(place.name())).unwrap_or(NOBODYS);
        let theirs = sample.with_id(place, others).send(self.caller);
        assert_eq!(told(&theirs, others), told(&nobodys, NOBODYS), "{what}");
        if operation.writes() {
            assert!((400..500).contains(&theirs.status), "{what}: {}", theirs.text());
        } else {
            assert!(theirs.status < 500, "{what}: {}", theirs.text());
        }
        assert!(self.app.contents() == before, "{what} changed something");
    }
}

/// Everything that an answer tells, but for the request's own id and time, and for the id that was asked for.
pub fn told(reply: &Reply, asked: &str) -> (u16, Vec<String>, String) {
    // Whether the connection stays open depends on how much of the body had come; how long the answer is, on the id.
    let untold = ["date", "x-request-id", "connection", "content-length"];
    let headers = reply
        .headers
        .iter()
        .filter(|(name, _)| !untold.contains(&name.as_str()));
    let mut headers: Vec<String> = headers
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    headers.sort();
    (reply.status, headers, reply.text().replace(asked, "ID"))
}
