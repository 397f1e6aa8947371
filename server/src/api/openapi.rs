//! The interface's description (`OpenAPI` 3.1), written from the same lists the interface works by.

mod contacts;
mod webhooks;

use super::{AUDIENCE, CONTACTS, Kind, MAY_CONTACT, OPENAPI, ORDERS, TEMPLATE_CHECK};
use domain::{
    api_key::Scope,
    contact::{CallRefusal, ContactField},
    orders::{AT_ONCE, OrderField, OrderRefusal, Shape},
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The document served at [`OPENAPI`].
pub fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Metiz Member Centre",
            "version": "1",
            "description": "For other systems of the cinema. Nothing sent is repeated in an error. Times are RFC 3339 with an offset, amounts whole VND.",
        },
        "servers": [{ "url": "/" }],
        "paths": {
            (OPENAPI): { "get": describe() },
            (ORDERS): { "post": hand_in() },
            (MAY_CONTACT): { "get": contacts::may_contact() },
            (AUDIENCE): { "post": contacts::audience() },
            (TEMPLATE_CHECK): { "post": contacts::check_template() },
            (CONTACTS): { "post": contacts::report() },
        },
        "webhooks": webhooks::events(),
        "components": {
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer", "description": scopes() } },
            "schemas": schemas(),
        },
    })
}

fn schemas() -> Value {
    let own = [("Order", order()), ("Outcomes", outcomes()), ("Problem", problem())];
    own.into_iter()
        .chain(contacts::schemas())
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect::<Map<_, _>>()
        .into()
}

fn scopes() -> String {
    let codes: Vec<_> = Scope::ALL.iter().map(|scope| scope.code()).collect();
    format!("A key made by the operator. Scopes: {}.", codes.join(", "))
}

fn describe() -> Value {
    json!({
        "operationId": "describe",
        "summary": "This document.",
        "security": [],
        "responses": { "200": { "description": "The document.", "content": { "application/json": { "schema": { "type": "object" } } } } },
    })
}

/// What a call is answered with when it was done, by its schema, and when it was not.
fn responses(done: &str, schema: &str, kinds: &[Kind]) -> Value {
    let mut responses = Map::new();
    let reference = format!("#/components/schemas/{schema}");
    responses.insert(
        "200".to_owned(),
        json!({ "description": done, "content": { "application/json": { "schema": { "$ref": reference } } } }),
    );
    let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for kind in kinds {
        by_status.entry(kind.status().as_u16()).or_default().push(kind.code());
    }
    for (status, codes) in by_status {
        responses.insert(
            status.to_string(),
            json!({
                "description": codes.join(", "),
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
            }),
        );
    }
    responses.into()
}

/// The word under which a call may come again.
fn repeat_key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": true,
        "schema": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$" },
    })
}

fn hand_in() -> Value {
    let elsewhere = |kind: &Kind| matches!(kind, Kind::NotFound | Kind::WrongMethod | Kind::Malformed);
    let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| !elsewhere(kind)).collect();
    let done = "All are kept; the same call under the same Idempotency-Key gets the same answer for 24 hours.";
    json!({
        "operationId": "handInOrders",
        "summary": "Hands in paid orders of members: all of a call are kept, or none.",
        "description": "An order of a number that is kept already and says the same changes nothing; one that says something else is refused, unless it states correction: true.",
        "security": [{ "key": [Scope::OrdersWrite.code()] }],
        "parameters": [repeat_key()],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "additionalProperties": false,
            "required": ["orders"],
            "properties": { "orders": {
                "type": "array", "minItems": 1, "maxItems": AT_ONCE, "items": { "$ref": "#/components/schemas/Order" },
            } },
        } } } },
        "responses": responses(done, "Outcomes", &kinds),
    })
}

fn order() -> Value {
    let properties: Map<String, Value> =
        OrderField::ALL.iter().map(|field| (field.code().to_owned(), property(*field))).collect();
    let required: Vec<_> = OrderField::ALL.iter().filter(|field| field.required()).map(|field| field.code()).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn property(field: OrderField) -> Value {
    let mut schema = match field.shape() {
        Shape::Text(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Shape::OneOf(words) => json!({ "type": "string", "enum": words }),
        Shape::Instant => json!({ "type": "string", "format": "date-time" }),
        Shape::Texts(most, each) => json!({
            "type": "array", "minItems": 1, "maxItems": most,
            "items": { "type": "string", "minLength": 1, "maxLength": each },
        }),
        Shape::Amount(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Flag => json!({ "type": "boolean", "default": false }),
    };
    schema["description"] = meaning(field).into();
    schema
}

const fn meaning(field: OrderField) -> &'static str {
    match field {
        OrderField::Number => "The order's number: letters, digits and - _ / . ; capitals do not matter.",
        OrderField::Member => "The member's reference, as the member reads it on /profile: XXXX-XXXX-XXXX.",
        OrderField::Status => "Only paid orders are kept.",
        OrderField::PaidAt => "When it was paid; not in the future.",
        OrderField::Film => "The title of the film.",
        OrderField::AgeClass => "Its class (Cinema Law art. 32).",
        OrderField::ShowingAt => "When it is shown: from a day before it was paid to 400 days after.",
        OrderField::Cinema => "The cinema.",
        OrderField::Hall => "The hall.",
        OrderField::Seats => "The seats, each with its row's letter: E7, K12.",
        OrderField::Total => "What was paid, taxes included, in whole VND.",
        OrderField::Vat => "The tax in it, at most the total.",
        OrderField::PaymentPartner => "The name of the partner that took the payment. Never a card or an account.",
        OrderField::PaymentReference => "The partner's number for the payment. Never a card or an account.",
        OrderField::Correction => "States that this replaces an order of the same number and member.",
    }
}

fn outcomes() -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["orders"],
        "properties": { "orders": { "type": "array", "description": "One for each order, in the order they were sent.", "items": {
            "type": "object", "additionalProperties": false, "required": ["outcome"],
            "properties": { "outcome": { "type": "string", "enum": ["recorded", "unchanged", "corrected"] } },
        } } },
    })
}

fn problem() -> Value {
    let types: Vec<_> = Kind::ALL.iter().map(|kind| format!("urn:metiz:problem:{}", kind.code())).collect();
    let (orders, contacts) = (OrderField::ALL.iter(), ContactField::ALL.iter());
    let fields: BTreeSet<_> = orders.map(|field| field.code()).chain(contacts.map(|field| field.code())).collect();
    let (orders, calls) = (OrderRefusal::ALL.iter(), CallRefusal::ALL.iter());
    let codes: BTreeSet<_> = orders.map(|why| why.code()).chain(calls.map(|why| why.code())).collect();
    json!({
        "type": "object", "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "enum": types },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "incident": { "type": "string", "description": "The number of a fault of ours, to be told to the operator." },
            "errors": { "type": "array", "maxItems": 100, "items": {
                "type": "object", "required": ["code", "detail"],
                "properties": {
                    "order": { "type": "integer", "minimum": 0, "description": "The order's place in the list, from 0." },
                    "at": { "type": "integer", "minimum": 0, "description": "The place of anything else that was sent as a list, from 0." },
                    "field": { "type": "string", "enum": fields },
                    "code": { "type": "string", "enum": codes },
                    "detail": { "type": "string" },
                },
            } },
        },
    })
}
