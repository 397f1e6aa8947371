//! What a copy consists of, as it is written into its file. The names of the fields are those of `domain::copy::PARTS`.

use super::bought::OrderLine;
use domain::profile::Item;
use domain::trail::TrailDetail;
use serde::Serialize;

/// The copy. It has no `Debug`: only its serialised form leaves the house.
#[derive(Serialize)]
pub struct Copy {
    /// The form of the file: `domain::copy::FORMAT`.
    pub format: &'static str,
    /// When it was taken, as every instant in it: ISO 8601, Vietnamese time.
    pub taken_at: String,
    /// The random number the cinema knows the member by.
    pub member: String,
    /// A receipt of each decision, by its place in the record: files of their own beside the JSON.
    #[serde(skip)]
    pub receipts: Vec<(i64, String)>,
    /// The account itself.
    pub account: Account,
    /// The items.
    pub profile: Vec<HeldItem>,
    /// What items said before they were corrected.
    pub former_values: Vec<FormerValue>,
    /// The last link that was sent to prove an address.
    pub email_link: Option<EmailLink>,
    /// Links that were sent to set a new password and still work.
    pub recovery_links: Vec<RecoveryLink>,
    /// Links that were sent by letter, take a change back, and still work.
    pub email_undos: Vec<UndoLink>,
    /// Reports that somebody else used the account.
    pub reports: Vec<ReportLine>,
    /// The consent record with the text of each wording.
    pub consents: Vec<ConsentLine>,
    /// What data is used for.
    pub purposes: Vec<PurposeLine>,
    /// Paid orders, the newest first.
    pub orders: Vec<OrderLine>,
    /// Freezes, the newest first.
    pub freezes: Vec<FreezeLine>,
    /// Messages that other systems sent, the newest first.
    pub messages: Vec<MessageLine>,
    /// Which systems asked about the member, the newest first.
    pub questions: Vec<QuestionLine>,
    /// Sessions.
    pub sessions: Vec<SessionLine>,
    /// Devices the account was used on.
    pub devices: Vec<DeviceLine>,
    /// The authenticator app. The secret shared with it is left out: whoever had it could make the codes.
    pub authenticator: Option<Authenticator>,
    /// Passkeys. Their public keys are left out: they open nothing and say nothing.
    pub passkeys: Vec<PasskeyLine>,
    /// The recovery codes that are left. Only what proves them is held, and it helps only whoever wants to guess them.
    pub recovery_codes: RecoveryCodes,
    /// Sign-ins that wait for their code.
    pub pending_sign_ins: Vec<PendingLine>,
    /// The history, the newest first.
    pub trail: Vec<TrailLine>,
    /// Letters that wait to be sent, but for the one to an address given at joining.
    pub letters_waiting: Vec<LetterLine>,
    /// Letters that have left, the newest first.
    pub letters_sent: Vec<SentLetter>,
    /// How long each kind of thing is kept, and why.
    pub retention: Vec<RetentionLine>,
    /// What is held and left out here, and why.
    pub left_out: Vec<LeftOut>,
}

/// The account.
#[derive(Serialize)]
pub struct Account {
    /// The number other systems name the member by.
    pub member_reference: Option<String>,
    /// Language of pages and letters.
    pub language: &'static str,
    /// When it was opened.
    pub joined_at: String,
    /// The policy in force then.
    pub policy_version: i64,
    /// Since when the password is the one it is. The password itself is not known, only a hash that proves it.
    pub password_since: String,
    /// When the address in use was proved.
    pub email_confirmed_at: Option<String>,
    /// When the number in use was proved.
    pub phone_confirmed_at: Option<String>,
    /// When the member closed it, if they did.
    pub closing_since: Option<String>,
    /// Until when it can be reopened.
    pub closing_ends_at: Option<String>,
}

/// A freeze.
#[derive(Serialize)]
pub struct FreezeLine {
    /// Since when.
    pub frozen_since: String,
    /// Until when; `None`: it holds.
    pub lifted_at: Option<String>,
}

/// A message that another system reported.
#[derive(Serialize)]
pub struct MessageLine {
    /// When it went out.
    pub sent_at: String,
    /// What for.
    pub purpose: &'static str,
    /// Which way.
    pub channel: &'static str,
    /// The campaign or text it belonged to.
    pub campaign: String,
    /// The system that reported it.
    pub reported_by: String,
    /// When the member had agreed to it.
    pub agreed_at: Option<String>,
    /// The rule that was broken, if one was.
    pub broken_rule: Option<&'static str>,
}

/// Questions of one day.
#[derive(Serialize)]
pub struct QuestionLine {
    /// When the last of them was asked.
    pub asked_last_at: String,
    /// Who asked.
    pub asked_by: String,
    /// Whether it might write for this …
    pub purpose: &'static str,
    /// … this way.
    pub channel: &'static str,
    /// How often that day.
    pub times: u32,
}

/// One item of the profile.
#[derive(Serialize)]
pub struct HeldItem {
    /// Which.
    pub item: Item,
    /// What it says; `None`: nothing is held.
    pub value: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// The purposes that read it, by code.
    pub purposes: Vec<&'static str>,
}

/// What an item said before.
#[derive(Serialize)]
pub struct FormerValue {
    /// Which item.
    pub item: Item,
    /// What it said.
    pub value: String,
    /// Until when.
    pub corrected_at: String,
}

/// A link to prove an address.
#[derive(Serialize)]
pub struct EmailLink {
    /// The address.
    pub address: String,
    /// When it was asked for.
    pub asked_at: String,
    /// When it ends or ended.
    pub expires_at: String,
    /// When it was used.
    pub used_at: Option<String>,
}

/// A link in a letter that still works.
#[derive(Serialize)]
pub struct RecoveryLink {
    /// The address it went to.
    pub address: String,
    /// When it was asked for.
    pub asked_at: String,
    /// When it ends.
    pub expires_at: String,
}

/// A link that takes a change back.
#[derive(Serialize)]
pub struct UndoLink {
    /// What was changed.
    pub change: &'static str,
    /// The address it went to.
    pub address: String,
    /// When it was changed.
    pub asked_at: String,
    /// When it ends.
    pub expires_at: String,
}

/// A report that somebody else used the account.
#[derive(Serialize)]
pub struct ReportLine {
    /// Its number.
    pub report_number: String,
    /// When.
    pub reported_at: String,
    /// How many sessions it ended.
    pub sessions_ended: i64,
}

/// A decision.
#[derive(Serialize)]
pub struct ConsentLine {
    /// Its place in the record.
    pub seq: i64,
    /// What for.
    pub purpose: &'static str,
    /// Which way.
    pub channel: &'static str,
    /// `grant` or `withdraw`.
    pub decision: &'static str,
    /// Version of the wording.
    pub wording_version: u32,
    /// SHA-256 of the wording.
    pub wording_hash: String,
    /// The wording, in the language it was read in.
    pub wording: Option<String>,
    /// That language.
    pub lang: &'static str,
    /// How the decision reached the cinema.
    pub method: &'static str,
    /// The policy in force then.
    pub policy_version: u32,
    /// When.
    pub at: String,
    /// The last day of a yes that ends by itself.
    pub until: Option<String>,
    /// The device in words.
    pub device: String,
    /// Hash of the entry before.
    pub previous_hash: String,
    /// Hash of this entry.
    pub entry_hash: String,
}

/// A purpose in the wording in force.
#[derive(Serialize)]
pub struct PurposeLine {
    /// Which purpose.
    pub purpose: &'static str,
    /// Its name in Vietnamese.
    pub title_vi: String,
    /// Its name in English.
    pub title_en: String,
    /// What makes it lawful.
    pub basis: &'static str,
    /// The items it reads.
    pub items: Vec<&'static str>,
    /// Who else gets to see something.
    pub recipients: Vec<&'static str>,
    /// The channels it may use.
    pub channels: Vec<&'static str>,
    /// The clause it serves.
    pub clause: String,
    /// Version of its wording.
    pub wording_version: u32,
    /// What members read about it, in Vietnamese.
    pub wording_vi: String,
    /// What members read about it, in English.
    pub wording_en: String,
}

/// A session.
#[derive(Serialize)]
pub struct SessionLine {
    /// Its number.
    pub session: String,
    /// The device in words.
    pub device: String,
    /// "Keep me signed in".
    pub kept: bool,
    /// When it began.
    pub started_at: String,
    /// When it was last used, to the minute.
    pub seen_at: String,
    /// When it ends at the latest.
    pub ends_at: String,
}

/// A device.
#[derive(Serialize)]
pub struct DeviceLine {
    /// The device in words.
    pub device: String,
    /// The first sign-in.
    pub first_seen_at: String,
    /// The last sign-in.
    pub last_seen_at: String,
}

/// An authenticator app.
#[derive(Serialize)]
pub struct Authenticator {
    /// When its set-up was begun.
    pub set_up_at: String,
    /// Since when it counts.
    pub confirmed_at: Option<String>,
}

/// A passkey.
#[derive(Serialize)]
pub struct PasskeyLine {
    /// What the member calls it.
    pub name: String,
    /// When it was added.
    pub added_at: String,
    /// When it was last used.
    pub used_at: Option<String>,
}

/// Recovery codes.
#[derive(Serialize)]
pub struct RecoveryCodes {
    /// How many are left.
    pub left: u32,
    /// When they were made.
    pub made_at: Option<String>,
}

/// A sign-in that waits for its code.
#[derive(Serialize)]
pub struct PendingLine {
    /// The device in words.
    pub device: String,
    /// When the password was given.
    pub began_at: String,
    /// Until when it waits.
    pub ends_at: String,
}

/// An entry of the history.
#[derive(Serialize)]
pub struct TrailLine {
    /// Its place.
    pub seq: i64,
    /// When.
    pub at: String,
    /// What happened.
    pub kind: &'static str,
    /// What it was about.
    pub detail: TrailDetail,
}

/// A letter that waits.
#[derive(Serialize)]
pub struct LetterLine {
    /// Which letter.
    pub kind: String,
    /// The address it goes to.
    pub to: String,
    /// Its subject. The text is left out: it can hold a link that must not lie in a file.
    pub subject: String,
    /// Since when.
    pub posted_at: String,
}

/// A letter that has left.
#[derive(Serialize)]
pub struct SentLetter {
    /// When.
    pub sent_at: String,
    /// Which letter.
    pub letter: &'static str,
    /// `mail` or `text`.
    pub way: &'static str,
}

/// A line of the retention table.
#[derive(Serialize)]
pub struct RetentionLine {
    /// What.
    pub what: &'static str,
    /// How long, as a code.
    pub period: &'static str,
    /// The number that belongs to the code, if one does.
    pub amount: Option<u32>,
    /// Why.
    pub ground: &'static str,
    /// The clause.
    pub clause: &'static str,
    /// What happens when the account is closed.
    pub after: &'static str,
}

/// Something that is held and not in the copy.
#[derive(Serialize)]
pub struct LeftOut {
    /// The table.
    pub what: &'static str,
    /// Why.
    pub why: &'static str,
}
