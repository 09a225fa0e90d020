//! Clients that do not prove who they are.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::jose::Algorithm;

use super::client::Auth;
use super::expect;
use super::plan::{Form, Plan, Variant, asserted};

fn named(client_id: &str) -> Form {
    vec![("client_id", client_id.to_owned())]
}

/// Module 30: the first client's certificate and request, the second one's name.
#[tokio::test]
async fn a_name_other_than_the_certificates_and_the_requests_is_an_invalid_client() {
    for variant in [Variant::poll(Auth::Mtls), Variant::ping(Auth::Mtls)] {
        let plan = Plan::start(variant).await;
        let mut form = named(&plan.second.id);
        form.push(("request", plan.first.sign(&plan.request(&plan.first))));
        let answer = plan.authorize(&plan.first, &form).await;
        expect::error(&answer, StatusCode::UNAUTHORIZED, &["invalid_client"]);

        // And the other way round: here the certificate is one that an authority vouches for.
        let mut form = named(&plan.first.id);
        form.push(("request", plan.second.sign(&plan.request(&plan.second))));
        let answer = plan.authorize(&plan.second, &form).await;
        expect::error(&answer, StatusCode::UNAUTHORIZED, &["invalid_client"]);
    }
}

/// Module 31.
#[tokio::test]
async fn a_wrong_name_at_the_token_endpoint_is_an_invalid_client() {
    for variant in [Variant::poll(Auth::Mtls), Variant::ping(Auth::Mtls)] {
        let plan = Plan::start(variant).await;
        let asked = plan.ask(&plan.first).await;
        for name in [plan.second.id.as_str(), "nobody"] {
            let mut form = named(name);
            form.extend(Plan::grant(&asked.auth_req_id));
            let answer = plan.token(&plan.first, &form).await;
            expect::refused_client(&answer);
            expect::error_of_any_status(&answer, &["invalid_client"]);
        }
        plan.complete(&plan.first, &asked).await;
    }
}

/// Module 32.
#[tokio::test]
async fn a_wrong_name_at_the_authentication_endpoint_is_refused() {
    for variant in [Variant::poll(Auth::Mtls), Variant::ping(Auth::Mtls)] {
        let plan = Plan::start(variant).await;
        for name in [plan.second.id.as_str(), "nobody"] {
            let mut form = named(name);
            form.push(("request", plan.first.sign(&plan.request(&plan.first))));
            expect::refused_client(&plan.authorize(&plan.first, &form).await);
        }
    }
}

/// Module 33. A certificate that only binds tokens says nothing about who it is.
#[tokio::test]
async fn a_token_request_without_assertion_is_refused() {
    for variant in [Variant::poll(Auth::PrivateKeyJwt), Variant::ping(Auth::PrivateKeyJwt)] {
        let plan = Plan::start(variant).await;
        let asked = plan.ask(&plan.first).await;
        for mut form in [Form::new(), named(&plan.first.id)] {
            form.extend(Plan::grant(&asked.auth_req_id));
            let answer = plan.token(&plan.first, &form).await;
            expect::refused_client(&answer);
            expect::error_of_any_status(&answer, &["invalid_client", "invalid_request"]);
        }
        plan.complete(&plan.first, &asked).await;
    }
}

/// Module 34.
#[tokio::test]
async fn an_authentication_request_without_assertion_is_refused() {
    for variant in [Variant::poll(Auth::PrivateKeyJwt), Variant::ping(Auth::PrivateKeyJwt)] {
        let plan = Plan::start(variant).await;
        for mut form in [Form::new(), named(&plan.first.id)] {
            form.push(("request", plan.first.sign(&plan.request(&plan.first))));
            expect::refused_client(&plan.authorize(&plan.first, &form).await);
        }
    }
}

/// Module 35, by the client that has an RSA key.
#[tokio::test]
async fn an_assertion_under_rs256_is_refused_at_the_authentication_endpoint() {
    let plan = Plan::start(Variant::poll(Auth::PrivateKeyJwt)).await;
    let mut form = asserted(plan.second.sign_as(Algorithm::RS256, &plan.assertion(&plan.second)));
    form.push(("request", plan.second.sign(&plan.request(&plan.second))));
    expect::refused_client(&plan.authorize(&plan.second, &form).await);
}

/// Module 36.
#[tokio::test]
async fn an_assertion_under_rs256_is_refused_at_the_token_endpoint() {
    let plan = Plan::start(Variant::poll(Auth::PrivateKeyJwt)).await;
    let asked = plan.ask(&plan.second).await;
    let mut form = asserted(plan.second.sign_as(Algorithm::RS256, &plan.assertion(&plan.second)));
    form.extend(Plan::grant(&asked.auth_req_id));
    let answer = plan.token(&plan.second, &form).await;
    expect::refused_client(&answer);
    expect::error_of_any_status(&answer, &["invalid_client"]);
    plan.complete(&plan.second, &asked).await;
}

/// Module 37, and CIBA Core 7.1 for the other two.
#[tokio::test]
async fn an_assertion_may_be_for_the_issuer_or_for_an_endpoint() {
    let plan = Plan::start(Variant::poll(Auth::PrivateKeyJwt)).await;
    let asked = plan.ask(&plan.first).await;
    let audiences = [
        plan.server.issuer().to_owned(),
        plan.url("oauth/token"),
        plan.url("bc-authorize"),
        plan.mtls_url("oauth/token"),
    ];
    for audience in audiences {
        let mut claims = plan.assertion(&plan.first);
        claims["aud"] = json!(audience);
        let mut form = asserted(plan.first.sign(&claims));
        form.extend(Plan::grant(&asked.auth_req_id));
        let answer = plan.token(&plan.first, &form).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["authorization_pending", "slow_down"]);
    }
    let mut claims = plan.assertion(&plan.first);
    claims["aud"] = json!(plan.server.issuer());
    plan.approve().await;
    let mut form = asserted(plan.first.sign(&claims));
    form.extend(Plan::grant(&asked.auth_req_id));
    let answer = plan.token(&plan.first, &form).await;
    expect::tokens(&plan, &plan.first, &asked, &answer).await;
}

/// Newer than our list: `ensure-invalid-client-assertions-in-backchannel-authorization-request-fail`,
/// here at both endpoints.
#[tokio::test]
async fn every_assertion_with_one_thing_wrong_is_refused() {
    let plan = Plan::start(Variant::poll(Auth::PrivateKeyJwt)).await;
    let asked = plan.ask(&plan.first).await;
    let now = plan.now();
    let changed = |name: &str, value: Value| {
        let mut claims = plan.assertion(&plan.first);
        claims[name] = value;
        // A claim of `null` is one that is not there.
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        asserted(plan.first.sign(&claims))
    };
    let good = || asserted(plan.first.sign(&plan.assertion(&plan.first)));
    let mut forms = vec![
        changed("sub", Value::Null),
        changed("sub", json!(plan.second.id)),
        changed("iss", Value::Null),
        changed("iss", json!(plan.second.id)),
        changed("aud", Value::Null),
        changed("aud", json!("https://elsewhere.example/")),
        changed("exp", Value::Null),
        changed("exp", json!(now - 300)),
        changed("jti", Value::Null),
    ];
    let mut without_type = good();
    without_type.retain(|(name, _)| *name != "client_assertion_type");
    let mut of_another_type = good();
    of_another_type[0].1 = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer".to_owned();
    let (one, other) = (plan.first.sign(&plan.assertion(&plan.first)), plan.first.sign(&plan.assertion(&plan.first)));
    let (signed, _) = one.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    let (_, claims) = signed.split_once('.').unwrap();
    let none = URL_SAFE_NO_PAD.encode(json!({"alg": "none", "typ": "JWT"}).to_string());
    let by_another_key = plan.second.sign(&plan.assertion(&plan.first));
    forms.extend([without_type, of_another_type, asserted(format!("{signed}.{signature}"))]);
    forms.extend([asserted(format!("{none}.{claims}.")), asserted(by_another_key)]);
    for form in forms {
        let mut to_authenticate = form.clone();
        to_authenticate.push(("request", plan.first.sign(&plan.request(&plan.first))));
        expect::refused_client(&plan.authorize(&plan.first, &to_authenticate).await);
        let mut to_token = form;
        to_token.extend(Plan::grant(&asked.auth_req_id));
        let answer = plan.token(&plan.first, &to_token).await;
        expect::refused_client(&answer);
        expect::error_of_any_status(&answer, &["invalid_client", "invalid_request"]);
    }
    plan.complete(&plan.first, &asked).await;
}

/// RFC 7523 3: an assertion is used once.
#[tokio::test]
async fn an_assertion_is_used_once() {
    let plan = Plan::start(Variant::poll(Auth::PrivateKeyJwt)).await;
    let asked = plan.ask(&plan.first).await;
    let mut form = asserted(plan.first.sign(&plan.assertion(&plan.first)));
    form.extend(Plan::grant(&asked.auth_req_id));
    let answer = plan.token(&plan.first, &form).await;
    expect::error(&answer, StatusCode::BAD_REQUEST, &["authorization_pending"]);
    let answer = plan.token(&plan.first, &form).await;
    expect::error(&answer, StatusCode::UNAUTHORIZED, &["invalid_client"]);
}
