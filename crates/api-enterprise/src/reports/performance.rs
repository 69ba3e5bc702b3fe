//! How departments and people do.

use super::{
    CSV, Format,
    cells::{self, guarded},
    figure,
};
use crate::{
    body::{DayMeans, moment},
    document::{ListUnderRefusals, TAG_REPORTS},
    envelope::{Envelope, Success},
    query, schema,
};
use actix_web::{
    HttpResponse, get,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
};
use serde::Serialize;
use std::borrow::Cow;
use tessera_application::{
    reports::{self, PersonPerformance},
    views::DepartmentTally,
};
use tessera_domain::{
    attachment::FileName,
    issue::{Issue, Problem},
    report::{Answers, Mean, Span, Stretch, Tally},
    time::{Time, parse_day},
};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    download,
    fault::Fault,
    moment::exact::Moment,
    query::Params,
    work::Work,
};
use utoipa::ToSchema;

/// How departments and people did with the tickets that were opened in the period.
#[derive(Serialize, ToSchema)]
#[schema(as = Performance)]
pub struct PerformanceView {
    /// The period.
    pub period: Period,
    /// The figures of all tickets.
    pub summary: Summary,
    /// The people with the most tickets, at most 1,000.
    pub users: Vec<UserPerformance>,
    /// The departments that have tickets, by number.
    pub departments: Vec<DepartmentPerformance>,
}

/// A period.
#[derive(Serialize, ToSchema)]
#[schema(as = Period)]
pub struct Period {
    /// Its first moment.
    pub start_date: Moment,
    /// Its last moment.
    pub end_date: Moment,
}

/// Figures of tickets.
#[derive(Serialize, ToSchema)]
#[schema(as = PerformanceSummary)]
pub struct Summary {
    /// How many tickets were opened.
    #[schema(minimum = 0)]
    pub total_tickets: i64,
    /// How many of them are finished.
    #[schema(minimum = 0)]
    pub tickets_resolved: i64,
    /// How many hours passed until somebody else than who opened a ticket commented on it in public, on average; 0 if
    /// nobody did.
    #[schema(minimum = 0)]
    pub avg_response_time: f64,
    /// How many hours it took from opening to finishing, on average; 0 if none is finished.
    #[schema(minimum = 0)]
    pub avg_resolution_time: f64,
    /// How many of a hundred finished tickets needed one such comment at most; 0 if none is finished.
    #[schema(minimum = 0, maximum = 100)]
    pub first_contact_resolution: f64,
    /// How content the requesters were who said so, on average, from 1 to 5; 0 if nobody said.
    #[schema(minimum = 0, maximum = 5)]
    pub customer_satisfaction: f64,
    /// How many of a hundred finished tickets kept their deadline; 100 if none is finished.
    #[schema(minimum = 0, maximum = 100)]
    pub sla_compliance: f64,
}

/// What one person did.
#[derive(Serialize, ToSchema)]
#[schema(as = UserPerformance)]
pub struct UserPerformance {
    /// Their number.
    #[schema(minimum = 1)]
    pub user_id: i64,
    /// The name by which they sign in.
    #[schema(example = "john.doe")]
    pub username: String,
    /// How many tickets they opened.
    #[schema(minimum = 0)]
    pub tickets_created: i64,
    /// How many tickets that they work on are finished.
    #[schema(minimum = 0)]
    pub tickets_resolved: i64,
    /// How many hours those took from opening to finishing, on average; 0 if none is finished.
    #[schema(minimum = 0)]
    pub avg_resolution_time: f64,
    /// How content the requesters of tickets that they work on were, on average, from 1 to 5; 0 if nobody said.
    #[schema(minimum = 0, maximum = 5)]
    pub customer_rating: f64,
    /// How many of a hundred finished tickets that they work on kept their deadline; 100 if none is finished.
    #[schema(minimum = 0, maximum = 100)]
    pub sla_compliance: f64,
}

/// The figures of one department's tickets.
#[derive(Serialize, ToSchema)]
#[schema(as = DepartmentPerformance)]
pub struct DepartmentPerformance {
    /// Its number.
    #[schema(minimum = 1)]
    pub department_id: i64,
    /// What it is called.
    #[schema(example = "IT Department")]
    pub name: String,
    /// The figures.
    #[serde(flatten)]
    pub summary: Summary,
}

impl Summary {
    fn new(tally: &Tally, answers: &Answers) -> Self {
        Self {
            total_tickets: tally.tickets,
            tickets_resolved: tally.finished,
            avg_response_time: figure(answers.response().map(Mean::hours)),
            avg_resolution_time: figure(tally.resolution().map(Mean::hours)),
            first_contact_resolution: figure(answers.first_contact(tally.finished)),
            customer_satisfaction: figure(tally.satisfaction().map(|mean| mean.tenths(1))),
            sla_compliance: tally.compliance().to_f64(),
        }
    }
}

impl From<PersonPerformance> for UserPerformance {
    fn from(one: PersonPerformance) -> Self {
        let PersonPerformance {
            person,
            opened,
            tally,
        } = one;
        Self {
            user_id: person.number,
            username: person.login,
            tickets_created: opened,
            tickets_resolved: tally.finished,
            avg_resolution_time: figure(tally.resolution().map(Mean::hours)),
            customer_rating: figure(tally.satisfaction().map(|mean| mean.tenths(1))),
            sla_compliance: tally.compliance().to_f64(),
        }
    }
}

impl DepartmentPerformance {
    fn new(tally: &DepartmentTally) -> Option<Self> {
        let department = tally.department.as_ref()?;
        Some(Self {
            department_id: department.number,
            name: department.name.clone(),
            summary: Summary::new(&tally.tally, &tally.answers),
        })
    }
}

/// The period that is asked for, as it was said and as it is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Asked {
    opened: Stretch,
    last: Time,
}

impl Asked {
    /// The period from the one parameter to the other, both included. A day is meant to its end; without an end it ends
    /// now, and without a beginning it is 30 days long.
    fn read(params: &mut Params, now: Time) -> Self {
        let start = params
            .optional("start_date")
            .parsed(|text| moment(text, DayMeans::Begin));
        let end = params.optional("end_date").parsed(|text| match parse_day(text) {
            Some(day) => Ok(Time::end_of(day).plus_seconds(1).plus_micros(-1)),
            None => moment(text, DayMeans::End),
        });
        let last = end.unwrap_or(now);
        let from = start.unwrap_or_else(|| last.plus_seconds(-Span::USUAL.seconds()));
        if last < from {
            params.refuse(Issue::new(
                "end_date",
                Problem::Rule("must not be before start_date"),
            ));
        }
        Self {
            opened: Stretch {
                from,
                until: last.plus_micros(1),
            },
            last,
        }
    }
}

/// Which tickets, in which form.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// The first moment: 30 days before the last one unless it is said.
    #[param(value_type = schema::MomentOrDay, inline, required = false)]
    start_date: String,
    /// The last moment: now, unless it is said. A day is meant to its end.
    #[param(value_type = schema::MomentOrDay, inline, required = false)]
    end_date: String,
    /// Only the tickets of the department of this number.
    #[param(value_type = schema::Id, inline, required = false)]
    department_id: i64,
    /// The form: `json` unless it is said. A table, `csv`, has the people alone.
    #[param(value_type = schema::FormatWord, inline, required = false)]
    format: String,
}

/// Report performance
///
/// Over the tickets that were opened in the period; of whose, is as with the dashboard. Whoever has it of their own
/// tickets only is told of nobody else.
#[utoipa::path(
    context_path = "/reports",
    operation_id = "getPerformance",
    tag = TAG_REPORTS,
    params(Query),
    responses(
        (status = 200, description = "The figures", content(
            (Success<PerformanceView> = "application/json"), (schema::FileBytes = "text/csv"))),
        ListUnderRefusals
    )
)]
#[get("/performance")]
pub async fn performance(
    may: May<ViewTickets>,
    mut params: Params,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let asked = Asked::read(&mut params, work.application().clock.now());
    let department = query::number(&mut params, "department_id");
    let format = params.optional("format").parsed(Format::parse);
    params.finish()?;
    let read = work.read(move |app| reports::performance(app, &may.caller, asked.opened, department));
    let report = read.await?;
    let users = report.people.into_iter().map(UserPerformance::from).collect();
    match format.unwrap_or(Format::Json) {
        Format::Csv => Ok(table(users)),
        Format::Json => Ok(Envelope::of(&work).respond(PerformanceView {
            period: Period {
                start_date: Moment(asked.opened.from),
                end_date: Moment(asked.last),
            },
            summary: Summary::new(&report.tally, &report.answers),
            users,
            departments: report
                .departments
                .iter()
                .filter_map(DepartmentPerformance::new)
                .collect(),
        })),
    }
}

const COLUMNS: [&str; 7] = [
    "user_id",
    "username",
    "tickets_created",
    "tickets_resolved",
    "avg_resolution_time",
    "customer_rating",
    "sla_compliance",
];

/// The people as a file.
fn table(users: Vec<UserPerformance>) -> HttpResponse {
    let row = |user: UserPerformance| {
        [
            user.user_id.to_string().into(),
            Cow::Owned(guarded(&user.username).into_owned()),
            user.tickets_created.to_string().into(),
            user.tickets_resolved.to_string().into(),
            format!("{:.1}", user.avg_resolution_time).into(),
            format!("{:.1}", user.customer_rating).into(),
            format!("{:.1}", user.sla_compliance).into(),
        ]
    };
    let head = COLUMNS.map(Cow::Borrowed);
    let lines = cells::lines(std::iter::once(head).chain(users.into_iter().map(row)));
    let name = FileName::from_sent("performance_report.csv");
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, CSV))
        .insert_header((CONTENT_DISPOSITION, download::named(&name, false)))
        .body(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Result<(String, String), Vec<String>> {
        let now = Time::parse("2023-12-15T10:00:00Z").unwrap();
        let mut params = Params::parse(query);
        let asked = Asked::read(&mut params, now);
        let told = |issues: Vec<Issue>| issues.iter().map(ToString::to_string).collect::<Vec<_>>();
        params.finish().map_err(told)?;
        Ok((asked.opened.from.to_string(), asked.opened.until.to_string()))
    }

    #[test]
    fn the_last_day_belongs_to_the_period() {
        for (query, from, until) in [
            (
                "start_date=2023-11-01&end_date=2023-12-01",
                "2023-11-01T00:00:00.000000Z",
                "2023-12-02T00:00:00.000000Z",
            ),
            (
                "start_date=2023-12-01&end_date=2023-12-01",
                "2023-12-01T00:00:00.000000Z",
                "2023-12-02T00:00:00.000000Z",
            ),
            (
                "end_date=2023-12-01T12:00:00Z",
                "2023-11-01T12:00:00.000000Z",
                "2023-12-01T12:00:00.000001Z",
            ),
            ("", "2023-11-15T10:00:00.000000Z", "2023-12-15T10:00:00.000001Z"),
        ] {
            assert_eq!(
                asked(query).unwrap(),
                (from.to_owned(), until.to_owned()),
                "{query}"
            );
        }
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_none() {
        assert_eq!(
            asked("start_date=2023-12-02&end_date=2023-12-01").unwrap_err(),
            ["end_date: must not be before start_date"]
        );
        for bad in [
            "start_date=yesterday",
            "end_date=2023-13-01",
            "start_date=&end_date=2023-01-01",
        ] {
            assert_eq!(asked(bad).unwrap_err().len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_table_of_people_guards_their_names() {
        let user = UserPerformance {
            user_id: 7,
            username: "=cmd".into(),
            tickets_created: 3,
            tickets_resolved: 2,
            avg_resolution_time: 4.2,
            customer_rating: 0.0,
            sla_compliance: 100.0,
        };
        let response = table(vec![user]);
        assert_eq!(response.headers().get(CONTENT_TYPE).unwrap(), CSV);
        let body = actix_web::body::MessageBody::try_into_bytes(response.into_body())
            .ok()
            .unwrap();
        let written = std::str::from_utf8(&body).unwrap();
        assert_eq!(written.lines().nth(1), Some("7,'=cmd,3,2,4.2,0.0,100.0"));
    }
}
