//! The event log says of whatever this dialect changes who did it, and by which request.

use std::collections::BTreeSet;
use tessera_domain::user::Role;
use tessera_ports::world::Clock;
use tessera_tests::{
    enterprise::{EnterpriseUser, NOTIFICATIONS, on_each_database_unlimited},
    enterprise_sample::{EnterpriseStock, sample, writing},
};

#[test]
fn a_op_12_every_operation_that_changes_something_is_told_once_with_actor_and_request() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let globex = app.tenant("globex");
        let ada = EnterpriseUser::also(app, &acme.admin);
        let caller = EnterpriseUser::of(app, &acme, "by-admin", Role::Admin);
        let elsewhere = app.events(globex.id);
        let mut actor = None;
        for (place, operation) in writing(app).iter().enumerate() {
            // Signing in so often takes its time.
            app.clock.advance(60);
            let [caller, ada] = [&caller, &ada].map(|user| user.again(app));
            let stock = EnterpriseStock::make(&caller, &ada);
            let last = app.events(acme.id).last().map_or(0, |logged| logged.sequence);
            let request = format!("audited-request-{place}");
            let reply = sample(operation, &stock).send(&caller.with("x-request-id", &request));
            assert!(reply.status < 300, "{}: {}", operation.name(), reply.text());

            let events = app.events_after(acme.id, last);
            if operation.path.starts_with(NOTIFICATIONS) {
                // What somebody has read of what they were told is nobody else's business.
                assert!(events.is_empty(), "{} is in the log", operation.name());
                continue;
            }
            assert!(!events.is_empty(), "{} is not in the log", operation.name());
            let mut effects = BTreeSet::new();
            for (offset, logged) in (1..).zip(&events) {
                let (event, what) = (&logged.event, format!("{}: {:?}", operation.name(), logged.event));
                assert_eq!(logged.sequence, last + offset, "{what}");
                assert_eq!(event.tenant, acme.id, "{what}");
                let by = event.actor.user();
                assert!(by.is_some() && by != Some(acme.admin.id), "{what}");
                assert_eq!(*actor.get_or_insert(by), by, "{what}");
                assert_eq!(event.request.as_deref(), Some(request.as_str()), "{what}");
                assert_eq!(event.at, app.clock.now(), "{what}");
                let effect = (event.kind.key(), event.subject, event.audience.is_internal());
                assert!(effects.insert(effect), "told twice: {what}");
                for change in &event.changes {
                    assert_ne!(change.before, change.after, "{what}");
                }
            }
        }
        assert_eq!(app.events(globex.id), elsewhere);
    });
}
