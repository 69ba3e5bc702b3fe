//! What somebody who has no key yet comes with, made past the web.

use crate::{TestApp, http::fresh_address, phone::OneTime};
use tessera_application::sessions::{Exchange, HandOver, HandedOver, Visitor, exchange, hand_over};
use tessera_domain::{
    caller::{Caller, CallerKind},
    id::{CredentialId, SessionId, TenantId, UserId},
    session::{Place, Session, SessionKind},
    time::Time,
};
use tessera_ports::{StoreError, world::Clock};

/// What the app would have sent along.
const STATE: &str = "a.good.sample";

/// A one-time token of that person's, from a browser's session that was made for it.
pub fn one_time_token(app: &TestApp, (tenant, user): (TenantId, UserId)) -> OneTime {
    let now = app.clock.now();
    let session = app.app.ids.make(now);
    let stored = app.app.store.transact(|tx| {
        tx.sessions()
            .insert(tenant, &browser_session(tenant, user, session, now))?;
        tx.users().find(tenant, user)
    });
    let user = stored
        .map_err(|error: StoreError| error.to_string())
        .expect("the session can be made")
        .expect("the person is there");
    let caller = Caller {
        tenant,
        user: user.id,
        kind: CallerKind::Person,
        credential: app.app.ids.make::<CredentialId>(now),
        session: Some(session),
        role: user.role,
        permissions: user.permissions(),
        department: user.department,
    };
    let wanted = HandOver {
        state: STATE.to_owned(),
        challenge: None,
        address: fresh_address().to_string(),
    };
    match hand_over(&app.app, &caller, &wanted, None).expect("the token can be made") {
        HandedOver::Token(token) => OneTime {
            token,
            state: STATE.to_owned(),
        },
        HandedOver::RoleNotAllowed | HandedOver::Off | HandedOver::ChallengeRequired => {
            panic!("phones are not for everybody here")
        }
    }
}

fn browser_session(tenant: TenantId, user: UserId, id: SessionId, now: Time) -> Session {
    Session {
        tenant,
        id,
        user,
        kind: SessionKind::Browser,
        parent: None,
        place: Place::default(),
        created_at: now,
        expires_at: now.plus_seconds(12 * 60 * 60),
        ended: None,
    }
}

/// A refresh token of that person's, from a phone's session that was made for it.
pub fn refresh_token(app: &TestApp, owner: (TenantId, UserId)) -> String {
    let OneTime { token, state } = one_time_token(app, owner);
    let wanted = Exchange {
        token,
        state,
        verifier: None,
        visitor: Visitor::default(),
    };
    exchange(&app.app, &wanted)
        .expect("the session can begin")
        .refresh
}
