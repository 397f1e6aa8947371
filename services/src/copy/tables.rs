//! Tables for spreadsheets: CSV with a byte order mark, composed letters, and no cell that a program could run. (law D-16)

use domain::copy::{Part, Times};
use domain::text;
use serde_json::Value;

/// Tells programs that guess that the file is UTF-8; without it Vietnamese letters come out wrong in some.
const BOM: char = '\u{FEFF}';

/// The part as CSV (RFC 4180): a line of names, then one line for each row.
pub(super) fn csv(part: &Part, value: &Value) -> String {
    let mut file = String::from(BOM);
    line(&mut file, part.columns.iter().map(|column| column.name.to_owned()));
    let rows: &[Value] = match (part.times, value) {
        (Times::Many, Value::Array(rows)) => rows,
        (Times::Once | Times::AtMostOnce, row @ Value::Object(_)) => std::slice::from_ref(row),
        _ => &[],
    };
    for row in rows {
        line(&mut file, part.columns.iter().map(|column| plain(&row[column.name])));
    }
    file
}

fn line(file: &mut String, cells: impl Iterator<Item = String>) {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            file.push(',');
        }
        file.push('"');
        file.push_str(&guarded(&text::nfc(&cell)).replace('"', "\"\""));
        file.push('"');
    }
    file.push_str("\r\n");
}

/// Spreadsheets run a cell that begins like this; an apostrophe in front makes it text (OWASP, CSV injection). Full-width
/// forms of the signs count too.
fn guarded(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if runs { format!("'{cell}") } else { cell.to_owned() }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join("; "),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::copy::PARTS;
    use proptest::prelude::{prop_assert_eq, proptest};
    use serde_json::json;

    fn former(value: &str) -> String {
        let part = PARTS.iter().find(|part| part.name == "former_values").unwrap();
        csv(part, &json!([{ "item": "full_name", "value": value, "corrected_at": "2026" }]))
    }

    #[test]
    fn a_table_has_a_mark_a_head_and_a_line_for_each_row() {
        assert_eq!(
            former("Đặng \"Ánh\" Nguyệt"),
            "\u{FEFF}\"item\",\"value\",\"corrected_at\"\r\n\"full_name\",\"Đặng \"\"Ánh\"\" Nguyệt\",\"2026\"\r\n"
        );
    }

    #[test]
    fn letters_are_composed() {
        assert!(former("Nguye\u{302}\u{303}n").contains("Nguyễn"));
    }

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_becomes_text() {
        for first in ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"] {
            assert!(former(&format!("{first}1+1")).contains(&format!("\"'{first}1+1\"")), "{first:?}");
        }
        assert!(former("12 Bạch Đằng").contains("\"12 Bạch Đằng\""));
    }

    /// The cells of each line, read as RFC 4180 says.
    fn read(table: &str) -> Vec<Vec<String>> {
        let (mut lines, mut line, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
        let mut chars = table.trim_start_matches(BOM).chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
                '"' => quoted = !quoted,
                ',' if !quoted => line.push(std::mem::take(&mut cell)),
                '\r' if !quoted => {}
                '\n' if !quoted => {
                    line.push(std::mem::take(&mut cell));
                    lines.push(std::mem::take(&mut line));
                }
                char => cell.push(char),
            }
        }
        lines
    }

    proptest! {
        #[test]
        fn no_value_breaks_out_of_its_cell(value in "[\\PC\r\n\t\",']{0,40}") {
            let lines = read(&former(&value));
            prop_assert_eq!(lines.len(), 2);
            let kept = [String::from("full_name"), guarded(&text::nfc(&value)), String::from("2026")];
            prop_assert_eq!(lines[1].as_slice(), kept.as_slice());
        }
    }
}
