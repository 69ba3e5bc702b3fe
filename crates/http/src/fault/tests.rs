use super::*;
use std::num::NonZeroU64;
use tessera_ports::identity::ProviderError;

#[test]
fn a_wait_is_rounded_up_and_no_shorter_than_a_second_in_the_header() {
    for (wait, seconds, milliseconds) in [
        (Duration::ZERO, 1, 0),
        (Duration::from_nanos(1), 1, 1),
        (Duration::from_millis(1), 1, 1),
        (Duration::from_secs(1), 1, 1_000),
        (Duration::from_nanos(1_000_000_001), 2, 1_001),
        (Duration::from_millis(299_999), 300, 299_999),
        (Duration::MAX, u64::MAX, u64::MAX),
    ] {
        let fault = Fault {
            retry_after: Some(wait),
            ..Fault::new(FaultKind::TooMany)
        };
        assert_eq!(fault.retry_after_seconds(), Some(seconds), "{wait:?}");
        assert_eq!(fault.retry_after_ms(), Some(milliseconds), "{wait:?}");
    }
    let fault = Fault::new(FaultKind::TooMany);
    assert_eq!(
        (fault.retry_after_seconds(), fault.retry_after_ms()),
        (None, None)
    );
}

#[test]
fn whoever_asks_too_often_learns_how_long_to_wait() {
    let wait = TooMany {
        milliseconds: NonZeroU64::new(1_234).unwrap(),
    };
    for error in [Error::TooMany(wait), Error::Locked(wait)] {
        let fault = Fault::from(error);
        assert_eq!(
            (fault.kind, fault.retry_after_ms()),
            (FaultKind::TooMany, Some(1_234))
        );
        assert_eq!(fault.message, FaultKind::TooMany.message());
    }
}

#[test]
fn what_is_another_systems_can_be_told_from_a_missing_permission() {
    for (error, reason) in [
        (Error::NotYours, Some(Reason::NotYours)),
        (
            Error::Forbidden(tessera_domain::user::Permission::EditTickets),
            None,
        ),
    ] {
        let fault = Fault::from(error.clone());
        assert_eq!((fault.kind, fault.reason), (FaultKind::Forbidden, reason));
        assert_eq!(fault.message, error.to_string());
    }
}

#[test]
fn what_a_provider_says_is_for_the_log() {
    for (error, kind, wait) in [
        (
            ProviderError::Down("canary".into()),
            FaultKind::Unavailable,
            Some(5_000),
        ),
        (
            ProviderError::Refused("canary".into()),
            FaultKind::Unauthenticated,
            None,
        ),
        (ProviderError::Unknown, FaultKind::NotFound, None),
    ] {
        let fault = Fault::from(Error::Provider(error.clone()));
        assert_eq!((fault.kind, fault.retry_after_ms()), (kind, wait));
        assert_eq!(fault.message, kind.message());
        assert_eq!(fault.cause, Some(error.to_string()));
    }
    let fault = Fault::from(Error::NotEnrolled);
    assert_eq!(fault.kind, FaultKind::Unauthenticated);
    assert_eq!(fault.message, FaultKind::Unauthenticated.message());
}

#[test]
fn what_exists_already_is_told_from_what_a_rule_forbids() {
    use tessera_application::Clash;
    use tessera_ports::error::Unique;
    for (error, taken) in [
        (Error::Conflict(Clash::LoginTaken), true),
        (Error::Store(StoreError::Taken(Unique::Key)), true),
        (Error::Conflict(Clash::LastAdmin), false),
        (Error::Store(StoreError::Dangling("ticket".into())), false),
    ] {
        let fault = Fault::from(error);
        assert_eq!(fault.kind, FaultKind::Conflict);
        assert_eq!(fault.reason == Some(Reason::Taken), taken, "{fault}");
    }
}
