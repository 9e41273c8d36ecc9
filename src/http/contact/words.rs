//! The contact line as one sentence: 「電話 046-…（連携室 ○○さん）次は 12/1(火) 13:00〜14:30」.

use jiff::civil::DateTime;

use crate::domain::Facility;
use crate::domain::hours::{Calendar, OpenState, Opening, Until};
use crate::domain::vocabulary::Lang;

/// What the sentence is made of.
pub(super) struct Line<'a> {
    pub(super) facility: &'a Facility,
    /// The contact calendar; `None` where there is none.
    pub(super) calendar: Option<&'a Calendar>,
    pub(super) channel: Option<&'a str>,
    /// The wished moment, and what holds then.
    pub(super) at: DateTime,
    pub(super) state: OpenState,
    /// The hours that are open then, or the next ones.
    pub(super) opening: Option<Opening>,
}

impl Line<'_> {
    pub(super) fn in_words(&self, lang: Lang) -> String {
        let whom = [self.way(lang), self.person(lang)].concat();
        let note = self.calendar.and_then(|calendar| calendar.note.as_deref());
        let (when, note) = match lang {
            Lang::Ja | Lang::Easy => (self.when(lang), note.map(|note| format!("。{note}"))),
            Lang::En => (self.when(lang), note.map(|note| format!(". {note}"))),
        };
        let mark = match (whom.is_empty(), lang) {
            (true, _) => "",
            (false, Lang::En) => ": ",
            (false, _) if whom.ends_with('）') => "",
            (false, _) => " ",
        };
        format!("{whom}{mark}{when}{}", note.unwrap_or_default())
    }

    /// 「電話 046-…」: the channel, and its number where one is known.
    fn way(&self, lang: Lang) -> String {
        let (name, number) = match self.channel {
            Some("phone") => (lang.pick("電話", "Phone", "電話(でんわ)"), self.facility.phone.as_deref()),
            Some("fax") => ("FAX", self.facility.fax.as_deref()),
            Some("mail") => (lang.pick("メール", "Mail", "メール"), None),
            Some("ict") => (lang.pick("ICT連携ツール", "ICT network", "ネットのれんらく"), None),
            Some("visit") => (lang.pick("来院", "In person", "会(あ)う"), None),
            Some(other) => (other, None),
            None => return String::new(),
        };
        number.map_or_else(|| name.to_owned(), |number| format!("{name} {number}"))
    }

    fn person(&self, lang: Lang) -> String {
        match (self.calendar.and_then(|calendar| calendar.person.as_deref()), lang) {
            (None, _) => String::new(),
            (Some(person), Lang::En) => format!(" ({person})"),
            (Some(person), _) => format!("（{person}）"),
        }
    }

    fn when(&self, lang: Lang) -> String {
        let at = self.clock(self.at, lang);
        let hours = self.opening.map(|opening| self.hours(opening, lang));
        match (self.state, hours, lang) {
            (OpenState::Open, _, _) => self.open_now(&at, lang),
            (OpenState::Closed, Some(hours), Lang::Ja) => format!("次は {hours}"),
            (OpenState::Closed, Some(hours), Lang::En) => format!("next {hours}"),
            (OpenState::Closed, Some(hours), Lang::Easy) => format!("つぎは {hours}"),
            (OpenState::Unknown, Some(hours), Lang::Ja) => format!("{at} は要確認。確かなのは {hours}"),
            (OpenState::Unknown, Some(hours), Lang::En) => format!("{at} to be asked; sure is {hours}"),
            (OpenState::Unknown, Some(hours), Lang::Easy) => {
                format!("{at} は 聞(き)いてください。たしかな時間(じかん)は {hours}")
            }
            (OpenState::Closed, None, _) => lang
                .pick(
                    "この先4週間に確かな時間がありません。要確認",
                    "no sure hours in the next four weeks; please ask",
                    "4週間(しゅうかん)の間(あいだ)に たしかな時間(じかん)が ありません。聞(き)いてください",
                )
                .to_owned(),
            (OpenState::Unknown, None, _) => lang
                .pick(
                    "連絡できる時間は分かりません",
                    "contact hours are not known",
                    "連絡(れんらく)できる時間(じかん)は わかりません",
                )
                .to_owned(),
        }
    }

    /// 「12/1(火) 13:00 は連絡できます（14:30まで）」.
    fn open_now(&self, at: &str, lang: Lang) -> String {
        let end = match self.opening.map(|opening| opening.until) {
            Some(Until::At(end)) => {
                let end = self.end_clock(self.at, end, lang);
                match lang {
                    Lang::Ja => format!("（{end}まで）"),
                    Lang::En => format!(" (until {end})"),
                    Lang::Easy => format!("（{end} まで）"),
                }
            }
            Some(Until::NotSaid) => lang
                .pick("（終わりの時刻は要確認）", " (ask until when)", "（いつまでかは 聞(き)いてください）")
                .to_owned(),
            Some(Until::RoundTheClock) | None => String::new(),
        };
        match lang {
            Lang::Ja => format!("{at} は連絡できます{end}"),
            Lang::En => format!("can be reached {at}{end}"),
            Lang::Easy => format!("{at} は 連絡(れんらく)できます{end}"),
        }
    }

    /// 「12/1(火) 13:00〜14:30」, 「12/1(火) 17:00以降」.
    fn hours(&self, opening: Opening, lang: Lang) -> String {
        let from = self.clock(opening.from, lang);
        match (opening.until, lang) {
            (Until::At(end), Lang::Ja) => format!("{from}〜{}", self.end_clock(opening.from, end, lang)),
            (Until::At(end), Lang::En) => format!("{from}–{}", self.end_clock(opening.from, end, lang)),
            (Until::At(end), Lang::Easy) => format!("{from} から {} まで", self.end_clock(opening.from, end, lang)),
            (_, Lang::Ja) => format!("{from}以降"),
            (_, Lang::En) => format!("from {from}"),
            (_, Lang::Easy) => format!("{from} から"),
        }
    }

    /// The end beside its beginning: the time alone on the same day, 「24:00」 at midnight, 「翌6:00」 in the night after.
    fn end_clock(&self, from: DateTime, end: DateTime, lang: Lang) -> String {
        let midnight = end.hour() == 0 && end.minute() == 0;
        let next_day = from.date().tomorrow().is_ok_and(|tomorrow| tomorrow == end.date());
        match (from.date() == end.date(), next_day, lang) {
            (true, ..) => time(end),
            (false, true, _) if midnight => "24:00".to_owned(),
            (false, true, Lang::Ja) => format!("翌{}", time(end)),
            (false, true, Lang::En) => format!("{} (next day)", time(end)),
            (false, true, Lang::Easy) => format!("つぎの日(ひ)の {}", time(end)),
            (false, false, _) => self.clock(end, lang),
        }
    }

    /// 「12/1(火) 13:00」; with the year where it is another than that of the wished moment.
    fn clock(&self, moment: DateTime, lang: Lang) -> String {
        const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
        let other_year = moment.year() != self.at.year();
        if lang == Lang::En {
            let year = if other_year { format!(" {}", moment.year()) } else { String::new() };
            return format!("{}{year} {}", moment.strftime("%a %b %-d"), time(moment));
        }
        let weekday = WEEKDAYS[moment.date().weekday().to_monday_zero_offset().unsigned_abs() as usize % 7];
        let year = if other_year { format!("{}/", moment.year()) } else { String::new() };
        format!("{year}{}/{}({weekday}) {}", moment.month(), moment.day(), time(moment))
    }
}

fn time(moment: DateTime) -> String {
    format!("{}:{:02}", moment.hour(), moment.minute())
}
