//! Names in the order in which people count.

use std::cmp::Ordering;

/// Puts `AC-9` before `AC-10`, so that tickets are numbered in the order in which the issues were.
pub fn as_counted(mut a: &[u8], mut b: &[u8]) -> Ordering {
    loop {
        let (x, y) = (leading_number(a), leading_number(b));
        let order = match (x, y) {
            (Some((x, rest_x)), Some((y, rest_y))) => {
                (a, b) = (rest_x, rest_y);
                (x.len(), x).cmp(&(y.len(), y))
            }
            _ => match (a.split_first(), b.split_first()) {
                (Some((x, rest_x)), Some((y, rest_y))) => {
                    (a, b) = (rest_x, rest_y);
                    x.cmp(y)
                }
                (x, y) => return x.is_some().cmp(&y.is_some()),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// The number at the start without its leading zeros, and what follows it.
fn leading_number(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let zeros = digits
        .iter()
        .position(|digit| *digit != b'0')
        .unwrap_or(digits.len());
    (!digits.is_empty()).then(|| (digits.split_at(zeros).1, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_people_count() {
        let mut names = [
            "AC-10.json",
            "AC-9.json",
            "AC-009a.json",
            "AC",
            "1000-1999",
            "1-999",
            "AC-10",
            "",
            "B",
        ];
        names.sort_by(|a, b| as_counted(a.as_bytes(), b.as_bytes()));
        assert_eq!(
            names,
            [
                "",
                "1-999",
                "1000-1999",
                "AC",
                "AC-9.json",
                "AC-009a.json",
                "AC-10",
                "AC-10.json",
                "B"
            ]
        );
    }
}
