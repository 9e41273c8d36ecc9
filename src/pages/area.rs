//! Pages of areas: how many of each kind there are, what is known of visits, and a list to browse.

use jiff::civil::DateTime;
use maud::{Markup, html};

use super::{Frame, document, link, telephone, words};
use crate::domain::vocabulary::Lang;
use crate::domain::{Capability, Facility, Kind, vocabulary};

/// What is known about an area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaNumbers {
    /// Facilities by kind, in the order of the vocabulary; kinds that are not there are left out.
    pub kinds: Vec<(Kind, u32)>,
    /// For some capabilities how many answer yes, 要相談 and no, and of how many nothing is known among the kinds that could.
    pub answers: Vec<(Capability, [u32; 4])>,
}

/// Prefectures, or the municipalities of one: code, name, number of facilities.
pub fn areas_page(
    lang: Lang,
    above: Option<&str>,
    code: Option<&str>,
    areas: &[(String, String, u32)],
    numbers: Option<&AreaNumbers>,
) -> String {
    let title = above
        .map_or_else(|| lang.pick("地域からさがす", "Browse by area", "町(まち)から さがす").to_owned(), str::to_owned);
    let path = code.map_or_else(|| "/areas".to_owned(), |code| format!("/areas/{code}"));
    let content = html! {
        @if above.is_some() { nav class="crumbs" { a href=(link("/areas", lang)) { (lang.pick("地域", "Areas", "町(まち)")) } } }
        h1 { (title) }
        @if let Some(numbers) = numbers { (counts(numbers, lang)) }
        ul class="areas" {
            @for (code, name, count) in areas {
                li { a href=(link(&format!("/areas/{code}"), lang)) { (name) } " " span class="origin" { (count) } }
            }
        }
    };
    let frame = Frame { lang, title: &title, description: &title, path: &path, json_ld: None, fictional: false };
    document(&frame, &content)
}

/// What one page of an area's list shows.
pub struct AreaPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// The area's code.
    pub code: &'a str,
    /// Its name, and that of its prefecture with its code.
    pub name: &'a str,
    /// The prefecture: code, name.
    pub prefecture: (&'a str, &'a str),
    /// What is known about the area.
    pub numbers: &'a AreaNumbers,
    /// The kind that is listed; all where there is none.
    pub kind: Option<Kind>,
    /// The moment at which they must be known to be open.
    pub open: Option<DateTime>,
    /// Moments to choose from, with the path of the page that shows them.
    pub moments: &'a [(DateTime, String)],
    /// The facilities of this page.
    pub facilities: &'a [Facility],
    /// How many there are in all.
    pub total: usize,
    /// The path of the next page.
    pub next: Option<String>,
}

/// One municipality.
pub fn area_page(page: &AreaPage) -> String {
    let AreaPage { lang, name, code, .. } = *page;
    let path = format!("/areas/{code}");
    let content = html! {
        nav class="crumbs" aria-label=(lang.pick("現在の位置", "You are here", "いまの 場所")) {
            a href=(link("/areas", lang)) { (lang.pick("地域", "Areas", "町(まち)")) }
            " › " a href=(link(&format!("/areas/{}", page.prefecture.0), lang)) { (page.prefecture.1) }
        }
        h1 { (name) }
        (answer_counts(page.numbers, lang))
        h2 { @match page.kind {
            Some(kind) => (kind_label(kind, lang)),
            None => (lang.pick("すべての施設", "All facilities", "ぜんぶ")),
        } " " (page.total) }
        nav class="kinds" aria-label=(lang.pick("種類", "Kinds", "種類(しゅるい)")) {
            @for (kind, count) in &page.numbers.kinds {
                a href=(format!("{path}?kind={}{}", kind.id(), lang.pick("", "&lang=en", "&lang=easy"))) aria-current=[(page.kind == Some(*kind)).then_some("true")] { (kind_label(*kind, lang)) " " (count) }
            }
        }
        (when(page))
        ul class="facility-list" { @for facility in page.facilities { li { (entry(facility, lang)) } } }
        @if let Some(next) = &page.next { p { a class="button" href=(next) rel="next" { (lang.pick("次のページ", "Next page", "つぎ")) } } }
    };
    let fictional = page.facilities.iter().any(|facility| facility.fictional);
    let description = format!("{}{name}", page.prefecture.1);
    let frame = Frame { lang, title: name, description: &description, path: &path, json_ld: None, fictional };
    document(&frame, &content)
}

/// Who is open when: the moments people ask for, and the one that is shown.
fn when(page: &AreaPage) -> Markup {
    let lang = page.lang;
    html! {
        nav class="kinds" aria-label=(lang.pick("開いている日時", "Open at", "開(あ)いている とき")) {
            @for (at, path) in page.moments {
                a href=(path) aria-current=[(page.open == Some(*at)).then_some("true")] { (moment(*at, lang)) }
            }
        }
        @if let Some(at) = page.open {
            p class="hint" { (moment(at, lang)) " " (lang.pick(
                "に外来・営業の時間内とわかっているところです。休診・当番は変わることがあります。電話でお確かめください。",
                "— places known to be open then. Hours change: please confirm by telephone.",
                "に 開(あ)いている ところです。電話(でんわ)で 聞(き)いてください。")) }
        }
    }
}

/// 「1月1日 10:00」, with the year where it is another.
fn moment(at: DateTime, lang: Lang) -> String {
    format!("{} {}:{:02}", lang.date(at.date()), at.hour(), at.minute())
}

fn entry(facility: &Facility, lang: Lang) -> Markup {
    html! {
        a href=(link(&format!("/facilities/{}", facility.id), lang)) { (facility.name) }
        span class="origin" { (kind_label(facility.kind, lang)) }
        span { (facility.address) }
        @if let Some(phone) = &facility.phone { (telephone(phone)) }
    }
}

fn counts(numbers: &AreaNumbers, lang: Lang) -> Markup {
    html! {
        table class="counts" {
            caption { (lang.pick("種類ごとの数", "Number by kind", "種類(しゅるい)と 数(かず)")) }
            tbody { @for (kind, count) in &numbers.kinds { tr { th scope="row" { (kind_label(*kind, lang)) } td { (count) } } } }
        }
        (answer_counts(numbers, lang))
    }
}

fn answer_counts(numbers: &AreaNumbers, lang: Lang) -> Markup {
    html! {
        @if !numbers.answers.is_empty() {
            table class="counts" {
                caption { (lang.pick("在宅医療への回答（数）", "Answers about care at home", "家(いえ)で できること")) }
                thead { tr {
                    td {}
                    th scope="col" { "○ " (lang.pick("対応", "yes", "できる")) }
                    th scope="col" { "△ " (lang.pick("要相談", "ask", "相談(そうだん)")) }
                    th scope="col" { "× " (lang.pick("非対応", "no", "できない")) }
                    th scope="col" { "— " (lang.pick("不明", "not known", "わからない")) }
                } }
                tbody { @for (capability, counts) in &numbers.answers { tr {
                    th scope="row" { (vocabulary().words(*capability).map_or("", |of| words(&of.label, lang))) }
                    @for count in counts { td { (count) } }
                } } }
            }
            p class="hint" { (lang.pick("不明は、回答や届出が取り込まれていないことを表します。できないという意味ではありません。", "Not known: no answer or filing was imported. It does not mean no.", "「わからない」は 「できない」では ありません。")) }
        }
    }
}

fn kind_label(kind: Kind, lang: Lang) -> &'static str {
    vocabulary().kind(kind).map_or("", |of| words(&of.label, lang))
}
