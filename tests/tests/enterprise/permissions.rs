//! The contract's matrix of who may do what, written down here and compared with what happens.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    Reply,
    enterprise::{
        COMMENTS, DEPARTMENTS, EnterpriseUser, ME, REFRESH, SEARCH, TICKETS, at, download_path, file,
    },
    enterprise_sample::fresh_name,
};

/// A ticket and what lies under it.
struct Things {
    ticket: Value,
    file: Value,
    internal: Value,
    department: i64,
}

/// Who has what part in the ticket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// Opened it.
    Requester,
    /// Works on it.
    Assignee,
    /// Was named under it.
    Watcher,
    /// A colleague of the requester's.
    Nobody,
    /// Runs its department.
    Manager,
    /// Runs another one.
    OtherManager,
    /// Works on all tickets.
    Technician,
    Admin,
    SuperAdmin,
    /// Runs another tenant.
    Foreign,
}

const PARTS: [Part; 10] = [
    Part::Requester,
    Part::Assignee,
    Part::Watcher,
    Part::Nobody,
    Part::Manager,
    Part::OtherManager,
    Part::Technician,
    Part::Admin,
    Part::SuperAdmin,
    Part::Foreign,
];

struct Cast<'s> {
    scene: &'s Scene<'s>,
    other_manager: EnterpriseUser,
    technician: EnterpriseUser,
    chief: EnterpriseUser,
    foreign: EnterpriseUser,
    assignee: EnterpriseUser,
}

impl<'s> Cast<'s> {
    fn of(scene: &'s Scene<'s>) -> Self {
        let (app, acme) = (scene.app, &scene.acme);
        let globex = app.tenant("globex");
        Self {
            other_manager: EnterpriseUser::within(app, acme, ("max", Role::Manager), scene.sales),
            technician: EnterpriseUser::of(app, acme, "toni", Role::Technician),
            chief: EnterpriseUser::of(app, acme, "sue", Role::SuperAdmin),
            assignee: EnterpriseUser::within(app, acme, ("alex", Role::User), scene.sales),
            foreign: EnterpriseUser::also(app, &globex.admin),
            scene,
        }
    }

    fn who(&self, part: Part) -> &EnterpriseUser {
        match part {
            Part::Requester => &self.scene.robin,
            Part::Assignee => &self.assignee,
            Part::Watcher => &self.scene.lee,
            Part::Nobody => &self.scene.kim,
            Part::Manager => &self.scene.mia,
            Part::OtherManager => &self.other_manager,
            Part::Technician => &self.technician,
            Part::Admin => &self.scene.ada,
            Part::SuperAdmin => &self.chief,
            Part::Foreign => &self.foreign,
        }
    }

    fn things(&self) -> Things {
        let ticket = self
            .scene
            .robin
            .opens_with("Contested", json!({ "assigned_to_id": self.assignee.number }));
        self.scene
            .robin
            .comments_with(&ticket, "Look", json!({ "mentions": ["@lee"] }));
        Things {
            file: self.scene.robin.attaches(&ticket, "a.txt", b"x"),
            internal: self.scene.mia.attaches_internally(&ticket, "b.txt", b"x"),
            department: self.scene.ada.founds(&fresh_name()),
            ticket,
        }
    }
}

type Deed = fn(&EnterpriseUser, &Things) -> Reply;

/// What can be done, and what comes of it when each of [`PARTS`] does it.
const DEEDS: &[(&str, Deed, [u16; 10])] = &[
    (
        "see the ticket",
        |who, it| who.get(&at(TICKETS, &it.ticket)),
        [200, 200, 200, 404, 200, 404, 200, 200, 200, 404],
    ),
    (
        "read what is said",
        |who, it| who.get(&at(COMMENTS, &it.ticket)),
        [200, 200, 200, 404, 200, 404, 200, 200, 200, 404],
    ),
    (
        "comment",
        |who, it| who.post(&at(COMMENTS, &it.ticket), &json!({ "content": "x" })),
        [201, 201, 201, 404, 201, 404, 201, 201, 201, 404],
    ),
    (
        "comment internally, if the role has it",
        |who, it| {
            who.post(
                &at(COMMENTS, &it.ticket),
                &json!({ "content": "x", "is_internal": true }),
            )
        },
        [201, 201, 201, 404, 201, 404, 201, 201, 201, 404],
    ),
    (
        "bring a file",
        |who, it| who.uploads(&it.ticket, &file("c.txt", b"x")),
        [201, 201, 201, 404, 201, 404, 201, 201, 201, 404],
    ),
    (
        "fetch a file",
        |who, it| who.get(&download_path(&it.file)),
        [200, 200, 200, 404, 200, 404, 200, 200, 200, 404],
    ),
    (
        "fetch an internal file",
        |who, it| who.get(&download_path(&it.internal)),
        [403, 403, 403, 404, 200, 404, 200, 200, 200, 404],
    ),
    (
        "edit",
        |who, it| who.patch(&at(TICKETS, &it.ticket), &json!({ "title": "x" })),
        [200, 200, 403, 404, 200, 404, 200, 200, 200, 404],
    ),
    (
        "change the status",
        |who, it| who.patch(&at(TICKETS, &it.ticket), &json!({ "status": "in_progress" })),
        [200, 200, 403, 404, 200, 404, 200, 200, 200, 404],
    ),
    (
        "assign",
        |who, it| who.patch(&at(TICKETS, &it.ticket), &json!({ "assigned_to_id": null })),
        [403, 403, 403, 404, 200, 404, 200, 200, 200, 404],
    ),
    (
        "write internal notes",
        |who, it| who.patch(&at(TICKETS, &it.ticket), &json!({ "internal_notes": "x" })),
        [403, 403, 403, 404, 200, 404, 200, 200, 200, 404],
    ),
    (
        "close out of order",
        |who, it| who.patch(&at(TICKETS, &it.ticket), &json!({ "status": "closed" })),
        [422, 422, 403, 404, 422, 404, 422, 200, 200, 404],
    ),
    (
        "delete",
        |who, it| who.delete(&at(TICKETS, &it.ticket)),
        [403, 403, 403, 403, 403, 403, 403, 200, 200, 404],
    ),
    (
        "open a ticket and name who works on it",
        |who, _| {
            let body = json!({ "title": "x", "description": "x", "assigned_to_id": who.number });
            who.post(TICKETS, &body)
        },
        [201; 10],
    ),
    ("list tickets", |who, _| who.get(TICKETS), [200; 10]),
    ("search tickets", |who, _| who.post(SEARCH, &json!({})), [200; 10]),
    ("ask who they are", |who, _| who.get(ME), [200; 10]),
    (
        "refresh with an access token",
        |who, _| who.post(REFRESH, &json!({ "refresh_token": who.access })),
        [401; 10],
    ),
    ("read the departments", |who, _| who.get(DEPARTMENTS), [200; 10]),
    (
        "read a department",
        |who, it| who.get(&at(DEPARTMENTS, &json!(it.department))),
        [200, 200, 200, 200, 200, 200, 200, 200, 200, 404],
    ),
    (
        "make a department",
        |who, _| who.post(DEPARTMENTS, &json!({ "name": fresh_name() })),
        [403, 403, 403, 403, 403, 403, 403, 201, 201, 201],
    ),
    (
        "change a department",
        |who, it| {
            who.patch(
                &at(DEPARTMENTS, &json!(it.department)),
                &json!({ "name": fresh_name() }),
            )
        },
        [403, 403, 403, 403, 403, 403, 403, 200, 200, 404],
    ),
    (
        "delete a department",
        |who, it| who.delete(&at(DEPARTMENTS, &json!(it.department))),
        [403, 403, 403, 403, 403, 403, 403, 200, 200, 404],
    ),
];

#[test]
fn everybody_may_do_what_they_are() {
    with_scene(|scene| {
        let cast = Cast::of(scene);
        for (what, deed, known) in DEEDS {
            for (part, status) in PARTS.into_iter().zip(known) {
                let things = cast.things();
                let before = (*status >= 400).then(|| scene.app.contents());
                let reply = deed(cast.who(part), &things);
                assert_eq!(
                    reply.status,
                    *status,
                    "{part:?} wants to {what}: {}",
                    reply.text()
                );
                assert!(
                    before.is_none_or(|before| scene.app.contents() == before),
                    "{part:?} was refused to {what}, and something changed"
                );
            }
        }
    });
}
