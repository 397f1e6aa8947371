//! The interface's description (`OpenAPI` 3.1), written from the same lists the interface works by.

use super::{Kind, OPENAPI, ORDERS};
use domain::{
    api_key::Scope,
    orders::{AT_ONCE, OrderField, OrderRefusal, Shape},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

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
        "paths": { (OPENAPI): { "get": describe() }, (ORDERS): { "post": hand_in() } },
        "components": {
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer", "description": scopes() } },
            "schemas": { "Order": order(), "Outcomes": outcomes(), "Problem": problem() },
        },
    })
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

fn hand_in() -> Value {
    let mut responses = Map::new();
    responses.insert("200".to_owned(), json!({
        "description": "All are kept; the same call under the same Idempotency-Key gets the same answer for 24 hours.",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Outcomes" } } },
    }));
    let mut kinds: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for kind in Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::NotFound | Kind::WrongMethod)) {
        kinds.entry(kind.status().as_u16()).or_default().push(kind.code());
    }
    for (status, codes) in kinds {
        responses.insert(
            status.to_string(),
            json!({
                "description": codes.join(", "),
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
            }),
        );
    }
    json!({
        "operationId": "handInOrders",
        "summary": "Hands in paid orders of members: all of a call are kept, or none.",
        "description": "An order of a number that is kept already and says the same changes nothing; one that says something else is refused, unless it states correction: true.",
        "security": [{ "key": [Scope::OrdersWrite.code()] }],
        "parameters": [{
            "name": "Idempotency-Key", "in": "header", "required": true,
            "schema": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$" },
        }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "additionalProperties": false,
            "required": ["orders"],
            "properties": { "orders": {
                "type": "array", "minItems": 1, "maxItems": AT_ONCE, "items": { "$ref": "#/components/schemas/Order" },
            } },
        } } } },
        "responses": responses,
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
    let fields: Vec<_> = OrderField::ALL.iter().map(|field| field.code()).collect();
    let codes: Vec<_> = OrderRefusal::ALL.iter().map(|why| why.code()).collect();
    json!({
        "type": "object", "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "enum": types },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "incident": { "type": "string", "description": "The number of a fault of ours, to be told to the operator." },
            "errors": { "type": "array", "maxItems": 100, "items": {
                "type": "object", "required": ["order", "code", "detail"],
                "properties": {
                    "order": { "type": "integer", "minimum": 0, "description": "Its place in the list, from 0." },
                    "field": { "type": "string", "enum": fields },
                    "code": { "type": "string", "enum": codes },
                    "detail": { "type": "string" },
                },
            } },
        },
    })
}
