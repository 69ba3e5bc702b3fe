//! Sending once more what one of them did not take, or was not told, in a span of time.

use super::{address, log, show as one};
use crate::{
    admin::{
        command::perform,
        field::Field,
        nav::{Nav, Section},
    },
    faults,
    here::{Here, SignedIn},
    page,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_application::webhooks::{RedeliverSpan, Replayed, Span, field};
use tessera_domain::{issue::Problem, time::Time, webhook::Webhook};
use tessera_http::{
    fault::{Fault, FaultKind},
    form::FormBody,
};
use url::form_urlencoded::Serializer;

const DAY: i64 = 86_400;
const MINUTE: i64 = 60;

#[derive(Template)]
#[template(path = "console/webhook_span.html")]
struct SpanPage {
    nav: Nav,
    token: String,
    address: String,
    url: String,
    is_active: bool,
    problem: Option<String>,
    fields: Fields,
}

/// From when to when, as browsers write moments: `2026-12-31T15:00`, in UTC here.
struct Fields {
    since: Field,
    until: Field,
}

/// `GET /console/webhooks/{number}/redeliver`
pub(super) async fn show(here: Here, number: Path<i64>) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Webhooks).await? else {
        return Ok(here.sign_in_first());
    };
    let webhook = one::find(&here, &who, number.into_inner()).await?;
    let fields = Fields::last_day(here.app().clock.now());
    render(&here, &who, StatusCode::OK, &webhook, fields, None)
}

/// `POST /console/webhooks/{number}/redeliver`
pub(super) async fn redeliver(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Webhooks, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let webhook = one::find(&here, &who, number.into_inner()).await?;
    let mut fields = Fields {
        since: Field::sent(&form, "since"),
        until: Field::sent(&form, "until"),
    };
    let (since, until) = (fields.since.read(moment), fields.until.read(moment));
    let Some((since, until)) = since.zip(until) else {
        return render(&here, &who, StatusCode::BAD_REQUEST, &webhook, fields, None);
    };
    let command = RedeliverSpan {
        webhook: webhook.number,
        span: Span { since, until },
    };
    let fault = match perform(&here, &who, command).await {
        Ok(replayed) => return Ok(page::go_to(&told(webhook.number, replayed))),
        Err(fault) => fault,
    };
    let problem = match (fault.kind, faults::beside(&fault)) {
        (FaultKind::Invalid, _) if fields.refuse(&fault) => None,
        (_, Some(problem)) => Some(problem),
        (_, None) => return Err(fault),
    };
    faults::log(here.work.request_id(), &fault);
    let response = render(&here, &who, fault.kind.status(), &webhook, fields, problem)?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}

/// The address of the log, which says what was sent.
fn told(number: i64, replayed: Replayed) -> String {
    let mut query = Serializer::new(String::new());
    query
        .append_pair("done", "span")
        .append_pair("again", &replayed.again.to_string())
        .append_pair("missed", &replayed.missed.to_string())
        .append_pair("more", if replayed.more { "true" } else { "false" });
    format!("{}?{}", log(number), query.finish())
}

fn render(
    here: &Here,
    who: &SignedIn,
    status: StatusCode,
    webhook: &Webhook,
    fields: Fields,
    problem: Option<String>,
) -> Result<HttpResponse, Fault> {
    let shown = SpanPage {
        nav: Nav::of(who, Section::Webhooks),
        token: who.token(here.app()),
        address: address(webhook.number),
        url: webhook.url.as_str().to_owned(),
        is_active: webhook.is_active(),
        problem,
        fields,
    };
    page::show(status, &shown)
}

impl Fields {
    /// The day up to now.
    fn last_day(now: Time) -> Self {
        let until = now.whole_minute().plus_seconds(MINUTE);
        Self {
            since: Field::filled(&typed(until.plus_seconds(-DAY))),
            until: Field::filled(&typed(until)),
        }
    }

    /// Puts the problem to its field. Whether it has one.
    fn refuse(&mut self, fault: &Fault) -> bool {
        let ends_too_early = fault
            .issues
            .iter()
            .all(|issue| issue.path.to_string() == field::UNTIL);
        self.until.problem = Some("Must be after the beginning.".to_owned());
        ends_too_early && !fault.issues.is_empty()
    }
}

fn typed(moment: Time) -> String {
    moment.to_chrono().format("%Y-%m-%dT%H:%M").to_string()
}

/// A moment with or without seconds.
fn moment(text: &str) -> Result<Time, Problem> {
    let text = text.trim();
    let seconds = if text.len() == 16 { ":00" } else { "" };
    let read = Time::parse(&format!("{text}{seconds}Z"));
    read.filter(|_| matches!(text.len(), 16 | 19))
        .ok_or(Problem::Rule("Must be a day and a time, as 2026-12-31T15:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_browsers_write_them() {
        let at = |text| Time::parse(text);
        assert_eq!(moment("2026-12-31T15:00").ok(), at("2026-12-31T15:00:00Z"));
        assert_eq!(moment(" 2026-12-31T15:00:07 ").ok(), at("2026-12-31T15:00:07Z"));
        for bad in [
            "",
            "2026-12-31",
            "15:00",
            "2026-12-31T25:00",
            "2026-12-31T15:00Z",
            "yesterday",
        ] {
            assert!(moment(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_span_is_the_last_day_unless_one_says_otherwise() {
        let now = Time::parse("2026-12-31T15:00:59Z").unwrap();
        let fields = Fields::last_day(now);
        assert_eq!(fields.since.value, "2026-12-30T15:01");
        assert_eq!(fields.until.value, "2026-12-31T15:01");
        assert!(moment(&fields.until.value).unwrap() > now);
    }
}
