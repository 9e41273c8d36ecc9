//! The three calendars on their way out, and what they say about a moment.

use jiff::civil::DateTime;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Facility;
use crate::domain::facility::{Field, Hours, Service};
use crate::domain::hours::{Calendar, DayRow, OpenState, Opening, Span, Until};
use crate::domain::source::Origin;
use crate::domain::vocabulary::Lang;

/// How many days ahead the next opening is looked for.
const HORIZON_DAYS: u16 = 28;

/// A span of a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct SpanView {
    /// `09:00`; empty where nobody said at what time of the day.
    from: String,
    /// `12:00`; beyond `24:00` it runs into the next day; empty where nobody said when it ends.
    to: String,
}

/// One day of the week picture.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct DayView {
    /// `mo` … `su`, and `ph` for public holidays.
    day: &'static str,
    /// What holds within the spans, or all day where there are none: `open`, `closed`, or `unknown`.
    #[schema(value_type = String)]
    state: OpenState,
    spans: Vec<SpanView>,
    /// What differs in some weeks.
    note: Option<String>,
}

/// What a calendar says about a moment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct MomentView {
    /// The moment, with the offset of Japan.
    #[schema(example = "2026-12-01T13:00:00+09:00")]
    at: String,
    /// `open`, `closed`, or `unknown`.
    #[schema(value_type = String)]
    state: OpenState,
    /// The next moment it is open, `at` itself where it is open then; null where none is known within four weeks.
    next: Option<String>,
    /// When the hours that are open at `next` end; null where nobody said, and where they do not end within two days.
    until: Option<String>,
}

/// A calendar.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct CalendarView {
    /// As OSM `opening_hours`.
    osm: String,
    /// In words.
    text: String,
    week: Vec<DayView>,
    channel: Option<String>,
    person: Option<String>,
    note: Option<String>,
    source: &'static str,
    as_of: String,
    /// What it says about the moment that was asked about; null where none was.
    moment: Option<MomentView>,
}

/// The three calendars. They are never one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct HoursView {
    consultation: Option<CalendarView>,
    contact: Option<CalendarView>,
    visiting: Option<CalendarView>,
}

/// How calendars are shown: in which language, and with what they say about a moment.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct Showing {
    pub(in crate::http) lang: Lang,
    pub(in crate::http) at: Option<DateTime>,
}

impl Showing {
    pub(super) fn hours(self, hours: &Hours) -> HoursView {
        let view = |calendar: &Option<Calendar>| calendar.as_ref().map(|calendar| self.calendar(calendar));
        HoursView {
            consultation: view(&hours.consultation),
            contact: view(&hours.contact),
            visiting: view(&hours.visiting),
        }
    }

    /// The days of a service; `None` where none is known, or not from whom.
    pub(super) fn service(self, facility: &Facility, service: &Service) -> Option<CalendarView> {
        let origin: Origin = *facility.provenance.get(&Field::Services)?;
        Calendar::of_service(&service.days, &service.note, origin).map(|calendar| self.calendar(&calendar))
    }

    fn calendar(self, calendar: &Calendar) -> CalendarView {
        CalendarView {
            osm: calendar.to_osm(),
            text: if self.lang == Lang::En { calendar.to_english() } else { calendar.to_japanese() },
            week: days(calendar, self.lang),
            channel: calendar.channel.clone(),
            person: calendar.person.clone(),
            note: calendar.note.clone(),
            source: calendar.origin.source.id(),
            as_of: calendar.origin.as_of.to_string(),
            moment: self.at.map(|at| moment_view(Some(calendar), at)),
        }
    }
}

/// The week of a calendar, day by day.
pub(in crate::http) fn days(calendar: &Calendar, lang: Lang) -> Vec<DayView> {
    let day = |row: DayRow| DayView {
        day: row.day,
        state: row.state,
        note: if lang == Lang::En { row.note_english() } else { row.note() },
        spans: row.spans.into_iter().map(span_view).collect(),
    };
    calendar.week().into_iter().map(day).collect()
}

/// What a calendar says about a moment; where there is none, nobody has said.
pub(in crate::http) fn moment_view(calendar: Option<&Calendar>, at: DateTime) -> MomentView {
    let opening = calendar.and_then(|calendar| calendar.next_opening(at, HORIZON_DAYS));
    MomentView {
        at: wire_moment(at),
        state: calendar.map_or(OpenState::Unknown, |calendar| calendar.state_at(at)),
        next: opening.map(|opening| wire_moment(opening.from)),
        until: opening.and_then(wire_until),
    }
}

/// A moment of Japan with its offset: `2026-12-01T13:00:00+09:00`.
pub(in crate::http) fn wire_moment(moment: DateTime) -> String {
    format!("{}+09:00", moment.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// The end of an opening, where one is known.
pub(in crate::http) fn wire_until(opening: Opening) -> Option<String> {
    match opening.until {
        Until::At(end) => Some(wire_moment(end)),
        Until::NotSaid | Until::RoundTheClock => None,
    }
}

pub(super) fn span_view(span: Span) -> SpanView {
    let unless = |unknown: bool, text: String| if unknown { String::new() } else { text };
    SpanView {
        from: unless(span == Span::SOME_TIME, span.from_text()),
        to: unless(span.is_open_ended(), span.to_text()),
    }
}
