//! What holds for the other dialects' operations holds for those of boards too, number by number.

mod members;

use crate::foreign_ids::told;
use serde_json::json;
use std::collections::BTreeSet;
use tessera_domain::user::Role;
use tessera_tests::{
    Client, DatabaseKind, Reply, TestApp, TestTenant,
    integration::TestToken,
    kanban::{KanbanUser, NOBODYS, bearer},
    kanban_sample::{KanbanStock, Numbered, fresh_key, numbers, operations, sample},
    on_each_database,
    openapi::{IdPlace, Operation, Place},
    tenant_scope::unscoped,
};

/// What needs a credential.
fn closed(app: &TestApp) -> Vec<Operation> {
    operations(app)
        .into_iter()
        .filter(|operation| !operation.public)
        .collect()
}

/// One of each thing of the tenant's, with numbers that no other tenant has.
fn stock_from_afar(app: &TestApp, tenant: &TestTenant<'_>) -> KanbanStock {
    // Whatever is counted has been counted once.
    KanbanStock::make(&KanbanUser::also(app, &tenant.admin));
    let id = match app.kind {
        DatabaseKind::Sqlite => format!("x'{}'", tenant.id.uuid().simple()),
        DatabaseKind::Postgres => format!("'{}'", tenant.id),
    };
    let sql = format!("UPDATE counters SET value = value + 50000 WHERE tenant_id = {id}");
    app.database.connect().execute(&sql);
    KanbanStock::make(&KanbanUser::of(app, tenant, "boss", Role::Admin))
}

/// A caller, and two stocks that are none of theirs.
struct Stage<'s> {
    app: &'s TestApp,
    caller: &'s KanbanUser,
    other: KanbanStock,
}

impl Stage<'_> {
    /// Compares, at every place for a number of such a thing, the other's with one that nobody has. Gives the names of
    /// the operations that have such a place.
    fn compare_all(&self, wanted: impl Fn(Numbered) -> bool) -> BTreeSet<String> {
        let mut covered = BTreeSet::new();
        for operation in closed(self.app) {
            for (place, kind) in numbers(&operation) {
                // A header that names a project is a wish, and is passed over where it cannot be fulfilled.
                // So is the ticket of a comment that is changed: it stays where it was written.
                let stays = place.place == Place::Body
                    && kind == Numbered::Ticket
                    && ["PUT", "PATCH"].contains(&operation.method.as_str())
                    && operation.path.contains("/comments/");
                if place.place == Place::Header || stays || !wanted(kind) {
                    continue;
                }
                self.own_does(&operation, &place, kind);
                self.compare(&operation, &place, kind);
                covered.insert(operation.name());
            }
        }
        covered
    }

    /// With the caller's own number the same request succeeds: otherwise equal refusals would prove nothing.
    fn own_does(&self, operation: &Operation, place: &IdPlace, kind: Numbered) {
        let own = KanbanStock::make(self.caller);
        let good = sample(operation, &own).with_id(place, &own.get_for(operation, kind).to_string());
        let reply = good.send(self.caller);
        assert!(
            reply.status < 300,
            "{} with its own {place:?}: {}",
            operation.name(),
            reply.text()
        );
    }

    fn compare(&self, operation: &Operation, place: &IdPlace, kind: Numbered) {
        let what = format!("{} with {place:?}", operation.name());
        let own = KanbanStock::make(self.caller);
        let good = sample(operation, &own);
        let before = self.app.contents();
        let ask = |number: i64| {
            let reply = good.with_id(place, &number.to_string()).send(self.caller);
            (reply.status, told(&reply, &number.to_string()))
        };
        let theirs = self.other.get(kind);
        let (status, told) = ask(theirs);
        assert_eq!(told, ask(NOBODYS).1, "{what}");
        assert!((400..500).contains(&status), "{what}: {status}");
        assert!(self.app.contents() == before, "{what} changed something");
    }
}

#[test]
fn a_az_1_a_foreign_tenants_number_is_answered_like_one_that_nobody_has() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let other = stock_from_afar(app, &globex);
        // Whoever may do anything in their own tenant may do nothing in another one.
        let caller = &KanbanUser::also(app, &acme.admin);
        let stage = Stage { app, caller, other };
        let covered = stage.compare_all(|_| true);
        let with_numbers: BTreeSet<String> = closed(app)
            .iter()
            .filter(|operation| {
                numbers(operation)
                    .iter()
                    .any(|(place, _)| place.place != Place::Header)
            })
            .map(Operation::name)
            .collect();
        assert_eq!(covered, with_numbers);
        assert!(
            covered.len() >= 25,
            "the generator has lost its operations: {covered:?}"
        );
    });
}

#[test]
fn a_az_1_what_is_out_of_sight_is_answered_like_what_does_not_exist() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let [sam, robin] = ["sam", "robin"].map(|login| KanbanUser::of(app, &acme, login, Role::User));
        let other = KanbanStock::make(&robin);
        let stage = Stage {
            app,
            caller: &sam,
            other,
        };
        // People and contacts are the whole tenant's.
        let covered = stage.compare_all(|kind| !matches!(kind, Numbered::Person | Numbered::Contact));
        assert!(
            covered.len() >= 20,
            "the generator has lost its operations: {covered:?}"
        );
    });
}

#[test]
fn a_az_1_a_column_out_of_sight_is_not_reordered() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let theirs = stock_from_afar(app, &globex).get(Numbered::Column);
        let robin = KanbanUser::of(app, &acme, "robin", Role::User);
        let sam = KanbanUser::of(app, &acme, "sam", Role::User);
        let unseen = KanbanStock::make(&robin).get(Numbered::Column);
        let own = KanbanStock::make(&sam);
        let before = app.contents();
        for column in [theirs, unseen, NOBODYS] {
            let body = json!({ "order": [{ "id": column, "order": 7 }] });
            let reply = sam
                .post(&tessera_tests::kanban_sample::reorder_path(), &body)
                .expect(200);
            assert_eq!(reply.json(), json!({ "status": "columns reordered" }));
        }
        assert!(app.contents() == before);
        assert!(own.get(Numbered::Column) > 0);
    });
}

#[test]
fn a_az_2_no_credential_of_another_door_opens_this_one() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ada = KanbanUser::also(app, &acme.admin);
        let stock = KanbanStock::make(&ada);
        let token = TestToken::of(app, &acme.admin);
        let none = sample(&closed(app)[0], &stock).send(&app.anonymous());
        assert_eq!(none.status, 401, "{}", none.text());
        let before = app.contents();
        for operation in closed(app) {
            let good = sample(&operation, &stock);
            let refused = |client: &Client, what: &str| {
                let reply = good.send(client);
                assert_eq!(
                    reply.status,
                    401,
                    "{} with {what}: {}",
                    operation.name(),
                    reply.text()
                );
                reply.text()
            };
            assert_eq!(refused(&app.anonymous(), "nothing"), none.text());
            assert_eq!(refused(&acme.admin, "an API key"), none.text());
            refused(
                &bearer(&app.anonymous(), &acme.admin.api_key),
                "an API key as its token",
            );
            refused(&token, "an integration's token");
            refused(&bearer(&app.anonymous(), &ada.refresh), "a refresh token");
        }
        // Only when a key was last used is written down.
        let mut after = app.contents();
        for table in [
            "credentials",
            "integration_tokens",
            "integration_calls",
            "integration_hours",
        ] {
            if let Some(rows) = before.get(table) {
                after.insert(table.to_owned(), rows.clone());
            }
        }
        assert!(after == before);
    });
}

#[test]
fn a_az_1_a_tenant_header_that_names_another_tenant_is_answered_like_an_unknown_token() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let robin = KanbanUser::of(app, &acme, "robin", Role::User);
        let stock = KanbanStock::make(&robin);
        let nobody = bearer(&app.anonymous(), "of.no.body");
        for operation in closed(app) {
            let good = sample(&operation, &stock);
            let refusal = good.send(&nobody);
            assert_eq!(refusal.status, 401, "{}", operation.name());
            let before = app.contents();
            for header in [globex.id.to_string().as_str(), "acme", "", "not a uuid"] {
                let reply = good.send(&robin.with("x-tenant-id", header));
                assert_eq!(
                    told(&reply, ""),
                    told(&refusal, ""),
                    "{} with {header:?}",
                    operation.name()
                );
            }
            assert!(app.contents() == before, "{} changed something", operation.name());
        }
    });
}

#[test]
fn every_statement_on_a_tenants_table_compares_its_tenant() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for role in [Role::User, Role::Manager, Role::Admin] {
            let caller = KanbanUser::of(app, &acme, &format!("by-{}", role.key()), role);
            for operation in operations(app) {
                ask_for(&caller, &operation);
            }
            let board = caller.starts(&fresh_key());
            let people =
                json!({ "assignee_ids": [caller.number], "tag_names": ["a", "b"], "due_date": "2026-03-01" });
            let card = caller.opens_with("Everything", board.columns[0], people);
            caller.changes(
                &card,
                &json!({ "column": board.columns[3], "tag_names": ["b", "c"] }),
            );
            caller.changes(&card, &json!({ "status": "blocked", "assignee_ids": [] }));
        }
        let statements: BTreeSet<String> = app.statements.take().into_iter().collect();
        assert!(statements.len() > 60, "only {} were recorded", statements.len());
        for statement in &statements {
            assert_eq!(unscoped(statement), Vec::<String>::new(), "{statement}");
        }
    });
}

fn ask_for(caller: &KanbanUser, operation: &Operation) {
    let stock = KanbanStock::make(caller);
    let good = sample(operation, &stock);
    for (place, kind) in numbers(operation) {
        good.with_id(&place, &NOBODYS.to_string()).send(caller);
        if place.place == Place::Query {
            good.with_id(&place, &stock.get(kind).to_string()).send(caller);
        }
    }
    for parameter in operation.parameters.iter().filter(|it| it.place == Place::Query) {
        for value in ["1", "new", "task", "a sample", "name,-created_at", "last"] {
            let mut asked = good.clone();
            asked
                .query
                .push((parameter.name.clone(), value.replace(' ', "+")));
            asked.send(caller);
        }
    }
    let keyed = caller.with("idempotency-key", &operation.shape().replace(' ', ":"));
    let _: Reply = good.send(&keyed);
}
