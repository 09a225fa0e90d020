//! What journeys are made of: a real server on loopback, real devices, and a device without
//! manners for attacks.

mod desk;
mod polkit;
mod program;
mod raw_device;
mod server;

pub use desk::{Desk, Keyring};
pub use polkit::{PASSWORD, PERSON, PasswordPrompt, Polkit};
pub use program::{ServeProcess, change_database, example, waxseal};
pub use raw_device::{Answer, RawDevice};
pub use server::{
    Ports, TestServer, configuration, device_at, device_with_clock, free_port, next_ready_item, ready_item, refusal,
    same_at, settings_at, wait_for, wait_until_free,
};

/// The person of all journeys.
pub const HANNA: &str = "auth0|hanna";
/// Somebody else.
pub const OMAR: &str = "auth0|omar";
/// The sample money transfer.
pub const TRANSFER: &str = r#"[{"type": "money_transfer", "instructedAmount": {"amount": 2500, "currency": "USD"}, "sourceAccount": "xxxxxxxxxxx1234", "destinationAccount": "xxxxxxxxxxx9876", "beneficiary": "Hanna Herwitz", "subject": "A Lannister Always Pays His Debts"}]"#;
