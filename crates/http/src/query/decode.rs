//! `application/x-www-form-urlencoded`, with texts that are not UTF-8 refused instead of mended.

/// The names and values of a query string or a form, in order; a value that is not UTF-8 is nothing. A name that is not
/// UTF-8 names nothing known and is passed over.
pub(crate) fn pairs(query: &str) -> Vec<(String, Option<String>)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((text(name)?, text(value)))
        })
        .collect()
}

/// A percent sign that two hexadecimal digits do not follow stands for itself.
fn text(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let byte = match (first, after) {
            (b'+', _) => b' ',
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    high * 16 + low
                }
                _ => b'%',
            },
            (plain, _) => plain,
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

const fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_decoded() {
        for (encoded, meant) in [
            ("", ""),
            ("a+b%20c", "a b c"),
            ("%C3%bc", "ü"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%2525", "%25"),
            ("%00", "\0"),
            ("%2B%26%3D", "+&="),
        ] {
            assert_eq!(text(encoded).as_deref(), Some(meant), "{encoded}");
        }
        for broken in ["%ff", "%c3", "%ed%a0%80", "%f8%88%80%80%80"] {
            assert_eq!(text(broken), None, "{broken}");
        }
    }

    #[test]
    fn values_that_are_not_utf_8_are_nothing() {
        let read = pairs("a=1&&b&c=%ff&%ff=2&d=x=y");
        let expected = [("a", Some("1")), ("b", Some("")), ("c", None), ("d", Some("x=y"))];
        assert_eq!(
            read,
            expected.map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned)))
        );
    }
}
