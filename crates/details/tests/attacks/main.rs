//! The attacks of the threat model that this crate answers, one module for each, named after it.
//! What they try stands as files in `corpora/`, for others to use.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "all of it is a test")]

mod a03_deceptive_text;
mod a04_hidden_fields;
mod a05_floods;
mod a06_markup;
mod a07_any_template;
mod a07_care_adds_up;
mod a07_signed_templates;
mod a07_template_abuse;
mod a08_currency_and_locale;
mod a19_persuasion;
mod a20_look_alikes;
mod a21_resource_bombs;
mod a22_parser_differential;
mod a28_template_downgrade;
mod a29_split_view;
mod any;
mod any_template;
mod corpus;
mod publisher;
