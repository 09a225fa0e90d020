//! The types that come with the product: one folder each under `types/`.

/// A type that comes with the product.
#[derive(Debug)]
pub(crate) struct BuiltIn {
    /// Its name; one that ends in `*` stands for every type that begins like it.
    name: &'static str,
    /// Its template.
    pub(crate) template: &'static str,
    /// Its JSON Schema, draft 2020-12.
    schema: &'static str,
    /// An entry as it mostly is.
    example: &'static str,
}

impl BuiltIn {
    fn is_for(&self, detail_type: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(beginning) => detail_type.starts_with(beginning),
            None => detail_type == self.name,
        }
    }
}

/// The JSON Schema of a built-in type, draft 2020-12, as text: for servers that check what is asked.
///
/// ```
/// use waxseal_details::built_in_schema;
/// assert!(built_in_schema("payment").is_some_and(|schema| schema.contains("\"currency\"")));
/// assert!(built_in_schema("urn:auth0:schemas:authorization-details:v1:order").is_some());
/// assert_eq!(built_in_schema("acme_payment"), None);
/// ```
pub fn built_in_schema(detail_type: &str) -> Option<&'static str> {
    Some(find(detail_type)?.schema)
}

/// An entry of a built-in type as it mostly is, as JSON: for previews.
///
/// ```
/// use waxseal_details::built_in_example;
/// assert!(built_in_example("payment").is_some_and(|entry| entry.contains(r#""type": "payment""#)));
/// assert_eq!(built_in_example("acme_payment"), None);
/// ```
pub fn built_in_example(detail_type: &str) -> Option<&'static str> {
    Some(find(detail_type)?.example)
}

fn find(detail_type: &str) -> Option<&'static BuiltIn> {
    ALL.iter().find(|built_in| built_in.is_for(detail_type))
}

macro_rules! built_in {
    ($($name:literal in $folder:literal,)+) => {
        /// Every one, by its name.
        pub(crate) const ALL: &[BuiltIn] = &[$(BuiltIn {
            name: $name,
            template: include_str!(concat!("../types/", $folder, "/template.hbs")),
            schema: include_str!(concat!("../types/", $folder, "/schema.json")),
            example: include_str!(concat!("../types/", $folder, "/examples/typical.json")),
        }),+];
    };
}

built_in! {
    "account_information" in "account_information",
    "appointment_change" in "appointment_change",
    "database_access" in "database_access",
    "deployment" in "deployment",
    "health_record_access" in "health_record_access",
    "money_transfer" in "money_transfer",
    "online_purchase" in "online_purchase",
    "payment" in "payment",
    "payment_initiation" in "payment_initiation",
    "secret_access" in "secret_access",
    "stock_order" in "stock_order",
    "tool_call" in "tool_call",
    "trip_purchase" in "trip_purchase",
    "urn:auth0:schemas:authorization-details:v1:*" in "auth0_guardian",
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Registry;

    #[test]
    fn every_folder_is_built_in_under_the_name_of_its_template() {
        let registry = Registry::built_in();
        let named: Vec<&str> = registry.types().collect();
        assert_eq!(named, ALL.iter().map(|built_in| built_in.name).collect::<Vec<_>>());
        let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/types")).unwrap();
        let folders = folders.filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
        assert_eq!(folders, ALL.len());
    }
}
