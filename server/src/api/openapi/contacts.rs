//! The part of the description about writing to members.

use super::{repeat_key, responses};
use crate::api::{
    Kind,
    contacts::{QUESTION, QUESTION_OF_MANY, REPORT, TEMPLATE},
};
use domain::{
    api_key::Scope,
    contact::{AUDIENCE_MOST, ContactField, ContactRefusal, OPT_OUT, REPORTED_MOST, TemplateRefusal},
    orders::Shape,
};
use serde_json::{Map, Value, json};

/// What every call can be answered with besides its own.
const ALWAYS: &[Kind] =
    &[Kind::KeyMissing, Kind::KeyUnknown, Kind::ScopeMissing, Kind::TooFast, Kind::Broken, Kind::Busy];
/// … and one with a body.
const WITH_A_BODY: &[Kind] =
    &[Kind::WrongMediaType, Kind::NotJson, Kind::TooDeep, Kind::TooLarge, Kind::Unreadable, Kind::Malformed];

pub(super) fn may_contact() -> Value {
    let parameters: Vec<Value> = QUESTION
        .iter()
        .map(|field| {
            json!({ "name": field.code(), "in": "query", "required": true, "schema": schema(*field), "description": meaning(*field) })
        })
        .collect();
    let kinds = [ALWAYS, &[Kind::Malformed, Kind::Unreadable]].concat();
    json!({
        "operationId": "mayContact",
        "summary": "May this member be written to, for this, by this channel, now?",
        "description": "To be asked immediately before each message: a yes is worth nothing a moment later. A reference nobody has, one of somebody else's, and one of an account that is closing or closed are answered alike.",
        "security": [{ "key": [Scope::ContactsAsk.code()] }],
        "parameters": parameters,
        "responses": responses("Yes, or the rule that says no.", "Verdict", &kinds),
    })
}

pub(super) fn audience() -> Value {
    json!({
        "operationId": "audience",
        "summary": "Which of these members may be written to now, and why not the others.",
        "description": format!("Up to {AUDIENCE_MOST} references; one that is there twice is answered once, and members who share a number or an address are permitted together no more than it may get. For choosing whom to prepare a message for: ask mayContact again before each one leaves."),
        "security": [{ "key": [Scope::ContactsAsk.code()] }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": object(QUESTION_OF_MANY) } } },
        "responses": responses("Who may be written to, and who may not.", "Audience", &[ALWAYS, WITH_A_BODY].concat()),
    })
}

pub(super) fn check_template() -> Value {
    json!({
        "operationId": "checkTemplate",
        "summary": "May messages with this text be sent?",
        "description": format!("To be asked when a text is saved, before anybody's name is put into it. Advertising begins with [QC] or [AD] (an email's subject does), names its sender as the network issued the name, and says in its last line every way to refuse: {OPT_OUT} stands there for the address that mayContact answers. Right before it an email names its advertiser; a call begins with the caller's name and address. What is no advertising carries no such label. Nothing of the text is kept."),
        "security": [{ "key": [Scope::ContactsAsk.code()] }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": object(TEMPLATE) } } },
        "responses": responses("Whether it may be used, and every rule that says no.", "Judged", &[ALWAYS, WITH_A_BODY].concat()),
    })
}

pub(super) fn report() -> Value {
    let kinds = [ALWAYS, WITH_A_BODY, &[Kind::RepeatKeyNeeded, Kind::RepeatKeyUsed]].concat();
    json!({
        "operationId": "reportContacts",
        "summary": "Reports messages that were sent.",
        "description": "Within seven days, best at once: the caps of advertising are counted from it, and the member sees it. It is judged by what was so at sent_at. A message that no rule allowed then is kept all the same, as a breach.",
        "security": [{ "key": [Scope::ContactsWrite.code()] }],
        "parameters": [repeat_key()],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object", "additionalProperties": false, "required": ["contacts"],
            "properties": { "contacts": {
                "type": "array", "minItems": 1, "maxItems": REPORTED_MOST, "items": { "$ref": "#/components/schemas/Contact" },
            } },
        } } } },
        "responses": responses("What became of each report, in the order they were sent.", "Reported", &kinds),
    })
}

/// The schemas these operations name.
pub(super) fn schemas() -> [(&'static str, Value); 5] {
    [
        ("Contact", object(REPORT)),
        ("Verdict", verdict()),
        ("Audience", filtered()),
        ("Judged", judged()),
        ("Reported", reported()),
    ]
}

fn judged() -> Value {
    let codes: Vec<_> = TemplateRefusal::ALL.iter().map(|why| why.code()).collect();
    json!({
        "type": "object", "additionalProperties": false, "required": ["usable", "problems"],
        "properties": {
            "usable": { "type": "boolean" },
            "problems": { "type": "array", "items": { "type": "string", "enum": codes } },
        },
    })
}

fn reason() -> Value {
    let codes: Vec<_> = ContactRefusal::ALL.iter().map(|why| why.code()).collect();
    json!({ "type": "string", "enum": codes })
}

fn again_at() -> Value {
    json!({ "type": "string", "format": "date-time", "description": "When to ask again, where waiting helps." })
}

fn unsubscribe() -> Value {
    json!({
        "type": "string", "format": "uri",
        "description": "Advertising only: the address that stops this purpose by this channel without signing in (RFC 8058). An email carries it in List-Unsubscribe, with List-Unsubscribe-Post: List-Unsubscribe=One-Click; every other message in its last line.",
    })
}

fn verdict() -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["allowed"],
        "properties": { "allowed": { "type": "boolean" }, "unsubscribe": unsubscribe(), "reason": reason(), "again_at": again_at() },
    })
}

fn filtered() -> Value {
    let member = json!({ "type": "string", "description": "As it was sent." });
    json!({
        "type": "object", "additionalProperties": false, "required": ["permitted", "refused"],
        "properties": {
            "permitted": { "type": "array", "items": {
                "type": "object", "additionalProperties": false, "required": ["member"],
                "properties": { "member": member, "unsubscribe": unsubscribe() },
            } },
            "refused": { "type": "array", "items": {
                "type": "object", "additionalProperties": false, "required": ["member", "reason"],
                "properties": { "member": member, "reason": reason(), "again_at": again_at() },
            } },
        },
    })
}

fn reported() -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["contacts"],
        "properties": { "contacts": { "type": "array", "items": {
            "type": "object", "additionalProperties": false, "required": ["outcome"],
            "properties": {
                "outcome": { "type": "string", "enum": ["recorded", "breach", "unchanged", "unknown"] },
                "reason": reason(),
            },
        } } },
    })
}

fn object(fields: &[ContactField]) -> Value {
    let property = |field: &ContactField| {
        let mut schema = schema(*field);
        schema["description"] = meaning(*field).into();
        (field.code().to_owned(), schema)
    };
    let properties: Map<String, Value> = fields.iter().map(property).collect();
    let required: Vec<_> = fields.iter().map(|field| field.code()).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn schema(field: ContactField) -> Value {
    match field.shape() {
        Shape::OneOf(words) => json!({ "type": "string", "enum": words }),
        Shape::Instant => json!({ "type": "string", "format": "date-time" }),
        Shape::Texts(most, each) => json!({
            "type": "array", "minItems": 1, "maxItems": most,
            "items": { "type": "string", "minLength": 1, "maxLength": each },
        }),
        // What is missing in a text is one of its problems, not of the call.
        Shape::Text(most) if TEMPLATE.contains(&field) => json!({ "type": "string", "maxLength": most }),
        Shape::Text(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Shape::Amount(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Flag => json!({ "type": "boolean" }),
    }
}

const fn meaning(field: ContactField) -> &'static str {
    match field {
        ContactField::Member => "The member's reference, as the member reads it on /profile: XXXX-XXXX-XXXX.",
        ContactField::Members => "References of members.",
        ContactField::Purpose => "What for. news, promotions and loyalty are advertising and need the member's yes.",
        ContactField::Channel => "Which way.",
        ContactField::SentAt => "When it went out; within the last seven days, not in the future.",
        ContactField::Campaign => {
            "The campaign or text it belonged to; members read it. Letters, digits, spaces and -_./&%+"
        }
        ContactField::Brand => "The sender's issued name; empty where there is none.",
        ContactField::Subject => "The subject of an email; empty for other channels.",
        ContactField::Body => "The text; of a call, what is said.",
    }
}
