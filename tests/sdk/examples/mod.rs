//! The programs of `examples`, run as their READMEs say, against the demo's server.

mod deploy_gate;
mod online_shop;
mod program;
mod python_agent;
