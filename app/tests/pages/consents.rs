//! What a member reads when the words they said yes to have changed. (law C14, D-9)

use crate::samples::{NOW, consent, html, shell};
use app::consent::{ConsentPage, ConsentPageProps, ConsentView};
use app::overview::{OverviewPage, OverviewPageProps, OverviewView};
use domain::consent::{Channel, Purpose, PurposeCode};
use domain::lang::Lang;
use leptos::prelude::*;

/// The page of somebody who said yes to version 1 of promotions by email, where 2 is in force and counts from there.
fn page(counts_from: u32, asked_again: Vec<(Purpose, Channel)>) -> String {
    let mut view = ConsentView { asked_again, ..consent() };
    for notice in view.notices.iter_mut().filter(|notice| notice.code == PurposeCode::Promotions) {
        (notice.version, notice.counts_from) = (2, counts_from);
    }
    html(|| ConsentPage(ConsentPageProps { shell: shell(Lang::Vi, "/consent", true), view }).into_any())
}

/// The answers of the purpose that changed, in its first channel.
fn answers_by_email(page: &str) -> &str {
    let card = page.split("id=\"promotions\"").nth(1).unwrap();
    let channel = card.split("<li class=\"purpose-card__channel").nth(1).unwrap();
    // The last day of a yes has a button of its own.
    channel.split("<details class=\"purpose-card__end").next().unwrap()
}

#[test]
fn a_yes_that_no_longer_counts_is_asked_again_and_a_reworded_one_is_not() {
    let again = page(2, vec![(Purpose::Promotions, Channel::Email)]);
    assert!(again.contains("Lời hỏi về Khuyến mại") && again.contains("chừng nào bạn chưa trả lời thì đó là không"));
    assert!(again.contains("mang ý nghĩa khác, nên giờ tính là không"));
    let answers = answers_by_email(&again);
    assert!(answers.contains("value=\"grant\"") && answers.contains("value=\"withdraw\""), "both answers: {answers}");
    let reworded = page(1, Vec::new());
    assert!(!reworded.contains("chừng nào bạn chưa trả lời"), "a mere rewording asks nobody");
    assert!(reworded.contains("từ đó chỉ đổi cách viết"));
    let answers = answers_by_email(&reworded);
    assert!(!answers.contains("value=\"grant\"") && answers.contains("value=\"withdraw\""), "still a yes: {answers}");
}

#[test]
fn the_last_day_of_a_yes_is_said_and_chosen_in_the_list() {
    let page =
        html(|| ConsentPage(ConsentPageProps { shell: shell(Lang::Vi, "/consent", true), view: consent() }).into_any());
    let (agreed, last) = (NOW.date_in_vietnam(), NOW.date_in_vietnam().plus_days(40));
    assert!(page.contains(&format!("Sau ngày {last} thì tự dừng")), "{page}");
    assert!(page.contains(&format!("<option value=\"{}\" selected>{last}</option>", last.iso())), "{page}");
    assert!(page.contains(&format!("<option value=\"{}\">", agreed.plus_months(3).iso())));
    assert!(page.contains("và ngày đó đã qua"), "a yes that has ended");
}

#[test]
fn the_overview_leads_to_what_is_asked_again() {
    let view = |asked_again| OverviewView { given_name: "Nguyệt".into(), asked_again, ..OverviewView::default() };
    let page = |asked_again| {
        let (shell, view) = (shell(Lang::En, "/", true), view(asked_again));
        html(|| OverviewPage(OverviewPageProps { shell, view }).into_any())
    };
    let asked = page(vec![(Purpose::News, Channel::Email), (Purpose::News, Channel::Sms)]);
    assert_eq!(asked.matches("means something else now").count(), 1);
    assert!(asked.contains("Read it and answer again"));
    assert!(!page(Vec::new()).contains("answer again"));
}
