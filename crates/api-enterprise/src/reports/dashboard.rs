//! How things stand.

use super::figure;
use crate::{
    document::{ListUnderRefusals, TAG_REPORTS},
    envelope::{Envelope, Success},
    meaning::kind_word,
    query, schema,
};
use actix_web::{HttpResponse, get};
use serde::Serialize;
use tessera_application::reports::{self, Categories};
use tessera_domain::{
    report::{Mean, Span},
    transition::Stage,
};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};
use utoipa::ToSchema;

/// How things stand with the tickets that were opened in the period.
#[derive(Serialize, ToSchema)]
#[schema(as = Dashboard)]
pub struct DashboardView {
    /// The figures.
    pub metrics: Metrics,
    /// How they compare with the period of the same length before.
    pub trends: Trends,
    /// What most tickets are about: by what their tags say, or by kind where none has a tag. At most five, most first.
    pub top_categories: Vec<Category>,
}

/// The figures of a period.
#[derive(Serialize, ToSchema)]
#[schema(as = Metrics)]
pub struct Metrics {
    /// How many tickets were opened.
    #[schema(minimum = 0)]
    pub total_tickets: i64,
    /// How many of them nobody has begun, or wait for an approval.
    #[schema(minimum = 0)]
    pub open_tickets: i64,
    /// How many are worked on, or wait for something else.
    #[schema(minimum = 0)]
    pub in_progress_tickets: i64,
    /// How many are done.
    #[schema(minimum = 0)]
    pub resolved_tickets: i64,
    /// How many are done for good.
    #[schema(minimum = 0)]
    pub closed_tickets: i64,
    /// How many hours it took from opening to finishing, on average; 0 if none is finished.
    #[schema(minimum = 0)]
    pub avg_resolution_time: f64,
    /// How many of a hundred finished tickets kept their deadline; 100 if none is finished.
    #[schema(minimum = 0, maximum = 100)]
    pub sla_compliance: f64,
    /// How content the requesters were who said so, on average, from 1 to 5; 0 if nobody said.
    #[schema(minimum = 0, maximum = 5)]
    pub customer_satisfaction: f64,
}

/// By how many percent a period differs from the one before it.
#[expect(clippy::struct_field_names, reason = "the vendor calls them so")]
#[derive(Serialize, ToSchema)]
#[schema(as = Trends)]
pub struct Trends {
    /// Of the tickets that were opened.
    #[schema(pattern = r"^([+-][1-9]\d*|0)%$", example = "+12%")]
    pub ticket_volume_trend: String,
    /// Of the time that it took to finish one.
    #[schema(pattern = r"^([+-][1-9]\d*|0)%$", example = "-8%")]
    pub resolution_time_trend: String,
    /// Of how content the requesters were.
    #[schema(pattern = r"^([+-][1-9]\d*|0)%$", example = "+5%")]
    pub satisfaction_trend: String,
}

/// What tickets are about.
#[derive(Serialize, ToSchema)]
#[schema(as = Category)]
pub struct Category {
    /// What their tag says, or their kind.
    #[schema(example = "Network Issues")]
    pub name: String,
    /// How many tickets.
    #[schema(minimum = 1)]
    pub count: i64,
}

impl From<reports::Dashboard> for DashboardView {
    fn from(told: reports::Dashboard) -> Self {
        let at = |stage| told.at(stage);
        let (now, before) = (&told.now, &told.before);
        Self {
            metrics: Metrics {
                total_tickets: now.tickets,
                open_tickets: at(Stage::Open) + at(Stage::PendingApproval),
                in_progress_tickets: at(Stage::InProgress),
                resolved_tickets: at(Stage::Resolved),
                closed_tickets: at(Stage::Closed),
                avg_resolution_time: figure(now.resolution().map(Mean::hours)),
                sla_compliance: now.compliance().to_f64(),
                customer_satisfaction: figure(now.satisfaction().map(|mean| mean.tenths(1))),
            },
            trends: Trends {
                ticket_volume_trend: trend(Mean::new(before.tickets, 1), Mean::new(now.tickets, 1)),
                resolution_time_trend: trend(before.resolution(), now.resolution()),
                satisfaction_trend: trend(before.satisfaction(), now.satisfaction()),
            },
            top_categories: categories(told.categories),
        }
    }
}

/// `+12%`, `-8%` or `0%`.
fn trend(before: Option<Mean>, now: Option<Mean>) -> String {
    match Mean::trend(before, now) {
        0 => "0%".to_owned(),
        percent => format!("{percent:+}%"),
    }
}

/// Kinds of other dialects count under the word that they are read as.
fn categories(categories: Categories) -> Vec<Category> {
    let mut told: Vec<Category> = Vec::new();
    match categories {
        Categories::Tags(tags) => {
            told.extend(tags.into_iter().map(|(name, count)| Category { name, count }));
        }
        Categories::Kinds(kinds) => {
            for (kind, count) in kinds {
                let word = kind_word(kind);
                match told.iter_mut().find(|category| category.name == word) {
                    Some(category) => category.count += count,
                    None => told.push(Category {
                        name: word.to_owned(),
                        count,
                    }),
                }
            }
            told.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        }
    }
    told
}

/// Which tickets.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// How long up to now: a number and `h`, `d`, `w`, `m` (30 days) or `y` (365 days). `30d` unless it is said.
    #[param(value_type = schema::SpanText, inline, required = false)]
    period: String,
    /// Only the tickets of the department of this number.
    #[param(value_type = schema::Id, inline, required = false)]
    department_id: i64,
}

/// Show the dashboard
///
/// Over the tickets that were opened in the period: admins have it of all of them, managers of their department's, and
/// everybody else of those that they opened or work on. Only who sees all tickets may ask for another department than
/// their own.
#[utoipa::path(
    context_path = "/reports",
    operation_id = "getDashboard",
    tag = TAG_REPORTS,
    params(Query),
    responses((status = 200, description = "The figures", body = Success<DashboardView>), ListUnderRefusals)
)]
#[get("/dashboard")]
pub async fn dashboard(may: May<ViewTickets>, mut params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let span = params
        .optional("period")
        .parsed(Span::parse)
        .unwrap_or(Span::USUAL);
    let department = query::number(&mut params, "department_id");
    params.finish()?;
    let read = work.read(move |app| reports::dashboard(app, &may.caller, span, department));
    let view = DashboardView::from(read.await?);
    Ok(Envelope::of(&work).respond(view))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tessera_application::reports::Dashboard;
    use tessera_domain::{report::Tally, ticket::Kind};

    /// The figures of the vendor's document.
    #[test]
    fn the_dashboard_of_the_vendors_document_is_given_as_printed() {
        let told = Dashboard {
            stages: vec![
                (Stage::Open, 80),
                (Stage::InProgress, 45),
                (Stage::PendingApproval, 9),
                (Stage::Resolved, 1_100),
                (Stage::Closed, 16),
            ],
            now: Tally {
                tickets: 1_250,
                finished: 1_116,
                missed: 61,
                minutes: 1_116 * 252,
                rated: 10,
                stars: 43,
            },
            before: Tally {
                tickets: 1_116,
                finished: 100,
                missed: 0,
                minutes: 100 * 274,
                rated: 10,
                stars: 41,
            },
            categories: Categories::Tags(vec![("Network Issues".into(), 45), ("Software Bugs".into(), 32)]),
        };
        assert_eq!(
            serde_json::to_value(DashboardView::from(told)).unwrap(),
            json!({
                "metrics": {
                    "total_tickets": 1250, "open_tickets": 89, "in_progress_tickets": 45, "resolved_tickets": 1100,
                    "closed_tickets": 16, "avg_resolution_time": 4.2, "sla_compliance": 94.5,
                    "customer_satisfaction": 4.3
                },
                "trends": {
                    "ticket_volume_trend": "+12%", "resolution_time_trend": "-8%", "satisfaction_trend": "+5%"
                },
                "top_categories": [{"name": "Network Issues", "count": 45}, {"name": "Software Bugs", "count": 32}]
            })
        );
    }

    #[test]
    fn where_there_is_nothing_nothing_is_made_up() {
        let told = Dashboard {
            stages: Vec::new(),
            now: Tally::default(),
            before: Tally::default(),
            categories: Categories::Kinds(Vec::new()),
        };
        let view = serde_json::to_value(DashboardView::from(told)).unwrap();
        assert_eq!(view["metrics"]["sla_compliance"], json!(100.0));
        assert_eq!(view["metrics"]["avg_resolution_time"], json!(0.0));
        assert_eq!(view["trends"]["ticket_volume_trend"], "0%");
        assert_eq!(view["top_categories"], json!([]));
    }

    #[test]
    fn kinds_that_read_alike_are_counted_together() {
        let kinds = vec![(Kind::Request, 5), (Kind::Incident, 3), (Kind::Bug, 3)];
        let told: Vec<_> = categories(Categories::Kinds(kinds))
            .into_iter()
            .map(|category| (category.name, category.count))
            .collect();
        assert_eq!(told, [("incident".to_owned(), 6), ("request".to_owned(), 5)]);
    }
}
