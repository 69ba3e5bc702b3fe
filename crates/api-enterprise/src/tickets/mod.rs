//! Tickets.

pub mod change;
pub mod create;
pub mod filters;
pub mod list;
pub mod order;
pub mod remove;
pub mod search;
pub mod show;
pub mod sla;

use self::filters::{Asked, Searched};
use crate::{
    body::{self, DayMeans, Extent, Spelled, as_text, filled, moment},
    envelope::Envelope,
    meaning, schema,
    view::ticket::TicketRow,
};
use actix_web::{
    HttpResponse,
    http::{Method, Uri},
    web::ServiceConfig,
};
use serde_json::Value;
use tessera_application::{tickets::NumberedRefs, views::TicketSheet};
use tessera_domain::{
    issue::{FieldPath, Issue, Problem},
    priority::Rank,
    text::{self, Description, Name, Title},
    ticket::{Kind, Patch, TagsWanted, TicketPatch},
    time::Time,
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::ViewTickets},
    cursor,
    fault::Fault,
    json::Fields,
    routing,
    work::Work,
};
use utoipa::ToSchema;

/// Where they are.
pub const ROOT: &str = "/tickets";

tessera_http::operations! {
    /// The operations on tickets. Searching comes before what takes any word for a number.
    pub struct Document;
    list::list,
    create::create,
    search::search,
    search::search_by_query,
    show::show,
    change::change,
    change::replace,
    remove::remove,
    sla::clocks,
}

/// The methods of searching; `HEAD` comes as `GET`.
const SEARCHING: &[Method] = &[Method::GET, Method::POST];

/// All of them, and that searching has no other methods.
pub fn scope(config: &mut ServiceConfig) {
    routing::only(config, "/search", SEARCHING);
    routes(config);
}

/// Whether the path, which has no last slash, is that of searching.
pub fn is_search(path: &str) -> bool {
    path.strip_prefix(ROOT) == Some("/search")
}

/// What is told of a ticket. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewTicket, example = json!({
    "title": "New System Issue", "description": "Detailed description of the issue", "priority": "medium",
    "ticket_type": "incident", "tags": ["system", "bug"], "due_date": "2023-12-05T18:00:00Z",
    "attachments": ["file1.pdf", "screenshot.png"]
}))]
pub struct Sent {
    /// What it is called.
    #[schema(value_type = schema::TitleText)]
    title: Option<Title>,
    /// The long text.
    #[schema(value_type = schema::LongText)]
    description: Option<Description>,
    /// How much it matters: medium unless it is said.
    #[schema(value_type = schema::PriorityWord, required = false)]
    priority: Option<Rank>,
    /// What sort of thing it is: an incident unless it is said.
    #[schema(rename = "ticket_type", value_type = schema::KindWord, required = false)]
    kind: Option<Kind>,
    /// The number of its department: the caller's unless it is said.
    #[schema(rename = "department_id", value_type = schema::IdOrNull, required = false)]
    department: Patch<i64>,
    /// The number of who works on it, an active person.
    #[schema(rename = "assigned_to_id", value_type = schema::IdOrNull, required = false)]
    assigned_to: Patch<i64>,
    /// What its tags say, as a whole and in this order. Those that do not exist are made.
    #[schema(value_type = schema::TagTexts, required = false)]
    tags: Option<Vec<Name>>,
    /// When it should be done.
    #[schema(value_type = schema::MomentOrNull, required = false)]
    due_date: Patch<Time>,
    /// The names of files that will be uploaded.
    #[schema(value_type = schema::FileNames, required = false)]
    attachments: Option<Vec<String>>,
    /// Notes for everybody who sees the ticket.
    #[schema(value_type = schema::NotesOrNull, required = false)]
    public_notes: Patch<Description>,
    /// Notes that requesters do not see. Only those write them who may comment internally.
    #[schema(value_type = schema::NotesOrNull, required = false)]
    internal_notes: Patch<Description>,
}

impl Sent {
    fn read(fields: &mut Fields, extent: Extent) -> Self {
        Self {
            title: extent.demanded(fields, "title", title),
            description: extent.demanded(fields, "description", description),
            priority: extent.omissible(fields, "priority", as_text(meaning::rank)),
            kind: extent.omissible(fields, "ticket_type", as_text(meaning::kind)),
            department: fields.patch("department_id").number(),
            assigned_to: fields.patch("assigned_to_id").number(),
            tags: extent.omissible(fields, "tags", body::tags),
            due_date: fields.patch("due_date").told(|text| moment(text, DayMeans::End)),
            attachments: extent.omissible(fields, "attachments", file_names),
            public_notes: fields.patch("public_notes").told(notes),
            internal_notes: fields.patch("internal_notes").told(notes),
        }
    }

    /// What the use cases take: what is named by number or word, and the rest.
    fn parts(self) -> (Option<Title>, NumberedRefs, TicketPatch) {
        let Self {
            title,
            description,
            priority,
            kind,
            department,
            assigned_to,
            tags,
            due_date,
            attachments,
            public_notes,
            internal_notes,
        } = self;
        let named = NumberedRefs {
            assignee: assigned_to,
            department,
            rank: priority,
            ..NumberedRefs::default()
        };
        let patch = TicketPatch {
            description: description.map_or(Patch::Keep, Patch::Set),
            kind,
            due_at: due_date,
            tags: tags.map(TagsWanted::Exactly),
            expected_files: attachments,
            public_notes,
            internal_notes,
            ..TicketPatch::default()
        };
        (title, named, patch)
    }
}

fn title(text: &str) -> Result<Title, Problem> {
    Title::parse(filled(text, schema::TITLE)?)
}

fn description(text: &str) -> Result<Description, Problem> {
    Description::parse(filled(text, Description::MAX)?)
}

fn notes(text: &str) -> Result<Description, Problem> {
    Description::parse(text)
}

/// Names of files, each once. Empty ones name none.
fn file_names(value: Value, path: &FieldPath) -> Result<Vec<String>, Vec<Issue>> {
    let name = |text: &str| text::check(text, 0, Name::MAX).map(|()| text.to_owned());
    let names = body::items(value, path, |item, path| as_text(name)(item, path))?;
    let mut kept = Vec::with_capacity(names.len());
    for name in names {
        if !name.trim().is_empty() && !kept.contains(&name) {
            kept.push(name);
        }
    }
    Ok(kept)
}

/// The ticket as it stands now.
fn changed(envelope: &Envelope, sheet: &TicketSheet) -> StoredAnswer {
    let row = TicketRow::new(sheet, envelope.now());
    envelope.changed("Ticket updated successfully", row, sheet.ticket.version)
}

/// The part of a list of tickets that is asked for, with the address where the list goes on.
async fn listed(
    work: &Work,
    may: May<ViewTickets>,
    (asked, searched): (Asked, Searched),
    here: &Uri,
) -> Result<HttpResponse, Fault> {
    let (envelope, part) = (Envelope::of(work), asked.part().clone());
    let read = work.read(move |app| {
        let page = asked.list(app, &may.caller, searched)?;
        let next = page.next.clone();
        let rows = part.listed(page, |sheet| TicketRow::new(&sheet, envelope.now()));
        Ok((envelope.read(rows), next))
    });
    let (listed, next) = read.await?;
    let mut response = answer::to_response(listed);
    cursor::link(&mut response, here, next.as_ref());
    Ok(response)
}
