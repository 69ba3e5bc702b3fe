//! A dialect behind a door of its own, which counts calls: things under `/gate`.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{self, ServiceConfig},
};
use serde_json::json;
use std::time::Duration;
use tessera_domain::{
    caller::{Caller, CallerKind},
    id::CredentialId,
    time::Time,
    user::{Permissions, Role},
};
use tessera_http::{
    allowance::Allowance,
    answer,
    caller::{Authenticate, Authenticated, Entering},
    calls::Counted,
    dialect::{Dialect, Rendered, RequestFacts},
    fault::{Fault, FaultKind, Reason},
    json::AssumedJson,
    once_document::OnceDocument,
    rates, work,
};
use utoipa::{OpenApi as _, openapi::OpenApi};
use uuid::Uuid;

use crate::world::{NOW, tenant};

static DOCUMENT: OnceDocument = OnceDocument::of(|| OpenApi::default().nest("/gate", Document::openapi()));

pub const DIALECT: Dialect = Dialect {
    name: "gate",
    owns: |path| path == "/gate" || path.starts_with("/gate/"),
    routes: scope,
    challenge: "Bearer",
    document: || &DOCUMENT,
    category: rates::general,
    render,
};

pub fn token() -> CredentialId {
    Uuid::from_u128(9).into()
}

fn scope(config: &mut ServiceConfig) {
    config.service(
        web::scope("/gate")
            .wrap(Authenticate::with(enter))
            .configure(routes),
    );
}

/// By the header `x-gate`: `open`, `copying` (which keeps bodies), `full`, and `panic`.
fn enter(request: HttpRequest) -> Entering {
    Box::pin(async move {
        let header = request.headers().get("x-gate");
        let gate = header.and_then(|gate| gate.to_str().ok()).unwrap_or_default();
        let (remaining, records_body) = match gate {
            "open" => (6, false),
            "copying" => (5, true),
            "full" => (0, false),
            "panic" => {
                let _: () = work::run(&request, |_| {
                    panic!("a panic with a {}", std::hint::black_box("canary"))
                })
                .await?;
                (0, false)
            }
            _ => {
                return Err(Fault {
                    reason: Some(Reason::NothingPresented),
                    ..Fault::saying(FaultKind::Unauthenticated, "Which gate?")
                });
            }
        };
        let now = work::run(&request, |app| app.clock.now()).await?;
        let allowance = Allowance {
            name: "gate",
            limit: 7,
            remaining,
            window: 60,
            resets_at: Time::from_micros(NOW).unwrap().plus_seconds(30),
        };
        assert_eq!(now.micros(), NOW);
        allowance.tell(&request)?;
        if gate == "full" {
            return Err(Fault {
                retry_after: Some(Duration::from_secs(30)),
                ..Fault::new(FaultKind::TooMany)
            });
        }
        let counted = Counted {
            tenant: tenant(),
            token: token(),
            records_body,
        };
        counted.note(&request)?;
        Ok(caller())
    })
}

fn caller() -> Caller {
    Caller {
        tenant: tenant(),
        user: Uuid::from_u128(2).into(),
        kind: CallerKind::Integration,
        credential: token(),
        session: None,
        role: Role::User,
        permissions: Permissions::NONE,
        department: None,
    }
}

fn render(fault: &Fault, _: &RequestFacts<'_>) -> Rendered {
    Rendered {
        status: fault.kind.status(),
        body: json!({ "oops": format!("{:?}", fault.kind), "reason": fault.reason.map(|reason| format!("{reason:?}")), "message": fault.message }),
    }
}

tessera_http::operations! {
    /// The gate.
    pub struct Document;
    look, say, wait, fall,
}

#[utoipa::path(responses((status = 200)))]
#[get("/things")]
async fn look(_: Authenticated) -> HttpResponse {
    answer::respond(200, &())
}

#[utoipa::path(responses((status = 200)))]
#[post("/things")]
async fn say(_: Authenticated, body: AssumedJson) -> Result<HttpResponse, Fault> {
    let mut fields = body.0.fields()?;
    let word = fields.required("word").text(0, 100_000);
    fields.finish()?;
    Ok(answer::respond(201, &word.len()))
}

#[utoipa::path(responses((status = 200)))]
#[get("/wait")]
async fn wait(_: Authenticated) -> HttpResponse {
    tokio::time::sleep(Duration::from_secs(5)).await;
    answer::respond(200, &())
}

#[utoipa::path(responses((status = 200)))]
#[get("/fall")]
async fn fall(_: Authenticated) -> HttpResponse {
    panic!("a panic with a {}", std::hint::black_box("canary"))
}
