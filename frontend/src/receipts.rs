//! The page that checks receipts, without asking anybody: `receipts.js` beside this folder calls it. (D-7; decision 0015)

use domain::receipt::Proved;
use domain::receipt::verify::{PublicKeys, verify};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::wasm_bindgen;

/// Whether one of `keys` (a JWK set) signed this receipt: an object of texts, `why` where it proves nothing, else what it says,
/// by the names that the page's blanks have.
#[wasm_bindgen]
pub fn check_receipt(receipt: &str, keys: &str) -> String {
    let keys = PublicKeys::read(keys).unwrap_or_default();
    let said = match verify(receipt.trim(), &keys) {
        Ok(proved) => fields(proved),
        Err(why) => vec![("why", why.code().to_owned())],
    };
    let said = said.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value)));
    Value::Object(said.collect::<Map<_, _>>()).to_string()
}

fn fields(says: Proved) -> Vec<(&'static str, String)> {
    let (hour, minute) = says.at.clock_in_vietnam();
    let mut fields = vec![
        ("heard", says.heard.code().to_owned()),
        ("purpose", says.purpose.code().to_owned()),
        ("channel", says.channel.code().to_owned()),
        ("day", says.at.date_in_vietnam().to_string()),
        ("clock", format!("{hour:02}:{minute:02}")),
        ("method", says.method.code().to_owned()),
        ("wording", says.wording),
        ("wording_version", says.wording_version.to_string()),
        ("policy", says.policy_version.to_string()),
        ("number", says.number),
        ("entry", says.entry_hash),
        ("wording_hash", says.wording_hash),
        ("key", says.key),
    ];
    fields.extend(says.until.map(|day| ("until", day.to_string())));
    fields.extend(Some(says.member).filter(|member| !member.is_empty()).map(|member| ("member", member)));
    fields.extend(says.logged.into_iter().flat_map(|place| {
        [("logged", "yes".to_owned()), ("leaf", (place.leaf + 1).to_string()), ("size", place.size.to_string())]
    }));
    fields
}
