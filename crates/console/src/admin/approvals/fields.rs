//! The fields of a policy's form: as they were filled in, and what is wrong with them.

use super::step::{self, StepFields, StepSaid};
use crate::{
    admin::{
        field::{Field, Tick, whole_number},
        labels,
    },
    words,
};
use tessera_application::{approvals::field, views::PolicySheet};
use tessera_domain::{
    issue::{FieldPath, Issue, Problem, Step},
    priority::Rank,
    text::Name,
    ticket::Kind,
};
use tessera_http::form::Form;

/// All of them.
pub(super) struct Fields {
    pub(super) name: Field,
    pub(super) kinds: Vec<Tick>,
    /// The number of the department; nothing for any.
    pub(super) department: Field,
    pub(super) ranks: Vec<Tick>,
    pub(super) is_active: bool,
    pub(super) steps: Vec<StepFields>,
    /// What is wrong with the steps as a whole.
    pub(super) steps_problem: Option<String>,
}

/// What they say, once nothing is wrong with them.
pub(super) struct Said {
    pub(super) name: Name,
    pub(super) kinds: Vec<Kind>,
    pub(super) department: Option<i64>,
    pub(super) ranks: Vec<Rank>,
    pub(super) active: bool,
    /// In the order in which they come.
    pub(super) steps: Vec<StepSaid>,
}

impl Fields {
    /// Those of a new policy.
    pub(super) fn new() -> Self {
        Self {
            name: Field::default(),
            kinds: kinds(|_| false),
            department: Field::default(),
            ranks: ranks(|_| false),
            is_active: true,
            steps: with_room(vec![StepFields::usual(1)]),
            steps_problem: None,
        }
    }

    /// Those of a policy that is there.
    pub(super) fn of(sheet: &PolicySheet) -> Self {
        let policy = &sheet.policy;
        let department = sheet.department.as_ref().map(|it| it.number.to_string());
        let steps = (1..).zip(&policy.steps);
        let steps = steps.map(|(number, step)| StepFields::of(number, step, sheet));
        Self {
            name: Field::filled(policy.name.as_str()),
            kinds: kinds(|kind| policy.kinds.contains(&kind)),
            department: Field::filled(&department.unwrap_or_default()),
            ranks: ranks(|rank| policy.ranks.contains(&rank)),
            is_active: policy.active,
            steps: with_room(steps.collect()),
            steps_problem: None,
        }
    }

    /// Those that were sent.
    pub(super) fn sent(form: &Form) -> Self {
        let steps = (1..=step::MOST).map_while(|number| StepFields::sent(number, form));
        Self {
            name: Field::sent(form, "name"),
            kinds: kinds(|kind| Tick::is_sent(form, &kind_box(kind))),
            department: Field::sent(form, "department"),
            ranks: ranks(|rank| Tick::is_sent(form, &rank_box(rank))),
            is_active: Tick::is_sent(form, "active"),
            steps: with_room(steps.collect()),
            steps_problem: None,
        }
    }

    /// What they say, if nothing is wrong with them.
    pub(super) fn read(&mut self) -> Option<Said> {
        let name = self.name.read(|text| Name::parse(text.trim()));
        let department = self.department.read(|text| match text.trim() {
            "" => Ok(None),
            number => whole_number(number).map(Some),
        });
        let filled = self.steps.iter_mut().filter(|step| !step.is_none());
        let read: Vec<_> = filled.map(StepFields::read).collect();
        if read.is_empty() {
            self.steps_problem = Some("Say who decides, in one step at least.".to_owned());
        }
        let steps: Option<Vec<_>> = read.into_iter().collect();
        let mut steps = steps.filter(|steps| !steps.is_empty())?;
        steps.sort_by_key(|step| step.place);
        let ticked = |boxes: &[Tick], place: usize| boxes.get(place).is_some_and(|it| it.is_on);
        let kinds = (0..)
            .zip(Kind::ALL)
            .filter(|(place, _)| ticked(&self.kinds, *place));
        let ranks = (0..).zip(RANKS).filter(|(place, _)| ticked(&self.ranks, *place));
        Some(Said {
            name: name?,
            kinds: kinds.map(|(_, kind)| kind).collect(),
            department: department?,
            ranks: ranks.map(|(_, rank)| rank).collect(),
            active: self.is_active,
            steps,
        })
    }

    /// Puts each problem to its field, steps being told by their order. Whether each has one.
    pub(super) fn refuse(&mut self, issues: &[Issue], steps: &[usize]) -> bool {
        let mut all = !issues.is_empty();
        for issue in issues {
            if issue.path == FieldPath::field(field::DEPARTMENT) {
                self.department.problem = Some("There is no such department any more.".to_owned());
            } else if let Some(step) = self.step(&issue.path, steps) {
                step.login.problem = Some(match &issue.problem {
                    Problem::UnknownNumber { .. } | Problem::UnknownReference { .. } => {
                        "Nobody with this login may sign in here.".to_owned()
                    }
                    other => words::problem(other),
                });
            } else {
                all = false;
            }
        }
        all
    }

    /// The step that a problem is about.
    fn step(&mut self, path: &FieldPath, steps: &[usize]) -> Option<&mut StepFields> {
        match path.steps() {
            [Step::Field(list), Step::Item(place), Step::Field(name)]
                if list == field::STEPS && name == field::APPROVER =>
            {
                self.steps.get_mut(*steps.get(*place)?)
            }
            _ => None,
        }
    }
}

const RANKS: [Rank; 5] = [Rank::LOWEST, Rank::LOW, Rank::MEDIUM, Rank::HIGH, Rank::HIGHEST];

fn kind_box(kind: Kind) -> String {
    format!("kind_{}", kind.key())
}

fn rank_box(rank: Rank) -> String {
    format!("rank_{}", rank.get())
}

fn kinds(is_on: impl Fn(Kind) -> bool) -> Vec<Tick> {
    let tick = |kind| Tick {
        name: kind_box(kind),
        label: labels::kind(kind),
        is_on: is_on(kind),
    };
    Kind::ALL.map(tick).into()
}

fn ranks(is_on: impl Fn(Rank) -> bool) -> Vec<Tick> {
    let tick = |rank| Tick {
        name: rank_box(rank),
        label: labels::rank(rank),
        is_on: is_on(rank),
    };
    RANKS.map(tick).into()
}

/// With room for one step more, and for two at least.
fn with_room(mut steps: Vec<StepFields>) -> Vec<StepFields> {
    while steps.len() < step::MOST && (steps.len() < 2 || steps.last().is_some_and(|step| !step.is_none())) {
        steps.push(StepFields::blank(steps.len() + 1));
    }
    steps
}
