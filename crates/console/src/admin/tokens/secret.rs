//! A token's secret, shown for the only time.

use super::address;
use crate::{
    admin::nav::{Nav, Section},
    here::SignedIn,
    page,
};
use actix_web::HttpResponse;
use askama::Template;
use tessera_application::integration::Secret;
use tessera_http::fault::Fault;

#[derive(Template)]
#[template(path = "console/token_secret.html")]
struct SecretPage<'s> {
    nav: Nav,
    title: &'static str,
    name: &'s str,
    secret: &'s str,
    address: String,
}

pub(super) fn show(who: &SignedIn, made: &Secret, title: &'static str) -> Result<HttpResponse, Fault> {
    let shown = SecretPage {
        nav: Nav::of(who, Section::Tokens),
        title,
        name: made.token.name.as_str(),
        secret: &made.secret,
        address: address(made.token.id),
    };
    page::show_with_script(&shown)
}
