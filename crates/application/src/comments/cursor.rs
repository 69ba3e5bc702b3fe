//! Where a list of comments goes on, in a form that clients can hold: the id of the last comment, behind a hash over it and
//! the list. As of tickets, it opens nothing, and one of another list is refused.

use super::CommentsAsked;
use crate::error::{Error, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use tessera_domain::{
    id::{CommentId, TenantId},
    issue::Issue,
    listing::Cursor,
};
use uuid::Uuid;

/// How many bytes of the hash are kept.
const SEAL: usize = 12;

/// The comment behind which the list goes on, if it does not begin.
///
/// # Errors
/// When the cursor is not one of this list.
pub(super) fn open(tenant: TenantId, asked: &CommentsAsked) -> Result<Option<CommentId>> {
    let Some(cursor) = &asked.after else {
        return Ok(None);
    };
    let unknown = || Error::Invalid(vec![Issue::new("cursor", Cursor::unknown())]);
    let bytes = URL_SAFE_NO_PAD.decode(cursor.as_str()).ok().ok_or_else(unknown)?;
    let (seal, last) = bytes.split_at_checked(SEAL).ok_or_else(unknown)?;
    let last = Uuid::from_slice(last).ok().ok_or_else(unknown)?.into();
    if seal == hash(tenant, asked, last) {
        Ok(Some(last))
    } else {
        Err(unknown())
    }
}

/// The place behind that comment as a cursor of the list.
pub(super) fn seal(tenant: TenantId, asked: &CommentsAsked, last: CommentId) -> Option<Cursor> {
    let mut bytes = hash(tenant, asked, last);
    bytes.extend_from_slice(last.uuid().as_bytes());
    Cursor::parse(&URL_SAFE_NO_PAD.encode(bytes)).ok()
}

fn hash(tenant: TenantId, asked: &CommentsAsked, last: CommentId) -> Vec<u8> {
    let CommentsAsked { ticket, readable, .. } = asked;
    let whole = format!("comments {tenant:?} {ticket} {readable:?} {last:?}");
    Sha256::digest(whole).into_iter().take(SEAL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comments::Readable;
    use tessera_domain::listing::Window;

    fn asked(ticket: i64, readable: Readable, after: Option<Cursor>) -> CommentsAsked {
        CommentsAsked {
            ticket,
            readable,
            window: Window { offset: 0, limit: 2 },
            after,
        }
    }

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let (tenant, last) = (Uuid::from_u128(1).into(), Uuid::from_u128(7).into());
        let first = asked(5, Readable::Public, None);
        assert_eq!(open(tenant, &first), Ok(None));
        let cursor = seal(tenant, &first, last).unwrap();
        let next = |ticket, readable| asked(ticket, readable, Some(cursor.clone()));
        assert_eq!(open(tenant, &next(5, Readable::Public)), Ok(Some(last)));
        assert!(open(tenant, &next(6, Readable::Public)).is_err());
        assert!(open(tenant, &next(5, Readable::All)).is_err());
        assert!(open(Uuid::from_u128(2).into(), &next(5, Readable::Public)).is_err());
    }

    #[test]
    fn what_was_made_up_is_refused() {
        let tenant = Uuid::from_u128(1).into();
        for text in ["Zm9v", "x", &"A".repeat(38)] {
            let asked = asked(5, Readable::All, Some(Cursor::parse(text).unwrap()));
            let Err(Error::Invalid(issues)) = open(tenant, &asked) else {
                panic!("{text} was taken");
            };
            assert_eq!(issues[0].path.to_string(), "cursor");
        }
    }
}
