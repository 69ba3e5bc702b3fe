//! In production nobody registers unless the operator lets them.

use serde_json::json;
use tessera_tests::{
    kanban::{REGISTER, answered},
    mobile::keys,
    on_each_database,
};

#[test]
fn registering_is_closed_unless_it_was_opened() {
    on_each_database(|app| {
        app.home();
        let before = app.contents();
        for body in [
            json!({ "username": "newuser", "email": "newuser@example.com", "password": "SecurePass123!" }),
            json!({ "username": "admin", "email": "newuser@example.com", "password": "SecurePass123!" }),
        ] {
            let answer = answered(&app.anonymous().post(REGISTER, &body), 403);
            assert_eq!(keys(&answer), ["detail"], "{answer}");
        }
        assert!(app.contents() == before);
    });
}
