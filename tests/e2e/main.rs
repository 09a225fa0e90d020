//! Journeys across server, device and agent.

mod approval;
mod attacks;
mod command_line;
mod faults;
mod oauth;
mod races;
