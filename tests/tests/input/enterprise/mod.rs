//! A-IN-2 to A-IN-8 for the enterprise API: texts, numbers, searches, bodies and the number of statements.

mod bodies;
mod numbers;
mod searches;
mod statement_counts;
mod texts;

use serde_json::Value;
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp,
    enterprise::{EnterpriseUser, on_each_database_unlimited},
};

/// Somebody who may do everything, with a ticket and a department.
struct Scene<'s> {
    app: &'s TestApp,
    boss: EnterpriseUser,
    /// Another one, who does what concerns the boss.
    ada: EnterpriseUser,
    ticket: Value,
    department: i64,
}

fn with_scene(test: impl Fn(&Scene<'_>)) {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let boss = EnterpriseUser::of(app, &acme, "boss", Role::Admin);
        let ticket = boss.opens("A ticket");
        let department = boss.founds("IT Department");
        let ada = EnterpriseUser::also(app, &acme.admin);
        test(&Scene {
            app,
            boss,
            ada,
            ticket,
            department,
        });
    });
}
