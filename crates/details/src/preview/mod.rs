//! What an entry looks like, and what it could look like at its worst: for previews, so that an
//! author sees it before a person who approves does.

mod adversarial;
mod card;

pub use adversarial::adversarial;
pub use card::{Previewed, card};
