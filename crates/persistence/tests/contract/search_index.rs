//! The index behind searches: what comes first, what the databases do, how tickets from before come into it, and that it
//! answers as reading every text does.

use crate::{
    house::House,
    oracle::mentions,
    random::Random,
    search::{comment, found, furnish, sought, titled},
    support::POSTGRES,
    world::{World, asking, next, worlds},
};
use tessera_domain::{
    comment::{Audience, Comment},
    id::TicketId,
    listing::{Direction, Sort, SortKey, TicketFilter, Window},
    text::{Description, SearchTerm, Title},
    ticket::Ticket,
    visibility::Sight,
};
use tessera_persistence::{Database, Options};

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

/// Filters that look in the index: by words, by parts of titles, by parts of references, by signs, and by several at once.
fn lookups() -> Vec<(&'static str, TicketFilter)> {
    let term = |text: &str| SearchTerm::parse(text).unwrap();
    let terms = |texts: &[&str]| Some(texts.iter().filter_map(|text| term(text)).collect());
    vec![
        ("words", asking(|it| it.search = term("printer word7"))),
        ("internal words", sought("p", true)),
        ("a term", asking(|it| it.terms = terms(&["rinte"]))),
        ("one letter", asking(|it| it.terms = terms(&["r"]))),
        (
            "several words in one term",
            asking(|it| it.terms = terms(&["printer 7"])),
        ),
        ("signs", asking(|it| it.terms = terms(&["->"]))),
        ("terms", asking(|it| it.terms = terms(&["rinte", "77", "%"]))),
        ("a title", asking(|it| it.title = term("inter 7"))),
        ("a reference", asking(|it| it.reference = term("-07"))),
        (
            "everything",
            asking(|it| {
                it.search = term("printer");
                it.title = term("rint");
                it.reference = term("-0");
                it.terms = terms(&["word7"]);
            }),
        ),
    ]
}

#[test]
fn a_search_asks_the_index_and_reads_no_table_through() {
    for world in worlds() {
        let house = &world.ours;
        let text = |number: i64| format!("word{} printer -> {} %", number % 500, number);
        let tickets: Vec<_> = (1..=3_000)
            .map(|number| titled(house, number, &format!("Printer {number}"), &text(number)))
            .collect();
        world.write(|tx| tx.tickets().insert(house.id(), &tickets));
        world.place.execute("ANALYZE");
        for (name, filter) in lookups() {
            for key in [
                SortKey::Created,
                SortKey::Updated,
                SortKey::Title,
                SortKey::Relevance,
            ] {
                let direction = Direction::Descending;
                let window = Window { offset: 0, limit: 1 };
                let _ = world.watch.take();
                let sort = Sort { key, direction };
                let page = world
                    .queries
                    .cards(house.id(), &Sight::Everything, &filter, sort, window)
                    .unwrap();
                assert!(page.total > 1, "{}: {name}", world.kind);
                let statements = world.watch.take();
                let asking = statements.iter().filter(|sql| sql.contains("ticket_words"));
                let asking: Vec<_> = asking.collect();
                assert!(
                    asking.len() >= 2,
                    "{}: a page of {name} and their number",
                    world.kind
                );
                for statement in asking {
                    if looks(statement) {
                        // What all tickets have.
                        assert!(name == "internal words" && key != SortKey::Title, "{statement}");
                        check_looking(&world, statement);
                    } else {
                        check_plan(&world, name, statement);
                    }
                }
            }
        }
    }
}

/// Whether the statement looks at tickets one by one.
pub fn looks(statement: &str) -> bool {
    let marks = ["(SELECT ticket_lexemes", ") IN (SELECT `ticket_search`"];
    marks.iter().any(|mark| statement.contains(mark))
}

/// That the statement takes tickets in the order of an index and looks at each by its id, whatever is bound to it.
#[track_caller]
fn check_looking(world: &World, statement: &str) {
    let plan = world.place.plan(statement);
    let shown = format!("{}: {statement}\n{plan:#?}", world.kind);
    let has = |text: &str| plan.iter().any(|line| line.contains(text));
    if world.kind == POSTGRES {
        assert!(has("Filter: (SubPlan 1)"), "{shown}");
        assert!(
            has("Index Scan using ticket_words_key on ticket_words"),
            "{shown}"
        );
        assert!(!has("Seq Scan on ticket") && !has("Sort Key"), "{shown}");
    } else {
        assert!(
            has(
                "ticket_words USING COVERING INDEX sqlite_autoindex_ticket_words_1 (tenant_id=? AND ticket_id=?)"
            ),
            "{shown}"
        );
        assert!(
            has("LIST SUBQUERY") && has("SCAN ticket_search VIRTUAL TABLE INDEX 0:M1"),
            "{shown}"
        );
        assert!(!has("TEMP B-TREE"), "{shown}");
    }
}

/// That the statement comes to tickets and words by the index of words and by ids only, whatever is bound to it.
#[track_caller]
fn check_plan(world: &World, name: &str, statement: &str) {
    let plan = world.place.plan(statement);
    let shown = format!("{}, {name}: {statement}\n{plan:#?}", world.kind);
    let has = |text: &str| plan.iter().any(|line| line.contains(text));
    if world.kind == POSTGRES {
        assert!(has("Bitmap Index Scan on ticket_words_search"), "{shown}");
        assert!(!has("Seq Scan on ticket"), "{shown}");
        for (line, behind) in plan.iter().zip(plan.iter().skip(1)) {
            let is_of_tickets = line.contains(" on tickets") && !line.contains("Bitmap Index Scan");
            let by_ids = behind.contains("id = ANY (");
            assert!(!is_of_tickets || by_ids, "{line}: {shown}");
        }
    } else {
        assert!(has("SCAN ticket_search VIRTUAL TABLE INDEX 0:M"), "{shown}");
        assert!(
            has("COVERING INDEX ticket_words_by_row (tenant_id=? AND row_id=?)"),
            "{shown}"
        );
        for line in plan
            .iter()
            .filter(|line| ["tickets ", "named "].iter().any(|table| line.contains(table)))
        {
            assert!(line.contains("(tenant_id=? AND id=?)"), "{line}: {shown}");
        }
    }
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

/// A term of a board's search, and the numbers of the tickets that it finds.
type Mention = (&'static str, &'static [i64]);

const MENTIONS: &[Mention] = &[
    // Any part of a title, wherever it begins.
    ("rinte", &[1]),
    ("r o", &[1]),
    ("ter on fi", &[1]),
    ("e", &[1, 2, 4, 5, 6, 7]),
    ("fe", &[]),
    ("sse f", &[2]),
    ("sse", &[2]),
    ("E der", &[2]),
    ("京都", &[3]),
    ("都の天", &[3]),
    ("の", &[3]),
    ("都天", &[]),
    ("🎫 T", &[5]),
    ("ïc", &[5]),
    ("ривет", &[8]),
    ("2@ex", &[4]),
    ("n't", &[4]),
    ("; drop", &[7]),
    ("';", &[7]),
    ("--", &[7]),
    // Three neighbours each, but not in a row.
    ("printerinter", &[]),
    ("tabletickets", &[]),
    // One word is found where searches find it, and only from its beginning.
    ("printer", &[1, 7]),
    ("smoke", &[1]),
    ("moke", &[]),
    ("smoke comes", &[]),
    ("toner", &[1]),
    ("TKT-20260101-003", &[3]),
    ("20260101-003", &[3]),
    ("260101-003", &[]),
    // Signs are found in descriptions too.
    ("%", &[2]),
    ("://", &[4]),
    ("?", &[4]),
    ("/", &[4]),
    ("_", &[4]),
    ("\\", &[]),
    (".", &[1, 4]),
    ("..", &[]),
];

#[test]
fn a_board_finds_any_part_of_a_title_and_words_elsewhere() {
    for world in worlds() {
        furnish(&world);
        let house = &world.ours;
        let everything = MENTIONS
            .iter()
            .map(|(term, _)| *term)
            .collect::<Vec<_>>()
            .join(" ");
        let same = titled(&world.theirs, 1, &everything, &everything);
        world.write(|tx| {
            tx.tickets()
                .insert(world.theirs.id(), std::slice::from_ref(&same))
        });
        for (term, expected) in MENTIONS {
            let filter = asking(|it| it.terms = Some(Vec::from_iter(SearchTerm::parse(term).unwrap())));
            assert_eq!(found(&world, house, &filter), *expected, "{}: {term}", world.kind);
        }
    }
}

#[test]
fn parts_follow_what_titles_and_descriptions_say_and_comments_leave_them() {
    for world in worlds() {
        let tickets = furnish(&world);
        let house = &world.ours;
        let finds = |term: &str| {
            let filter = asking(|it| it.terms = Some(Vec::from_iter(SearchTerm::parse(term).unwrap())));
            found(&world, house, &filter)
        };
        let told = comment(house, &tickets[1], 9, Audience::Public, "more words => here");
        world.write(|tx| tx.comments().insert(house.id(), std::slice::from_ref(&told)));
        assert_eq!(
            (finds("röß"), finds("%"), finds("=>")),
            (vec![2], vec![2], vec![]),
            "{}",
            world.kind
        );
        let renamed = next(&tickets[1], |it| {
            it.title = Title::parse("Kopierer").unwrap();
            it.description = Some(Description::parse("a => b").unwrap());
        });
        world.write(|tx| tx.tickets().update(house.id(), &tickets[1], &renamed));
        assert_eq!(
            (finds("röß"), finds("opier")),
            (vec![], vec![2]),
            "{}",
            world.kind
        );
        assert_eq!((finds("%"), finds("=>")), (vec![], vec![2]), "{}", world.kind);
        let of_reference = |term: &str| {
            let filter = asking(|it| it.reference = SearchTerm::parse(term).unwrap());
            found(&world, house, &filter)
        };
        assert_eq!((of_reference("1-002"), of_reference("opier")), (vec![2], vec![]));
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
