//! The fields of one step of a policy.

use super::phrase;
use crate::admin::field::{Field, whole_number};
use tessera_application::{approvals::ApproverWanted, views::PolicySheet};
use tessera_domain::{
    approval::{Approver, DueHours, Policy, PolicyStep},
    issue::Problem,
    user::{Login, Role},
};
use tessera_http::form::Form;

/// The roles that may decide.
const ROLES: [Role; 3] = [Role::Manager, Role::Admin, Role::SuperAdmin];
const DEPARTMENT_MANAGER: &str = "department_manager";
const PERSON: &str = "person";

/// One step, as it is filled in. It is none as long as nobody decides it.
pub(super) struct StepFields {
    /// Which it is on the page, from 1.
    pub(super) number: usize,
    /// In which order it comes.
    pub(super) place: Field,
    /// What sort of person decides.
    pub(super) who: Field,
    /// The login, where it is a certain person.
    pub(super) login: Field,
    /// How long it may take.
    pub(super) hours: Field,
}

/// What it says.
pub(super) struct StepSaid {
    /// Which it is on the page, from 0.
    pub(super) row: usize,
    pub(super) place: i64,
    pub(super) who: Who,
    pub(super) hours: DueHours,
}

/// Who decides it.
pub(super) enum Who {
    /// Somebody of that sort.
    Sort(ApproverWanted),
    /// The person of that login.
    Person(Login),
}

/// Something to choose.
pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
}

impl StepFields {
    /// One that nobody decides yet.
    pub(super) fn blank(number: usize) -> Self {
        Self {
            number,
            place: Field::filled(&number.to_string()),
            who: Field::default(),
            login: Field::default(),
            hours: Field::filled(&DueHours::USUAL.get().to_string()),
        }
    }

    /// What is meant where nobody says anything.
    pub(super) fn usual(number: usize) -> Self {
        Self {
            who: Field::filled(DEPARTMENT_MANAGER),
            ..Self::blank(number)
        }
    }

    /// One of a policy that is there.
    pub(super) fn of(number: usize, step: &PolicyStep, sheet: &PolicySheet) -> Self {
        let (who, login) = match step.approver {
            Approver::DepartmentManager => (DEPARTMENT_MANAGER, None),
            Approver::Role(role) => (role.key(), None),
            Approver::User(user) => (PERSON, phrase::login(sheet, user)),
        };
        Self {
            who: Field::filled(who),
            login: Field::filled(&login.unwrap_or_default()),
            hours: Field::filled(&step.hours.get().to_string()),
            ..Self::blank(number)
        }
    }

    /// The one of that number, if it was sent.
    pub(super) fn sent(number: usize, form: &Form) -> Option<Self> {
        let of = |name: &str| Field::sent(form, &format!("step{number}_{name}"));
        form.text(&format!("step{number}_who"))?;
        Some(Self {
            number,
            place: of("place"),
            who: of("who"),
            login: of("login"),
            hours: of("hours"),
        })
    }

    /// Whether nobody decides it.
    pub(super) fn is_none(&self) -> bool {
        self.who.is_blank()
    }

    /// What it says, if nothing is wrong with it.
    pub(super) fn read(&mut self) -> Option<StepSaid> {
        let place = self.place.read(|text| match whole_number(text)? {
            place if place < 1 => Err(Problem::TooSmall { min: 1 }),
            place if place > 99 => Err(Problem::TooLarge { max: 99 }),
            place => Ok(place),
        });
        let who = self.who();
        let hours = self
            .hours
            .read(|text| whole_number(text).and_then(DueHours::parse));
        Some(StepSaid {
            row: self.number.saturating_sub(1),
            place: place?,
            who: who?,
            hours: hours?,
        })
    }

    fn who(&mut self) -> Option<Who> {
        if self.who.value == PERSON {
            return self.login.read(|text| Login::parse(text.trim())).map(Who::Person);
        }
        let sort = self.who.read(|word| {
            let role = || ROLES.into_iter().find(|role| role.key() == word);
            match word {
                DEPARTMENT_MANAGER => Ok(ApproverWanted::DepartmentManager),
                _ => role()
                    .map(ApproverWanted::Role)
                    .ok_or(Problem::Rule("Choose who decides")),
            }
        });
        sort.map(Who::Sort)
    }
}

/// Who can be chosen.
pub(super) fn choices() -> Vec<Choice> {
    let choice = |value, label| Choice { value, label };
    let mut choices = vec![
        choice("", "Nobody: there is no such step"),
        choice(DEPARTMENT_MANAGER, phrase::DEPARTMENT_MANAGER),
    ];
    choices.extend(ROLES.map(|role| choice(role.key(), phrase::somebody(role))));
    choices.push(choice(PERSON, "Somebody by login"));
    choices
}

/// The most steps that there is room for.
pub(super) const MOST: usize = Policy::MOST_STEPS;
