//! A-HK-6: an event is there if, and only if, the change is; and it is told once.

use crate::scene::{on_each, people};
use serde_json::json;
use tessera_tests::{receiver::Receiver, wait};

#[test]
fn a_hk_6_a_change_that_is_rolled_back_is_told_to_nobody_and_one_that_is_kept_once() {
    on_each(|app| {
        let receiver = Receiver::new();
        let (ada, robin) = people(app);
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
        let tickets = app.row_counts()["tickets"];
        let kept = usize::try_from(tickets).expect("a count");
        assert!(kept >= 1);
        let got = receiver.wait_for(kept);
        assert_eq!(got.len(), kept);
        wait::until("all are written down", || {
            let log = ada.log(&webhook);
            (log.len() == kept && log.iter().all(|it| it["status"] == "delivered")).then_some(())
        });
        assert_eq!(receiver.received().len(), kept);
    });
}
