//! Who is open on a public holiday or at the year's end: by prefecture, by municipality, and a list.

use jiff::civil::Date;
use maud::{Markup, html};

use super::area::kind_choice;
use super::{Frame, Part, Site, bars, date, day, document, kind_label, link, number, telephone, week, with_parameters};
use crate::domain::facility::Duty;
use crate::domain::holidays::{is_holiday, is_year_end};
use crate::domain::hours::DayHours;
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Kind};

/// How many are known to be open, known to rest, and not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct States {
    /// Known to have hours on the day.
    pub open: u64,
    /// Known to rest.
    pub closed: u64,
    /// Nobody said.
    pub unknown: u64,
}

/// An area with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaCount {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many are open there.
    pub states: States,
}

/// The name of an area with its code.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The code.
    pub code: &'a str,
    /// The name.
    pub name: &'a str,
}

/// What the page shows.
pub enum HolidayView<'a> {
    /// The prefectures.
    Country(&'a [AreaCount]),
    /// The municipalities of one.
    Prefecture(Place<'a>, &'a [AreaCount]),
    /// The institutions of a municipality that are open, a page of them.
    Municipality {
        /// The municipality.
        place: Place<'a>,
        /// Its prefecture.
        prefecture: Place<'a>,
        /// This page.
        open: &'a [OpenFacility],
        /// The number of the next page, where there is one.
        next: Option<usize>,
    },
}

/// An institution with its hours of the day.
pub struct OpenFacility {
    /// The institution.
    pub facility: Facility,
    /// Its hours.
    pub hours: DayHours,
    /// Its turns of duty on the day.
    pub duties: Vec<Duty>,
}

/// The page of a day.
pub struct HolidayPage<'a> {
    /// The site it is a page of.
    pub site: &'a Site,
    /// In which language.
    pub lang: Lang,
    /// The day.
    pub date: Date,
    /// Days of rest to choose from.
    pub coming: &'a [Date],
    /// The kind that is shown; all where there is none.
    pub kind: Option<Kind>,
    /// The kinds that there are in the area, with what is known of each.
    pub kinds: &'a [(Kind, States)],
    /// What is shown.
    pub view: HolidayView<'a>,
    /// Whether what is shown is invented.
    pub fictional: bool,
}

const PATH: &str = "/holidays";

/// The page as HTML.
pub fn holiday_page(page: &HolidayPage) -> String {
    let lang = page.lang;
    let (code, area) = match &page.view {
        HolidayView::Country(_) => (None, None),
        HolidayView::Prefecture(place, _) | HolidayView::Municipality { place, .. } => {
            (Some(place.code), Some(place.name))
        }
    };
    let whole = page.shown();
    let open = lang.pick("開いているところ", "", "開(あ)いている ところ");
    let date = day(page.date, lang);
    // English says first what it is about, Japanese first when.
    let headline = if lang == Lang::En { ["Open on", date.as_str()] } else { [date.as_str(), open] };
    let title = [&headline[..], area.as_slice()].concat().join(" ");
    let content = html! {
        (crumbs(page))
        h1 {
            @if let Some(area) = area { span class="area-name" { (area) } " " }
            span class="nowrap" { (headline[0]) } " " span class="nowrap" { (headline[1]) }
        }
        @if let Some(name) = occasion(page.date, lang) { p class="occasion" { (name) } }
        (days(page, code))
        (kinds(page, code))
        p class="hint" { (lang.pick(
            "公表された診療・営業時間と当番表で、この日に時間があるとわかっているところです。急に変わることがあるため、行く前に電話でお確かめください。急病は救急車119、迷うときは#7119（実施地域）・子どもは#8000へ。",
            "Those whose published hours or duty roster have hours on this day. It may change: please phone before you go. In an emergency call 119; for advice #7119 (where offered), for children #8000.",
            "この日(ひ)に 開(あ)いている ところです。行(い)く 前(まえ)に 電話(でんわ)で 聞(き)いてください。急(きゅう)な 病気(びょうき)は 119。")) }
        p class="summary-line" {
            strong { (lang.pick("開いている", "Open", "開(あ)いている")) " " (number(whole.open)) } " "
            span { (lang.pick("時間がわからない", "Not known", "わからない")) " " (number(whole.unknown)) } " "
            span { (lang.pick("休み", "Closed", "休(やす)み")) " " (number(whole.closed)) }
        }
        @match &page.view {
            HolidayView::Country(areas) | HolidayView::Prefecture(_, areas) => (table(page, areas)),
            HolidayView::Municipality { place, open, next, .. } => { (list(page, open)) (more(page, place, *next)) (silent(page, place)) },
        }
    };
    let parameters = page.parameters(page.date, code, page.kind);
    let frame = Frame {
        parameters: &parameters,
        fictional: page.fictional,
        ..Frame::new(page.site, lang, Part::Holidays, &title, PATH)
    };
    document(&frame, &content)
}

impl HolidayPage<'_> {
    /// The parameters of the page of a day, an area and a kind.
    fn parameters(&self, date: Date, code: Option<&str>, kind: Option<Kind>) -> Vec<(&'static str, String)> {
        let date = Some(("date", date.to_string()));
        let code = code.map(|code| ("municipality", code.to_owned()));
        let kind = kind.map(|kind| ("kind", kind.id().to_owned()));
        [date, code, kind].into_iter().flatten().collect()
    }

    fn link(&self, date: Date, code: Option<&str>, kind: Option<Kind>) -> String {
        with_parameters(PATH, &self.parameters(date, code, kind), self.lang)
    }

    /// What is known of the kind that is shown, or of all.
    fn shown(&self) -> States {
        let shown = self.kinds.iter().filter(|(kind, _)| self.kind.is_none_or(|wanted| wanted == *kind));
        shown.fold(States::default(), |sum, (_, states)| States {
            open: sum.open + states.open,
            closed: sum.closed + states.closed,
            unknown: sum.unknown + states.unknown,
        })
    }
}

/// What the day is: 「元日（年末年始）」. Nothing on a day of work.
fn occasion(date: Date, lang: Lang) -> Option<String> {
    let year_end = is_year_end(date).then_some(lang.pick("年末年始", "New Year period", "年末年始(ねんまつねんし)"));
    match (is_holiday(date).map(|japanese| name(japanese, lang)), year_end) {
        (Some(holiday), Some(year_end)) if lang == Lang::En => Some(format!("{holiday} ({year_end})")),
        (Some(holiday), Some(year_end)) => Some(format!("{holiday}（{year_end}）")),
        (holiday, year_end) => holiday.or(year_end).map(str::to_owned),
    }
}

/// A public holiday in a language, by its Japanese name; the acts give no English ones, these are the usual.
pub(super) fn name(japanese: &'static str, lang: Lang) -> &'static str {
    if lang != Lang::En {
        return japanese;
    }
    match japanese {
        "元日" => "New Year's Day",
        "成人の日" => "Coming of Age Day",
        "建国記念の日" => "National Foundation Day",
        "天皇誕生日" => "Emperor's Birthday",
        "春分の日" => "Vernal Equinox Day",
        "昭和の日" => "Showa Day",
        "憲法記念日" => "Constitution Day",
        "みどりの日" => "Greenery Day",
        "こどもの日" => "Children's Day",
        "海の日" => "Marine Day",
        "山の日" => "Mountain Day",
        "敬老の日" => "Respect for the Aged Day",
        "秋分の日" => "Autumnal Equinox Day",
        "スポーツの日" => "Sports Day",
        "文化の日" => "Culture Day",
        "勤労感謝の日" => "Labour Thanksgiving Day",
        "振替休日" => "Substitute holiday",
        _ => "Public holiday",
    }
}

fn crumbs(page: &HolidayPage) -> Markup {
    let lang = page.lang;
    let country = page.link(page.date, None, page.kind);
    let prefecture = match page.view {
        HolidayView::Municipality { prefecture, .. } => Some(prefecture),
        HolidayView::Country(_) | HolidayView::Prefecture(..) => None,
    };
    html! {
        @if !matches!(page.view, HolidayView::Country(_)) {
            nav class="crumbs" aria-label=(lang.pick("現在の位置", "You are here", "いまの 場所")) {
                a href=(country) { (lang.pick("全国", "All Japan", "日本(にほん)")) }
                @if let Some(prefecture) = prefecture { " › " a href=(page.link(page.date, Some(prefecture.code), page.kind)) { (prefecture.name) } }
            }
        }
    }
}

fn days(page: &HolidayPage, code: Option<&str>) -> Markup {
    let lang = page.lang;
    html! {
        nav class="kinds days" aria-label=(lang.pick("日を選ぶ", "Choose a day", "日(ひ)を えらぶ")) {
            @for coming in page.coming {
                a href=(page.link(*coming, code, page.kind)) aria-current=[(*coming == page.date).then_some("date")] {
                    span { (day(*coming, lang)) }
                    @if let Some(name) = occasion(*coming, lang) { " " small { (name) } }
                }
            }
        }
    }
}

/// The kinds of which somebody is open. Those of which nobody is known to be are among those to ask.
fn kinds(page: &HolidayPage, code: Option<&str>) -> Markup {
    let lang = page.lang;
    let all: u64 = page.kinds.iter().map(|(_, states)| states.open).sum();
    html! {
        (kind_choice(page.kind, lang, &html! {
            a href=(page.link(page.date, code, None)) aria-current=[page.kind.is_none().then_some("true")] { span { (lang.pick("すべて", "All", "ぜんぶ")) } " " (number(all)) }
            @for (kind, states) in page.kinds.iter().filter(|(kind, states)| states.open > 0 || page.kind == Some(*kind)) {
                a href=(page.link(page.date, code, Some(*kind))) aria-current=[(page.kind == Some(*kind)).then_some("true")] { span { (kind_label(*kind, lang)) } " " (number(states.open)) }
            }
        }))
    }
}

fn table(page: &HolidayPage, areas: &[AreaCount]) -> Markup {
    let lang = page.lang;
    let most = areas.iter().map(|area| area.states.open).max().unwrap_or(0);
    html! {
        table class="counts with-bars" {
            caption { (lang.pick("地域ごとの数", "By area", "町(まち)ごとの 数(かず)")) }
            thead { tr {
                th scope="col" { (lang.pick("地域", "Area", "町(まち)")) }
                th scope="col" { (lang.pick("開いている", "Open", "開(あ)いている")) }
                th scope="col" { (lang.pick("わからない", "Not known", "わからない")) }
                th scope="col" { (lang.pick("休み", "Closed", "休(やす)み")) }
            } }
            tbody { @for area in areas { tr {
                th scope="row" { a href=(page.link(page.date, Some(&area.code), page.kind)) { (area.name) } (bars::of_most(area.states.open, most)) }
                td { strong { (number(area.states.open)) } }
                td { (number(area.states.unknown)) }
                td { (number(area.states.closed)) }
            } } }
        }
    }
}

fn list(page: &HolidayPage, open: &[OpenFacility]) -> Markup {
    let lang = page.lang;
    html! {
        @if open.is_empty() {
            p class="empty" { (lang.pick(
                "この日に開いているとわかっているところはありません。下の「わからない」ところへ電話で確かめるか、別の地域をご覧ください。",
                "Nobody is known to be open. Ask those below by telephone, or look at another area.",
                "開(あ)いていると わかる ところが ありません。電話(でんわ)で 聞(き)いてください。")) }
        } @else {
            p class="origin" { (lang.pick("当番、種類、五十音の順", "On duty first, then by kind and by name", "当番(とうばん)の ところが 先(さき)です")) }
            ul class="facility-list" { @for one in open { li class=[(!one.duties.is_empty()).then_some("on-duty")] { (entry(one, lang)) } } }
        }
    }
}

/// 「休日当番医」; where the roster's own word does not say that it is a turn of duty, or not in the reader's language, that comes first.
fn duty_label(duty: &Duty, lang: Lang) -> String {
    let word = lang.pick("当番", "On duty", "当番(とうばん)");
    match duty.label.as_str() {
        "当番" => word.to_owned(),
        label if lang == Lang::Ja && label.contains(word) => label.to_owned(),
        label => format!("{word} {label}"),
    }
}

fn entry(one: &OpenFacility, lang: Lang) -> Markup {
    let facility = &one.facility;
    html! {
        a href=(link(&format!("/facilities/{}", facility.id), lang)) { (facility.name) }
        @for duty in &one.duties { span class="duty" { (duty_label(duty, lang)) } }
        span class="origin list-kind" { (kind_label(facility.kind, lang)) }
        strong class="day-words" { (week::on_day(&one.hours, lang)) }
        span class="list-address" { (facility.address) }
        @if let Some(phone) = &facility.phone { (telephone(phone)) }
        @for duty in &one.duties {
            @if let Some(note) = &duty.note { span class="origin duty-note" { (note) } }
            span class="origin duty-note" { (super::answers::source(duty.origin.source, lang)) " " (date(duty.origin.as_of, lang)) }
        }
    }
}

fn more(page: &HolidayPage, place: &Place, next: Option<usize>) -> Markup {
    let lang = page.lang;
    let mut parameters = page.parameters(page.date, Some(place.code), page.kind);
    parameters.extend(next.map(|next| ("page", next.to_string())));
    html! {
        @if next.is_some() {
            p { a class="button" rel="next" href=(with_parameters(PATH, &parameters, lang)) { (lang.pick("次のページ", "Next page", "つぎ")) } }
        }
    }
}

/// Those of whom nobody knows: unknown is never no.
fn silent(page: &HolidayPage, place: &Place) -> Markup {
    let lang = page.lang;
    let unknown: Vec<_> = page
        .kinds
        .iter()
        .filter(|(kind, states)| states.unknown > 0 && page.kind.is_none_or(|wanted| wanted == *kind))
        .collect();
    html! {
        @if !unknown.is_empty() {
            section class="silent" {
                h2 { (lang.pick("時間がわからないところ", "Not known", "わからない ところ")) }
                p class="hint" { (lang.pick(
                    "この日の時間が公表されていません。休みとは限りません。電話でお確かめください。",
                    "Nothing is published for this day. They may well be open: please ask by telephone.",
                    "休(やす)みとは かぎりません。電話(でんわ)で 聞(き)いてください。")) }
                ul class="areas" { @for (kind, states) in unknown {
                    li { a href=(with_parameters(&format!("/areas/{}", place.code), &[("kind", kind.id().to_owned())], lang)) { (kind_label(*kind, lang)) } " " span class="origin" { (number(states.unknown)) } }
                } }
            }
        }
    }
}
