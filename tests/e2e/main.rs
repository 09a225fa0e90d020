//! Journeys across server, device and agent.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is a test, helpers included"
)]

mod acr;
mod agent;
mod approval;
mod attacks;
mod audit;
mod behind_a_proxy;
mod certificates;
mod channels;
mod client_assertions;
mod client_authentication;
mod client_credentials;
mod command_line;
mod delivery;
mod desk;
mod details;
mod device_commands;
mod device_hints;
mod dpop;
mod enrolment_page;
mod fapi_ciba;
mod faults;
mod four_eyes;
mod hints;
mod key_clock;
mod key_sets;
mod key_succession;
mod limits;
mod long_poll;
mod managed_clients;
mod management;
mod notified_hosts;
mod oauth;
mod operator;
mod pairwise;
mod races;
mod receipts;
mod receiver;
mod refresh;
mod removed;
mod requests;
mod scene;
mod template_packs;
mod test_hooks;
mod token_status;
mod tokens;
mod user_code;
mod userinfo;
