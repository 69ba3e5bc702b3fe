//! Samples of what the changing use cases are asked for, and of the lists that they look things up in.

use super::{now, ticket, ticket_id};
use tessera_application::tickets::{CreateTicket, UpdateTicket};
use tessera_domain::{
    priority::{Priority, Rank},
    project::{Board, Color, Column, Project, ProjectKey},
    status::{Status, StatusCategory},
    tag::Tag,
    text::{Name, Title},
    ticket::{Ticket, TicketPatch},
};
use tessera_ports::{
    queries::{TicketCard, TicketSheet},
    tx::MockTx,
};
use uuid::Uuid;

pub fn status(id: u128, category: StatusCategory) -> Status {
    Status {
        id: Uuid::from_u128(id).into(),
        key: category.key().into(),
        name: Name::parse(category.key()).unwrap(),
        category,
        position: 0,
        initial: category == StatusCategory::Open,
    }
}

pub fn column(id: u128, status: &Status) -> Column {
    Column {
        id: Uuid::from_u128(id).into(),
        project: ticket().project,
        number: 1,
        name: status.name.clone(),
        position: i32::try_from(id).unwrap(),
        color: Color::default(),
        status: status.id,
        category: status.category,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

pub fn update(patch: TicketPatch) -> UpdateTicket {
    UpdateTicket {
        ticket: ticket_id(),
        patch,
        expected: None,
    }
}

/// Nothing is promised for any ticket.
pub fn no_promises(tx: &mut MockTx) {
    tx.sla.expect_policies().returning(|_| Ok(Vec::new()));
}

/// A ticket in sight that nobody watches.
pub fn seen() -> MockTx {
    let mut tx = MockTx::default();
    no_promises(&mut tx);
    tx.tickets.expect_find().returning(|_, _, _| Ok(Some(ticket())));
    tx.tickets.expect_watchers().returning(|_, _| Ok(vec![]));
    tx.approvals.expect_active().returning(|_, _| Ok(None));
    tx
}

pub fn creation() -> CreateTicket {
    CreateTicket {
        title: Title::parse("Printer on fire").unwrap(),
        project: None,
        status: None,
        priority: None,
        metadata: None,
        patch: TicketPatch::default(),
    }
}

/// The project that the ticket lies in.
pub fn project() -> Project {
    Project {
        id: ticket().project,
        number: 1,
        key: ProjectKey::parse("HELP").unwrap(),
        name: Name::parse("Help desk").unwrap(),
        description: None,
        default: true,
        created_by: None,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

/// A tag of that project.
pub fn tag(number: i64, text: &str) -> Tag {
    Tag {
        id: Uuid::from_u128(u128::try_from(number).unwrap()).into(),
        project: project().id,
        number,
        text: Name::parse(text).unwrap(),
        description: None,
        color: Color::default(),
        created_by: None,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

/// The priority of most tickets.
pub fn medium() -> Priority {
    Priority {
        id: Uuid::from_u128(20).into(),
        key: "medium".into(),
        name: Name::parse("Medium").unwrap(),
        rank: Rank::MEDIUM,
    }
}

pub fn tenant_lists(tx: &mut MockTx) {
    no_promises(tx);
    let open = status(10, StatusCategory::Open);
    let project = project();
    let medium = medium();
    let board = Board::new(vec![column(40, &open)]);
    tx.lists
        .expect_default_project()
        .returning(move |_| Ok(Some(project.clone())));
    tx.lists
        .expect_statuses()
        .returning(move |_| Ok(vec![open.clone()]));
    tx.lists.expect_board().returning(move |_, _| Ok(board.clone()));
    tx.approvals
        .expect_active_policies()
        .returning(|_| Ok(Vec::new()));
    tx.lists
        .expect_priorities()
        .returning(move |_| Ok(vec![medium.clone()]));
}

/// A ticket as dialects that speak integers read it.
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

/// A ticket as lists show it.
pub fn card() -> TicketCard {
    let ticket = ticket();
    TicketCard {
        id: ticket.id,
        reference: ticket.reference.to_string(),
        title: ticket.title.to_string(),
        status: ticket.status,
        status_name: "Open".into(),
        status_category: StatusCategory::Open,
        priority: ticket.priority,
        priority_name: "Medium".into(),
        assignee: None,
        assignee_name: None,
        client: None,
        client_name: None,
        contact: None,
        contact_name: None,
        project: ticket.project,
        created_by: None,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        closed_at: None,
        tags: Vec::new(),
    }
}
