//! Times of the day and dates in Japanese text.

use jiff::civil::Date;

use super::super::scan::Scanner;
use super::super::{DAY, Days, Span};
use super::lexer::{Half, RANGE};

/// Longer than any shift: a span that ends before it begins and would last longer is a slip, not a night.
const LONGEST_NIGHT: u16 = 16 * 60;

const NOON: u16 = DAY / 2;

/// What a text says about times of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    Span(Span),
    Until(u16),
}

/// A time as written.
#[derive(Clone, Copy)]
struct Clock {
    /// Minutes after midnight, as far as the text says which half of the day it means.
    minutes: u16,
    half: Option<Half>,
    /// Whether the number stands alone, as the 9 of 「9-12時」.
    bare: bool,
    /// Whether it was written with 時, which a person also counts to twelve with.
    spoken: bool,
}

impl Scanner {
    /// 「9:00~12:00」「午後1時から2時半」「8:30〜翌0:00」「17時以降」「12時まで」「24時間」.
    pub(super) fn time(&mut self) -> Option<Time> {
        self.attempt(|s| {
            if s.eat_any(&["24時間", "24h", "24H"]) {
                return Some(Time::Span(Span::ALL_DAY));
            }
            if s.eat_any(&["~", "〜"]) {
                s.spaces();
                let until = s.clock().filter(|clock| !clock.bare)?;
                s.eat_any(&["まで", "迄"]);
                return Some(Time::Until(until.minutes));
            }
            let from = s.clock()?;
            if let Some(span) = s.attempt(|s| s.rest_of_span(from)) {
                return Some(Time::Span(span));
            }
            if from.bare {
                return None;
            }
            s.spaces();
            if s.eat_any(&["まで", "迄"]) {
                return Some(Time::Until(from.minutes));
            }
            let open = s.eat_any(&["以降", "以後", "から", "より", "~", "〜"]) && from.minutes > 0;
            Span::since(from.minutes).filter(|_| open).map(Time::Span)
        })
    }

    /// Whether half a day and a number stand here, which are no time together.
    pub(super) fn begins_doubtful_time(&mut self) -> bool {
        let start = self.at;
        let half = self.half().is_some();
        self.spaces();
        let number = self.peek().is_some_and(|c| c.is_ascii_digit());
        self.at = start;
        half && number
    }

    fn rest_of_span(&mut self, from: Clock) -> Option<Span> {
        self.eat_any(&["頃", "ごろ"]);
        self.spaces();
        if !self.eat_any(&RANGE) {
            return None;
        }
        self.spaces();
        let next_day = self.eat_any(&["翌日の", "翌日", "翌朝", "翌"]);
        self.spaces();
        let to = self.clock().filter(|clock| !clock.bare)?;
        self.eat_any(&["頃", "ごろ"]);
        self.attempt(|s| {
            s.spaces();
            s.eat_any(&["まで", "迄"]).then_some(())
        });
        span(from, to, next_day)
    }

    fn clock(&mut self) -> Option<Clock> {
        self.attempt(|s| {
            if s.eat("正午") {
                return Some(Clock { minutes: NOON, half: Some(Half::Afternoon), bare: false, spoken: false });
            }
            let mut half = s.half();
            s.spaces();
            let hour = u16::from(s.number()?);
            let (mut minute, mut bare, mut spoken) = (0, false, false);
            if s.eat(":") {
                minute = s.two_digits()?;
            } else if s.eat("時") {
                spoken = true;
                minute = s.minutes_after_hour()?;
            } else {
                bare = true;
            }
            half = half.or_else(|| {
                s.attempt(|s| {
                    s.spaces();
                    s.half()
                })
                .filter(|_| !spoken)
            });
            let hour = match (half, hour) {
                // 午後12時 is noon to one and midnight to the other.
                (Some(Half::Afternoon), 12) if minute == 0 => return None,
                (Some(Half::Afternoon), 0..=11) => hour + 12,
                (Some(Half::Morning), 13..) => return None,
                _ => hour,
            };
            let minutes = hour * 60 + minute;
            (minute < 60 && minutes <= 2 * DAY).then_some(Clock { minutes, half, bare, spoken })
        })
    }

    fn half(&mut self) -> Option<Half> {
        if self.eat_any(&["午前", "AM", "am", "A.M."]) {
            Some(Half::Morning)
        } else if self.eat_any(&["午後", "PM", "pm", "P.M."]) {
            Some(Half::Afternoon)
        } else {
            None
        }
    }

    /// Two digits that do not go on.
    fn two_digits(&mut self) -> Option<u16> {
        let start = self.at;
        self.number().filter(|_| self.at == start + 2).map(u16::from)
    }

    /// What follows 時: 「30分」「半」 or nothing. 「24時間」 is no time of the day.
    fn minutes_after_hour(&mut self) -> Option<u16> {
        if self.peek() == Some('間') {
            return None;
        }
        if self.eat("半") {
            return Some(30);
        }
        let minutes = self.attempt(|s| {
            let minutes = s.number()?;
            s.eat("分").then_some(u16::from(minutes))
        });
        // 「8時30~」
        let unmarked =
            |s: &mut Self| s.attempt(|s| s.two_digits().filter(|_| !matches!(s.peek(), Some('時' | ':' | '/' | '月'))));
        Some(minutes.or_else(|| unmarked(self)).unwrap_or(0))
    }

    /// 「2026/11/23」「令和8年12月29日~令和9年1月3日」 and, of every year, 「12/29~1/3」「8月13日から15日」.
    pub(super) fn dates_of_calendar(&mut self) -> Option<Days> {
        self.attempt(|s| {
            if let Some(year) = s.year() {
                let (month, day) = s.month_day()?;
                let from = date(year, (month, day))?;
                let to = s.attempt(|s| {
                    s.through()?;
                    let last_year = s.year();
                    let to = s.month_day().or_else(|| Some((month, s.day(month)?)))?;
                    date(last_year.unwrap_or(year), to).filter(|to| from <= *to)
                });
                return Some(Days::Dates { from, to: to.unwrap_or(from) });
            }
            let from = s.month_day()?;
            let to = s.attempt(|s| {
                s.through()?;
                s.eat_any(&["翌年の", "翌年", "翌"]);
                let to = s.month_day().or_else(|| Some((from.0, s.day(from.0)?)))?;
                s.eat_any(&["まで", "迄"]);
                Some(to)
            });
            Some(Days::Yearly { from, to: to.unwrap_or(from) })
        })
    }

    fn through(&mut self) -> Option<()> {
        self.spaces();
        let through = self.eat_any(&RANGE);
        self.spaces();
        through.then_some(())
    }

    /// 「令和8年」「2026年」「2026/」.
    fn year(&mut self) -> Option<i16> {
        self.attempt(|s| {
            let era = s.eat_any(&["令和", "R"]);
            s.spaces();
            let digits: String = s.chars[s.at..].iter().take_while(|c| c.is_ascii_digit()).collect();
            s.at += digits.len();
            let number = if era && digits.is_empty() && s.eat("元") { 1 } else { digits.parse::<i16>().ok()? };
            let marked = if era { s.eat("年") } else { digits.len() == 4 && s.eat_any(&["年", "/"]) };
            s.spaces();
            marked.then_some(if era { number.checked_add(2018)? } else { number })
        })
    }
}

fn date(year: i16, (month, day): (u8, u8)) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The span between two times as written; nothing where it is not sure which are meant.
fn span(from: Clock, to: Clock, next_day: bool) -> Option<Span> {
    if from.minutes >= DAY {
        return None;
    }
    let mut end = to.minutes;
    if next_day {
        end = (end <= DAY).then_some(end + DAY)?;
    } else {
        // 「午後1時~2時」 means the same half twice.
        let same_half = from.half == Some(Half::Afternoon) && to.half.is_none() && end < NOON;
        if same_half && end + NOON > from.minutes {
            end += NOON;
        }
        if end <= from.minutes {
            end += DAY;
            let length = end - from.minutes;
            if length > LONGEST_NIGHT && length < DAY - 1 {
                return None;
            }
        }
    }
    // 「1時~3時」 is spoken by day and means the afternoon, or it does not.
    let by_day = from.spoken && from.half.is_none() && to.half.is_none() && !next_day && end <= 6 * 60;
    Span::new(from.minutes, end).filter(|_| !by_day)
}
