//! What the core's statuses, priorities, kinds, roles and events are called here. A new one breaks the build here.

use tessera_domain::{
    approval::{Approver, WorkflowState},
    attachment::ScanState,
    event::EventKind,
    issue::Problem,
    notification::NotificationKind,
    priority::Rank,
    ticket::Kind,
    transition::Stage,
    user::{Permission, Role},
};

/// The words for statuses.
pub const STATUSES: &[&str] = &["open", "in_progress", "pending_approval", "resolved", "closed"];

/// What a stage is called.
pub const fn status_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Open => "open",
        Stage::InProgress => "in_progress",
        Stage::PendingApproval => "pending_approval",
        Stage::Resolved => "resolved",
        Stage::Closed => "closed",
    }
}

/// The stage that a word stands for.
///
/// # Errors
/// When it is none of the words.
pub fn stage(word: &str) -> Result<Stage, Problem> {
    match word {
        "open" => Ok(Stage::Open),
        "in_progress" => Ok(Stage::InProgress),
        "pending_approval" => Ok(Stage::PendingApproval),
        "resolved" => Ok(Stage::Resolved),
        "closed" => Ok(Stage::Closed),
        other => Err(Problem::not_one_of(STATUSES, other)),
    }
}

/// The words for priorities.
pub const PRIORITIES: &[&str] = &["low", "medium", "high", "critical"];

/// What a rank is called: the two lowest alike.
pub const fn priority_word(rank: Rank) -> &'static str {
    match rank.get() {
        ..=2 => "low",
        3 => "medium",
        4 => "high",
        5.. => "critical",
    }
}

/// The rank that a word stands for when it is written.
///
/// # Errors
/// When it is none of the words.
pub fn rank(word: &str) -> Result<Rank, Problem> {
    match word {
        "low" => Ok(Rank::LOW),
        "medium" => Ok(Rank::MEDIUM),
        "high" => Ok(Rank::HIGH),
        "critical" => Ok(Rank::HIGHEST),
        other => Err(Problem::not_one_of(PRIORITIES, other)),
    }
}

/// Every rank that is called so, for finding them.
///
/// # Errors
/// When it is none of the words.
pub fn ranks(word: &str) -> Result<Vec<Rank>, Problem> {
    const ALL: [Rank; 5] = [Rank::LOWEST, Rank::LOW, Rank::MEDIUM, Rank::HIGH, Rank::HIGHEST];
    rank(word)?;
    let called = ALL.into_iter().filter(|rank| priority_word(*rank) == word);
    Ok(called.collect())
}

/// The words for kinds.
pub const KINDS: &[&str] = &["incident", "request", "problem", "change"];

/// What a kind is called: by its nearest word where it is another dialect's.
pub const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Incident | Kind::Bug => "incident",
        Kind::Request | Kind::Task | Kind::Story => "request",
        Kind::Problem => "problem",
        Kind::Change | Kind::Epic => "change",
    }
}

/// The kind that a word stands for when it is written.
///
/// # Errors
/// When it is none of the words.
pub fn kind(word: &str) -> Result<Kind, Problem> {
    match word {
        "incident" => Ok(Kind::Incident),
        "request" => Ok(Kind::Request),
        "problem" => Ok(Kind::Problem),
        "change" => Ok(Kind::Change),
        other => Err(Problem::not_one_of(KINDS, other)),
    }
}

/// Every kind that is called so, for finding them.
///
/// # Errors
/// When it is none of the words.
pub fn kinds(word: &str) -> Result<Vec<Kind>, Problem> {
    kind(word)?;
    let called = Kind::ALL.into_iter().filter(|kind| kind_word(*kind) == word);
    Ok(called.collect())
}

/// What may be done with an approval, by its word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActionWord {
    /// `approve`
    Approve,
    /// `reject`
    Reject,
    /// `delegate`
    Delegate,
    /// `request_info`
    RequestInfo,
}

/// The words for what may be done with an approval.
pub const ACTIONS: &[&str] = &["approve", "reject", "delegate", "request_info"];
/// The words for what may be done with several approvals.
pub const BULK_ACTIONS: &[&str] = &["approve", "reject", "delegate"];

/// What may be done with an approval that a word stands for.
///
/// # Errors
/// When it is none of the words.
pub fn action(word: &str) -> Result<ActionWord, Problem> {
    match word {
        "approve" => Ok(ActionWord::Approve),
        "reject" => Ok(ActionWord::Reject),
        "delegate" => Ok(ActionWord::Delegate),
        "request_info" => Ok(ActionWord::RequestInfo),
        other => Err(Problem::not_one_of(ACTIONS, other)),
    }
}

/// What may be done with several approvals that a word stands for.
///
/// # Errors
/// When it is none of the words.
pub fn bulk_action(word: &str) -> Result<ActionWord, Problem> {
    match action(word) {
        Ok(ActionWord::RequestInfo) | Err(_) => Err(Problem::not_one_of(BULK_ACTIONS, word)),
        Ok(other) => Ok(other),
    }
}

/// Where a workflow stands.
pub const fn workflow_word(state: WorkflowState) -> &'static str {
    match state {
        WorkflowState::Active => "active",
        WorkflowState::Approved | WorkflowState::Rejected => "completed",
        WorkflowState::Cancelled => "cancelled",
    }
}

/// How a workflow ended that was decided.
pub const fn outcome_word(state: WorkflowState) -> Option<&'static str> {
    match state {
        WorkflowState::Approved => Some("approved"),
        WorkflowState::Rejected => Some("rejected"),
        WorkflowState::Active | WorkflowState::Cancelled => None,
    }
}

/// How somebody is meant who decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApproverWord {
    /// `user`
    User,
    /// `role`
    Role,
    /// `department_manager`
    DepartmentManager,
}

/// The words for how somebody is meant who decides.
pub const APPROVERS: &[&str] = &["user", "role", "department_manager"];

/// How somebody is meant who decides, by a word.
///
/// # Errors
/// When it is none of the words.
pub fn approver(word: &str) -> Result<ApproverWord, Problem> {
    match word {
        "user" => Ok(ApproverWord::User),
        "role" => Ok(ApproverWord::Role),
        "department_manager" => Ok(ApproverWord::DepartmentManager),
        other => Err(Problem::not_one_of(APPROVERS, other)),
    }
}

/// How somebody is meant who decides.
pub const fn approver_word(approver: Approver) -> &'static str {
    match approver {
        Approver::User(_) => "user",
        Approver::Role(_) => "role",
        Approver::DepartmentManager => "department_manager",
    }
}

/// The role of somebody who decides, by a word.
///
/// # Errors
/// When it is none of the words.
pub fn approver_role(word: &str) -> Result<Role, Problem> {
    match word {
        "manager" => Ok(Role::Manager),
        "admin" => Ok(Role::Admin),
        "super_admin" => Ok(Role::SuperAdmin),
        other => Err(Problem::not_one_of(&["manager", "admin", "super_admin"], other)),
    }
}

/// What a role is called. Technicians are none of the vendor's: they work on other people's tickets as managers do.
pub const fn role_word(role: Role) -> &'static str {
    match role {
        Role::User => "user",
        Role::Technician | Role::Manager => "manager",
        Role::Admin => "admin",
        Role::SuperAdmin => "super_admin",
    }
}

/// What a permission is called. Changing tickets has no word: everybody may who has a part in them.
pub const fn permission_word(permission: Permission) -> Option<&'static str> {
    match permission {
        Permission::EditTickets => None,
        Permission::ViewTickets
        | Permission::ViewAllTickets
        | Permission::CreateTickets
        | Permission::AssignTickets
        | Permission::DeleteTickets
        | Permission::CommentTickets
        | Permission::CommentInternally
        | Permission::LogTime
        | Permission::ManageUsers
        | Permission::ManageIntegrations => Some(permission.key()),
    }
}

/// What is said of viruses in a file. Where there is no scanner a file counts as clean, because it is handed out.
pub const fn scan_word(state: &ScanState) -> &'static str {
    match state {
        ScanState::Clean | ScanState::Skipped => "clean",
        ScanState::Pending => "pending",
        ScanState::Infected { .. } => "infected",
        ScanState::Failed => "error",
    }
}

/// What something that happened to a ticket is called, and in a few words for people.
pub const fn event_words(kind: EventKind) -> (&'static str, &'static str) {
    match kind {
        EventKind::TicketCreated => ("ticket.created", "Ticket created"),
        EventKind::TicketUpdated => ("ticket.updated", "Ticket updated"),
        EventKind::TicketStatusChanged => ("ticket.status_changed", "Status changed"),
        EventKind::TicketAssigned => ("ticket.assigned", "Assignment changed"),
        EventKind::TicketWatched => ("ticket.watched", "Somebody began to watch"),
        EventKind::TicketUnwatched => ("ticket.unwatched", "Somebody stopped watching"),
        EventKind::CommentAdded => ("comment.added", "Comment added"),
        EventKind::CommentEdited => ("comment.updated", "Comment changed"),
        EventKind::CommentDeleted => ("comment.deleted", "Comment deleted"),
        EventKind::FileUploaded => ("file.uploaded", "File uploaded"),
        EventKind::FileRenamed => ("file.renamed", "File renamed"),
        EventKind::FileRemoved => ("file.deleted", "File deleted"),
        EventKind::FileScanned => ("file.scanned", "File scanned for viruses"),
        EventKind::ApprovalRequested => ("approval.requested", "Approval requested"),
        EventKind::ApprovalProcessed => ("approval.processed", "Approval processed"),
        EventKind::TimeLogged => ("time.logged", "Working time recorded"),
        EventKind::TicketBreached => ("ticket.sla_breached", "Deadline missed"),
        // All else happens to no ticket.
        other => (other.key(), "Something happened"),
    }
}

/// What somebody is told of, in a few words for people.
pub const fn notification_words(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Mentioned => "You were mentioned in a comment",
        NotificationKind::ApprovalRequested => "You are asked to decide",
        NotificationKind::ApprovalInfoRequested => "More is asked about what you wished for",
        NotificationKind::ApprovalDecided => "What you wished for was decided",
        NotificationKind::Assigned => "A ticket was assigned to you",
        NotificationKind::SlaBreached => "A deadline was missed",
        NotificationKind::WebhookDisabled => "A webhook was switched off",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_read_back() {
        for word in STATUSES {
            assert_eq!(status_word(stage(word).unwrap()), *word);
        }
        for bad in ["", "Open", "new", "done", "waiting"] {
            assert!(stage(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_two_lowest_ranks_are_low_and_all_words_read_back() {
        let words: Vec<_> = (1..=5)
            .map(|rank| priority_word(Rank::new(rank).unwrap()))
            .collect();
        assert_eq!(words, ["low", "low", "medium", "high", "critical"]);
        for word in PRIORITIES {
            assert_eq!(priority_word(rank(word).unwrap()), *word);
        }
        assert_eq!(ranks("low").unwrap(), [Rank::LOWEST, Rank::LOW]);
        assert_eq!(ranks("critical").unwrap(), [Rank::HIGHEST]);
        assert!(rank("urgent").is_err() && ranks("").is_err());
    }

    #[test]
    fn kinds_of_other_dialects_are_read_as_the_nearest() {
        for (kind, word) in [
            (Kind::Bug, "incident"),
            (Kind::Task, "request"),
            (Kind::Story, "request"),
            (Kind::Epic, "change"),
        ] {
            assert_eq!(kind_word(kind), word);
            assert!(kinds(word).unwrap().contains(&kind));
        }
        for word in KINDS {
            assert_eq!(kind_word(kind(word).unwrap()), *word);
        }
        assert!(kind("bug").is_err() && kinds("task").is_err());
    }

    #[test]
    fn words_about_approvals_read_back() {
        for (word, meant) in [
            ("approve", Some(ActionWord::Approve)),
            ("reject", Some(ActionWord::Reject)),
            ("delegate", Some(ActionWord::Delegate)),
            ("request_info", Some(ActionWord::RequestInfo)),
            ("escalate", None),
            ("", None),
        ] {
            assert_eq!(action(word).ok(), meant, "{word}");
            let bulk = meant.filter(|meant| *meant != ActionWord::RequestInfo);
            assert_eq!(bulk_action(word).ok(), bulk, "{word}");
        }
        for (word, role) in [
            ("manager", Role::Manager),
            ("admin", Role::Admin),
            ("super_admin", Role::SuperAdmin),
        ] {
            assert_eq!((approver_role(word), role_word(role)), (Ok(role), word));
        }
        assert!(approver_role("user").is_err() && approver("anybody").is_err());
        assert!(APPROVERS.iter().all(|word| approver(word).is_ok()));
    }

    #[test]
    fn a_user_has_exactly_the_documented_permissions() {
        let words: Vec<_> = Role::User
            .permissions()
            .iter()
            .filter_map(permission_word)
            .collect();
        assert_eq!(words, ["view_tickets", "create_tickets", "comment_tickets"]);
    }

    #[test]
    fn the_documented_events_of_tickets_are_called_as_documented() {
        let words: Vec<&str> = EventKind::ALL.iter().map(|kind| event_words(*kind).0).collect();
        for word in [
            "ticket.created",
            "ticket.updated",
            "ticket.status_changed",
            "ticket.assigned",
            "comment.added",
            "file.uploaded",
            "approval.requested",
            "approval.processed",
        ] {
            assert!(words.contains(&word), "{word}");
        }
    }
}
