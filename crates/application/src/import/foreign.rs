//! What a reader of a foreign format hands over. Nothing here keeps any rule of ours yet.

use tessera_domain::{status::StatusCategory, time::Time};

/// A person of the other system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignPerson {
    /// What the other system calls them, unique there.
    pub key: String,
    /// What people see.
    pub display_name: String,
    /// Where mail goes.
    pub email: Option<String>,
    /// Whether the account is in use there.
    pub active: bool,
}

/// A status of the other system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignStatus {
    /// Its name.
    pub name: String,
    /// What it means.
    pub category: StatusCategory,
}

/// A comment of the other system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignComment {
    /// Its key there.
    pub key: String,
    /// Who wrote it.
    pub author: Option<ForeignPerson>,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub created: Time,
    /// When it was changed last.
    pub updated: Time,
    /// Whether not everybody could read it there.
    pub internal: bool,
}

/// An issue of the other system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignIssue {
    /// Its key there, unique.
    pub key: String,
    /// What it is called, if anything.
    pub title: Option<String>,
    /// The long text.
    pub description: Option<String>,
    /// What sort of thing it is, in the other system's words.
    pub kind: String,
    /// Where it stands.
    pub status: ForeignStatus,
    /// How much it matters, in the other system's words.
    pub priority: Option<String>,
    /// The key of the project it lies in.
    pub project_key: String,
    /// The name of that project.
    pub project_name: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Who reported it.
    pub reporter: Option<ForeignPerson>,
    /// Who works on it.
    pub assignee: Option<ForeignPerson>,
    /// Who entered it.
    pub creator: Option<ForeignPerson>,
    /// When it was entered.
    pub created: Time,
    /// When it changed last.
    pub updated: Time,
    /// When it was resolved.
    pub resolved: Option<Time>,
    /// When it should be done.
    pub due: Option<Time>,
    /// What was written under it, in any order.
    pub comments: Vec<ForeignComment>,
}

impl ForeignIssue {
    /// Everybody who appears in it, some more than once.
    pub fn people(&self) -> impl Iterator<Item = &ForeignPerson> {
        let named = [&self.reporter, &self.assignee, &self.creator];
        let authors = self.comments.iter().map(|comment| &comment.author);
        named.into_iter().chain(authors).flatten()
    }
}
