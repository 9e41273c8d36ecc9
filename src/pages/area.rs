//! Pages of areas: how many of each kind there are, what is known of visits, and a list to browse.

use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

use super::{
    Frame, Part, Site, answers, bars, capability_label, date, day, document, kind_label, link, number, telephone, week,
    with_parameters,
};
use crate::domain::source::Source;
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Capability, Facility, Kind};

/// What is known about an area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaNumbers {
    /// Facilities by kind, in the order of the vocabulary; kinds that are not there are left out.
    pub kinds: Vec<(Kind, u32)>,
    /// For some capabilities how many answer yes, 要相談 and no, and of how many nothing is known among the kinds that could.
    pub answers: Vec<(Capability, [u32; 4])>,
}

/// Areas to choose from.
pub struct Areas<'a> {
    /// The site it is a page of.
    pub site: &'a Site,
    /// In which language.
    pub lang: Lang,
    /// The prefecture whose municipalities these are: code, name. All prefectures where there is none.
    pub above: Option<(&'a str, &'a str)>,
    /// Code, name, number of facilities.
    pub areas: &'a [(String, String, u32)],
    /// What is known about all of them together.
    pub numbers: Option<&'a AreaNumbers>,
    /// Whether what is shown is invented.
    pub fictional: bool,
}

/// Prefectures, or the municipalities of one.
pub fn areas_page(page: &Areas) -> String {
    let Areas { site, lang, areas, .. } = *page;
    let all = lang.pick("地域からさがす", "Browse by area", "町(まち)から さがす");
    let title = page.above.map_or(all, |(_, name)| name);
    let path = page.above.map_or_else(|| "/areas".to_owned(), |(code, _)| format!("/areas/{code}"));
    let most = areas.iter().map(|(.., count)| u64::from(*count)).max().unwrap_or(0);
    let content = html! {
        @if page.above.is_some() { (crumbs(lang, &[])) }
        h1 { (title) }
        @if page.numbers.is_some() { h2 { (lang.pick("市区町村", "Municipalities", "市(し)・町(まち)・村(むら)")) } }
        ul class="areas" {
            @for (code, name, count) in areas {
                li { a href=(link(&format!("/areas/{code}"), lang)) { (name) } span class="figure" { (number(u64::from(*count))) } (bars::of_most(u64::from(*count), most)) }
            }
        }
        @if let Some(numbers) = page.numbers {
            h2 { (lang.pick("数で見る", "In figures", "数(かず)で 見(み)る")) }
            div class="columns" { (kind_counts(numbers, lang)) (answer_counts(numbers, lang)) }
        }
    };
    let frame = Frame { fictional: page.fictional, ..Frame::new(site, lang, Part::Areas, title, &path) };
    document(&frame, &content)
}

/// A zone to go to: its path, its name.
pub type ZoneLink = (String, String);

/// What one page of an area's list shows.
pub struct AreaPage<'a> {
    /// The site it is a page of.
    pub site: &'a Site,
    /// In which language.
    pub lang: Lang,
    /// The minute at which it is read, in Japan.
    pub now: DateTime,
    /// The area's code.
    pub code: &'a str,
    /// Its name, and that of its prefecture with its code.
    pub name: &'a str,
    /// The prefecture: code, name.
    pub prefecture: (&'a str, &'a str),
    /// Its 日常生活圏域, where an operator gave them.
    pub zones: &'a [ZoneLink],
    /// What is known about the area.
    pub numbers: &'a AreaNumbers,
    /// The kind that is listed; all where there is none.
    pub kind: Option<Kind>,
    /// The moment at which they must be known to be open.
    pub open: Option<DateTime>,
    /// Moments to choose from, and none, with the path of the page that shows them.
    pub moments: &'a [(Option<DateTime>, String)],
    /// The facilities of this page.
    pub facilities: &'a [Facility],
    /// How many there are in all.
    pub total: usize,
    /// The path of the next page.
    pub next: Option<String>,
}

/// One municipality.
pub fn area_page(page: &AreaPage) -> String {
    let AreaPage { site, lang, name, code, .. } = *page;
    let path = format!("/areas/{code}");
    let content = html! {
        (crumbs(lang, &[page.prefecture]))
        h1 { (name) }
        p class="print-only" { (page.prefecture.1) "・" (day(page.now.date(), lang)) " " (lang.pick("現在", "", "")) "・在宅 Zaitaku" }
        (figures(page.numbers, lang))
        (zones(page.zones, lang))
        h2 { @match page.kind {
            Some(kind) => (kind_label(kind, lang)),
            None => (lang.pick("すべての施設", "All facilities", "ぜんぶ")),
        } " " (page.total) }
        (kinds(page, &path))
        (when(page))
        (sources_line(page.facilities, lang))
        (entries(page.facilities, lang))
        @if let Some(next) = &page.next { p { a class="button" href=(next) rel="next" { (lang.pick("次のページ", "Next page", "つぎ")) } } }
    };
    let fictional = page.facilities.iter().any(|facility| facility.fictional);
    let description = format!("{}{name}", page.prefecture.1);
    let parameters = page.parameters(page.kind);
    let frame = Frame {
        description: &description,
        parameters: &parameters,
        fictional,
        // A list of one moment is of use for that moment only.
        hidden: page.open.is_some(),
        ..Frame::new(site, lang, Part::Areas, name, &path)
    };
    document(&frame, &content)
}

impl AreaPage<'_> {
    /// The parameters of the list of a kind at the moment that is shown.
    fn parameters(&self, kind: Option<Kind>) -> Vec<(&'static str, String)> {
        let kind = kind.map(|kind| ("kind", kind.id().to_owned()));
        let open = self.open.map(|at| ("open", at.strftime("%Y-%m-%dT%H:%M").to_string()));
        kind.into_iter().chain(open).collect()
    }
}

/// What is counted, for those who plan: folded, so that the list is near the top for those who look for somebody.
pub(super) fn figures(numbers: &AreaNumbers, lang: Lang) -> Markup {
    html! {
        details class="coverage area-figures" {
            summary { span { (lang.pick("数で見る（種類・在宅医療への回答）", "In figures: kinds, answers about care at home", "数(かず)で 見(み)る")) } }
            div class="columns" { (kind_counts(numbers, lang)) (answer_counts(numbers, lang)) }
        }
    }
}

/// The kinds to choose from. Their counts are those of the area at any time, so they are left out where a moment is chosen.
fn kinds(page: &AreaPage, path: &str) -> Markup {
    let lang = page.lang;
    let to = |kind: Option<Kind>| with_parameters(path, &page.parameters(kind), lang);
    html! {
        (kind_choice(page.kind, lang, &html! {
            a href=(to(None)) aria-current=[page.kind.is_none().then_some("true")] { span { (lang.pick("すべて", "All", "ぜんぶ")) } }
            @for (kind, count) in &page.numbers.kinds {
                a href=(to(Some(*kind))) aria-current=[(page.kind == Some(*kind)).then_some("true")] { span { (kind_label(*kind, lang)) } @if page.open.is_none() { " " (count) } }
            }
        }))
    }
}

/// Kinds in a row where there is room; on a narrow screen they fold behind the one that is chosen.
pub(super) fn kind_choice(chosen: Option<Kind>, lang: Lang, links: &Markup) -> Markup {
    let name = lang.pick("種類", "Kinds", "種類(しゅるい)");
    html! {
        details class="kind-choice" {
            summary { span { (name) ": " (chosen.map_or(lang.pick("すべて", "All", "ぜんぶ"), |kind| kind_label(kind, lang))) } }
            nav class="kinds" aria-label=(name) { (links) }
        }
    }
}

/// The way back: all areas, and those that lie around this one (code, name).
pub(super) fn crumbs(lang: Lang, above: &[(&str, &str)]) -> Markup {
    html! {
        nav class="crumbs" aria-label=(lang.pick("現在の位置", "You are here", "いまの 場所")) {
            a href=(link("/areas", lang)) { (lang.pick("地域", "Areas", "町(まち)")) }
            @for (code, name) in above { " › " a href=(link(&format!("/areas/{code}"), lang)) { (name) } }
        }
    }
}

fn zones(zones: &[ZoneLink], lang: Lang) -> Markup {
    html! {
        @if !zones.is_empty() {
            h2 { (lang.pick("日常生活圏域", "Zones of daily life", "近(ちか)くの 町(まち)")) }
            ul class="areas zones" { @for (path, name) in zones { li { a href=(link(path, lang)) { (name) } } } }
        }
    }
}

/// Who is open when: the moments people ask for, and the one that is shown.
fn when(page: &AreaPage) -> Markup {
    let lang = page.lang;
    html! {
        p class="choose" { (lang.pick("この日時に開いているところ", "Open at", "開(あ)いている とき")) }
        nav class="kinds" aria-label=(lang.pick("開いている日時", "Open at", "開(あ)いている とき")) {
            @for (at, path) in page.moments {
                a href=(path) aria-current=[(page.open == *at).then_some("true")] { (at.map_or_else(|| lang.pick("指定なし", "Any time", "いつでも").to_owned(), |at| moment(at, page.now, lang))) }
            }
        }
        @if let Some(at) = page.open {
            p class="hint" { (moment(at, page.now, lang)) " " (lang.pick(
                "に外来・営業の時間内とわかっているところです。休診・当番は変わることがあります。電話でお確かめください。",
                "— places known to be open then. Hours change: please confirm by telephone.",
                "に 開(あ)いている ところです。電話(でんわ)で 聞(き)いてください。")) }
        }
    }
}

/// 「11月28日(土) 10:00」, with the year where it is another; 「いま（3:43）」.
fn moment(at: DateTime, now: DateTime, lang: Lang) -> String {
    let time = format!("{}:{:02}", at.hour(), at.minute());
    if at == now {
        return lang.pick("いま（", "Now (", "いま（").to_owned() + &time + lang.pick("）", ")", "）");
    }
    let whole = day(at.date(), lang);
    let (before, after) = (format!("{}年", at.year()), format!(" {}", at.year()));
    let date =
        if at.year() == now.year() { whole.trim_start_matches(&before).trim_end_matches(&after) } else { &whole };
    format!("{date} {time}")
}

/// A list that is a list on the screen and rows on paper.
pub(super) fn entries(facilities: &[Facility], lang: Lang) -> Markup {
    html! { ul class="facility-list" { @for facility in facilities { li { (entry(facility, lang)) } } } }
}

fn entry(facility: &Facility, lang: Lang) -> Markup {
    let hours = facility.hours.in_force(&[]).consultation;
    html! {
        a href=(link(&format!("/facilities/{}", facility.id), lang)) { (facility.name) }
        span class="origin list-kind" { (kind_label(facility.kind, lang)) }
        span class="list-address" { (facility.address) }
        @if let Some(phone) = &facility.phone { (telephone(phone)) }
        @if let Some(hours) = &hours { span class="list-hours" { (week::in_one_line(hours, lang)) } }
    }
}

/// Where the facilities of a list come from, with the newest edition of each source.
pub(super) fn sources_line(facilities: &[Facility], lang: Lang) -> Markup {
    let mut newest: Vec<(Source, Date)> = Vec::new();
    for origin in facilities.iter().flat_map(|facility| facility.provenance.values()) {
        match newest.iter_mut().find(|(source, _)| *source == origin.source) {
            Some((_, day)) => *day = origin.as_of.max(*day),
            None => newest.push((origin.source, origin.as_of)),
        }
    }
    newest.sort_unstable();
    html! {
        @if !newest.is_empty() {
            p class="origin sources-line" {
                (lang.pick("出典", "Sources", "だれの データか")) ": "
                @for (i, (source, as_of)) in newest.iter().enumerate() { @if i > 0 { "、" } (answers::source(*source, lang)) " (" (date(*as_of, lang)) ")" }
            }
        }
    }
}

/// How many of each kind, with bars.
fn kind_counts(numbers: &AreaNumbers, lang: Lang) -> Markup {
    let most = numbers.kinds.iter().map(|(_, count)| u64::from(*count)).max().unwrap_or(0);
    html! {
        table class="counts with-bars" {
            caption { (lang.pick("種類ごとの数", "Number by kind", "種類(しゅるい)と 数(かず)")) }
            tbody { @for (kind, count) in &numbers.kinds { tr {
                th scope="row" { (kind_label(*kind, lang)) (bars::of_most(u64::from(*count), most)) }
                td { (number(u64::from(*count))) }
            } } }
        }
    }
}

/// What was answered about some capabilities, with bars.
fn answer_counts(numbers: &AreaNumbers, lang: Lang) -> Markup {
    html! {
        @if !numbers.answers.is_empty() {
            div {
                table class="counts with-bars" {
                    caption { (lang.pick("在宅医療への回答（数）", "Answers about care at home", "家(いえ)で できること")) }
                    thead { tr {
                        th scope="col" { (lang.pick("できること", "What", "できること")) }
                        @for answer in [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown] { th scope="col" class="answer-head" { (answers::badge(answer)) (answers::title(answer, lang)) } }
                    } }
                    tbody { @for (capability, counts) in &numbers.answers { tr {
                        th scope="row" { (capability_label(*capability, lang)) (shares(counts)) }
                        @for count in counts { td { (number(u64::from(*count))) } }
                    } } }
                }
                p class="hint" { (lang.pick("不明は、回答や届出が取り込まれていないことを表します。できないという意味ではありません。", "Not known: no answer or filing was imported. It does not mean no.", "「わからない」は 「できない」では ありません。")) }
            }
        }
    }
}

fn shares(counts: &[u32; 4]) -> Markup {
    let [yes, consult, no, unknown] = counts.map(u64::from);
    bars::parts(&[("yes", yes), ("consult", consult), ("no", no), ("unknown", unknown)])
}
