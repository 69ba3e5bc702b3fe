//! Entering a contact.

use super::Sent;
use crate::{
    answers,
    body::{self, Extent},
    document::{RepeatHeader, TAG_CONTACTS, WriteRefusals},
    view::contact::ContactRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::contacts::CreateContact;
use tessera_domain::{
    client::Contact,
    email::EmailAddress,
    issue::{Issue, Problem},
};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::EditTickets},
    fault::Fault,
    work::Work,
};

impl TryFrom<Sent> for CreateContact {
    type Error = Issue;

    fn try_from(sent: Sent) -> Result<Self, Issue> {
        let Sent {
            name,
            email,
            phone,
            title,
            department,
            description,
        } = sent;
        Ok(Self {
            name: name.ok_or_else(|| Issue::new("name", Problem::Required))?,
            email: email.map(EmailAddress::into_string),
            phone: phone.value().cloned(),
            title: title.value().cloned(),
            department: department.value().cloned(),
            description: description.value().cloned(),
        })
    }
}

/// Create a contact
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "createContact",
    tag = TAG_CONTACTS,
    params(RepeatHeader),
    request_body(content = Sent, description = "The contact"),
    responses(
        (status = 201, description = "The contact", body = ContactRow,
         headers(("Location" = String, description = "The path of the contact"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getContact" = (operation_id = "getContact", parameters(("id" = "$response.body#/id")))),
            ("changeContact" = (operation_id = "changeContact", parameters(("id" = "$response.body#/id")))),
            ("deleteContact" = (operation_id = "deleteContact", parameters(("id" = "$response.body#/id"))))
         )),
        WriteRefusals
    )
)]
#[post("/contacts/")]
pub async fn create(may: May<EditTickets>, work: Work, body: body::Sent) -> Result<HttpResponse, Fault> {
    let command = CreateContact::try_from(Sent::read(&body.0, Extent::Whole)?)?;
    work.write(may.caller, &body.0, command, created).await
}

fn created(contact: &Contact) -> StoredAnswer {
    answers::made(
        &ContactRow::from(contact),
        contact.version,
        "contacts",
        contact.number,
    )
}
