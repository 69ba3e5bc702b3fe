//! The tables, once for both databases. The SQL types that differ between the two are those of [`crate::types`].

diesel::table! {
    use crate::types::{Document, Stamp, Uid};
    use diesel::sql_types::{Bool, Nullable, Text};

    tenants (id) {
        id -> Uid,
        slug -> Text,
        name -> Text,
        state -> Text,
        host -> Nullable<Text>,
        enrolment_domains -> Nullable<Document>,
        enrolment_role -> Nullable<Text>,
        records_bodies -> Bool,
        unindexed -> Bool,
        created_at -> Stamp,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::{BigInt, Nullable, Text};

    departments (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        name -> Text,
        manager_id -> Nullable<Uid>,
        version -> BigInt,
        name_folded -> Text,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::Nullable;

    sla_recounts (tenant_id) {
        tenant_id -> Uid,
        due_at -> Stamp,
        after_id -> Nullable<Uid>,
    }
}

diesel::table! {
    use crate::types::{Document, Uid};
    use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text};

    sla_policies (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        name -> Text,
        rank -> Nullable<SmallInt>,
        department_id -> Nullable<Uid>,
        response_minutes -> Nullable<BigInt>,
        resolution_minutes -> BigInt,
        calendar -> Document,
        active -> Bool,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Document, Stamp, Uid};
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};

    users (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        login -> Text,
        login_folded -> Text,
        first_name -> Text,
        last_name -> Text,
        email -> Nullable<Text>,
        role -> Text,
        extra -> Document,
        department_id -> Nullable<Uid>,
        active -> Bool,
        password_hash -> Nullable<Text>,
        created_at -> Stamp,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::{Bool, Integer, Text};

    statuses (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        key -> Text,
        name -> Text,
        name_folded -> Text,
        category -> Text,
        position -> Integer,
        is_initial -> Bool,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::{SmallInt, Text};

    priorities (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        key -> Text,
        name -> Text,
        name_folded -> Text,
        rank -> SmallInt,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};

    projects (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        key -> Text,
        name -> Text,
        description -> Nullable<Text>,
        is_default -> Bool,
        created_by -> Nullable<Uid>,
        created_at -> Stamp,
        updated_at -> Stamp,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::Text;

    project_members (tenant_id, project_id, user_id) {
        tenant_id -> Uid,
        project_id -> Uid,
        user_id -> Uid,
        role -> Text,
        added_at -> Stamp,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Integer, Text};

    board_columns (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        project_id -> Uid,
        number -> BigInt,
        name -> Text,
        position -> Integer,
        color -> Text,
        status_id -> Uid,
        created_at -> Stamp,
        updated_at -> Stamp,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::{Nullable, Text};

    clients (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        name -> Text,
        name_folded -> Text,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable, Text};

    contacts (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        client_id -> Nullable<Uid>,
        name -> Text,
        name_folded -> Text,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        title -> Nullable<Text>,
        department -> Nullable<Text>,
        description -> Nullable<Text>,
        search_text -> Text,
        created_at -> Stamp,
        updated_at -> Stamp,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable, Text};

    tags (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        project_id -> Uid,
        text -> Text,
        text_folded -> Text,
        description -> Nullable<Text>,
        search_text -> Text,
        color -> Text,
        tickets -> BigInt,
        created_by -> Nullable<Uid>,
        created_at -> Stamp,
        updated_at -> Stamp,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Day, Document, Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable, SmallInt, Text};

    tickets (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        reference -> Text,
        title -> Text,
        search_text -> Text,
        description -> Nullable<Text>,
        kind -> Text,
        status_id -> Uid,
        priority_id -> Uid,
        rank -> SmallInt,
        project_id -> Uid,
        column_id -> Nullable<Uid>,
        department_id -> Nullable<Uid>,
        client_id -> Nullable<Uid>,
        contact_id -> Nullable<Uid>,
        category -> Nullable<Text>,
        url -> Nullable<Text>,
        assignee_id -> Nullable<Uid>,
        urgency -> Text,
        importance -> Text,
        start_on -> Nullable<Day>,
        due_at -> Nullable<Stamp>,
        breached_at -> Nullable<Stamp>,
        promised_at -> Nullable<Stamp>,
        deadline_at -> Nullable<Stamp>,
        internal_notes -> Nullable<Text>,
        public_notes -> Nullable<Text>,
        rating -> Nullable<SmallInt>,
        expected_files -> Document,
        attributes -> Document,
        metadata -> Nullable<Document>,
        closed_at -> Nullable<Stamp>,
        closed_by -> Nullable<Uid>,
        created_by -> Nullable<Uid>,
        source_id -> Nullable<Uid>,
        created_at -> Stamp,
        updated_by -> Nullable<Uid>,
        updated_at -> Stamp,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::Integer;

    ticket_tags (tenant_id, ticket_id, tag_id) {
        tenant_id -> Uid,
        ticket_id -> Uid,
        tag_id -> Uid,
        position -> Integer,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable, Text};

    tag_contacts (tenant_id, tag_id, contact_id) {
        tenant_id -> Uid,
        tag_id -> Uid,
        contact_id -> Uid,
        number -> BigInt,
        role -> Text,
        added_at -> Stamp,
        added_by -> Nullable<Uid>,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::Text;

    ticket_words (tenant_id, ticket_id) {
        tenant_id -> Uid,
        ticket_id -> Uid,
        words -> Text,
    }
}

diesel::table! {
    use crate::types::Uid;

    ticket_watchers (tenant_id, ticket_id, user_id) {
        tenant_id -> Uid,
        ticket_id -> Uid,
        user_id -> Uid,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::Integer;

    ticket_assignees (tenant_id, ticket_id, user_id) {
        tenant_id -> Uid,
        ticket_id -> Uid,
        user_id -> Uid,
        position -> Integer,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::{BigInt, Bool};

    ticket_totals (tenant_id, project_id, column_id, status_id, priority_id, assigned, closed) {
        tenant_id -> Uid,
        project_id -> Uid,
        column_id -> Uid,
        status_id -> Uid,
        priority_id -> Uid,
        assigned -> Bool,
        closed -> Bool,
        tickets -> BigInt,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::{BigInt, Text};

    ticket_category_totals (tenant_id, category) {
        tenant_id -> Uid,
        category -> Text,
        tickets -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Document, Stamp, Uid};
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};

    comments (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        ticket_id -> Uid,
        author_id -> Nullable<Uid>,
        text -> Text,
        internal -> Bool,
        resolution -> Bool,
        thread_id -> Uid,
        parent_id -> Nullable<Uid>,
        metadata -> Nullable<Document>,
        created_at -> Stamp,
        updated_at -> Stamp,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::Integer;

    comment_mentions (tenant_id, comment_id, user_id) {
        tenant_id -> Uid,
        comment_id -> Uid,
        user_id -> Uid,
        position -> Integer,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{Bool, Nullable, Text};

    time_entries (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        user_id -> Uid,
        work -> Text,
        ticket_id -> Nullable<Uid>,
        item_id -> Nullable<Uid>,
        started_at -> Stamp,
        ended_at -> Stamp,
        billable -> Bool,
        notes -> Nullable<Text>,
        tax_region -> Nullable<Text>,
        created_at -> Stamp,
    }
}

diesel::table! {
    use crate::types::{Document, Stamp, Uid};
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};

    events (tenant_id, sequence) {
        tenant_id -> Uid,
        sequence -> BigInt,
        id -> Uid,
        kind -> Text,
        ticket_id -> Nullable<Uid>,
        subject_id -> Uid,
        actor_kind -> Text,
        actor_id -> Nullable<Uid>,
        internal -> Bool,
        changes -> Document,
        created_at -> Stamp,
        request_id -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::Nullable;

    outbox (tenant_id, event_id) {
        tenant_id -> Uid,
        event_id -> Uid,
        created_at -> Stamp,
        told_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use crate::types::{Document, Stamp, Uid};
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    webhooks (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        url -> Text,
        events -> Document,
        secret -> Binary,
        former_secret -> Nullable<Binary>,
        former_until -> Nullable<Stamp>,
        state -> Text,
        state_since -> Stamp,
        failing_since -> Nullable<Stamp>,
        created_at -> Stamp,
        updated_at -> Stamp,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable, Text};

    webhook_deliveries (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        webhook_id -> Uid,
        event_id -> Uid,
        topic -> Text,
        body -> Text,
        state -> Text,
        attempts -> BigInt,
        tries -> BigInt,
        due_at -> Nullable<Stamp>,
        lease -> Nullable<Uid>,
        created_at -> Stamp,
        finished_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable, SmallInt, Text};

    webhook_attempts (tenant_id, delivery_id, number) {
        tenant_id -> Uid,
        delivery_id -> Uid,
        number -> BigInt,
        started_at -> Stamp,
        milliseconds -> BigInt,
        status -> Nullable<SmallInt>,
        failure -> Nullable<Text>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable, Text};

    notifications (tenant_id, recipient_id, sequence) {
        tenant_id -> Uid,
        recipient_id -> Uid,
        sequence -> BigInt,
        kind -> Text,
        ticket_id -> Nullable<Uid>,
        read_at -> Nullable<Stamp>,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable};

    notification_letters (tenant_id, recipient_id, sequence) {
        tenant_id -> Uid,
        recipient_id -> Uid,
        sequence -> BigInt,
        tries -> BigInt,
        due_at -> Stamp,
        lease -> Nullable<Uid>,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::{BigInt, Text};

    counters (tenant_id, name) {
        tenant_id -> Uid,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{Binary, Nullable, Text};

    credentials (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        kind -> Text,
        user_id -> Uid,
        session_id -> Nullable<Uid>,
        fingerprint -> Binary,
        prefix -> Text,
        description -> Text,
        created_at -> Stamp,
        expires_at -> Nullable<Stamp>,
        revoked_at -> Nullable<Stamp>,
        last_used_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::Binary;

    credential_lookup (fingerprint) {
        fingerprint -> Binary,
        tenant_id -> Uid,
        credential_id -> Uid,
    }
}

diesel::table! {
    use crate::types::{Document, Stamp, Uid};
    use diesel::sql_types::{Nullable, Text};

    sessions (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        user_id -> Uid,
        kind -> Text,
        parent_id -> Nullable<Uid>,
        address -> Nullable<Text>,
        agent -> Nullable<Text>,
        device -> Document,
        created_at -> Stamp,
        expires_at -> Stamp,
        ended_at -> Nullable<Stamp>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{Binary, Nullable};

    one_time_tokens (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        user_id -> Uid,
        session_id -> Uid,
        fingerprint -> Binary,
        state -> Binary,
        challenge -> Nullable<Binary>,
        created_at -> Stamp,
        expires_at -> Stamp,
        used_at -> Nullable<Stamp>,
        gave_id -> Nullable<Uid>,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{Binary, Nullable};

    refresh_tokens (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        session_id -> Uid,
        fingerprint -> Binary,
        access_id -> Uid,
        created_at -> Stamp,
        expires_at -> Stamp,
        consumed_at -> Nullable<Stamp>,
        successor_id -> Nullable<Uid>,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::Text;

    identities (tenant_id, issuer, subject) {
        tenant_id -> Uid,
        issuer -> Text,
        subject -> Text,
        user_id -> Uid,
        created_at -> Stamp,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};

    integration_tokens (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        name -> Text,
        description -> Nullable<Text>,
        owner_id -> Uid,
        prefix -> Text,
        fingerprint -> Binary,
        state -> Text,
        per_hour -> BigInt,
        created_at -> Stamp,
        updated_at -> Stamp,
        expires_at -> Nullable<Stamp>,
        last_used_at -> Nullable<Stamp>,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::BigInt;

    integration_hours (tenant_id, token_id, hour) {
        tenant_id -> Uid,
        token_id -> Uid,
        hour -> Stamp,
        calls -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable, SmallInt, Text};

    integration_calls (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        token_id -> Uid,
        method -> Text,
        path -> Text,
        status -> SmallInt,
        milliseconds -> BigInt,
        address -> Nullable<Text>,
        agent -> Nullable<Text>,
        body -> Nullable<Text>,
        created_at -> Stamp,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Binary, Nullable};

    sign_in_tries (tenant_id, account) {
        tenant_id -> Uid,
        account -> Binary,
        wrong -> BigInt,
        last_at -> Stamp,
        locked_until -> Nullable<Stamp>,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::Nullable;

    token_chains (tenant_id, session_id) {
        tenant_id -> Uid,
        session_id -> Uid,
        refresh_id -> Uid,
        access_id -> Uid,
        used_id -> Nullable<Uid>,
        given_at -> Stamp,
    }
}

diesel::table! {
    use crate::types::{Document, Stamp, Uid};
    use diesel::sql_types::{Binary, Nullable, SmallInt, Text};

    idempotency_keys (tenant_id, credential_id, key) {
        tenant_id -> Uid,
        credential_id -> Uid,
        key -> Text,
        request_hash -> Binary,
        status -> Nullable<SmallInt>,
        headers -> Document,
        body -> Binary,
        created_at -> Stamp,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::Text;

    imports (tenant_id, source, kind, foreign_key) {
        tenant_id -> Uid,
        source -> Text,
        kind -> Text,
        foreign_key -> Text,
        id -> Uid,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Binary, Bool, Date, Nullable, Text};

    attachments (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        ticket_id -> Uid,
        comment_id -> Nullable<Uid>,
        name -> Text,
        media_day -> Date,
        media_name -> Text,
        file_id -> Uid,
        size -> BigInt,
        content_type -> Text,
        sha256 -> Binary,
        internal -> Bool,
        description -> Nullable<Text>,
        uploaded_by -> Uid,
        created_at -> Stamp,
        scan -> Text,
        scan_found -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::Uid;
    use diesel::sql_types::BigInt;

    attachment_totals (tenant_id, user_id) {
        tenant_id -> Uid,
        user_id -> Uid,
        files -> BigInt,
        bytes -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};

    removed_files (tenant_id, file_id) {
        tenant_id -> Uid,
        file_id -> Uid,
        removed_at -> Stamp,
    }
}

diesel::table! {
    use crate::types::{Document, Uid};
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};

    approval_policies (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        name -> Text,
        kinds -> Document,
        department_id -> Nullable<Uid>,
        ranks -> Document,
        active -> Bool,
        steps -> Document,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Stamp, Uid};
    use diesel::sql_types::{BigInt, Nullable, Text};

    approval_workflows (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        ticket_id -> Uid,
        state -> Text,
        requested_by -> Uid,
        returns_to -> Uid,
        created_at -> Stamp,
        completed_at -> Nullable<Stamp>,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::types::{Document, Stamp, Uid};
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};

    approval_steps (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        number -> BigInt,
        workflow_id -> Uid,
        ticket_id -> Uid,
        place -> Integer,
        approver_id -> Uid,
        state -> Text,
        at_turn -> Bool,
        action -> Nullable<Text>,
        comments -> Nullable<Text>,
        conditions -> Document,
        delegated_to -> Nullable<Uid>,
        decided_by -> Nullable<Uid>,
        escalates -> Bool,
        hours -> Integer,
        due_at -> Stamp,
        created_at -> Stamp,
        updated_at -> Stamp,
        completed_at -> Nullable<Stamp>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    approval_policies,
    approval_workflows,
    approval_steps,
    tenants,
    users,
    statuses,
    priorities,
    projects,
    project_members,
    board_columns,
    clients,
    contacts,
    departments,
    sla_policies,
    tags,
    tag_contacts,
    tickets,
    ticket_tags,
    ticket_words,
    ticket_watchers,
    ticket_assignees,
    ticket_totals,
    comment_mentions,
    comments,
    credentials,
    credential_lookup,
    events,
    integration_tokens,
    sessions,
    attachments,
    outbox,
    webhooks,
    webhook_deliveries,
    notifications,
    notification_letters,
);
