//! A dialect with just enough in it: things under `/shop`, and ways to fail.

use crate::world;
use actix_web::{
    HttpResponse,
    dev::ServiceRequest,
    get,
    middleware::from_fn,
    post, put,
    web::{self, Path, ServiceConfig},
};
use serde_json::json;
use std::time::Duration;
use tessera_application::{
    Command, Error, Result, Scene, Thing,
    files::{FilePlace, OpenFile},
    lists,
};
use tessera_domain::{
    attachment::{Attachment, Content, ContentType, FileName, Media, ScanState},
    comment::Audience,
    id::TicketId,
    time::Time,
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{Authenticate, Authenticated, CredentialKind, May, OwnedPresentation, needs},
    conditional::{IfMatch, etag},
    dialect::{Dialect, Rendered, RequestFacts},
    download::{self, Disposition},
    fault::{Fault, FaultKind},
    json::JsonBody,
    once_document::OnceDocument,
    query::Params,
    rates,
    routing::literal_paths_first,
    upload::{SentFile, Upload},
    work::Work,
};
use tessera_ports::tx::Tx;
use utoipa::{OpenApi as _, openapi::OpenApi};

static DOCUMENT: OnceDocument = OnceDocument::of(|| OpenApi::default().nest("/shop", Document::openapi()));

pub const DIALECT: Dialect = Dialect {
    name: "shop",
    owns: |path| path == "/shop" || path.starts_with("/shop/"),
    routes: scope,
    challenge: "Bearer",
    document: || &DOCUMENT,
    category: rates::general,
    render,
};

fn scope(config: &mut ServiceConfig) {
    config.service(
        web::scope("/shop")
            .wrap(from_fn(literal_paths_first))
            .wrap(Authenticate::by(presented))
            .configure(routes),
    );
}

fn presented(request: &ServiceRequest) -> Option<OwnedPresentation> {
    let text = |name: &str| Some(request.headers().get(name)?.to_str().ok()?.to_owned());
    Some(OwnedPresentation {
        secret: text("x-api-key")?,
        kinds: &[CredentialKind::ApiKey],
        tenant: text("x-tenant-id"),
    })
}

fn render(fault: &Fault, facts: &RequestFacts<'_>) -> Rendered {
    let issues: Vec<_> = fault.issues.iter().map(ToString::to_string).collect();
    let body = json!({ "oops": format!("{:?}", fault.kind), "message": fault.message, "issues": issues,
        "path": facts.path, "method": facts.method.as_str(), "id": facts.request_id, "now": facts.now });
    Rendered {
        status: fault.kind.status(),
        body,
    }
}

tessera_http::operations! {
    /// The shop.
    pub struct Document;
    list, create, replace, stats, fail, panic, panic_inside, broken, slow, bring, fetch,
}

#[utoipa::path(responses((status = 200)))]
#[get("/things")]
async fn list(may: May<needs::ViewTickets>, mut params: Params) -> std::result::Result<HttpResponse, Fault> {
    let page = params.optional("page").integer(1, i64::MAX);
    params.finish()?;
    Ok(answer::respond(
        200,
        &json!({ "page": page, "role": may.caller.role.key() }),
    ))
}

#[utoipa::path(responses((status = 200)))]
#[get("/things/stats")]
async fn stats(_: May<needs::ViewTickets>) -> HttpResponse {
    answer::respond(200, &json!({ "things": 0 }))
}

/// Makes a thing with a number that no two executions share.
struct Make {
    name: String,
}

impl Command for Make {
    type Outcome = (String, u64);

    fn run(&self, _: &mut dyn Tx, scene: &Scene<'_>) -> Result<(String, u64)> {
        match self.name.as_str() {
            "none" => Err(Error::NotFound(Thing::Ticket)),
            "stale" => Err(Error::Stale),
            "panic" => panic!("a panic with a {}", std::hint::black_box("canary")),
            name => Ok((name.to_owned(), scene.ids.random())),
        }
    }
}

fn made((name, number): &(String, u64)) -> StoredAnswer {
    let answer = answer::json(201, &json!({ "name": name, "number": number }));
    let answer = answer::with_header(answer, "Location", format!("/shop/things/{number}"));
    answer::with_header(answer, "ETag", etag(1))
}

#[utoipa::path(responses((status = 201)))]
#[post("/things")]
async fn create(
    may: May<needs::AssignTickets>,
    work: Work,
    body: JsonBody,
) -> std::result::Result<HttpResponse, Fault> {
    let mut fields = body.fields()?;
    let name = fields.required("name").text(1, 5);
    fields.finish()?;
    work.write(may.caller, &body, Make { name }, made).await
}

#[utoipa::path(responses((status = 201)))]
#[put("/things/{id}")]
async fn replace(
    caller: Authenticated,
    work: Work,
    expected: IfMatch,
    id: Path<String>,
) -> std::result::Result<HttpResponse, Fault> {
    let stale = expected.0.is_some_and(|versions| !versions.contains(&1));
    let name = if stale { "stale" } else { "fresh" };
    assert!(!id.is_empty());
    work.write(
        caller.0,
        &JsonBody::none(),
        Make {
            name: name.to_owned(),
        },
        made,
    )
    .await
}

#[utoipa::path(responses((status = 200)))]
#[get("/fail/{kind}")]
async fn fail(_: Authenticated, kind: Path<String>) -> std::result::Result<HttpResponse, Fault> {
    let kind = FaultKind::ALL
        .into_iter()
        .find(|known| format!("{known:?}") == *kind);
    let kind = kind.ok_or_else(|| Fault::new(FaultKind::NotFound))?;
    Err(Fault {
        cause: Some("canary".into()),
        ..Fault::saying(kind, "words of its own")
    })
}

#[utoipa::path(responses((status = 200)))]
#[get("/panic")]
async fn panic(_: Authenticated) -> HttpResponse {
    panic!("a panic with a {}", std::hint::black_box("canary"))
}

#[utoipa::path(responses((status = 200)))]
#[get("/panic-inside")]
async fn panic_inside(caller: Authenticated, work: Work) -> std::result::Result<HttpResponse, Fault> {
    let found = work.read(move |app| lists::priorities(app, &caller.0)).await?;
    Ok(answer::respond(200, &found.len()))
}

#[utoipa::path(responses((status = 200)))]
#[get("/broken/{id}")]
async fn broken(
    caller: Authenticated,
    work: Work,
    id: Path<TicketId>,
) -> std::result::Result<HttpResponse, Fault> {
    let view = work
        .read(move |app| tessera_application::tickets::show(app, &caller.0, *id))
        .await?;
    Ok(answer::respond(200, &view.ticket.version))
}

#[utoipa::path(responses((status = 200)))]
#[post("/files")]
async fn bring(_: Authenticated, upload: Upload) -> std::result::Result<HttpResponse, Fault> {
    let file = match &upload.file {
        SentFile::Missing => json!("missing"),
        SentFile::NotAFile => json!("not a file"),
        SentFile::Empty => json!("empty"),
        SentFile::File { name, spooled } => json!({ "name": name.as_str(), "size": spooled.size }),
    };
    let [note, empty, other] = ["note", "empty", "other"].map(|name| upload.text(name));
    let digest = format!("{:?}", upload.digest());
    Ok(answer::respond(
        200,
        &json!({ "file": file, "note": note, "empty": empty, "other": other, "digest": digest }),
    ))
}

#[utoipa::path(responses((status = 200)))]
#[get("/files/{how}/{name}")]
async fn fetch(
    _: Authenticated,
    work: Work,
    path: Path<(String, String)>,
) -> std::result::Result<HttpResponse, Fault> {
    let (how, name) = path.into_inner();
    let disposition = if how == "show" {
        Disposition::Show
    } else {
        Disposition::Save
    };
    let attachment = attachment(&FileName::from_sent(&name));
    let place = FilePlace {
        tenant: attachment.tenant,
        file: attachment.file,
    };
    let bytes = work.read(move |app| Ok(app.files.store.open(place)?)).await?;
    let bytes = bytes.ok_or_else(|| Fault::new(FaultKind::NotFound))?;
    Ok(download::respond(OpenFile { attachment, bytes }, disposition))
}

fn attachment(name: &FileName) -> Attachment {
    let id = uuid::Uuid::from_u128(7);
    let now = Time::from_micros(world::NOW).unwrap();
    let content = if name.as_str().ends_with("png") {
        Content::Known("image/png")
    } else {
        Content::Text
    };
    Attachment {
        tenant: id.into(),
        id: id.into(),
        number: 1,
        ticket: id.into(),
        comment: None,
        name: name.clone(),
        media: Media {
            day: now.date(),
            name: name.served(),
        },
        file: id.into(),
        size: 300_000,
        content_type: ContentType::of(name, content),
        sha256: [7; 32],
        audience: Audience::Public,
        description: None,
        uploaded_by: id.into(),
        created_at: now,
        scan: ScanState::Skipped,
        version: 1,
    }
}

#[utoipa::path(responses((status = 200)))]
#[get("/slow")]
async fn slow(_: Authenticated) -> HttpResponse {
    tokio::time::sleep(Duration::from_secs(5)).await;
    answer::respond(200, &())
}
