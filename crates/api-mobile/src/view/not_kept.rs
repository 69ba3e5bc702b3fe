//! Columns of the app's ticket that this product does not keep.

use serde::Serialize;
use serde_json::{Map, Value};
use tessera_http::moment::Moment;
use utoipa::ToSchema;
use uuid::Uuid;

/// What the app's ticket has besides: always null, false or 0 here.
#[derive(Serialize, ToSchema, Default)]
pub struct NotKept {
    /// Categories are kept by name: see `category_name`.
    pub category_id: Option<Uuid>,
    /// Always null.
    pub subcategory_id: Option<Uuid>,
    /// Always null.
    pub severity_id: Option<Uuid>,
    /// Always null.
    pub urgency_id: Option<Uuid>,
    /// Always null.
    pub impact_id: Option<Uuid>,
    /// Always null.
    pub location_id: Option<Uuid>,
    /// Always null.
    pub email_metadata: Option<Map<String, Value>>,
    /// Always null.
    pub itil_impact: Option<i32>,
    /// Always null.
    pub itil_urgency: Option<i32>,
    /// Always null.
    pub itil_priority_level: Option<i32>,
    /// Always false.
    pub escalated: bool,
    /// Always null.
    pub escalation_level: Option<i32>,
    /// Always null.
    pub escalated_at: Option<Moment>,
    /// Always null.
    pub escalated_by: Option<Uuid>,
    /// Always null.
    pub master_ticket_id: Option<Uuid>,
    /// Always null.
    pub response_state: Option<String>,
    /// Always null.
    pub source: Option<String>,
    /// Always null.
    pub ticket_origin: Option<String>,
    /// Always null.
    pub sla_policy_id: Option<Uuid>,
    /// Always null.
    pub sla_started_at: Option<Moment>,
    /// Always null.
    pub sla_response_due_at: Option<Moment>,
    /// Always null.
    pub sla_response_at: Option<Moment>,
    /// Always null.
    pub sla_response_met: Option<bool>,
    /// Always null.
    pub sla_resolution_due_at: Option<Moment>,
    /// Always null.
    pub sla_resolution_at: Option<Moment>,
    /// Always null.
    pub sla_resolution_met: Option<bool>,
    /// Always null.
    pub sla_paused_at: Option<Moment>,
    /// Always 0.
    pub sla_total_pause_minutes: i32,
    /// Always null.
    pub assigned_team_id: Option<Uuid>,
    /// Always null.
    pub billing_profile_id: Option<Uuid>,
}
