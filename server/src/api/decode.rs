//! The body of a call, read strictly: what is not on the list is refused, and nothing of it is repeated.

use super::Kind;
use domain::{
    calendar::Timestamp,
    orders::{self, AT_ONCE, NewOrder, OrderField, OrderForm, OrderProblem, OrderRefusal, Shape},
};
use serde_json::{Map, Value};

/// Brackets within brackets at most: the object, the list, an order, its seats; one to spare.
const DEEPEST: usize = 5;

/// The list of orders in a body.
pub(super) fn list(body: &[u8]) -> Result<Vec<Value>, Kind> {
    let Value::Object(mut top) = json(body)? else {
        return Err(Kind::NotAList);
    };
    match top.remove("orders") {
        Some(Value::Array(orders)) if top.is_empty() && (1..=AT_ONCE).contains(&orders.len()) => Ok(orders),
        _ => Err(Kind::NotAList),
    }
}

/// A body as JSON, if it is not nested too deeply to be built.
pub(super) fn json(body: &[u8]) -> Result<Value, Kind> {
    if depth(body) > DEEPEST {
        return Err(Kind::TooDeep);
    }
    serde_json::from_slice(body).map_err(|_| Kind::NotJson)
}

/// The orders, if each of them may be kept; else every problem of every order.
pub(super) fn orders(list: &[Value], now: Timestamp) -> Result<Vec<NewOrder>, Vec<(usize, OrderProblem)>> {
    let (mut read, mut refused) = (Vec::with_capacity(list.len()), Vec::new());
    for (line, value) in list.iter().enumerate() {
        match form(value).and_then(|form| orders::check(&form, now)) {
            Ok(order) => read.push(order),
            Err(problems) => refused.extend(problems.into_iter().map(|problem| (line, problem))),
        }
    }
    if refused.is_empty() { Ok(read) } else { Err(refused) }
}

fn form(value: &Value) -> Result<OrderForm<'_>, Vec<OrderProblem>> {
    let Some(fields) = value.as_object() else {
        return Err(vec![OrderProblem { field: None, why: OrderRefusal::WrongType }]);
    };
    let mut problems = numbers_in(fields);
    if problems.is_empty() {
        problems = shapes_of(fields);
    }
    if !problems.is_empty() {
        problems.sort();
        problems.dedup();
        return Err(problems);
    }
    let text = |field: OrderField| fields.get(field.code()).and_then(Value::as_str).unwrap_or_default();
    let amount = |field: OrderField| fields.get(field.code()).and_then(Value::as_i64);
    let seats = fields.get(OrderField::Seats.code()).and_then(Value::as_array);
    Ok(OrderForm {
        number: text(OrderField::Number),
        member: text(OrderField::Member),
        status: text(OrderField::Status),
        paid_at: text(OrderField::PaidAt),
        film: text(OrderField::Film),
        age_class: text(OrderField::AgeClass),
        showing_at: text(OrderField::ShowingAt),
        cinema: text(OrderField::Cinema),
        hall: text(OrderField::Hall),
        seats: seats.into_iter().flatten().filter_map(Value::as_str).collect(),
        total: amount(OrderField::Total).unwrap_or_default(),
        vat: amount(OrderField::Vat),
        payment_partner: text(OrderField::PaymentPartner),
        payment_reference: text(OrderField::PaymentReference),
        correction: fields.get(OrderField::Correction.code()).and_then(Value::as_bool).unwrap_or_default(),
    })
}

/// Numbers of cards and accounts wherever they stand: in any field, known or not, as text or number, and in names.
fn numbers_in(fields: &Map<String, Value>) -> Vec<OrderProblem> {
    let found = |(name, value): (&String, &Value)| {
        let why = orders::holds_number(name).or_else(|| number_in(value))?;
        Some(OrderProblem { field: OrderField::parse(name), why })
    };
    fields.iter().filter_map(found).collect()
}

fn number_in(value: &Value) -> Option<OrderRefusal> {
    match value {
        Value::String(text) => orders::holds_number(text),
        Value::Number(number) => orders::holds_number(&number.to_string()),
        Value::Array(values) => values.iter().find_map(number_in),
        Value::Object(fields) => {
            fields.iter().find_map(|(name, value)| orders::holds_number(name).or_else(|| number_in(value)))
        }
        Value::Null | Value::Bool(_) => None,
    }
}

/// What is not on the list, is missing, or is of another type.
fn shapes_of(fields: &Map<String, Value>) -> Vec<OrderProblem> {
    let unknown = fields
        .keys()
        .any(|name| OrderField::parse(name).is_none())
        .then_some(OrderProblem { field: None, why: OrderRefusal::UnknownField });
    let known = OrderField::ALL.iter().filter_map(|field| match fields.get(field.code()) {
        None => field.required().then_some(OrderProblem::at(*field, OrderRefusal::Missing)),
        Some(value) => (!fits(field.shape(), value)).then_some(OrderProblem::at(*field, OrderRefusal::WrongType)),
    });
    unknown.into_iter().chain(known).collect()
}

pub(super) fn fits(shape: Shape, value: &Value) -> bool {
    match shape {
        Shape::Text(_) | Shape::OneOf(_) | Shape::Instant => value.is_string(),
        Shape::Texts(..) => value.as_array().is_some_and(|values| values.iter().all(Value::is_string)),
        Shape::Amount(..) => value.as_i64().is_some(),
        Shape::Flag => value.is_boolean(),
    }
}

/// How deeply brackets stand within brackets, outside of texts. Looked at before anything is built from the body.
fn depth(body: &[u8]) -> usize {
    let (mut now, mut most, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                now += 1;
                most = most.max(now);
            }
            b'}' | b']' if !in_text => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_texts_are_no_depth() {
        assert_eq!(depth(br#"{"a":["[[[[\"{{{"]}"#), 2);
        assert_eq!(depth(b"[[[]],[[[]]]]"), 4);
        assert_eq!(depth(b"]]]]"), 0);
    }

    #[test]
    fn a_list_is_one_member_of_one_object() {
        assert_eq!(list(b"nonsense"), Err(Kind::NotJson));
        for body in ["[]", "{}", r#"{"orders":[]}"#, r#"{"orders":{}}"#, r#"{"orders":[1],"more":1}"#] {
            assert_eq!(list(body.as_bytes()), Err(Kind::NotAList), "{body}");
        }
        let many = format!(r#"{{"orders":[{}]}}"#, vec!["1"; 101].join(","));
        assert_eq!(list(many.as_bytes()), Err(Kind::NotAList));
        let deep = format!(r#"{{"orders":[{}{}]}}"#, "[".repeat(5), "]".repeat(5));
        assert_eq!(list(deep.as_bytes()), Err(Kind::TooDeep));
        assert_eq!(list(br#"{"orders":[1]}"#).map(|list| list.len()), Ok(1));
    }
}
