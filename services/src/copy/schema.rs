//! The JSON of the copy, described for programs (JSON Schema 2020-12). `docs/copy.schema.json` is the same text.

use domain::copy::{Column, FORMAT, Kind, PARTS, Part, Times};
use serde_json::{Map, Value, json};

const INSTANT: &str = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$";

/// The schema as text.
pub fn text() -> String {
    format!("{:#}\n", value())
}

/// The schema.
pub fn value() -> Value {
    let mut properties = Map::new();
    properties.insert("format".to_owned(), json!({ "const": FORMAT }));
    properties.insert("taken_at".to_owned(), instant("When the copy was taken."));
    properties.insert(
        "member".to_owned(),
        json!({ "type": "string", "description": "The random number the cinema knows the member by." }),
    );
    for part in PARTS {
        properties.insert(part.name.to_owned(), of_part(part));
    }
    let required: Vec<String> = properties.keys().cloned().collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A copy of everything Metiz Cinema holds about a member",
        "description": "Instants are ISO 8601 in Vietnamese time. A value of null means that nothing is held.",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn of_part(part: &Part) -> Value {
    let properties: Map<String, Value> =
        part.columns.iter().map(|column| (column.name.to_owned(), of_column(column))).collect();
    let required: Vec<&str> = part.columns.iter().map(|column| column.name).collect();
    let row = |kind: Value| json!({ "type": kind, "properties": properties, "required": required, "additionalProperties": false });
    let mut schema = match part.times {
        Times::Once => row(json!("object")),
        Times::AtMostOnce => row(json!(["object", "null"])),
        Times::Many => json!({ "type": "array", "items": row(json!("object")) }),
    };
    schema["description"] = json!(part.meaning);
    schema
}

fn of_column(column: &Column) -> Value {
    let mut schema = match column.kind {
        Kind::Text | Kind::Code => json!({ "type": "string" }),
        Kind::Codes => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Instant => instant(""),
        Kind::Day => json!({ "type": "string", "format": "date" }),
        Kind::Number => json!({ "type": "integer" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Detail => json!({ "type": "object" }),
    };
    if column.optional {
        schema["type"] = json!([schema["type"], "null"]);
    }
    schema["description"] = json!(column.meaning);
    schema
}

fn instant(meaning: &str) -> Value {
    json!({ "type": "string", "pattern": INSTANT, "description": meaning })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_the_schema() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/copy.schema.json");
        if std::env::var_os("WRITE_DOCS").is_some() {
            std::fs::write(file, text()).unwrap();
        }
        if let Ok(written) = std::fs::read_to_string(file) {
            assert_eq!(written, text(), "write it again: WRITE_DOCS=1 cargo test -p services schema");
        }
    }
}
