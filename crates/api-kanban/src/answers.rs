//! Answers as all operations give them.

use crate::ROOT;
use actix_web::HttpResponse;
use serde::Serialize;
use tessera_domain::issue::{Issue, Problem};
use tessera_http::{
    answer::{self, StoredAnswer},
    conditional,
    fault::{Fault, FaultKind, Reason},
};

/// A thing with its version.
pub fn versioned(status: u16, view: &impl Serialize, version: i64) -> StoredAnswer {
    answer::with_header(answer::json(status, view), "etag", conditional::etag(version))
}

/// A thing that was just made, with where it is.
pub fn made(view: &impl Serialize, version: i64, path: &str, number: i64) -> StoredAnswer {
    let location = format!("{ROOT}/{path}/{number}/");
    answer::with_header(versioned(201, view, version), "location", location)
}

/// A thing that was read.
pub fn shown(view: &impl Serialize, version: i64) -> HttpResponse {
    answer::to_response(versioned(200, view, version))
}

/// A thing is gone.
pub const fn gone() -> StoredAnswer {
    answer::empty(204)
}

/// The same refusal, naming the field where it is one of a value that another thing has.
pub fn taken(fault: Fault, field: &'static str, what: &'static str) -> Fault {
    if fault.kind == FaultKind::Conflict && fault.reason == Some(Reason::Taken) {
        Issue::new(field, Problem::Taken { what }).into()
    } else {
        fault
    }
}

/// The same refusal, as one of the request where what is stored forbids it.
pub fn forbidden_by_rule(fault: Fault) -> Fault {
    if fault.kind == FaultKind::Conflict && fault.reason.is_none() && fault.cause.is_none() {
        Fault::saying(FaultKind::Invalid, fault.message)
    } else {
        fault
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_value_is_its_fields_fault() {
        let conflict = Fault {
            reason: Some(Reason::Taken),
            ..Fault::new(FaultKind::Conflict)
        };
        let fault = taken(conflict, "key", "project");
        assert_eq!(fault.kind, FaultKind::Invalid);
        assert_eq!(
            fault.issues,
            [Issue::new("key", Problem::Taken { what: "project" })]
        );
        let other = Fault::new(FaultKind::Stale);
        assert_eq!(taken(other.clone(), "key", "project"), other);
    }

    #[test]
    fn a_rule_that_forbids_is_told_in_its_words() {
        let fault = forbidden_by_rule(Fault::saying(FaultKind::Conflict, "Tickets lie in it"));
        assert_eq!(
            (fault.kind, fault.message.as_str()),
            (FaultKind::Invalid, "Tickets lie in it")
        );
        let other = Fault::new(FaultKind::NotFound);
        assert_eq!(forbidden_by_rule(other.clone()), other);
    }
}
