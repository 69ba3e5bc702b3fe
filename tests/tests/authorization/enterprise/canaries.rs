//! A-AZ-3: what is internal, or out of sight, is told by no operation to whoever may not read it.

use super::{admin_of, stock};
use serde_json::json;
use tessera_domain::user::Role;
use tessera_tests::{
    enterprise::{
        COMMENTS, EnterpriseUser, SEARCH, TICKETS, at, download_path, forbidden, missing,
        on_each_database_unlimited,
    },
    enterprise_sample::{Numbered, closed, sample},
};

const CANARY: &str = "canary-7f3a";

#[test]
fn a_az_3_no_operation_shows_what_is_internal_or_out_of_sight() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let ada = admin_of(app, &acme);
        let [sam, robin] = ["sam", "robin"].map(|login| EnterpriseUser::of(app, &acme, login, Role::User));
        let own = stock(&sam, &ada);
        let ticket = own.ticket();
        // Internal words, notes and a file on sam's own ticket, and a ticket that is none of sam's beside it.
        ada.comments_with(&ticket, CANARY, json!({ "is_internal": true }));
        ada.changes(&ticket, &json!({ "internal_notes": CANARY }));
        let internal = ada.attaches_internally(&ticket, &format!("{CANARY}.txt"), CANARY.as_bytes());
        let unseen = robin.opens_with(
            CANARY,
            json!({
                "description": CANARY, "public_notes": CANARY, "tags": ["sample", CANARY],
                "department_id": own.get(Numbered::Department), "attachments": [CANARY]
            }),
        );
        robin.comments(&unseen, CANARY);
        let file = robin.attaches(&unseen, &format!("{CANARY}.txt"), CANARY.as_bytes());
        let hidden = [CANARY, "robin", "password", "fingerprint"];
        for operation in closed(app).into_iter().filter(|it| it.method == "GET") {
            let plain = sample(&operation, &own);
            for query in [
                "",
                "search=canary",
                "q=canary",
                "tags=canary-7f3a",
                "include_internal=true",
                "sort_by=updated_at",
                "size=100",
            ] {
                let mut asked = plain.clone();
                let more = query.split_once('=');
                asked
                    .query
                    .extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
                let reply = asked.send(&sam);
                let told = format!("{:?} {}", reply.headers, reply.text());
                for word in hidden {
                    assert!(
                        !told.contains(word),
                        "{}?{query} tells {word}: {told}",
                        operation.name()
                    );
                }
            }
        }
        for body in [
            json!({}),
            json!({ "query": "canary" }),
            json!({ "filters": { "tags": [CANARY] } }),
            json!({ "filters": { "departments": [own.get(Numbered::Department)] } }),
        ] {
            let reply = sam.post(SEARCH, &body);
            assert!(!reply.text().contains(CANARY), "{body}: {}", reply.text());
        }
        for body in [json!({ "title": "x" }), json!({ "internal_notes": null })] {
            let reply = sam.patch(&at(TICKETS, &ticket), &body);
            assert!(!reply.text().contains(CANARY), "{body}: {}", reply.text());
        }
        forbidden(&sam.get(&download_path(&internal)));
        missing(&sam.get(&download_path(&file)));
        // Counts tell nothing either.
        let seen = sam.sees(&ticket);
        assert_eq!(
            (&seen["comments_count"], &seen["attachments_count"]),
            (&json!(2), &json!(1))
        );
        assert_eq!(seen["related_tickets"], json!([]));
        // The scene is a real one: whoever may read it does.
        let told = ada.get(&at(TICKETS, &ticket)).text();
        assert!(told.matches(CANARY).count() >= 5, "{told}");
        assert!(robin.get(&at(COMMENTS, &unseen)).text().contains(CANARY));
    });
}
