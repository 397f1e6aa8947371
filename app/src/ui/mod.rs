//! The pieces every page is built from. Each is rendered on the server; only `act_form` and `ward_search` wake up in
//! the browser. A piece's styles are in `style/ui/` under the same name.

pub mod act_form;
pub mod boot;
pub mod button;
pub mod choice;
pub mod date;
pub mod error_summary;
pub mod field;
pub mod icon;
pub mod notice;
pub mod page;
pub mod passphrase;
mod post;
pub mod select;
pub mod summary_list;
pub mod ward_search;
