//! Somebody else's things: every address and every act, for nobody, for their owner and for another member. (MC-5.1b; security.md G3)

use crate::acts::acts;
use crate::api::{body, order};
use crate::client::{ask, form};
use crate::contact::{answer, question};
use crate::enumeration::{Takes, masked, takes};
use crate::passkey_device::{HONEST, Manner, Passkey, options};
use crate::profile_of_headers::an_address;
use crate::recovery::letters;
use crate::world::{NAVIGATION, PASSWORD, World};
use domain::api_key::Scope;
use server::api;
use server::router::{self, Door};
use services::passkeys::NewPasskey;
use std::collections::{BTreeMap, BTreeSet};

const BY_SCRIPT: [(&str, &str); 2] = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];

/// Somebody who has one of everything.
struct Owner {
    cookie: String,
    member: [u8; 16],
    /// Words that stand on this member's pages and on nobody else's.
    marks: Vec<String>,
    /// What the forms of this member's pages send by themselves: field → values.
    carried: BTreeMap<String, BTreeSet<String>>,
    /// Address behind a code → the code.
    codes: BTreeMap<&'static str, String>,
}

const USERNAME: &str = "y.bham";
const MARKS: [&str; 8] = [
    "Y Bhăm Êban",
    USERNAME,
    "03/04/1987",
    "Đường Mùa Hoa 27",
    "Chìa của Ánh",
    "DH-20261122-000123",
    "0912 847 305",
    "y.bham.ba@example.com",
];

impl Owner {
    async fn joined(world: &World) -> Self {
        let services = &world.desk.services;
        let fields = typed("y.bham.mot@example.com");
        let fields =
            [("username", USERNAME), ("password", PASSWORD)].iter().chain(&fields).copied().collect::<Vec<_>>();
        let joined = world.post("/act/sign-up/join", "", &fields).await;
        let token = joined.cookie("session").unwrap_or_else(|| panic!("{joined:?}"));
        let cookie = format!("session={token}");
        let who = services.find(&token).await.unwrap().unwrap();
        let member = *who.member().bytes();
        let mut owner = Self { cookie, member, marks: Vec::new(), carried: BTreeMap::new(), codes: BTreeMap::new() };
        owner.confirm(world).await;
        for name in ["Chìa của Ánh", "Chìa thứ hai"] {
            let fresh = who.freshly().unwrap();
            let question = services.ask_new_passkey(&fresh).await.unwrap();
            let manner = Manner { origin: &world.desk.origin.to_string(), site: "localhost", ..HONEST };
            let (_, credential) = Passkey::made(&options(question.options()), manner);
            let new = NewPasskey { token: question.token(), credential: &credential, name, device: "" };
            services.add_passkey(&fresh, new).await.unwrap();
        }
        for _ in 0..2 {
            world.signed_in(USERNAME).await;
        }
        for decision in ["withdraw", "grant"] {
            owner.act(world, "/act/consent/decide", &[("decision", decision), ("wording", "1")]).await;
        }
        let key = world.key(&[Scope::OrdersWrite, Scope::ContactsAsk]).await;
        let bought = body(&[order(world, &owner.number(world).await)]);
        assert_eq!(world.send(api::ORDERS, &key, "1", &bought).await.status, 200);
        owner.ask_for_codes(world, &key).await;
        owner.look_around(world).await;
        owner
    }

    async fn act(&self, world: &World, act: &str, fields: &[(&str, &str)]) {
        let always = [("purpose", "promotions"), ("channel", "email")];
        let reply = world.post(act, &self.cookie, &always.iter().chain(fields).copied().collect::<Vec<_>>()).await;
        assert!(reply.status == 303 && reply.cookie("flash").is_none(), "{act}: {reply:?}");
    }

    /// Confirms the address whose letter has come; what the other letters say is for whoever asks.
    async fn confirm(&self, world: &World) {
        let code = code(world, "/email/confirm/").await;
        self.act(world, "/act/email/confirm", &[("code", &code)]).await;
    }

    async fn correct(&self, world: &World, email: &str) {
        let page = world.get("/profile", &[("cookie", &self.cookie)]).await.body;
        let seen = sent_by(&page).into_iter().find_map(|(name, value)| (name == "seen").then_some(value)).unwrap();
        let rest = [
            ("seen", &*seen),
            ("phone", "0912847305"),
            ("province", "48"),
            ("ward", "Phường Hải Châu"),
            ("address_line", "Đường Mùa Hoa 27"),
        ];
        self.act(world, "/act/profile/correct", &typed(email).into_iter().chain(rest).collect::<Vec<_>>()).await;
    }

    /// The member number, as the profile shows it.
    async fn number(&self, world: &World) -> String {
        let page = world.get("/profile", &[("cookie", &self.cookie)]).await.body;
        page.split("class=\"member-number\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap().to_owned()
    }

    /// A living code behind each address that takes one.
    async fn ask_for_codes(&mut self, world: &World, key: &str) {
        self.correct(world, "y.bham.hai@example.com").await;
        self.confirm(world).await;
        self.codes.insert("/email/undo/{code}", code(world, "/email/undo/").await);
        self.correct(world, "y.bham.ba@example.com").await;
        self.codes.insert("/email/confirm/{code}", code(world, "/email/confirm/").await);
        self.act(world, "/act/recovery/password", &[("username", USERNAME)]).await;
        self.codes.insert("/recovery/{code}", code(world, "/recovery/").await);
        let asked = world.may_contact(key, &question(&self.number(world).await)).await;
        let link = answer(&asked)["unsubscribe"].as_str().unwrap().to_owned();
        self.codes.insert("/unsubscribe/{code}", link.rsplit('/').next().unwrap().to_owned());
    }

    /// Reads the own pages: what they say, and what their forms send.
    async fn look_around(&mut self, world: &World) {
        let mut said = String::new();
        for place in pages() {
            let page = world.get(&self.address(place, true), &[("cookie", &self.cookie)]).await;
            for (name, value) in sent_by(&page.body) {
                self.carried.entry(name).or_default().insert(value);
            }
            said.push_str(&page.body);
        }
        self.marks = MARKS.map(str::to_owned).into();
        self.marks.push(self.number(world).await);
        for field in ["session", "passkey"] {
            self.marks.extend(self.carried[field].iter().cloned());
        }
        for mark in &self.marks {
            assert!(said.contains(mark), "{mark} stands on a page of its owner");
        }
    }

    /// The address of this template that is about something of this member's, or else about nothing anybody has.
    fn address(&self, template: &str, own: bool) -> String {
        let seq = if own { "2" } else { "77" };
        let code = self.codes.get(template).filter(|_| own).cloned().unwrap_or_else(|| "A".repeat(43));
        an_address(&template.replace("{seq}", seq).replace("{code}", &code))
    }

    /// What this member would send in a field.
    fn sends(&self, field: &str) -> String {
        let own = match field {
            "username" => USERNAME,
            "email" => "y.bham.hai@example.com",
            "full_name" => "Y Bhăm Êban",
            "birth_date" => "03/04/1987",
            "phone" => "0912847305",
            "address_line" => "Đường Mùa Hoa 27",
            "code" => &self.codes["/email/confirm/{code}"],
            "decision" => "withdraw",
            "province" => "48",
            "ward" => "Phường Hải Châu",
            // Everybody here has the same password, so another one; neither a file of a passkey nor an ID number is at hand.
            "password" | "new_password" | "credential" | "id_number" | "id_confirm" => "x",
            "until" | "lang" | "keep" | "item" | "gender" | "receipt" | "passkey_name" => "phone",
            carried => self
                .carried
                .get(carried)
                .and_then(BTreeSet::first)
                .unwrap_or_else(|| panic!("{carried}: say what it is")),
        };
        own.to_owned()
    }
}

/// What the profile must have, with this address.
fn typed(email: &str) -> [(&str, &str); 3] {
    [("full_name", "Y Bhăm Êban"), ("birth_date", "03/04/1987"), ("email", email)]
}

/// The code of the newest letter that leads to this path.
async fn code(world: &World, path: &str) -> String {
    let letters = letters(world).await;
    letters.iter().find_map(|letter| letter.code(path)).unwrap_or_else(|| panic!("a letter leads to {path}")).to_owned()
}

/// Name and value of everything a page's forms send by themselves.
fn sent_by(page: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let tags = page.split('<').filter(|tag| tag.starts_with("input ") || tag.starts_with("button "));
    tags.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect()
}

/// The templates of everything a browser can look at.
fn pages() -> Vec<&'static str> {
    let looked_at = router::places().into_iter().filter(|place| !matches!(place.door, Door::Act | Door::System));
    looked_at.map(|place| place.template).collect()
}

/// Whether a field names something of a member's: the answer must not tell whether somebody else has it.
fn names_something(field: &str) -> bool {
    match field {
        "session" | "passkey" => true,
        // What is typed, what is chosen from what everybody is offered, and what only its owner can know.
        "username" | "email" | "full_name" | "birth_date" | "phone" | "address_line" | "id_number" | "id_confirm"
        | "gender" | "province" | "ward" | "passkey_name" | "purpose" | "channel" | "decision" | "wording"
        | "until" | "lang" | "next" | "keep" | "item" | "seen" | "receipt" | "password" | "new_password" | "code"
        | "credential" => false,
        other => panic!("{other}: say whether it names something of a member's"),
    }
}

#[tokio::test]
async fn no_address_shows_anything_of_a_member_to_nobody_or_to_another_member() {
    let world = World::new().await;
    let owner = Owner::joined(&world).await;
    let other = world.member("another").await;
    // The other member has a first receipt, too; a second is the owner's alone.
    let decision = [("purpose", "promotions"), ("channel", "email"), ("decision", "grant"), ("wording", "1")];
    world.post("/act/consent/decide", &other, &decision).await;
    let before = world.content_of(&owner.member).await;
    for template in pages() {
        for (who, cookie) in [("nobody", ""), ("another", &*other)] {
            let mut answers = Vec::new();
            for own in [true, false] {
                let path = owner.address(template, own);
                let reply = world.get(&path, &[("cookie", cookie), ("accept", "text/html")]).await;
                for mark in &owner.marks {
                    let told = reply.body.contains(mark) || reply.headers.iter().any(|(_, value)| value.contains(mark));
                    assert!(!told, "{path} tells {who} of {mark}");
                }
                answers.push(masked(&reply, &[("", &path)]));
            }
            // A code says by itself that there is one; whoever has it was written to.
            if template.contains("{seq}") {
                assert_eq!(answers[0], answers[1], "{template} for {who}");
            }
        }
    }
    assert_eq!(world.content_of(&owner.member).await, before);
}

#[tokio::test]
async fn whatever_another_member_sends_in_any_act_nothing_of_a_member_changes() {
    let world = World::new().await;
    let owner = Owner::joined(&world).await;
    let mut other = world.member("another").await;
    let before = world.content_of(&owner.member).await;
    for (act, fields) in acts().into_iter().filter(|(act, _)| takes(act) == Some(Takes::Session)) {
        let named = fields.iter().find(|field| names_something(field));
        let values = named.map_or_else(|| vec![String::new()], |field| owner.carried[field].iter().cloned().collect());
        for value in values {
            let sent: Vec<(&str, String)> = fields
                .iter()
                .map(|field| (field.as_str(), if Some(field) == named { value.clone() } else { owner.sends(field) }))
                .collect();
            let sent: Vec<(&str, &str)> = sent.iter().map(|(field, value)| (*field, value.as_str())).collect();
            world.post(act, &other, &sent).await;
            assert_eq!(world.content_of(&owner.member).await, before, "{act} {sent:?}");
        }
        if world.get("/profile", &[("cookie", &other)]).await.status != 200 {
            other = world.signed_in("another").await;
        }
    }
}

#[tokio::test]
async fn the_answer_to_something_of_another_members_is_the_answer_to_something_nobody_has() {
    let world = World::new().await;
    let owner = Owner::joined(&world).await;
    let other = world.member("another").await;
    let nobodys = "0123456789abcdef0123456789abcdef";
    let mut tried = 0;
    let mut acts = acts();
    // What is removed is removed for the acts after it, too; and every other session ends with it.
    acts.sort_by_key(|(act, _)| act.ends_with("/remove"));
    for (place, (act, fields)) in acts.into_iter().enumerate() {
        let Some(field) = fields.iter().find(|field| names_something(field)) else { continue };
        let theirs: Vec<&String> = owner.carried[field].iter().collect();
        let fields = |value| [(field.as_str(), value), ("passkey_name", "Máy mới")];
        let before = world.content().await;
        for theirs in &theirs {
            let mut answers = Vec::new();
            for value in [theirs.as_str(), nobodys] {
                assert_eq!(value.len(), nobodys.len(), "{field}");
                let script = [&BY_SCRIPT[..], &[("cookie", &other)]].concat();
                let reply = ask(world.address, "POST", act, &script, &form(&fields(value))).await;
                answers.push(vec![masked(&reply, &fields(value))]);
            }
            assert_eq!(answers[0], answers[1], "{act}");
            assert_eq!(world.content().await, before, "{act}");
        }
        let mut answers = Vec::new();
        for value in [theirs[0].as_str(), nobodys] {
            let plain = [&NAVIGATION[..], &[("cookie", &other)]].concat();
            let reply = ask(world.address, "POST", act, &plain, &form(&fields(value))).await;
            answers.push(masked(&reply, &fields(value)));
            if let Some(flash) = reply.cookie("flash") {
                let page = world.get(reply.location(), &[("cookie", &format!("{other}; flash={flash}"))]).await;
                answers.push(masked(&page, &fields(value)));
            }
        }
        let (theirs_too, nobodys_too) = answers.split_at(answers.len() / 2);
        assert_eq!(theirs_too, nobodys_too, "{act}");
        // A control: for its owner the same thing is one.
        let before = world.content_of(&owner.member).await;
        world.post(act, &owner.cookie, &fields(theirs[place % theirs.len()].as_str())).await;
        assert_ne!(world.content_of(&owner.member).await, before, "{act}");
        tried += 1;
    }
    assert!(tried >= 3, "{tried}");
}
