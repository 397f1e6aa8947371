//! The part of the description about events that are sent to other systems.

use domain::{
    consent::{Channel, Purpose},
    webhooks::WebhookEvent,
};
use serde_json::{Map, Value, json};

/// Every event, by its kind.
pub(super) fn events() -> Value {
    WebhookEvent::ALL.iter().map(|event| (event.code().to_owned(), sent(*event))).collect::<Map<_, _>>().into()
}

fn sent(event: WebhookEvent) -> Value {
    json!({ "post": {
        "summary": meaning(event),
        "description": "Signed as Standard Webhooks 1.0 has it. Events of one member come in their order. It says that something changed; ask mayContact for what that allows.",
        "parameters": [
            header("webhook-id", "The same for each try and each replay."),
            header("webhook-timestamp", "When this try was made: seconds since 1970. Refuse what is older than five minutes."),
            header("webhook-signature", "v1, and the keyed hash (HMAC-SHA-256, base64) of id.timestamp.body under the endpoint's secret."),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": body(event) } } },
        "responses": {
            "2XX": { "description": "Taken." },
            "410": { "description": "Nothing more is wanted: the endpoint is disabled." },
            "default": { "description": "Tried again, ten times in three days." },
        },
    } })
}

fn header(name: &str, meaning: &str) -> Value {
    json!({ "name": name, "in": "header", "required": true, "schema": { "type": "string" }, "description": meaning })
}

fn body(event: WebhookEvent) -> Value {
    let mut data = Map::new();
    data.insert(
        "member".to_owned(),
        json!({ "type": "string", "description": "The member's reference: XXXX-XXXX-XXXX." }),
    );
    data.insert(
        "sequence".to_owned(),
        json!({ "type": "integer", "minimum": 1, "description": "The member's events, counted." }),
    );
    if event.is_decision() {
        let purposes: Vec<_> = Purpose::ALL.iter().map(|purpose| purpose.code()).collect();
        let channels: Vec<_> = Channel::ALL.iter().map(|channel| channel.code()).collect();
        data.insert("purpose".to_owned(), json!({ "type": "string", "enum": purposes }));
        data.insert("channel".to_owned(), json!({ "type": "string", "enum": channels }));
    }
    let required: Vec<_> = data.keys().cloned().collect();
    if event == WebhookEvent::ConsentGranted {
        data.insert(
            "until".to_owned(),
            json!({
                "type": "string", "format": "date",
                "description": "The last day of the yes, in Vietnam, if it ends by itself. Nothing is sent when it is over.",
            }),
        );
    }
    json!({
        "type": "object", "additionalProperties": false, "required": ["type", "timestamp", "data"],
        "properties": {
            "type": { "const": event.code() },
            "timestamp": { "type": "string", "format": "date-time", "description": "When it happened." },
            "data": { "type": "object", "additionalProperties": false, "required": required, "properties": data },
        },
    })
}

const fn meaning(event: WebhookEvent) -> &'static str {
    match event {
        WebhookEvent::ConsentGranted => "A member agreed to a purpose by a channel.",
        WebhookEvent::ConsentWithdrawn => "A member refused or stopped a purpose by a channel.",
        WebhookEvent::Frozen => "A member froze the use of their data.",
        WebhookEvent::Unfrozen => "A member lifted the freeze.",
        WebhookEvent::DetailsChanged => "An address, a number or the birth date of a member was changed or confirmed.",
        WebhookEvent::AccountClosing => "An account is closing: nothing may be sent any more.",
        WebhookEvent::AccountReopened => "An account that was closing is open again.",
        WebhookEvent::AccountErased => "An account was erased: what is known of the member has to go.",
    }
}
