//! Tickets: the cards on the boards.

pub mod change;
pub mod create;
pub mod filters;
pub mod list;
pub mod move_to_column;
pub mod remove;
pub mod show;
pub mod toggle_follow;

use crate::{
    answers,
    body::{self, Body, Extent, Spelled},
    meaning, schema,
    view::ticket::TicketRow,
};
use tessera_application::{
    tickets::{self, NumberedRefs},
    views::{NumbersFound, NumbersWanted, TicketSheet},
};
use tessera_domain::{
    caller::Caller,
    issue::{Issue, Problem},
    priority::Rank,
    text::{Description, Name, Title},
    ticket::{Kind, Level, Patch, TagsWanted, TicketPatch},
    time::{NaiveDate, parse_day},
};
use tessera_http::{answer::StoredAnswer, fault::Fault, json::JsonBody, work::Work};
use utoipa::ToSchema;

/// What is told of a ticket. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewTicket, example = json!({
    "name": "Fix homepage loading issue", "description": "Homepage is slow to load for mobile users", "type": "bug",
    "priority_id": 3, "urgency": "high", "importance": "medium", "column": 1, "assignee_ids": [1],
    "tag_names": ["frontend", "performance"], "due_date": "2025-11-01", "start_date": "2025-10-25"
}))]
pub struct Sent {
    /// What it is called.
    #[schema(value_type = schema::TicketName)]
    name: Option<Title>,
    /// The number of the column where it stands. Its status goes along, unless it belongs there.
    #[schema(value_type = schema::Key)]
    column: Option<i64>,
    /// The long text.
    #[schema(value_type = schema::LongTextOrNull, required = false)]
    description: Patch<Description>,
    /// What sort of thing it is: a task unless it is said.
    #[schema(rename = "type", value_type = schema::KindWord, required = false)]
    kind: Option<Kind>,
    /// Where it stands: a word of the vendor's, or the key of another status of the tenant. If no column is sent, the
    /// card goes to that of the status.
    #[schema(value_type = schema::StatusText, required = false)]
    status: Option<String>,
    /// How much it matters: 3 unless it is said.
    #[schema(rename = "priority_id", value_type = schema::PriorityNumber, required = false)]
    priority: Option<Rank>,
    /// How urgent it is.
    #[schema(value_type = schema::LevelWord, required = false)]
    urgency: Option<Level>,
    /// How important it is.
    #[schema(value_type = schema::LevelWord, required = false)]
    importance: Option<Level>,
    /// The number of the column's project, for whoever sends all fields.
    #[schema(value_type = schema::Key, required = false)]
    project: Option<i64>,
    /// The numbers of those who work on it, replaced as a whole. The first of them is the one whose it is.
    #[schema(value_type = schema::Keys, required = false)]
    assignee_ids: Option<Vec<i64>>,
    /// What its tags say, replaced as a whole. Those that do not exist are made.
    #[schema(value_type = schema::TagTexts, required = false)]
    tag_names: Option<Vec<Name>>,
    /// The numbers of its tags, replaced as a whole. They count before `tag_names`.
    #[schema(value_type = schema::Keys, required = false)]
    tag_ids: Option<Vec<i64>>,
    /// The same, by its other name.
    #[schema(value_type = schema::Keys, required = false)]
    tags: Option<Vec<i64>>,
    /// The day on which it should be done.
    #[schema(value_type = schema::DayOrNull, required = false)]
    due_date: Patch<NaiveDate>,
    /// The day on which work should begin.
    #[schema(value_type = schema::DayOrNull, required = false)]
    start_date: Patch<NaiveDate>,
}

tessera_http::shapes! {
    /// What changes of a ticket. What is not named stays; unknown members are ignored.
    TicketChange = schema::part_of::<Sent>("What changes of a ticket. What is not named stays.");
}

/// A ticket as it was read, with all that is wrong with it.
pub struct Read {
    sent: Sent,
    issues: Vec<Issue>,
}

impl Read {
    /// What was told, if nothing is wrong with it.
    ///
    /// # Errors
    /// All that is wrong, with the numbers among it that nothing in sight has.
    async fn right(self, work: &Work, caller: &Caller) -> Result<Sent, Fault> {
        if self.issues.is_empty() {
            return Ok(self.sent);
        }
        let (wanted, who) = (self.sent.numbers(), caller.clone());
        let asked = wanted.clone();
        let found = work
            .read(move |app| tickets::known_numbers(app, &who, &asked))
            .await?;
        let mut issues = self.issues;
        issues.extend(unknown(&wanted, &found));
        Err(issues.into())
    }
}

/// An issue for each number that nothing in sight has.
fn unknown(wanted: &NumbersWanted, found: &NumbersFound) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut note =
        |name: &'static str, what: &'static str, numbers: &[i64], is_there: &dyn Fn(i64) -> bool| {
            for number in numbers.iter().copied().filter(|number| !is_there(*number)) {
                issues.push(Issue::new(name, Problem::UnknownNumber { what, number }));
            }
        };
    note("column", "column", &wanted.columns, &|number| {
        found.column(number).is_some()
    });
    note("project", "project", &wanted.projects, &|number| {
        found.project(number).is_some()
    });
    note("assignee_ids", "user", &wanted.users, &|number| {
        found.user(number).is_some()
    });
    note("tag_ids", "tag", &wanted.tags, &|number| {
        found.tag(number).is_some()
    });
    issues
}

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Read, Fault> {
        let mut body = Body::read(body, extent)?;
        let sent = Self {
            name: body.demanded("name").told(title),
            column: body.demanded("column").key(),
            description: body.nullable("description").described(),
            kind: body.optional("type").choice(meaning::kind),
            status: body.optional("status").line(schema::SHORT_NAME),
            priority: body.optional("priority_id").choice(meaning::rank),
            urgency: body.optional("urgency").choice(meaning::level),
            importance: body.optional("importance").choice(meaning::level),
            project: body.optional("project").key(),
            assignee_ids: body.optional("assignee_ids").keys(),
            tag_names: body.optional("tag_names").names(schema::SHORT_NAME),
            tag_ids: body.optional("tag_ids").keys(),
            tags: body.optional("tags").keys(),
            due_date: body.nullable("due_date").day(parse_day),
            start_date: body.nullable("start_date").day(parse_day),
        };
        let issues = body.issues();
        Ok(Read { sent, issues })
    }

    /// The numbers that are named.
    fn numbers(&self) -> NumbersWanted {
        let tags = self.tag_ids.as_ref().or(self.tags.as_ref());
        NumbersWanted {
            users: self.assignee_ids.clone().unwrap_or_default(),
            projects: self.project.into_iter().collect(),
            columns: self.column.into_iter().collect(),
            tags: tags.cloned().unwrap_or_default(),
            departments: Vec::new(),
        }
    }
}

impl Sent {
    /// What the use cases take: what is named by number or word, and the rest.
    fn parts(self) -> (Option<Title>, NumberedRefs, TicketPatch) {
        let Self {
            name,
            column,
            description,
            kind,
            status,
            priority,
            urgency,
            importance,
            project,
            assignee_ids,
            tag_names,
            tag_ids,
            tags,
            due_date,
            start_date,
        } = self;
        let tag_numbers = tag_ids.or(tags);
        let texts = tag_names.filter(|_| tag_numbers.is_none());
        let named = NumberedRefs {
            project,
            column,
            assignees: assignee_ids,
            tags: tag_numbers,
            status: status.as_deref().map(meaning::wanted),
            rank: priority,
            due_on: due_date,
            ..NumberedRefs::default()
        };
        let patch = TicketPatch {
            description,
            kind,
            urgency,
            importance,
            start_on: start_date,
            tags: texts.map(TagsWanted::Exactly),
            ..TicketPatch::default()
        };
        (name, named, patch)
    }

    /// The word for the status, for telling that it is none.
    fn status_word(&self) -> Option<String> {
        self.status.clone()
    }
}

/// A word that is no status is a bad choice.
fn refused(fault: Fault, word: Option<&str>) -> Fault {
    let choice = |issue: Issue| match (&issue.problem, word) {
        (Problem::UnknownReference { what: "status" }, Some(word)) => {
            Issue::new("status", Problem::not_one_of(meaning::STATUSES, word))
        }
        _ => issue,
    };
    Fault {
        issues: fault.issues.iter().cloned().map(choice).collect(),
        ..fault
    }
}

/// A name is one line of something.
fn title(line: String) -> Result<Title, Problem> {
    Title::parse(body::filled(line, Title::MAX)?)
}

/// The ticket as it stands now.
fn changed(sheet: &TicketSheet) -> StoredAnswer {
    answers::versioned(200, &TicketRow::from(sheet), sheet.ticket.version)
}

#[cfg(test)]
mod tests;
