//! The files of attachments, at addresses that open themselves: an `<img>` sends no credential.
//!
//! They stand in no document, because clients take the addresses as they get them.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{self, ServiceConfig},
};
use tessera_application::files::{self, MediaAsked};
use tessera_http::{
    download::{self, Disposition},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Below it are the files.
pub const ROOT: &str = "/media/attachments";

/// Adds the route.
pub fn scope(config: &mut ServiceConfig) {
    config.service(web::scope(ROOT).service(file));
}

/// A file, to whoever has the token that its address was given out with. Without it, or with another one, there is
/// nothing there.
#[get("/{path:.*}")]
async fn file(request: HttpRequest, mut params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let path = request.match_info().get("path").unwrap_or_default().to_owned();
    let token = params.values("token").pop();
    let opened = work.read(move |app| {
        let asked = MediaAsked {
            path: &path,
            token: token.as_deref(),
            caller: None,
        };
        files::open_media(app, &asked)
    });
    Ok(download::respond(opened.await?, Disposition::Show))
}
