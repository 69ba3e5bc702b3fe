//! The step to boards and back, over a tenant that tagged its tickets before.

use crate::{
    migrations::{fill_foundation, go_back_before, meaning, schema},
    support::{Place, SQLITE, databases},
};
use tessera_domain::{
    id::TenantId,
    listing::{Page, Window},
    visibility::ProjectSight,
};
use tessera_persistence::Database;
use tessera_ports::queries::{TagSheet, TagsAsked};
use uuid::Uuid;

const ALL: Window = Window {
    offset: 0,
    limit: 100,
};

/// Two projects with a ticket each. "both" is on both tickets, "one" on the first, and "none" on neither.
fn fill(kind: &str, place: &Place) {
    let id = |number: u128| {
        let id = Uuid::from_u128(number);
        match kind {
            SQLITE => format!("x'{}'", id.simple()),
            _ => format!("'{id}'"),
        }
    };
    let (now, yes, no) = match kind {
        SQLITE => ("0", "1", "0"),
        _ => ("'1970-01-01Z'", "true", "false"),
    };
    let (t, first, second, both, one, none) = (id(0), id(1), id(2), id(11), id(12), id(13));
    place.execute(&format!(
        "INSERT INTO statuses (tenant_id, id, key, name, name_folded, category, position, is_initial)
             VALUES ({t}, {t}, 'open', 'Open', 'open', 'open', 0, {yes});
         INSERT INTO priorities (tenant_id, id, key, name, name_folded, rank) VALUES ({t}, {t}, 'low', 'Low', 'low', 1);
         INSERT INTO projects (tenant_id, id, number, key, name, is_default)
             VALUES ({t}, {first}, 1, 'HELP', 'Help', {yes}), ({t}, {second}, 2, 'WEB', 'Web', {no});
         INSERT INTO project_members (tenant_id, project_id, user_id) VALUES ({t}, {first}, {t});
         INSERT INTO board_columns (tenant_id, id, project_id, number, name, position, status_id)
             VALUES ({t}, {first}, {first}, 1, 'In Progress', 0, {t});
         INSERT INTO contacts (tenant_id, id, name, name_folded, email)
             VALUES ({t}, {second}, 'Kim', 'kim', 'K@example.com'), ({t}, {first}, 'Ann', 'ann', NULL);
         INSERT INTO tickets (tenant_id, id, number, reference, title, search_text, kind, status_id, priority_id, rank,
                 project_id, column_id, attributes, created_at, updated_at, version)
             VALUES ({t}, {first}, 1, 'T-1', 'A', '', 'task', {t}, {t}, 1, {first}, {first}, '{{}}', {now}, {now}, 1),
                 ({t}, {second}, 2, 'T-2', 'B', '', 'task', {t}, {t}, 1, {second}, NULL, '{{}}', {now}, {now}, 1);
         INSERT INTO ticket_totals (tenant_id, project_id, status_id, priority_id, assigned, closed, tickets)
             VALUES ({t}, {first}, {t}, {t}, {no}, {no}, 1), ({t}, {second}, {t}, {t}, {no}, {no}, 1);
         INSERT INTO tags (tenant_id, id, text, text_folded)
             VALUES ({t}, {both}, 'Both', 'both'), ({t}, {one}, 'a one', 'a one'), ({t}, {none}, 'None', 'none');
         INSERT INTO ticket_tags (tenant_id, ticket_id, tag_id)
             VALUES ({t}, {first}, {both}), ({t}, {first}, {one}), ({t}, {second}, {both});"
    ));
}

fn tags(database: &Database, tenant: TenantId) -> Page<TagSheet> {
    database
        .queries()
        .tags(tenant, ProjectSight::Everything, &TagsAsked::default(), ALL)
        .unwrap()
}

fn check_boards(kind: &str, database: &Database, place: &Place, tenant: TenantId) {
    let told: Vec<_> = tags(database, tenant)
        .items
        .iter()
        .map(|it| {
            (
                it.tag.number,
                it.tag.text.to_string(),
                it.project_number,
                it.tickets,
            )
        })
        .collect();
    let expected = [
        (1, "Both".to_owned(), 1, 1),
        (2, "Both".to_owned(), 2, 1),
        (4, "None".to_owned(), 1, 0),
        (3, "a one".to_owned(), 1, 1),
    ];
    let mut sorted = told.clone();
    sorted.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    assert_eq!(sorted, expected, "{kind}");
    let kept = tags(database, tenant)
        .items
        .iter()
        .any(|it| it.tag.number == 1 && it.tag.id.uuid() == Uuid::from_u128(11));
    assert!(kept, "{kind}: the first project's tag keeps its id");
    let of_first = database
        .store()
        .transact(|tx| tx.tags().of_ticket(tenant, Uuid::from_u128(1).into()))
        .unwrap();
    let texts: Vec<_> = of_first.iter().map(|tag| tag.text.as_str()).collect();
    assert_eq!(texts, ["Both", "a one"], "{kind}: by text");

    let next = |counter| {
        database
            .store()
            .transact(|tx| tx.counters().take(tenant, counter, 1))
    };
    assert_eq!((next("tag"), next("contact")), (Ok(5), Ok(3)), "{kind}");
    let contacts = database.queries().contacts(tenant, &[], ALL).unwrap();
    let numbers: Vec<_> = contacts
        .items
        .iter()
        .map(|it| (it.number, it.name.as_str()))
        .collect();
    assert_eq!(numbers, [(1, "Ann"), (2, "Kim")], "{kind}");

    let projects = database
        .queries()
        .projects(tenant, ProjectSight::Own(Uuid::nil().into()), ALL)
        .unwrap();
    let counts: Vec<_> = projects.items.iter().map(|it| (it.tickets, it.columns)).collect();
    assert_eq!(counts, [(1, 1)], "{kind}: members stay members");
    let column = database
        .queries()
        .column(tenant, ProjectSight::Everything, 1)
        .unwrap()
        .unwrap();
    assert_eq!(
        (column.column.color.as_str(), column.tickets),
        ("#ff9800", 1),
        "{kind}"
    );
    let begun = place.texts(
        "SELECT CAST(count(*) AS TEXT) FROM projects p JOIN tenants t ON t.id = p.tenant_id
        WHERE p.created_at = t.created_at AND p.updated_at = t.created_at AND p.version = 1",
    );
    assert_eq!(begun, ["2"], "{kind}");
}

#[test]
fn a_dur_8_the_step_to_boards_gives_each_project_its_own_tags_and_the_way_back_joins_them() {
    for (kind, database, place) in databases() {
        let full = schema(kind, &place);
        go_back_before(&database, "boards");
        let before = meaning(kind, &place);
        fill_foundation(kind, &place);
        fill(kind, &place);
        let tenant = TenantId::from(Uuid::nil());
        for round in 0..2 {
            database.migrate().unwrap();
            assert_eq!(schema(kind, &place), full, "{kind} {round}");
            check_boards(kind, &database, &place, tenant);
            go_back_before(&database, "boards");
            assert_eq!(meaning(kind, &place), before, "{kind} {round}");
            let mut left = place.texts(
                "SELECT text FROM tags UNION ALL SELECT CAST(count(*) AS TEXT) FROM ticket_tags
                 UNION ALL SELECT CAST(sum(tickets) AS TEXT) FROM ticket_totals",
            );
            left.sort_unstable();
            assert_eq!(left, ["2", "3", "Both", "None", "a one"], "{kind} {round}");
        }
    }
}
