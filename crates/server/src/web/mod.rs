//! Pages for people, without scripts.

pub(crate) mod enroll;
mod page;
