//! The page of a 日常生活圏域: what lies inside a part of a municipality.

use maud::html;

use super::area::{crumbs, entries, figures, sources_line};
use super::{AreaNumbers, Frame, Part, Site, document, number, with_parameters};
use crate::domain::Facility;
use crate::domain::vocabulary::Lang;

/// A zone with what lies inside it.
pub struct ZonePage<'a> {
    /// The site it is a page of.
    pub site: &'a Site,
    /// In which language.
    pub lang: Lang,
    /// The path of this page.
    pub path: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its municipality: code, name.
    pub municipality: (&'a str, &'a str),
    /// Its prefecture: code, name.
    pub prefecture: (&'a str, &'a str),
    /// What is known about it.
    pub numbers: &'a AreaNumbers,
    /// The facilities of this page.
    pub facilities: &'a [Facility],
    /// How many there are on all pages.
    pub total: usize,
    /// The identifier after which the next page begins, where there is one.
    pub last: Option<&'a str>,
    /// How many of them are placed by their address only, so that they may lie on the other side of the line.
    pub rough: usize,
}

/// The page as HTML.
pub fn zone_page(page: &ZonePage) -> String {
    let ZonePage { site, lang, name, municipality, prefecture, .. } = *page;
    let content = html! {
        (crumbs(lang, &[prefecture, municipality]))
        h1 { (municipality.1) " " (name) }
        p class="hint" { (lang.pick("日常生活圏域", "Zone of daily life", "近(ちか)くの 町(まち)")) "。" (lang.pick(
            "運営者が登録した境界の内側にある施設です。",
            "Those inside the line that the operator gave.",
            "この 町(まち)の 中(なか)に あります。")) }
        (figures(page.numbers, lang))
        @if page.rough > 0 {
            p class="hint" { (lang.pick("住所から概略で置いたもの", "Placed by address only", "だいたいの 場所(ばしょ)")) ": " (page.rough) "。" (lang.pick(
                "境界の近くでは、となりの圏域のことがあります。", "Near the line they may belong to the next zone.", "")) }
        }
        h2 { (lang.pick("施設の一覧", "Facilities", "ぜんぶ")) " " (number(page.total as u64)) }
        (sources_line(page.facilities, lang))
        (entries(page.facilities, lang))
        @if let Some(last) = page.last {
            p { a class="button" rel="next" href=(with_parameters(page.path, &[("after", last.to_owned())], lang)) { (lang.pick("次のページ", "Next page", "つぎ")) } }
        }
    };
    let title = format!("{} {name}", municipality.1);
    let fictional = page.facilities.iter().any(|facility| facility.fictional);
    let frame = Frame { fictional, ..Frame::new(site, lang, Part::Areas, &title, page.path) };
    document(&frame, &content)
}
