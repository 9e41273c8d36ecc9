//! When and how somebody can be reached.

mod words;

use jiff::civil::DateTime;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Facility;
use crate::domain::hours::{Calendar, OpenState};
use crate::domain::source::{Origin, Source};
use crate::domain::vocabulary::Lang;

use super::problem::Problem;
use super::view::{wire_moment, wire_until};

/// How many days ahead the next contact hour is looked for.
const HORIZON_DAYS: u16 = 28;
/// How many days of overlap with the asker's own hours are told, the day of the wished moment the first.
const OVERLAP_DAYS: u16 = 7;
/// The longest text of hours that is read, in characters.
const LONGEST_HOURS: usize = 200;

/// A stretch of time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct StretchView {
    /// The first moment, with the offset of Japan.
    #[schema(example = "2026-12-01T13:00:00+09:00")]
    from: String,
    /// The moment after the last; null where nobody said when it ends (「17時以降」).
    #[schema(example = "2026-12-01T14:00:00+09:00")]
    to: Option<String>,
}

/// When and how a facility can be reached by professionals.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ContactView {
    /// Whether the contact hours are open at the wished moment; null where they are not known.
    open_at: Option<bool>,
    /// The next moment they are open, with the offset of Japan.
    #[schema(example = "2026-12-01T13:00:00+09:00")]
    next: Option<String>,
    /// When the hours that are open at `next` end; null where nobody said, and where they do not end within two days.
    #[schema(example = "2026-12-01T14:30:00+09:00")]
    until: Option<String>,
    /// `phone`, `fax`, `mail` or `ict`.
    channel: Option<String>,
    /// Telephone.
    pub(super) phone: Option<String>,
    /// Whom to ask for.
    person: Option<String>,
    /// A remark in the institution's own words.
    note: Option<String>,
    /// All of it as one line to read out.
    #[schema(example = "電話 046-000-0000（連携室）次は 12/1(火) 13:00〜14:30")]
    pub(super) text: String,
    /// The hours in common with `my_hours` within seven days; null where none were given.
    overlap: Option<Vec<StretchView>>,
    /// Of those seven days the hours of `my_hours` in which nobody said whether somebody can be reached; null where none were given.
    overlap_unknown: Option<Vec<StretchView>>,
    /// The first moment in the asker's hours at which somebody can be reached, within four weeks; null where there is none, or none were
    /// given.
    #[schema(example = "2026-12-01T13:30:00+09:00")]
    next_in_my_hours: Option<String>,
}

/// The contact line of a facility at a moment, compared with the hours in which the asker can call.
pub(super) fn contact_view(facility: &Facility, at: DateTime, my_hours: Option<&Calendar>, lang: Lang) -> ContactView {
    let hours = facility.hours.in_force(&[]);
    let calendar = hours.contact.as_ref();
    let state = calendar.map_or(OpenState::Unknown, |calendar| calendar.state_at(at));
    let opening = calendar.and_then(|calendar| calendar.next_opening(at, HORIZON_DAYS));
    let common = my_hours.map(|mine| Common::of(calendar, mine, at));
    let channel = calendar
        .and_then(|calendar| calendar.channel.clone())
        .or_else(|| facility.phone.as_ref().map(|_| "phone".to_owned()));
    ContactView {
        open_at: match state {
            OpenState::Open => Some(true),
            OpenState::Closed => Some(false),
            OpenState::Unknown => None,
        },
        next: opening.map(|opening| wire_moment(opening.from)),
        until: opening.and_then(wire_until),
        text: words::Line { facility, calendar, channel: channel.as_deref(), at, state, opening }.in_words(lang),
        channel,
        phone: facility.phone.clone(),
        person: calendar.and_then(|calendar| calendar.person.clone()),
        note: calendar.and_then(|calendar| calendar.note.clone()),
        overlap: common.as_ref().map(|common| common.open.iter().map(stretch).collect()),
        overlap_unknown: common.as_ref().map(|common| common.unknown.iter().map(stretch).collect()),
        next_in_my_hours: common.and_then(|common| common.next).map(wire_moment),
    }
}

/// What the contact hours have in common with the asker's.
struct Common {
    /// The end is missing where nobody said it.
    open: Vec<(DateTime, Option<DateTime>)>,
    unknown: Vec<(DateTime, Option<DateTime>)>,
    next: Option<DateTime>,
}

impl Common {
    /// Of the first day only what lies ahead. Who has no calendar can perhaps be reached at any time.
    fn of(calendar: Option<&Calendar>, mine: &Calendar, at: DateTime) -> Self {
        let silent = Calendar::empty(mine.origin);
        let theirs = calendar.unwrap_or(&silent);
        let week = theirs.overlap(mine, at.date(), OVERLAP_DAYS);
        let ahead = |list: Vec<(DateTime, DateTime)>| {
            let cut = list.into_iter().map(|(from, to)| (from.max(at), to));
            cut.filter(|(from, to)| from < to).collect::<Vec<_>>()
        };
        let end = |to: DateTime| Some(to).filter(|to| !theirs.ends_unsaid(*to) && !mine.ends_unsaid(*to));
        let open: Vec<_> = ahead(week.open).into_iter().map(|(from, to)| (from, end(to))).collect();
        let unknown = ahead(week.unknown).into_iter().map(|(from, to)| (from, Some(to))).collect();
        let next = open.first().map(|(from, _)| *from).or_else(|| theirs.next_overlap(mine, at, HORIZON_DAYS));
        Self { open, unknown, next }
    }
}

fn stretch(&(from, to): &(DateTime, Option<DateTime>)) -> StretchView {
    StretchView { from: wire_moment(from), to: to.map(wire_moment) }
}

/// Reads the hours in which the asker can call.
///
/// # Errors
/// When any part of the text was not understood. The text is not repeated.
pub(super) fn check_my_hours(field: &str, text: &str, at: DateTime) -> Result<Calendar, Problem> {
    // Nobody is shown where these hours come from.
    let origin = Origin { source: Source::Correction, as_of: at.date() };
    let calendar = (text.chars().count() <= LONGEST_HOURS).then(|| Calendar::from_question(text, origin)).flatten();
    calendar.ok_or_else(|| {
        let detail = "読み取れない時間です。「平日 13時-17時」「月・水 9:00〜12:00」または OSM 形式「Mo-Fr 13:00-17:00」のように曜日と時刻で書いてください (write days and times like these)";
        Problem::invalid(field, detail)
    })
}

#[cfg(test)]
#[path = "contact/tests.rs"]
mod tests;
