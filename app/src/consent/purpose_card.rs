//! One purpose: what the member would agree to, word for word, and one decision per channel.

use std::fmt::Write as _;

use domain::calendar::Date;
use domain::consent::{Channel, Decision, Frequency, Purpose, PurposeNotice, Standing};
use domain::form::{Field, FormKind};
use domain::lang::Lang;
use leptos::prelude::*;

use super::{Answer, SentLine};
use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::field::Carried;
use crate::words::consent as w;

/// The card of one purpose.
#[component]
pub(super) fn PurposeCard(
    lang: Lang,
    purpose: Purpose,
    notice: PurposeNotice,
    standings: Vec<(Channel, Standing, Vec<SentLine>)>,
    /// The last days a yes may be given until.
    ends: Vec<(u8, Date)>,
) -> impl IntoView {
    let version = notice.version;
    let channels = standings
        .into_iter()
        .map(|(channel, standing, sent)| {
            let said =
                Said { standing, sentence: w::standing(lang, standing, &notice), counts: counts(&notice, standing) };
            let under = under(lang, notice.frequency, standing, &sent);
            let end = ending(lang, (purpose, channel), &said, &ends);
            view! { <ChannelRow lang=lang purpose=purpose channel=channel said=said version=version under=under end=end/> }
        })
        .collect_view();
    let title = format!("{}-title", purpose.code());
    // The wording itself, word for word; only the line ends after each sentence are ours.
    let wording = notice
        .wording
        .in_lang(lang)
        .split_inclusive(". ")
        .map(|sentence| view! { <span class="purpose-card__sentence">{sentence.to_owned()}</span> })
        .collect_view();
    view! {
        <section class="purpose-card" id=purpose.code() aria-labelledby=title.clone()>
            <h3 class="purpose-card__title" id=title.clone()>{notice.title.in_lang(lang).to_owned()}</h3>
            <p class="purpose-card__wording">{wording}</p>
            <p class="quiet">
                {w::VERSION.say(lang)} " " {version} " · " {w::CLAUSE.say(lang)} " " {notice.clause.clone()}
            </p>
            <ul class="purpose-card__channels">{channels}</ul>
        </section>
    }
    .into_any()
}

/// Messages shown; older ones are in the history and in the copy.
const SHOWN_MOST: usize = 5;

/// How often at most, where there is a yes; and what was sent (law A1).
fn under(lang: Lang, frequency: Frequency, standing: Standing, sent: &[SentLine]) -> AnyView {
    let often = standing.is_granted().then(|| view! { <p class="quiet">{w::at_most(lang, frequency)}</p> });
    let sent = (!sent.is_empty()).then(|| {
        let lines = sent
            .iter()
            .take(SHOWN_MOST)
            .map(|one| view! { <li>{w::sent(lang, one.at, &one.campaign)}</li> })
            .collect_view();
        view! {
            <details class="purpose-card__sent">
                <summary>{w::sent_count(lang, sent.len())}</summary>
                <ul>{lines}</ul>
            </details>
        }
    });
    view! { {often} {sent} }.into_any()
}

/// What was said about one channel, and whether it is a yes today.
struct Said {
    standing: Standing,
    sentence: String,
    counts: bool,
}

/// Until which day a yes is to last. It need not be opened: a yes is for good unless a day is chosen.
fn ending(lang: Lang, (purpose, channel): (Purpose, Channel), said: &Said, ends: &[(u8, Date)]) -> AnyView {
    let chosen = said.standing.until();
    let offered = |day: Date| ends.iter().any(|(_, offered)| *offered == day);
    let own = chosen.filter(|day| !offered(*day)).map(|day| (day, day.to_string()));
    let days = own.into_iter().chain(ends.iter().map(|(months, day)| (*day, w::offered(lang, *months, *day))));
    // Days and words of ours, as one text: with an element for each, sixty of them, the page took a tenth longer.
    let mut options = format!("<option value=\"\">{}</option>", w::NO_END.say(lang));
    for (day, words) in days {
        let selected = if chosen == Some(day) { " selected" } else { "" };
        let _ = write!(options, "<option value=\"{}\"{selected}>{words}</option>", day.iso());
    }
    let rest = w::receiving(lang, purpose, channel);
    let id = format!("{}-{}-until", purpose.code(), channel.code());
    let save = said.counts.then(|| view! { <Answer decision=Decision::Grant label=w::SAVE_END.say(lang) rest=rest/> });
    let summary = if said.counts { w::CHANGE_END } else { w::END };
    view! {
        <details class="purpose-card__end">
            <summary>{summary.say(lang)}</summary>
            <div class="purpose-card__until">
                <label for=id.clone()>{w::LAST_DAY.say(lang)}</label>
                <select
                    class="field__input field__input--select"
                    id=id
                    name=Field::Until.name()
                    autocomplete="off"
                    inner_html=options
                ></select>
                {save}
            </div>
        </details>
    }
    .into_any()
}

/// Whether there is a yes to what the wording means today.
fn counts(notice: &PurposeNotice, standing: Standing) -> bool {
    matches!(standing, Standing::Granted { wording, .. } if notice.counts(wording.version))
}

/// Where one channel stands, and what can be said now. No toggle: each button says what it does.
#[component]
fn ChannelRow(
    lang: Lang,
    purpose: Purpose,
    channel: Channel,
    said: Said,
    version: u32,
    /// How often at most, and what came.
    under: AnyView,
    /// Until when a yes is to last.
    end: AnyView,
) -> impl IntoView {
    let rest = w::receiving(lang, purpose, channel);
    let grant = || view! { <Answer decision=Decision::Grant label=w::GRANT.say(lang) rest=rest.clone()/> };
    let withdraw = |label: crate::words::Said| {
        view! { <Answer decision=Decision::Withdraw label=label.say(lang) rest=rest.clone()/> }
    };
    let answers = match said.standing {
        Standing::NeverAsked | Standing::Ended { .. } => (Some(grant()), Some(withdraw(w::REFUSE))),
        Standing::Granted { .. } if said.counts => (None, Some(withdraw(w::STOP))),
        Standing::Granted { .. } => (Some(grant()), Some(withdraw(w::STOP))),
        Standing::Withdrawn { .. } => (Some(grant()), None),
    };
    view! {
        <li class="purpose-card__channel" class:purpose-card__channel--on=said.counts>
            <h4 class="purpose-card__name">{w::channel(channel).say(lang)}</h4>
            <div class="purpose-card__standing">
                <p>{said.sentence}</p>
                {under}
            </div>
            <ActForm lang=lang kind=FormKind::Act act=paths::act::DECIDE.to_owned() busy=w::BUSY.say(lang).to_owned()>
                <Carried name=Field::Purpose.name() value=purpose.code()/>
                <Carried name=Field::Channel.name() value=channel.code()/>
                <Carried name=Field::Wording.name() value=version.to_string()/>
                <div class="answers">{answers}</div>
                {end}
            </ActForm>
        </li>
    }
    .into_any()
}
