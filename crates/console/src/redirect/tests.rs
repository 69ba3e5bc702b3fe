use super::*;

fn rules() -> RedirectRules {
    RedirectRules {
        https_hosts: vec!["allowed.example".to_owned()],
        ..RedirectRules::default()
    }
}

fn is_taken(text: &str) -> bool {
    Redirect::parse(text, &rules()).is_some()
}

#[test]
fn the_apps_own_addresses_are_taken() {
    for text in [
        "alga://auth/callback",
        "ALGA://auth/callback",
        "Exp://192.168.1.5:8081/--/auth/callback",
        "exp://[::1]:8081/--/auth/callback",
        "exp://u.expo.example/--/auth/callback",
        "alga://tenant/auth/callback",
        "alga://auth/callback?from=app&ott=old",
        "https://allowed.example/auth/callback",
        "HTTPS://Allowed.EXAMPLE/auth/callback",
        "https://allowed.example:443/app/auth/callback",
    ] {
        assert!(is_taken(text), "{text}");
    }
}

#[test]
fn nothing_else_is_taken() {
    let long = format!("alga://auth/callback?x={}", "a".repeat(8 * 1024));
    for text in [
        "",
        "/auth/callback",
        "//evil/auth/callback",
        "/\\evil/auth/callback",
        // Hosts that are not the listed one.
        "https://auth/callback",
        "https://evil.example/auth/callback",
        "https://allowed.example.evil/auth/callback",
        "https://evil.allowed.example/auth/callback",
        "https://allowed.example@evil/auth/callback",
        "https://allowed.example:pw@evil/auth/callback",
        "https://robin@allowed.example/auth/callback",
        "https://@allowed.example/auth/callback",
        "https://allowed.example./auth/callback",
        "https://allowed.example:444/auth/callback",
        "https://allowed.example:80/auth/callback",
        "https://allowed.example:0/auth/callback",
        "https://allowed\u{3002}example/auth/callback",
        "https://\u{430}llowed.example/auth/callback",
        "https://xn--llowed-3ve.example/auth/callback",
        "https://allowed%2eexample/auth/callback",
        "https://allowed.example\\@evil/auth/callback",
        "https://allowed.example\\.evil/auth/callback",
        // Schemes.
        "http://allowed.example/auth/callback",
        "javascript:alert(1)//auth/callback",
        "javascript://auth/callback",
        "data:text/html,//auth/callback",
        "data://auth/callback",
        "file://auth/callback",
        "app2://auth/callback",
        "alga2://auth/callback",
        "xalga://auth/callback",
        "al ga://auth/callback",
        " alga://auth/callback",
        // Not written out in full.
        "https:evil",
        "https:allowed.example/auth/callback",
        "https:/allowed.example/auth/callback",
        "https:///allowed.example/auth/callback",
        "alga:auth/callback",
        "alga:/auth/callback",
        "alga:///auth/callback",
        "alga:///callback",
        // Paths.
        "alga://auth",
        "alga://auth/",
        "alga://cb",
        "alga://cb.evil",
        "alga://auth.evil/callback",
        "alga://auth:8080/callback",
        "alga://evil/callback",
        "alga://AUTH/callback",
        "alga://auth/callback/",
        "alga://auth/Callback",
        "alga://auth/callbackx",
        "alga://auth/x/callback",
        "alga://evil/xauth/callback",
        "alga://cb/../x",
        "alga://auth/x/../callback",
        "alga://auth/../auth/callback",
        "alga://auth/./callback",
        "alga://auth/%2e%2e/auth/callback",
        "alga://auth/c%61llback",
        "alga://auth/x%2Fauth/callback",
        "alga://evil?/auth/callback",
        "alga://evil/?x=/auth/callback",
        // What is left out, hidden or appended.
        "alga://auth/callback#frag",
        "alga://auth/callback?x#frag",
        "alga://auth/callback\r\nset-cookie: x=y",
        "alga://auth/callback?x=\r\n",
        "alga://auth/callback%0d%0aset-cookie:%20x=y",
        "alga://auth/callback?x=%0d%0aset-cookie:%20x=y",
        "alga://auth/callback?x=%00",
        "alga://auth\t/callback",
        "al\nga://auth/callback",
        "alga://auth/callback?x=\u{e4}",
        &long,
    ] {
        assert!(!is_taken(text), "{text}");
    }
}

#[test]
fn no_host_may_be_reached_by_https_unless_it_is_listed() {
    let rules = RedirectRules::default();
    assert_eq!(Redirect::parse("https://auth/callback", &rules), None);
    assert_eq!(
        Redirect::parse("https://allowed.example/auth/callback", &rules),
        None
    );
}

#[test]
fn what_we_say_overwrites_what_the_address_says_and_all_else_survives() {
    let text = "alga://auth/callback?ott=1&a=b%26c&state=2&error=3&ott=4&a=d";
    let redirect = Redirect::parse(text, &rules()).unwrap();
    assert_eq!(
        redirect.with_token("tok-_en", "x.y&z=\u{e4}\r\n"),
        "alga://auth/callback?a=b%26c&a=d&ott=tok-_en&state=x.y%26z%3D%C3%A4%0D%0A"
    );
    assert_eq!(
        redirect.with_error("rate_limited", "s"),
        "alga://auth/callback?a=b%26c&a=d&error=rate_limited&state=s"
    );
    let bare = Redirect::parse("exp://192.168.1.5:8081/--/auth/callback", &rules()).unwrap();
    assert_eq!(
        bare.with_token("t", "s"),
        "exp://192.168.1.5:8081/--/auth/callback?ott=t&state=s"
    );
}
