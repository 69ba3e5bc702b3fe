//! Taking a contact from beside a tag.

use crate::{
    address::{Address, IdPath, sent_to},
    answers,
    body::{self, Body, Extent, Spelled},
    document::{ChangeRefusals, RepeatHeader, TAG_TAGS},
    query, schema,
};
use actix_web::{HttpResponse, delete};
use tessera_application::tags::{self, RemoveContact};
use tessera_domain::issue::{Issue, Problem};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    json::JsonBody,
    query::Params,
    work::Work,
};
use utoipa::ToSchema;

/// Which contact, for clients whose library sends bodies with `DELETE`.
#[derive(ToSchema)]
#[schema(as = TagContactNamed, example = json!({"contact_id": 1}))]
#[expect(
    dead_code,
    reason = "only the document knows it; the member is read by itself"
)]
pub struct Sent {
    /// The contact's number.
    #[schema(value_type = schema::Key, required = false)]
    contact_id: Option<i64>,
}

/// Which contact, for all others.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameter is read by itself"
)]
pub struct Query {
    /// The contact's number. Looked at only where the body names none.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    contact_id: i64,
}

const CONTACT: &str = "contact_id";

/// The contact that the body names, else the query.
fn contact(body: &JsonBody, mut params: Params) -> Result<i64, Fault> {
    let mut body = Body::read(body, Extent::Part)?;
    let named = body.optional(CONTACT).key();
    body.finish()?;
    let named = named.or_else(|| query::key(&mut params, CONTACT));
    params.finish()?;
    Ok(named.ok_or_else(|| Issue::new(CONTACT, Problem::Required))?)
}

/// Take a contact from beside a tag
///
/// The contact itself stays. Members of the tag's project may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "removeTagContact",
    tag = TAG_TAGS,
    params(IdPath, Query, RepeatHeader),
    request_body(content = Sent, description = "Which contact, if the query does not name them"),
    responses((status = 204, description = "They stand there no longer"), ChangeRefusals)
)]
#[delete("/tags/{id}/remove_contact/")]
pub async fn remove_contact(
    may: May<ViewTickets>,
    id: Address,
    params: Params,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    let (tag, caller) = (id.number()?, may.caller);
    let read = contact(&body.0, params);
    let contact = sent_to(tag, tags::one, read, (&work, &caller)).await?;
    let command = RemoveContact { tag, contact };
    work.write(caller, &body.0, command, |()| answers::gone()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_names_the_contact_or_else_the_query_does() {
        let of = |body: &'static str, query: &str| {
            let body = JsonBody::from(actix_web::web::Bytes::from_static(body.as_bytes()));
            contact(&body, Params::parse(query)).map_err(|fault| fault.issues[0].to_string())
        };
        assert_eq!(of("{\"contact_id\": 3}", "contact_id=4"), Ok(3));
        assert_eq!(of("{}", "contact_id=4"), Ok(4));
        assert_eq!(of("{}", ""), Err("contact_id: Required".into()));
        assert!(of("{}", "contact_id=x").is_err());
    }
}
