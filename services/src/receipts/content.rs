//! What a receipt says: the fields of ISO/IEC TS 27560:2023 by the names of its Annex and the profile of the W3C's Data
//! Privacy Vocabulary, and beside them those of Kantara's Consent Receipt 1.1. Texts and whole numbers only.

use crate::Services;
use crate::audit::Proof;
use crate::consent::rows::Link;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::calendar::Timestamp;
use domain::consent::{Frequency, Method, Per, PurposeNotice};
use domain::hex;
use domain::member_reference::MemberReference;
use domain::receipt::Heard;
use domain::receipt::verify::{LOG, word};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The profile of the vocabulary's guide: a receipt that repeats the whole record.
const PROFILE: &str = "https://w3id.org/dpv/schema/iso-27560#receipt-full";
const JURISDICTION: &str = "VN";
const MICROS: i64 = 1_000_000;
/// The vocabulary's word for a time that ends on a day.
const UNTIL: &str = "dpv:UntilTimeDuration";

/// The whole document but its signature.
pub(super) fn of(
    services: &Services,
    link: &Link,
    notice: &PurposeNotice,
    (heard, reference, proof): (Heard, Option<&MemberReference>, Option<&Proof>),
) -> Value {
    let entry = &link.entry;
    let (number, now) = (number(&link.hash).to_string(), services.now());
    let receipt_id = receipt_number(&link.hash, now).to_string();
    let member = reference.map(MemberReference::shown).unwrap_or_default();
    let mut receipt = json!({
        "schema_version": PROFILE,
        "receipt_id": receipt_id,
        "receipt_time": now.rfc3339(),
        "record_id": number,
        "pii_principal_id": member,
        "pii_processing": [processing(services, link, notice)],
        "party_identification": [controller(services)],
        "event_information": [{
            "event_time": entry.at.rfc3339(),
            "event_type": "dpv:ExplicitlyExpressedConsent",
            "event_state": word(heard),
            "entity_id": "pii_principal",
            "method": entry.method.code(),
        }],
        "kantara": kantara(services, link, notice, (&receipt_id, &member)),
        "chain": {
            "seq": link.seq,
            "previous_sha256": hex::written(&entry.previous),
            "entry_sha256": hex::written(&link.hash),
        },
    });
    if let Some(day) = entry.until {
        // Only where there is an end: a receipt of a yes for good comes out as it did before there were ends.
        receipt["event_information"][0]["validity_duration"] = json!({ "type": UNTIL, "last_day": day.iso() });
    }
    if let Some(Proof { leaf, path, note }) = proof {
        let path: Vec<String> = path.iter().map(|hash| STANDARD.encode(hash)).collect();
        receipt[LOG] = json!({ "leaf": leaf, "path": path, "checkpoint": note });
    }
    receipt
}

fn processing(services: &Services, link: &Link, notice: &PurposeNotice) -> Value {
    let entry = &link.entry;
    let items: Vec<Value> =
        notice.items.iter().map(|item| json!({ "pii_type": item.code(), "sensitive": false })).collect();
    let recipients: Vec<&str> = notice.recipients.iter().map(|recipient| recipient.code()).collect();
    json!({
        "privacy_notice": { "url": policy(services, entry.policy_version), "version": entry.policy_version },
        "language": entry.lang.code(),
        "purpose": {
            "code": entry.purpose.code(),
            "title": notice.title.in_lang(entry.lang),
            "wording": notice.wording.in_lang(entry.lang),
            "wording_version": entry.wording.version,
            "wording_sha256": hex::written(&entry.wording.hash),
            "clause": notice.clause,
        },
        "lawful_basis": "dpv:Consent",
        "channel": entry.channel.code(),
        "frequency": frequency(notice.frequency),
        "pii_information": items,
        "pii_controllers": ["controller"],
        "recipient_third_parties": recipients,
        "retention_period": notice.retention.code(),
        "withdrawal_method": services.page("/consent"),
        "privacy_rights": services.page("/policy"),
        "jurisdiction": JURISDICTION,
    })
}

/// The controller, by what the operator named.
fn controller(services: &Services) -> Value {
    let controller = &services.settings.controller;
    let mut party = json!({
        "party_id": "controller",
        "party_role": "dpv:DataController",
        "party_name": controller.name(),
        "party_country": JURISDICTION,
        "party_url": services.page("/"),
    });
    put(&mut party, "party_contact", controller.contact.as_deref());
    put(&mut party, "party_address", controller.address.as_deref());
    put(&mut party, "party_email", controller.email.as_deref());
    put(&mut party, "party_phone", controller.phone.as_deref());
    party
}

/// The same by Kantara's names.
fn kantara_controller(services: &Services) -> Value {
    let controller = &services.settings.controller;
    let mut party = json!({
        "piiController": controller.name(),
        "onBehalf": false,
        "piiControllerUrl": services.page("/"),
    });
    put(&mut party, "contact", controller.contact.as_deref());
    put(&mut party, "email", controller.email.as_deref());
    put(&mut party, "phone", controller.phone.as_deref());
    if let Some(address) = &controller.address {
        party["address"] = json!({ "streetAddress": address, "addressCountry": JURISDICTION });
    }
    party
}

fn put(party: &mut Value, field: &str, value: Option<&str>) {
    if let Some(value) = value {
        party[field] = value.into();
    }
}

/// Kantara's fields.
fn kantara(services: &Services, link: &Link, notice: &PurposeNotice, (number, member): (&str, &str)) -> Value {
    let entry = &link.entry;
    let items: Vec<&str> = notice.items.iter().map(|item| item.code()).collect();
    let recipients: Vec<&str> = notice.recipients.iter().map(|recipient| recipient.code()).collect();
    json!({
        "version": "KI-CR-v1.1.0",
        "jurisdiction": JURISDICTION,
        "consentTimestamp": entry.at.micros().div_euclid(MICROS),
        "collectionMethod": match entry.method {
            Method::Web => "web form, signed in",
            Method::Import => "earlier system, with evidence",
        },
        "consentReceiptID": number,
        "language": entry.lang.code(),
        "piiPrincipalId": member,
        "piiControllers": [kantara_controller(services)],
        "policyUrl": policy(services, entry.policy_version),
        "services": [{
            "service": "Metiz Member Centre",
            "purposes": [{
                "purpose": notice.title.in_lang(entry.lang),
                "purposeCategory": [entry.purpose.code()],
                "consentType": "EXPLICIT",
                "piiCategory": items,
                "primaryPurpose": false,
                "termination": services.page("/consent"),
                "thirdPartyDisclosure": !recipients.is_empty(),
                "thirdPartyName": recipients.join(", "),
            }],
        }],
        "sensitive": false,
        "spiCat": [],
    })
}

fn policy(services: &Services, version: u32) -> String {
    if version == 0 { services.page("/policy") } else { services.page(&format!("/policy/{version}")) }
}

fn frequency(frequency: Frequency) -> String {
    match frequency {
        Frequency::WhenNeeded => "when_needed".to_owned(),
        Frequency::AtMost { count, per: Per::Month } => format!("{count}/month"),
        Frequency::AtMost { count, per: Per::Year } => format!("{count}/year"),
    }
}

/// The number of a receipt made of this entry at this instant.
fn receipt_number(hash: &[u8; 32], now: Timestamp) -> Uuid {
    number(&Sha256::new().chain_update(hash).chain_update(now.micros().to_be_bytes()).finalize().into())
}

/// The record's number: a UUID of the kind left to applications (RFC 9562, version 8), made of the entry's hash.
fn number(hash: &[u8; 32]) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = (bytes[6] & 0x0F) | 0x80;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    Uuid::from_bytes(bytes)
}
