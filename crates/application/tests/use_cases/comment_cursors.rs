//! Going through the comments of a ticket by cursors: where the parts begin, and when the list ends.

use super::stage::{app_with, caller, now, tenant, ticket_id};
use std::sync::{Arc, Mutex};
use tessera_application::{
    Error,
    comments::{self, CommentsAsked, Readable},
};
use tessera_domain::{
    caller::Viewer,
    comment::{Audience, Comment},
    id::CommentId,
    listing::{Cursor, Page, Window},
    text::CommentText,
    user::Role,
};
use tessera_ports::{
    queries::{CommentSheet, MockQueries},
    tx::MockTx,
    world::MockSecrets,
};
use uuid::Uuid;

/// How many comments there are. Their ids are their numbers.
const COMMENTS: i64 = 5;

fn id(number: i64) -> CommentId {
    Uuid::from_u128(number.unsigned_abs().into()).into()
}

fn sheet(number: i64) -> CommentSheet {
    CommentSheet {
        comment: Comment {
            tenant: tenant(),
            id: id(number),
            number,
            ticket: ticket_id(),
            author: None,
            text: CommentText::parse("Done").unwrap(),
            audience: Audience::Public,
            resolution: false,
            thread: id(number),
            parent: None,
            metadata: None,
            created_at: now(),
            updated_at: now(),
            version: 1,
        },
        ticket_number: 7,
        author: None,
        mentions: Vec::new(),
        attachments: Vec::new(),
    }
}

/// Reads ticket 7's comments, behind one of them, and says who looked.
fn queries(viewers: Arc<Mutex<Vec<bool>>>) -> MockQueries {
    let mut queries = MockQueries::default();
    let read = move |_, viewer: &Viewer, ticket, after: Option<CommentId>, window: Window| {
        viewers.lock().unwrap().push(viewer.internal);
        let behind = |number: &i64| after.is_none_or(|after| id(*number) > after);
        let skipped = usize::try_from(window.offset).unwrap();
        let taken = usize::try_from(window.limit).unwrap();
        let items = (1..=COMMENTS).filter(behind).skip(skipped).take(taken).map(sheet);
        Ok((ticket == Some(7)).then(|| Page {
            items: items.collect(),
            total: COMMENTS,
            next: None,
        }))
    };
    queries.tickets.expect_comment_sheets().returning(read);
    queries
}

fn asked(limit: i64, after: Option<Cursor>) -> CommentsAsked {
    CommentsAsked {
        ticket: 7,
        readable: Readable::Public,
        window: Window { offset: 0, limit },
        after,
    }
}

fn list(asked: &CommentsAsked) -> Result<Page<CommentSheet>, Error> {
    let queries = Arc::new(queries(Arc::default()));
    let app = app_with(MockTx::default(), queries, Arc::new(MockSecrets::new()));
    comments::list_under(&app, &caller(Role::Technician), asked)
}

#[test]
fn every_comment_comes_once_and_in_order() {
    let mut numbers = Vec::new();
    let mut after = None;
    loop {
        let page = list(&asked(2, after)).unwrap();
        assert_eq!(page.total, COMMENTS);
        numbers.extend(page.items.iter().map(|sheet| sheet.comment.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

#[test]
fn a_part_that_holds_the_last_comment_ends_the_list() {
    assert_eq!(list(&asked(COMMENTS, None)).unwrap().next, None);
    assert_eq!(list(&asked(100, None)).unwrap().next, None);
}

#[test]
fn a_cursor_of_another_list_is_refused() {
    let cursor = list(&asked(2, None)).unwrap().next;
    let others = CommentsAsked {
        readable: Readable::All,
        ..asked(2, cursor)
    };
    assert!(matches!(list(&others), Err(Error::Invalid(issues)) if issues[0].path.to_string() == "cursor"));
}

#[test]
fn internal_comments_are_asked_for_only_by_those_who_want_and_may() {
    for (role, readable, internal) in [
        (Role::Technician, Readable::All, true),
        (Role::Technician, Readable::Public, false),
        (Role::User, Readable::All, false),
    ] {
        let viewers = Arc::new(Mutex::new(Vec::new()));
        let queries = Arc::new(queries(Arc::clone(&viewers)));
        let app = app_with(MockTx::default(), queries, Arc::new(MockSecrets::new()));
        let asked = CommentsAsked {
            readable,
            ..asked(2, None)
        };
        comments::list_under(&app, &caller(role), &asked).unwrap();
        assert_eq!(*viewers.lock().unwrap(), [internal], "{role:?} {readable:?}");
    }
}
