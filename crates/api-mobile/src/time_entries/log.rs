//! Recording a span of work.

use crate::{
    document::{RepeatHeader, TAG_TIME, WriteRefusals},
    schema,
    view::{envelope::Data, time_entry::TimeEntryLogged},
};
use actix_web::{HttpResponse, post};
use tessera_application::time_entries::{LogTime, Logged};
use tessera_domain::{
    issue::{Issue, Problem},
    text::{Name, Notes},
    time::Time,
    time_entry::{Span, WorkItem},
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::LogTime as MayLogTime},
    fault::Fault,
    json::JsonBody,
    work::Work,
};
use utoipa::ToSchema;
use uuid::Uuid;

const WORK_ITEM: &str = "work_item_id";
const SERVICE: &str = "service_id";

/// A span of work to record for the caller. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewTimeEntry, example = json!({
    "work_item_type": "ad_hoc", "start_time": "2026-02-03T09:00:00Z", "end_time": "2026-02-03T10:30:00Z",
    "notes": "Replaced the fuser."
}))]
pub struct Body {
    /// What sort of thing was worked on.
    work_item_type: WorkItemType,
    /// What was worked on; demanded for a ticket.
    #[schema(value_type = schema::IdOrNull, required = false)]
    work_item_id: Option<Uuid>,
    /// From when. Seconds are cut off.
    #[schema(value_type = schema::UtcMoment)]
    start_time: Time,
    /// To when, after the start. Seconds are cut off.
    #[schema(value_type = schema::UtcMoment)]
    end_time: Time,
    /// What was done.
    #[schema(value_type = schema::NotesText, required = false)]
    notes: Option<String>,
    /// Whether it is charged for.
    #[schema(nullable = false, default = true)]
    is_billable: Option<bool>,
    /// The tax region to charge in.
    #[schema(value_type = schema::NameText, required = false)]
    tax_region: Option<Name>,
}

/// What sorts of things can be worked on.
#[derive(ToSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[schema(rename_all = "snake_case")]
pub enum WorkItemType {
    /// A ticket.
    Ticket,
    /// A task of a project. There are none, so every one is unknown.
    ProjectTask,
    /// A category of work that is not charged for.
    NonBillableCategory,
    /// Something planned by hand.
    AdHoc,
    /// A talk with a client.
    Interaction,
}

impl WorkItemType {
    const WORDS: &'static [&'static str] = &[
        "ticket",
        "project_task",
        "non_billable_category",
        "ad_hoc",
        "interaction",
    ];

    fn of(word: &str) -> Self {
        match word {
            "project_task" => Self::ProjectTask,
            "non_billable_category" => Self::NonBillableCategory,
            "ad_hoc" => Self::AdHoc,
            "interaction" => Self::Interaction,
            _ => Self::Ticket,
        }
    }

    /// The thing itself.
    fn item(self, id: Option<Uuid>) -> Result<WorkItem, Problem> {
        match (self, id) {
            (Self::Ticket, Some(id)) => Ok(WorkItem::Ticket(id.into())),
            (Self::ProjectTask, Some(_)) => Err(Problem::UnknownReference { what: "project task" }),
            (Self::Ticket | Self::ProjectTask, None) => Err(Problem::Required),
            (Self::NonBillableCategory, id) => Ok(WorkItem::NonBillableCategory(id)),
            (Self::AdHoc, id) => Ok(WorkItem::AdHoc(id)),
            (Self::Interaction, id) => Ok(WorkItem::Interaction(id)),
        }
    }
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            work_item_type: WorkItemType::of(fields.required("work_item_type").word(WorkItemType::WORDS)),
            work_item_id: fields.patch(WORK_ITEM).uuid().value().copied(),
            start_time: fields.required("start_time").time(),
            end_time: fields.required("end_time").time(),
            notes: fields.optional("notes").text(0, Notes::MAX),
            is_billable: fields.optional("is_billable").boolean(),
            tax_region: fields
                .optional("tax_region")
                .parsed(None, |text| Name::parse(text).map(Some))
                .flatten(),
        };
        // No services are kept, so whatever one is named, it is unknown.
        if fields.patch(SERVICE).uuid::<Uuid>().value().is_some() {
            fields.refuse(Issue::new(SERVICE, Problem::UnknownReference { what: "service" }));
        }
        fields.finish()?;
        Ok(read)
    }
}

/// The rules between members, once every member is right by itself.
impl TryFrom<Body> for LogTime {
    type Error = Vec<Issue>;

    fn try_from(body: Body) -> Result<Self, Vec<Issue>> {
        let work = body
            .work_item_type
            .item(body.work_item_id)
            .map_err(|problem| Issue::new(WORK_ITEM, problem));
        let notes = body
            .notes
            .map(Notes::parse)
            .transpose()
            .map_err(|problem| Issue::new("notes", problem));
        match (Span::new(body.start_time, body.end_time), work, notes) {
            (Ok(span), Ok(work), Ok(notes)) => Ok(Self {
                work,
                span,
                billable: body.is_billable.unwrap_or(true),
                notes,
                tax_region: body.tax_region,
            }),
            (span, work, notes) => Err([span.err(), work.err(), notes.err()]
                .into_iter()
                .flatten()
                .collect()),
        }
    }
}

/// Record working time
///
/// For the caller. Time that the caller has recorded already, on whatever, cannot be recorded again; one entry may
/// begin when another ends.
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "logTime",
    tag = TAG_TIME,
    params(RepeatHeader),
    request_body(content = Body, description = "The span of work"),
    responses((status = 201, description = "The entry", body = Data<TimeEntryLogged>), WriteRefusals)
)]
#[post("/time-entries")]
pub async fn log(may: May<MayLogTime>, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let command = LogTime::try_from(Body::read(&body)?)?;
    work.write(may.caller, &body, command, logged).await
}

fn logged(logged: &Logged) -> StoredAnswer {
    answer::json(
        201,
        &Data {
            data: TimeEntryLogged::from(logged),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn command(changes: Value) -> Result<LogTime, Vec<String>> {
        let mut body = json!({
            "work_item_type": "ticket", "work_item_id": Uuid::from_u128(1),
            "start_time": "2026-02-03T09:00:00Z", "end_time": "2026-02-03T10:30:00Z"
        });
        let Value::Object(changes) = changes else {
            panic!("an object")
        };
        body.as_object_mut().unwrap().extend(changes);
        body.as_object_mut()
            .unwrap()
            .retain(|_, value| *value != json!("absent"));
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Body::read(&body).and_then(|body| Ok(LogTime::try_from(body)?));
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn an_entry_is_billable_unless_said() {
        let entry = command(json!({"user_id": "ignored"})).unwrap();
        assert_eq!(
            (entry.billable, entry.span.minutes(), entry.notes),
            (true, 90, None)
        );
        assert_eq!(entry.work, WorkItem::Ticket(Uuid::from_u128(1).into()));
        assert!(!command(json!({"is_billable": false})).unwrap().billable);
    }

    #[test]
    fn tickets_and_tasks_must_be_named() {
        let absent = json!("absent");
        for kind in ["ticket", "project_task"] {
            let issues = command(json!({"work_item_type": kind, "work_item_id": absent})).unwrap_err();
            assert_eq!(issues, ["work_item_id: Required"], "{kind}");
        }
        for kind in ["non_billable_category", "ad_hoc", "interaction"] {
            let entry = command(json!({"work_item_type": kind, "work_item_id": absent})).unwrap();
            assert_eq!((entry.work.key(), entry.work.item()), (kind, None));
        }
    }

    #[test]
    fn what_is_not_kept_is_unknown() {
        let issues = command(json!({"work_item_type": "project_task"})).unwrap_err();
        assert_eq!(issues, ["work_item_id: Unknown project task"]);
        assert_eq!(
            command(json!({"service_id": Uuid::nil()})).unwrap_err(),
            ["service_id: Unknown service"]
        );
        assert_eq!(
            command(json!({"service_id": "x"})).unwrap_err(),
            ["service_id: Invalid uuid"]
        );
    }

    #[test]
    fn rules_between_members_wait_until_each_is_right() {
        let backwards = json!({"end_time": "2026-02-03T09:00:00Z"});
        assert_eq!(
            command(backwards).unwrap_err(),
            ["end_time: End time must be after start time"]
        );
        let both = json!({"end_time": "2026-02-03T09:00:00Z", "notes": null});
        assert_eq!(
            command(both).unwrap_err(),
            ["notes: Expected string, received null"]
        );
    }

    #[test]
    fn moments_must_be_in_utc() {
        for bad in ["2026-02-03T10:30:00+01:00", "2026-02-03", ""] {
            assert_eq!(
                command(json!({"end_time": bad})).unwrap_err(),
                ["end_time: Invalid datetime"],
                "{bad}"
            );
        }
    }

    #[test]
    fn every_word_is_a_sort_of_work() {
        let kinds: Vec<_> = WorkItemType::WORDS
            .iter()
            .map(|word| WorkItemType::of(word))
            .collect();
        assert_eq!(
            kinds,
            [
                WorkItemType::Ticket,
                WorkItemType::ProjectTask,
                WorkItemType::NonBillableCategory,
                WorkItemType::AdHoc,
                WorkItemType::Interaction
            ]
        );
    }
}
