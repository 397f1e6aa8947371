//! The browser's entry points: what wakes the islands of the page, and what checks a receipt. Nothing else, ever.

#[cfg(feature = "pages")]
pub mod pages;
#[cfg(feature = "receipts")]
pub mod receipts;
