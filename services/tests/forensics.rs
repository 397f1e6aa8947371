//! Whoever has every file there is: before the closing they need the keys, after it and the turn of the epoch nothing helps.

use crate::authenticator;
use crate::backup::{Operator, an_operator, places};
use crate::consent::wordings;
use crate::contact::write_to;
use crate::independent::{all_laid_open, all_laid_open_by, every_key, from_hex, unwrapped_from, year_keys};
use crate::log;
use crate::look::look;
use crate::orders;
use crate::passkey_device::{HONEST, Passkey, options};
use crate::phone::a_gateway_nobody_is_at;
use crate::profile::{contains, form};
use crate::webhooks::receiver::Receiver;
use crate::world::{Member, PASSWORD, World, day, on_every_engine_with};
use crate::{raw, recovery};
use domain::consent::Decision;
use domain::lang::Lang;
use domain::member_reference::MemberReference;
use domain::orders::{NewOrder, Purchase};
use domain::profile::ProfileForm;
use services::Settings;
use services::backup::Made;
use services::db::DatabaseUrl;
use services::passkeys::NewPasskey;
use services::sign_in::Attempt;
use std::fs;
use std::path::Path;

/// One member, in every feature: what they typed, what they typed before, where they sat, what they bought, who wrote.
const TYPED: [&str; 40] = [
    "anhnguyet",
    "anhnguyet@example.com",
    "moi.nguyet@example.com",
    "Nguyễn Thị Lan Anh",
    "Huỳnh Thị Nguyệt Ánh",
    "Đặng Thị Ánh Nguyệt",
    "1998-11-22",
    "1997-10-21",
    "912345678",
    "987654321",
    "905123456",
    "048198001234",
    "34 Lê Lợi",
    "56 Trưng Nữ Vương",
    "12 Bạch Đằng",
    "Chrome, Android",
    "Máy bàn ở Đà Nẵng",
    "Máy tính bảng Hải Châu",
    "Máy ở thư viện Sơn Trà",
    "Đồng hồ Ngũ Hành Sơn",
    "Điện thoại Sông Hàn",
    "Điện thoại mượn ở Liên Chiểu",
    "Khoá vân tay của Nguyệt",
    "DH-0001",
    "Mưa đỏ",
    "Phòng 3",
    "Metiz Cinema",
    "VNPAY",
    "14523698",
    "DH-7734",
    "Tử chiến trên không",
    "Phòng Hướng Dương",
    "Metiz Hoà Khánh",
    "ZaloPay",
    "98761234",
    "noel 2026",
    "Lan, quầy vé",
    "HT-2026/0012",
    "Khách gọi vì không nhận được thư",
    "$argon2id$",
];

/// What nobody typed: the secret of the authenticator, the passkey's name for its member, the member's number.
pub(crate) struct Life {
    pub(crate) member: Member,
    pub(crate) markers: Vec<Vec<u8>>,
}

async fn corrected(world: &World, member: &Member, form: ProfileForm<'_>) {
    let who = world.who(&member.session).await;
    let version = world.services.profile_of(&who).await.unwrap().version;
    world.services.correct(&who, &form, version).await.unwrap();
}

async fn corrections(world: &World, member: &Member) {
    let first = ProfileForm {
        gender: "female",
        phone: "0912345678",
        id_number: "048198005678",
        province: "48",
        ward: "20194",
        address_line: "34 Lê Lợi",
        ..form(member)
    };
    corrected(world, member, first).await;
    let second = ProfileForm {
        full_name: "Huỳnh Thị Nguyệt Ánh",
        birth_date: "21/10/1997",
        phone: "0987654321",
        id_number: "048197009999",
        address_line: "56 Trưng Nữ Vương",
        ..first
    };
    corrected(world, member, second).await;
    let third = ProfileForm {
        full_name: "Đặng Thị Ánh Nguyệt",
        birth_date: first.birth_date,
        phone: "0905123456",
        id_number: "048198001234",
        address_line: "12 Bạch Đằng",
        email: "moi.nguyet@example.com",
        ..second
    };
    corrected(world, member, third).await;
}

async fn a_passkey(world: &World, member: &Member) -> Passkey {
    let who = world.who(&member.session).await;
    let fresh = who.freshly().unwrap();
    let question = world.services.ask_new_passkey(&fresh).await.unwrap();
    let (passkey, credential) = Passkey::made(&options(question.options()), HONEST);
    let name = "Khoá vân tay của Nguyệt";
    let new = NewPasskey { token: question.token(), credential: &credential, name, device: "Chrome, Android" };
    world.services.add_passkey(&fresh, new).await.unwrap();
    passkey
}

pub(crate) async fn a_whole_life(world: &World) -> Life {
    let member = world.a_member("anhnguyet").await;
    let devices = ["Máy bàn ở Đà Nẵng", "Máy tính bảng Hải Châu", "Máy ở thư viện Sơn Trà", "Đồng hồ Ngũ Hành Sơn"];
    for device in devices {
        world.services.sign_in(Attempt { device, ..world.attempt("anhnguyet", PASSWORD) }).await.unwrap();
    }
    let passkey = a_passkey(world, &member).await;
    let (app, _) = authenticator::set_up(world, &member.session).await;
    corrections(world, &member).await;
    let who = world.who(&member.session).await;
    world.services.decide_all(&who, Decision::Grant, &wordings(world), Lang::Vi, "Điện thoại Sông Hàn").await.unwrap();
    let second = orders::order(world, &member, "DH-7734").await;
    let second = NewOrder {
        purchase: Purchase {
            film: "Tử chiến trên không".to_owned(),
            hall: "Phòng Hướng Dương".to_owned(),
            cinema: "Metiz Hoà Khánh".to_owned(),
            payment_partner: "ZaloPay".to_owned(),
            payment_reference: "98761234".to_owned(),
            ..second.purchase
        },
        ..second
    };
    orders::hand_in(world, &[orders::order(world, &member, "DH-0001").await, second]).await.unwrap();
    write_to(world, &member).await;
    recovery::ask(world, "anhnguyet").await;
    if world.services.confirms_phones() {
        world.services.ask_phone_code(&world.who(&member.session).await).await.unwrap();
    }
    // Waits for its code, and is never let in.
    let device = "Điện thoại mượn ở Liên Chiểu";
    world.services.sign_in(Attempt { device, ..world.attempt("anhnguyet", PASSWORD) }).await.unwrap();
    let number = orders::reference(world, &member).await;
    world.services.show_to_staff(&number, &look()).await.unwrap();
    let mut markers: Vec<Vec<u8>> = TYPED.map(|typed| typed.as_bytes().to_vec()).to_vec();
    markers.extend([app.secret().to_vec(), passkey.handle, number.as_str().as_bytes().to_vec()]);
    Life { member, markers }
}

/// The bytes of the database's files, as a copy of them has them.
async fn database(world: &World) -> Vec<Vec<u8>> {
    if let DatabaseUrl::Sqlite(path) = &world.settings.database {
        let files = ["", "-wal", "-shm"].map(|end| format!("{}{end}", path.display()));
        return files.iter().filter_map(|file| fs::read(file).ok()).collect();
    }
    raw::run(world, "checkpoint").await;
    let files = "select format('select pg_read_binary_file(%L)', pg_relation_filepath(oid)) from pg_class \
         where relkind in ('r', 'i', 't') and relnamespace in ('public'::regnamespace, 'pg_toast'::regnamespace)";
    let mut bytes = Vec::new();
    for file in raw::texts(world, files).await {
        bytes.extend(raw::bytes(world, &file).await);
    }
    bytes
}

fn folder(path: &Path) -> Vec<Vec<u8>> {
    fs::read_dir(path).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// What is in a backup, for somebody who has the identity: the data, and the wrapped keys as bytes.
fn backups(made: &Made, operator: &Operator) -> Vec<Vec<u8>> {
    let mut opened = vec![operator.opened(&made.data.0)];
    let keys = String::from_utf8(operator.opened(&made.keys.0)).unwrap();
    let lines = keys.lines().filter_map(|line| line.strip_prefix("key "));
    opened.extend(lines.map(|line| line.split(' ').take(3).flat_map(from_hex).collect()));
    opened
}

/// Which of the markers are in these bytes, as somebody reads them.
fn shown(hays: &[Vec<u8>], markers: &[Vec<u8>]) -> Vec<String> {
    let found = markers.iter().filter(|marker| hays.iter().any(|hay| contains(hay, marker)));
    found.map(|marker| String::from_utf8_lossy(marker).into_owned()).collect()
}

/// What the books keep by law, without the person: the numbers of the documents. (Accounting Law art. 41(5))
const IN_THE_BOOKS: [&str; 2] = ["DH-0001", "DH-7734"];

/// Which of the markers somebody with all of these bytes, the folder of keys and the database finds now, whatever key they try.
async fn recovered(world: &World, hays: &[Vec<u8>], markers: &[Vec<u8>]) -> Vec<String> {
    let keys = [every_key(&world.settings.keys_dir), year_keys(world).await].concat();
    shown(&all_laid_open_by(hays, &keys), markers)
}

#[test]
fn nothing_of_an_erased_member_can_be_recovered_from_any_file_once_the_epoch_has_turned() {
    let settings = |settings: &mut Settings| {
        a_gateway_nobody_is_at(settings);
        settings.webhooks_to_loopback = true;
    };
    on_every_engine_with(settings, async |world| {
        log::listen();
        let operator = an_operator(world.folder(), "identity");
        let receiver = Receiver::start();
        world.services.add_webhook(&receiver.url, None).await.unwrap();
        world.a_member("minh").await;
        let Life { member, markers } = a_whole_life(world).await;
        assert_eq!(markers.len(), 43);
        assert!(raw::rows(world, "phone_codes").await == 1 && raw::rows(world, "outbox").await > 0);
        let everything: Vec<String> = markers.iter().map(|one| String::from_utf8_lossy(one).into_owned()).collect();
        let reference = everything[42].clone();
        let before = world.services.back_up(&places(world), &operator.recipients).await.unwrap();
        let kept_on_purpose = every_key(&world.settings.keys_dir);
        // A copy of the files by another tool, while letters wait.
        let copy = database(world).await;
        world.services.deliver_letters().await.unwrap();
        let tray = world.folder().join("letters");
        assert!(!shown(&folder(&tray), &markers).is_empty(), "letters are what people read");
        world.letters().await;
        world.services.deliver_webhooks().await.unwrap();
        let id = world.who(&member.session).await.member();
        let id = id.bytes().to_vec();
        let hex = raw::hex(&id);
        let of_them = if raw::is_sqlite(world) { format!("x'{hex}'") } else { format!("'{hex}'::uuid") };
        let name = raw::bytes(world, &format!("select key_id from member_keys where member_id = {of_them}")).await;

        let old = [copy, backups(&before, &operator)].concat();
        let then = [old.clone(), folder(&world.settings.keys_dir)].concat();
        assert_eq!(shown(&then, &markers), [""; 0], "in plain");
        let key = unwrapped_from(&then, &kept_on_purpose, &id).expect("before the closing the keys open it");
        assert_eq!(shown(&all_laid_open(&then, &name[0], &key), &markers), everything, "and everything is found");
        let waiting = recovered(world, &then, &markers).await;
        assert!(waiting.contains(&"moi.nguyet@example.com".to_owned()), "a waiting letter opens: {waiting:?}");

        let who = world.who(&member.session).await;
        world.services.close_freshly(&who.freshly().unwrap()).await.unwrap();
        world.letters().await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        world.services.deliver_letters().await.unwrap();
        // Here the erased member's reference waits in an event. The certificate has left, and until the epoch turns the engine's own
        // log, or a row nobody sees any more, may still hold the envelope of its text.
        let under_way = database(world).await;
        let mut found = recovered(world, &under_way, &markers).await;
        found.retain(|one| !["anhnguyet", "anhnguyet@example.com", "Metiz Cinema"].contains(&one.as_str()));
        assert_eq!(found, [IN_THE_BOOKS[0], IN_THE_BOOKS[1], &reference]);
        let after = world.services.back_up(&places(world), &operator.recipients).await.unwrap();
        let backed_up = backups(&after, &operator);
        assert_eq!(
            recovered(world, &backed_up, &markers).await,
            IN_THE_BOOKS,
            "no backup names whom an event is about"
        );
        let old = [old, under_way, backed_up].concat();
        world.letters().await;
        world.wait(day(1));
        world.services.deliver_webhooks().await.unwrap();
        world.services.run_due_jobs().await.unwrap();
        assert!(raw::rows(world, "webhook_events").await > 0, "the event is kept for a replay");
        assert_eq!(recovered(world, &old, &markers).await, IN_THE_BOOKS, "no older copy opens after the turn");
        let told = receiver.posts();
        assert_eq!(told.last().unwrap().body()["data"]["member"], MemberReference::from_stored(reference).shown());

        world.wait(day(31));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!((raw::rows(world, "phone_codes").await, raw::rows(world, "outbox").await), (0, 0));
        assert_eq!(raw::rows(world, "webhook_events").await, 0);
        let now = [database(world).await, old, folder(&world.settings.keys_dir)].concat();
        assert_eq!(shown(&now, &markers), [""; 0], "in plain");
        assert!(unwrapped_from(&now, &every_key(&world.settings.keys_dir), &id).is_none(), "a key was recovered");
        assert_eq!(recovered(world, &now, &markers).await, IN_THE_BOOKS, "whatever key is tried");
        assert!(folder(&tray).is_empty(), "the tray keeps nothing of its own");
        tracing::trace!("a line to be heard");
        let heard = [log::heard()];
        assert!(contains(&heard[0], b"a line to be heard"), "the log is listened to");
        assert_eq!(shown(&heard, &markers), [""; 0], "in the log");
        // The control: one epoch's key kept on purpose, and the old copies give everything away again.
        let again = unwrapped_from(&now, &kept_on_purpose, &id);
        assert!(again == Some(key), "the control finds the key");
        assert_eq!(shown(&all_laid_open(&now, &name[0], &key), &markers), everything, "the control finds everything");
        let letters = shown(&all_laid_open_by(&now, &kept_on_purpose), &markers);
        let of_letters = waiting.iter().filter(|one| !IN_THE_BOOKS.contains(&one.as_str()));
        assert!(of_letters.clone().count() > 0);
        assert!(of_letters.clone().all(|one| letters.contains(one)), "the control opens the letters: {letters:?}");
    });
}
