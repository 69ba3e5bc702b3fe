//! The doors that take signed tokens, and the key that opens them in development.

use crate::{
    client::{Answer, Client},
    world::{self, NOW, tenant},
};
use actix_web::{
    HttpResponse, get,
    test::TestRequest,
    web::{self, ServiceConfig},
};
use serde_json::json;
use std::sync::Arc;
use tessera_application::Application;
use tessera_domain::{
    session::{Place, Session},
    tenant::{Slug, Tenant, TenantState},
    text::Name,
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_http::{
    answer,
    caller::{Authenticate, Authenticated},
    dialect::{Dialect, Rendered, RequestFacts},
    doors,
    fault::Fault,
    kernel::{DevelopmentKey, Kernel, WebSettings},
    once_document::OnceDocument,
    rates,
};
use tessera_ports::{
    credentials::PresentedSession,
    queries::MockQueries,
    tokens::{Audience, BadToken, Claims, MockTokenSigner, TokenUse},
};
use utoipa::openapi::OpenApi;
use uuid::Uuid;

static DOCUMENT: OnceDocument = OnceDocument::of(OpenApi::default);

const BOARD: Dialect = Dialect {
    name: "board",
    owns: |path| path.starts_with("/board"),
    routes: |config| scope(config, "/board", doors::kanban),
    challenge: "Bearer realm=\"api\"",
    document: || &DOCUMENT,
    category: rates::general,
    render,
};

const OFFICE: Dialect = Dialect {
    name: "office",
    owns: |path| path.starts_with("/office"),
    routes: |config| scope(config, "/office", doors::enterprise),
    challenge: "Bearer",
    ..BOARD
};

fn scope(
    config: &mut ServiceConfig,
    root: &str,
    enter: fn(actix_web::HttpRequest) -> tessera_http::caller::Entering,
) {
    config.service(web::scope(root).wrap(Authenticate::with(enter)).service(me));
}

#[get("/me")]
async fn me(caller: Authenticated) -> HttpResponse {
    let session = caller.0.session.map(|session| session.to_string());
    answer::respond(200, &json!({ "role": caller.0.role.key(), "session": session }))
}

fn render(fault: &Fault, _: &RequestFacts<'_>) -> Rendered {
    Rendered {
        status: fault.kind.status(),
        body: json!({ "reason": fault.reason.map(|reason| format!("{reason:?}")) }),
    }
}

fn now() -> Time {
    Time::from_micros(NOW).unwrap()
}

fn house() -> Tenant {
    Tenant {
        id: tenant(),
        slug: Slug::parse("default").unwrap(),
        name: Name::parse("Sample").unwrap(),
        state: TenantState::Active,
        host: None,
        enrolment: None,
        records_bodies: false,
        created_at: now(),
    }
}

fn user(role: Role, active: bool) -> User {
    User {
        tenant: tenant(),
        id: Uuid::from_u128(2).into(),
        number: 1,
        login: Login::parse("robin").unwrap(),
        first_name: String::new(),
        last_name: String::new(),
        email: None,
        role,
        extra: Permissions::NONE,
        department: None,
        active,
        created_at: now(),
    }
}

/// Tokens are told by their text: the use, and what is the matter with their session.
fn verify(token: &str, audience: Audience, _: Time) -> Result<Claims, BadToken> {
    let (usage, session) = match token {
        "good" => (TokenUse::Access, 1),
        "inactive" => (TokenUse::Access, 2),
        "ended" => (TokenUse::Access, 3),
        "gone" => (TokenUse::Access, 4),
        "refresh" => (TokenUse::Refresh, 1),
        _ => return Err(BadToken("it is not known")),
    };
    Ok(Claims {
        id: Uuid::nil().into(),
        audience,
        usage,
        tenant: tenant(),
        session: Uuid::from_u128(session).into(),
        user: 1,
        issued_at: 0,
        expires_at: i64::MAX,
    })
}

fn presented(number: u128, audience: Audience) -> Option<PresentedSession> {
    let session = Session {
        tenant: tenant(),
        id: Uuid::from_u128(number).into(),
        user: Uuid::from_u128(2).into(),
        kind: audience.session(),
        parent: None,
        place: Place::default(),
        created_at: now(),
        expires_at: now().plus_seconds(if number == 3 { 0 } else { 60 }),
        ended: None,
    };
    (number != 4).then(|| PresentedSession {
        session,
        user: user(Role::User, number != 2),
        tenant_state: TenantState::Active,
    })
}

/// An application whose sessions are all of that audience.
fn application(audience: Audience) -> Arc<Application> {
    let mut queries = MockQueries::default();
    let credentials = &mut queries.credentials;
    credentials
        .expect_presented_session()
        .returning(move |_, id| Ok(presented(id.uuid().as_u128(), audience)));
    credentials
        .expect_first_person()
        .returning(|_, _| Ok(Some(user(Role::Admin, true))));
    credentials
        .expect_tenant_by_slug()
        .returning(|_| Ok(Some(house())));
    credentials.expect_tenant_by_host().returning(|_| Ok(None));
    credentials
        .expect_tenant()
        .returning(|id| Ok(Some(house()).filter(|house| house.id == id)));
    let mut tokens = MockTokenSigner::new();
    tokens.expect_verify().returning(verify);
    Arc::new(Application {
        queries: Arc::new(queries),
        tokens: Arc::new(tokens),
        ..(*world::application()).clone()
    })
}

async fn client(audience: Audience, key: Option<&str>) -> Client {
    let settings = WebSettings {
        development_key: key.map(DevelopmentKey::new),
        ..WebSettings::default()
    };
    let kernel = Kernel::new(application(audience), vec![BOARD, OFFICE], settings).unwrap();
    Client::of(&Arc::new(kernel)).await
}

async fn ask(client: &Client, path: &str, headers: &[(&'static str, &str)]) -> Answer {
    let request = headers
        .iter()
        .fold(TestRequest::get().uri(path), |request, header| {
            request.append_header(*header)
        });
    client.send(request).await
}

#[actix_web::test]
async fn a_token_opens_its_dialects_door() {
    for (audience, path) in [
        (Audience::Kanban, "/board/me"),
        (Audience::Enterprise, "/office/me"),
    ] {
        let client = client(audience, None).await;
        for value in ["Bearer good", "bearer good", " BEARER  good "] {
            let answer = ask(&client, path, &[("authorization", value)]).await;
            assert_eq!(answer.status.as_u16(), 200, "{value}");
            assert_eq!(answer.json()["session"], Uuid::from_u128(1).to_string());
        }
        let other = if path == "/board/me" {
            "/office/me"
        } else {
            "/board/me"
        };
        let answer = ask(&client, other, &[("authorization", "Bearer good")]).await;
        assert_eq!(answer.status.as_u16(), 401, "a session of another dialect");
    }
}

#[actix_web::test]
async fn every_refusal_has_its_reason() {
    let client = client(Audience::Kanban, None).await;
    for (headers, reason) in [
        (&[][..], Some("NothingPresented")),
        (&[("authorization", "Basic good")], Some("NothingPresented")),
        (&[("authorization", "good")], Some("NothingPresented")),
        (&[("authorization", "Bearer")], Some("Misshapen")),
        (&[("authorization", "Bearer good good")], Some("Misshapen")),
        (
            &[("authorization", "Bearer good"), ("authorization", "Bearer good")],
            Some("Misshapen"),
        ),
        (&[("authorization", "Bearer other")], None),
        (&[("authorization", "Bearer ended")], None),
        (&[("authorization", "Bearer refresh")], Some("OtherPurpose")),
        (&[("authorization", "Bearer gone")], Some("OwnerUnknown")),
        (&[("authorization", "Bearer inactive")], Some("OwnerInactive")),
        (
            &[
                ("authorization", "Bearer good"),
                ("x-tenant-id", "00000000-0000-0000-0000-000000000002"),
            ],
            None,
        ),
        (&[("authorization", "Bearer good"), ("x-tenant-id", "x")], None),
        (
            &[("authorization", "Bearer good"), ("x-super-secret-key", "")],
            Some("WrongKey"),
        ),
    ] {
        let answer = ask(&client, "/board/me", headers).await;
        assert_eq!(answer.status.as_u16(), 401, "{headers:?}");
        assert_eq!(answer.json()["reason"].as_str(), reason, "{headers:?}");
        assert_eq!(
            answer.header("www-authenticate"),
            Some("Bearer realm=\"api\""),
            "{headers:?}"
        );
    }
}

#[actix_web::test]
async fn the_development_key_stands_for_the_first_admin() {
    let client = client(Audience::Kanban, Some("open sesame")).await;
    for headers in [
        &[("x-super-secret-key", "open sesame")][..],
        &[
            ("x-super-secret-key", "open sesame"),
            ("authorization", "Bearer other"),
        ],
        &[
            ("x-super-secret-key", "open sesame"),
            ("x-tenant-id", "00000000-0000-0000-0000-000000000001"),
        ],
    ] {
        for path in ["/board/me", "/office/me"] {
            let answer = ask(&client, path, headers).await;
            assert_eq!(answer.status.as_u16(), 200, "{headers:?}");
            assert_eq!(answer.json()["role"], "admin");
        }
    }
    for headers in [
        &[("x-super-secret-key", "open sesam")][..],
        &[("x-super-secret-key", ""), ("authorization", "Bearer good")],
        &[
            ("x-super-secret-key", "Open Sesame"),
            ("authorization", "Bearer good"),
        ],
        &[
            ("x-super-secret-key", "open sesame"),
            ("x-super-secret-key", "open sesame"),
        ],
        &[
            ("x-super-secret-key", "open sesame"),
            ("x-tenant-id", "00000000-0000-0000-0000-000000000002"),
        ],
    ] {
        let answer = ask(&client, "/board/me", headers).await;
        assert_eq!(answer.status.as_u16(), 401, "{headers:?}");
        assert_eq!(answer.json()["reason"], "WrongKey", "{headers:?}");
    }
    let answer = ask(&client, "/board/me", &[("authorization", "Bearer good")]).await;
    assert_eq!(answer.status.as_u16(), 200, "tokens count as ever");
}

#[actix_web::test]
async fn where_there_is_no_development_key_every_one_is_wrong() {
    let client = client(Audience::Kanban, None).await;
    for key in ["", "open sesame", "dev-super-secret-key"] {
        let headers = [("x-super-secret-key", key), ("authorization", "Bearer good")];
        let answer = ask(&client, "/board/me", &headers).await;
        assert_eq!(answer.json()["reason"], "WrongKey", "{key}");
    }
}
