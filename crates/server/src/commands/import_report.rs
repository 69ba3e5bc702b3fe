//! What an import tells at its end.

use super::output::grouped;
use serde_json::{Value, json};
use std::{fmt::Write, time::Duration};
use tessera_import_jira::{Files, Outcome};

/// How many files are named in the text; the JSON names all that are known.
const NAMED: usize = 5;

/// A run that came to its end.
pub struct Report {
    /// Where the issues came from.
    pub source: String,
    /// The tenant that got them.
    pub tenant: String,
    /// How long it took.
    pub took: Duration,
    /// What it did.
    pub outcome: Outcome,
}

impl Report {
    /// For people.
    pub fn text(&self) -> String {
        let Outcome {
            report,
            left_behind,
            passed_over,
            broken,
        } = &self.outcome;
        let seconds = self.took.as_secs_f64();
        let mut text = format!(
            "Imported {} into the tenant {} in {seconds:.1} s.\n",
            self.source, self.tenant
        );
        files(&mut text, "could not be read", broken);
        files(&mut text, "passed over", passed_over);
        section(
            &mut text,
            "Carried over",
            self.carried().map(|(_, name, count)| (name, count)),
        );
        if report.known > 0 {
            let known = grouped(report.known);
            append(
                &mut text,
                format_args!("{known:>10}  issues were there already and were left alone\n"),
            );
        }
        section(
            &mut text,
            "Changed on the way",
            report.remarks.iter().map(|(name, count)| (name.as_str(), *count)),
        );
        section(
            &mut text,
            "Left behind, having no place here",
            left_behind.iter().map(|(name, count)| (*name, *count)),
        );
        text.truncate(text.trim_end().len());
        text
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let Outcome {
            report,
            left_behind,
            passed_over,
            broken,
        } = &self.outcome;
        let carried: serde_json::Map<_, _> = self
            .carried()
            .map(|(key, _, count)| (key.to_owned(), count.into()))
            .into_iter()
            .collect();
        json!({
            "source": self.source,
            "tenant": self.tenant,
            "seconds": self.took.as_secs_f64(),
            "carried": carried,
            "known": report.known,
            "remarks": report.remarks,
            "left_behind": left_behind,
            "passed_over": listed(passed_over),
            "broken": listed(broken),
        })
    }

    /// Each with its key in JSON and its name in the text.
    fn carried(&self) -> [(&'static str, &'static str, u64); 7] {
        let report = &self.outcome.report;
        [
            ("issues", "issues", report.tickets),
            ("comments", "comments", report.comments),
            ("people", "people", report.people),
            (
                "statuses",
                "statuses that the tenant did not have",
                report.statuses,
            ),
            ("priorities", "priorities that it did not have", report.priorities),
            ("projects", "projects that it did not have", report.projects),
            ("tags", "tags that it did not have", report.tags),
        ]
    }
}

fn listed(files: &Files) -> Value {
    let named = files
        .named
        .iter()
        .map(|(name, reason)| json!({ "file": name, "reason": reason }));
    json!({ "count": files.count, "files": named.collect::<Vec<_>>() })
}

fn files(text: &mut String, what: &str, files: &Files) {
    if files.count == 0 {
        return;
    }
    append(
        text,
        format_args!("\n{:>10}  files {what}\n", grouped(files.count)),
    );
    for (name, reason) in files.named.iter().take(NAMED) {
        append(text, format_args!("{:>10}  {name}: {reason}\n", ""));
    }
    if files.named.len() > NAMED {
        append(text, format_args!("{:>10}  ... (--json names more)\n", ""));
    }
}

fn section<'s>(text: &mut String, title: &str, counts: impl IntoIterator<Item = (&'s str, u64)>) {
    let mut counts = counts.into_iter().peekable();
    if counts.peek().is_none() {
        return;
    }
    append(text, format_args!("\n{title}\n"));
    for (name, count) in counts {
        append(text, format_args!("{:>10}  {name}\n", grouped(count)));
    }
}

/// Writing into a text cannot fail.
fn append(text: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(what);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut outcome = Outcome::default();
        outcome.report.tickets = 29_057;
        outcome.report.known = 3;
        outcome
            .report
            .remark_many("issue without priority: read as medium", 5_024);
        outcome.left_behind.insert("attachments", 14_210);
        outcome.broken = Files {
            count: 1,
            named: vec![("SMP/cut.json".into(), "not JSON".into())],
        };
        outcome.passed_over.count = 7;
        outcome.passed_over.named = (1..=7)
            .map(|n| (format!("{n}.txt"), "not a .json file".into()))
            .collect();
        Report {
            source: "issues".into(),
            tenant: "acme".into(),
            took: Duration::from_millis(1250),
            outcome,
        }
    }

    #[test]
    fn people_see_the_files_first_and_then_the_counts() {
        let text = report().text();
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        assert_eq!(lines[0], "Imported issues into the tenant acme in 1.2 s.");
        assert_eq!(
            lines[2..4],
            ["1  files could not be read", "SMP/cut.json: not JSON"]
        );
        assert_eq!(lines[5..7], ["7  files passed over", "1.txt: not a .json file"]);
        for line in [
            "... (--json names more)",
            "29,057  issues",
            "3  issues were there already and were left alone",
            "5,024  issue without priority: read as medium",
            "14,210  attachments",
        ] {
            assert!(lines.contains(&line), "{text}");
        }
    }

    #[test]
    fn programs_see_all_of_it() {
        let json = report().json();
        assert_eq!(json["carried"]["issues"], 29_057);
        assert_eq!(
            (&json["known"], &json["left_behind"]["attachments"]),
            (&json!(3), &json!(14_210))
        );
        assert_eq!(json["passed_over"]["files"].as_array().unwrap().len(), 7);
        assert_eq!(json["broken"]["files"][0]["reason"], "not JSON");
    }
}
