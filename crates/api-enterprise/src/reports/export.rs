//! Taking tickets out as a file.

use super::{
    CSV, Format, JSON,
    cells::{self, guarded, number},
};
use crate::{
    document::{ListRefusals, TAG_REPORTS},
    schema,
    tickets::filters::Chosen,
    view::{person::PersonRow, ticket::TicketRow},
};
use actix_web::{HttpResponse, get};
use std::borrow::Cow;
use tessera_application::{
    Application,
    reports::{Export, ExportTickets, NewExport},
    views::TicketSheet,
};
use tessera_domain::issue::Problem;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    moment::exact::Moment,
    pieces::{self, Pieces},
    query::Params,
    work::Work,
};

/// What can be taken out.
const TYPES: &[&str] = &["tickets"];
/// The most characters of the filters.
const FILTERS: usize = 2_000;

/// Which tickets, in which form.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// What to take out: `tickets`, which is meant as well where nothing is said.
    #[param(value_type = schema::ExportWord, inline, required = false)]
    r#type: String,
    /// The form: `csv` unless it is said.
    #[param(value_type = schema::FormatWord, inline, required = false)]
    format: String,
    /// Which tickets: the same object as the `filters` of a search, as JSON, of at most 2,000 characters.
    #[param(value_type = schema::FiltersText, inline, required = false)]
    filters: String,
}

/// Export tickets
///
/// All that pass the filters, oldest first, as a file without an envelope. Admins take out all tickets, managers their
/// department's. In a table, what would be a formula to a spreadsheet has `'` before it. The event log says who took out
/// what.
#[utoipa::path(
    context_path = "/reports",
    operation_id = "exportTickets",
    tag = TAG_REPORTS,
    params(Query),
    responses(
        (status = 200, description = "The file", content(
            (schema::FileBytes = "text/csv"), (Vec<TicketRow> = "application/json")),
         headers(("Content-Disposition" = String, description = "Its name"))),
        ListRefusals
    )
)]
#[get("/export")]
pub async fn export(may: May<ViewTickets>, mut params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let known = |word: &str| match word {
        "tickets" => Ok(()),
        other => Err(Problem::not_one_of(TYPES, other)),
    };
    let _ = params.optional("type").parsed(known);
    let format = params
        .optional("format")
        .parsed(Format::parse)
        .unwrap_or(Format::Csv);
    let asked = params.optional("filters").text(FILTERS);
    let chosen = asked.as_deref().map(Chosen::of_text).transpose();
    let chosen = chosen.unwrap_or_else(|issues| {
        for issue in issues {
            params.refuse(issue);
        }
        None
    });
    params.finish()?;
    let request = work.request_id().to_owned();
    let begun = work.read(move |app| {
        let filter = chosen.unwrap_or_default().resolved(app, &may.caller)?;
        let wanted = ExportTickets {
            filter,
            asked,
            format: format.word(),
        };
        wanted.begin(app, &may.caller, Some(&request))
    });
    let file = File::new(begun.await?, format);
    let (name, content_type) = match format {
        Format::Csv => ("tickets_export.csv", CSV),
        Format::Json => ("tickets_export.json", JSON),
    };
    Ok(pieces::respond(&work, name, content_type, file))
}

/// A file of tickets that is being written.
struct File {
    format: Format,
    first: Option<Vec<TicketSheet>>,
    rest: Export,
    written: u64,
    over: bool,
}

impl File {
    fn new(begun: NewExport, format: Format) -> Self {
        let NewExport { first, rest } = begun;
        Self {
            format,
            first: Some(first),
            rest,
            written: 0,
            over: false,
        }
    }

    /// The next lines of the table, after its head.
    fn table(rows: &[TicketRow], begins: bool) -> Vec<u8> {
        let head = begins.then(|| COLUMNS.map(Cow::Borrowed));
        cells::lines(head.into_iter().chain(rows.iter().map(line)))
    }

    /// The next items of the list, with its brackets where they belong.
    fn list(&self, rows: &[TicketRow], begins: bool) -> Result<Vec<u8>, Fault> {
        let mut written = Vec::new();
        if begins {
            written.push(b'[');
        }
        for (place, row) in rows.iter().enumerate() {
            if self.written > 0 || place > 0 {
                written.extend_from_slice(b",\n");
            }
            serde_json::to_writer(&mut written, row).map_err(|error| Fault::bug(error.to_string()))?;
        }
        if self.over {
            written.extend_from_slice(b"]\n");
        }
        Ok(written)
    }
}

impl Pieces for File {
    fn next(&mut self, app: &Application) -> Result<Option<Vec<u8>>, Fault> {
        if self.over {
            return Ok(None);
        }
        let (sheets, begins) = match self.first.take() {
            Some(first) => (first, true),
            None => (self.rest.next_part(app)?, false),
        };
        self.over = sheets.is_empty();
        let now = app.clock.now();
        let rows: Vec<_> = sheets.iter().map(|sheet| TicketRow::new(sheet, now)).collect();
        let piece = match self.format {
            Format::Csv => Self::table(&rows, begins),
            Format::Json => self.list(&rows, begins)?,
        };
        self.written += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        // An empty piece would end the answer.
        Ok((!piece.is_empty()).then_some(piece))
    }
}

const COLUMNS: [&str; 22] = [
    "id",
    "ticket_number",
    "title",
    "description",
    "status",
    "priority",
    "ticket_type",
    "created_by_id",
    "created_by",
    "assigned_to_id",
    "assigned_to",
    "department_id",
    "department",
    "tags",
    "created_at",
    "updated_at",
    "due_date",
    "resolution_time",
    "sla_breach_time",
    "customer_satisfaction_rating",
    "internal_notes",
    "public_notes",
];

/// One ticket as a line of the table. Whatever people wrote is guarded; numbers, moments and words of ours are not.
fn line(row: &TicketRow) -> [Cow<'_, str>; 22] {
    let department = row.department.as_ref();
    [
        row.id.to_string().into(),
        row.ticket_number.as_str().into(),
        guarded(&row.title),
        guarded(&row.description),
        row.status.into(),
        row.priority.into(),
        row.ticket_type.into(),
        number(row.created_by_id),
        person(row.created_by.as_ref()),
        number(row.assigned_to_id),
        person(row.assigned_to.as_ref()),
        number(row.department_id),
        text(department.map(|department| department.name.as_str())),
        Cow::Owned(guarded(&row.tags.join(", ")).into_owned()),
        time(Some(row.created_at)),
        time(Some(row.updated_at)),
        time(row.due_date),
        number(row.resolution_time),
        time(row.sla_breach_time),
        number(row.customer_satisfaction_rating.map(i64::from)),
        text(row.internal_notes.as_deref()),
        text(row.public_notes.as_deref()),
    ]
}

/// What somebody wrote, if anything.
fn text(text: Option<&str>) -> Cow<'_, str> {
    text.map_or(Cow::Borrowed(""), guarded)
}

/// Somebody by the name under which they sign in.
fn person(person: Option<&PersonRow>) -> Cow<'_, str> {
    text(person.map(|person| person.username.as_str()))
}

/// A moment as it is written everywhere else.
fn time(moment: Option<Moment>) -> Cow<'static, str> {
    let written = moment.and_then(|moment| serde_json::to_value(moment).ok());
    match written {
        Some(serde_json::Value::String(text)) => Cow::Owned(text),
        _ => Cow::Borrowed(""),
    }
}
