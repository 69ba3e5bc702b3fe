//! A-HK-6: an event is there if, and only if, the change is; and it is told once.

use crate::scene::{Person, quiet, setup};
use serde_json::json;
use std::sync::Arc;
use tessera_domain::user::Role;
use tessera_tests::{DatabaseKind, TestApp, receiver::Receiver, wait};

#[test]
fn a_hk_6_a_change_that_is_rolled_back_is_told_to_nobody_and_one_that_is_kept_once() {
    for kind in DatabaseKind::all() {
        eprintln!("on {kind:?}");
        // Nobody is told anything meanwhile, so that only the changes break off.
        let app = TestApp::with(kind, quiet());
        let receiver = Receiver::new();
        let (tenant, ada, robin) = {
            let acme = app.tenant("acme");
            let [ada, robin] = [("ada", Role::Admin), ("robin", Role::User)]
                .map(|(login, role)| Person::of(&app, &acme, login, role));
            (acme.id, ada, robin)
        };
        let webhook = ada.hooks(&receiver.url(), &["ticket.created"]);
        let body = json!({ "title": "New Issue", "description": "As the title says" });
        let mut broken = 0;
        for place in 1..200 {
            app.statements.panic_at(place);
            let reply = robin.post("/tickets", &body);
            if app.statements.disarm() {
                // It ended before the statement that was to break off.
                assert_eq!(reply.status, 201, "{}", reply.text());
                break;
            }
            broken += usize::from(reply.status >= 500);
        }
        assert!(broken > 0);
        let kept = usize::try_from(app.row_counts()["tickets"]).expect("a count");
        assert!(kept >= 1);
        let clock = Arc::clone(&app.clock);
        let app = TestApp::over(app.into_database(), setup(), clock);
        let ada = Person::enter(&app.anonymous(), tenant, "ada");
        assert_eq!(receiver.wait_for(kept).len(), kept);
        wait::until("all are written down", || {
            let log = ada.log(&webhook);
            (log.len() == kept && log.iter().all(|it| it["status"] == "delivered")).then_some(())
        });
        assert_eq!(receiver.received().len(), kept);
    }
}
