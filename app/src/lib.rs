//! The rooms: what a member sees, and the server functions that pass what the member asks for down to `services`.
//!
//! Pages are components whose props are plain data, so they need no server to be shown or tested. One island,
//! [`ui::act_form::ActForm`], makes every form quicker where the browser can run it; without it each form posts
//! the same fields to the same address. Nothing here decides: rules live in `domain`.
#![expect(clippy::needless_pass_by_value, reason = "the view macro hands a component its props by value")]
#![expect(unreachable_pub, reason = "the component macro makes a public function of one its room keeps to itself")]

// What every room shares.
pub mod answer;
pub mod cookies;
pub mod flash;
pub mod page_error;
pub mod paths;
pub mod server_side;
pub mod status;
pub mod ui;
pub mod words;

// The rooms, in the order of the house.
pub mod activity;
pub mod closure;
pub mod consent;
pub mod copy;
pub mod email;
pub mod error;
pub mod factors;
pub mod freeze;
pub mod language;
pub mod orders;
pub mod overview;
pub mod passkeys;
pub mod policy;
pub mod profile;
pub mod receipt;
pub mod recovery;
pub mod report;
pub mod security;
pub mod sign_in;
pub mod sign_up;
pub mod unsubscribe;
