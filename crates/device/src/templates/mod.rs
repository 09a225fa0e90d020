//! Templates of requests: those that come with the product, those that an account's issuer
//! publishes, and those of the person who approves.
//!
//! What an account pinned and accepted is kept in a file of its own ([`kept`]); what the server
//! offers is judged there ([`offer`]), and fetched by [`refresh`]. The rules themselves are those of
//! [`waxseal_details::trust`].

mod account_templates;
mod kept;
mod local;
mod offer;
mod refresh;

pub(crate) use account_templates::AccountTemplates;
pub(crate) use kept::KeptTemplates;
pub use local::LocalTemplateProblem;
pub(crate) use local::LocalTemplates;
pub(crate) use refresh::EVERY;
