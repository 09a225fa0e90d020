//! What is asked for: `authorization_details` (RFC 9396), from the request to the tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::scene::{Pair, Reply, Scene, claims, client, inline, with, without};

/// A payment with an amount that no double holds.
const PAYMENT: &str = r#"[{"type":"payment","amount":{"value":12345678901234567.10,"currency":"EUR"},"payee":"Ada","actions":["initiate","status"]}]"#;
const SMALLER: &str =
    r#"[{"type":"payment","amount":{"value":99.50,"currency":"EUR"},"payee":"Ada","actions":["initiate"]}]"#;
const LARGER: &str = r#"[{"type":"payment","amount":{"value":12345678901234567.11,"currency":"EUR"},"payee":"Ada","actions":["initiate"]}]"#;
const OTHER_PAYEE: &str =
    r#"[{"type":"payment","amount":{"value":1,"currency":"EUR"},"payee":"Bob","actions":["initiate"]}]"#;
const MORE_ACTIONS: &str =
    r#"[{"type":"payment","amount":{"value":1,"currency":"EUR"},"payee":"Ada","actions":["initiate","cancel"]}]"#;
const TWICE: &str = r#"[{"type":"payment","amount":{"value":1,"currency":"EUR"},"payee":"Ada","actions":["initiate"]},{"type":"payment","amount":{"value":1,"currency":"EUR"},"payee":"Ada","actions":["initiate"]}]"#;
const REPORT: &str = r#"[{"type":"report","of":"2026"}]"#;

fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "amount": {
                "type": "object",
                "properties": {"value": {"type": "number"}, "currency": {"type": "string"}},
                "required": ["value", "currency"],
                "additionalProperties": false,
            },
            "payee": {"type": "string"},
            "actions": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["amount", "payee"],
    })
}

/// An API with a type that has a schema and can be narrowed, and one that has and can neither.
async fn scene() -> Scene {
    let schema = inline(&schema());
    let api = format!(
        "[[apis]]\nidentifier = \"urn:bank\"\nscopes = [\"pay\"]\n\
         [[apis.authorization_details]]\ntype = \"payment\"\nschema = {schema}\n\
         covers = {{ at_most = [\"/amount/value\"], subset = [\"/actions\"] }}\nnarrowing = true\n\
         [[apis.authorization_details]]\ntype = \"report\"\n"
    );
    Scene::with(api + &client("report-agent", "authorization_details_types = [\"report\"]")).await
}

fn asking(scene: &Scene, details: impl Into<String>) -> Vec<Pair> {
    let form = with(&scene.request("bank-agent"), "audience", "urn:bank");
    with(&with(&form, "scope", "openid pay offline_access"), "authorization_details", details)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The payload of a token, as it was written.
fn payload(token: &Value) -> String {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn narrowed_at(details: &str) -> [Pair; 1] {
    [("authorization_details", details.to_owned())]
}

#[tokio::test]
async fn a_type_is_known_to_its_api_and_allowed_to_the_client() {
    let scene = scene().await;
    let code = "invalid_authorization_details";
    let description = scene.refused(&asking(&scene, r#"[{"type":"gift"}]"#), 400, code).await;
    assert!(description.contains("gift"), "{description}");
    // A type of another API, and no API at all.
    let elsewhere = with(&with(&asking(&scene, PAYMENT), "audience", "urn:my-api"), "scope", "openid");
    scene.refused(&elsewhere, 400, code).await;
    scene.refused(&with(&without(&asking(&scene, PAYMENT), "audience"), "scope", "openid"), 400, code).await;

    let by_reporter = |details: &str| {
        let mut form = asking(&scene, details);
        form.retain(|(name, _)| !name.starts_with("client_"));
        form.extend(crate::scene::credentials("report-agent"));
        form
    };
    scene.ask(&by_reporter(REPORT)).await;
    let description = scene.refused(&by_reporter(PAYMENT), 400, code).await;
    assert!(description.contains("payment"), "{description}");
}

/// RFC 9396 2.2: the fields that all types share, for a type whose schema nobody wrote.
#[tokio::test]
async fn common_fields_have_their_form() {
    let scene = scene().await;
    let report = |field: &str| asking(&scene, format!(r#"[{{"type":"report",{field}}}]"#));
    for field in [
        r#""locations":"https://reports.example/""#,
        r#""actions":["read",1]"#,
        r#""datatypes":{"a":1}"#,
        r#""privileges":null"#,
        r#""identifier":["one"]"#,
    ] {
        let description = scene.refused(&report(field), 400, "invalid_authorization_details").await;
        let name = field.split('"').nth(1).unwrap();
        assert!(description.contains(&format!("/{name}")), "{description}");
    }
    scene.ask(&report(r#""locations":["https://reports.example/"],"actions":[],"identifier":"one","of":"2026""#)).await;
}

#[tokio::test]
async fn what_the_schema_does_not_say_is_refused_with_its_place() {
    let scene = scene().await;
    for (change, places) in [
        (r#"{"type":"payment","amount":{"value":1,"currency":"EUR"},"payee":"Ada","tip":5}"#, ["[0]", "tip"]),
        (r#"{"type":"payment","amount":{"value":1,"currency":"EUR","tip":5},"payee":"Ada"}"#, ["/amount", "tip"]),
        (r#"{"type":"payment","amount":{"value":"1","currency":"EUR"},"payee":"Ada"}"#, ["[0]", "/amount/value"]),
        (r#"{"type":"payment","amount":{"value":1,"currency":7},"payee":"Ada"}"#, ["[0]", "/amount/currency"]),
        (r#"{"type":"payment","amount":"1 EUR","payee":"Ada"}"#, ["[0]", "/amount"]),
        (r#"{"type":"payment","amount":{"value":1,"currency":"EUR"}}"#, ["[0]", "payee"]),
        (r#"{"type":"payment","amount":{"currency":"EUR"},"payee":"Ada"}"#, ["/amount", "value"]),
        (r#"{"type":"payment","amount":{"value":1,"currency":"EUR"},"payee":null}"#, ["[0]", "/payee"]),
    ] {
        let form = asking(&scene, format!("[{change}]"));
        let description = scene.refused(&form, 400, "invalid_authorization_details").await;
        assert!(places.iter().all(|place| description.contains(place)), "{description}\n{change}");
    }
    let second = PAYMENT.replace("}]", r#"},{"type":"payment","payee":"Ada"}]"#);
    let description = scene.refused(&asking(&scene, second), 400, "invalid_authorization_details").await;
    assert!(description.contains("authorization_details[1]"), "{description}");
    // What was written may be a secret: it is not told to whoever reads errors.
    let account = r#"[{"type":"payment","amount":{"value":"DE89370400440532013000","currency":"EUR"},"payee":"Ada"}]"#;
    let description = scene.refused(&asking(&scene, account), 400, "invalid_authorization_details").await;
    assert!(!description.contains("DE89"), "{description}");
}

#[tokio::test]
async fn the_array_has_its_form_and_limits() {
    let scene = scene().await;
    for details in [
        r#"{"type":"report"}"#.to_owned(),
        r#""report""#.to_owned(),
        "[]".to_owned(),
        "[1]".to_owned(),
        "[null]".to_owned(),
        r#"["report"]"#.to_owned(),
        r#"[{"of":"2026"}]"#.to_owned(),
        r#"[{"type":7}]"#.to_owned(),
        r#"[{"type":""}]"#.to_owned(),
        r#"[{"type":"report""#.to_owned(),
        "report".to_owned(),
        r#"[{"type":"report","of":"2025","of":"2026"}]"#.to_owned(),
        r#"[{"type":"report","of":{"a":1,"a":2}}]"#.to_owned(),
        format!("[{}]", vec![r#"{"type":"report"}"#; 21].join(",")),
        format!(r#"[{{"type":"report","of":"{}"}}]"#, "x".repeat(64 * 1024)),
        format!(r#"[{{"type":"report","of":{}1{}}}]"#, "[".repeat(9), "]".repeat(9)),
        format!(r#"[{{"type":"report","of":{}1{}}}]"#, "[".repeat(5_000), "]".repeat(5_000)),
        format!(r#"[{{"type":"report","of":[{}]}}]"#, vec!["1"; 500].join(",")),
    ] {
        scene.refused(&asking(&scene, details), 400, "invalid_authorization_details").await;
    }
    let most = format!("[{}]", vec![r#"{"type":"report"}"#; 20].join(","));
    scene.ask(&asking(&scene, most)).await;
    scene.ask(&asking(&scene, "")).await;
}

#[tokio::test]
async fn numbers_are_in_the_tokens_as_they_were_written() {
    let scene = scene().await;
    let form = asking(&scene, PAYMENT);
    let handle = scene.ask(&form).await;
    scene.approve().await;
    let reply = scene.redeem(&form, &handle).await;
    let written = r#""value":12345678901234567.10"#;
    assert!(reply.text.contains(written), "{}", reply.text);
    let tokens = reply.ok();
    let access_token = payload(&tokens["access_token"]);
    assert!(access_token.contains(written), "{access_token}");
    // RFC 9396 9.2: the same structure, and so the same amount.
    let mut query = crate::scene::credentials("bank-agent");
    query.push(("token", tokens["access_token"].as_str().unwrap().to_owned()));
    let reply = scene.post("oauth/introspect", &query).await;
    assert!(reply.text.contains(written), "{}", reply.text);
}

#[tokio::test]
async fn a_token_can_be_for_less_and_never_for_more() {
    let scene = scene().await;
    let form = asking(&scene, PAYMENT);
    let handle = scene.ask(&form).await;
    scene.approve().await;
    for more in [LARGER, OTHER_PAYEE, MORE_ACTIONS, TWICE, REPORT, "[]", "x"] {
        let reply = scene.redeem_with(&form, &handle, &narrowed_at(more)).await;
        reply.refusal(400, "invalid_authorization_details");
    }
    // None of that used the approval up.
    let tokens = scene.redeem_with(&form, &handle, &narrowed_at(SMALLER)).await.ok();
    assert_eq!(tokens["authorization_details"], parsed(SMALLER));
    assert_eq!(claims(&tokens["access_token"])["authorization_details"], parsed(SMALLER));
}

/// RFC 9396 5: less of something can be what its type does not have.
#[tokio::test]
async fn what_is_granted_is_still_one_of_its_type() {
    let schema = json!({
        "type": "object",
        "properties": {"amount": {"type": "number", "minimum": 1, "maximum": 1000}},
        "required": ["amount"],
    });
    let api = format!(
        "[[apis]]\nidentifier = \"urn:bank\"\nscopes = [\"pay\"]\n\
         [[apis.authorization_details]]\ntype = \"budget\"\nschema = {}\n\
         covers = {{ at_most = [\"/amount\"] }}\nnarrowing = true\n",
        inline(&schema)
    );
    let scene = Scene::with(api).await;
    let budget = |amount: &str| format!(r#"[{{"type":"budget","amount":{amount}}}]"#);
    // A schema compares doubles, and this one would be 1000.
    scene.refused(&asking(&scene, budget("1000.0000000000000000001")), 400, "invalid_authorization_details").await;
    let form = asking(&scene, budget("100"));
    let handle = scene.ask(&form).await;
    let granted = parsed(&budget("0"));
    let narrowing = |claims: &mut Value| claims["waxseal"]["granted_authorization_details"] = granted;
    assert_eq!(scene.decide(&scene.device, narrowing).await.0, StatusCode::BAD_REQUEST);
    scene.approve().await;
    let reply = scene.redeem_with(&form, &handle, &narrowed_at(&budget("0"))).await;
    reply.refusal(400, "invalid_authorization_details");
    let tokens = scene.redeem_with(&form, &handle, &narrowed_at(&budget("99.5"))).await.ok();
    let first = tokens["refresh_token"].as_str().unwrap();
    let reply = scene.refresh("bank-agent", first, &narrowed_at(&budget("0"))).await;
    reply.refusal(400, "invalid_authorization_details");
    scene.refresh("bank-agent", first, &narrowed_at(&budget("1"))).await.ok();
}

#[tokio::test]
async fn a_refreshed_token_can_be_for_less_and_never_for_more() {
    let scene = scene().await;
    let tokens = scene.tokens(&asking(&scene, PAYMENT)).await;
    let first = tokens["refresh_token"].as_str().unwrap();
    for more in [LARGER, OTHER_PAYEE, MORE_ACTIONS, TWICE] {
        let reply = scene.refresh("bank-agent", first, &narrowed_at(more)).await;
        reply.refusal(400, "invalid_authorization_details");
    }
    let tokens = scene.refresh("bank-agent", first, &narrowed_at(SMALLER)).await.ok();
    assert_eq!(tokens["authorization_details"], parsed(SMALLER));
    // One narrow token does not narrow the grant.
    let second = tokens["refresh_token"].as_str().unwrap();
    let tokens = scene.refresh("bank-agent", second, &[]).await.ok();
    assert_eq!(tokens["authorization_details"], parsed(PAYMENT));
}

#[tokio::test]
async fn what_was_granted_can_be_asked_for_in_any_order() {
    let scene = scene().await;
    let pay = |actions: &str| {
        let entry = parsed(SMALLER)[0].clone();
        let mut entry = entry.as_object().unwrap().clone();
        entry.insert("actions".to_owned(), parsed(actions));
        Value::Object(entry)
    };
    let (wide, narrow) = (pay(r#"["initiate","status"]"#), pay(r#"["initiate"]"#));
    let tokens = scene.tokens(&asking(&scene, json!([wide, narrow]).to_string())).await;
    let first = tokens["refresh_token"].as_str().unwrap();
    // The narrow one fits into both, and must leave the wide one its place.
    let turned = json!([narrow, wide]);
    let tokens = scene.refresh("bank-agent", first, &narrowed_at(&turned.to_string())).await.ok();
    assert_eq!(tokens["authorization_details"], turned);
    let second = tokens["refresh_token"].as_str().unwrap();
    let reply = scene.refresh("bank-agent", second, &narrowed_at(&json!([wide, wide]).to_string())).await;
    reply.refusal(400, "invalid_authorization_details");
}

#[tokio::test]
async fn an_approver_grants_less_where_the_type_allows_it() {
    let scene = scene().await;
    let form = asking(&scene, PAYMENT);
    let handle = scene.ask(&form).await;
    let granting = async |details: &str| {
        let granted = parsed(details);
        scene.decide(&scene.device, |claims| claims["waxseal"]["granted_authorization_details"] = granted).await
    };
    for more in [LARGER, OTHER_PAYEE, MORE_ACTIONS, TWICE, REPORT] {
        let (status, body) = granting(more).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{more}: {body}");
    }
    assert_eq!(scene.redeem(&form, &handle).await.body["error"], "authorization_pending", "nothing was decided");
    assert_eq!(granting(SMALLER).await.0, StatusCode::NO_CONTENT);
    // What the person took away cannot be had at the token endpoint.
    let reply = scene.redeem_with(&form, &handle, &narrowed_at(PAYMENT)).await;
    reply.refusal(400, "invalid_authorization_details");
    let tokens = scene.redeem(&form, &handle).await.ok();
    assert_eq!(tokens["authorization_details"], parsed(SMALLER));
    assert_eq!(claims(&tokens["access_token"])["authorization_details"], parsed(SMALLER));
    let again = scene.refresh("bank-agent", tokens["refresh_token"].as_str().unwrap(), &[]).await.ok();
    assert_eq!(again["authorization_details"], parsed(SMALLER));
}

#[tokio::test]
async fn an_approver_takes_or_leaves_a_type_without_narrowing() {
    let scene = scene().await;
    let actions = r#"[{"type":"report","actions":["read","share"]}]"#;
    scene.ask(&asking(&scene, actions)).await;
    let narrower = json!([{"type": "report", "actions": ["read"]}]);
    let narrowing = |claims: &mut Value| claims["waxseal"]["granted_authorization_details"] = narrower;
    let (status, body) = scene.decide(&scene.device, narrowing).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    assert_eq!(scene.server.open_requests(e2e::HANNA).await, 1);
    scene.approve().await;
}

/// RFC 9396 3.2: whichever parameter names the API, the details are processed alike.
#[tokio::test]
async fn details_are_the_same_with_resource_and_with_audience() {
    let scene = scene().await;
    let by_audience = asking(&scene, PAYMENT);
    let by_resource = |api: &str, details: &str| with(&without(&asking(&scene, details), "audience"), "resource", api);
    let granted = async |form: &[Pair]| claims(&scene.tokens(form).await["access_token"]);
    let (first, second) = (granted(&by_audience).await, granted(&by_resource("urn:bank", PAYMENT)).await);
    assert_eq!(first["authorization_details"], second["authorization_details"]);
    assert_eq!((&first["aud"], &second["aud"]), (&json!("urn:bank"), &json!("urn:bank")));
    // A token is for one API, so what it cannot carry is refused and not left out.
    for other in [by_resource("urn:my-api", PAYMENT), with(&by_audience, "audience", "urn:my-api")] {
        scene.refused(&with(&other, "scope", "openid"), 400, "invalid_authorization_details").await;
    }
}

#[tokio::test]
async fn types_are_described_where_discovery_says() {
    let scene = scene().await;
    let metadata = scene.get(".well-known/openid-configuration").await;
    let types = ["deployment", "money_transfer", "note", "payment", "report"];
    assert_eq!(metadata["authorization_details_types_supported"], json!(types));
    let endpoint = metadata["authorization_details_types_endpoint"].as_str().unwrap();
    assert_eq!(endpoint, scene.url("authorization-details-types"));
    let payment = Reply::of(scene.http.get(format!("{endpoint}/payment"))).await.ok();
    let api = &payment["apis"][0];
    assert_eq!((&payment["type"], &api["audience"]), (&json!("payment"), &json!("urn:bank")));
    assert_eq!(api["schema"]["required"], json!(["amount", "payee"]));
    assert_eq!(api["covers"], json!({"subset": ["/actions"], "at_most": ["/amount/value"]}));
    assert_eq!(api["narrowing"], true);
    let unknown = Reply::of(scene.http.get(format!("{endpoint}/gift"))).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.text);
}
