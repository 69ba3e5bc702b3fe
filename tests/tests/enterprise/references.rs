//! A-DUR-4: numbers and references, however many are opened at once.

use serde_json::json;
use std::{collections::BTreeSet, thread};
use tessera_tests::{
    enterprise::{EnterpriseUser, TICKETS, data, on_each_database_unlimited},
    kanban::number,
    mobile::text,
};

#[test]
fn a_dur_4_64_creators_get_numbers_and_references_without_gaps() {
    const TENANTS: usize = 4;
    const CREATORS: usize = 64;
    const EACH: usize = 10;
    on_each_database_unlimited(|app| {
        let tenants: Vec<_> = (0..TENANTS)
            .map(|place| app.tenant(&format!("tenant-{place}")))
            .collect();
        let admins: Vec<EnterpriseUser> = tenants
            .iter()
            .map(|tenant| EnterpriseUser::also(app, &tenant.admin))
            .collect();
        let opened: Vec<(usize, i64, String)> = thread::scope(|scope| {
            let threads: Vec<_> = (0..CREATORS)
                .map(|creator| {
                    let admin = &admins[creator % TENANTS];
                    scope.spawn(move || {
                        let open = |place: usize| {
                            let body =
                                json!({ "title": format!("{place} of {creator}"), "description": "x" });
                            let made = data(&admin.post(TICKETS, &body), 201);
                            (
                                creator % TENANTS,
                                number(&made["id"]),
                                text(&made["ticket_number"]),
                            )
                        };
                        (0..EACH).map(open).collect::<Vec<_>>()
                    })
                })
                .collect();
            let joined = threads
                .into_iter()
                .map(|thread| thread.join().expect("an answer"));
            joined.flatten().collect()
        });
        assert_eq!(opened.len(), CREATORS * EACH);
        let each = i64::try_from(CREATORS / TENANTS * EACH).expect("few");
        for tenant in 0..TENANTS {
            let own = opened.iter().filter(|(of, ..)| *of == tenant);
            let (numbers, references): (BTreeSet<i64>, BTreeSet<String>) = own
                .map(|(_, number, reference)| (*number, reference.clone()))
                .unzip();
            assert_eq!(numbers, (1..=each).collect());
            let known = (1..=each).map(|place| format!("TKT-20260203-{place:03}"));
            assert_eq!(references, known.collect());
        }
    });
}

#[test]
fn references_count_by_the_day_in_utc_and_numbers_go_on() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let ada = EnterpriseUser::also(app, &acme.admin);
        let opens = |who: &EnterpriseUser| {
            let made = who.opens("A ticket");
            (number(&made["id"]), text(&made["ticket_number"]))
        };
        assert_eq!(opens(&ada), (1, "TKT-20260203-001".into()));
        assert_eq!(opens(&ada), (2, "TKT-20260203-002".into()));
        app.clock.advance(12 * 3600 - 1);
        let ada = ada.again(app);
        assert_eq!(opens(&ada), (3, "TKT-20260203-003".into()));
        app.clock.advance(1);
        assert_eq!(opens(&ada), (4, "TKT-20260204-001".into()));
        // What is deleted is not given again.
        data(&ada.delete("/tickets/4"), 200);
        assert_eq!(opens(&ada), (5, "TKT-20260204-002".into()));
    });
}

#[test]
fn a_day_may_have_more_than_999() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let ada = EnterpriseUser::also(app, &acme.admin);
        ada.opens("The first");
        let many = "UPDATE counters SET value = value + 998";
        app.database.connect().execute(many);
        let told = ["TKT-20260203-1000", "TKT-20260203-1001"];
        for reference in told {
            assert_eq!(ada.opens("One more")["ticket_number"], reference);
        }
        assert_eq!(ada.lists(&format!("{TICKETS}?search=TKT-20260203-1001")).len(), 1);
    });
}
