//! May this member be written to, over real sockets: closed questions, one answer for everybody who is not there.

use crate::{
    api::problem,
    client::{Reply, ask, form},
    world::{PASSWORD, World, logged},
};
use domain::{api_key::Scope, contact::List, member_reference::MemberReference};
use serde_json::{Value, json};
use server::api;

impl World {
    pub(crate) async fn may_contact(&self, key: &str, fields: &[(&str, &str)]) -> Reply {
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

pub(crate) fn question(member: &str) -> [(&str, &str); 3] {
    [("member", member), ("purpose", "promotions"), ("channel", "email")]
}

pub(crate) fn answer(reply: &Reply) -> Value {
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
    let yes = answer(&world.may_contact(&key, &question(&willing)).await);
    assert_eq!(yes["allowed"], true);
    assert!(yes["unsubscribe"].as_str().unwrap().contains("/unsubscribe/"));
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
    let link = answer(&reply)["permitted"][0]["unsubscribe"].clone();
    let expected = json!({
        "permitted": [{ "member": willing, "unsubscribe": link }],
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
async fn staff_read_in_the_log_that_a_yes_meets_a_do_not_call_list_and_not_whose() {
    let world = World::new().await;
    let ((willing, cookie), key) = (world.willing("listed").await, world.key(&[Scope::ContactsAsk]).await);
    let fields = [
        ("seen", "1"),
        ("full_name", "Nguyễn Thị Minh"),
        ("birth_date", "22/11/1998"),
        ("phone", "0905123456"),
        ("email", "listed@example.com"),
    ];
    assert_eq!(world.post("/act/profile/correct", &cookie, &fields).await.status, 303);
    let by_text = [("purpose", "promotions"), ("channel", "sms"), ("decision", "grant"), ("wording", "1")];
    assert_eq!(world.post("/act/consent/decide", &cookie, &by_text).await.status, 303);
    let services = &world.desk.services;
    let numbers = services.read_numbers("0905123456").unwrap();
    services.import_numbers(List::Register, numbers, (false, false)).await.unwrap();
    let question = [("member", &*willing), ("purpose", "promotions"), ("channel", "sms")];
    assert_eq!(answer(&world.may_contact(&key, &question).await), no("do_not_call"));
    let log = logged();
    assert!(log.contains("numbers on a do-not-call list were kept from advertising"), "{log}");
    assert!(!log.contains("905123456") && !log.contains(&willing));
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

#[tokio::test]
async fn a_mailbox_stops_messages_by_one_post_without_cookies_and_a_look_stops_nothing() {
    let world = World::new().await;
    let ((willing, cookie), key) = (world.willing("willing").await, world.key(&[Scope::ContactsAsk]).await);
    let yes = answer(&world.may_contact(&key, &question(&willing)).await);
    let path = yes["unsubscribe"].as_str().unwrap().split_once("/unsubscribe/").unwrap().1;
    let path = format!("/unsubscribe/{path}");
    for _ in 0..2 {
        let page = world.get(&path, &[("accept-language", "vi")]).await;
        assert!(page.status == 200 && page.body.contains("Dừng nhận khuyến mại qua email"), "{page:?}");
    }
    assert_eq!(answer(&world.may_contact(&key, &question(&willing)).await)["allowed"], true, "a look stops nothing");
    let one_click = [("content-type", "application/x-www-form-urlencoded"), ("origin", "https://mail.example")];
    for _ in 0..3 {
        let reply = ask(world.address, "POST", &path, &one_click, "List-Unsubscribe=One-Click").await;
        assert_eq!(
            (reply.status, reply.location(), reply.all("set-cookie").len()),
            (200, "", 0),
            "no redirect: {reply:?}"
        );
    }
    assert_eq!(answer(&world.may_contact(&key, &question(&willing)).await), no("withdrawn"));
    let by_hand = ask(world.address, "POST", &path, &[("accept", "text/html")], "").await;
    assert_eq!((by_hand.status, by_hand.location()), (303, &*path));
    assert!(world.get(&path, &[("accept-language", "vi")]).await.body.contains("Đã dừng ngày"));
    let page = world.get("/activity", &[("cookie", &cookie), ("accept-language", "vi")]).await.body;
    assert_eq!(page.matches("Từ chối hoặc dừng: Khuyến mại qua Email").count(), 1, "written down once");
    let mut changed = path.clone();
    changed.pop();
    let reply = ask(world.address, "POST", &changed, &one_click, "List-Unsubscribe=One-Click").await;
    assert_eq!(reply.status, 404);
    assert!(!logged().contains(path.trim_start_matches("/unsubscribe/")), "the code is in no log");
}

#[tokio::test]
async fn global_privacy_control_is_honoured_and_explained() {
    let world = World::new().await;
    let said = world.get("/.well-known/gpc.json", &[]).await;
    assert_eq!((said.status, said.header("content-type")), (200, Some("application/json")));
    assert_eq!(serde_json::from_str::<Value>(&said.body).unwrap()["gpc"], true);
    let (_, cookie) = world.reference("gpc").await;
    let page = async |sign: &str| world.get("/consent", &[("cookie", &cookie), ("sec-gpc", sign)]).await.body;
    assert!(page("1").await.contains("GPC") && !page("0").await.contains("GPC"));
}

#[tokio::test]
async fn a_text_is_looked_at_before_it_is_used_and_nothing_of_it_comes_back() {
    let world = World::new().await;
    let key = world.key(&[Scope::ContactsAsk]).await;
    let judge = async |body: Value| world.send(api::TEMPLATE_CHECK, &key, "-", &body.to_string()).await;
    let text = |purpose: &str, channel: &str, brand: &str, subject: &str, body: &str| json!({ "purpose": purpose, "channel": channel, "brand": brand, "subject": subject, "body": body });
    let good = "[QC] Phim mới cuối tuần này\nTừ chối: {unsubscribe}, soạn TC gửi 5656 hoặc gọi 1900 6017";
    let letter = "Phim mới\nMetiz Cinema, 0236 3 630 689, cskh@metiz.example, metiz.example\n\
                  Từ chối tất cả: {unsubscribe}, tuchoi@metiz.example, gọi 0236 3 630 689";
    let no_way_out = ["opt_out_missing", "opt_out_by_sms_missing", "opt_out_by_phone_missing"];
    let with = |first: &[&str]| json!([first, &no_way_out].concat());
    let cases = [
        (text("promotions", "sms", "METIZ", "", good), json!([])),
        (text("service", "sms", "METIZ", "", "Suất chiếu của bạn đổi giờ"), json!([])),
        (text("promotions", "sms", "0905123456", "", "Marker"), with(&["label_missing", "brand_is_number"])),
        (text("promotions", "email", "METIZ", "Ưu đãi [QC]", letter), json!(["label_not_first"])),
        (text("promotions", "call", "METIZ", "", "Marker"), json!(["caller_not_first"])),
        (text("service", "email", "METIZ", "", "[QC] Marker"), json!(["subject_missing", "label_in_service"])),
        (text("news", "sms", "", "", ""), with(&["body_missing", "label_missing", "brand_missing"])),
    ];
    for (body, problems) in cases {
        let reply = judge(body.clone()).await;
        let usable = problems == json!([]);
        assert_eq!(answer(&reply), json!({ "usable": usable, "problems": problems }), "{body}");
        assert!(!reply.body.contains("Marker") && !logged().contains("Marker"));
    }
    let wrong = judge(json!({ "purpose": "marker", "channel": "fax", "brand": 1, "subject": "", "marker": "" })).await;
    assert_eq!(problem(&wrong).2, ["null - unknown_field", "null brand wrong_type", "null body missing"]);
    let other = judge(text("marker", "fax", "", "", "")).await;
    assert_eq!(problem(&other).2, ["null purpose unknown_word", "null channel unknown_word"]);
}
