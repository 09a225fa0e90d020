//! What the environment overrides: `WAXSEAL_` and the key in capitals, its table before it, as in
//! `WAXSEAL_LISTEN` and `WAXSEAL_TLS_MODE`.

use toml::{Table, Value};

/// The keys that can be overridden: scalars that differ between places where one file is used.
const SERVER: [&str; 12] = [
    "issuer",
    "name",
    "listen",
    "mtls_listen",
    "mtls_url",
    "data_dir",
    "compatibility",
    "signing_alg",
    "allow_private_network",
    "dpop_nonce",
    "outgoing_ca",
    "verify_notification_endpoints",
];
const BOOLEANS: [&str; 3] = ["allow_private_network", "dpop_nonce", "verify_notification_endpoints"];
const TABLES: [(&str, &[&str]); 6] = [
    ("tls", &["mode", "cert", "key", "client_ca"]),
    (
        "lifetimes",
        &[
            "request_seconds",
            "max_request_seconds",
            "access_token_seconds",
            "id_token_seconds",
            "refresh_token_seconds",
            "grant_seconds",
            "enrollment_ticket_seconds",
            "enrollment_page_seconds",
            "poll_interval_seconds",
            "heartbeat_seconds",
            "id_token_hint_seconds",
            "retention_seconds",
        ],
    ),
    (
        "limits",
        &[
            "pushes_per_user_per_minute",
            "pending_per_user",
            "pending_per_client_and_user",
            "pending_per_client",
            "pending",
            "in_flight",
            "user_code_attempts",
            "user_code_changes",
            "unknown_tokens_per_minute",
        ],
    ),
    ("binding_message", &["required", "max_length", "alphabet"]),
    ("channels", &["guardian_push", "push_max_seconds"]),
    ("devices", &["allow_test_keys", "change_user_code"]),
];

/// A key that a variable of the environment replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The key, as in `limits.pending`.
    pub key: String,
    /// The variable, as in `WAXSEAL_LIMITS_PENDING`.
    pub variable: String,
}

/// Puts what the environment says over the file, and says which keys those are.
pub(super) fn apply(table: &mut Table, environment: &dyn Fn(&str) -> Option<String>) -> Vec<Override> {
    let mut overrides = Vec::new();
    for key in SERVER {
        let variable = format!("WAXSEAL_{}", key.to_uppercase());
        if let Some(value) = environment(&variable) {
            let value = if BOOLEANS.contains(&key) { read(&value) } else { Value::String(value) };
            table.insert(key.to_owned(), value);
            overrides.push(Override { key: key.to_owned(), variable });
        }
    }
    for (name, keys) in TABLES {
        for key in keys {
            let variable = format!("WAXSEAL_{}_{}", name.to_uppercase(), key.to_uppercase());
            let Some(value) = environment(&variable) else { continue };
            let inner = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                inner.insert((*key).to_owned(), read(&value));
                overrides.push(Override { key: format!("{name}.{key}"), variable });
            }
        }
    }
    overrides
}

/// Numbers and booleans as such, anything else as text.
fn read(text: &str) -> Value {
    if let Ok(number) = text.parse::<i64>() {
        return Value::Integer(number);
    }
    match text {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        _ => Value::String(text.to_owned()),
    }
}
