//! What a reader sees where a page is not there or was asked for wrongly.

use maud::html;

use super::{Frame, Part, Site, document, link};
use crate::domain::vocabulary::Lang;

/// What went wrong.
pub struct ProblemPage<'a> {
    /// The site it is a page of.
    pub site: &'a Site,
    /// In which language.
    pub lang: Lang,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong and what to do, in Japanese and English.
    pub detail: &'a str,
    /// The parameter that is wrong.
    pub field: Option<&'a str>,
    /// The values that would have been right.
    pub allowed: &'a [String],
}

/// The page as HTML.
pub fn problem_page(page: &ProblemPage) -> String {
    let lang = page.lang;
    let title = match page.status {
        404 => lang.pick("ページが見つかりません", "There is no such page", "ページが ありません"),
        500.. => lang.pick("いま表示できません", "It cannot be shown now", "いま 見(み)ることが できません"),
        _ => lang.pick(
            "このページは表示できません",
            "This page cannot be shown",
            "この ページは 見(み)ることが できません",
        ),
    };
    let content = html! {
        h1 { (title) }
        p { (page.detail) }
        @if let Some(field) = page.field { p { (lang.pick("項目", "Parameter", "こと")) ": " code { (field) } } }
        @if !page.allowed.is_empty() { p { (lang.pick("使える値", "Allowed", "つかえるもの")) ": " (page.allowed.join(", ")) } }
        p { (lang.pick("次のところから続けられます。", "You can go on here.", "ここから つづけて ください。")) }
        ul class="ways" {
            @for part in Part::ALL { li { a class="button" href=(part.link(lang)) { (part.name(lang)) } } }
        }
        p class="hint" { (lang.pick(
            "施設のページがなくなったときは、廃止されたか、別の施設とまとめられた可能性があります。名前でさがし直してください。",
            "Where the page of an institution is gone, it may have closed or been merged with another: search for its name.",
            "名前(なまえ)で もう一度(いちど) さがしてください。")) " " a href=(link("/areas", lang)) { (lang.pick("地域からさがす", "Browse by area", "町(まち)から さがす")) } }
    };
    let frame = Frame { part: None, hidden: true, ..Frame::new(page.site, lang, Part::Find, title, "/") };
    document(&frame, &content)
}
