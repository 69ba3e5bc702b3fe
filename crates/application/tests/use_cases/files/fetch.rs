//! Handing files out: to those who see them, and to those who hold a link.

use super::{app_reading, attachment, place, sheet, shelf::Shelf};
use crate::stage::{caller, house, now, queries::nobody, tenant};
use std::{io::Read, sync::Arc};
use tessera_application::{
    Application, Clash, Error, Result, Thing,
    files::{FileError, FilePolicy, Files, MediaAsked, OpenFile, open, open_media},
};
use tessera_domain::{
    attachment::{Attachment, ScanState},
    caller::Caller,
    comment::Audience,
    id::TenantId,
    tenant::{Tenant, TenantState},
    user::{Permission, Role},
};
use tessera_ports::{attachments::AttachmentSheet, queries::MockQueries, tx::MockTx};
use uuid::Uuid;

fn shelf() -> Arc<Shelf> {
    Arc::new(Shelf::with(&[place(70)]))
}

/// Query ports that find this attachment, by its number and where it is served, and a tenant in that state.
fn found(attachment: &Attachment, state: TenantState) -> MockQueries {
    let mut queries = MockQueries::default();
    let (sheet, media) = (sheet(attachment.clone()), attachment.media.clone());
    let (by_number, by_place) = (sheet.clone(), sheet);
    let known = move |of: TenantId, sheet: &AttachmentSheet| Some(sheet.clone()).filter(|_| of == tenant());
    queries
        .attachments
        .expect_attachment()
        .returning(move |of, _, number| Ok(known(of, &by_number).filter(|_| number == 6)));
    queries
        .attachments
        .expect_attachment_at()
        .returning(move |of, at| Ok(known(of, &by_place).filter(|_| *at == media)));
    let house = Tenant { state, ..house() };
    queries
        .credentials
        .expect_tenant()
        .returning(move |id| Ok(Some(house.clone()).filter(|house| house.id == id)));
    queries
}

fn app_with(attachment: &Attachment, shelf: &Arc<Shelf>) -> Application {
    app_reading(MockTx::default(), found(attachment, TenantState::Active), shelf)
}

fn internal(attachment: Attachment) -> Attachment {
    Attachment {
        audience: Audience::Internal,
        ..attachment
    }
}

/// The bytes, or why there are none.
fn bytes(opened: Result<OpenFile>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    opened?.bytes.reader.read_to_end(&mut bytes).unwrap();
    Ok(bytes)
}

const NOT_FOUND: Error = Error::NotFound(Thing::Attachment);

#[test]
fn a_fl_5_only_what_the_scanner_has_passed_is_handed_out() {
    let infected = ScanState::Infected { name: "Eicar".into() };
    for (scan, expected) in [
        (ScanState::Clean, Ok(b"hello".to_vec())),
        (ScanState::Skipped, Ok(b"hello".to_vec())),
        (ScanState::Pending, Err(Error::Conflict(Clash::NotScanned))),
        (ScanState::Failed, Err(Error::Conflict(Clash::NotScanned))),
        (infected, Err(Error::Conflict(Clash::Infected))),
    ] {
        let (one, shelf) = (attachment(scan), shelf());
        let app = app_with(&one, &shelf);
        assert_eq!(
            bytes(open(&app, &caller(Role::User), 6)),
            expected,
            "{:?}",
            one.scan
        );
        let link = app.media_links().path(&one);
        assert_eq!(bytes(by_link(&app, &link)), expected, "{:?} by a link", one.scan);
    }
}

#[test]
fn internal_files_are_for_those_who_read_internal_things() {
    let one = internal(attachment(ScanState::Clean));
    let app = app_with(&one, &shelf());
    let refused = Err(Error::Forbidden(Permission::CommentInternally));
    assert_eq!(bytes(open(&app, &caller(Role::User), 6)), refused);
    assert!(open(&app, &caller(Role::Technician), 6).is_ok());
    // By its path it is not even there.
    let path = one.media.path();
    assert_eq!(
        bytes(by_path(&app, &path, Some(&caller(Role::User)))),
        Err(NOT_FOUND)
    );
    assert!(by_path(&app, &path, Some(&caller(Role::Technician))).is_ok());
}

#[test]
fn what_is_not_there_is_not_found_and_a_store_that_is_down_says_so() {
    let one = attachment(ScanState::Clean);
    let shelf = shelf();
    let app = app_with(&one, &shelf);
    assert_eq!(bytes(open(&app, &caller(Role::User), 7)), Err(NOT_FOUND));
    let down = FileError::Unavailable("no answer".into());
    shelf.break_down(down.clone());
    assert_eq!(bytes(open(&app, &caller(Role::User), 6)), Err(Error::Files(down)));
    // Its row was read before somebody took it away with its file.
    let empty = app_with(&one, &Arc::new(Shelf::default()));
    assert_eq!(bytes(open(&empty, &caller(Role::User), 6)), Err(NOT_FOUND));
}

/// Asks for what a link leads to, as a stranger.
fn by_link(app: &Application, link: &str) -> Result<OpenFile> {
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let asked = MediaAsked {
        path: path.strip_prefix("/media/attachments/").unwrap_or(path),
        token: query.strip_prefix("token="),
        caller: None,
    };
    open_media(app, &asked)
}

fn by_path(app: &Application, path: &str, caller: Option<&Caller>) -> Result<OpenFile> {
    let token = None;
    open_media(app, &MediaAsked { path, token, caller })
}

#[test]
fn a_link_opens_one_file_to_anybody_and_without_it_nothing_is_there() {
    let one = attachment(ScanState::Clean);
    let app = app_with(&one, &shelf());
    let link = app.media_links().path(&one);
    assert_eq!(bytes(by_link(&app, &link)), Ok(b"hello".to_vec()));
    // Whoever sees the attachment needs no link.
    assert!(by_path(&app, &one.media.path(), Some(&caller(Role::User))).is_ok());

    let (path, token) = link.split_once("?token=").unwrap();
    let other = Attachment {
        id: Uuid::from_u128(61).into(),
        ..one.clone()
    };
    let of_other = app.media_links().path(&other);
    let forged = |place: usize| {
        let mut forged: Vec<u8> = token.bytes().collect();
        forged[place] = if forged[place] == b'0' { b'1' } else { b'0' };
        format!("{path}?token={}", String::from_utf8(forged).unwrap())
    };
    let last = token.len() - 1;
    for bad in [
        path.to_owned(),
        format!("{path}?token="),
        format!("{path}?token={}", token.to_uppercase()),
        format!("{path}?token={token}00"),
        format!("{path}?token={}", &token[1..]),
        // Each of its parts: the tenant, the attachment, the end, the tag.
        forged(0),
        forged(32),
        forged(79),
        forged(last),
        // It is signed, and for another attachment than the one that is there now.
        of_other,
        link.replace("report", "other"),
        link.replace("/2026/", "/2025/"),
        link.replace("report.txt", "../report.txt"),
    ] {
        assert_eq!(bytes(by_link(&app, &bad)), Err(NOT_FOUND), "{bad}");
    }
}

#[test]
fn a_link_ends_with_its_time_and_with_its_tenant() {
    let one = attachment(ScanState::Clean);
    let lasting = |seconds| {
        let app = app_with(&one, &shelf());
        let policy = FilePolicy {
            link_seconds: seconds,
            ..FilePolicy::default()
        };
        let files = Files { policy, ..app.files };
        Application { files, ..app }
    };
    let app = lasting(1);
    assert!(by_link(&app, &app.media_links().path(&one)).is_ok());
    let app = lasting(0);
    let ended = by_link(&app, &app.media_links().path(&one));
    assert_eq!(bytes(ended), Err(NOT_FOUND), "as of {}", now());

    let queries = found(&one, TenantState::Suspended);
    let app = app_reading(MockTx::default(), queries, &shelf());
    let link = app.media_links().path(&one);
    assert_eq!(bytes(by_link(&app, &link)), Err(NOT_FOUND));
}

#[test]
fn what_is_no_place_of_a_file_is_not_looked_for() {
    let app = app_reading(MockTx::default(), nobody(), &shelf());
    for path in ["", "report.txt", "2026/02/30/a.txt", "2026/02/03/a b.txt"] {
        let asked = by_path(&app, path, Some(&caller(Role::Admin)));
        assert_eq!(bytes(asked), Err(NOT_FOUND), "{path}");
    }
}
