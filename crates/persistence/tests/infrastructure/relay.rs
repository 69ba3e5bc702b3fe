//! Servers on one database that wake each other.

use crate::support::{SQLITE, databases};
use std::{thread::sleep, time::Duration};
use tessera_domain::id::TenantId;
use tessera_persistence::Relay;
use uuid::Uuid;

fn tenant(number: u128) -> TenantId {
    Uuid::from_u128(0x7e11 << 64 | number).into()
}

/// What is heard, as soon as there is something.
fn heard(relay: &mut Relay) -> Vec<TenantId> {
    for _ in 0..500 {
        let heard = relay.heard().unwrap();
        if !heard.is_empty() {
            return heard;
        }
        sleep(Duration::from_millis(10));
    }
    Vec::new()
}

#[test]
fn what_one_server_tells_is_heard_by_the_others_and_not_by_itself() {
    for (kind, database, _place) in databases() {
        let (Some(mut one), Some(mut other)) = (database.relay().unwrap(), database.relay().unwrap()) else {
            assert_eq!(kind, SQLITE, "there is one server at a time");
            continue;
        };
        one.tell(&[]).unwrap();
        one.tell(&[tenant(1)]).unwrap();
        assert_eq!(heard(&mut other), [tenant(1)]);
        other.tell(&[tenant(2), tenant(3)]).unwrap();
        let mut both = heard(&mut one);
        while both.len() < 2 {
            both.extend(heard(&mut one));
        }
        both.sort_unstable();
        assert_eq!(both, [tenant(2), tenant(3)]);
        assert_eq!(other.heard().unwrap(), []);
    }
}
