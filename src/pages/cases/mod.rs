//! Pages of anonymous cases: the list, a new one, one with everybody who was asked, and what planners may know of all. They work without
//! a script; every deed is one button.

mod new;
mod one;
mod statistics;

use maud::{Markup, html};

use super::account::{Said, Sheet, Viewer, document, moment};
use super::link;
use crate::domain::Need;
use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{needs, vocabulary};

pub use new::{NewPage, new_page};
pub use one::{CandidateRow, CasePage, RequestRow, case_page};
pub use statistics::{FigureRow, HeatRow, HeatTable, ReasonBar, StatisticsPage, heat, statistics_page};

/// What a case is called: it has a number and no name.
pub fn title(number: i64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("事例 {number}"),
        Lang::En => format!("Case {number}"),
        Lang::Easy => format!("事例(じれい) {number}"),
    }
}

/// What a need or capability is called.
pub fn need_label(id: &str, lang: Lang) -> String {
    let need = needs().get(id).map(|need: &Need| &need.label);
    let words =
        need.or_else(|| vocabulary().capability(id).and_then(|c| vocabulary().words(c)).map(|words| &words.label));
    words.map_or_else(|| id.to_owned(), |words| super::words(words, lang).to_owned())
}

fn role_label(role: Role, lang: Lang) -> &'static str {
    vocabulary().role(role).map_or("", |words| super::words(&words.label, lang))
}

/// A case in the list.
#[derive(Debug)]
pub struct CaseRow {
    /// Its number.
    pub number: i64,
    /// Whether another made it and shares it.
    pub of_another: bool,
    /// Whom it looks for.
    pub role: Role,
    /// What must be possible.
    pub needs: Vec<String>,
    /// The municipality.
    pub area: String,
    /// When it was made, in seconds since 1970.
    pub opened_at: i64,
    /// How it ended, in words; `None` while it is open.
    pub ended: Option<&'static str>,
}

/// The list of cases.
#[derive(Debug)]
pub struct ListPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// The newest first.
    pub cases: &'a [CaseRow],
}

/// The list of cases.
pub fn list_page(page: &ListPage) -> String {
    let lang = page.lang;
    let (open, ended): (Vec<&CaseRow>, Vec<&CaseRow>) = page.cases.iter().partition(|case| case.ended.is_none());
    let content = html! {
        p { (lang.pick(
            "受け入れ先をさがす記録です。名前・住所・連絡先は残さず、番号と約1km四方の区画だけを使います。",
            "Who was asked, and what they answered. No name, address or contact is kept: a case has a number and an area of about 1 km.",
            "だれに 聞(き)いたかを 書(か)いておきます。名前(なまえ)や 住所(じゅうしょ)は のこりません。")) }
        p { a class="button account-main" href=(link("/cases/new", lang)) { (lang.pick("新しい事例", "New case", "新(あたら)しい 事例(じれい)")) } }
        h2 { (lang.pick("さがしている事例", "Open cases", "さがしています")) " " (open.len()) }
        @if open.is_empty() { p class="empty" { (lang.pick("いまはありません。", "None.", "ありません。")) } }
        @else { ul class="case-list" { @for case in open { (row(case, lang)) } } }
        @if !ended.is_empty() {
            h2 { (lang.pick("終わった事例", "Ended cases", "終(お)わった 事例(じれい)")) " " (ended.len()) }
            ul class="case-list" { @for case in ended { (row(case, lang)) } }
        }
    };
    let title = lang.pick("事例と依頼", "Cases", "事例(じれい)");
    document(&Sheet { lang, title, path: "/cases", viewer: Some(page.viewer), said: None }, &content)
}

fn row(case: &CaseRow, lang: Lang) -> Markup {
    let needs: Vec<String> = case.needs.iter().map(|id| need_label(id, lang)).collect();
    html! {
        li {
            a class="case-link" href=(link(&format!("/cases/{}", case.number), lang)) { (title(case.number, lang)) }
            span { (role_label(case.role, lang)) "・" (case.area) }
            @if !needs.is_empty() { span class="case-needs" { (needs.join(lang.pick("、", ", ", "、"))) } }
            span class="origin" { (moment(case.opened_at, lang)) }
            @if case.of_another { span class="case-mark" { (lang.pick("共有", "shared", "みんなの")) } }
            @if let Some(ended) = case.ended { span class="case-mark" { (ended) } }
        }
    }
}

/// What a button has just done, by the word in the address.
pub fn said(done: &str, lang: Lang) -> Option<Said> {
    let text = match done {
        "made" => lang.pick("事例を作りました。", "The case was made.", "作(つく)りました。"),
        "asked" => lang.pick("聞いたことを記録しました。", "The request was noted.", "書(か)きました。"),
        "answered" => lang.pick("返事を記録しました。", "The answer was noted.", "書(か)きました。"),
        "undone" => lang.pick("取り消しました。", "Taken back.", "もとに もどしました。"),
        "changed" => lang.pick("変更しました。", "Changed.", "変(か)えました。"),
        _ => return None,
    };
    Some(Said::Done(text.to_owned()))
}
