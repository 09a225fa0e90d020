use super::*;

const GOOD: &str = r#"
issuer = "https://localhost:8443/"
listen = "127.0.0.1:8443"
data_dir = "data"

[[users]]
id = "auth0|hanna"
name = "Hanna Herwitz"

[[clients]]
client_id = "bank-agent"
name = "Bank Agent"
client_secret = "a secret of enough length"

[[apis]]
identifier = "urn:my-api"
scopes = ["pay"]
authorization_details = [{ type = "money_transfer" }]
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
    assert_eq!(config.tls, Tls::SelfSigned);
    assert_eq!(config.limits.pushes_per_user_per_minute, 5);
    assert_eq!(config.signing_algorithm, Algorithm::RS256, "as Auth0's");
    assert!(config.directory.detail_type("urn:my-api", "money_transfer").is_some());
}

/// The shape that is promised to operators, with everything in it.
#[test]
fn the_documented_file_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    file("secret", "a secret from a file, of good length\n");
    file("payment.json", r#"{"type": "object", "properties": {"amount": {"type": "string"}}, "required": ["amount"]}"#);
    let text = r#"
issuer = "https://localhost:8443/"
listen = "127.0.0.1:8443"
data_dir = "./data"
compatibility = "auth0"
[tls]
mode = "self-signed"
[[users]]
id = "auth0|alice"
email = "alice@example.com"
email_verified = true
name = "Alice"
user_code = "1234"
[[clients]]
client_id = "ledger-agent"
client_secret_file = "secret"
name = "Ledger Agent"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["urn:openid:params:grant-type:ciba", "refresh_token"]
backchannel_token_delivery_mode = "poll"
jwks = { keys = [] }
authorization_details_types = ["payment"]
async_approval_notification_channels = ["guardian-push"]
[[apis]]
identifier = "https://api.example/"
scopes = ["payments:write"]
signing_alg = "RS256"
[[apis.authorization_details]]
type = "payment"
schema_file = "payment.json"
"#;
    let config = Config::parse(text, &folder.path().join("waxseal.toml")).unwrap();
    let client = &config.directory.clients[&"ledger-agent".into()];
    let expected = waxseal_protocol::ids::sha256_base64url(b"a secret from a file, of good length");
    assert!(client.secret.as_ref().unwrap().sha256.matches(expected.as_bytes()));
    let payment = config.directory.detail_type("https://api.example/", "payment").unwrap();
    let validator = payment.validator.as_ref().unwrap();
    assert!(validator.is_valid(&serde_json::json!({"type": "payment", "amount": "1"})));
    assert!(!validator.is_valid(&serde_json::json!({"type": "payment", "amount": "1", "more": 1})), "unknown member");
    assert_eq!(
        config.directory.users_by_email("ALICE@example.com"),
        [waxseal_protocol::ids::UserId::from("auth0|alice")]
    );
}

#[test]
fn the_environment_overrides_scalars() {
    let environment = |name: &str| match name {
        "WAXSEAL_LISTEN" => Some("127.0.0.1:9000".to_owned()),
        "WAXSEAL_LIMITS_PENDING" => Some("7".to_owned()),
        "WAXSEAL_TLS_MODE" => Some("off".to_owned()),
        "WAXSEAL_CHANNELS_GUARDIAN_PUSH" => Some("false".to_owned()),
        _ => None,
    };
    let config = Config::read(GOOD, Path::new("waxseal.toml"), &environment).unwrap();
    assert_eq!(config.listen.port(), 9000);
    assert_eq!(config.limits.pending, 7);
    assert_eq!(config.tls, Tls::Off);
    assert!(!config.channels.guardian_push);
    let warnings = config.warnings(&config.directory, false);
    assert!(warnings.contains(&"limits.pending is what WAXSEAL_LIMITS_PENDING says, not the file".to_owned()));
    assert_eq!(config.overrides.len(), 4);
}

#[test]
fn what_is_wrong_in_the_environment_is_not_blamed_on_the_file() {
    let environment = |name: &str| (name == "WAXSEAL_LISTEN").then(|| "nowhere".to_owned());
    let Err(ConfigError::Invalid { problems, .. }) = Config::read(GOOD, Path::new("waxseal.toml"), &environment) else {
        panic!("it is wrong")
    };
    assert!(problems[0].key == "listen" && problems[0].message.contains("WAXSEAL_LISTEN"), "{problems:?}");
}

#[test]
fn what_is_no_toml_is_named_with_its_line() {
    let (line, _, message) = only("issuer = \"https://x/\nlisten = 3\n");
    assert_eq!(line, 1);
    assert!(!message.is_empty());
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let (line, key, message) = only(&GOOD.replace("data_dir = \"data\"", "data_dir = \"data\"\nisuer = \"x\""));
    assert_eq!((line, key.as_str()), (5, "isuer"));
    assert!(message.contains("isuer"), "{message}");
    let (line, key, _) = only(&GOOD.replace("name = \"Bank Agent\"", "title = \"Bank Agent\""));
    assert_eq!((line, key.as_str()), (12, "clients[0].title"));
}

#[test]
fn each_problem_names_key_and_line() {
    for (from, to, line, key) in [
        ("https://localhost:8443/", "http://localhost:8443/", 2, "issuer"),
        ("https://localhost:8443/", "https://localhost:8443", 2, "issuer"),
        ("https://localhost:8443/", "https://localhost:8443/a/", 2, "issuer"),
        ("127.0.0.1:8443", "localhost", 3, "listen"),
        ("auth0|hanna", "", 7, "users[0].id"),
        ("a secret of enough length", "", 13, "clients[0].client_secret"),
        ("Bank Agent", " ", 12, "clients[0].name"),
        ("[\"pay\"]", "[\"pay me\"]", 17, "apis[0].scopes"),
    ] {
        let (found_line, found_key, _) = only(&GOOD.replace(from, to));
        assert_eq!((found_line, found_key.as_str()), (line, key), "{to}");
    }
}

/// RFC 8414 2.
#[test]
fn an_issuer_has_no_query_and_no_fragment() {
    for issuer in [
        "https://localhost:8443/?tenant=a",
        "https://localhost:8443/?",
        "https://localhost:8443/#a",
        "https://localhost:8443/#",
        "https://localhost:8443?tenant=/",
    ] {
        let (line, key, message) = only(&GOOD.replace("https://localhost:8443/", issuer));
        assert_eq!((line, key.as_str()), (2, "issuer"), "{issuer}");
        assert!(message.contains("query") && message.contains("fragment"), "{issuer}: {message}");
    }
}

#[test]
fn clients_have_what_their_method_needs() {
    let with = |line: &str| only(&GOOD.replace("client_secret = \"a secret of enough length\"", line)).1;
    assert_eq!(with(""), "clients[0].client_secret");
    assert_eq!(with("token_endpoint_auth_method = \"private_key_jwt\""), "clients[0].jwks");
    assert_eq!(with("token_endpoint_auth_method = \"tls_client_auth\""), "clients[0].tls_client_auth_subject_dn");
    let two = "tls_client_auth_subject_dn = \"CN=a\"\ntls_client_auth_san_dns = \"a.example\"";
    let two = format!("token_endpoint_auth_method = \"tls_client_auth\"\n{two}");
    assert_eq!(with(&two), "clients[0].tls_client_auth_subject_dn");
    assert_eq!(
        with("client_secret = \"a long enough secret\"\nbackchannel_token_delivery_mode = \"ping\""),
        "clients[0].backchannel_client_notification_endpoint"
    );
    assert_eq!(
        with("client_secret = \"a long enough secret\"\ngrant_types = [\"password\"]"),
        "clients[0].grant_types"
    );
    assert_eq!(
        with("client_secret = \"short\"\ntoken_endpoint_auth_method = \"client_secret_jwt\""),
        "clients[0].client_secret"
    );
    assert_eq!(with("client_secret_file = \"/nowhere\""), "clients[0].client_secret_file");
}

#[test]
fn all_problems_are_reported_at_once() {
    let twice = format!(
        "{GOOD}\n[[clients]]\nclient_id = \"bank-agent\"\nclient_secret = \"another secret of mine\"\n[lifetimes]\nrequest_seconds = 0\n"
    );
    let keys: Vec<String> = problems(&twice).into_iter().map(|(_, key, _)| key).collect();
    assert_eq!(keys, ["clients[1].client_id", "lifetimes.request_seconds"]);
}

#[test]
fn plain_http_stays_on_loopback() {
    let off = GOOD.replace("data_dir = \"data\"", "data_dir = \"data\"\ntls = { mode = \"off\" }");
    assert_eq!(only(&off.replace("127.0.0.1:8443", "0.0.0.0:8443")).1, "listen");
    assert!(Config::parse(&off.replace("https://", "http://"), Path::new("waxseal.toml")).is_ok());
    assert_eq!(only(&off.replace("https://localhost", "http://example.com")).1, "issuer");
}

#[test]
fn test_keys_are_taken_on_loopback_unless_the_file_says_otherwise() {
    let allowed = |text: &str| Config::parse(text, Path::new("waxseal.toml")).unwrap().allow_test_keys;
    let public = GOOD.replace("https://localhost:8443/", "https://approve.example/");
    assert!(allowed(GOOD) && !allowed(&public));
    assert!(!allowed(&format!("{GOOD}[devices]\nallow_test_keys = false\n")));
    assert!(allowed(&format!("{public}[devices]\nallow_test_keys = true\n")));
    assert_eq!(only(&format!("{GOOD}[devices]\nallow_keys = true\n")).1, "devices.allow_keys");
}

#[test]
fn the_message_reads_like_a_compiler_error() {
    let error = Config::parse(&GOOD.replace("127.0.0.1:8443", "x"), Path::new("waxseal.toml")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "waxseal.toml has 1 problem(s):\n  waxseal.toml:3: listen: \"x\" is not an address like \"127.0.0.1:8443\""
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_named_by_its_key() {
    let (line, key, message) = only(&GOOD.replace("name = \"Bank Agent\"", "name = 7"));
    assert_eq!((line, key.as_str()), (12, "clients[0].name"));
    assert!(message.contains("expected a string"), "{message}");
    let (line, key, _) = only(&format!("{GOOD}[lifetimes]\nheartbeat_seconds = \"15\"\n"));
    assert_eq!((line, key.as_str()), (20, "lifetimes.heartbeat_seconds"));
}

#[test]
fn a_digest_is_one_and_a_short_maximum_shortens_the_default() {
    let digest = "!".repeat(43);
    let text =
        GOOD.replace("client_secret = \"a secret of enough length\"", &format!("client_secret_sha256 = \"{digest}\""));
    assert_eq!(only(&text).1, "clients[0].client_secret_sha256");
    let text = format!("{GOOD}[lifetimes]\nmax_request_seconds = 60\n");
    let config = Config::parse(&text, Path::new("waxseal.toml")).unwrap();
    assert_eq!(config.lifetimes.request, Duration::from_mins(1));
}

#[test]
fn pairwise_clients_have_keys_and_show_that_they_are_theirs() {
    let pairwise = |lines: &str| {
        let lines = format!("client_secret = \"a secret of enough length\"\nsubject_type = \"pairwise\"\n{lines}");
        GOOD.replace("client_secret = \"a secret of enough length\"", &lines)
    };
    let keys = |text: &str| problems(text).into_iter().map(|(_, key, _)| key).collect::<Vec<_>>();
    let keys_at = "jwks_uri = \"https://agent.example/jwks\"";
    let signs = "backchannel_authentication_request_signing_alg = \"ES256\"";
    assert_eq!(keys(&pairwise(signs)), ["clients[0].jwks_uri"]);
    assert_eq!(keys(&pairwise(keys_at)), ["clients[0].token_endpoint_auth_method"]);
    for proof in [
        signs,
        "token_endpoint_auth_method = \"private_key_jwt\"",
        "token_endpoint_auth_method = \"self_signed_tls_client_auth\"",
    ] {
        let text = pairwise(&format!("{keys_at}\n{proof}"));
        assert!(Config::parse(&text, Path::new("waxseal.toml")).is_ok(), "{proof}");
    }
    let sector = "sector_identifier_uri = \"http://agent.example/sector\"";
    assert_eq!(keys(&pairwise(&format!("{keys_at}\n{signs}\n{sector}"))), ["clients[0].sector_identifier_uri"]);
    // In push mode, the notification endpoint stands for the keys.
    let pushed = "backchannel_token_delivery_mode = \"push\"\n\
                  backchannel_client_notification_endpoint = \"https://agent.example/told\"";
    assert!(Config::parse(&pairwise(pushed), Path::new("waxseal.toml")).is_ok());
}

#[test]
fn no_api_has_the_name_of_something_else() {
    let issuer = "https://localhost:8443/";
    let taken = [issuer, "https://localhost:8443/userinfo", "https://localhost:8443/api/v2/", "bank-agent"];
    for identifier in taken {
        let text = format!("{GOOD}\n[[apis]]\nidentifier = \"{identifier}\"\n");
        let keys: Vec<String> = problems(&text).into_iter().map(|(_, key, _)| key).collect();
        let index = GOOD.matches("[[apis]]").count();
        assert_eq!(keys, [format!("apis[{index}].identifier")], "{identifier}");
    }
}

#[test]
fn a_mistyped_member_of_a_type_is_named_with_its_line() {
    let written = "[[apis.authorization_details]]\ntype = \"deployment\"\nsecond_approver = [\"auth0|hanna\"]\n";
    let text = GOOD.replace("authorization_details = [{ type = \"money_transfer\" }]\n", written);
    let (line, key, message) = only(&text);
    assert_eq!(key, "apis[0].authorization_details[0].second_approver");
    assert_eq!(text.lines().nth(line - 1), Some("second_approver = [\"auth0|hanna\"]"));
    let known = "unknown key; known are type, schema, covers, narrowing, second_approvers, schema_file";
    assert_eq!(message, known);
}

#[test]
fn a_type_that_is_written_twice_is_refused() {
    let twice = "[{ type = \"deployment\", second_approvers = [\"auth0|hanna\"] }, { type = \"deployment\" }]";
    let (_, key, message) = only(&GOOD.replace("[{ type = \"money_transfer\" }]", twice));
    assert_eq!(key, "apis[0].authorization_details");
    assert_eq!(message, "the type \"deployment\" appears twice");
}
