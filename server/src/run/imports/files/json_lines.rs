//! JSON Lines: one object a line, its members the columns, its values texts. What is a list in CSV may be one here.

use super::super::Sentence;
use super::{LINE_MOST, Line, Read, too_long, unreadable};
use domain::import::ImportRefusal;
use serde_json::{Map, Value};
use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
};

const MARK: &[u8] = b"\xEF\xBB\xBF";
const BETWEEN: &str = ";";

pub(super) struct JsonLines {
    file: BufReader<File>,
    number: u64,
    bytes: u64,
}

impl JsonLines {
    pub(super) fn of(file: File) -> Self {
        Self { file: BufReader::new(file), number: 0, bytes: 0 }
    }

    pub(super) fn next<L: Line>(&mut self) -> Result<Option<Read<L>>, Sentence> {
        let mut line = Vec::new();
        loop {
            line.clear();
            self.number += 1;
            let broken = |_| format!("The file cannot be read on from line {}.", self.number);
            let read = (&mut self.file).take(LINE_MOST + 1).read_until(b'\n', &mut line).map_err(broken)?;
            if read == 0 {
                return Ok(None);
            }
            if read as u64 > LINE_MOST {
                return Err(too_long(self.number));
            }
            self.bytes += read as u64;
            if !line.trim_ascii().is_empty() {
                break;
            }
        }
        let text = if self.number == 1 { line.strip_prefix(MARK).unwrap_or(&line) } else { &line };
        let Ok(text) = std::str::from_utf8(text) else {
            return Ok(Some(unreadable(self.number, ImportRefusal::NotUtf8)));
        };
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            return Ok(Some(unreadable(self.number, ImportRefusal::NotAnObject)));
        };
        Ok(Some(match put::<L>(&object) {
            Ok(line) => Read { number: self.number, line: Ok(line) },
            Err(why) => unreadable(self.number, why),
        }))
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

fn put<L: Line>(object: &Map<String, Value>) -> Result<L, ImportRefusal> {
    let mut line = L::default();
    for (name, value) in object {
        let column = L::named(name).ok_or(ImportRefusal::UnknownColumn)?;
        match value {
            Value::Null => {}
            Value::String(text) => line.put(column, text),
            Value::Array(values) => {
                let texts: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
                line.put(column, &texts.ok_or(ImportRefusal::NotText)?.join(BETWEEN));
            }
            Value::Number(number) if number.is_i64() => line.put(column, &number.to_string()),
            Value::Bool(flag) => line.put(column, if *flag { "true" } else { "false" }),
            Value::Number(_) | Value::Object(_) => return Err(ImportRefusal::NotText),
        }
    }
    Ok(line)
}
