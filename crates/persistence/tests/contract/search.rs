//! Searching: which tickets answer which words, for whom, and from when on.

use crate::{
    house::House,
    random::Random,
    support::POSTGRES,
    world::{World, asking, at, id, next, worlds},
};
use tessera_domain::{
    comment::{Audience, Comment},
    listing::{State, TicketFilter},
    text::{CommentText, Description, SearchTerm, Title},
    ticket::Ticket,
    visibility::Sight,
};

pub fn comment(house: &House, ticket: &Ticket, number: i64, audience: Audience, text: &str) -> Comment {
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

pub fn titled(house: &House, number: i64, title: &str, description: &str) -> Ticket {
    house.with(number, |ticket| {
        ticket.title = Title::parse(title).unwrap();
        ticket.description = (!description.is_empty()).then(|| Description::parse(description).unwrap());
    })
}

pub fn sought(term: &str, internal: bool) -> TicketFilter {
    asking(|filter| {
        filter.search = SearchTerm::parse(term).unwrap();
        filter.internal = internal;
    })
}

/// The numbers of the tickets that answer, oldest first.
#[track_caller]
pub fn found(world: &World, house: &House, filter: &TicketFilter) -> Vec<i64> {
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
pub fn furnish(world: &World) -> Vec<Ticket> {
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
            it.title = Title::parse("Kopierer geht").unwrap();
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
        let mut edited = told.clone();
        edited.text = CommentText::parse("sonnenschirm").unwrap();
        edited.version += 1;
        world.write(|tx| tx.comments().update(house.id(), &told, &edited));
        assert_eq!((finds("sonnenschirm"), finds("regenschirm")), (vec![3], vec![]));
        world.write(|tx| tx.comments().delete(house.id(), &edited));
        assert_eq!((finds("sonnenschirm"), finds("天気")), (vec![], vec![3]));
        world.write(|tx| tx.tickets().delete(house.id(), &tickets[6]));
        assert_eq!(finds("plural"), [0_i64; 0]);
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
