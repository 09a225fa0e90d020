//! The programs of `examples`, run as their READMEs say, against the demo's server.

mod call_centre;
mod deploy_gate;
mod kiosk;
mod online_shop;
mod program;
mod python_agent;
