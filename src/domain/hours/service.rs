//! 利用可能曜日 of care services: the days are published, the hours are not.

use super::{Calendar, Days, Rule, Span};
use crate::domain::source::Origin;
use crate::domain::text::nfkc;

/// Monday to Friday.
const WORKDAYS: u8 = 0b001_1111;

/// The days that a list like 「平日,土曜日,日曜日,祝日」 names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedDays {
    /// Weekdays as bits, Monday = 1 … Sunday = 64.
    pub weekly: u8,
    /// Public holidays.
    pub holidays: bool,
}

impl ListedDays {
    /// Reads the list of 介護サービス情報公表; `None` where it names no day, or anything else than its days.
    pub fn read(days: &str) -> Option<Self> {
        let mut listed = Self { weekly: 0, holidays: false };
        for day in nfkc(days).split([',', '、', ' ']).filter(|day| !day.is_empty()) {
            match day {
                "平日" => listed.weekly |= WORKDAYS,
                "土曜日" | "土曜" => listed.weekly |= 1 << 5,
                "日曜日" | "日曜" => listed.weekly |= 1 << 6,
                "祝日" => listed.holidays = true,
                _ => return None,
            }
        }
        (listed.weekly != 0 || listed.holidays).then_some(listed)
    }
}

impl Calendar {
    /// The calendar of a service: on its days it can be used, nobody said at what time; on the others it cannot. Days in other words
    /// than the list's (「月・水・金」) are read as [`Calendar::from_words`] does. Of the remark beside them only closures on dates are
    /// taken, because what it says of weekdays and hours is about the telephone as often as not; it is kept as the note. `None` where
    /// no day is known.
    pub fn of_service(days: &str, remark: &str, origin: Origin) -> Option<Self> {
        let mut calendar = match ListedDays::read(days) {
            Some(listed) => Self { rules: listed.rules(), ..Self::empty(origin) },
            None => Self::from_words(days, origin),
        };
        if calendar.rules.is_empty() {
            return None;
        }
        calendar.rules.extend(closures_of_remark(remark, origin));
        calendar.note = remark.chars().any(char::is_alphanumeric).then(|| remark.to_owned());
        Some(calendar.normalise())
    }
}

impl ListedDays {
    fn rules(self) -> Vec<Rule> {
        let some_time = |days| Rule { days, spans: vec![Span::SOME_TIME] };
        let closed = |days| Rule { days, spans: Vec::new() };
        let others = !self.weekly & 0x7f;
        let mut rules = Vec::new();
        if self.weekly != 0 {
            rules.push(some_time(Days::Weekly(self.weekly)));
        }
        if others != 0 {
            rules.push(closed(Days::Weekly(others)));
        }
        rules.push(if self.holidays { some_time(Days::Holidays) } else { closed(Days::Holidays) });
        rules
    }
}

/// The dates on which a remark closes: 「年末年始（12/30～1/3）は休み」; nothing where a part of the remark was not understood.
pub fn closures_of_remark(remark: &str, origin: Origin) -> Vec<Rule> {
    let said = Calendar::from_words(remark, origin);
    let dates = |rule: &Rule| matches!(rule.days, Days::Yearly { .. } | Days::Dates { .. }) && rule.spans.is_empty();
    if said.rest.is_empty() { said.rules.into_iter().filter(dates).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::hours::OpenState;
    use crate::domain::source::Source;

    const SAID: Origin = Origin { source: Source::Kaigo, as_of: date(2025, 12, 31) };

    fn osm(days: &str, remark: &str) -> Option<String> {
        Calendar::of_service(days, remark, SAID).map(|calendar| calendar.to_osm())
    }

    #[test]
    fn the_days_are_known_and_the_hours_are_not() {
        assert_eq!(osm("平日", ""), Some("Mo-Fr unknown; Sa,Su off; PH off".to_owned()));
        assert_eq!(osm("平日,土曜日,祝日", ""), Some("Mo-Sa unknown; Su off; PH unknown".to_owned()));
        assert_eq!(osm("平日,土曜日,日曜日,祝日", ""), Some("Mo-Su unknown; PH unknown".to_owned()));
        assert_eq!(osm("月・水・金", ""), Some("Mo,We,Fr unknown".to_owned()));
        assert_eq!(osm("平日,土曜", ""), Some("Mo-Sa unknown; Su off; PH off".to_owned()));
        assert_eq!(osm("平日,土曜(隔週)", ""), None, "who says more than the days is not cut short");
        assert_eq!((osm("", "24時間対応"), osm("要相談", "")), (None, None));
    }

    #[test]
    fn a_remark_closes_dates_and_promises_nothing() {
        let calendar = Calendar::of_service("平日", "年末年始（12/30～1/3）は休み", SAID).unwrap();
        assert_eq!(calendar.to_osm(), "Mo-Fr unknown; Sa,Su off; PH off; Dec 30-Jan 03 off");
        assert_eq!(calendar.state_at(date(2026, 12, 30).at(10, 0, 0, 0)), OpenState::Closed);
        assert_eq!(calendar.state_at(date(2026, 12, 28).at(10, 0, 0, 0)), OpenState::Unknown);
        let promise = Calendar::of_service("平日", "電話等により24時間常時連絡が可能な体制", SAID).unwrap();
        assert_eq!(promise.to_osm(), "Mo-Fr unknown; Sa,Su off; PH off");
        assert_eq!(promise.note.as_deref(), Some("電話等により24時間常時連絡が可能な体制"));
    }
}
