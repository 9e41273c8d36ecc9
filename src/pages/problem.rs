//! What a reader sees where a page is not there or was asked for wrongly.

use maud::html;

use super::{Frame, Part, Site, document};
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
        p { (in_language(page.detail, lang)) }
        @if let Some(field) = page.field { p { (lang.pick("項目", "Parameter", "こと")) ": " code { (field) } } }
        @if !page.allowed.is_empty() { p { (lang.pick("使える値", "Allowed", "つかえるもの")) ": " (page.allowed.join(", ")) } }
        p { (lang.pick("次のところから続けられます。", "You can go on here.", "ここから つづけて ください。")) }
        ul class="ways" {
            @for part in Part::ALL { li { a class="button" href=(part.link(lang)) { (part.name(lang)) } } }
        }
        @if page.status == 404 { p class="hint" { (lang.pick(
            "施設のページがなくなったときは、廃止されたか、別の施設とまとめられた可能性があります。名前でさがし直してください。",
            "Where the page of an institution is gone, it may have closed or been merged with another: search for its name.",
            "名前(なまえ)で もう一度(いちど) さがしてください。")) " " a href=(Part::Map.link(lang)) { (lang.pick("名前でさがす", "Find by name", "名前(なまえ)で さがす")) } } }
    };
    let frame = Frame { part: None, hidden: true, ..Frame::new(page.site, lang, Part::Find, title, "/") };
    document(&frame, &content)
}

/// The half of a sentence in two languages that is the reader's: 「ありません (there is none)」. The whole where it has no halves.
fn in_language(detail: &str, lang: Lang) -> &str {
    let halves = detail.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    match halves.filter(|(japanese, english)| !japanese.is_ascii() && english.is_ascii() && !english.contains(')')) {
        Some((_, english)) if lang == Lang::En => english,
        Some((japanese, _)) => japanese,
        None => detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_told_in_one_language() {
        for (detail, ja, en) in [
            ("ありません (there is none)", "ありません", "there is none"),
            ("ありません (none (yet))", "ありません (none (yet))", "ありません (none (yet))"),
            ("there is none", "there is none", "there is none"),
            ("病院 (休)", "病院 (休)", "病院 (休)"),
        ] {
            assert_eq!((in_language(detail, Lang::Ja), in_language(detail, Lang::En)), (ja, en));
        }
    }
}
