//! The template language: Handlebars with a closed set of helpers whose output is typed blocks.
//!
//! A helper puts the value aside and prints a token; after rendering, only tokens alive in the
//! output count as shown, and everything else of the entry goes to "Other details". So neither a
//! condition around a row nor a value that looks like a template can hide or forge anything.

mod front_matter;
mod helpers;
mod lint;
mod render;

use handlebars::Template as Compiled;
use waxseal_protocol::ids::sha256_base64url;
use waxseal_protocol::json::Json;

pub(crate) use render::Rendered;

use crate::money::MoneyError;
use front_matter::FrontMatter;

/// A parsed and checked template.
#[derive(Debug, Clone)]
pub struct Template {
    front: FrontMatter,
    verb: Compiled,
    body: Compiled,
    sha256: String,
}

/// Why a template cannot be used, or not for this entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// No `---` block at the start, or not the expected members.
    #[error("the front matter is not as expected: {0}")]
    FrontMatter(String),
    /// Not Handlebars.
    #[error("the template does not parse: {0}")]
    Syntax(String),
    /// Handlebars that this language leaves out.
    #[error("{construct} is not part of the template language")]
    Forbidden {
        /// What was found.
        construct: String,
    },
    /// A helper was called with something it cannot show.
    #[error("{helper}: {reason}")]
    Helper {
        /// The helper.
        helper: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The entry lacks a value the template needs.
    #[error("{0} is missing")]
    Missing(String),
    /// The value is an object or a list where one value is needed.
    #[error("{0} is not a single value")]
    NotALeaf(String),
    /// An amount that is not money.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// Text outside of rows and groups.
    #[error("the body holds text outside of its rows: {0:?}")]
    LooseText(String),
    /// The verb line says something no row shows.
    #[error("the verb line uses {0}, which no row shows")]
    VerbWithoutRow(String),
    /// The engine gave up.
    #[error("rendering failed: {0}")]
    Engine(String),
}

impl Template {
    /// Parses a template file: front matter between `---` lines, then the body.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        let (front, body) = front_matter::split(source)?;
        let compile = |text: &str| Compiled::compile(text).map_err(|error| TemplateError::Syntax(error.to_string()));
        let template = Self {
            verb: compile(&front.verb)?,
            body: compile(body)?,
            sha256: sha256_base64url(source.as_bytes()),
            front,
        };
        lint::check_verb(&template.verb)?;
        lint::check_body(&template.body)?;
        Ok(template)
    }

    /// The `type` it shows.
    pub fn detail_type(&self) -> &str {
        &self.front.detail_type
    }

    /// Its version.
    pub fn version(&self) -> &str {
        &self.front.template_version
    }

    /// SHA-256 of its source, base64url.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Renders an entry. On any error the caller shows the generic view instead.
    pub(crate) fn render(&self, entry: &Json) -> Result<Rendered, TemplateError> {
        render::render(self, entry)
    }
}

#[cfg(test)]
mod tests;
