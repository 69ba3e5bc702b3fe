//! Pages with just enough in them: under `/desk`, for strangers too.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web::{self, Path, ServiceConfig},
};
use serde_json::json;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};
use tessera_http::{
    address::ClientAddress,
    answer,
    caller::{self, CredentialKind, OwnedPresentation},
    dialect::RequestFacts,
    fault::{Fault, FaultKind},
    form::FormBody,
    pages::{self, PageSet, RenderedPage},
    work::{Slot, Work},
};

pub const POLICY: &str = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";
pub const OWN_POLICY: &str = "default-src 'none'; style-src 'self'";

pub const PAGES: PageSet = PageSet {
    name: "desk",
    owns: |path| path == "/desk" || path.starts_with("/desk/"),
    routes,
    paths: &[
        ("/desk", &[Method::GET, Method::POST]),
        ("/desk/special", &[Method::GET]),
        ("/desk/style.css", &[Method::GET]),
        ("/desk/who", &[Method::GET]),
        ("/desk/where", &[Method::GET]),
        ("/desk/panic", &[Method::GET]),
        ("/desk/wait", &[Method::GET]),
        ("/desk/number/{number}", &[Method::GET]),
        ("/desk/slow/panic", &[Method::GET]),
        ("/desk/slow/{slot}", &[Method::GET]),
    ],
    policy: POLICY,
    render,
};

fn routes(config: &mut ServiceConfig) {
    config
        .route("/desk", web::get().to(desk))
        .route("/desk", web::post().to(sign))
        .route("/desk/special", web::get().to(special))
        .route("/desk/style.css", web::get().to(style))
        .route("/desk/who", web::get().to(who))
        .route("/desk/where", web::get().to(place))
        .route("/desk/panic", web::get().to(panicking))
        .route("/desk/wait", web::get().to(wait))
        .route("/desk/number/{number}", web::get().to(number))
        .route("/desk/slow/panic", web::get().to(slow_panic))
        .route("/desk/slow/{slot}", web::get().to(slow));
}

fn render(fault: &Fault, facts: &RequestFacts<'_>) -> RenderedPage {
    let issues: Vec<_> = fault.issues.iter().map(ToString::to_string).collect();
    RenderedPage {
        status: fault.kind.status(),
        html: format!(
            "<h1>{:?}</h1><p>{}</p><p>{}</p><p>{}</p>",
            fault.kind,
            fault.message,
            issues.join(", "),
            facts.request_id
        ),
    }
}

async fn desk() -> HttpResponse {
    pages::html(StatusCode::OK, "<h1>Desk</h1>".to_owned())
}

async fn special() -> HttpResponse {
    let mut response = pages::html(StatusCode::OK, String::new());
    let policy = header::HeaderValue::from_static(OWN_POLICY);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css").body("h1{}")
}

async fn sign(body: FormBody) -> Result<HttpResponse, Fault> {
    let form = body.form()?;
    Ok(answer::respond(200, &json!({ "name": form.text("name") })))
}

/// By the cookie `desk`, whose value is the name of a role.
async fn who(request: HttpRequest) -> Result<HttpResponse, Fault> {
    let Some(cookie) = request.cookie("desk") else {
        return Ok(pages::html(StatusCode::OK, "a stranger".to_owned()));
    };
    let presented = OwnedPresentation {
        secret: cookie.value().to_owned(),
        kinds: &[CredentialKind::SessionCookie, CredentialKind::ApiKey],
        tenant: None,
    };
    let found = caller::find(&request, presented).await?;
    let role = found.map_or("nobody", |caller| caller.role.key());
    Ok(pages::html(StatusCode::OK, role.to_owned()))
}

async fn place(address: ClientAddress) -> HttpResponse {
    answer::respond(200, &address.bucket())
}

async fn panicking() -> HttpResponse {
    panic!("a panic with a {}", std::hint::black_box("canary"))
}

async fn wait() -> Result<HttpResponse, Fault> {
    Err(Fault {
        retry_after: Some(Duration::from_micros(59_000_001)),
        ..Fault::new(FaultKind::TooMany)
    })
}

async fn number(number: Path<u8>) -> HttpResponse {
    answer::respond(200, &*number)
}

/// How much slow work runs at the moment, and how much did at most.
pub struct Busy {
    now: AtomicUsize,
    most: AtomicUsize,
}

pub static PASSWORDS: Busy = Busy::new();
pub static PROVIDERS: Busy = Busy::new();

impl Busy {
    const fn new() -> Self {
        Self {
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        }
    }

    pub fn now(&self) -> usize {
        self.now.load(Ordering::SeqCst)
    }

    pub fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }

    fn work(&self) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(5));
        self.now.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn slow(slot: Path<String>, work: Work) -> Result<HttpResponse, Fault> {
    let (slot, busy) = match slot.as_str() {
        "password" => (Slot::Password, &PASSWORDS),
        _ => (Slot::Provider, &PROVIDERS),
    };
    work.read_slowly(slot, |_| {
        busy.work();
        Ok(())
    })
    .await?;
    Ok(answer::respond(200, &()))
}

async fn slow_panic(work: Work) -> Result<HttpResponse, Fault> {
    work.read_slowly::<()>(Slot::Provider, |_| {
        panic!("a panic with a {}", std::hint::black_box("canary"))
    })
    .await?;
    Ok(answer::respond(200, &()))
}
