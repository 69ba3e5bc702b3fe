//! The step to service levels and back, over tickets that were opened before.

use crate::{
    migrations::{fill_foundation, go_back_before, meaning},
    support::{SQLITE, databases},
};
use tessera_domain::{id::TenantId, priority::Rank, ticket::seconds_for, time::Time};
use uuid::Uuid;

#[test]
fn a_dur_8_the_step_to_service_levels_gives_tickets_the_deadlines_that_they_had() {
    for (kind, database, place) in databases() {
        go_back_before(&database, "sla");
        let before = meaning(kind, &place);
        fill_foundation(kind, &place);
        let id = |number: i16| {
            let id = Uuid::from_u128(number.unsigned_abs().into());
            match kind {
                SQLITE => format!("x'{}'", id.simple()),
                _ => format!("'{id}'"),
            }
        };
        let (now, due, yes, empty) = match kind {
            SQLITE => ("0", "7000000", "1", "'{}'"),
            _ => ("'1970-01-01Z'", "'1970-01-01 00:00:07Z'", "true", "'{}'"),
        };
        let t = id(0);
        place.execute(&format!(
            "INSERT INTO statuses (tenant_id, id, key, name, name_folded, category, position, is_initial)
                 VALUES ({t}, {t}, 'open', 'Open', 'open', 'open', 0, {yes});
             INSERT INTO priorities (tenant_id, id, key, name, name_folded, rank) VALUES ({t}, {t}, 'low', 'Low', 'low', 1);
             INSERT INTO projects (tenant_id, id, number, key, name, is_default, created_at, updated_at, version)
                 VALUES ({t}, {t}, 1, 'HELP', 'Help', {yes}, {now}, {now}, 1);"
        ));
        for rank in 1..=6 {
            let (ticket, due, rank) = (id(rank), if rank == 6 { due } else { "NULL" }, rank.min(5));
            place.execute(&format!(
                "INSERT INTO tickets (tenant_id, id, number, reference, title, search_text, kind, status_id, priority_id,
                         rank, project_id, due_at, attributes, created_at, updated_at, version)
                     VALUES ({t}, {ticket}, (SELECT 1 + count(*) FROM tickets), 'T-' || (SELECT count(*) FROM tickets), 'A', '',
                         'task', {t}, {t}, {rank}, {t}, {due}, {empty}, {now}, {now}, 1);"
            ));
        }
        let at = |second: i64| Time::from_micros(second * 1_000_000).unwrap();
        let of_rank = |rank: i16| {
            (
                at(seconds_for(Rank::new(rank).unwrap())),
                Uuid::from_u128(rank.unsigned_abs().into()).into(),
            )
        };
        let mut known = vec![(at(7), Uuid::from_u128(6).into())];
        known.extend([5, 4, 3, 1, 2].map(of_rank));
        for round in 0..2 {
            database.migrate().unwrap();
            let late = database
                .queries()
                .newly_breached(TenantId::from(Uuid::nil()), at(0), at(1_000_000), None, 10)
                .unwrap();
            assert_eq!(late, known, "{kind} {round}");
            go_back_before(&database, "sla");
            assert_eq!(meaning(kind, &place), before, "{kind} {round}");
        }
    }
}
