//! The purge of sessions and of what belongs to them.

use crate::support::{Place, SQLITE, databases};
use tessera_domain::{
    id::{SessionId, TenantId, UserId},
    lockout::Tries,
    session::{EndReason, Place as Whereabouts, Session, SessionKind},
    tenant::{Slug, Tenant, TenantState},
    text::Name,
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_persistence::Database;
use tessera_ports::{
    credentials::{Credential, CredentialKind},
    phone_tokens::{OneTimeToken, RefreshToken},
    token_chains::Link,
    world::Fingerprint,
};
use uuid::Uuid;

const DAY: i64 = 86_400;

fn now() -> Time {
    Time::parse("2026-03-01T00:00:00Z").unwrap()
}

fn days(count: i64) -> Time {
    now().plus_seconds(count * DAY)
}

fn session_id(number: u8) -> SessionId {
    Uuid::from_u128(number.into()).into()
}

fn user_id() -> UserId {
    Uuid::from_u128(1).into()
}

/// A tenant with a person, and with sessions and what belongs to them by their numbers, which are the same in every
/// tenant.
struct House<'d> {
    database: &'d Database,
    number: u8,
}

impl House<'_> {
    fn id(&self) -> TenantId {
        Uuid::from_u128(self.number.into()).into()
    }

    /// The number's secret, which is another one in each tenant.
    fn secret(&self, number: u8) -> Fingerprint {
        let mut bytes = [number; 32];
        bytes[0] = self.number;
        Fingerprint(bytes)
    }

    fn open(&self) {
        let tenant = Tenant {
            id: self.id(),
            slug: Slug::parse(&format!("t{}", self.number)).unwrap(),
            name: Name::parse("A tenant").unwrap(),
            state: TenantState::Active,
            host: None,
            enrolment: None,
            records_bodies: false,
            created_at: days(-90),
        };
        let user = User {
            tenant: self.id(),
            id: user_id(),
            number: 1,
            login: Login::parse("robin").unwrap(),
            first_name: String::new(),
            last_name: String::new(),
            email: None,
            role: Role::User,
            extra: Permissions::NONE,
            department: None,
            active: true,
            created_at: days(-90),
        };
        self.database
            .store()
            .transact(|tx| {
                tx.tenants().insert(&tenant)?;
                tx.users().insert(self.id(), &user)
            })
            .unwrap();
    }

    /// A session that ends by itself so many days from now, and was ended so many days from now, if at all.
    fn add_session(&self, number: u8, parent: Option<u8>, expires: i64, ended: Option<i64>) {
        let session = Session {
            tenant: self.id(),
            id: session_id(number),
            user: user_id(),
            kind: SessionKind::Mobile,
            parent: parent.map(session_id),
            place: Whereabouts::default(),
            created_at: days(-80),
            expires_at: days(expires),
            ended: ended.map(|ended| (days(ended), EndReason::SignedOut)),
        };
        self.database
            .store()
            .transact(|tx| tx.sessions().insert(self.id(), &session))
            .unwrap();
    }

    /// A credential of that number, whose end is so many days from now, of a session or a key.
    fn add_credential(&self, number: u8, session: Option<u8>, expires: Option<i64>, revoked: Option<i64>) {
        let credential = Credential {
            tenant: self.id(),
            id: Uuid::from_u128(number.into()).into(),
            kind: session.map_or(CredentialKind::ApiKey, |_| CredentialKind::AccessKey),
            user: user_id(),
            session: session.map(session_id),
            fingerprint: self.secret(number),
            prefix: String::new(),
            description: String::new(),
            created_at: days(-80),
            expires_at: expires.map(days),
            revoked_at: revoked.map(days),
            last_used_at: None,
        };
        self.database
            .store()
            .transact(|tx| tx.credentials().insert(self.id(), &credential))
            .unwrap();
    }

    fn add_refresh(&self, number: u8, session: u8, expires: i64) {
        let token = RefreshToken {
            tenant: self.id(),
            id: Uuid::from_u128(number.into()).into(),
            session: session_id(session),
            fingerprint: self.secret(number),
            access: Uuid::from_u128(0).into(),
            created_at: days(-80),
            expires_at: days(expires),
            consumed_at: None,
            successor: None,
        };
        self.database
            .store()
            .transact(|tx| tx.phone_tokens().insert_refresh(self.id(), &token))
            .unwrap();
    }

    fn add_one_time(&self, number: u8, session: u8, gave: Option<u8>, expires: i64) {
        let token = OneTimeToken {
            tenant: self.id(),
            id: Uuid::from_u128(number.into()).into(),
            user: user_id(),
            session: session_id(session),
            fingerprint: self.secret(number),
            state: Fingerprint([1; 32]),
            challenge: None,
            created_at: days(-80),
            expires_at: days(expires),
            used_at: gave.map(|_| days(-80)),
            gave: gave.map(session_id),
        };
        self.database
            .store()
            .transact(|tx| tx.phone_tokens().insert_one_time(self.id(), &token))
            .unwrap();
    }

    fn add_chain(&self, session: u8) {
        let link = Link {
            refresh: Uuid::from_u128(0).into(),
            access: Uuid::from_u128(0).into(),
            given_at: days(-80),
        };
        self.database
            .store()
            .transact(|tx| tx.token_chains().begin(self.id(), session_id(session), &link))
            .unwrap();
    }

    /// Tries at the account of that number, the last one so many days from now.
    fn add_tries(&self, number: u8, last: i64) {
        let tries = Tries {
            wrong: 1,
            last: days(last),
            locked_until: None,
        };
        self.database
            .store()
            .transact(|tx| {
                tx.sign_in()
                    .remember_tries(self.id(), &self.secret(number), &tries)
            })
            .unwrap();
    }
}

/// The last byte of a column in every row of a table, which must be the same for each tenant.
fn left(kind: &str, place: &Place, table: &str, column: &str) -> Vec<String> {
    let last = match kind {
        SQLITE => format!("lower(substr(hex({column}), -2))"),
        _ if column.ends_with("id") => format!("right({column}::text, 2)"),
        _ => format!("right(encode({column}, 'hex'), 2)"),
    };
    let tenants = "(SELECT id FROM tenants ORDER BY id LIMIT 1 OFFSET ";
    let of = |offset: u8| {
        place.texts(&format!(
            "SELECT {last} FROM {table} WHERE tenant_id = {tenants}{offset}) ORDER BY 1"
        ))
    };
    assert_eq!(of(0), of(1), "{kind}: {table}");
    of(0)
}

#[test]
fn a_purge_takes_away_what_is_over_and_nothing_that_is_live() {
    for (kind, database, place) in databases() {
        for number in [1, 2] {
            let house = House {
                database: &database,
                number,
            };
            house.open();
            house.add_session(0x01, None, 10, None);
            house.add_session(0x02, None, 10, Some(-6));
            house.add_session(0x03, None, 10, Some(-8));
            house.add_session(0x04, None, 10, Some(-31));
            house.add_session(0x05, None, -31, None);
            house.add_session(0x06, None, -29, None);
            // Kept by its child, which is live.
            house.add_session(0x07, None, -40, None);
            house.add_session(0x08, Some(0x07), 10, None);

            // Keys are never taken away, however old.
            house.add_credential(0x11, None, Some(-40), None);
            house.add_credential(0x12, None, None, Some(-40));
            house.add_credential(0x13, Some(0x01), Some(1), None);
            house.add_credential(0x14, Some(0x01), Some(-6), None);
            house.add_credential(0x15, Some(0x01), Some(-8), None);
            house.add_credential(0x16, Some(0x01), Some(10), Some(-6));
            house.add_credential(0x17, Some(0x01), None, Some(-8));
            house.add_credential(0x18, Some(0x01), None, None);
            house.add_credential(0x19, Some(0x02), None, None);
            house.add_credential(0x1a, Some(0x03), None, None);
            house.add_credential(0x1b, Some(0x04), Some(5), None);

            house.add_refresh(0x21, 0x01, 5);
            house.add_refresh(0x22, 0x01, 0);
            house.add_refresh(0x23, 0x01, -2);
            house.add_refresh(0x24, 0x02, 5);
            house.add_refresh(0x25, 0x03, 5);
            house.add_refresh(0x26, 0x05, 5);

            house.add_one_time(0x31, 0x01, None, 1);
            house.add_one_time(0x32, 0x01, None, 0);
            house.add_one_time(0x33, 0x01, Some(0x04), -2);

            house.add_chain(0x01);
            house.add_chain(0x02);
            house.add_chain(0x03);
            house.add_chain(0x05);

            house.add_tries(0x41, 0);
            house.add_tries(0x42, -2);
        }
        let purged = database.purge(now()).unwrap();
        assert_eq!(
            left(kind, &place, "sessions", "id"),
            ["01", "02", "03", "06", "07", "08"],
            "{kind}"
        );
        let credentials = ["11", "12", "13", "14", "16", "18", "19"];
        assert_eq!(
            left(kind, &place, "credentials", "fingerprint"),
            credentials,
            "{kind}"
        );
        let refresh = ["21", "22", "24"];
        assert_eq!(
            left(kind, &place, "refresh_tokens", "fingerprint"),
            refresh,
            "{kind}"
        );
        let one_time = ["31", "32"];
        assert_eq!(
            left(kind, &place, "one_time_tokens", "fingerprint"),
            one_time,
            "{kind}"
        );
        let chains = ["01", "02"];
        assert_eq!(left(kind, &place, "token_chains", "session_id"), chains, "{kind}");
        assert_eq!(left(kind, &place, "sign_in_tries", "account"), ["41"], "{kind}");
        assert_eq!(
            left(kind, &place, "credential_lookup", "fingerprint"),
            [&credentials[..], &refresh, &one_time].concat(),
            "{kind}: of everything that is left, and of nothing else"
        );
        assert_eq!(purged, 2 * (2 + 4 + 3 + 1 + 2 + 1), "{kind}");
        assert_eq!(database.purge(now()).unwrap(), 0, "{kind}");

        assert!(database.purge(days(60)).unwrap() > 0);
        let keys = ["11", "12"];
        assert_eq!(
            left(kind, &place, "credential_lookup", "fingerprint"),
            keys,
            "{kind}"
        );
        assert_eq!(
            database.purge(days(60)).unwrap(),
            2,
            "{kind}: the parents go after"
        );
        assert_eq!(left(kind, &place, "sessions", "id"), [""; 0], "{kind}");
    }
}

#[test]
fn more_tokens_than_one_batch_go_with_their_places_in_the_look_up() {
    for (kind, database, place) in databases() {
        let house = House {
            database: &database,
            number: 1,
        };
        house.open();
        house.add_session(1, None, 10, None);
        house.add_refresh(0x21, 1, 5);
        let (time, id, hash) = match kind {
            SQLITE => (
                "0",
                "CAST(printf('%016d', i) AS BLOB)",
                "CAST(printf('%032d', i) AS BLOB)",
            ),
            _ => (
                "'2020-01-01Z'",
                "lpad(i::text, 32, '0')::uuid",
                "convert_to(lpad(i::text, 32, '0'), 'UTF8')",
            ),
        };
        let series = "(WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 2200) SELECT i FROM n)";
        place.execute(&format!(
            "INSERT INTO refresh_tokens (tenant_id, id, session_id, fingerprint, access_id, created_at, expires_at)
                 SELECT tenant_id, {id}, id, {hash}, id, {time}, {time} FROM sessions, {series} AS s;
             INSERT INTO credential_lookup (fingerprint, tenant_id, credential_id)
                 SELECT {hash}, tenant_id, {id} FROM sessions, {series} AS s;"
        ));
        assert_eq!(database.purge(now()).unwrap(), 1201, "{kind}");
        for table in ["refresh_tokens", "credential_lookup"] {
            let rest = place.texts(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}"));
            assert_eq!(rest, ["1"], "{kind}: {table}");
        }
    }
}
