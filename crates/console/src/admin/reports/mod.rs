//! Reports: how things stand with the tickets of a time up to now, and how departments and people do. The figures are
//! those of the API, over what whoever looks may have reports about.

mod bars;
mod figures;

use super::nav::{Nav, Section};
use crate::{here::Here, page};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use bars::Chart;
use figures::{Comparison, DepartmentRow, PersonRow, Shown};
use tessera_application::{
    departments,
    reports::{self, Breakdown, Dashboard, Performance},
    views::{DepartmentOrder, DepartmentSheet},
};
use tessera_domain::{
    caller::Caller,
    listing::Window,
    report::{Scope, Span},
};
use tessera_http::{fault::Fault, query::Params};
use url::form_urlencoded::Serializer;

pub(crate) const PATH: &str = "/console/reports";

/// How many departments there are to choose from, and how many people are shown at first.
const DEPARTMENTS: i64 = 500;
const PEOPLE: usize = 25;

/// The times to choose, with their names.
const PERIODS: [(&str, &str); 5] = [
    ("24h", "24 hours"),
    ("7d", "7 days"),
    ("30d", "30 days"),
    ("90d", "90 days"),
    ("365d", "365 days"),
];
const USUAL: &str = "30d";

#[derive(Template)]
#[template(path = "console/reports.html")]
struct ReportsPage {
    nav: Nav,
    periods: Vec<Choice>,
    departments: Vec<Choice>,
    /// What the time is called: `30 days`.
    period: String,
    /// Whose tickets it is about.
    whose: &'static str,
    figures: Shown,
    comparison: Vec<Comparison>,
    charts: Vec<Chart>,
    teams: Vec<DepartmentRow>,
    people: Vec<PersonRow>,
    /// How many people there are that are not shown, and where all are.
    hidden_people: usize,
    all_people: String,
}

/// Something to choose.
struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

/// What is asked for.
struct Asked {
    text: String,
    span: Span,
    department: Option<i64>,
    all_people: bool,
}

/// What was read for it.
struct Found {
    dashboard: Dashboard,
    breakdown: Breakdown,
    performance: Performance,
    departments: Vec<DepartmentSheet>,
}

/// `GET /console/reports`
pub(crate) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Reports).await? else {
        return Ok(here.sign_in_first());
    };
    let asked = Asked::read(&mut params);
    params.finish()?;
    let (caller, span, department) = (who.caller.clone(), asked.span, asked.department);
    let chooses = sees_all(&caller);
    let read = here.work.read(move |app| {
        let (opened, _) = span.ending(app.clock.now());
        Ok(Found {
            dashboard: reports::dashboard(app, &caller, span, department)?,
            breakdown: reports::breakdown(app, &caller, opened, department)?,
            performance: reports::performance(app, &caller, opened, department)?,
            departments: if chooses {
                let window = Window::page(1, DEPARTMENTS);
                departments::list(app, &caller, DepartmentOrder::Name, window)?.items
            } else {
                Vec::new()
            },
        })
    });
    let found = read.await?;
    let mut people: Vec<_> = found.performance.people.iter().map(PersonRow::of).collect();
    let hidden = if asked.all_people {
        0
    } else {
        people.len().saturating_sub(PEOPLE)
    };
    people.truncate(people.len() - hidden);
    let shown = ReportsPage {
        nav: Nav::of(&who, Section::Reports),
        periods: asked.periods(),
        departments: choices(&found.departments, asked.department),
        period: asked.name(),
        whose: whose(&who.caller),
        figures: Shown::of(&found.dashboard, &found.performance),
        comparison: Comparison::all(&found.dashboard),
        charts: bars::charts(&found.dashboard, &found.breakdown, &found.performance),
        teams: found
            .performance
            .departments
            .iter()
            .map(DepartmentRow::of)
            .collect(),
        people,
        hidden_people: hidden,
        all_people: asked.with_all_people(),
    };
    page::show(StatusCode::OK, &shown)
}

impl Asked {
    fn read(params: &mut Params) -> Self {
        let span = params
            .optional("period")
            .parsed(|text| Span::parse(text).map(|span| (text.to_owned(), span)));
        let (text, span) = span.unwrap_or_else(|| (USUAL.to_owned(), Span::USUAL));
        // The form sends an empty field for all departments.
        let chosen = params.optional("department").text(20);
        let department = chosen.filter(|text| !text.is_empty());
        let department = department.and_then(|_| params.optional("department").integer(1, i64::MAX));
        Self {
            text,
            span,
            department,
            all_people: params.optional("people").word(&["all"]).is_some(),
        }
    }

    /// What the time is called.
    fn name(&self) -> String {
        let known = PERIODS.iter().find(|(key, _)| *key == self.text);
        known.map_or_else(|| self.text.clone(), |(_, name)| (*name).to_owned())
    }

    /// The times to choose; another one that was asked for is there too.
    fn periods(&self) -> Vec<Choice> {
        let known = PERIODS.map(|(key, name)| (key.to_owned(), name.to_owned()));
        let is_known = PERIODS.iter().any(|(key, _)| *key == self.text);
        let other = (!is_known).then(|| (self.text.clone(), self.text.clone()));
        let choice = |(value, name): (String, String)| Choice {
            is_chosen: value == self.text,
            name: format!("The last {name}"),
            value,
        };
        known.into_iter().chain(other).map(choice).collect()
    }

    /// The same page with everybody on it.
    fn with_all_people(&self) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("period", &self.text);
        if let Some(department) = self.department {
            query.append_pair("department", &department.to_string());
        }
        query.append_pair("people", "all");
        format!("{PATH}?{}#people", query.finish())
    }
}

/// Whether somebody may ask for any department.
fn sees_all(caller: &Caller) -> bool {
    Scope::of(caller).is_some_and(|scope| scope.is_shared() && scope.department.is_none())
}

/// Whose tickets somebody has reports about.
fn whose(caller: &Caller) -> &'static str {
    match Scope::of(caller) {
        Some(scope) if scope.is_shared() && scope.department.is_none() => "all tickets",
        Some(scope) if scope.is_shared() => "the tickets of your department",
        Some(_) | None => "the tickets that you opened or work on",
    }
}

fn choices(known: &[DepartmentSheet], chosen: Option<i64>) -> Vec<Choice> {
    let choice = |sheet: &DepartmentSheet| Choice {
        value: sheet.department.number.to_string(),
        name: sheet.department.name.as_str().to_owned(),
        is_chosen: chosen == Some(sheet.department.number),
    };
    let beyond = chosen.filter(|number| known.iter().all(|known| known.department.number != *number));
    let beyond = beyond.map(|number| Choice {
        value: number.to_string(),
        name: format!("Department {number}"),
        is_chosen: true,
    });
    known.iter().map(choice).chain(beyond).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_time_than_those_to_choose_is_there_when_it_is_asked_for() {
        let asked = Asked::read(&mut Params::parse("period=2w&department=3"));
        let chosen: Vec<_> = asked
            .periods()
            .into_iter()
            .filter(|choice| choice.is_chosen)
            .map(|choice| choice.name)
            .collect();
        assert_eq!(chosen, ["The last 2w"]);
        assert_eq!(
            asked.with_all_people(),
            "/console/reports?period=2w&department=3&people=all#people"
        );
        let usual = Asked::read(&mut Params::parse("department="));
        assert_eq!((usual.name(), usual.department), ("30 days".to_owned(), None));
        assert_eq!(usual.periods().len(), 5);
    }
}
