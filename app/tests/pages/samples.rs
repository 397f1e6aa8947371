//! Pages with made-up members, as the tests and the gallery show them.

use app::activity::{ActivityPage, ActivityPageProps, ActivityView, QuestionLine, TrailLine};
use app::closure::{
    ClosingPage, ClosingPageProps, ClosureBegunPage, ClosureBegunPageProps, ClosurePage, ClosurePageProps, ClosureView,
};
use app::consent::{ConsentPage, ConsentPageProps, ConsentView, SentLine};
use app::copy::{CopyPage, CopyPageProps};
use app::email::{ConfirmEmailPage, ConfirmEmailPageProps, Link};
use app::error::{ErrorPage, ErrorPageProps, Kind};
use app::factors::{
    AuthenticatorPage, AuthenticatorPageProps, AuthenticatorView, FactorStepPage, FactorStepPageProps, FactorsView,
    RecoveryCodesPage, RecoveryCodesPageProps, SetUpView,
};
use app::flash::Flash;
use app::orders::{OrderView, OrdersPage, OrdersPageProps, OrdersView};
use app::overview::{OverviewPage, OverviewPageProps, OverviewView, WelcomePage, WelcomePageProps};
use app::passkeys::{PasskeyView, PasskeysPage, PasskeysPageProps};
use app::policy::{ComparePage, ComparePageProps, PolicyPage, PolicyPageProps, VersionLine};
use app::profile::{IdNumberPage, IdNumberPageProps, PhoneProof, ProfilePage, ProfilePageProps, ProfileView};
use app::receipt::{
    ReceiptLine, ReceiptPage, ReceiptPageProps, ReceiptsPage, ReceiptsPageProps, VerifyPage, VerifyPageProps,
};
use app::recovery::{
    ChangePasswordPage, ChangePasswordPageProps, PasswordSetPage, PasswordSetPageProps, RecoveryPage,
    RecoveryPageProps, RecoverySentPage, RecoverySentPageProps, SetPasswordPage, SetPasswordPageProps,
};
use app::report::{NotMePage, NotMePageProps, ReportedPage, ReportedPageProps, UndoPage, UndoPageProps};
use app::security::{SecurityPage, SecurityPageProps, SessionView};
use app::sign_in::{
    PasswordAgainPage, PasswordAgainPageProps, SignInPage, SignInPageProps, SignOutPage, SignOutPageProps,
};
use app::sign_up::{GuardianPage, GuardianPageProps, SignUpPage, SignUpPageProps};
use app::ui::page::{Assets, Shell, ShellMember};
use app::unsubscribe::{UnsubscribePage, UnsubscribePageProps, UnsubscribeView};
use domain::calendar::{Month, Timestamp};
use domain::closure::{Holdings, plan};
use domain::consent::{Bilingual, Channel, Method, OFFERED_MONTHS, Purpose, PurposeCode, Purposes, Standing, Wording};
use domain::contact::List;
use domain::controller::Controller;
use domain::email::Change;
use domain::form::{Field, Problem, Reason};
use domain::id_number::{IdNumberNote, IdNumberProblem};
use domain::inactivity::InactiveAfter;
use domain::lang::Lang;
use domain::letters::LetterKind;
use domain::look::Look;
use domain::orders::{AgeClass, Purchase};
use domain::policy::{Compared, Comparison, Policy, PolicyVersion, Run, When};
use domain::profile::Item;
use domain::receipt::{Heard, Logged, Proved, Unproved};
use domain::retention::Held;
use domain::trail::{TrailDetail, TrailFilter, TrailGroup, TrailKind};
use leptos::prelude::*;

/// What somebody might type to break out of the page.
pub(crate) const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'><img src=x>";

/// 22/11/2026 10:04 in Vietnam.
pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_795_316_640_000_000);

/// A page as text.
pub(crate) fn html(view: impl FnOnce() -> AnyView) -> String {
    owner().with(|| view().to_html())
}

/// The ground a page is rendered on, as the server has it.
fn owner() -> Owner {
    Owner::new_root(Some(std::sync::Arc::new(hydration_context::SsrSharedContext::new_islands())))
}

/// The surroundings of a page; `member` for somebody who is signed in.
pub(crate) fn shell(lang: Lang, path: &str, member: bool) -> Shell {
    Shell {
        lang,
        nonce: "bm9uY2U".into(),
        assets: Assets {
            js: "/pkg/metiz.js".into(),
            wasm: "/pkg/metiz.wasm".into(),
            css: "/style/main.css".into(),
            receipts_js: "/pkg/receipts.js".into(),
            receipts_wasm: "/pkg/receipts.wasm".into(),
        },
        signed_in: member.then(|| ShellMember { given_name: "Nguyệt".into(), closing: false }),
        path: path.into(),
        next: None,
        islands: true,
        passkeys: true,
        new_password: true,
        flash: None,
        styles: None,
    }
}

/// `shell` after a refused post.
pub(crate) fn refused(shell: Shell, problems: &[(Field, Reason)], values: &[(Field, &str)]) -> Shell {
    let flash = Flash {
        page: shell.path.clone(),
        problems: problems.iter().map(|(field, reason)| Problem::at(*field, *reason)).collect(),
        trouble: None,
        values: values.iter().map(|(field, value)| (field.name().to_owned(), (*value).to_owned())).collect(),
        ..Flash::default()
    };
    Shell { flash: Some(flash), ..shell }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/../data/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The policy in force.
pub(crate) fn policy() -> Policy {
    let version = PolicyVersion {
        number: 1,
        in_force_on: NOW.date_in_vietnam(),
        sha256: "edd8c9397b933ce43616eade95bbbfc70fec9e37428803e6c65c38ff63e226cc".into(),
        text: read("policy/1.vi.txt"),
    };
    Policy::read(version, &read("policy/1.outline.tsv"), &read("policy/1.en.tsv")).unwrap()
}

/// A controller the operator named, in part.
pub(crate) fn controller() -> Controller {
    Controller {
        name: Some("Công ty TNHH Metiz".into()),
        email: Some("dulieu@metiz.example".into()),
        contact: Some(HOSTILE.into()),
        ..Controller::default()
    }
}

/// Two versions, the second of which is coming; what was said about it is hostile.
pub(crate) fn versions() -> Vec<VersionLine> {
    let line = |number, when, summary| VersionLine { number, in_force_on: NOW.date_in_vietnam(), when, summary };
    let summary = Bilingual { vi: HOSTILE.to_owned(), en: HOSTILE.to_owned() };
    vec![line(1, When::InForce, None), line(2, When::Coming, Some(summary))]
}

/// What they share and what not.
pub(crate) fn comparison() -> Comparison {
    let passage = |before, after, runs| Compared { kind: domain::policy::Kind::Item, before, after, runs };
    let [same, gone, new] = [Run::Same("Khách hàng ".into()), Run::Gone("tự nguyện".into()), Run::New(HOSTILE.into())];
    let passages = vec![
        passage(Some(4), Some(4), vec![same.clone()]),
        passage(Some(5), Some(5), vec![same, gone.clone(), new.clone()]),
        passage(Some(6), None, vec![gone]),
        passage(None, Some(6), vec![new]),
    ];
    Comparison { before: 1, after: 2, passages }
}

/// A member who gave everything, and one item hostile.
pub(crate) fn profile() -> ProfileView {
    ProfileView {
        username: "nguyet.dang".into(),
        reference: Some("7K3M-9QXD-2F4T".into()),
        full_name: "Đặng Thị Ánh Nguyệt".into(),
        birth_date: "05/11/1998".into(),
        gender: "female",
        phone: "0905 123 456".into(),
        phone_proof: PhoneProof::CodeSent(NOW),
        email: "nguyet@example.com".into(),
        email_confirmed: false,
        pending_email: Some("anh.nguyet@example.com".into()),
        id_masked: Some("048•••••••34".into()),
        id_note: Some(IdNumberNote::PlaceUnknown),
        wards_alike: vec!["Phường Hải Châu".into()],
        province: "48".into(),
        ward: "Phường Hải Châu".into(),
        address_line: HOSTILE.into(),
        legacy_address: Some("12 Lê Lợi, Quận Hải Châu, Đà Nẵng".into()),
        provinces: vec![("48".into(), "Thành phố Đà Nẵng".into()), ("01".into(), "Thành phố Hà Nội".into())],
        version: 7,
        held_since: vec![(Item::FullName, NOW)],
    }
}

/// One purpose agreed to, one stopped, the rest never asked.
pub(crate) fn consent() -> ConsentView {
    let purposes = Purposes::parse(&read("purposes.tsv")).unwrap();
    let stands = |(purpose, channel)| match (purpose, channel) {
        (Purpose::Promotions, Channel::Email) => {
            Standing::Granted { since: NOW, wording: WORDING, until: Some(NOW.date_in_vietnam().plus_days(40)) }
        }
        (Purpose::Promotions, Channel::Sms) => Standing::Withdrawn { since: NOW },
        (Purpose::Promotions, Channel::Call) => Standing::Ended { on: NOW.date_in_vietnam().plus_days(-1) },
        _ => Standing::NeverAsked,
    };
    let of = |purpose: Purpose| Channel::ALL.iter().map(move |channel| (purpose, *channel));
    let all = Purpose::ALL.iter().copied().flat_map(of);
    ConsentView {
        notices: purposes.in_force().cloned().collect(),
        standings: all.map(|one| (one.0, one.1, stands(one))).collect(),
        ends: OFFERED_MONTHS.iter().map(|months| (*months, NOW.date_in_vietnam().plus_months(*months))).collect(),
        asked_again: Vec::new(),
        changed_between: None,
        wordings: "news:1,promotions:1,loyalty:1".into(),
        frozen_since: None,
        gpc: true,
        sent: vec![SentLine {
            purpose: PurposeCode::Promotions,
            channel: Channel::Email,
            at: NOW,
            campaign: HOSTILE.into(),
        }],
        lists: Some(vec![(List::Register, NOW)]),
    }
}

const WORDING: Wording = Wording { version: 1, hash: [0; 32] };

fn unsubscribe(shell: Shell, standing: Option<Standing>) -> String {
    let view =
        standing.map(|standing| UnsubscribeView { purpose: Purpose::Promotions, channel: Channel::Email, standing });
    UnsubscribePage(UnsubscribePageProps { shell, view }).into_any().to_html()
}

fn questions() -> Vec<QuestionLine> {
    let (purpose, channel) = (PurposeCode::Promotions, Channel::Email);
    vec![QuestionLine { day: NOW.date_in_vietnam(), system: "mailing".into(), purpose, channel, times: 3 }]
}

fn look() -> Look {
    Look::read(HOSTILE, "HT-2026/0012", &format!("Khách gọi vì {HOSTILE}")).unwrap()
}

fn trail() -> Vec<TrailLine> {
    let line = |kind, detail| TrailLine { at: NOW, kind, detail, former: Vec::new() };
    vec![
        line(
            TrailKind::SignInFailed,
            TrailDetail { device: Some("Chrome, Android".into()), count: Some(3), ..TrailDetail::none() },
        ),
        line(TrailKind::ConsentGranted, TrailDetail::consent(Purpose::Promotions, Channel::Email)),
        line(TrailKind::LookedAtByStaff, TrailDetail::look(&[Item::FullName, Item::Email], &look())),
        line(TrailKind::LetterSent, TrailDetail::letter(LetterKind::NewDevice)),
        line(TrailKind::ProfileCorrected, TrailDetail::items(&[Item::FullName, Item::Phone])),
        line(TrailKind::Joined, TrailDetail::none()),
    ]
}

fn orders() -> OrdersView {
    let purchase = Purchase {
        number: "DH-20261122-000123".into(),
        paid_at: NOW,
        film: HOSTILE.into(),
        age_class: AgeClass::T13,
        showing_at: NOW,
        cinema: "Metiz Cinema".into(),
        hall: "Phòng 3".into(),
        seats: vec!["E7".into(), "E8".into()],
        total: 150_000,
        vat: Some(11_111),
        payment_partner: "VNPAY".into(),
        payment_reference: "14523698".into(),
    };
    let order = OrderView { purchase, system: "booking-site".into(), recorded_at: NOW, corrected_at: Some(NOW) };
    OrdersView { orders: vec![order.clone(), order], older: Some(12), newest: false, looked_at: 16, found: 0 }
}

/// A receipt of somebody who typed something hostile, as far as a receipt can hold it.
fn receipt() -> ReceiptLine {
    let says = Proved {
        number: "018f3a5e-0000-8000-8000-000000000000".into(),
        member: "7K3M-9QXD-2F4T".into(),
        purpose: Purpose::Promotions,
        channel: Channel::Email,
        heard: Heard::Given,
        at: NOW,
        until: Some(NOW.date_in_vietnam()),
        method: Method::Import,
        wording: HOSTILE.into(),
        wording_version: 1,
        wording_hash: "edd8c9397b933ce43616eade95bbbfc70fec9e37428803e6c65c38ff63e226cc".into(),
        policy_version: 0,
        entry_hash: "edd8c9397b933ce43616eade95bbbfc70fec9e37428803e6c65c38ff63e226cc".into(),
        key: "0123456789abcdef".into(),
        logged: Some(Logged { leaf: 17, size: 2304 }),
    };
    ReceiptLine { seq: 1, says }
}

fn verify_page(shell: Shell, answer: Option<Result<Proved, Unproved>>) -> String {
    let keys = r#"{"keys":[]}"#.to_owned();
    VerifyPage(VerifyPageProps { shell, answer, keys }).into_any().to_html()
}

fn sessions() -> Vec<SessionView> {
    let one = |session: &str, device: &str, current: bool| SessionView {
        session: session.into(),
        device: device.into(),
        first: NOW,
        last: NOW,
        kept_until: (!current).then_some(NOW),
        current,
    };
    vec![one("a1", "Chrome, Android", true), one("b2", "Safari, iPhone", false)]
}

fn closing() -> ClosureView {
    let holdings = Held::ALL.iter().fold(Holdings::none(), |held, what| held.with(*what, 1));
    ClosureView { plan: plan(&holdings), grace_days: 7, username: "nguyet.dang".into(), factor: true }
}

fn factors() -> FactorsView {
    FactorsView { since: Some(NOW), codes_left: 9, codes_made: Some(NOW) }
}

/// Two passkeys, one with a hostile name.
fn passkeys() -> Vec<PasskeyView> {
    let one = |passkey: &str, name: &str, used| PasskeyView {
        passkey: passkey.repeat(16),
        name: name.into(),
        added: NOW,
        used,
    };
    vec![one("a1", "Điện thoại của H'Mơ Niê", Some(NOW)), one("b2", HOSTILE, None)]
}

fn passkeys_page(shell: Shell, passkeys: Vec<PasskeyView>) -> AnyView {
    PasskeysPage(PasskeysPageProps { shell, passkeys }).into_any()
}

fn set_up() -> AuthenticatorView {
    AuthenticatorView::SettingUp(SetUpView {
        secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".into(),
        side: 29,
        path: "M4 4h7v1h-7z".into(),
    })
}

/// The page with codes that were made just now.
fn with_codes(shell: Shell) -> Shell {
    let codes = vec!["0123-4567-8901-2345-6789".to_owned(); 10];
    let flash = Flash { page: shell.path.clone(), codes, ..Flash::default() };
    Shell { flash: Some(flash), ..shell }
}

fn authenticator(shell: Shell, view: AuthenticatorView) -> AnyView {
    AuthenticatorPage(AuthenticatorPageProps { shell, view }).into_any()
}

fn not_me(shell: Shell, email_confirmed: bool) -> String {
    NotMePage(NotMePageProps { shell, email_confirmed }).into_any().to_html()
}

fn undo(shell: Shell, change: Option<Change>) -> String {
    UndoPage(UndoPageProps { shell, link: change.map(|change| (change, "abc".into())) }).into_any().to_html()
}

fn phrase() -> String {
    "haichau-sontra-hoavang-tamky-ankhe".into()
}

fn set_password(shell: Shell, code: Option<String>) -> String {
    SetPasswordPage(SetPasswordPageProps { shell, code, min_password: 8, phrase: phrase() }).into_any().to_html()
}

/// Every page by name, in one language.
#[expect(clippy::too_many_lines, reason = "one entry for each page there is")]
pub(crate) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let out = |path: &str| shell(lang, path, false);
    let own = |path: &str| shell(lang, path, true);
    let wrong_sign_up = refused(
        out("/sign-up"),
        &[
            (Field::Password, Reason::Password(domain::password::PasswordProblem::TooShort { min: 8 })),
            (Field::BirthDate, Reason::Birth(domain::birth::BirthProblem::NotADay)),
        ],
        &[(Field::Username, "nguyet"), (Field::FullName, HOSTILE), (Field::BirthDate, "31/02/2000")],
    );
    let wrong_profile = refused(
        own("/profile"),
        &[(Field::IdNumber, Reason::IdNumber(IdNumberProblem::MismatchYear))],
        &[(Field::IdNumber, "048099001234"), (Field::AddressLine, HOSTILE)],
    );
    let overview = OverviewView {
        given_name: "Nguyệt".into(),
        held: vec![Item::FullName, Item::BirthDate, Item::Phone, Item::Email, Item::Username],
        email_confirmed: false,
        allowed: vec![(Purpose::Promotions, Channel::Email), (Purpose::Promotions, Channel::Zalo)],
        asked_again: Vec::new(),
        changed_between: None,
        frozen_since: None,
        lately: trail(),
    };
    let frozen_overview = OverviewView { frozen_since: Some(NOW), ..overview.clone() };
    let activity = ActivityView {
        lines: trail(),
        older: Some(domain::trail::EntrySeq::new(12)),
        newest: true,
        questions: questions(),
        older_questions: Some(NOW),
        filter: TrailFilter { group: Some(TrailGroup::Access), month: None },
        months: vec![Month::of(NOW), Month::of(NOW).before()],
    };
    let frozen =
        Shell { signed_in: Some(ShellMember { given_name: "Nguyệt".into(), closing: true }), ..own("/closure") };
    let reported = refused(out("/recovery/reported"), &[], &[(Field::Code, "K7M2-9QXD")]);
    let page = |view: AnyView| view.to_html();
    owner().with(|| {
        vec![
            ("welcome", page(WelcomePage(WelcomePageProps { shell: out("/") }).into_any())),
            ("overview", page(OverviewPage(OverviewPageProps { shell: own("/"), view: overview }).into_any())),
            (
                "policy",
                page(
                    PolicyPage(PolicyPageProps {
                        shell: out("/policy"),
                        policy: policy().into(),
                        lines: versions(),
                        inactive: InactiveAfter::days(730),
                        controller: controller(),
                    })
                    .into_any(),
                ),
            ),
            (
                "policy-compare",
                page(
                    ComparePage(ComparePageProps {
                        shell: out("/policy/compare/1/2"),
                        comparison: comparison().into(),
                        lines: versions(),
                    })
                    .into_any(),
                ),
            ),
            (
                "sign-up",
                page(
                    SignUpPage(SignUpPageProps {
                        shell: out("/sign-up"),
                        min_password: 8,
                        phrase: phrase(),
                        controller: controller(),
                    })
                    .into_any(),
                ),
            ),
            (
                "sign-up-refused",
                page(
                    SignUpPage(SignUpPageProps {
                        shell: wrong_sign_up,
                        min_password: 8,
                        phrase: phrase(),
                        controller: Controller::default(),
                    })
                    .into_any(),
                ),
            ),
            (
                "receipts",
                page(
                    ReceiptsPage(ReceiptsPageProps {
                        shell: own("/consent/receipts"),
                        lines: vec![receipt()],
                        older: Some(2),
                        newest: false,
                    })
                    .into_any(),
                ),
            ),
            (
                "receipts-none",
                page(
                    ReceiptsPage(ReceiptsPageProps {
                        shell: own("/consent/receipts"),
                        lines: Vec::new(),
                        older: None,
                        newest: true,
                    })
                    .into_any(),
                ),
            ),
            (
                "receipt",
                page(ReceiptPage(ReceiptPageProps { shell: own("/consent/receipts/1"), line: receipt() }).into_any()),
            ),
            ("receipt-verify", verify_page(out("/receipt/verify"), None)),
            ("receipt-genuine", verify_page(out("/receipt/verify"), Some(Ok(receipt().says)))),
            (
                "receipt-changed",
                verify_page(
                    refused(out("/receipt/verify"), &[], &[(Field::Receipt, HOSTILE)]),
                    Some(Err(Unproved::Changed)),
                ),
            ),
            ("guardian", page(GuardianPage(GuardianPageProps { shell: out("/sign-up/guardian") }).into_any())),
            (
                "sign-in",
                page(
                    SignInPage(SignInPageProps {
                        shell: out("/sign-in"),
                        next: Some("/profile".into()),
                        kept_days: 14,
                    })
                    .into_any(),
                ),
            ),
            ("sign-out", page(SignOutPage(SignOutPageProps { shell: own("/sign-out") }).into_any())),
            (
                "password-again",
                page(
                    PasswordAgainPage(PasswordAgainPageProps {
                        shell: own("/password-again"),
                        next: "/copy".into(),
                        username: "nguyet.dang".into(),
                        factor: true,
                        minutes: 7,
                    })
                    .into_any(),
                ),
            ),
            (
                "sign-in-factor",
                page(
                    FactorStepPage(FactorStepPageProps {
                        shell: refused(
                            out("/sign-in/factor"),
                            &[(Field::Code, Reason::Factor(domain::factors::FactorRefusal::Wrong))],
                            &[],
                        ),
                        waiting: true,
                        next: Some("/profile".into()),
                    })
                    .into_any(),
                ),
            ),
            (
                "sign-in-factor-over",
                page(
                    FactorStepPage(FactorStepPageProps { shell: out("/sign-in/factor"), waiting: false, next: None })
                        .into_any(),
                ),
            ),
            ("authenticator-off", page(authenticator(own("/security/authenticator"), AuthenticatorView::Off))),
            ("authenticator-setting-up", page(authenticator(own("/security/authenticator"), set_up()))),
            ("authenticator-on", page(authenticator(own("/security/authenticator"), AuthenticatorView::On(NOW)))),
            (
                "recovery-codes",
                page(
                    RecoveryCodesPage(RecoveryCodesPageProps {
                        shell: with_codes(own("/security/recovery-codes")),
                        view: factors(),
                    })
                    .into_any(),
                ),
            ),
            (
                "recovery-codes-off",
                page(
                    RecoveryCodesPage(RecoveryCodesPageProps {
                        shell: own("/security/recovery-codes"),
                        view: FactorsView::default(),
                    })
                    .into_any(),
                ),
            ),
            ("profile", page(ProfilePage(ProfilePageProps { shell: own("/profile"), view: profile() }).into_any())),
            (
                "profile-refused",
                page(ProfilePage(ProfilePageProps { shell: wrong_profile, view: profile() }).into_any()),
            ),
            (
                "id-number",
                page(
                    IdNumberPage(IdNumberPageProps {
                        shell: own("/profile/id-number"),
                        number: Some("048099001234".into()),
                    })
                    .into_any(),
                ),
            ),
            (
                "confirm-email",
                page(
                    ConfirmEmailPage(ConfirmEmailPageProps {
                        shell: own("/email/confirm"),
                        link: Link::Ready { code: "abc".into() },
                    })
                    .into_any(),
                ),
            ),
            (
                "confirm-email-old",
                page(
                    ConfirmEmailPage(ConfirmEmailPageProps { shell: out("/email/confirm"), link: Link::Over })
                        .into_any(),
                ),
            ),
            (
                "confirm-email-sign-in-first",
                page(
                    ConfirmEmailPage(ConfirmEmailPageProps {
                        shell: out("/email/confirm"),
                        link: Link::SignInFirst { code: "abc".into() },
                    })
                    .into_any(),
                ),
            ),
            (
                "confirm-email-of-another",
                page(
                    ConfirmEmailPage(ConfirmEmailPageProps { shell: own("/email/confirm"), link: Link::NotYours })
                        .into_any(),
                ),
            ),
            ("consent", page(ConsentPage(ConsentPageProps { shell: own("/consent"), view: consent() }).into_any())),
            (
                "unsubscribe",
                unsubscribe(
                    out("/unsubscribe/x"),
                    Some(Standing::Granted { since: NOW, wording: WORDING, until: None }),
                ),
            ),
            ("unsubscribed", unsubscribe(out("/unsubscribe/x"), Some(Standing::Withdrawn { since: NOW }))),
            ("unsubscribe-nothing", unsubscribe(out("/unsubscribe/x"), Some(Standing::NeverAsked))),
            ("unsubscribe-unreadable", unsubscribe(out("/unsubscribe/x"), None)),
            (
                "consent-frozen",
                page(
                    ConsentPage(ConsentPageProps {
                        shell: own("/consent"),
                        view: ConsentView { frozen_since: Some(NOW), lists: None, ..consent() },
                    })
                    .into_any(),
                ),
            ),
            (
                "overview-frozen",
                page(OverviewPage(OverviewPageProps { shell: own("/"), view: frozen_overview }).into_any()),
            ),
            ("activity", page(ActivityPage(ActivityPageProps { shell: own("/activity"), view: activity }).into_any())),
            (
                "security",
                page(
                    SecurityPage(SecurityPageProps {
                        shell: own("/security"),
                        sessions: sessions(),
                        password_since: NOW,
                        factors: factors(),
                        passkeys: Some(passkeys()),
                    })
                    .into_any(),
                ),
            ),
            ("passkeys", page(passkeys_page(own("/security/passkeys"), passkeys()))),
            ("passkeys-none", page(passkeys_page(own("/security/passkeys"), Vec::new()))),
            ("passkeys-one", page(passkeys_page(own("/security/passkeys"), vec![passkeys().remove(0)]))),
            ("recovery", page(RecoveryPage(RecoveryPageProps { shell: out("/recovery") }).into_any())),
            (
                "recovery-sent",
                page(RecoverySentPage(RecoverySentPageProps { shell: out("/recovery/sent") }).into_any()),
            ),
            ("recovery-link", set_password(out("/recovery/x"), Some("abc".into()))),
            ("recovery-link-old", set_password(out("/recovery/x"), None)),
            ("recovery-done", page(PasswordSetPage(PasswordSetPageProps { shell: out("/recovery/done") }).into_any())),
            (
                "change-password",
                page(
                    ChangePasswordPage(ChangePasswordPageProps {
                        shell: own("/security/password"),
                        username: "nguyet.dang".into(),
                        min_password: 8,
                        phrase: phrase(),
                    })
                    .into_any(),
                ),
            ),
            ("not-me", not_me(own("/security/not-me"), true)),
            ("not-me-unconfirmed", not_me(own("/security/not-me"), false)),
            ("reported", page(ReportedPage(ReportedPageProps { shell: reported }).into_any())),
            ("undo-email", undo(out("/email/undo"), Some(Change::Email))),
            ("undo-authenticator", undo(out("/email/undo"), Some(Change::Authenticator))),
            ("undo-passkey", undo(out("/email/undo"), Some(Change::Passkey))),
            ("undo-old", undo(out("/email/undo"), None)),
            ("copy", page(CopyPage(CopyPageProps { shell: own("/copy"), code: Some("c29kZQ".to_owned()) }).into_any())),
            ("closure", page(ClosurePage(ClosurePageProps { shell: own("/closure"), view: closing() }).into_any())),
            ("closing", page(ClosingPage(ClosingPageProps { shell: frozen, since: NOW, ends: NOW }).into_any())),
            (
                "closure-begun",
                page(
                    ClosureBegunPage(ClosureBegunPageProps { shell: out("/closure/begun"), grace_days: 7 }).into_any(),
                ),
            ),
            ("orders", page(OrdersPage(OrdersPageProps { shell: own("/orders"), view: orders() }).into_any())),
            (
                "no-orders",
                page(OrdersPage(OrdersPageProps { shell: own("/orders"), view: OrdersView::default() }).into_any()),
            ),
            (
                "error",
                page(
                    ErrorPage(ErrorPageProps {
                        shell: out("/x"),
                        kind: Kind::Broken,
                        incident: Some("K7M2-9Q".into()),
                        wait_s: None,
                    })
                    .into_any(),
                ),
            ),
        ]
    })
}
