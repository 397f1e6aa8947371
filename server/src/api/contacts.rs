//! May this member be written to, who of these may, and what was sent: `/api/v1/may-contact`, `…/audience`, `…/contacts`.

use super::{
    Call, Kind,
    call::Refused,
    decode,
    fields::{self, Fields},
    problem,
};
use axum::{
    body::Body,
    extract::Query,
    http::{Response, StatusCode},
};
use domain::{
    consent::{Channel, PurposeCode},
    contact::{
        self, CallProblem, CallRefusal, ContactField, ContactRefusal, NewContact, No, REPORTED_MOST, Template,
        TemplateRefusal,
    },
    member_reference::MemberReference,
};
use serde::Serialize;
use serde_json::Value;
use services::contact::{Asker, ContactsRefusal, Permit, Reported};
use std::collections::HashSet;

/// What a question names.
pub(super) const QUESTION: &[ContactField] = &[ContactField::Member, ContactField::Purpose, ContactField::Channel];
/// What a question about many names.
pub(super) const QUESTION_OF_MANY: &[ContactField] =
    &[ContactField::Purpose, ContactField::Channel, ContactField::Members];
/// What a text is looked at with.
pub(super) const TEMPLATE: &[ContactField] =
    &[ContactField::Purpose, ContactField::Channel, ContactField::Brand, ContactField::Subject, ContactField::Body];
/// What a report of one message says.
pub(super) const REPORT: &[ContactField] =
    &[ContactField::Member, ContactField::Purpose, ContactField::Channel, ContactField::SentAt, ContactField::Campaign];

/// Yes, or the rule that says no.
#[derive(Serialize)]
struct Verdict {
    allowed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsubscribe: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<ContactRefusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    again_at: Option<String>,
}

/// The members who may be written to, and the others.
#[derive(Serialize)]
struct Audience<'a> {
    permitted: Vec<Permitted<'a>>,
    refused: Vec<NotPermitted<'a>>,
}

#[derive(Serialize)]
struct Permitted<'a> {
    member: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsubscribe: Option<String>,
}

#[derive(Serialize)]
struct NotPermitted<'a> {
    member: &'a str,
    reason: ContactRefusal,
    #[serde(skip_serializing_if = "Option::is_none")]
    again_at: Option<String>,
}

/// Whether a text may be used, and every rule that says no.
#[derive(Serialize)]
struct Judged {
    usable: bool,
    problems: Vec<TemplateRefusal>,
}

/// What became of each report, in the order they were sent.
#[derive(Serialize)]
struct Outcomes {
    contacts: Vec<Reported>,
}

/// One member: yes or no, now.
pub(crate) async fn may_contact(call: Call) -> Response<Body> {
    match answered(&call).await {
        Ok(Ok(Permit { unsubscribe })) => {
            super::json(StatusCode::OK, &Verdict { allowed: true, unsubscribe, reason: None, again_at: None })
        }
        Ok(Err(no)) => {
            let again_at = no.again_at.map(domain::calendar::Timestamp::rfc3339);
            super::json(StatusCode::OK, &Verdict { allowed: false, unsubscribe: None, reason: Some(no.why), again_at })
        }
        Err(refused) => refused.answer(),
    }
}

async fn answered(call: &Call) -> Result<Result<Permit, No>, Refused> {
    let asker = call.system.asker().ok_or_else(|| call.problem(Kind::ScopeMissing))?;
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(&call.uri)
        .map_err(|_| malformed(call, &[CallProblem { at: None, field: None, why: CallRefusal::Malformed }]))?;
    let values = fields::query(&pairs, QUESTION).map_err(|problems| malformed(call, &problems))?;
    let [member, purpose, channel] = values.as_slice() else { return Err(call.problem(Kind::Malformed)) };
    let read = (contact::member(ContactField::Member, member), about(purpose, channel));
    let (member, about) = match read {
        (Ok(member), Ok(about)) => (member, about),
        (member, about) => {
            let problems: Vec<_> = member.err().into_iter().chain(about.err().unwrap_or_default()).collect();
            return Err(malformed(call, &problems));
        }
    };
    call.desk.services.may_contact(&asker, &member, about).await.map_err(|fault| call.broken(&fault))
}

/// Many members: who may be written to now, and why the others may not.
pub(crate) async fn audience(call: Call) -> Response<Body> {
    let Some(asker) = call.system.asker() else { return call.problem(Kind::ScopeMissing).answer() };
    let body = match call.json().and_then(|body| decode::json(body).map_err(|kind| call.problem(kind))) {
        Ok(body) => body,
        Err(refused) => return refused.answer(),
    };
    match filtered(&call, &asker, &body).await {
        Ok(audience) => super::json(StatusCode::OK, &audience),
        Err(refused) => refused.answer(),
    }
}

async fn filtered<'a>(call: &Call, asker: &Asker, body: &'a Value) -> Result<Audience<'a>, Refused> {
    let fields = Fields::of(body, QUESTION_OF_MANY).map_err(|problems| malformed(call, &problems))?;
    let read = (
        about(fields.text(ContactField::Purpose), fields.text(ContactField::Channel)),
        members(fields.texts(ContactField::Members)),
    );
    let (about, (typed, members)) = match read {
        (Ok(about), Ok(members)) => (about, members),
        (about, members) => {
            let problems = [about.err(), members.err()].into_iter().flatten().flatten();
            return Err(malformed(call, &problems.collect::<Vec<_>>()));
        }
    };
    let answers = call.desk.services.audience(asker, &members, about).await.map_err(|fault| call.broken(&fault))?;
    let mut audience = Audience { permitted: Vec::new(), refused: Vec::new() };
    for (member, answer) in typed.into_iter().zip(answers) {
        match answer {
            Ok(Permit { unsubscribe }) => audience.permitted.push(Permitted { member, unsubscribe }),
            Err(No { why, again_at }) => audience.refused.push(NotPermitted {
                member,
                reason: why,
                again_at: again_at.map(domain::calendar::Timestamp::rfc3339),
            }),
        }
    }
    Ok(audience)
}

/// The references as they were sent and as they are looked up; one that is there twice is answered once.
fn members<'a>(typed: impl Iterator<Item = &'a str>) -> Result<(Vec<&'a str>, Vec<MemberReference>), Vec<CallProblem>> {
    let (mut seen, mut kept, mut members, mut problems) = (HashSet::new(), Vec::new(), Vec::new(), Vec::new());
    for (place, text) in typed.enumerate() {
        match contact::member(ContactField::Members, text) {
            Err(problem) => problems.push(problem.at(place)),
            Ok(member) => {
                if seen.insert(member.as_str().to_owned()) {
                    kept.push(text);
                    members.push(member);
                }
            }
        }
    }
    if problems.is_empty() { Ok((kept, members)) } else { Err(problems) }
}

fn about(purpose: &str, channel: &str) -> Result<(PurposeCode, Channel), Vec<CallProblem>> {
    match (contact::purpose(purpose), contact::channel(channel)) {
        (Ok(purpose), Ok(channel)) => Ok((purpose, channel)),
        (purpose, channel) => Err(purpose.err().into_iter().chain(channel.err()).collect()),
    }
}

/// A text of messages, before the first of them leaves.
pub(crate) async fn check_template(call: Call) -> Response<Body> {
    match judged(&call) {
        Ok(judged) => super::json(StatusCode::OK, &judged),
        Err(refused) => refused.answer(),
    }
}

fn judged(call: &Call) -> Result<Judged, Refused> {
    call.system.asker().ok_or_else(|| call.problem(Kind::ScopeMissing))?;
    let body = call.json().and_then(|body| decode::json(body).map_err(|kind| call.problem(kind)))?;
    let fields = Fields::of(&body, TEMPLATE).map_err(|problems| malformed(call, &problems))?;
    let about = about(fields.text(ContactField::Purpose), fields.text(ContactField::Channel));
    let (purpose, channel) = about.map_err(|problems| malformed(call, &problems))?;
    let [brand, subject, body] =
        [ContactField::Brand, ContactField::Subject, ContactField::Body].map(|of| fields.text(of));
    let problems = call.desk.services.template_problems(&Template { purpose, channel, brand, subject, body });
    Ok(Judged { usable: problems.is_empty(), problems })
}

/// What was sent: kept, whatever it says about whether it should have been.
pub(crate) async fn report(call: Call) -> Response<Body> {
    match reported(&call).await {
        Ok(contacts) => super::json(StatusCode::OK, &Outcomes { contacts }),
        Err(refused) => refused.answer(),
    }
}

async fn reported(call: &Call) -> Result<Vec<Reported>, Refused> {
    let writer = call.system.contact_writer().ok_or_else(|| call.problem(Kind::ScopeMissing))?;
    let body = call.json()?;
    let word = call.repeat_word()?;
    let value = decode::json(body).map_err(|kind| call.problem(kind))?;
    let services = &call.desk.services;
    let contacts = contacts(&value, services.now()).map_err(|problems| malformed(call, &problems))?;
    let repeat = services.repeat(&call.system, word, body);
    services.record_contacts(&writer, Some(repeat), contacts).await.map_err(|fault| match fault.refusal() {
        Ok(ContactsRefusal::OtherBody) => call.problem(Kind::RepeatKeyUsed),
        Err(fault) => call.broken(&fault),
    })
}

/// The list of reports in a body: one member of one object, `contacts`.
fn contacts(value: &Value, now: domain::calendar::Timestamp) -> Result<Vec<NewContact>, Vec<CallProblem>> {
    let whole = |why| vec![CallProblem { at: None, field: None, why }];
    let object = value.as_object().ok_or_else(|| whole(CallRefusal::WrongType))?;
    let list = match object.get("contacts") {
        None => return Err(whole(CallRefusal::Missing)),
        Some(_) if object.len() > 1 => return Err(whole(CallRefusal::UnknownField)),
        Some(list) => list.as_array().ok_or_else(|| whole(CallRefusal::WrongType))?,
    };
    if list.is_empty() || list.len() > REPORTED_MOST {
        return Err(whole(if list.is_empty() { CallRefusal::Empty } else { CallRefusal::TooLong }));
    }
    let (mut read, mut problems) = (Vec::with_capacity(list.len()), Vec::new());
    for (place, one) in list.iter().enumerate() {
        let checked = Fields::of(one, REPORT).and_then(|fields| {
            let texts = REPORT.iter().map(|field| fields.text(*field)).collect::<Vec<_>>();
            <[&str; 5]>::try_from(texts)
                .map_or_else(|_| Err(whole(CallRefusal::WrongType)), |all| contact::check(all, now))
        });
        match checked {
            Ok(contact) => read.push(contact),
            Err(wrong) => problems.extend(wrong.into_iter().map(|problem| problem.at(place))),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

fn malformed(call: &Call, problems: &[CallProblem]) -> Refused {
    Refused::from(problem::malformed(call.lang, problems))
}
