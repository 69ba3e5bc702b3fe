//! Searching: which tickets answer which words, for whom, and from when on.

use crate::{
    house::House,
    oracle::mentions,
    random::Random,
    support::POSTGRES,
    world::{World, asking, at, id, next, worlds},
};
use tessera_domain::{
    comment::{Audience, Comment},
    id::TicketId,
    listing::{Direction, Sort, SortKey, State, TicketFilter, Window},
    text::{CommentText, Description, SearchTerm, Title},
    ticket::Ticket,
    visibility::Sight,
};
use tessera_persistence::{Database, Options};

fn comment(house: &House, ticket: &Ticket, number: i64, audience: Audience, text: &str) -> Comment {
    let random = &mut Random::new(u64::try_from(number).unwrap() + 7_000);
    let own = id(at(1_000 + number), random);
    Comment {
        tenant: house.id(),
        id: own,
        number,
        ticket: ticket.id,
        author: None,
        text: CommentText::parse(text).unwrap(),
        audience,
        resolution: false,
        thread: own,
        parent: None,
        metadata: None,
        created_at: at(1_000 + number),
        updated_at: at(1_000 + number),
        version: 1,
    }
}

fn titled(house: &House, number: i64, title: &str, description: &str) -> Ticket {
    house.with(number, |ticket| {
        ticket.title = Title::parse(title).unwrap();
        ticket.description = (!description.is_empty()).then(|| Description::parse(description).unwrap());
    })
}

fn sought(term: &str, internal: bool) -> TicketFilter {
    asking(|filter| {
        filter.search = SearchTerm::parse(term).unwrap();
        filter.internal = internal;
    })
}

/// The numbers of the tickets that answer, oldest first.
#[track_caller]
fn found(world: &World, house: &House, filter: &TicketFilter) -> Vec<i64> {
    let page = world.newest(house.id(), &Sight::Everything, filter, 100);
    assert_eq!(
        page.total,
        i64::try_from(page.items.len()).unwrap(),
        "{}",
        world.kind
    );
    let number = |reference: &str| reference.rsplit('-').next().unwrap().parse::<i64>().unwrap();
    let mut numbers: Vec<i64> = page.items.iter().map(|card| number(&card.reference)).collect();
    numbers.reverse();
    numbers
}

/// Tickets 1 to 8 with comments under some.
fn furnish(world: &World) -> Vec<Ticket> {
    let house = &world.ours;
    let tickets = vec![
        titled(
            house,
            1,
            "Printer on fire",
            "Smoke comes out of the back. Error E-42 blinks.",
        ),
        titled(
            house,
            2,
            "Größe der STRASSE falsch",
            "Łódź, naïve Überprüfung von 100% Wolle",
        ),
        titled(house, 3, "東京都の天気", "今日は晴れです。Windows版もある"),
        titled(
            house,
            4,
            "can't reach ann2@example.com",
            "see https://example.com/a_b?id=7 or 192.168.0.10",
        ),
        titled(house, 5, "Ünïcode 🎫 ticket", ""),
        house.with(6, |ticket| ticket.client = Some(house.clients[0].id)),
        titled(house, 7, "'; DROP TABLE tickets; --", "printers, plural"),
        titled(house, 8, "Привет мир", "ΟΔΟΣ หน้าจอเสีย 한국어"),
    ];
    let comments = [
        comment(house, &tickets[0], 1, Audience::Public, "The toner was replaced"),
        comment(
            house,
            &tickets[0],
            2,
            Audience::Internal,
            "Customer is zornig and secretive; see TKT-9",
        ),
        comment(house, &tickets[1], 3, Audience::Internal, "printer canary"),
        comment(house, &tickets[4], 4, Audience::Public, "canary song"),
    ];
    world.write(|tx| {
        tx.tickets().insert(house.id(), &tickets)?;
        tx.comments().insert(house.id(), &comments)
    });
    tickets
}

/// A term, and the numbers of the tickets that answer it: to somebody who reads no internal comments, and to somebody
/// who does if that makes a difference.
type Case = (&'static str, &'static [i64], Option<&'static [i64]>);

const CASES: &[Case] = &[
    // Words, anywhere, in any order and case.
    ("printer", &[1, 7], Some(&[1, 2, 7])),
    ("PRINTER", &[1, 7], Some(&[1, 2, 7])),
    ("printer fire", &[1], None),
    ("fire printer", &[1], None),
    ("fire smoke toner", &[1], None),
    ("fire smoke water", &[], None),
    ("smoke", &[1], None),
    ("toner replaced", &[1], None),
    ("the the the", &[1], None),
    ("ticket 6", &[6], None),
    ("acme", &[], None),
    ("ärzte", &[6], None),
    ("arzte gmbh", &[6], None),
    ("ticket gmbh", &[6], None),
    // The last word may be a beginning, and no other.
    ("pri", &[1, 7], Some(&[1, 2, 7])),
    ("p", &[1, 7], Some(&[1, 2, 7])),
    ("fire pri", &[1], None),
    ("fir printer", &[], None),
    ("rinter", &[], None),
    ("printers", &[7], None),
    ("smok", &[1], None),
    // Accents, and letters of more than one form.
    ("grosse", &[2], None),
    ("größe", &[2], None),
    ("GRO\u{308}SSE", &[2], None),
    ("straße", &[2], None),
    ("lodz naive", &[2], None),
    ("uberpru", &[2], None),
    ("unicode", &[5], None),
    ("u\u{308}nïcode", &[5], None),
    ("οδός", &[8], None),
    ("ПРИВЕТ", &[8], None),
    ("мир", &[8], None),
    ("ПРИ МИР", &[], None),
    // What internal comments say is for those who read them.
    ("zornig", &[], Some(&[1])),
    ("zorn", &[], Some(&[1])),
    ("fire zornig", &[], Some(&[1])),
    ("fire secret", &[], Some(&[1])),
    ("canary", &[5], Some(&[2, 5])),
    ("canary printer", &[], Some(&[2])),
    ("canary grosse", &[], Some(&[2])),
    ("tkt-9", &[], Some(&[1])),
    ("song canary", &[5], None),
    // References, versions, addresses.
    ("TKT-20260101-003", &[3], None),
    ("tkt-20260101-00", &[1, 2, 3, 4, 5, 6, 7, 8], None),
    ("TKT-2026", &[1, 2, 3, 4, 5, 6, 7, 8], None),
    ("20260101-004", &[4], None),
    ("tkt-20260101-999", &[], None),
    ("tkt-20260101-001 fire", &[1], None),
    ("E-42", &[1], None),
    ("e 42", &[1], None),
    ("e42", &[], None),
    ("192.168.0.10", &[4], None),
    ("192.168.0.1", &[4], None),
    ("192.168.1", &[], None),
    ("168.0.10", &[4], None),
    ("ann2@example.com", &[4], None),
    ("example.com", &[4], None),
    ("ann2", &[4], None),
    ("can't", &[4], None),
    ("can’t reach", &[4], None),
    // Scripts without spaces.
    ("東京", &[3], None),
    ("京都", &[3], None),
    ("天", &[3], None),
    ("気", &[3], None),
    ("東都", &[], None),
    ("晴れです", &[3], None),
    ("windows版", &[3], None),
    ("หน้าจอ", &[8], None),
    ("จอเสีย", &[8], None),
    ("한국", &[8], None),
    ("🎫", &[5], None),
    ("🔥", &[], None),
    // Signs mean nothing; nothing but signs finds nothing.
    ("100%", &[2], None),
    ("100% wol", &[2], None),
    ("%", &[], None),
    ("_", &[], None),
    ("'", &[], None),
    ("\"", &[], None),
    ("*", &[], None),
    ("pri*", &[1, 7], Some(&[1, 2, 7])),
    ("\"printer on fire\"", &[1], None),
    ("printer AND fire", &[], Some(&[1])),
    ("printer & fire", &[1], None),
    ("printer:*", &[1, 7], Some(&[1, 2, 7])),
    ("words: printer", &[], None),
    ("NEAR(printer fire)", &[], None),
    ("printer -fire", &[1], None),
    ("^printer", &[1, 7], Some(&[1, 2, 7])),
    ("'; DROP TABLE tickets; --", &[7], None),
    ("\\", &[], None),
    ("a_b", &[4], None),
];

#[test]
fn each_term_finds_the_same_on_both_databases() {
    for world in worlds() {
        furnish(&world);
        // The others' tickets say all of it, and are never found.
        let theirs = &world.theirs;
        let everything = "printer fire smoke toner canary 100 東京 ann2@example.com zornig";
        let same = titled(theirs, 1, everything, everything);
        world.write(|tx| tx.tickets().insert(theirs.id(), std::slice::from_ref(&same)));
        for (term, public, internal) in CASES {
            assert_eq!(
                found(&world, &world.ours, &sought(term, false)),
                *public,
                "{}: {term}",
                world.kind
            );
            assert_eq!(
                found(&world, &world.ours, &sought(term, true)),
                internal.unwrap_or(public),
                "{}: {term}, internally",
                world.kind
            );
        }
        assert_eq!(found(&world, theirs, &sought("canary fire", false)), [1]);
    }
}

#[test]
fn a_search_and_other_filters_must_both_hold() {
    for world in worlds() {
        let tickets = furnish(&world);
        let house = &world.ours;
        let mut filter = sought("printer", false);
        filter.created.from = Some(tickets[2].created_at);
        assert_eq!(found(&world, house, &filter), [7]);
        filter.state = Some(State::Closed);
        assert_eq!(found(&world, house, &filter), [0_i64; 0]);
        let mut filter = sought("ticket", false);
        filter.client = Some(house.clients[0].id);
        assert_eq!(found(&world, house, &filter), [6]);
        // Out of sight is not found, whatever it says.
        let sight = Sight::Personal {
            user: house.user(0),
            department: None,
        };
        let page = world.newest(house.id(), &sight, &sought("printer", true), 10);
        assert_eq!((page.items.len(), page.total), (0, 0));
    }
}

#[test]
fn what_is_written_is_found_at_once_and_what_is_no_more_is_not() {
    for world in worlds() {
        let tickets = furnish(&world);
        let house = &world.ours;
        let finds = |term: &str| found(&world, house, &sought(term, false));
        let retitled = next(&tickets[0], |it| {
            it.title = Title::parse("Kopierer geht").unwrap()
        });
        world.write(|tx| tx.tickets().update(house.id(), &tickets[0], &retitled));
        assert_eq!((finds("kopierer"), finds("fire")), (vec![1], vec![]));
        assert_eq!(
            (finds("smoke kopierer"), finds("toner kopierer")),
            (vec![1], vec![1]),
            "the rest stays"
        );
        let bare = next(&retitled, |it| it.description = None);
        world.write(|tx| tx.tickets().update(house.id(), &retitled, &bare));
        assert_eq!((finds("smoke"), finds("toner")), (vec![], vec![1]));
        let of_client = next(&tickets[1], |it| it.client = Some(house.clients[1].id));
        world.write(|tx| tx.tickets().update(house.id(), &tickets[1], &of_client));
        assert_eq!(finds("acme grosse"), [2]);
        let told = comment(house, &tickets[2], 9, Audience::Public, "regenschirm");
        world.write(|tx| tx.comments().insert(house.id(), std::slice::from_ref(&told)));
        assert_eq!(finds("regenschirm 天気"), [3]);
        let failed = world.attempt(|tx| {
            let told = comment(house, &tickets[3], 10, Audience::Public, "never");
            tx.comments().insert(house.id(), &[told])?;
            Err::<(), _>(tessera_ports::StoreError::Stale)
        });
        assert!(failed.is_err());
        assert_eq!(finds("never"), [0_i64; 0]);
    }
}

#[test]
fn a_ticket_that_is_gone_takes_its_words_along() {
    for world in worlds() {
        furnish(&world);
        world.place.execute(
            "DELETE FROM comments WHERE ticket_id IN (SELECT id FROM tickets WHERE number = 1);
             DELETE FROM tickets WHERE number = 1",
        );
        assert_eq!(found(&world, &world.ours, &sought("printer", false)), [7]);
        assert_eq!(
            world
                .place
                .texts("SELECT CAST(count(*) AS TEXT) FROM ticket_words"),
            ["7"]
        );
        if world.kind != POSTGRES {
            assert_eq!(
                world
                    .place
                    .texts("SELECT CAST(count(*) AS TEXT) FROM ticket_search"),
                ["7"]
            );
            world.place.execute("VACUUM");
            assert_eq!(found(&world, &world.ours, &sought("printer", false)), [7]);
            world
                .place
                .execute("INSERT INTO ticket_search (ticket_search) VALUES ('integrity-check')");
        }
    }
}

#[test]
fn endless_texts_are_found_by_their_beginning_and_harm_nothing() {
    for world in worlds() {
        let house = &world.ours;
        let words: Vec<String> = (0..120_000).map(|word| format!("w{word}")).collect();
        let long = words.join(" ");
        let ticket = titled(house, 1, "Short title", &long);
        let told: Vec<_> = (1..=6)
            .map(|number| {
                let text: Vec<String> = (0..15_000).map(|word| format!("c{number}x{word}")).collect();
                comment(house, &ticket, number, Audience::Public, &text.join(" "))
            })
            .collect();
        world.write(|tx| tx.tickets().insert(house.id(), std::slice::from_ref(&ticket)));
        for one in &told {
            world.write(|tx| tx.comments().insert(house.id(), std::slice::from_ref(one)));
        }
        let finds = |term: &str| !found(&world, house, &sought(term, false)).is_empty();
        assert!(finds("short w0 w9999") && finds("c1x0"), "{}", world.kind);
        assert!(!finds("w119999"), "{}", world.kind);
        let retitled = next(&ticket, |it| it.title = Title::parse("Kurzer Titel").unwrap());
        world.write(|tx| tx.tickets().update(house.id(), &ticket, &retitled));
        assert!(finds("kurzer w0 w9999") && !finds("short"), "{}", world.kind);
    }
}

const VOCABULARY: [&str; 24] = [
    "printer",
    "Print",
    "fire",
    "FIRE",
    "feuer",
    "größe",
    "grosse",
    "E-42",
    "e",
    "42",
    "100%",
    "東京",
    "京都",
    "東",
    "a.b",
    "a",
    "b1",
    "a-b1",
    "🎫",
    "can't",
    "TKT-20260101-003",
    "-",
    "xyz",
    "pri",
];

fn phrase(random: &mut Random, most: usize) -> String {
    let words: Vec<_> = (0..=random.below(most))
        .map(|_| *random.pick(&VOCABULARY))
        .collect();
    words.join(*random.pick(&[" ", "  ", ", ", "\n"]))
}

#[test]
fn random_searches_answer_as_reading_every_text_does() {
    for world in worlds() {
        let house = &world.ours;
        let random = &mut Random::new(5);
        let mut tickets: Vec<(Ticket, Vec<Comment>)> = Vec::new();
        let mut number = 0;
        for of_ticket in 1..=60 {
            let ticket = titled(house, of_ticket, &phrase(random, 3), &phrase(random, 4));
            let comments: Vec<_> = (0..random.below(4))
                .map(|_| {
                    number += 1;
                    let audience = Audience::from_internal(random.percent(40));
                    comment(house, &ticket, number, audience, &phrase(random, 3))
                })
                .collect();
            world.write(|tx| {
                tx.tickets().insert(house.id(), std::slice::from_ref(&ticket))?;
                tx.comments().insert(house.id(), &comments)
            });
            tickets.push((ticket, comments));
        }
        for round in 0..400 {
            let (term, internal) = (phrase(random, 2), random.percent(50));
            let filter = sought(&term, internal);
            let Some(wanted) = &filter.search else { continue };
            let answers = |(ticket, comments): &&(Ticket, Vec<Comment>)| {
                let description = ticket.description.as_ref().map_or("", |it| it.as_str());
                let mut texts = vec![ticket.title.as_str(), ticket.reference.as_str(), description];
                let readable = |it: &&Comment| internal || it.audience == Audience::Public;
                texts.extend(comments.iter().filter(readable).map(|it| it.text.as_str()));
                mentions(wanted, &texts)
            };
            let expected: Vec<_> = tickets.iter().filter(answers).map(|(it, _)| it.number).collect();
            assert_eq!(
                found(&world, house, &filter),
                expected,
                "{} {round}: {term:?} {internal}",
                world.kind
            );
        }
    }
}

fn best(world: &World, house: &House, filter: &TicketFilter, window: Window) -> Vec<TicketId> {
    let sort = Sort {
        key: SortKey::Relevance,
        direction: Direction::Descending,
    };
    let (tenant, sight) = (house.id(), Sight::Everything);
    let cards = world.queries.cards(tenant, &sight, filter, sort, window).unwrap();
    let views = world.queries.views(tenant, &sight, filter, sort, window).unwrap();
    let ids: Vec<_> = cards.items.iter().map(|card| card.id).collect();
    assert_eq!(cards.total, views.total);
    assert_eq!(
        ids,
        views.items.iter().map(|view| view.ticket.id).collect::<Vec<_>>()
    );
    ids
}

#[test]
fn the_best_come_first_and_those_that_are_as_good_newest_first() {
    for world in worlds() {
        let house = &world.ours;
        let tickets = [
            titled(house, 1, "Toner", "printer"),
            titled(house, 2, "Printer on fire", ""),
            titled(house, 3, "Printers", ""),
            titled(house, 4, "Like TKT-20260101-002", "printer fire"),
            titled(house, 5, "Water", "printer fire"),
            titled(house, 6, "Fire in the printer", ""),
        ];
        world.write(|tx| tx.tickets().insert(house.id(), &tickets));
        let all = Window { offset: 0, limit: 25 };
        let ids = |numbers: &[usize]| numbers.iter().map(|it| tickets[it - 1].id).collect::<Vec<_>>();
        let order = |term: &str, window| best(&world, house, &sought(term, false), window);
        assert_eq!(order("printer", all), ids(&[6, 2, 3, 5, 4, 1]), "{}", world.kind);
        assert_eq!(order("printer fire", all), ids(&[6, 2, 5, 4]));
        assert_eq!(order("TKT-20260101-002", all), ids(&[2, 4]));
        assert_eq!(order("printer", Window { offset: 2, limit: 3 }), ids(&[3, 5, 4]));
        assert_eq!(order("printer", Window { offset: 6, limit: 3 }), ids(&[]));
        let newest = best(&world, house, &TicketFilter::default(), all);
        assert_eq!(newest, ids(&[6, 5, 4, 3, 2, 1]), "without a search");
    }
}

#[test]
fn of_more_than_a_thousand_matches_the_newest_are_ranked_and_all_are_reached() {
    for world in worlds() {
        let house = &world.ours;
        let tickets: Vec<_> = (1..=1_050)
            .map(|number| {
                let title = if number % 100 == 7 { "Printer" } else { "Device" };
                titled(house, number, title, "printer")
            })
            .collect();
        world.write(|tx| tx.tickets().insert(house.id(), &tickets));
        let (newest, older) = tickets.split_at(50).1.split_at(0);
        assert!(newest.is_empty());
        let mut expected: Vec<&Ticket> = older.iter().rev().collect();
        expected.sort_by_key(|it| it.title.as_str() != "Printer");
        expected.extend(tickets.iter().take(50).rev());
        let expected: Vec<_> = expected.into_iter().map(|it| it.id).collect();
        let filter = sought("printer", false);
        let mut walked = Vec::new();
        for offset in (0..1_100).step_by(90) {
            walked.extend(best(&world, house, &filter, Window { offset, limit: 90 }));
        }
        assert_eq!(walked, expected, "{}", world.kind);
    }
}

#[test]
fn a_search_asks_the_index_and_reads_no_table_through() {
    for world in worlds() {
        let house = &world.ours;
        let text = |number: i64| format!("word{} printer and {}", number % 500, number);
        let tickets: Vec<_> = (1..=3_000)
            .map(|number| titled(house, number, "Printer", &text(number)))
            .collect();
        world.write(|tx| tx.tickets().insert(house.id(), &tickets));
        world.place.execute("ANALYZE");
        let tag = &world
            .place
            .texts("SELECT substr(words, 1, 7) FROM ticket_words LIMIT 1")[0];
        for (term, words) in [
            ("word77", format!("('{tag}word77':*)")),
            ("printer", format!("('{tag}printer':*)")),
            ("p", format!("('{tag}p':*)")),
            ("printer word7", format!("('{tag}printer') & ('{tag}word7':*)")),
        ] {
            let _ = world.watch.take();
            found(
                &world,
                house,
                &asking(|it| {
                    it.search = SearchTerm::parse(term).unwrap();
                    it.created.from = Some(at(2_990));
                }),
            );
            let statements = world.watch.take();
            let statement = statements
                .iter()
                .find(|sql| sql.contains("ticket_words"))
                .unwrap();
            let plan = explain(&world, house, statement, &words);
            let through = match world.kind {
                POSTGRES => {
                    assert!(
                        plan.iter().any(|line| line.contains("ticket_words_search")),
                        "{plan:#?}"
                    );
                    "Seq Scan on ticket"
                }
                _ => {
                    let ways = [
                        "SCAN ticket_search VIRTUAL TABLE",
                        "COVERING INDEX ticket_words_by_row",
                    ];
                    for way in ways {
                        assert!(plan.iter().any(|line| line.contains(way)), "{plan:#?}");
                    }
                    "SCAN tickets"
                }
            };
            assert!(
                !plan.iter().any(|line| line.contains(through)),
                "{}: {plan:#?}",
                world.kind
            );
        }
    }
}

/// The plan of a statement: on PostgreSQL for these words, on SQLite whatever they are.
fn explain(world: &World, house: &House, statement: &str, words: &str) -> Vec<String> {
    if let Some(plan) = world.place.sqlite_plan(statement) {
        return plan;
    }
    let (mut statement, words) = (statement.to_owned(), words.replace('\'', "''"));
    for place in (1..12).rev() {
        let mark = format!("${place}");
        statement = statement
            .replace(
                &format!("CAST({mark} AS tsquery)"),
                &format!("CAST('{words}' AS tsquery)"),
            )
            .replace(&mark, &format!("'{}'::uuid", house.id()));
    }
    world.place.texts(&format!("EXPLAIN {statement}"))
}

#[test]
fn tickets_from_before_the_index_are_brought_in_once_and_in_parts() {
    for world in worlds() {
        furnish(&world);
        let house = &world.ours;
        let more: Vec<_> = (9..=1_300)
            .map(|number| titled(house, number, "Old device", &format!("o{number}")))
            .collect();
        world.write(|tx| tx.tickets().insert(house.id(), &more));
        let yes = if world.kind == POSTGRES { "true" } else { "1" };
        // Some are in already, having been written since; those must not be lost to the others.
        world.place.execute(&format!(
            "DELETE FROM ticket_words WHERE ticket_id IN (SELECT id FROM tickets WHERE number % 3 <> 0);
             UPDATE tenants SET unindexed = {yes}"
        ));
        let old = sought("old device", false);
        let total = || world.newest(house.id(), &Sight::Everything, &old, 1).total;
        assert!(total() < 1_292, "{}", world.kind);
        let database = Database::open(world.place.url(), Options::default()).unwrap();
        assert_eq!(database.pending().unwrap().len(), 1, "{}", world.kind);
        assert_eq!(database.migrate().unwrap(), [""; 0]);
        assert!(database.pending().unwrap().is_empty());
        assert_eq!(total(), 1_292, "{}", world.kind);
        for (term, internal) in [("o1299", false), ("zornig fire", true), ("gmbh ticket", false)] {
            assert_eq!(
                found(&world, house, &sought(term, internal)).len(),
                1,
                "{}: {term}",
                world.kind
            );
        }
        assert!(found(&world, house, &sought("zornig", false)).is_empty());
    }
}

#[test]
fn a_comment_under_a_ticket_from_before_brings_in_all_of_it() {
    for world in worlds() {
        let tickets = furnish(&world);
        let house = &world.ours;
        world.place.execute("DELETE FROM ticket_words");
        let told = comment(house, &tickets[0], 9, Audience::Internal, "drum");
        world.write(|tx| tx.comments().insert(house.id(), std::slice::from_ref(&told)));
        assert_eq!(found(&world, house, &sought("fire toner zornig drum", true)), [1]);
        assert_eq!(found(&world, house, &sought("drum", false)), [0_i64; 0]);
    }
}

#[test]
fn the_words_of_each_tenant_lie_apart_in_the_index() {
    for world in worlds() {
        furnish(&world);
        let theirs = titled(&world.theirs, 1, "Printer on fire", "");
        world.write(|tx| {
            tx.tickets()
                .insert(world.theirs.id(), std::slice::from_ref(&theirs))
        });
        let tags = world
            .place
            .texts("SELECT DISTINCT substr(words, 1, 6) FROM ticket_words");
        assert_eq!(
            tags.len(),
            2,
            "{}: each tenant's words begin with its own tag",
            world.kind
        );
    }
}
