//! Which tickets a client asks for, and in what order.

use crate::{meaning, query, schema};
use tessera_application::{
    Application, Error, Result as Outcome, lists,
    tickets::{self, ListTickets},
    views::{NumbersFound, NumbersWanted, TicketSheet},
};
use tessera_domain::{
    caller::Caller,
    issue::{Issue, Problem},
    listing::{Direction, Page, Sort, SortKey, TicketFilter, Window},
    priority::Rank,
    status::Status,
    ticket::Kind,
};
use tessera_http::query::Params;

/// Which tickets, in what order.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// Words that must all be in the ticket, each where it likes; quotes hold words together.
    #[param(value_type = schema::SearchText, inline, required = false)]
    search: String,
    /// Only those that stand there. `done` finds both finished statuses.
    #[param(value_type = schema::StatusIfAny, inline, required = false)]
    status: String,
    /// Only those of that sort.
    #[param(rename = "type", value_type = schema::KindIfAny, inline, required = false)]
    kind: String,
    /// Only those that matter so much.
    #[param(value_type = schema::PriorityIfAny, inline, required = false)]
    priority_id: i64,
    /// Only those in the column of this number.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    column: i64,
    /// Only those that the person of this number works on.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    assignee: i64,
    /// Only those that the person of this number opened.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    reporter: i64,
    /// `created_at`, `updated_at`, `priority_id`, `name` or `due_date`, with a minus before it for the other way round;
    /// several are parted by commas. Unknown names are passed over.
    #[param(required = false, example = "-created_at")]
    ordering: String,
}

/// Which tickets, by their project.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameter is read by itself"
)]
pub struct ProjectQuery {
    /// Only those in the project of this number.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    project: i64,
}

/// Which tickets, by their tags.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct TagQuery {
    /// Only those that bear one of the tags of these numbers.
    #[param(value_type = schema::KeysIfAny, inline, required = false)]
    tags: Vec<i64>,
    /// The same for one more tag.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    tag: i64,
}

/// Where tickets are looked for. What the path says already is no parameter there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Among {
    /// All tickets.
    All,
    /// Those of the project of this number.
    OfProject(i64),
    /// Those that bear the tag of this number.
    OfTag(i64),
}

/// What is asked for, as far as it can be told without the tenant's lists.
#[derive(Debug)]
pub struct Asked {
    filter: TicketFilter,
    status: Option<String>,
    issues: Vec<Issue>,
    /// What to sort by, the most important first.
    order: Vec<Sort>,
}

/// Newest first, unless another order is asked for.
const USUAL: Sort = Sort {
    key: SortKey::Created,
    direction: Direction::Descending,
};

impl Asked {
    /// Reads the query. What is wrong with it is told when it is [settled](Self::settle), with all else that is.
    pub fn read(mut params: Params, among: Among) -> Self {
        let kinds: Option<Vec<Kind>> = query::choice(&mut params, "type", meaning::kinds);
        let rank: Option<Rank> = query::choice(&mut params, "priority_id", meaning::rank);
        let status = query::choice(&mut params, "status", |word| Ok(word.to_owned()));
        let project = match among {
            Among::OfProject(number) => Some(number),
            Among::All | Among::OfTag(_) => query::key(&mut params, "project"),
        };
        let tags = match among {
            Among::OfTag(number) => Some(vec![number]),
            Among::All | Among::OfProject(_) => tags(&mut params),
        };
        let filter = TicketFilter {
            terms: Some(query::search(&mut params)).filter(|terms| !terms.is_empty()),
            kinds,
            ranks: rank.map(|rank| vec![rank]),
            columns: query::key(&mut params, "column").map(|column| vec![column]),
            project_number: project,
            tag_numbers: tags,
            assigned_to: query::key(&mut params, "assignee"),
            opened_by: query::key(&mut params, "reporter"),
            ..TicketFilter::default()
        };
        let mut order: Vec<_> = query::orders(&mut params, sort_key)
            .into_iter()
            .map(|(key, direction)| Sort { key, direction })
            .collect();
        if order.is_empty() {
            order.push(USUAL);
        }
        Self {
            filter,
            status,
            issues: params.finish().err().unwrap_or_default(),
            order,
        }
    }

    /// What reads any part of what is asked for, once the tenant's lists are known.
    ///
    /// # Errors
    /// All that is wrong with the query.
    pub fn settle(
        self,
        app: &Application,
        caller: Caller,
    ) -> Outcome<impl Fn(&Application, Window) -> Outcome<Page<TicketSheet>> + use<>> {
        let wanted = self.wanted(app, &caller)?;
        Ok(move |app: &Application, window| wanted.list(app, &caller, window))
    }

    fn wanted(self, app: &Application, caller: &Caller) -> Outcome<Wanted> {
        let statuses = match self.status {
            Some(_) => lists::statuses(app, caller)?,
            None => Vec::new(),
        };
        let found = tickets::known_numbers(app, caller, &self.numbers())?;
        let mut issues = self.issues.clone();
        issues.extend(self.unknown(&found));
        match self.filter(&statuses) {
            Ok(filter) if issues.is_empty() => Ok(Wanted {
                filter,
                order: self.order,
            }),
            Ok(_) => Err(Error::Invalid(issues)),
            Err(issue) => {
                issues.push(issue);
                Err(Error::Invalid(issues))
            }
        }
    }

    /// The numbers that the filters name.
    fn numbers(&self) -> NumbersWanted {
        let filter = &self.filter;
        NumbersWanted {
            users: filter.assigned_to.into_iter().chain(filter.opened_by).collect(),
            projects: filter.project_number.into_iter().collect(),
            columns: filter.columns.clone().unwrap_or_default(),
            tags: filter.tag_numbers.clone().unwrap_or_default(),
            departments: Vec::new(),
        }
    }

    /// An issue for each number that nothing in sight has.
    fn unknown(&self, found: &NumbersFound) -> Vec<Issue> {
        let filter = &self.filter;
        let mut issues = Vec::new();
        let mut note = |name: &'static str, what: &'static str, number: i64, is_there: bool| {
            if !is_there {
                issues.push(Issue::new(name, Problem::UnknownNumber { what, number }));
            }
        };
        for number in filter.columns.iter().flatten() {
            note("column", "column", *number, found.column(*number).is_some());
        }
        if let Some(number) = filter.project_number {
            note("project", "project", number, found.project(number).is_some());
        }
        for number in filter.tag_numbers.iter().flatten() {
            note("tags", "tag", *number, found.tag(*number).is_some());
        }
        if let Some(number) = filter.assigned_to {
            note("assignee", "user", number, found.user(number).is_some());
        }
        if let Some(number) = filter.opened_by {
            note("reporter", "user", number, found.user(number).is_some());
        }
        issues
    }

    /// The filter, given the tenant's statuses.
    fn filter(&self, statuses: &[Status]) -> Result<TicketFilter, Issue> {
        let mut filter = self.filter.clone();
        let Some(word) = &self.status else {
            return Ok(filter);
        };
        let meant = statuses
            .iter()
            .filter(|status| meaning::is_meant(word, &status.key));
        let ids: Vec<_> = meant.map(|status| status.id).collect();
        if ids.is_empty() && !meaning::STATUSES.contains(&word.as_str()) {
            return Err(Issue::new("status", Problem::not_one_of(meaning::STATUSES, word)));
        }
        filter.nothing = ids.is_empty();
        filter.statuses = Some(ids);
        Ok(filter)
    }
}

/// What is asked for, ready to be read.
struct Wanted {
    filter: TicketFilter,
    order: Vec<Sort>,
}

impl Wanted {
    /// One part of it.
    ///
    /// # Errors
    /// As [`tickets::list_sheets`] has them.
    fn list(&self, app: &Application, caller: &Caller, window: Window) -> Outcome<Page<TicketSheet>> {
        let (first, then) = self
            .order
            .split_first()
            .map_or((USUAL, &[][..]), |(first, then)| (*first, then));
        let wanted = ListTickets {
            filter: self.filter.clone(),
            sort: first,
            then: then.to_vec(),
            window,
            after: None,
        };
        tickets::list_sheets(app, caller, &wanted)
    }
}

/// The tags of which a ticket must bear one.
fn tags(params: &mut Params) -> Option<Vec<i64>> {
    let (many, one) = (query::keys(params, "tags"), query::key(params, "tag"));
    match (many, one) {
        (None, None) => None,
        (many, one) => Some(many.into_iter().flatten().chain(one).collect()),
    }
}

fn sort_key(name: &str) -> Option<SortKey> {
    match name {
        "created_at" => Some(SortKey::Created),
        "updated_at" => Some(SortKey::Updated),
        "priority_id" => Some(SortKey::Rank),
        "name" => Some(SortKey::Title),
        "due_date" => Some(SortKey::Due),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tessera_domain::{
        id::StatusId,
        status::StatusCategory,
        text::{Name, SearchTerm},
    };
    use uuid::Uuid;

    fn read(query: &str) -> Result<Asked, Vec<String>> {
        read_among(query, Among::All)
    }

    fn read_among(query: &str, among: Among) -> Result<Asked, Vec<String>> {
        let asked = Asked::read(Params::parse(query), among);
        let issues: Vec<String> = asked.issues.iter().map(ToString::to_string).collect();
        if issues.is_empty() { Ok(asked) } else { Err(issues) }
    }

    fn statuses() -> Vec<Status> {
        let keys = ["open", "in_progress", "resolved", "closed", "on_ice"];
        (1..)
            .zip(keys)
            .map(|(position, key)| Status {
                id: StatusId::from(Uuid::from_u128(position)),
                key: key.to_owned(),
                name: Name::parse(key).unwrap(),
                category: StatusCategory::Open,
                position: 0,
                initial: false,
            })
            .collect()
    }

    #[test]
    fn nothing_asked_is_everything_newest_first() {
        let asked = read("page=2&unknown=1&status=&type=").unwrap();
        assert_eq!(asked.filter(&[]).unwrap(), TicketFilter::default());
        assert_eq!(asked.order, [USUAL]);
    }

    #[test]
    fn every_filter_finds_its_place() {
        let query =
            "search=Login+page&type=bug&priority_id=4&column=2&project=1&tags=1&tags=2&assignee=3&reporter=5";
        let filter = read(query).unwrap().filter(&[]).unwrap();
        let terms: Vec<&str> = filter.terms.iter().flatten().map(SearchTerm::as_str).collect();
        assert_eq!(terms, ["login", "page"]);
        assert_eq!(filter.kinds.unwrap(), [Kind::Incident, Kind::Problem, Kind::Bug]);
        assert_eq!(filter.ranks.unwrap(), [Rank::HIGH]);
        assert_eq!((filter.columns, filter.project_number), (Some(vec![2]), Some(1)));
        assert_eq!(filter.tag_numbers, Some(vec![1, 2]));
        assert_eq!((filter.assigned_to, filter.opened_by), (Some(3), Some(5)));
        let tags = |query: &str| read(query).unwrap().filter(&[]).unwrap().tag_numbers;
        assert_eq!(tags("tag=7"), Some(vec![7]));
        assert_eq!(tags("tags=1&tag=7&tags=2"), Some(vec![1, 2, 7]));
    }

    #[test]
    fn what_the_path_says_is_no_parameter() {
        let query = "project=x&tags=2&tag=3";
        let of_project = read_among(query, Among::OfProject(7))
            .unwrap()
            .filter(&[])
            .unwrap();
        assert_eq!(
            (of_project.project_number, of_project.tag_numbers),
            (Some(7), Some(vec![2, 3]))
        );
        let query = "project=2&tags=x&tag=-1";
        let of_tag = read_among(query, Among::OfTag(7)).unwrap().filter(&[]).unwrap();
        assert_eq!(
            (of_tag.project_number, of_tag.tag_numbers),
            (Some(2), Some(vec![7]))
        );
    }

    #[test]
    fn statuses_are_found_by_the_vendors_words() {
        let ids = |word: &str| {
            let filter = read(&format!("status={word}")).unwrap().filter(&statuses());
            filter.map(|filter| (filter.statuses.unwrap().len(), filter.nothing))
        };
        assert_eq!(ids("new"), Ok((1, false)));
        assert_eq!(ids("done"), Ok((2, false)));
        assert_eq!(ids("closed"), Ok((1, false)));
        assert_eq!(ids("on_ice"), Ok((1, false)));
        assert_eq!(ids("blocked"), Ok((0, true)));
        assert_eq!(ids("zzz").unwrap_err().path.to_string(), "status");
    }

    #[test]
    fn orders_are_taken_in_their_order() {
        let order = read("ordering=-priority_id,x,name").unwrap().order;
        let keys: Vec<_> = order.iter().map(|sort| (sort.key, sort.direction)).collect();
        assert_eq!(
            keys,
            [
                (SortKey::Rank, Direction::Descending),
                (SortKey::Title, Direction::Ascending)
            ]
        );
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let issues = read("type=x&priority_id=6&column=x&tags=1&tags=y&search=%00").unwrap_err();
        let names: Vec<&str> = issues
            .iter()
            .map(|issue| issue.split(':').next().unwrap())
            .collect();
        assert_eq!(names, ["type", "priority_id", "tags", "search", "column"]);
    }
}
