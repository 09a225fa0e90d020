use super::*;

fn kinds(text: &str) -> Vec<String> {
    let found = serde_json::to_value(host(text).suspicions).unwrap();
    found.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn honest_hosts_are_shown_as_they_read() {
    for (text, shown) in [
        ("bank.example", "bank.example"),
        ("https://Bank.Example/path?q=a@b", "bank.example"),
        ("https://bücher.example", "bücher.example"),
        ("https://xn--bcher-kva.example", "bücher.example"),
        ("https://пример.рф", "пример.рф"),
        ("https://пример.срб", "пример.срб"),
        ("https://例え.テスト", "例え.テスト"),
        ("https://abc日本.example", "abc日本.example"),
        ("https://한국.example", "한국.example"),
        ("https://דוגמה.example", "דוגמה.example"),
        ("localhost:8080", "localhost"),
        ("//bank.example/x", "bank.example"),
        ("bank.example.", "bank.example."),
    ] {
        let host = host(text);
        assert_eq!((host.shown.text.as_str(), host.shown.altered, host.suspicions), (shown, false, vec![]), "{text}");
    }
}

#[test]
fn deceptive_hosts_are_shown_in_a_labels() {
    for (text, a_label, kind) in [
        ("https://аррӏе.com/", "xn--80ak6aa92e.com", Some("whole_script_confusable")),
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com", Some("whole_script_confusable")),
        ("https://pаypal.example/", "xn--pypal-4ve.example", Some("mixed_scripts")),
        // Two labels of two scripts; a letter that is only a form of another; a slash that is none.
        ("https://пример.ελλάδα.example", "xn--e1afmkfd.xn--hxakic4aa.example", Some("mixed_scripts")),
        ("https://ɡoogle.example/", "xn--oogle-qmc.example", Some("disguised_letters")),
        ("https://bank.example⁄pay.evil.example/", "bank.xn--examplepay-896e.evil.example", Some("ambiguous_address")),
        ("https://✅.example/", "xn--0bi.example", Some("emoji")),
        ("https://yıldız.example/", "xn--yldz-lzac.example", None),
    ] {
        let found = host(text);
        assert!(found.shown.altered && found.shown.text.is_ascii(), "{text}: {found:?}");
        assert_eq!((found.shown.text.as_str(), found.a_label.as_deref()), (a_label, Some(a_label)), "{text}");
        match kind {
            Some(kind) => assert!(kinds(text).iter().any(|one| one == kind), "{text}: {found:?}"),
            None => assert_eq!(found.suspicions, [], "{text}"),
        }
    }
}

#[test]
fn the_true_host_is_found_behind_tricks() {
    for (text, shown, expected) in [
        ("https://bank.example@evil.example/", "evil.example", vec!["user_info"]),
        ("bank.example:443@evil.example/", "evil.example", vec!["user_info"]),
        ("https://bank.example%2F@evil.example/", "evil.example", vec!["user_info"]),
        ("https://@evil.example/", "evil.example", vec!["user_info"]),
        ("https://bank.example\\@evil.example/", "bank.example", vec!["ambiguous_address"]),
        ("https:\\\\evil.example", "evil.example", vec!["ambiguous_address"]),
        ("https:evil.example", "evil.example", vec!["ambiguous_address"]),
        ("https://b%61nk.example/", "bank.example", vec!["ambiguous_address"]),
        ("https://bank。example/", "bank.example", vec!["ambiguous_address"]),
        ("https://ｂank.example/", "bank.example", vec!["ambiguous_address"]),
        ("https://ba\u{ad}nk.example/", "bank.example", vec!["invisible", "ambiguous_address"]),
        ("https://ba\tnk.example/", "bank.example", vec!["invisible", "ambiguous_address"]),
        ("http://bank.example/", "bank.example", vec!["not_https"]),
        ("ssh://git@code.example/x", "code.example", vec!["user_info", "not_https"]),
        ("app://B%C3%BCcher.example", "bücher.example", vec!["not_https", "ambiguous_address"]),
        ("file://server.example/etc", "server.example", vec!["not_https"]),
    ] {
        assert_eq!(
            (host(text).shown.text.as_str(), kinds(text)),
            (shown, expected.into_iter().map(str::to_owned).collect()),
            "{text:?}"
        );
    }
}

#[test]
fn addresses_without_a_host_say_so() {
    for (text, expected) in [
        ("javascript:alert(1)", vec!["not_https", "no_host"]),
        ("java\nscript:alert(1)", vec!["invisible", "not_https", "no_host"]),
        ("javascript://bank.example/%0aalert(1)", vec!["not_https", "no_host"]),
        ("data:text/html,https://bank.example", vec!["not_https", "no_host"]),
        ("file:///etc/passwd", vec!["not_https", "no_host"]),
        ("blob:https://bank.example/1", vec!["not_https", "no_host"]),
        ("", vec!["unreadable_address"]),
        ("/etc/passwd", vec!["unreadable_address"]),
        ("https://", vec!["unreadable_address"]),
        ("two words", vec!["unreadable_address"]),
        ("https://xn--a-.example", vec!["unreadable_address"]),
    ] {
        let found = host(text);
        assert_eq!(kinds(text), expected, "{text:?}");
        assert_eq!((found.shown, found.a_label), (scrub_identity(text), None), "{text:?}");
    }
}

#[test]
fn network_addresses_are_made_canonical() {
    for (text, shown, expected) in [
        ("https://192.0.2.7/", "192.0.2.7", vec!["ip_address"]),
        ("https://[2001:db8::1]:8443/", "[2001:db8::1]", vec!["ip_address"]),
        ("https://3221225991/", "192.0.2.7", vec!["ip_address", "ambiguous_address"]),
        ("https://0xc0.0.2.7/", "192.0.2.7", vec!["ip_address", "ambiguous_address"]),
    ] {
        assert_eq!(
            (host(text).shown.text.as_str(), kinds(text)),
            (shown, expected.into_iter().map(str::to_owned).collect()),
            "{text}"
        );
    }
    assert_eq!(host("https://[2001:db8::1]:8443/").port, Some(8443));
    assert_eq!(host("https://bank.example:443/").port, None);
}

#[test]
fn nothing_of_an_address_without_host_is_hidden() {
    let found = host("data:text/html,\u{202e}x");
    assert_eq!(found.shown.text, "data:text/html,⟦U+202E⟧x");
}
