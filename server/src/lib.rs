//! The front desk: configuration, listening, guards, sessions in cookies, pages, jobs.
//!
//! A request meets, in this order: [`listen`] (deadlines, room), [`desk`] (guards, body, headers, log), [`router`]
//! (which place, who may enter), a room in `pages` or an act in [`acts`], and [`render`]. What is special to HTTP is
//! decided here and nowhere above or below.

pub mod acts;
pub mod api;
pub mod assets;
pub mod cli;
pub mod config;
pub mod cookies;
pub mod desk;
pub mod device;
pub mod errors;
pub mod guards;
pub mod headers;
pub mod listen;
pub mod networks;
pub mod pace;
pub mod packing;
mod pages;
pub mod render;
pub mod router;
pub mod run;
pub mod session;
pub mod settings;
pub mod telemetry;
pub mod worker;
