//! Who may do what: members, the project's superadmin, superusers, strangers, and people of another tenant.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    Client, Reply,
    kanban::{
        ATTACHMENTS, COLUMNS, COMMENTS, CONTACTS, KanbanUser, PROJECTS, TAGS, TICKETS, number, path, upload,
    },
};

/// One of each thing, made by whoever runs the project.
struct Things {
    ticket: Value,
    comment: Value,
    attachment: Value,
    tag: Value,
    contact: Value,
    column: Value,
}

fn things(scene: &Scene<'_>, place: usize) -> Things {
    let ticket = scene.robin.opens(&format!("Card {place}"), scene.columns()[0]);
    let body = json!({ "name": format!("Column {place}"), "project": scene.board.project });
    Things {
        comment: scene.robin.comments(&ticket, "Said"),
        attachment: scene.robin.attaches(&ticket, "a.txt", b"x"),
        tag: scene.robin.tags(&format!("Tag {place}"), scene.board.project),
        contact: scene.robin.knows(&format!("Contact {place}")),
        column: scene.robin.post(COLUMNS, &body).expect(201).json(),
        ticket,
    }
}

type Deed = (&'static str, fn(&Scene<'_>, &Client, &Things) -> Reply);

fn delete(client: &Client, at: &str) -> Reply {
    client.request("DELETE", at, &[], b"")
}

/// What can be done, and what comes of it when a member, the superadmin, a superuser, a stranger of the tenant and
/// somebody of another tenant does it.
const DEEDS: &[(Deed, [u16; 5])] = &[
    (
        ("read a ticket", |_, who, it| who.get(&path(TICKETS, &it.ticket))),
        [200, 200, 200, 404, 404],
    ),
    (
        ("change a ticket", |_, who, it| {
            who.send("PATCH", &path(TICKETS, &it.ticket), &json!({ "name": "x" }))
        }),
        [200, 200, 200, 404, 404],
    ),
    (
        ("assign a ticket", |scene, who, it| {
            let people = json!({ "assignee_ids": [scene.robin.number] });
            who.send("PATCH", &path(TICKETS, &it.ticket), &people)
        }),
        [200, 200, 200, 404, 404],
    ),
    (
        ("open a ticket", |scene, who, _| {
            who.post(TICKETS, &json!({ "name": "x", "column": scene.columns()[0] }))
        }),
        [201, 201, 201, 400, 201],
    ),
    (
        ("comment", |_, who, it| {
            who.post(COMMENTS, &json!({ "ticket": it.ticket["id"], "content": "x" }))
        }),
        [201, 201, 201, 400, 400],
    ),
    (
        ("change a comment of another's", |_, who, it| {
            who.send("PATCH", &path(COMMENTS, &it.comment), &json!({ "content": "x" }))
        }),
        [403, 200, 200, 404, 404],
    ),
    (
        ("attach a file", |_, who, it| {
            upload(&it.ticket["id"], "b.txt", b"x").send(who, ATTACHMENTS)
        }),
        [201, 201, 201, 400, 400],
    ),
    (
        ("read an attachment", |_, who, it| {
            who.get(&path(ATTACHMENTS, &it.attachment))
        }),
        [200, 200, 200, 404, 404],
    ),
    (
        ("read a project", |scene, who, _| {
            who.get(&path(PROJECTS, &json!(scene.board.project)))
        }),
        // In the other tenant the number is that of a project of its own.
        [200, 200, 200, 404, 200],
    ),
    (
        ("read a column", |_, who, it| who.get(&path(COLUMNS, &it.column))),
        [200, 200, 200, 404, 404],
    ),
    (
        ("read a tag", |_, who, it| who.get(&path(TAGS, &it.tag))),
        [200, 200, 200, 404, 404],
    ),
    (
        ("make a tag", |scene, who, it| {
            let name = format!("New {}", it.ticket["id"]);
            who.post(TAGS, &json!({ "name": name, "project": scene.board.project }))
        }),
        [403, 201, 201, 400, 201],
    ),
    (
        ("change a tag", |_, who, it| {
            who.send("PATCH", &path(TAGS, &it.tag), &json!({ "description": "x" }))
        }),
        [403, 200, 200, 404, 404],
    ),
    (
        ("add a contact to a tag", |_, who, it| {
            let at = format!("{}add_contact/", path(TAGS, &it.tag));
            who.post(&at, &json!({ "contact_id": it.contact["id"] }))
        }),
        [201, 201, 201, 404, 404],
    ),
    (
        ("delete a tag", |_, who, it| delete(who, &path(TAGS, &it.tag))),
        [403, 204, 204, 404, 404],
    ),
    (
        ("read a contact", |_, who, it| {
            who.get(&path(CONTACTS, &it.contact))
        }),
        [200, 200, 200, 200, 404],
    ),
    (
        ("delete a comment of another's", |_, who, it| {
            delete(who, &path(COMMENTS, &it.comment))
        }),
        [403, 204, 204, 404, 404],
    ),
    (
        ("delete a ticket", |_, who, it| {
            delete(who, &path(TICKETS, &it.ticket))
        }),
        [204, 204, 204, 404, 404],
    ),
];

#[test]
fn everybody_may_do_what_they_are() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let boss = KanbanUser::also(scene.app, &globex.admin);
        let theirs = boss.starts("THEIRS");
        assert!(number(&json!(theirs.project)) > 0);
        let people = [&scene.kim, &scene.robin, &scene.ada, &scene.lee, &boss];
        let mut place = 0;
        for ((what, deed), known) in DEEDS {
            for (who, status) in people.iter().zip(known) {
                // The other tenant has a project and columns of the same numbers, and nothing else that the deed names.
                place += 1;
                let things = things(scene, place);
                let before = scene.app.contents();
                let reply = deed(scene, who, &things);
                assert_eq!(
                    reply.status,
                    *status,
                    "{} wants to {what}: {}",
                    who.login,
                    reply.text()
                );
                let refused = reply.status >= 400;
                assert!(
                    !refused || scene.app.contents() == before,
                    "{} was refused to {what}, and something changed",
                    who.login
                );
            }
        }
    });
}

#[test]
fn a_member_who_is_none_any_more_sees_nothing_any_more() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        scene.kim.sees(&card);
        scene.app.database.connect().execute(
            "DELETE FROM project_members WHERE user_id IN (SELECT id FROM users WHERE login = 'kim')",
        );
        tessera_tests::kanban::missing(&scene.kim.get(&path(TICKETS, &card)));
        assert_eq!(scene.kim.lists(PROJECTS).len(), 0);
    });
}
