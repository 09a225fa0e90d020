use super::*;

const GOOD: &str = r#"
[server]
issuer = "https://localhost:8443/"
listen = "127.0.0.1:8443"
data_dir = "data"

[[users]]
id = "auth0|hanna"
name = "Hanna Herwitz"

[[clients]]
id = "bank-agent"
name = "Bank Agent"
secret = "a secret of enough length"

[[apis]]
audience = "urn:my-api"
scopes = ["pay"]
authorization_details_types = ["money_transfer"]
"#;

fn problems(text: &str) -> Vec<(usize, String, String)> {
    match Config::parse(text, Path::new("/etc/waxseal/waxseal.toml")) {
        Ok(_) => Vec::new(),
        Err(ConfigError::Invalid { problems, .. }) => {
            problems.into_iter().map(|problem| (problem.line, problem.key, problem.message)).collect()
        }
        Err(error) => panic!("{error}"),
    }
}

fn only(text: &str) -> (usize, String, String) {
    let mut found = problems(text);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_good_file_has_defaults_and_paths_from_its_folder() {
    let config = Config::parse(GOOD, Path::new("/etc/waxseal/waxseal.toml")).unwrap();
    assert_eq!(config.lifetimes.request, Duration::from_mins(5));
    assert_eq!(config.data_dir, Path::new("/etc/waxseal/data"));
    assert_eq!(config.url("/bc-authorize"), "https://localhost:8443/bc-authorize");
    assert_eq!(config.tls, Tls::Embedded);
}

#[test]
fn what_is_no_toml_is_named_with_its_line() {
    let (line, _, message) = only("[server]\nissuer = \"https://x/\nlisten = 3\n");
    assert_eq!(line, 2);
    assert!(!message.is_empty());
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let (line, _, message) = only(&GOOD.replace("data_dir = \"data\"", "data_dir = \"data\"\nisuer = \"x\""));
    assert_eq!(line, 6);
    assert!(message.contains("isuer"), "{message}");
}

#[test]
fn each_problem_names_key_and_line() {
    for (from, to, line, key) in [
        ("https://localhost:8443/", "http://localhost:8443/", 3, "server.issuer"),
        ("https://localhost:8443/", "https://localhost:8443", 3, "server.issuer"),
        ("https://localhost:8443/", "https://localhost:8443/a/", 3, "server.issuer"),
        ("127.0.0.1:8443", "localhost", 4, "server.listen"),
        ("auth0|hanna", "", 8, "users[0].id"),
        ("a secret of enough length", "short", 14, "clients[0].secret"),
        ("Bank Agent", " ", 13, "clients[0].name"),
        ("[\"pay\"]", "[\"pay me\"]", 18, "apis[0].scopes"),
    ] {
        let (found_line, found_key, _) = only(&GOOD.replace(from, to));
        assert_eq!((found_line, found_key.as_str()), (line, key));
    }
}

#[test]
fn all_problems_are_reported_at_once() {
    let twice =
        format!("{GOOD}\n[[clients]]\nid = \"bank-agent\"\nname = \"Other\"\n[lifetimes]\nrequest_seconds = 0\n");
    let keys: Vec<String> = problems(&twice).into_iter().map(|(_, key, _)| key).collect();
    assert_eq!(keys, ["clients[1].secret", "clients[1].id", "lifetimes.request_seconds"]);
}

#[test]
fn plain_http_stays_on_loopback() {
    let text = GOOD
        .replace("127.0.0.1:8443", "0.0.0.0:8443")
        .replace("data_dir = \"data\"", "data_dir = \"data\"\ntls = { mode = \"proxy\" }");
    assert_eq!(only(&text).1, "server.listen");
}

#[test]
fn the_message_reads_like_a_compiler_error() {
    let error = Config::parse(&GOOD.replace("127.0.0.1:8443", "x"), Path::new("waxseal.toml")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "waxseal.toml has 1 problem(s):\n  waxseal.toml:4: server.listen: \"x\" is not an address like \"127.0.0.1:8443\""
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_named_by_its_key() {
    let (line, key, message) = only(&GOOD.replace("name = \"Bank Agent\"", "name = 7"));
    assert_eq!((line, key.as_str()), (13, "clients[0].name"));
    assert!(message.contains("expected a string"), "{message}");
    let (line, key, _) = only(&format!("{GOOD}[lifetimes]\nheartbeat_seconds = \"15\"\n"));
    assert_eq!((line, key.as_str()), (21, "lifetimes.heartbeat_seconds"));
}

#[test]
fn a_digest_is_one_and_a_short_maximum_shortens_the_default() {
    let digest = "!".repeat(43);
    let text = GOOD.replace("secret = \"a secret of enough length\"", &format!("secret_sha256 = \"{digest}\""));
    assert_eq!(only(&text).1, "clients[0].secret_sha256");
    let text = format!("{GOOD}[lifetimes]\nmax_request_seconds = 60\n");
    let config = Config::parse(&text, Path::new("waxseal.toml")).unwrap();
    assert_eq!(config.lifetimes.request, Duration::from_mins(1));
}
