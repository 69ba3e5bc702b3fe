//! A-AZ-1: a number of another tenant, or of what is out of sight, is as unknown as one that nothing has.

use super::{admin_of, stock};
use serde_json::Value;
use std::collections::BTreeSet;
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind, Reply, TestApp, TestTenant,
    enterprise::{EnterpriseUser, NOBODYS, all_but_the_request, on_each_database_unlimited},
    enterprise_sample::{EnterpriseStock, Numbered, OF_ADMINS, closed, numbers, sample},
    mobile::items,
    openapi::{IdPlace, Operation, Place},
};

/// One of each thing of the tenant's, with numbers that no other tenant has.
fn stock_from_afar(app: &TestApp, tenant: &TestTenant<'_>) -> EnterpriseStock {
    let admin = admin_of(app, tenant);
    // Whatever is counted has been counted once.
    stock(&admin, &admin);
    let id = match app.kind {
        DatabaseKind::Sqlite => format!("x'{}'", tenant.id.uuid().simple()),
        DatabaseKind::Postgres => format!("'{}'", tenant.id),
    };
    let sql = format!("UPDATE counters SET value = value + 50000 WHERE tenant_id = {id}");
    app.database.connect().execute(&sql);
    stock(&EnterpriseUser::of(app, tenant, "boss", Role::Admin), &admin)
}

/// A caller, whoever makes things for them, and a stock that is none of theirs.
struct Stage<'s> {
    app: &'s TestApp,
    caller: &'s EnterpriseUser,
    admin: &'s EnterpriseUser,
    other: EnterpriseStock,
}

impl Stage<'_> {
    /// Compares, at every place for a number of such a thing, the other's with one that nobody has. Gives the names of
    /// the operations that have such a place.
    fn compare_all(&self, wanted: impl Fn(Numbered) -> bool) -> BTreeSet<String> {
        let mut covered = BTreeSet::new();
        for operation in closed(self.app) {
            for (place, kind) in numbers(&operation) {
                if !wanted(kind) {
                    continue;
                }
                self.own_does(&operation, &place, kind);
                self.compare(&operation, &place, kind);
                covered.insert(operation.name());
            }
        }
        covered
    }

    fn may(&self, operation: &Operation) -> bool {
        self.caller.login == "admin" || !OF_ADMINS.contains(&operation.shape().as_str())
    }

    /// With the caller's own number the same request succeeds: otherwise equal refusals would prove nothing.
    fn own_does(&self, operation: &Operation, place: &IdPlace, kind: Numbered) {
        let own = stock(self.caller, self.admin);
        let good = sample(operation, &own).with_id(place, &own.get_for(operation, kind).to_string());
        let reply = good.send(self.caller);
        let known = if self.may(operation) { 200..300 } else { 403..404 };
        assert!(
            known.contains(&reply.status),
            "{} with its own {place:?}: {}",
            operation.name(),
            reply.text()
        );
        if is_filter(operation, place) {
            assert_ne!(
                found(&reply),
                0,
                "{} with its own {place:?} finds it",
                operation.name()
            );
        }
    }

    fn compare(&self, operation: &Operation, place: &IdPlace, kind: Numbered) {
        let what = format!("{} with {place:?}", operation.name());
        let own = stock(self.caller, self.admin);
        let good = sample(operation, &own);
        let before = self.app.contents();
        let ask = |number: i64| {
            let number = number.to_string();
            let reply = good.with_id(place, &number).send(self.caller);
            let told = all_but_the_request(&reply, &number);
            (reply, told)
        };
        let (theirs, told) = ask(self.other.get(kind));
        assert_eq!(told, ask(NOBODYS).1, "{what}");
        if is_filter(operation, place) {
            assert_eq!((theirs.status, found(&theirs)), (200, 0), "{what}");
        } else {
            assert!((400..500).contains(&theirs.status), "{what}: {}", theirs.status);
        }
        assert!(self.app.contents() == before, "{what} changed something");
    }
}

/// Whether the number there only narrows a list. A report is about a department that is there, or there is none.
fn is_filter(operation: &Operation, place: &IdPlace) -> bool {
    let is_list = !operation.path.starts_with("/reports/");
    is_list && (place.place == Place::Query || operation.shape() == "POST /tickets/search")
}

/// How many things a list shows.
fn found(reply: &Reply) -> usize {
    let data: Value = reply.json()["data"].clone();
    items(&data["items"]).len()
}

#[test]
fn a_az_1_a_foreign_tenants_number_is_answered_like_one_that_nothing_has() {
    on_each_database_unlimited(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let other = stock_from_afar(app, &globex);
        // Whoever may do anything in their own tenant may do nothing in another one.
        let caller = &admin_of(app, &acme);
        let stage = Stage {
            app,
            caller,
            admin: &EnterpriseUser::of(app, &acme, "deputy", Role::Admin),
            other,
        };
        let covered = stage.compare_all(|_| true);
        let with_numbers: BTreeSet<String> = closed(app)
            .iter()
            .filter(|operation| !numbers(operation).is_empty())
            .map(Operation::name)
            .collect();
        assert_eq!(covered, with_numbers);
        assert!(
            covered.len() >= 15,
            "the generator has lost its operations: {covered:?}"
        );
    });
}

#[test]
fn a_az_1_what_is_out_of_sight_is_answered_like_what_does_not_exist() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let admin = &admin_of(app, &acme);
        let [sam, robin] = ["sam", "robin"].map(|login| EnterpriseUser::of(app, &acme, login, Role::User));
        let other = stock(&robin, admin);
        let stage = Stage {
            app,
            caller: &sam,
            admin,
            other,
        };
        let covered = stage.compare_all(Numbered::is_seen_by_part);
        assert!(
            covered.len() >= 8,
            "the generator has lost its operations: {covered:?}"
        );
    });
}

#[test]
fn a_az_1_people_and_files_that_a_comment_names_are_passed_over_when_they_are_foreign() {
    on_each_database_unlimited(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let theirs = stock_from_afar(app, &globex);
        let admin = admin_of(app, &acme);
        let own = stock(&admin, &admin);
        let named = |kind: Numbered| [theirs.get(kind), NOBODYS];
        let made = admin.comments_with(
            &own.ticket(),
            "x",
            serde_json::json!({
                "mentions": named(Numbered::Person), "attachments": named(Numbered::Attachment)
            }),
        );
        assert_eq!(made["mentions"], serde_json::json!([]));
        assert_eq!(made["attachments"], serde_json::json!([]));
    });
}
