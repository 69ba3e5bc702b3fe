//! A-AZ-1 within a tenant: a ticket out of sight is as unknown as one that does not exist.

use crate::foreign_ids::Stage;
use tessera_domain::user::{Permission, Permissions, Role};
use tessera_tests::{
    mobile::{Mobile, TICKETS},
    on_each_database,
    sample::{Stock, Thing},
};

#[test]
fn a_az_1_a_colleagues_ticket_is_answered_like_one_that_does_not_exist() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        // Every right but that to see all: then no refusal hides what the sight lets through.
        let rights = [
            Permission::AssignTickets,
            Permission::CommentInternally,
            Permission::LogTime,
        ];
        let sam = acme.user_with("sam", Role::User, Permissions::of(&rights));
        let robin = acme.user("robin", Role::Technician);
        let own = Stock::make(app, &acme, &sam);
        let other = Stock::of(&acme, &robin);
        let stage = Stage {
            app,
            caller: &sam,
            own,
            other,
        };
        let covered = stage.compare_all(|thing| matches!(thing, Thing::Ticket | Thing::Comment));
        assert!(
            covered.len() >= 7,
            "the generator has lost its operations: {covered:?}"
        );
    });
}

#[test]
fn a_az_1_a_colleagues_ticket_is_in_no_list_and_no_count() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        let robin = acme.user("robin", Role::Technician);
        let before = sam.counts();
        let hidden = robin.opens("Out of sight");
        robin.comments(&hidden, "Out of sight too", false);
        assert_eq!(sam.counts(), before);
        for query in [
            "",
            "search=sight",
            "fields=mobile_list",
            "title=sight",
            "limit=100&sort=title",
        ] {
            let page = sam.lists(query);
            assert_eq!(page["pagination"]["total"], 0, "{query}: {page}");
            assert_eq!(page["data"], serde_json::json!([]), "{query}");
        }
        let by_opener = format!("{TICKETS}?entered_by={}", robin.id);
        assert_eq!(sam.get(&by_opener).expect(200).json()["pagination"]["total"], 0);
    });
}

#[test]
fn a_az_1_another_tenants_tickets_are_in_no_list_and_no_count() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let globex = app.tenant("globex");
        let before = acme.admin.counts();
        globex.admin.opens("Theirs");
        assert_eq!(acme.admin.counts(), before);
        for query in ["", "search=Theirs", "fields=mobile_list"] {
            assert_eq!(acme.admin.lists(query)["pagination"]["total"], 0, "{query}");
        }
    });
}
