//! What whoever runs the service does about tenants, people and keys.

use crate::{
    program::{tessera, tessera_reading},
    running::{Running, settings},
};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;
use tessera_application::{
    Application,
    sessions::{self, Visitor},
    tenants,
    users::{self, NewUser},
};
use tessera_domain::user::{Login, Permissions, Role};
use tessera_server::Server;

/// A new database with its first tenant.
fn prepared() -> (TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::build(&settings(folder.path(), false)).unwrap();
    (folder, server)
}

pub fn report(data: &Path, arguments: &[&str]) -> Value {
    let (code, printed) = tessera(data, arguments);
    assert_eq!(code, 0, "{arguments:?}");
    serde_json::from_str(&printed).unwrap()
}

fn signs_in(app: &Application, login: &str, password: &str) -> bool {
    let tenant = tenants::find(app, &app.policy.default_tenant).unwrap();
    let admitted = sessions::knock(app, &tenant, login).unwrap();
    sessions::sign_in(app, &admitted, password, &Visitor::default()).is_ok()
}

#[test]
fn a_list_has_everybody_once_however_long_it_is() {
    let (folder, server) = prepared();
    let app = server.application();
    let tenant = tenants::find(app, &app.policy.default_tenant).unwrap();
    for number in 0..501 {
        let new = NewUser {
            tenant: tenant.id,
            login: Login::parse(&format!("person-{number}")).unwrap(),
            first_name: "A\tB".into(),
            last_name: String::new(),
            email: None,
            role: Role::User,
            extra: Permissions::NONE,
            department: None,
            password: None,
        };
        users::create(app, &new).unwrap();
    }
    let people = report(folder.path(), &["user", "list", "--json"]);
    let numbers: Vec<_> = people
        .as_array()
        .unwrap()
        .iter()
        .map(|person| person["number"].as_i64())
        .collect();
    assert_eq!(numbers, (1..=502).map(Some).collect::<Vec<_>>());

    let (_, table) = tessera(folder.path(), &["user", "list"]);
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 503);
    assert!(lines[0].starts_with("NUMBER  LOGIN "), "{}", lines[0]);
    assert!(
        lines[502].contains("person-500") && lines[502].contains("A\\tB"),
        "{}",
        lines[502]
    );
}

#[test]
fn an_empty_list_is_an_empty_array() {
    let (folder, _server) = prepared();
    tessera(folder.path(), &["tenant", "create", "acme", "--name", "Acme"]);
    for list in ["user", "token"] {
        let listed = report(folder.path(), &[list, "list", "--tenant", "acme", "--json"]);
        assert_eq!(listed, json!([]), "{list}");
    }
    let line = [
        "token",
        "list",
        "--kind",
        "integration",
        "--tenant",
        "acme",
        "--json",
    ];
    assert_eq!(report(folder.path(), &line), json!([]));
}

#[test]
fn whoever_is_disabled_is_refused_with_a_live_key_until_enabled() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let mut running = Running::start(&settings(data, false));
    tessera(data, &["user", "create", "robin", "--role", "technician"]);
    let key = report(
        data,
        &[
            "token", "create", "--kind", "api-key", "--user", "robin", "--json",
        ],
    );
    running.key = Some(key["secret"].as_str().unwrap().to_owned());
    let status = || running.get("/api/v1/tickets").status().as_u16();
    let state = || report(data, &["token", "list", "--user", "robin", "--json"])[0]["state"].clone();
    assert_eq!((status(), state()), (200, json!("live")));

    let done = report(data, &["user", "disable", "robin", "--json"]);
    assert_eq!((&done["active"], &done["changed"]), (&json!(false), &json!(true)));
    assert_eq!((status(), state()), (401, json!("disabled")));
    let again = report(data, &["user", "disable", "ROBIN", "--json"]);
    assert_eq!(again["changed"], false);

    report(data, &["user", "enable", "robin", "--json"]);
    assert_eq!((status(), state()), (200, json!("live")));

    let id = key["id"].as_str().unwrap();
    assert_eq!(tessera(data, &["token", "revoke", id]).0, 0);
    assert_eq!((status(), state()), (401, json!("revoked")));
    assert_eq!(
        tessera(data, &["token", "revoke", id]).0,
        1,
        "it has ended already"
    );
    drop(running);
}

#[test]
fn a_new_password_counts_at_once_and_is_told_once_unless_it_was_chosen() {
    let (folder, server) = prepared();
    let (data, app) = (folder.path(), server.application());
    let made = report(data, &["user", "create", "robin", "--json"]);
    let first = made["password"].as_str().unwrap();
    assert!(signs_in(app, "robin", first));

    let (code, second) = tessera(data, &["user", "password", "robin"]);
    assert_eq!(code, 0);
    assert!(signs_in(app, "robin", second.trim()) && !signs_in(app, "robin", first));

    let line = ["user", "password", "robin", "--password-stdin", "--json"];
    let (code, printed, remarks) = tessera_reading(data, &line, "a stapler of my own\n");
    assert_eq!(code, 0);
    assert!(
        !printed.contains("stapler") && !remarks.contains("stapler"),
        "{printed}{remarks}"
    );
    assert!(signs_in(app, "robin", "a stapler of my own"));
}

#[test]
fn passwords_and_names_that_are_not_good_enough_change_nothing() {
    let (folder, _server) = prepared();
    let (data, long) = (folder.path(), "ä".repeat(256));
    let table: [(&[&str], &str, &str); 5] = [
        (
            &["user", "create", "kim", "--password-stdin"],
            "password\n",
            "--password-stdin: is one of",
        ),
        (
            &["user", "create", "kim", "--password-stdin"],
            "short\n",
            "--password-stdin: Must have",
        ),
        (
            &["user", "password", "admin", "--password-stdin"],
            "12345678\n",
            "--password-stdin: is one of",
        ),
        (
            &["user", "create", "kim", "--first-name", &long],
            "",
            "--first-name: Must have at most 255",
        ),
        (
            &["user", "create", "kim", "--email", &long],
            "",
            "--email: Must have at most 254",
        ),
    ];
    for (line, input, told) in table {
        let (code, printed, remarks) = tessera_reading(data, line, input);
        assert_eq!((code, printed.as_str()), (2, ""), "{line:?}");
        assert!(remarks.starts_with(&format!("error: {told}")), "{remarks}");
        assert_eq!(remarks.lines().count(), 1, "{remarks}");
    }
    assert_eq!(
        report(data, &["user", "list", "--json"])
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn everybody_gets_into_a_trial_by_its_known_password() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::build(&settings(folder.path(), true)).unwrap();
    assert!(signs_in(server.application(), "admin", "admin"));
}

#[test]
fn a_locked_account_is_unlocked() {
    let (folder, server) = prepared();
    let (data, app) = (folder.path(), server.application());
    report(data, &["user", "create", "robin", "--json"]);
    let tenant = tenants::find(app, &app.policy.default_tenant).unwrap();
    for _ in 0..5 {
        assert!(sessions::knock(app, &tenant, "robin").is_ok());
    }
    assert!(sessions::knock(app, &tenant, "robin").is_err());
    assert_eq!(
        report(data, &["user", "unlock", "robin", "--json"])["unlocked"],
        true
    );
    assert!(sessions::knock(app, &tenant, "robin").is_ok());
}

#[test]
fn a_tenant_is_opened_changed_and_listed_as_it_was_said() {
    let (folder, _server) = prepared();
    let data = folder.path();
    let line = [
        "tenant",
        "create",
        "acme",
        "--name",
        "Acme",
        "--host",
        "T.Acme.example",
        "--enrol-domain",
        "acme.example",
        "--enrol-role",
        "user",
        "--json",
    ];
    let made = report(data, &line);
    assert_eq!(made["host"], "t.acme.example");
    assert_eq!(
        made["enrolment"],
        json!({ "domains": ["acme.example"], "role": "user" })
    );

    let other = [
        "tenant",
        "create",
        "other",
        "--name",
        "Other",
        "--host",
        "t.acme.example",
    ];
    assert_eq!(tessera(data, &other).0, 1);
    let slugs = |listed: &Value| -> Vec<String> {
        let listed = listed.as_array().unwrap();
        listed
            .iter()
            .map(|tenant| tenant["slug"].as_str().unwrap().to_owned())
            .collect()
    };
    let listed = report(data, &["tenant", "list", "--json"]);
    assert_eq!(
        slugs(&listed),
        ["acme", "default"],
        "a tenant whose host is taken is not half made"
    );
    assert_eq!(listed[0], made);

    let line = [
        "tenant",
        "set",
        "acme",
        "--enrol-domain",
        "b.example",
        "--no-host",
        "--suspend",
        "--json",
    ];
    let changed = report(data, &line);
    assert_eq!(
        (&changed["host"], &changed["state"]),
        (&Value::Null, &json!("suspended"))
    );
    assert_eq!(
        changed["enrolment"],
        json!({ "domains": ["b.example"], "role": null })
    );
    let changed = report(
        data,
        &["tenant", "set", "acme", "--no-enrolment", "--resume", "--json"],
    );
    assert_eq!(
        (&changed["enrolment"], &changed["state"]),
        (&Value::Null, &json!("active"))
    );
}

#[test]
fn whoever_is_not_there_is_told_with_what_to_do() {
    let (folder, _server) = prepared();
    for line in [
        &["user", "disable", "nobody"][..],
        &["user", "password", "nobody"],
        &["user", "unlock", "nobody"],
        &["token", "list", "--user", "nobody"],
        &["token", "create", "--kind", "api-key", "--user", "nobody"],
        &["tenant", "set", "nobody", "--suspend"],
        &["token", "revoke", "0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"],
        &[
            "token",
            "create",
            "--kind",
            "integration",
            "--user",
            "nobody",
            "--name",
            "Shop",
        ],
        &["token", "list", "--kind", "integration", "--user", "nobody"],
        &["token", "disable", "0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"],
        &["token", "regenerate", "0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"],
        &["token", "delete", "0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"],
        &[
            "token",
            "set",
            "0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
            "--per-hour",
            "5",
        ],
    ] {
        let (code, printed, remarks) = tessera_reading(folder.path(), line, "");
        assert_eq!((code, printed.as_str()), (1, ""), "{line:?}");
        assert!(remarks.contains("`tessera "), "{remarks}");
    }
}
