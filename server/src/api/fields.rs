//! Closed lists of fields, in a body or in a query: what is not on the list is refused, and nothing of it is repeated.

use super::decode::fits;
use domain::{
    contact::{CallProblem, CallRefusal, ContactField},
    orders::Shape,
};
use serde_json::Value;

/// The values of these fields, all of which must be there and no other.
pub(super) struct Fields<'a>(Vec<(ContactField, &'a Value)>);

impl<'a> Fields<'a> {
    /// Reads an object.
    pub(super) fn of(value: &'a Value, wanted: &[ContactField]) -> Result<Self, Vec<CallProblem>> {
        let Some(object) = value.as_object() else {
            return Err(vec![whole(CallRefusal::WrongType)]);
        };
        let known = |name: &String| ContactField::parse(name).is_some_and(|field| wanted.contains(&field));
        let unknown = (!object.keys().all(known)).then_some(whole(CallRefusal::UnknownField));
        let (mut read, mut problems) = (Vec::new(), Vec::from_iter(unknown));
        for field in wanted {
            match object.get(field.code()) {
                None => problems.push(CallProblem::of(*field, CallRefusal::Missing)),
                Some(value) => match shaped(*field, value) {
                    Ok(()) => read.push((*field, value)),
                    Err(why) => problems.push(CallProblem::of(*field, why)),
                },
            }
        }
        if problems.is_empty() { Ok(Self(read)) } else { Err(problems) }
    }

    /// The text of a field.
    pub(super) fn text(&self, field: ContactField) -> &'a str {
        self.value(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// The texts of a field.
    pub(super) fn texts(&self, field: ContactField) -> impl Iterator<Item = &'a str> {
        self.value(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    fn value(&self, field: ContactField) -> Option<&'a Value> {
        self.0.iter().find(|(of, _)| *of == field).map(|(_, value)| *value)
    }
}

/// The type, and the sizes the document states.
fn shaped(field: ContactField, value: &Value) -> Result<(), CallRefusal> {
    if !fits(field.shape(), value) {
        return Err(CallRefusal::WrongType);
    }
    let too_long = |text: &Value, most: usize| text.as_str().is_some_and(|text| text.chars().count() > most);
    let (many, long) = match (field.shape(), value) {
        (Shape::Text(most), text) => (false, too_long(text, most)),
        (Shape::Texts(most, each), Value::Array(texts)) if !texts.is_empty() => {
            (texts.len() > most, texts.iter().any(|text| too_long(text, each)))
        }
        (Shape::Texts(..), _) => return Err(CallRefusal::Empty),
        _ => (false, false),
    };
    if many || long { Err(CallRefusal::TooLong) } else { Ok(()) }
}

/// The same of a query: each field once.
pub(super) fn query(pairs: &[(String, String)], wanted: &[ContactField]) -> Result<Vec<String>, Vec<CallProblem>> {
    let known = |name: &str| ContactField::parse(name).is_some_and(|field| wanted.contains(&field));
    let unknown = (!pairs.iter().all(|(name, _)| known(name))).then_some(whole(CallRefusal::UnknownField));
    let (mut read, mut problems) = (Vec::new(), Vec::from_iter(unknown));
    for field in wanted {
        let mut values = pairs.iter().filter(|(name, _)| name == field.code()).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (None, _) => problems.push(CallProblem::of(*field, CallRefusal::Missing)),
            (Some(_), Some(_)) => problems.push(CallProblem::of(*field, CallRefusal::Repeated)),
            (Some(value), None) => read.push(value.clone()),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

const fn whole(why: CallRefusal) -> CallProblem {
    CallProblem { at: None, field: None, why }
}
