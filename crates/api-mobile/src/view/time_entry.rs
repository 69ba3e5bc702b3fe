//! Time entries as the app reads them.

use serde::Serialize;
use tessera_application::time_entries::Logged;
use tessera_domain::{ticket::Ticket, time_entry::TimeEntry, user::User};
use tessera_http::moment::Moment;
use utoipa::ToSchema;
use uuid::Uuid;

/// A span of time that somebody worked.
#[derive(Serialize, ToSchema)]
pub struct TimeEntryLogged {
    /// The tenant's id.
    pub tenant: Uuid,
    /// The entry's id.
    pub entry_id: Uuid,
    /// Who worked.
    pub user_id: Uuid,
    /// What was worked on.
    pub work_item_id: Option<Uuid>,
    /// What sort of thing that is.
    #[schema(example = "ticket")]
    pub work_item_type: &'static str,
    /// From when, cut down to the minute.
    pub start_time: Moment,
    /// To when, cut down to the minute.
    pub end_time: Moment,
    /// The day of the start, in `work_timezone`.
    #[schema(format = Date, example = "2026-02-03")]
    pub work_date: String,
    /// Always `UTC`.
    #[schema(example = "UTC")]
    pub work_timezone: &'static str,
    /// Whole minutes to charge; 0 when it is not charged for.
    #[schema(minimum = 0)]
    pub billable_duration: i64,
    /// What was done.
    pub notes: Option<String>,
    /// Always `DRAFT`.
    #[schema(example = "DRAFT")]
    pub approval_status: &'static str,
    /// Always null.
    pub time_sheet_id: Option<Uuid>,
    /// Always null.
    pub service_id: Option<Uuid>,
    /// The tax region to charge in.
    pub tax_region: Option<String>,
    /// Always null.
    pub tax_rate_id: Option<Uuid>,
    /// Always null.
    pub contract_line_id: Option<Uuid>,
    /// Always null.
    pub contract_line_source: Option<String>,
    /// Always null.
    pub contract_line_unresolved_reason: Option<String>,
    /// Always false.
    pub invoiced: bool,
    /// Who recorded it: who worked.
    pub created_by: Option<Uuid>,
    /// Always null.
    pub updated_by: Option<Uuid>,
    /// When it was recorded.
    pub created_at: Moment,
    /// When it was recorded.
    pub updated_at: Moment,
    /// The name of who worked.
    pub user_name: String,
    /// Always null.
    pub service_name: Option<String>,
    /// How long it took, in hours with two decimals.
    #[schema(pattern = r"^\d+\.\d\d$", example = "1.50")]
    pub duration_hours: String,
    /// Whether there is anything to charge: false for less than a minute.
    pub is_billable: bool,
    /// Who worked.
    pub user: Worker,
    /// What was worked on; null unless it is a ticket.
    pub work_item: Option<WorkedOn>,
    /// Always null.
    #[schema(value_type = Option<Object>)]
    pub service: Option<()>,
    /// Always null.
    #[schema(value_type = Option<Object>)]
    pub time_sheet: Option<()>,
    /// What is known of charging for it.
    pub billing_info: BillingInfo,
}

/// Who worked.
#[derive(Serialize, ToSchema)]
pub struct Worker {
    /// Their id.
    pub user_id: Uuid,
    /// Their given name; may be empty.
    pub first_name: String,
    /// Their family name; may be empty.
    pub last_name: String,
    /// Their e-mail address.
    pub email: Option<String>,
}

/// What was worked on.
#[derive(Serialize, ToSchema)]
pub struct WorkedOn {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// What sort of thing it is.
    #[serde(rename = "type")]
    #[schema(example = "ticket")]
    pub kind: &'static str,
    /// The client it is for.
    pub client_id: Option<Uuid>,
}

/// What is known of charging: nothing yet.
#[derive(Serialize, ToSchema, Default)]
pub struct BillingInfo {
    /// Always null.
    pub contract_line_id: Option<Uuid>,
    /// Always null.
    pub contract_line_name: Option<String>,
    /// Always null.
    pub rate: Option<f64>,
    /// Always null.
    pub total_amount: Option<f64>,
}

impl From<&Logged> for TimeEntryLogged {
    fn from(Logged { entry, user, ticket }: &Logged) -> Self {
        let minutes = entry.billable_minutes();
        Self {
            tenant: entry.tenant.uuid(),
            entry_id: entry.id.uuid(),
            user_id: entry.user.uuid(),
            work_item_id: entry.work.item(),
            work_item_type: entry.work.key(),
            start_time: Moment(entry.span.start()),
            end_time: Moment(entry.span.end()),
            work_date: entry.span.start().date().to_string(),
            work_timezone: "UTC",
            billable_duration: minutes,
            notes: entry.notes.as_ref().map(ToString::to_string),
            approval_status: "DRAFT",
            time_sheet_id: None,
            service_id: None,
            tax_region: entry.tax_region.as_ref().map(ToString::to_string),
            tax_rate_id: None,
            contract_line_id: None,
            contract_line_source: None,
            contract_line_unresolved_reason: None,
            invoiced: false,
            created_by: Some(entry.user.uuid()),
            updated_by: None,
            created_at: Moment(entry.created_at),
            updated_at: Moment(entry.created_at),
            user_name: user.display_name(),
            service_name: None,
            duration_hours: hours(entry.span.minutes()),
            is_billable: minutes > 0,
            user: Worker::from(user),
            work_item: ticket.as_ref().map(|ticket| WorkedOn::new(entry, ticket)),
            service: None,
            time_sheet: None,
            billing_info: BillingInfo::default(),
        }
    }
}

impl From<&User> for Worker {
    fn from(user: &User) -> Self {
        Self {
            user_id: user.id.uuid(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.email.clone(),
        }
    }
}

impl WorkedOn {
    fn new(entry: &TimeEntry, ticket: &Ticket) -> Self {
        Self {
            id: ticket.id.uuid(),
            title: ticket.title.to_string(),
            kind: entry.work.key(),
            client_id: ticket.client.map(Into::into),
        }
    }
}

/// Minutes as hours with two decimals, rounded half up.
fn hours(minutes: i64) -> String {
    let hundredths = minutes.saturating_mul(100).saturating_add(30) / 60;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::{Value, json};

    #[test]
    fn minutes_become_hours_with_two_decimals() {
        for (minutes, text) in [
            (0, "0.00"),
            (1, "0.02"),
            (2, "0.03"),
            (20, "0.33"),
            (40, "0.67"),
            (90, "1.50"),
            (6000, "100.00"),
        ] {
            assert_eq!(hours(minutes), text);
        }
    }

    #[test]
    fn an_entry_names_the_worker_and_the_ticket() {
        let entry = serde_json::to_value(TimeEntryLogged::from(&samples::logged())).unwrap();
        assert_eq!(entry["work_date"], json!("2026-02-03"));
        assert_eq!(
            (&entry["billable_duration"], &entry["is_billable"]),
            (&json!(90), &json!(true))
        );
        assert_eq!(entry["duration_hours"], json!("1.50"));
        assert_eq!(entry["user_name"], json!("Robin Sample"));
        assert_eq!(entry["work_item"]["type"], json!("ticket"));
        assert_eq!(entry["approval_status"], json!("DRAFT"));
        for absent in [
            "service",
            "time_sheet",
            "service_id",
            "time_sheet_id",
            "updated_by",
        ] {
            assert_eq!(entry.get(absent), Some(&Value::Null), "{absent}");
        }
    }

    #[test]
    fn what_is_not_charged_lasts_all_the_same() {
        let mut logged = samples::logged();
        logged.entry.billable = false;
        let entry = serde_json::to_value(TimeEntryLogged::from(&logged)).unwrap();
        assert_eq!(
            (&entry["billable_duration"], &entry["is_billable"]),
            (&json!(0), &json!(false))
        );
        assert_eq!(entry["duration_hours"], json!("1.50"));
    }
}
