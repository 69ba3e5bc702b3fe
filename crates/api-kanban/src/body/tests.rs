use super::*;
use actix_web::web::Bytes;
use serde_json::json;
use tessera_domain::ticket::Patch;

fn body(value: &Value, extent: Extent) -> Body {
    Body::read(&JsonBody::from(Bytes::from(value.to_string())), extent)
        .ok()
        .unwrap()
}

/// What is read of `{"f": value}`, or what is wrong with it.
fn read<T>(value: &Value, end: impl FnOnce(Field<'_, Optional>) -> Option<T>) -> Result<T, String> {
    let mut body = body(&json!({ "f": value }), Extent::Whole);
    let read = end(body.demanded("f"));
    match body.finish() {
        Ok(()) => Ok(read.unwrap()),
        Err(fault) => Err(fault.issues[0].to_string()),
    }
}

#[actix_web::test]
async fn nothing_at_all_is_an_object_without_members() {
    let request = actix_web::test::TestRequest::default().to_http_request();
    let Sent(body) = Sent::from_request(&request, &mut Payload::None)
        .await
        .ok()
        .unwrap();
    assert!(Body::read(&body, Extent::Whole).ok().unwrap().finish().is_ok());
    for bad in ["", "[]", "{", "\"x\"", "null"] {
        assert!(
            Body::read(&JsonBody::from(Bytes::from(bad)), Extent::Whole).is_err(),
            "{bad}"
        );
    }
}

#[test]
fn only_the_whole_must_have_what_is_demanded() {
    for (extent, issues) in [(Extent::Whole, 1), (Extent::Part, 0)] {
        let mut body = body(&json!({}), extent);
        assert_eq!(body.demanded("name").line(9), None);
        assert_eq!(body.optional("color").line(9), None);
        assert_eq!(body.nullable("description").trimmed(9), Patch::Keep);
        let found = body.finish().err().map_or(0, |fault| fault.issues.len());
        assert_eq!(found, issues, "{extent:?}");
    }
}

#[test]
fn null_clears_only_what_may_be_null() {
    let mut body = body(&json!({"a": null, "b": null}), Extent::Part);
    assert_eq!(body.nullable("a").trimmed(9), Patch::Clear);
    assert_eq!(body.optional("b").trimmed(9), None);
    let issues = body.finish().unwrap_err().issues;
    assert_eq!(issues[0].to_string(), "b: Expected string, received null");
}

#[test]
fn texts_are_trimmed_and_numbers_are_texts_too() {
    let line = |value: Value| read(&value, |field| field.line(5));
    assert_eq!(line(json!("  ab \n")).unwrap(), "ab");
    assert_eq!(line(json!(42)).unwrap(), "42");
    assert_eq!(line(json!("   ")).unwrap_err(), "f: Must not be blank");
    assert_eq!(line(json!(" 🎫🎫🎫🎫🎫 ")).unwrap(), "🎫🎫🎫🎫🎫");
    assert_eq!(
        line(json!("123456")).unwrap_err(),
        "f: Must have at most 5 character(s)"
    );
    assert_eq!(
        line(json!("a\u{0}")).unwrap_err(),
        "f: Must not contain the NUL character"
    );
    for (wrong, name) in [
        (json!(true), "boolean"),
        (json!([]), "array"),
        (json!({}), "object"),
    ] {
        assert_eq!(
            line(wrong).unwrap_err(),
            format!("f: Expected string, received {name}")
        );
    }
    assert_eq!(read(&json!(" "), |field| field.trimmed(5)).unwrap(), "");
    assert_eq!(read(&json!(" a "), |field| field.secret()).unwrap(), " a ");
    assert!(read(&json!(""), |field| field.secret()).is_err());
}

#[test]
fn numbers_may_come_as_texts() {
    for (sent, meant) in [
        (json!(3), 3),
        (json!(3.0), 3),
        (json!("3"), 3),
        (json!(" 3.00 "), 3),
        (json!("+3"), 3),
        (json!(-7), -7),
        (json!("99999999999999999999"), i64::MAX),
        (json!(18_446_744_073_709_551_615_u64), i64::MAX),
        (json!(1e300), i64::MAX),
    ] {
        assert_eq!(read(&sent, |field| field.key()), Ok(meant), "{sent}");
    }
    for bad in [
        json!("x"),
        json!(""),
        json!(1.5),
        json!("1.5"),
        json!(true),
        json!([]),
        json!("1e3"),
    ] {
        assert!(
            read(&bad, |field| field.key())
                .unwrap_err()
                .starts_with("f: Expected a number"),
            "{bad}"
        );
        assert!(
            read(&bad, |field| field.place())
                .unwrap_err()
                .starts_with("f: Expected integer")
        );
    }
    let far = read(&json!("2147483648"), |field| field.place()).unwrap_err();
    assert_eq!(far, "f: Must be 2147483647 or less");
    let far = read(&json!(-2_147_483_649_i64), |field| field.place()).unwrap_err();
    assert_eq!(far, "f: Must be 0 or more");
}

#[test]
fn lists_name_each_thing_once_and_texts_as_they_come() {
    assert_eq!(read(&json!([2, "1", 2]), |field| field.keys()), Ok(vec![2, 1]));
    assert_eq!(read(&json!([]), |field| field.keys()), Ok(vec![]));
    assert_eq!(
        read(&json!([1, "x"]), |field| field.keys()).unwrap_err(),
        "f.1: Expected a number, received string"
    );
    assert_eq!(
        read(&json!("1"), |field| field.keys()).unwrap_err(),
        "f: Expected array, received string"
    );
    assert!(
        read(&json!(vec![1; 101]), |field| field.keys())
            .unwrap_err()
            .contains("100 elements")
    );
    let names = |value: Value| {
        let names = read(&value, |field| field.names(5));
        names.map(|names| names.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(names(json!([" b ", "a", "b", "B"])).unwrap(), ["b", "a", "B"]);
    assert_eq!(names(json!(["a", " "])).unwrap_err(), "f.1: Must not be blank");
}

#[test]
fn words_and_days_are_read_by_others() {
    let word = |value: Value| {
        read(&value, |field| {
            field.choice(|word| {
                if word == "5" {
                    Ok("five")
                } else {
                    Err(Problem::not_one_of(&["5"], word))
                }
            })
        })
    };
    assert_eq!((word(json!("5")), word(json!(5))), (Ok("five"), Ok("five")));
    assert!(word(json!([])).is_err());
    let day = |value: Value| read(&value, |field| field.day(|text| text.parse().ok()));
    assert_eq!(day(json!("7")), Ok(7));
    for bad in [json!("x"), json!(7), json!({})] {
        assert_eq!(day(bad).unwrap_err(), "f: Invalid date");
    }
}
