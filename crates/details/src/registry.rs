//! Which template shows which type.

use std::collections::BTreeMap;

use crate::template::{Template, TemplateError};

/// Templates by `type`.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    templates: BTreeMap<String, Template>,
}

impl Registry {
    /// The templates that come with the product.
    ///
    /// # Panics
    /// Never: a test parses each of them.
    pub fn built_in() -> Self {
        let mut registry = Self::default();
        for source in BUILT_IN {
            #[expect(clippy::expect_used, reason = "the sources are compiled in, and a test parses each")]
            registry.add(source).expect("a built-in template parses");
        }
        registry
    }

    /// Adds a template, replacing one of the same type.
    pub fn add(&mut self, source: &str) -> Result<(), TemplateError> {
        let template = Template::parse(source)?;
        self.templates.insert(template.detail_type().to_owned(), template);
        Ok(())
    }

    /// The template of a type.
    pub fn template(&self, detail_type: &str) -> Option<&Template> {
        self.templates.get(detail_type)
    }
}

/// One file for each folder in `types/`.
const BUILT_IN: [&str; 1] = [include_str!("../types/money_transfer/template.hbs")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_templates_parse() {
        assert!(Registry::built_in().template("money_transfer").is_some());
    }
}
