//! The OAuth endpoints, as a client without an SDK meets them.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, RawDevice, TRANSFER, TestServer};
use reqwest::{Certificate, Client, StatusCode};
use serde_json::{Value, json};
use waxseal_protocol::jose::SigningKey;
use waxseal_protocol::{Clock, ManualClock, SystemClock};

struct Scene {
    server: TestServer,
    clock: Arc<ManualClock>,
    http: Client,
}

impl Scene {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::new(SystemClock::new().now()));
        let server = TestServer::start_with(Arc::<ManualClock>::clone(&clock)).await;
        let pem = std::fs::read(server.authority()).unwrap();
        let http = Client::builder().tls_certs_merge(Certificate::from_pem_bundle(&pem).unwrap()).build().unwrap();
        Self { server, clock, http }
    }

    async fn with_device(self) -> Self {
        RawDevice::enroll(&self.server, Arc::<ManualClock>::clone(&self.clock), HANNA, "WAXSEAL").await;
        self
    }

    fn credentials() -> Vec<(&'static str, String)> {
        vec![("client_id", "bank-agent".to_owned()), ("client_secret", "test-secret-of-the-bank-agent".to_owned())]
    }

    fn good(&self) -> Vec<(&'static str, String)> {
        let hint = json!({"format": "iss_sub", "iss": self.server.issuer(), "sub": HANNA}).to_string();
        let mut form = Self::credentials();
        form.extend([
            ("login_hint", hint),
            ("scope", "openid transfer:create".to_owned()),
            ("audience", "urn:my-api".to_owned()),
            ("binding_message", "1234ABCD".to_owned()),
            ("authorization_details", TRANSFER.to_owned()),
        ]);
        form
    }

    async fn post(&self, path: &str, form: &[(&str, String)]) -> (StatusCode, Value, reqwest::header::HeaderMap) {
        let call = self.http.post(format!("{}{path}", self.server.issuer())).form(form);
        let response = call.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        (status, response.json().await.unwrap(), headers)
    }

    async fn ask(&self) -> String {
        let (status, body, _) = self.post("bc-authorize", &self.good()).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["auth_req_id"].as_str().unwrap().to_owned()
    }

    async fn poll(&self, auth_req_id: &str) -> (StatusCode, Value, reqwest::header::HeaderMap) {
        let mut form = Self::credentials();
        form.push(("grant_type", "urn:openid:params:grant-type:ciba".to_owned()));
        form.push(("auth_req_id", auth_req_id.to_owned()));
        self.post("oauth/token", &form).await
    }
}

#[tokio::test]
async fn discovery_names_every_endpoint_and_type() {
    let scene = Scene::new().await;
    let issuer = scene.server.issuer();
    let signing = ["ES256", "RS256", "PS256", "EdDSA"];
    let assertions = ["ES256", "RS256", "PS256", "EdDSA", "HS256"];
    let methods = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"];
    for document in ["openid-configuration", "oauth-authorization-server"] {
        let url = format!("{issuer}.well-known/{document}");
        let body: Value = scene.http.get(url).send().await.unwrap().json().await.unwrap();
        assert_eq!(
            body,
            json!({
                "issuer": issuer,
                "token_endpoint": format!("{issuer}oauth/token"),
                "introspection_endpoint": format!("{issuer}oauth/introspect"),
                "revocation_endpoint": format!("{issuer}oauth/revoke"),
                "userinfo_endpoint": format!("{issuer}userinfo"),
                "jwks_uri": format!("{issuer}.well-known/jwks.json"),
                "backchannel_authentication_endpoint": format!("{issuer}bc-authorize"),
                "backchannel_token_delivery_modes_supported": ["poll", "ping", "push"],
                "backchannel_authentication_request_signing_alg_values_supported": signing,
                "backchannel_user_code_parameter_supported": true,
                "grant_types_supported": ["urn:openid:params:grant-type:ciba", "refresh_token", "client_credentials"],
                "response_types_supported": [],
                "request_parameter_supported": false,
                "request_uri_parameter_supported": false,
                "subject_types_supported": ["public", "pairwise"],
                "token_endpoint_auth_methods_supported": methods,
                "token_endpoint_auth_signing_alg_values_supported": assertions,
                "introspection_endpoint_auth_methods_supported": methods,
                "introspection_endpoint_auth_signing_alg_values_supported": assertions,
                "revocation_endpoint_auth_methods_supported": methods,
                "revocation_endpoint_auth_signing_alg_values_supported": assertions,
                "id_token_signing_alg_values_supported": signing,
                "dpop_signing_alg_values_supported": signing,
                "tls_client_certificate_bound_access_tokens": false,
                "acr_values_supported": ["urn:waxseal:acr:device-key"],
                "claims_supported": ["iss", "sub", "aud", "iat", "exp", "auth_time", "acr", "amr", "name", "email",
                    "email_verified", "phone_number"],
                "scopes_supported": ["openid", "profile", "email", "phone", "offline_access", "transfer:create"],
                "authorization_details_types_supported": ["deployment", "money_transfer", "note"],
                "authorization_details_types_endpoint": format!("{issuer}authorization-details-types"),
            })
        );
    }
}

#[tokio::test]
async fn the_acknowledgement_is_exactly_what_sdks_expect() {
    let scene = Scene::new().await.with_device().await;
    let (status, body, headers) = scene.post("bc-authorize", &scene.good()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "no-store");
    let handle = body["auth_req_id"].as_str().unwrap();
    assert_eq!(handle.len(), 49);
    assert_eq!(body, json!({"auth_req_id": handle, "expires_in": 300, "interval": 1}));
}

#[tokio::test]
async fn a_person_without_a_device_cannot_be_asked() {
    let scene = Scene::new().await;
    let (status, body, _) = scene.post("bc-authorize", &scene.good()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(body["error"], "invalid_request");
    assert!(body["error_description"].as_str().unwrap().starts_with("No eligible notification channels were found."));
}

#[tokio::test]
async fn clients_authenticate_in_the_body_or_by_basic() {
    let scene = Scene::new().await.with_device().await;
    let without: Vec<_> = scene.good().into_iter().filter(|(name, _)| !name.starts_with("client_")).collect();
    let url = format!("{}bc-authorize", scene.server.issuer());
    let basic = scene.http.post(&url).basic_auth("bank-agent", Some("test-secret-of-the-bank-agent"));
    assert_eq!(basic.form(&without).send().await.unwrap().status(), StatusCode::OK);
    let wrong = scene.http.post(&url).basic_auth("bank-agent", Some("wrong"));
    let response = wrong.form(&without).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(!response.headers().contains_key("www-authenticate"), "openid-client would drop the body");
    assert_eq!(response.json::<Value>().await.unwrap()["error"], "invalid_client");
    let (status, body, _) = scene.post("bc-authorize", &without).await;
    assert_eq!((status, &body["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_client")));
    let mut both = scene.good();
    both.push(("client_id", "bank-agent".to_owned()));
    let (status, body, _) = scene.post("bc-authorize", &both).await;
    assert_eq!((status, &body["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")));
}

#[tokio::test]
async fn polling_too_fast_slows_down_for_good() {
    let scene = Scene::new().await.with_device().await;
    let handle = scene.ask().await;
    let code = |answer: &(StatusCode, Value, reqwest::header::HeaderMap)| {
        (answer.0, answer.1["error"].as_str().unwrap().to_owned())
    };
    let pending = (StatusCode::BAD_REQUEST, "authorization_pending".to_owned());
    let slow_down = (StatusCode::BAD_REQUEST, "slow_down".to_owned());
    assert_eq!(code(&scene.poll(&handle).await), pending, "the first poll may come at once");
    let answer = scene.poll(&handle).await;
    assert_eq!(code(&answer), slow_down);
    assert_eq!((&answer.1["interval"], &answer.2["retry-after"]), (&json!(6), &"6".parse().unwrap()));
    scene.clock.advance(Duration::from_secs(5));
    let answer = scene.poll(&handle).await;
    assert_eq!((code(&answer), &answer.1["interval"]), (slow_down, &json!(11)));
    scene.clock.advance(Duration::from_secs(11));
    assert_eq!(code(&scene.poll(&handle).await), pending);
}

#[tokio::test]
async fn an_expired_handle_says_so() {
    let scene = Scene::new().await.with_device().await;
    let handle = scene.ask().await;
    scene.clock.advance(Duration::from_secs(299));
    assert_eq!(scene.poll(&handle).await.1["error"], "authorization_pending");
    // A second of grace: `@auth0/ai` measures the expiry from when it heard of the request.
    scene.clock.advance(Duration::from_secs(2));
    assert_eq!(scene.poll(&handle).await.1["error"], "expired_token");
}

#[tokio::test]
async fn unknown_handles_and_grants_are_refused() {
    let scene = Scene::new().await;
    assert_eq!(scene.poll("unknown").await.1["error"], "invalid_grant");
    let mut form = Scene::credentials();
    form.push(("grant_type", "password".to_owned()));
    assert_eq!(scene.post("oauth/token", &form).await.1["error"], "unsupported_grant_type");
    assert_eq!(scene.post("oauth/token", &Scene::credentials()).await.1["error"], "invalid_request");
}

#[tokio::test]
async fn the_token_endpoint_takes_json_as_auth0_python_sends_it() {
    let scene = Scene::new().await.with_device().await;
    let handle = scene.ask().await;
    let body = json!({"client_id": "bank-agent", "client_secret": "test-secret-of-the-bank-agent",
        "grant_type": "urn:openid:params:grant-type:ciba", "auth_req_id": handle});
    let url = format!("{}oauth/token", scene.server.issuer());
    let response: Value = scene.http.post(url).json(&body).send().await.unwrap().json().await.unwrap();
    assert_eq!(response["error"], "authorization_pending");
}

#[tokio::test]
async fn a_body_beyond_all_limits_is_refused() {
    let scene = Scene::new().await;
    let url = format!("{}bc-authorize", scene.server.issuer());
    let response = scene.http.post(url).form(&[("x", "x".repeat(1_000_000))]).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn one_client_cannot_bury_the_requests_of_another() {
    let scene = Scene::new().await.with_device().await;
    for _ in 0..20 {
        scene.ask().await;
    }
    let (status, body, _) = scene.post("bc-authorize", &scene.good()).await;
    assert_eq!((status, &body["error"]), (StatusCode::TOO_MANY_REQUESTS, &json!("too_many_requests")));
    let mut other = scene.good();
    other.retain(|(name, _)| !name.starts_with("client_"));
    other.push(("client_id", "other-agent".to_owned()));
    other.push(("client_secret", "test-secret-of-the-other-agent".to_owned()));
    assert_eq!(scene.post("bc-authorize", &other).await.0, StatusCode::OK);
    // Room comes back when requests end.
    scene.clock.advance(Duration::from_mins(5));
    assert_eq!(scene.post("bc-authorize", &scene.good()).await.0, StatusCode::OK);
}

/// RFC 9700 2.6: a page in a browser may read what a client needs, and may not ask people.
#[tokio::test]
async fn pages_may_call_the_endpoints_for_clients_alone() {
    let scene = Scene::new().await;
    let preflight = |path: &str, method: &'static str| {
        let url = format!("{}{path}", scene.server.issuer());
        let call = scene.http.request(reqwest::Method::OPTIONS, url).header("origin", "https://page.example");
        call.header("access-control-request-method", method).header("access-control-request-headers", "dpop").send()
    };
    for (path, method) in [
        (".well-known/openid-configuration", "GET"),
        (".well-known/jwks.json", "GET"),
        ("oauth/token", "POST"),
        ("userinfo", "GET"),
    ] {
        let answer = preflight(path, method).await.unwrap();
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("access-control-allow-origin").as_deref(), Some("*"), "{path}");
        assert!(header("access-control-allow-methods").unwrap().contains(method), "{path}");
        assert!(header("access-control-allow-headers").unwrap().contains("dpop"), "{path}");
        assert_eq!(header("access-control-allow-credentials"), None, "{path}");
    }
    for path in ["bc-authorize", "api/v2/users", "appliance-mfa/api/enroll", "guardian/enroll"] {
        let answer = preflight(path, "POST").await.unwrap();
        assert!(answer.headers().get("access-control-allow-origin").is_none(), "{path}");
    }
}

/// RFC 9700 4.13: whoever can reach the server can write such headers.
#[tokio::test]
async fn no_header_of_a_proxy_is_believed() {
    let scene = Scene::new().await.with_device().await;
    let proxied = |call: reqwest::RequestBuilder| {
        [
            ("host", "elsewhere.example"),
            ("forwarded", "for=192.0.2.1;host=elsewhere.example;proto=http"),
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-host", "elsewhere.example"),
            ("x-forwarded-port", "80"),
            ("x-forwarded-prefix", "/elsewhere"),
            ("x-forwarded-proto", "http"),
            ("x-forwarded-server", "elsewhere.example"),
            ("x-forwarded-user", "bank-agent"),
            ("x-http-method-override", "GET"),
            ("x-original-host", "elsewhere.example"),
            ("x-original-url", "/healthz"),
            ("x-remote-user", "bank-agent"),
            ("x-rewrite-url", "/healthz"),
        ]
        .into_iter()
        .fold(call, |call, (name, value)| call.header(name, value))
    };
    let issuer = scene.server.issuer();
    let document = format!("{issuer}.well-known/openid-configuration");
    let plain = scene.http.get(&document).send().await.unwrap().text().await.unwrap();
    assert_eq!(proxied(scene.http.get(&document)).send().await.unwrap().text().await.unwrap(), plain);

    let post = async |path: &str, form: &[(&str, String)]| -> Value {
        let call = proxied(scene.http.post(format!("{issuer}{path}"))).form(form);
        call.send().await.unwrap().json().await.unwrap()
    };
    let nameless: Vec<_> = scene.good().into_iter().filter(|(name, _)| !name.starts_with("client_")).collect();
    assert_eq!(post("bc-authorize", &nameless).await["error"], "invalid_client");
    let asked = post("bc-authorize", &scene.good()).await;
    assert_eq!(asked["expires_in"], 300, "{asked}");

    // The URL of a proof is the issuer's, however the call came.
    let key = SigningKey::generate().unwrap();
    for (url, error) in [
        (format!("{issuer}oauth/token"), "use_dpop_nonce"),
        ("https://elsewhere.example/oauth/token".to_owned(), "invalid_dpop_proof"),
        ("http://elsewhere.example/elsewhere/oauth/token".to_owned(), "invalid_dpop_proof"),
        (format!("{issuer}healthz"), "invalid_dpop_proof"),
    ] {
        let claims = json!({"htm": "POST", "htu": url, "jti": "1", "iat": scene.clock.now().as_second()});
        let mut form = Scene::credentials();
        form.push(("grant_type", "urn:openid:params:grant-type:ciba".to_owned()));
        form.push(("auth_req_id", asked["auth_req_id"].as_str().unwrap().to_owned()));
        let call =
            proxied(scene.http.post(format!("{issuer}oauth/token"))).header("dpop", key.sign_proof(&claims).unwrap());
        let body: Value = call.form(&form).send().await.unwrap().json().await.unwrap();
        assert_eq!(body["error"], error, "{url}");
    }
}
