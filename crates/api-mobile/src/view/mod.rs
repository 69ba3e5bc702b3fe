//! What goes out: one type per shape, built from the core's read models and never read back.

pub mod board;
pub mod capabilities;
pub mod card;
pub mod comment;
pub mod envelope;
pub mod list_item;
pub mod not_kept;
pub mod priority;
pub mod signed_in;
pub mod stats;
pub mod status;
pub mod tag;
pub mod ticket;
pub mod time_entry;

#[cfg(test)]
pub mod samples;

use tessera_application::views::PersonName;

/// "First Last", and nothing unless both names are known.
fn full_name(name: Option<&PersonName>) -> Option<String> {
    let name = name.filter(|name| !name.first.is_empty() && !name.last.is_empty())?;
    Some(format!("{} {}", name.first, name.last))
}

/// Whichever of "First Last" is known.
fn known_name(name: Option<&PersonName>) -> Option<String> {
    let name = name?;
    let known: Vec<&str> = [name.first.as_str(), name.last.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    (!known.is_empty()).then(|| known.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(first: &str, last: &str) -> PersonName {
        PersonName {
            first: first.into(),
            last: last.into(),
        }
    }

    #[test]
    fn a_full_name_needs_both_parts() {
        let table = [
            ("Robin", "Sample", Some("Robin Sample")),
            ("Robin", "", None),
            ("", "Sample", None),
            ("", "", None),
        ];
        for (first, last, full) in table {
            assert_eq!(full_name(Some(&person(first, last))).as_deref(), full);
        }
        assert_eq!(full_name(None), None);
    }

    #[test]
    fn a_known_name_makes_do_with_one() {
        let table = [
            ("Robin", "Sample", Some("Robin Sample")),
            ("Robin", "", Some("Robin")),
            ("", "Sample", Some("Sample")),
            ("", "", None),
        ];
        for (first, last, known) in table {
            assert_eq!(known_name(Some(&person(first, last))).as_deref(), known);
        }
    }
}
