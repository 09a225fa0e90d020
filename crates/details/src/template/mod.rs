//! The template language: Handlebars with a closed set of helpers whose output is typed blocks.
//!
//! A helper puts the value aside and prints a token; after rendering, only tokens alive in the
//! output count as shown, and everything else of the entry goes to "Other details". So neither a
//! condition around a row nor a value that looks like a template can hide or forge anything.

mod arguments;
mod assemble;
mod blocks;
mod budget;
mod button;
mod calls;
pub(crate) mod front_matter;
mod grammar;
mod measures;
pub(crate) mod outline;
mod path_pattern;
mod pieces;
mod render;
mod resolved;

use std::collections::BTreeMap;

use handlebars::Template as Compiled;
use waxseal_protocol::json::Json;

pub use path_pattern::PathPattern;
pub(crate) use render::Rendered;
pub(crate) use resolved::Resolved;

use crate::display::{Display, Language};
use crate::format::FormatError;
use crate::risk::RiskTier;
use front_matter::FrontMatter;

/// A parsed and checked template.
#[derive(Debug, Clone)]
pub struct Template {
    front: FrontMatter,
    /// One for each language, or one for all.
    verbs: BTreeMap<Option<String>, Compiled>,
    body: Compiled,
    source: String,
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
    /// An amount that is not money, a date that is none.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// It repeats too much, or takes too long.
    #[error("the template does too much work")]
    TooMuchWork,
    /// Text outside of rows and groups.
    #[error("the body holds text outside of its rows: {0:?}")]
    LooseText(String),
    /// The verb line says something no row shows.
    #[error("the verb line uses {0}, which no row shows")]
    VerbWithoutRow(String),
    /// The verb line says an amount or a time otherwise than its row, or no row says it as one.
    #[error("the verb line says {0} in another way than its row")]
    VerbContradictsRow(String),
    /// Two rows say one amount or time in different ways.
    #[error("two rows say {0} in different ways")]
    TwoMeasures(String),
    /// A label, a word or a sentence holds a character that cannot be seen or turns its neighbours
    /// around.
    #[error("the template holds a character that cannot be seen")]
    HiddenCharacter,
    /// The engine gave up.
    #[error("rendering failed: {0}")]
    Engine(String),
}

impl Template {
    /// Parses a template file: front matter between `---` lines, then the body.
    ///
    /// # Errors
    /// Front matter that is not as expected, Handlebars that does not parse, constructs that this
    /// language leaves out.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        grammar::check_source(source)?;
        let (yaml, body) = front_matter::split(source)?;
        let front = FrontMatter::parse(yaml)?;
        front.check()?;
        button::check(&front)?;
        if body.chars().any(is_hidden) || front.texts().iter().any(|text| text.chars().any(is_hidden)) {
            return Err(TemplateError::HiddenCharacter);
        }
        let compile = |text: &str| Compiled::compile(text).map_err(|error| TemplateError::Syntax(error.to_string()));
        let mut verbs = BTreeMap::new();
        for (tag, text) in front.verb.texts() {
            let verb = compile(text)?;
            grammar::check_verb(&verb)?;
            verbs.insert(tag.map(str::to_owned), verb);
        }
        let body = compile(body)?;
        grammar::check_body(&body)?;
        if verbs.is_empty() {
            return Err(TemplateError::FrontMatter("verb is empty".to_owned()));
        }
        Ok(Self { verbs, body, sha256: Resolved::of(source)?.sha256(), source: source.to_owned(), front })
    }

    /// The `type` it shows.
    pub fn detail_type(&self) -> &str {
        &self.front.detail_type
    }

    /// Its version.
    pub fn version(&self) -> &str {
        &self.front.template_version
    }

    /// The least care a request of its type needs.
    pub fn risk_floor(&self) -> RiskTier {
        self.front.risk_floor
    }

    /// Its file.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// SHA-256 of its resolved form, base64url: the RFC 8785 form of its front matter as JSON and
    /// its body as written. The language has no includes, so nothing else belongs to it.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The places a decision depends on: JSON pointers, in which `*` stands for any one segment.
    pub fn critical(&self) -> &[PathPattern] {
        &self.front.critical
    }

    /// The English verb line as written.
    pub fn verb_source(&self) -> &str {
        self.front.verb.text(Language::English)
    }

    /// The body, parsed.
    pub(crate) fn body(&self) -> &Compiled {
        &self.body
    }

    /// Marks more places as ones a decision depends on. The digest stays that of the source.
    pub(crate) fn mark_critical(&mut self, places: &[PathPattern]) {
        for place in places {
            if !self.front.critical.contains(place) {
                self.front.critical.push(place.clone());
            }
        }
    }

    pub(crate) fn front(&self) -> &FrontMatter {
        &self.front
    }

    /// The words of the button that says yes.
    pub(crate) fn action(&self, language: Language) -> Option<String> {
        self.front.action.as_ref().map(|action| action.text(language).to_owned())
    }

    /// Renders an entry. On any error the caller shows the generic view instead.
    pub(crate) fn render(&self, entry: &Json, display: &Display) -> Result<Rendered, TemplateError> {
        render::render(self, entry, display)
    }

    /// The verb lines, parsed, by the tags of their languages; none for one that is for all.
    pub(crate) fn verbs(&self) -> &BTreeMap<Option<String>, Compiled> {
        &self.verbs
    }

    /// The verb line of a language, parsed.
    pub(crate) fn verb(&self, language: Language) -> &Compiled {
        let of = |tag: Language| self.verbs.get(&Some(tag.tag().to_owned()));
        let any = || self.verbs.values().next();
        #[expect(clippy::expect_used, reason = "a template without a verb does not parse")]
        of(language)
            .or_else(|| self.verbs.get(&None))
            .or_else(|| of(Language::English))
            .or_else(any)
            .expect("a template has a verb")
    }
}

/// What no author's text may hold. No-break spaces are wanted: a number stays with its unit.
fn is_hidden(character: char) -> bool {
    !matches!(character, '\n' | '\t' | '\u{a0}' | '\u{202f}' | ' ') && crate::scrub::is_deceptive(character)
}

#[cfg(test)]
mod tests;
