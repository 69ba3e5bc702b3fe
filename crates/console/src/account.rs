//! Who one is, and where one is signed in.

use crate::{admin, here::Here, page, signin, words};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::{sessions, users};
use tessera_domain::{
    id::SessionId,
    session::{Session, SessionKind},
};
use tessera_http::{fault::Fault, query::Params};

/// Where it is.
pub(crate) const PATH: &str = "/auth/account";

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    notice: Option<&'static str>,
    name: String,
    login: String,
    token: String,
    console: bool,
    sessions: Vec<Row>,
}

/// A session, as people recognise it.
#[derive(PartialEq, Eq, Debug)]
struct Row {
    id: SessionId,
    place: String,
    address: String,
    agent: String,
    began: String,
    is_this: bool,
}

/// `GET /auth/account`
pub(crate) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.signed_in().await? else {
        return Ok(page::go_to(&signin::address(Some(PATH))));
    };
    let caller = who.caller.clone();
    let (user, sessions) = here
        .work
        .read(move |app| {
            let user = users::me(app, &caller)?;
            Ok((user, sessions::list(app, &caller)?))
        })
        .await?;
    let rows = sessions
        .iter()
        .map(|session| Row::of(session, who.caller.session));
    let error = params.optional("error").text(100);
    let page = AccountPage {
        notice: error.map(|error| words::notice(&error)),
        name: user.display_name(),
        login: user.login.as_str().to_owned(),
        token: who.token(here.app()),
        console: admin::is_for(user.permissions()),
        sessions: rows.collect(),
    };
    page::show(StatusCode::OK, &page)
}

impl Row {
    fn of(session: &Session, this: Option<SessionId>) -> Self {
        let place = &session.place;
        Self {
            id: session.id,
            place: match session.kind {
                SessionKind::Browser => "Browser".to_owned(),
                SessionKind::Mobile => phone(session),
                SessionKind::Kanban => "Board client".to_owned(),
                SessionKind::Enterprise => "Enterprise client".to_owned(),
            },
            address: place.address.clone().unwrap_or_default(),
            agent: place.agent.clone().unwrap_or_default(),
            began: words::moment(session.created_at),
            is_this: this == Some(session.id),
        }
    }
}

/// `Phone (iOS), app 1.2.3`
fn phone(session: &Session) -> String {
    let device = &session.place.device;
    let platform = device.platform.as_deref().map(|platform| match platform {
        "ios" => " (iOS)".to_owned(),
        "android" => " (Android)".to_owned(),
        other => format!(" ({other})"),
    });
    let version = device
        .app_version
        .as_ref()
        .map(|version| format!(", app {version}"));
    format!(
        "Phone{}{}",
        platform.unwrap_or_default(),
        version.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::world;

    #[test]
    fn a_phone_is_told_by_its_system_and_its_app() {
        let mut session = world::session(SessionKind::Mobile);
        assert_eq!(Row::of(&session, None).place, "Phone");
        session.place.device.app_version = Some("1.2.3".to_owned());
        assert_eq!(Row::of(&session, None).place, "Phone, app 1.2.3");
        for (platform, place) in [
            ("ios", "Phone (iOS), app 1.2.3"),
            ("android", "Phone (Android), app 1.2.3"),
            ("other", "Phone (other), app 1.2.3"),
        ] {
            session.place.device.platform = Some(platform.to_owned());
            assert_eq!(Row::of(&session, None).place, place);
        }
    }

    #[test]
    fn the_session_that_asks_is_marked() {
        let session = world::session(SessionKind::Browser);
        let row = Row::of(&session, Some(session.id));
        assert_eq!(
            (row.place.as_str(), row.began.as_str()),
            ("Browser", "2026-02-03 12:00 UTC")
        );
        assert!(row.is_this);
        assert!(!Row::of(&session, None).is_this);
        let other = uuid::Uuid::from_u128(99).into();
        assert!(!Row::of(&session, Some(other)).is_this);
    }
}
