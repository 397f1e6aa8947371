//! The hours and caps of each channel, read from `data/contact.tsv`. (law A5, A8–A11; D-23: the rules are data)

use std::fmt;
use std::time::Duration;

use crate::calendar::{Date, Timestamp};
use crate::codes::codes;
use crate::consent::Channel;

/// What is wrong with the file; names the line, counted from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RulesProblem {
    /// The line, or 0 for the file as a whole.
    pub line: usize,
    /// In words, for whoever runs the service.
    pub sentence: &'static str,
}

impl fmt::Display for RulesProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "contact.tsv, line {}: {}", self.line, self.sentence)
    }
}

impl std::error::Error for RulesProblem {}

codes! {
    /// A way to refuse advertising.
    Way {
        /// By an address that is opened.
        Web = "web",
        /// By an email.
        Email = "email",
        /// By a text message.
        Sms = "sms",
        /// By a call.
        Phone = "phone",
    }
}

/// From the first minute of the day to before the last, on a clock in Vietnam.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hours {
    /// The first hour and minute.
    pub opens: (u8, u8),
    /// The hour and minute from which it is too late.
    pub closes: (u8, u8),
}

/// What binds advertising by one channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChannelRule {
    /// Which.
    pub channel: Channel,
    /// When; `None`: at any hour.
    pub hours: Option<Hours>,
    /// On which days, 1 for Monday to 7 for Sunday.
    pub weekdays: Vec<u8>,
    /// How many to one number or address …
    pub most: usize,
    /// … within this time.
    pub within: Duration,
    /// Whether the lists of numbers that want no advertising bind it.
    pub do_not_call: bool,
    /// Whether `[QC]` or `[AD]` has to come first.
    pub label: bool,
    /// The longest name of a sender; `None`: none is needed.
    pub brand_most: Option<usize>,
    /// The ways to refuse that stand in the last line.
    pub refuse_by: Vec<Way>,
}

impl ChannelRule {
    /// The next instant at which a message may go out, if that is not now.
    pub fn opens_after(&self, at: Timestamp) -> Option<Timestamp> {
        let (today, clock) = (at.date_in_vietnam(), at.clock_in_vietnam());
        let (opens, closes) = self.hours.map_or(((0, 0), (24, 0)), |hours| (hours.opens, hours.closes));
        if self.is_day(today) && opens <= clock && clock < closes {
            return None;
        }
        let still_today = self.is_day(today) && clock < opens;
        let mut days = (0..=7).map(|ahead| today.plus_days(ahead)).skip(usize::from(!still_today));
        let day = days.find(|day| self.is_day(*day)).unwrap_or(today);
        let minutes = u64::from(opens.0) * 60 + u64::from(opens.1);
        Some(day.begins_in_vietnam().plus(Duration::from_mins(minutes)))
    }

    fn is_day(&self, day: Date) -> bool {
        self.weekdays.contains(&day.weekday())
    }

    /// Until when the number or address has had enough, if it has.
    pub fn full_until(&self, at: Timestamp, sent: &[Timestamp]) -> Option<Timestamp> {
        let since = at.minus(self.within);
        let mut lately: Vec<Timestamp> = sent.iter().copied().filter(|one| *one > since && *one <= at).collect();
        lately.sort_unstable();
        let oldest = lately.len().checked_sub(self.most)?;
        lately.get(oldest).map(|oldest| oldest.plus(self.within))
    }
}

/// The rules of every channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// In the order of [`Channel::ALL`].
    channels: Vec<ChannelRule>,
}

const COLUMNS: [&str; 10] = [
    "channel",
    "opens",
    "closes",
    "weekdays",
    "most",
    "within_hours",
    "do_not_call",
    "label",
    "brand_most",
    "refuse_by",
];

impl Rules {
    /// Reads `data/contact.tsv`.
    ///
    /// # Errors
    /// The first thing that is wrong; a channel that is there twice, or not at all.
    pub fn parse(tsv: &str) -> Result<Self, RulesProblem> {
        let mut rows = tsv.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let header = rows.next().map_or("", |(_, line)| line);
        if header.split('\t').ne(COLUMNS) {
            return Err(RulesProblem { line: 0, sentence: "the columns are not the ones agreed upon" });
        }
        let mut channels: Vec<ChannelRule> = Vec::new();
        for (index, line) in rows {
            let rule = row(line).map_err(|sentence| RulesProblem { line: index + 1, sentence })?;
            if channels.iter().any(|other| other.channel == rule.channel) {
                return Err(RulesProblem { line: index + 1, sentence: "this channel is there twice" });
            }
            channels.push(rule);
        }
        if channels.len() < Channel::ALL.len() {
            return Err(RulesProblem { line: 0, sentence: "a channel has no line" });
        }
        channels.sort_by_key(|rule| rule.channel);
        Ok(Self { channels })
    }

    /// The rules of one channel.
    pub fn of(&self, channel: Channel) -> &ChannelRule {
        &self.channels[channel as usize]
    }
}

fn row(line: &str) -> Result<ChannelRule, &'static str> {
    let cells: Vec<&str> = line.split('\t').collect();
    let Ok([channel, opens, closes, weekdays, most, within, do_not_call, label, brand, refuse_by]) =
        <[&str; 10]>::try_from(cells)
    else {
        return Err("there are not ten cells");
    };
    Ok(ChannelRule {
        channel: Channel::parse(channel).ok_or("the channel is unknown")?,
        hours: hours(opens, closes)?,
        weekdays: days(weekdays)?,
        most: most.parse().ok().filter(|most| *most > 0).ok_or("the number of messages is not one")?,
        within: Duration::from_hours(within.parse().ok().filter(|hours| *hours > 0).ok_or("the hours are no number")?),
        do_not_call: flag(do_not_call)?,
        label: flag(label)?,
        brand_most: match brand {
            "-" => None,
            letters => Some(letters.parse().map_err(|_| "the letters of the sender's name are no number")?),
        },
        refuse_by: ways(refuse_by)?,
    })
}

fn hours(opens: &str, closes: &str) -> Result<Option<Hours>, &'static str> {
    if (opens, closes) == ("-", "-") {
        return Ok(None);
    }
    let (opens, closes) = clock(opens).zip(clock(closes)).ok_or("an hour is not hh:mm")?;
    if opens < closes { Ok(Some(Hours { opens, closes })) } else { Err("it closes before it opens") }
}

fn clock(text: &str) -> Option<(u8, u8)> {
    let (hour, minute) = text.split_once(':').filter(|_| text.len() == 5)?;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some((hour, minute))
}

fn days(text: &str) -> Result<Vec<u8>, &'static str> {
    let days: Vec<u8> = text.bytes().map(|digit| digit.wrapping_sub(b'0')).collect();
    let fit =
        !days.is_empty() && days.is_sorted_by(|one, next| one < next) && days.iter().all(|day| (1..=7).contains(day));
    if fit { Ok(days) } else { Err("the weekdays are not digits from 1 to 7 in order") }
}

fn ways(text: &str) -> Result<Vec<Way>, &'static str> {
    let each = text.split(',').filter(|one| *one != "-").map(Way::parse);
    each.collect::<Option<_>>().ok_or("a way to refuse is unknown")
}

fn flag(text: &str) -> Result<bool, &'static str> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("there is something else than yes or no"),
    }
}
