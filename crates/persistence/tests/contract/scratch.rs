use crate::{
    oracle,
    random::Random,
    world::{at, worlds},
};
use std::time::Instant;
use tessera_domain::{id::UserId, listing::*, text::SearchTerm, visibility::Sight};

#[test]
#[ignore]
fn scratch() {
    for world in worlds() {
        for (house, n) in [(&world.ours, 100_000i64), (&world.theirs, 5_000)] {
            let random = &mut Random::new(1);
            let everybody: Vec<UserId> = house.users[..7].iter().map(|user| user.id).collect();
            let start = Instant::now();
            let tags: Vec<_> = ["red", "blue"]
                .map(|t| tessera_domain::tag::Tag {
                    id: crate::world::id(at(0), random),
                    text: crate::world::name(t),
                })
                .into();
            world.write(|tx| tx.tags().insert(house.id(), &tags));
            let mut number = 1;
            while number <= n {
                let batch: Vec<_> = (number..number + 1000)
                    .map(|k| {
                        let mut t = oracle::ticket(house, &everybody, k, random);
                        if k % 5000 == 0 {
                            t.created_by = Some(house.user(7));
                        }
                        t.created_at = at(k);
                        t.updated_at = at(k + 1_000_000 - (k * 7919) % 1_000_000);
                        t.id = crate::world::id(t.created_at, random);
                        if let Some(c) = &mut t.closure {
                            c.at = at(k + 50);
                        }
                        t
                    })
                    .collect();
                world.write(|tx| tx.tickets().insert(house.id(), &batch));
                let links: Vec<_> = batch
                    .iter()
                    .filter(|t| t.number % 20 == 0)
                    .map(|t| (t.id, tags[0].id))
                    .collect();
                world.write(|tx| tx.tags().link(house.id(), &links));
                let w = batch[0].id;
                world.write(|tx| tx.tickets().set_watchers(house.id(), w, &[house.user(0)]));
                number += 1000;
            }
            println!("{} insert {n}: {:?}", world.kind, start.elapsed());
        }
        if world.place.sqlite_path().is_some() {
            world.place.execute("ANALYZE");
        } else {
            world.place.execute("VACUUM ANALYZE");
        }
        let d = TicketFilter::default;
        let house = &world.ours;
        let all = Sight::Everything;
        let me = Sight::Personal {
            user: house.user(0),
            department: None,
        };
        let few = Sight::Personal {
            user: house.user(7),
            department: None,
        };
        let cases: Vec<(&str, Sight, TicketFilter, SortKey, i64)> = vec![
            ("newest", all, d(), SortKey::Created, 0),
            ("deep 50000", all, d(), SortKey::Created, 50_000),
            ("updated", all, d(), SortKey::Updated, 0),
            (
                "open",
                all,
                TicketFilter {
                    state: Some(State::Open),
                    ..d()
                },
                SortKey::Created,
                0,
            ),
            (
                "status",
                all,
                TicketFilter {
                    statuses: Some(vec![house.statuses[1].id]),
                    ..d()
                },
                SortKey::Created,
                0,
            ),
            (
                "assignee",
                all,
                TicketFilter {
                    assignee: Some(AssigneeFilter::Is(house.user(0))),
                    ..d()
                },
                SortKey::Created,
                0,
            ),
            (
                "client",
                all,
                TicketFilter {
                    client: Some(house.clients[0].id),
                    ..d()
                },
                SortKey::Created,
                0,
            ),
            (
                "search common",
                all,
                TicketFilter {
                    search: SearchTerm::parse("fire").unwrap(),
                    ..d()
                },
                SortKey::Created,
                0,
            ),
            (
                "search rare",
                all,
                TicketFilter {
                    search: SearchTerm::parse("99999").unwrap(),
                    ..d()
                },
                SortKey::Created,
                0,
            ),
            (
                "search none",
                all,
                TicketFilter {
                    search: SearchTerm::parse("nonexistent").unwrap(),
                    ..d()
                },
                SortKey::Created,
                0,
            ),
            (
                "tag",
                all,
                TicketFilter {
                    tags: Some(vec!["red".into()]),
                    ..d()
                },
                SortKey::Created,
                0,
            ),
            ("personal", me, d(), SortKey::Created, 0),
            (
                "personal open",
                me,
                TicketFilter {
                    state: Some(State::Open),
                    ..d()
                },
                SortKey::Updated,
                0,
            ),
            ("few", few, d(), SortKey::Created, 0),
            (
                "few open",
                few,
                TicketFilter {
                    state: Some(State::Open),
                    ..d()
                },
                SortKey::Updated,
                0,
            ),
            ("by rank", all, d(), SortKey::Rank, 0),
            ("by priority name", all, d(), SortKey::PriorityName, 0),
            ("by status name", all, d(), SortKey::StatusName, 0),
            ("by client", all, d(), SortKey::ClientName, 0),
            ("by title", all, d(), SortKey::Title, 0),
            ("by due", all, d(), SortKey::Due, 0),
            (
                "created 1 day",
                all,
                TicketFilter {
                    created: Period {
                        from: Some(at(50_000)),
                        to: Some(at(60_000)),
                    },
                    ..d()
                },
                SortKey::Created,
                0,
            ),
        ];
        for (what, sight, filter, key, offset) in cases {
            for direction in [Direction::Descending, Direction::Ascending] {
                let mut best = std::time::Duration::MAX;
                let mut total = 0;
                for _ in 0..8 {
                    let start = Instant::now();
                    total = world
                        .queries
                        .cards(
                            house.id(),
                            &sight,
                            &filter,
                            Sort { key, direction },
                            Window { offset, limit: 25 },
                        )
                        .unwrap()
                        .total;
                    best = best.min(start.elapsed());
                }
                println!("{} {what} {direction:?}: {best:?} ({total})", world.kind);
            }
        }
        for sight in [all, me, few] {
            let mut best = std::time::Duration::MAX;
            for _ in 0..4 {
                let start = Instant::now();
                world
                    .queries
                    .stats(
                        house.id(),
                        &sight,
                        at(1000),
                        &[at(99_000), at(90_000), at(70_000)],
                    )
                    .unwrap();
                best = best.min(start.elapsed());
            }
            println!("{} stats {sight:?}: {best:?}", world.kind);
        }
        if world.place.sqlite_path().is_none() {
            let (t, u) = (house.id(), house.user(7));
            for (name, body) in [
                (
                    "union",
                    format!(
                        "t.id IN (SELECT id FROM tickets o WHERE o.tenant_id = '{t}' AND o.created_by = '{u}' UNION ALL SELECT id FROM tickets o WHERE o.tenant_id = '{t}' AND o.assignee_id = '{u}' UNION ALL SELECT id FROM tickets o WHERE o.tenant_id = '{t}' AND o.project_id IN (SELECT project_id FROM project_members WHERE tenant_id = '{t}' AND user_id = '{u}') UNION ALL SELECT ticket_id FROM ticket_watchers WHERE tenant_id = '{t}' AND user_id = '{u}' UNION ALL SELECT ticket_id FROM ticket_assignees WHERE tenant_id = '{t}' AND user_id = '{u}')"
                    ),
                ),
                (
                    "any array",
                    format!(
                        "t.id = ANY(ARRAY(SELECT id FROM tickets o WHERE o.tenant_id = '{t}' AND o.created_by = '{u}' UNION ALL SELECT id FROM tickets o WHERE o.tenant_id = '{t}' AND o.assignee_id = '{u}' UNION ALL SELECT id FROM tickets o WHERE o.tenant_id = '{t}' AND o.project_id IN (SELECT project_id FROM project_members WHERE tenant_id = '{t}' AND user_id = '{u}') UNION ALL SELECT ticket_id FROM ticket_watchers WHERE tenant_id = '{t}' AND user_id = '{u}' UNION ALL SELECT ticket_id FROM ticket_assignees WHERE tenant_id = '{t}' AND user_id = '{u}'))"
                    ),
                ),
                (
                    "or array",
                    format!(
                        "(t.created_by = '{u}' OR t.assignee_id = '{u}' OR t.project_id = ANY(ARRAY(SELECT project_id FROM project_members WHERE tenant_id = '{t}' AND user_id = '{u}')) OR t.id = ANY(ARRAY(SELECT ticket_id FROM ticket_watchers WHERE tenant_id = '{t}' AND user_id = '{u}' UNION ALL SELECT ticket_id FROM ticket_assignees WHERE tenant_id = '{t}' AND user_id = '{u}')))"
                    ),
                ),
            ] {
                let rows = world.place.texts(&format!("EXPLAIN (ANALYZE, BUFFERS) SELECT count(*) FROM tickets t WHERE t.tenant_id = '{t}' AND {body}"));
                println!("--- {name}\n{}", rows.join("\n"));
                let rows = world.place.texts(&format!("EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM tickets t WHERE t.tenant_id = '{t}' AND {body} ORDER BY id DESC LIMIT 25"));
                println!("--- {name}\n{}", rows.join("\n"));
            }
        }
        let _ = world.watch.take();
    }
}
