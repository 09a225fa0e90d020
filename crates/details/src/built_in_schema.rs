//! The JSON Schemas of the built-in types, for servers that check what is asked.

/// The JSON Schema of a built-in type, draft 2020-12, as text.
///
/// A built-in type whose name ends in `*` stands for every type that begins like it.
///
/// ```
/// use waxseal_details::built_in_schema;
/// assert!(built_in_schema("payment").is_some_and(|schema| schema.contains("\"currency\"")));
/// assert!(built_in_schema("urn:auth0:schemas:authorization-details:v1:order").is_some());
/// assert_eq!(built_in_schema("acme_payment"), None);
/// ```
pub fn built_in_schema(detail_type: &str) -> Option<&'static str> {
    let is_of = |name: &str| match name.strip_suffix('*') {
        Some(beginning) => detail_type.starts_with(beginning),
        None => detail_type == name,
    };
    SCHEMAS.iter().find(|(name, _)| is_of(name)).map(|(_, schema)| *schema)
}

/// One for each folder in `types/`.
const SCHEMAS: [(&str, &str); 14] = [
    ("account_information", include_str!("../types/account_information/schema.json")),
    ("appointment_change", include_str!("../types/appointment_change/schema.json")),
    ("urn:auth0:schemas:authorization-details:v1:*", include_str!("../types/auth0_guardian/schema.json")),
    ("database_access", include_str!("../types/database_access/schema.json")),
    ("deployment", include_str!("../types/deployment/schema.json")),
    ("health_record_access", include_str!("../types/health_record_access/schema.json")),
    ("money_transfer", include_str!("../types/money_transfer/schema.json")),
    ("online_purchase", include_str!("../types/online_purchase/schema.json")),
    ("payment", include_str!("../types/payment/schema.json")),
    ("payment_initiation", include_str!("../types/payment_initiation/schema.json")),
    ("secret_access", include_str!("../types/secret_access/schema.json")),
    ("stock_order", include_str!("../types/stock_order/schema.json")),
    ("tool_call", include_str!("../types/tool_call/schema.json")),
    ("trip_purchase", include_str!("../types/trip_purchase/schema.json")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Registry;

    #[test]
    fn every_built_in_template_has_a_schema_and_the_other_way_round() {
        let registry = Registry::built_in();
        let with_template: Vec<&str> = registry.types().collect();
        let mut with_schema = SCHEMAS.map(|(name, _)| name);
        with_schema.sort_unstable();
        assert_eq!(with_template, with_schema);
    }
}
