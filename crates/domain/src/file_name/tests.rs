use super::*;
use proptest::prelude::*;

/// What is sent, and the name that is kept.
const NAMES: &[(&str, &str)] = &[
    // Plain ones stay as they are.
    ("report.pdf", "report.pdf"),
    ("screen shot(1).png", "screen shot(1).png"),
    ("a b  c.txt", "a b  c.txt"),
    ("Übersicht 2026.xlsx", "Übersicht 2026.xlsx"),
    ("日本語.txt", "日本語.txt"),
    ("🎫.png", "🎫.png"),
    ("👩‍💻.txt", "👩💻.txt"),
    ("no_extension", "no_extension"),
    ("a.b.c.d", "a.b.c.d"),
    ("a.png.exe", "a.png.exe"),
    ("-rf", "-rf"),
    ("--help.txt", "--help.txt"),
    ("~", "~"),
    ("~root", "~root"),
    ("$(reboot)", "$(reboot)"),
    ("$HOME.txt", "$HOME.txt"),
    ("`id`.txt", "`id`.txt"),
    ("a;b.txt", "a;b.txt"),
    ("a&b.txt", "a&b.txt"),
    ("a'b.txt", "a'b.txt"),
    ("a,b.txt", "a,b.txt"),
    ("a=b.txt", "a=b.txt"),
    ("a#b%.txt", "a#b%.txt"),
    ("%00.txt", "%00.txt"),
    ("%2e%2e%2f", "%2e%2e%2f"),
    ("..%2f..%2fetc%2fpasswd", "%2f..%2fetc%2fpasswd"),
    ("UTF-8''x.txt", "UTF-8''x.txt"),
    ("file", "file"),
    // Paths.
    ("../../etc/passwd", "passwd"),
    ("..\\..\\x", "x"),
    ("/abs", "abs"),
    ("/abs/olute.txt", "olute.txt"),
    ("//server/share.txt", "share.txt"),
    ("\\\\server\\share.txt", "share.txt"),
    ("C:\\x", "x"),
    ("C:\\fakepath\\a.png", "a.png"),
    ("C:x", "Cx"),
    ("c:/windows/a.ini", "a.ini"),
    ("file.txt/", "file.txt"),
    ("file.txt\\", "file.txt"),
    ("a/b\\c/d.txt", "d.txt"),
    ("./a.txt", "a.txt"),
    ("a/../b.txt", "b.txt"),
    ("a/..", "file"),
    ("....//....//etc/hosts", "hosts"),
    ("..\u{2215}x", "\u{2215}x"),
    // Nothing left.
    ("", "file"),
    (".", "file"),
    ("..", "file"),
    ("...", "file"),
    ("/", "file"),
    ("\\", "file"),
    ("///", "file"),
    (" ", "file"),
    (" . . ", "file"),
    ("\0", "file"),
    ("\u{301}\u{302}", "file"),
    ("\u{202e}", "file"),
    ("\"\"", "file"),
    ("\t\r\n", "file"),
    // Control characters and what ends a header.
    ("a\0b.txt", "ab.txt"),
    ("a.txt\0.png", "a.txt.png"),
    ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie x=1.txt"),
    ("a\nb", "ab"),
    ("a\tb.txt", "ab.txt"),
    ("a\u{7f}b.txt", "ab.txt"),
    ("a\u{85}b.txt", "ab.txt"),
    ("a\u{1b}[31m.txt", "a[31m.txt"),
    ("a\"b.txt", "ab.txt"),
    ("\"; filename=\"x.exe", "; filename=x.exe"),
    ("a\u{2028}b.txt", "ab.txt"),
    // Characters that cannot be seen, or turn others around.
    ("photo\u{202e}gpj.exe", "photogpj.exe"),
    ("\u{2066}a\u{2069}.txt", "a.txt"),
    ("a\u{200b}b.txt", "ab.txt"),
    ("\u{feff}bom.txt", "bom.txt"),
    ("a\u{e0041}.txt", "a.txt"),
    ("a\u{ad}b.txt", "ab.txt"),
    // Dots and white space at the ends.
    (".htaccess", "htaccess"),
    ("...hidden", "hidden"),
    (". .x", "x"),
    ("trailing.", "trailing"),
    ("trailing...", "trailing"),
    ("trailing ", "trailing"),
    ("trailing. . ", "trailing"),
    (" leading.txt", "leading.txt"),
    ("\u{3000}wide\u{3000}", "wide"),
    // Windows.
    ("CON", "_CON"),
    ("con", "_con"),
    ("nul.txt", "_nul.txt"),
    ("NUL.tar.gz", "_NUL.tar.gz"),
    ("aux .txt", "_aux .txt"),
    ("prn.", "_prn"),
    ("COM1", "_COM1"),
    ("com0.log", "_com0.log"),
    ("LPT9.x", "_LPT9.x"),
    ("COM¹", "_COM¹"),
    ("COM10", "COM10"),
    ("console.txt", "console.txt"),
    ("a:b.txt", "ab.txt"),
    ("a:stream:$DATA", "astream$DATA"),
    ("wild*card?.txt", "wildcard.txt"),
    ("<script>.html", "script.html"),
    ("a|b.txt", "ab.txt"),
    // One form.
    ("e\u{301}.txt", "é.txt"),
    ("A\u{30a}ngstro\u{308}m", "Ångström"),
    ("\u{301}a.txt", "a.txt"),
];

#[test]
fn a_fl_3_every_name_has_a_safe_one() {
    assert!(NAMES.len() >= 80);
    for (sent, expected) in NAMES {
        let name = FileName::from_sent(sent);
        assert_eq!(name.as_str(), *expected, "{sent:?}");
        assert_eq!(FileName::from_stored(expected), Some(name), "{sent:?}");
    }
}

#[test]
fn a_fl_3_long_names_are_cut_between_characters_and_keep_their_extension() {
    for (sent, expected) in [
        ("a".repeat(255), "a".repeat(255)),
        ("a".repeat(256), "a".repeat(255)),
        ("🎫".repeat(64), "🎫".repeat(63)),
        (
            format!("{}.pdf", "a".repeat(300)),
            format!("{}.pdf", "a".repeat(251)),
        ),
        (
            format!("{}.pdf", "é".repeat(200)),
            format!("{}.pdf", "é".repeat(125)),
        ),
        (format!("a.{}", "x".repeat(300)), format!("a.{}", "x".repeat(253))),
        // What is cut off must not leave a dot or a space at the end.
        (
            format!("{}. {}", "a".repeat(253), "b".repeat(40)),
            "a".repeat(253),
        ),
        (
            format!("con.{}", "x".repeat(300)),
            format!("_con.{}", "x".repeat(250)),
        ),
    ] {
        assert_eq!(FileName::from_sent(&sent).as_str(), expected);
    }
}

#[test]
fn an_extension_has_something_on_both_sides() {
    for (name, extension) in [
        ("a.PDF", Some("pdf")),
        ("a.tar.gz", Some("gz")),
        (".pdf", None),
        ("pdf", None),
        ("a.ÄB", Some("äb")),
    ] {
        assert_eq!(
            FileName::from_sent(name).extension().as_deref(),
            extension,
            "{name}"
        );
    }
}

#[test]
fn served_names_hold_no_punctuation() {
    for (name, served) in [
        ("screen shot(1).png", "screen_shot1.png"),
        ("a b  c.txt", "a_b__c.txt"),
        ("Übersicht.pdf", "Übersicht.pdf"),
        ("a-b_c.d", "a-b_c.d"),
        ("$(reboot)", "reboot"),
        ("(.x)", "x"),
        ("!!!", "file"),
        ("🎫.png", "png"),
        ("a%2fb", "a2fb"),
        ("(con)", "_con"),
    ] {
        let served_name = FileName::from_sent(name).served();
        assert_eq!(served_name.as_str(), served, "{name}");
        assert_eq!(ServedName::parse(served), Some(served_name));
    }
    for bad in ["", "..", "a b", "a/b", ".x", "a\"b", "con"] {
        assert_eq!(ServedName::parse(bad), None, "{bad:?}");
    }
}

#[test]
fn another_name_has_seven_characters_before_the_extension() {
    let name = |text: &str| FileName::from_sent(text).served();
    assert_eq!(name("a.png").another(0).as_str(), "a_AAAAAAA.png");
    assert_eq!(name("a").another(u64::MAX).as_str().len(), 9);
    let long = name(&format!("{}.png", "é".repeat(200))).another(7);
    assert!(long.as_str().len() <= FileName::MAX_BYTES && long.as_str().ends_with("_HAAAAAA.png"));
}

proptest! {
    #[test]
    fn a_fl_3_whatever_is_sent_becomes_safe_and_stays_it(sent in "(\\PC|[\\x00-\\x1f./\\\\\" ]|[\u{300}-\u{310}\u{200b}-\u{202e}]){0,300}", chance: u64) {
        let name = FileName::from_sent(&sent);
        let text = name.as_str();
        prop_assert!((1..=FileName::MAX_BYTES).contains(&text.len()));
        prop_assert!(!text.contains(['/', '\\', '"', '\0', '\r', '\n']));
        prop_assert!(!text.starts_with('.') && !text.ends_with(['.', ' ']));
        let again = FileName::from_sent(text);
        prop_assert_eq!(again.as_str(), text);
        let served = name.served();
        prop_assert_eq!(ServedName::parse(served.as_str()), Some(served.clone()));
        prop_assert!(ServedName::parse(served.another(chance).as_str()).is_some());
    }
}
