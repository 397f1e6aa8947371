//! Canonical JSON (RFC 8785): one text for one value, so that a signature over it can be checked anywhere.
//!
//! Whole numbers only: how other numbers are written is the hard part of the RFC, and a receipt has none.

use serde_json::Value;

/// No whole number beyond is exact in every JSON reader (RFC 7493).
const EXACT: i64 = (1 << 53) - 1;

/// The canonical text of a value; `None` if it holds a number that is not whole, or too large to be exact.
pub fn canonical(value: &Value) -> Option<String> {
    let mut text = String::new();
    write(&mut text, value)?;
    Some(text)
}

fn write(text: &mut String, value: &Value) -> Option<()> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => {
            let number = number.as_i64().filter(|number| (-EXACT..=EXACT).contains(number))?;
            text.push_str(&number.to_string());
        }
        Value::String(string) => text.push_str(&quoted(string)?),
        Value::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(text, value)?;
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            // By the units of UTF-16, as the RFC wants.
            fields.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            text.push('{');
            for (place, (name, value)) in fields.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                text.push_str(&quoted(name)?);
                text.push(':');
                write(text, value)?;
            }
            text.push('}');
        }
    }
    Some(())
}

/// Escapes are those of the RFC: `\b \t \n \f \r \" \\`, other controls as four small hexadecimal digits, nothing else.
fn quoted(string: &str) -> Option<String> {
    serde_json::to_string(string).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Strategy, any, prop_assert_eq, proptest};
    use serde_json::json;

    #[test]
    fn the_example_of_the_rfc_is_written_as_there() {
        // RFC 8785 section 3.2.3, without its numbers, and the sorting of its appendix.
        let value = json!({
            "\u{20ac}": "Euro Sign",
            "\r": "Carriage Return",
            "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One",
            "\u{1f600}": "Emoji: Grinning Face",
            "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis",
        });
        let text = canonical(&value).unwrap();
        let order: Vec<_> = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]
            .iter()
            .map(|word| text.find(word).unwrap())
            .collect();
        assert!(order.is_sorted(), "{text}");
        let literals = json!({"string": "\u{20ac}$\u{f}\nA'B\"\\\\\"/", "literals": [null, true, false]});
        assert_eq!(
            canonical(&literals).unwrap(),
            "{\"literals\":[null,true,false],\"string\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
        );
    }

    #[test]
    fn numbers_that_are_not_whole_or_not_exact_have_no_text() {
        assert_eq!(canonical(&json!([1, -5, 9_007_199_254_740_991_i64])).unwrap(), "[1,-5,9007199254740991]");
        for value in [json!(1.5), json!(9_007_199_254_740_992_i64), json!(1e30)] {
            assert_eq!(canonical(&value), None);
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = proptest::prop_oneof![
            any::<i32>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            any::<String>().prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            proptest::prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec((any::<String>(), inner), 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_and_written_the_same(value in values()) {
            let text = canonical(&value).unwrap();
            let read: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&read, &value);
            prop_assert_eq!(canonical(&read).unwrap(), text);
        }
    }
}
