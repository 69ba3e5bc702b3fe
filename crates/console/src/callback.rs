//! Where one goes after signing in: somewhere here, whatever a link says.

/// The longest that is kept.
const MOST: usize = 6 * 1024;

/// The path with its query string, if `text` leads to our own `origin`. It begins with a single `/`, so that no
/// browser can take it for another host.
pub(crate) fn safe(text: &str, origin: &str) -> Option<String> {
    let local = if text.starts_with('/') {
        text
    } else {
        text.strip_prefix(origin)?
    };
    let path = local.strip_prefix('/')?;
    let good = local.len() <= MOST
        && !path.starts_with('/')
        && local
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#'))
        && !hides_control(local);
    good.then(|| local.to_owned())
}

/// Whether a control character is written with a percent sign. No page of ours needs one.
pub(crate) fn hides_control(text: &str) -> bool {
    text.split('%').skip(1).any(|after| {
        let code = after
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        code.is_some_and(|code| code.is_ascii_control())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "https://tickets.example";

    #[test]
    fn paths_and_our_own_addresses_are_taken() {
        for (text, path) in [
            ("/", "/"),
            ("/auth/account", "/auth/account"),
            ("/a?b=c&d=%2F%2Fevil", "/a?b=c&d=%2F%2Fevil"),
            ("https://tickets.example/", "/"),
            (
                "https://tickets.example/auth/mobile/handoff?redirect=alga%3A%2F%2Fauth%2Fcallback&state=a.b.c",
                "/auth/mobile/handoff?redirect=alga%3A%2F%2Fauth%2Fcallback&state=a.b.c",
            ),
            ("/a?next=https://evil.example", "/a?next=https://evil.example"),
        ] {
            assert_eq!(safe(text, ORIGIN).as_deref(), Some(path), "{text}");
        }
    }

    #[test]
    fn nothing_leads_elsewhere() {
        let long = format!("/{}", "a".repeat(8 * 1024));
        for text in [
            "",
            "evil",
            "//evil",
            "///evil",
            "/\\evil",
            "\\/evil",
            "\\\\evil",
            "/a\\b",
            "https:evil",
            "https:/evil",
            "https:///evil",
            "https://evil.example/",
            "https://tickets.example",
            "https://tickets.example.evil/",
            "https://tickets.example@evil/",
            "https://tickets.example:444/",
            "https://tickets.example:443/",
            "https://tickets.example.",
            "https://tickets.example./",
            "https://tickets.example//evil",
            "https://tickets.example\\@evil/",
            "https://robin@tickets.example/",
            "https://robin:secret@tickets.example/",
            "http://tickets.example/",
            "HTTPS://tickets.example/",
            "https://TICKETS.example/",
            "https://tickets\u{2024}example/",
            "https://t\u{456}ckets.example/",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "alga://auth/callback",
            " /auth/account",
            "\t//evil",
            "/\t/evil",
            "/a b",
            "/a\r\nset-cookie: x=y",
            "/a%0d%0aset-cookie:%20x=y",
            "/a%0D%0A",
            "/a%00",
            "/a%7f",
            "/a\u{e4}",
            "/a#b",
            &long,
        ] {
            assert_eq!(safe(text, ORIGIN), None, "{text}");
        }
    }
}
