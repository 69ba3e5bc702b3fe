//! A-IN-4: names off the lists are refused by their parameter and never reach the database.

use tessera_domain::user::Role;
use tessera_tests::{
    mobile::{Mobile, TICKETS, items, refused_for},
    on_each_database,
    openapi::{Parameter, Place},
    sample::{Sample, Stock, operations, thing},
};

const CANARY: &str = "canary_column";

#[test]
fn a_in_4_a_name_off_the_list_never_reaches_the_database() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.ticket("A ticket");
        for name in [
            "sort",
            "order",
            "fields",
            "is_open",
            "is_closed",
            "has_assignment",
            "page",
            "limit",
        ] {
            for value in [
                CANARY.to_owned(),
                format!("title,{CANARY}"),
                format!("title;{CANARY}"),
                format!("(select%20{CANARY})"),
            ] {
                app.statements.clear();
                let reply = acme.admin.get(&format!("{TICKETS}?{name}={value}"));
                refused_for(&reply, &[name]);
                let statements = app.statements.take();
                assert!(
                    !statements.iter().any(|sql| sql.contains(CANARY)),
                    "{name}={value}: {statements:?}"
                );
            }
        }
    });
}

#[test]
fn a_in_4_values_never_become_part_of_a_statement() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.ticket("A ticket");
        app.statements.clear();
        for name in [
            "search",
            "title",
            "ticket_number",
            "status_name",
            "priority_name",
            "tags",
            "client_name",
        ] {
            acme.admin
                .get(&format!("{TICKETS}?{name}={CANARY}%27%22"))
                .expect(200);
        }
        acme.admin.opens_with(
            CANARY,
            serde_json::json!({ "tags": [CANARY], "attributes": { CANARY: CANARY } }),
        );
        let statements = app.statements.take();
        assert!(statements.len() > 10);
        assert!(!statements.iter().any(|sql| sql.contains(CANARY)));
    });
}

#[test]
fn a_in_4_every_parameter_given_twice_is_refused_by_its_name() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let stock = Stock::make(app, &acme, &robin);
        let mut refused = 0;
        for operation in operations(app) {
            for parameter in operation
                .parameters
                .iter()
                .filter(|parameter| parameter.place == Place::Query)
            {
                let value = good_value(parameter, &stock);
                let mut sample = Sample::of(&operation, &stock, app);
                sample.query.push((parameter.name.clone(), value.clone()));
                let once = sample.send(&robin);
                assert_eq!(once.status, 200, "{}={value}: {}", parameter.name, once.text());
                sample.query.push((parameter.name.clone(), value));
                refused_for(&sample.send(&robin), &[parameter.name.as_str()]);
                refused += 1;
            }
        }
        assert!(refused > 35, "only {refused} parameters");
    });
}

/// A value that the parameter takes, by its schema.
fn good_value(parameter: &Parameter, stock: &Stock) -> String {
    let schema = if parameter.schema["items"].is_null() {
        &parameter.schema
    } else {
        &parameter.schema["items"]
    };
    if schema["format"] == "uuid" {
        return stock
            .get(thing(&parameter.name))
            .unwrap_or("0196b1a2-0000-7000-8000-000000000001")
            .to_owned();
    }
    if let Some(word) = schema["enum"].as_array().and_then(|words| words.first()) {
        return word.as_str().unwrap_or_default().to_owned();
    }
    match schema["type"].as_str() {
        Some("boolean") => "true".into(),
        Some("string") if schema["format"] == "date-time" => "2026-02-03T12:00:00Z".into(),
        Some("string") => "x".into(),
        _ => "1".into(),
    }
}

#[test]
fn a_in_4_unknown_parameters_and_members_are_passed_over() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.ticket("A ticket");
        let plain = acme.admin.lists("");
        for query in [
            "unknown=1",
            "page[]=7",
            "PAGE=7",
            "page.x=7",
            "__proto__=1",
            "%00=1",
            "%ff=1",
            "&&=&=x",
            "a&b&a",
        ] {
            assert_eq!(acme.admin.lists(query), plain, "{query}");
        }
        assert_eq!(items(&plain["data"]).len(), 1);
    });
}
