//! A field of a form: as it was filled in, and what is wrong with it.

use crate::words;
use tessera_domain::issue::Problem;
use tessera_http::form::Form;

/// One field.
#[derive(Default)]
pub(super) struct Field {
    pub(super) value: String,
    pub(super) problem: Option<String>,
}

impl Field {
    /// One that says that, with which nothing is wrong so far.
    pub(super) fn filled(value: &str) -> Self {
        Self {
            value: value.to_owned(),
            problem: None,
        }
    }

    /// The one of that name as it was sent.
    pub(super) fn sent(form: &Form, name: &str) -> Self {
        Self::filled(form.text(name).unwrap_or_default())
    }

    /// What it says, or nothing and what is wrong with it.
    pub(super) fn read<T>(&mut self, read: impl FnOnce(&str) -> Result<T, Problem>) -> Option<T> {
        match read(&self.value) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problem = Some(words::problem(&problem));
                None
            }
        }
    }

    /// Whether nothing was filled in.
    pub(super) fn is_blank(&self) -> bool {
        self.value.trim().is_empty()
    }
}

/// Something to tick.
pub(super) struct Tick {
    pub(super) name: String,
    pub(super) label: &'static str,
    pub(super) is_on: bool,
}

impl Tick {
    /// Whether the box of that name was ticked. Browsers send nothing of one that was not.
    pub(super) fn is_sent(form: &Form, name: &str) -> bool {
        form.text(name).is_some()
    }
}

/// A whole number as it was typed.
pub(super) fn whole_number(text: &str) -> Result<i64, Problem> {
    let number = text.trim().parse();
    number.map_err(|_not_one| Problem::Rule("Must be a whole number"))
}
