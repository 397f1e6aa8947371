//! May this member be written to, over real sockets: closed questions, one answer for everybody who is not there.

use crate::{
    api::problem,
    client::{Reply, ask, form},
    world::{PASSWORD, World, logged},
};
use domain::{api_key::Scope, member_reference::MemberReference};
use serde_json::{Value, json};
use server::api;

impl World {
    async fn may_contact(&self, key: &str, fields: &[(&str, &str)]) -> Reply {
        let bearer = format!("Bearer {key}");
        let path = format!("{}?{}", api::MAY_CONTACT, form(fields));
        ask(self.address, "GET", &path, &[("authorization", &*bearer)], "").await
    }

    /// A member whose address is confirmed and who agreed to promotions by email.
    async fn willing(&self, username: &str) -> (String, String) {
        let (reference, cookie) = self.reference(username).await;
        let mut connection = self.database().await;
        sqlx::query("update profiles set email_confirmed_at = 1").execute(&mut connection).await.unwrap();
        self.decide(&cookie, "grant").await;
        (reference, cookie)
    }

    async fn decide(&self, cookie: &str, decision: &str) {
        let fields = [("purpose", "promotions"), ("channel", "email"), ("decision", decision), ("wording", "1")];
        assert_eq!(self.post("/act/consent/decide", cookie, &fields).await.status, 303);
    }
}

fn question(member: &str) -> [(&str, &str); 3] {
    [("member", member), ("purpose", "promotions"), ("channel", "email")]
}

fn answer(reply: &Reply) -> Value {
    assert_eq!((reply.status, reply.header("cache-control")), (200, Some("no-store")), "{reply:?}");
    serde_json::from_str(&reply.body).unwrap()
}

fn no(reason: &str) -> Value {
    json!({ "allowed": false, "reason": reason })
}

#[tokio::test]
async fn a_system_asks_and_hears_yes_or_the_rule_that_says_no() {
    let world = World::new().await;
    let ((member, cookie), key) = (world.reference("asked").await, world.key(&[Scope::ContactsAsk]).await);
    assert_eq!(answer(&world.may_contact(&key, &question(&member)).await), no("never_asked"));
    let (willing, willing_cookie) = world.willing("willing").await;
    assert_eq!(answer(&world.may_contact(&key, &question(&willing)).await), json!({ "allowed": true }));
    assert_eq!(world.post("/act/freeze/begin", &willing_cookie, &[]).await.location(), "/consent#freeze");
    assert_eq!(answer(&world.may_contact(&key, &question(&willing)).await), no("frozen"));
    assert_eq!(world.post("/act/freeze/end", &willing_cookie, &[]).await.status, 303);
    world.decide(&willing_cookie, "withdraw").await;
    assert_eq!(answer(&world.may_contact(&key, &question(&willing)).await), no("withdrawn"));
    assert_eq!(world.post("/act/closure/close", &cookie, &[("password", PASSWORD)]).await.status, 303);
    let closing = world.may_contact(&key, &question(&member)).await;
    let nobody = MemberReference::from_chance([7; 11]).shown();
    let unknown = world.may_contact(&key, &question(&nobody)).await;
    assert_eq!(answer(&closing), no("unknown"));
    assert_eq!(closing.body, unknown.body, "who is leaving looks like nobody");
    assert!(!logged().contains(&member) && !logged().contains(&nobody), "no address is in the log");
}

/// The fields of a question, and what is said about them.
type Asked<'c> = (&'c [(&'c str, &'c str)], &'c [&'c str]);

#[tokio::test]
async fn a_question_is_a_closed_list_of_fields_and_nothing_of_it_is_repeated() {
    let world = World::new().await;
    let ((member, _), key) = (world.reference("closed").await, world.key(&[Scope::ContactsAsk]).await);
    let [of, what, by] = question(&member);
    let cases: [Asked<'_>; 7] = [
        (&[], &["null member missing", "null purpose missing", "null channel missing"]),
        (&[of, what, by, ("marker", "1")], &["null - unknown_field"]),
        (&[of, what, by, by], &["null channel repeated"]),
        (&[("member", "Marker"), what, by], &["null member malformed"]),
        (&[of, ("purpose", "marker"), by], &["null purpose unknown_word"]),
        (
            &[("member", ""), ("purpose", ""), ("channel", "fax")],
            &["null member malformed", "null purpose unknown_word", "null channel unknown_word"],
        ),
        (&[("campaign", "x"), of, what, by], &["null - unknown_field"]),
    ];
    for (fields, expected) in cases {
        let reply = world.may_contact(&key, fields).await;
        let (status, kind, lines) = problem(&reply);
        assert_eq!((status, kind.as_str()), (422, "malformed"));
        assert_eq!(lines, expected, "{fields:?}");
        assert!(!reply.body.to_lowercase().contains("marker"), "{}", reply.body);
    }
}

#[tokio::test]
async fn an_audience_comes_back_in_two_parts() {
    let world = World::new().await;
    let (never, _) = world.reference("never").await;
    let ((willing, _), key) = (world.willing("willing").await, world.key(&[Scope::ContactsAsk]).await);
    let nobody = MemberReference::from_chance([7; 11]).shown();
    let ask = async |body: Value| world.send(api::AUDIENCE, &key, "-", &body.to_string()).await;
    let whom = |members: &[&str]| json!({ "purpose": "promotions", "channel": "email", "members": members });
    let reply = ask(whom(&[&nobody, &willing, &never, &willing.to_lowercase()])).await;
    let expected = json!({
        "permitted": [{ "member": willing }],
        "refused": [{ "member": nobody, "reason": "unknown" }, { "member": never, "reason": "never_asked" }],
    });
    assert_eq!(answer(&reply), expected);
    let wrong = ask(whom(&[&nobody, "Marker", &willing])).await;
    assert_eq!(problem(&wrong).2, ["1 members malformed"]);
    assert!(!wrong.body.contains("Marker"));
    assert_eq!(problem(&ask(whom(&[])).await).2, ["null members empty"]);
    assert_eq!(problem(&ask(json!([])).await).2, ["null - wrong_type"]);
    let many = vec![nobody.as_str(); domain::contact::AUDIENCE_MOST + 1];
    assert_eq!(problem(&ask(whom(&many)).await).2, ["null members too_long"]);
    assert_eq!(answer(&ask(whom(&many[1..])).await)["refused"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_sent_is_reported_and_its_member_reads_it() {
    let world = World::new().await;
    let ((willing, cookie), key) = (world.willing("willing").await, world.key(&[Scope::ContactsWrite]).await);
    let sent_at = world.desk.services.now().rfc3339();
    let sent = |campaign: &str| {
        json!({ "contacts": [{
            "member": willing, "purpose": "promotions", "channel": "email", "sent_at": sent_at, "campaign": campaign,
        }] })
        .to_string()
    };
    let first = world.send(api::CONTACTS, &key, "1", &sent("noel 2026")).await;
    // To the second: the yes is younger than the second began.
    assert!(["recorded", "breach"].contains(&answer(&first)["contacts"][0]["outcome"].as_str().unwrap()));
    assert_eq!(world.send(api::CONTACTS, &key, "1", &sent("noel 2026")).await.body, first.body);
    let again = world.send(api::CONTACTS, &key, "2", &sent("noel 2026")).await;
    assert_eq!(answer(&again), json!({ "contacts": [{ "outcome": "unchanged" }] }));
    assert_eq!(problem(&world.send(api::CONTACTS, &key, "1", &sent("tet")).await).1, "idempotency-key-used");
    let wrong = world.send(api::CONTACTS, &key, "3", &sent("<script>")).await;
    assert_eq!(problem(&wrong).2, ["0 campaign malformed"]);
    let page = world.get("/activity", &[("cookie", &cookie), ("accept-language", "vi")]).await.body;
    assert!(page.contains("chiến dịch “noel 2026”"), "{page}");
}
