//! The tenant comes from the credential. The header can only narrow.

use crate::foreign_ids::told;
use tessera_domain::user::Role;
use tessera_tests::{
    on_each_database,
    sample::{Sample, Stock, operations},
};

const NAME: &str = "x-tenant-id";

#[test]
fn a_az_1_a_tenant_header_that_names_another_tenant_is_answered_like_an_unknown_key() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let globex = app.tenant("globex");
        let robin = acme.user("robin", Role::Technician);
        let stock = Stock::make(app, &acme, &robin);
        let nobody = app.anonymous().with("x-api-key", "tsk_of_nobody");
        let foreign = globex.id.to_string();
        let headers = [
            foreign.as_str(),
            "00000000-0000-0000-0000-000000000000",
            "acme",
            "",
            "not a uuid",
            &"x".repeat(2000),
        ];
        for operation in operations(app).into_iter().filter(|it| !it.public) {
            let sample = Sample::of(&operation, &stock, app);
            let refusal = sample.send(&nobody);
            assert_eq!(refusal.status, 401, "{}", operation.name());
            let before = app.contents();
            for header in headers {
                let reply = sample.send(&robin.with(NAME, header));
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
fn a_tenant_header_that_names_the_own_tenant_changes_nothing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for spelling in [acme.id.to_string(), acme.id.to_string().to_uppercase()] {
            acme.admin
                .with(NAME, &spelling)
                .get("/api/v1/tickets/stats")
                .expect(200);
        }
    });
}
