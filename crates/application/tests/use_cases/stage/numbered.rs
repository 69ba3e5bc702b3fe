//! Tickets that are named by number: one that anybody finds, and what is asked for it.

use super::{me, samples::no_promises, ticket};
use tessera_application::tickets::{ChangeNumbered, NumberedRefs, Transitions};
use tessera_domain::{
    id::UserId,
    project::Board,
    status::{Status, StatusCategory},
    ticket::{Ticket, TicketPatch},
    visibility::Ties,
};
use tessera_ports::{
    numbers::{NumberedUser, NumbersFound},
    queries::TicketSheet,
    tx::MockTx,
};
use uuid::Uuid;

pub fn someone(n: u128) -> UserId {
    Uuid::from_u128(n).into()
}

pub fn sheet(ticket: Ticket) -> TicketSheet {
    TicketSheet {
        ticket,
        status_key: "open".into(),
        status_name: "Open".into(),
        status_category: StatusCategory::Open,
        priority_key: "medium".into(),
        priority_name: "Medium".into(),
        project_number: 1,
        project_key: "HELP".into(),
        project_name: "Help desk".into(),
        column: None,
        department: None,
        assignees: Vec::new(),
        created_by: None,
        following: false,
        comments: 0,
        attachments: 0,
        tags: Vec::new(),
    }
}

/// A ticket in sight that anybody finds by its number, with these ties, and people 7 and 8.
pub fn seen(ties: Ties) -> MockTx {
    let mut tx = MockTx::default();
    no_promises(&mut tx);
    tx.tickets
        .expect_by_number()
        .returning(|_, _, number| Ok((number == 1).then(ticket)));
    tx.tickets.expect_ties().returning(move |_, _| Ok(ties.clone()));
    tx.tickets.expect_watchers().returning(|_, _| Ok(vec![]));
    tx.tickets.expect_further_assignees().returning(|_, _| Ok(vec![]));
    tx.approvals.expect_active().returning(|_, _| Ok(None));
    tx.tickets
        .expect_sheet()
        .returning(|_, _, _| Ok(Some(sheet(ticket()))));
    tx.numbers.expect_numbered().returning(|_, _, wanted| {
        let known = |number: &i64| (7..=8).contains(number);
        let user = |number: i64| NumberedUser {
            number,
            id: someone(u128::try_from(number).unwrap()),
            active: number == 7,
        };
        let users = wanted.users.iter().copied().filter(known).map(user).collect();
        Ok(NumbersFound {
            users,
            ..NumbersFound::default()
        })
    });
    tx
}

pub fn mine() -> Ties {
    Ties {
        created_by: Some(me()),
        ..Ties::default()
    }
}

pub fn member() -> Ties {
    Ties {
        members: vec![me()],
        ..Ties::default()
    }
}

pub fn change(named: NumberedRefs, patch: TicketPatch) -> ChangeNumbered {
    ChangeNumbered {
        ticket: 1,
        named,
        patch,
        transitions: Transitions::Free,
        expected: None,
    }
}

pub fn with_statuses(tx: &mut MockTx, statuses: Vec<Status>) {
    let all = statuses.clone();
    tx.lists.expect_statuses().returning(move |_| Ok(all.clone()));
    tx.lists
        .expect_status()
        .returning(move |_, id| Ok(statuses.iter().find(|status| status.id == id).cloned()));
    tx.lists
        .expect_board()
        .returning(|_, _| Ok(Board::new(Vec::new())));
}
