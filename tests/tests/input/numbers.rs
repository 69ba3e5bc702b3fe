//! A-IN-3: numbers out of all bounds are refused, and never overflow.

use serde_json::{Value, json};
use tessera_tests::{
    mobile::{Mobile, TICKETS, path, refused, refused_for, under},
    on_each_database,
};

/// No number, or none that a page can have.
const BAD: &[&str] = &[
    "0",
    "-1",
    "-0",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "-9223372036854775809",
    "340282366920938463463374607431768211456",
    "",
    "%20",
    "NaN",
    "Infinity",
    "-Infinity",
    "true",
    "null",
    "0x10",
    "%EF%BC%91",
    "%D9%A1",
    ".5",
    "--1",
    "%2B-1",
    "e1",
    "[1]",
];

/// Read as JavaScript's `parseInt` reads them, as the vendor documents: 1.
const ONES: &[&str] = &[
    "1",
    "01",
    "0000000001",
    "%2B1",
    "%201",
    "1.0",
    "1.9",
    "1e400",
    "1abc",
    "1,5",
    "1%00x",
];

#[test]
fn a_in_3_a_page_that_cannot_be_is_refused_by_its_name() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for bad in BAD {
            refused_for(&acme.admin.get(&format!("{TICKETS}?page={bad}")), &["page"]);
            refused_for(&acme.admin.get(&format!("{TICKETS}?limit={bad}")), &["limit"]);
        }
        refused_for(&acme.admin.get(&format!("{TICKETS}?limit=101")), &["limit"]);
    });
}

#[test]
fn a_in_3_digits_in_front_are_a_number_whatever_follows() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for one in ONES {
            let page = acme.admin.lists(&format!("page={one}&limit={one}"));
            assert_eq!(
                (&page["pagination"]["page"], &page["pagination"]["limit"]),
                (&json!(1), &json!(1)),
                "{one}"
            );
        }
    });
}

#[test]
fn a_in_3_the_farthest_page_is_empty_and_does_not_overflow() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.ticket("A ticket");
        for query in ["", "&fields=mobile_list", "&search=ticket", "&sort=client_name"] {
            let page = acme.admin.lists(&format!("page=999999999&limit=100{query}"));
            assert_eq!(
                (&page["data"], &page["pagination"]["total"]),
                (&json!([]), &json!(1)),
                "{query}"
            );
        }
    });
}

#[test]
fn a_in_3_parts_of_comments_have_the_same_bounds() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        acme.admin.comments(&ticket, "x", false);
        let at = under(&ticket, "comments");
        for bad in BAD {
            refused_for(&acme.admin.get(&format!("{at}?limit={bad}")), &["limit"]);
            // Nothing may be passed over, so what begins with a zero is a number here.
            if !["0", "-0", "0x10"].contains(bad) {
                refused_for(&acme.admin.get(&format!("{at}?offset={bad}")), &["offset"]);
            }
        }
        for one in ONES {
            let reply = acme
                .admin
                .get(&format!("{at}?limit={one}&offset={one}"))
                .expect(200);
            assert_eq!(reply.json()["data"], json!([]), "{one}");
        }
        refused_for(&acme.admin.get(&format!("{at}?limit=201")), &["limit"]);
        let far = acme
            .admin
            .get(&format!("{at}?limit=200&offset=999999999"))
            .expect(200);
        assert_eq!(far.json()["data"], json!([]));
    });
}

#[test]
fn a_in_3_moments_outside_the_calendar_are_refused() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        for bad in [
            "0000-01-01T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "+10000-01-01T00:00:00Z",
            "-0001-01-01T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2016-12-31T23:59:60Z",
            "1770120000",
            "2026-01-01T00:00:00.Z",
        ] {
            let at = format!("{TICKETS}?updated_from={}", bad.replace('+', "%2B"));
            refused_for(&acme.admin.get(&at), &["updated_from"]);
            let body =
                json!({ "work_item_type": "ad_hoc", "start_time": bad, "end_time": "2026-02-03T12:00:00Z" });
            refused_for(&acme.admin.post("/api/v1/time-entries", &body), &["start_time"]);
        }
        for good in [
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999Z",
            "1969-12-31T23:59:59Z",
        ] {
            acme.admin
                .get(&format!("{TICKETS}?updated_from={good}&closed_to={good}"))
                .expect(200);
            let due = json!({ "attributes": { "due_date": good } });
            acme.admin.put(&path(&ticket), &due).expect(200);
            assert_eq!(
                acme.admin.sees(&ticket)["due_date"]
                    .as_str()
                    .map(|text| &text[..19]),
                Some(&good[..19])
            );
        }
    });
}

#[test]
fn a_in_3_numbers_in_free_objects_come_back_with_their_value() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let whole = json!([0, 1, -1, 9_007_199_254_740_993_i64, i64::MIN, i64::MAX, u64::MAX]);
        let broken = json!([
            1.5,
            -0.25,
            0.1,
            1e15,
            1e-7,
            1e22,
            1e300,
            -1e300,
            1e-300,
            123_456_789.123_456_79,
            2.225_073_858_507_201_4e-308,
            1.797_693_134_862_315_7e308,
            5e-324,
            3.0
        ]);
        let numbers = [
            tessera_tests::mobile::items(&whole),
            tessera_tests::mobile::items(&broken),
        ]
        .concat();
        let mut lost = Vec::new();
        for number in numbers {
            let kept = acme
                .admin
                .put(&path(&ticket), &json!({ "attributes": { "n": number } }));
            let reply = acme.admin.get(&path(&ticket));
            if kept.status != 200 || reply.status != 200 || reply.json()["data"]["attributes"]["n"] != number
            {
                lost.push((number, kept.status, reply.text()));
            }
        }
        assert!(lost.is_empty(), "{lost:#?}");
    });
}

#[test]
fn a_in_3_a_number_that_no_double_holds_cannot_be_read() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let before = app.contents();
        for number in [
            "1e400", "-1e400", "1e", "01", "+1", ".5", "1.", "NaN", "Infinity", "0x10", "1_000",
        ] {
            let body = format!("{{\"attributes\": {{\"n\": {number}}}}}");
            let typed = [("content-type", "application/json")];
            let reply = acme.admin.request("PUT", &path(&ticket), &typed, body.as_bytes());
            assert_eq!(refused(&reply, 400).code, "VALIDATION_ERROR", "{number}");
        }
        assert!(app.contents() == before);
    });
}

#[test]
fn a_in_3_a_number_is_no_text_and_no_flag() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let typed = |body: Value, way: &str| {
            let issue =
                refused_for(&acme.admin.post(&under(&ticket, "comments"), &body), &[way]).details[0].clone();
            assert_eq!(
                (&issue["code"], &issue["received"]),
                (&json!("invalid_type"), &json!("number"))
            );
        };
        typed(json!({ "comment_text": 1 }), "comment_text");
        typed(json!({ "comment_text": "x", "is_internal": 1 }), "is_internal");
        typed(
            json!({ "comment_text": "x", "parent_comment_id": 1 }),
            "parent_comment_id",
        );
    });
}
