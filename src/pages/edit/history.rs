//! Every change of a facility, and the way to take one back.

use jiff::Timestamp;
use maud::{Markup, html};

use super::super::account::moment;
use super::super::without_readings;
use super::labels::{in_words, label};
use super::{About, token};
use crate::domain::edit::Edit;
use crate::domain::source::Source;
use crate::domain::vocabulary::Lang;

/// One change.
#[derive(Debug)]
pub struct HistoryRow<'a> {
    /// The change.
    pub edit: &'a Edit,
    /// Who made it, by name.
    pub author: &'a str,
    /// Whether its value stands in front of the sources now.
    pub in_force: bool,
    /// The change that took it back.
    pub undone_by: Option<i64>,
}

/// Every change of a facility.
#[derive(Debug)]
pub struct HistoryPage<'a> {
    /// Who sees it, and which facility it is about.
    pub about: About<'a>,
    /// The changes that are shown, newest first.
    pub rows: &'a [HistoryRow<'a>],
    /// Every field that was ever changed.
    pub fields: &'a [String],
    /// The one that is shown alone.
    pub field: Option<&'a str>,
}

/// Every change of a facility, newest first.
pub fn history_page(page: &HistoryPage) -> String {
    let About { lang, facility, .. } = page.about;
    let content = html! {
        @if page.fields.len() > 1 {
            form class="account-filter" method="get" action=(page.about.path("history")) {
                @if lang != Lang::Ja { input type="hidden" name="lang" value=(lang.id()); }
                div class="account-field" {
                    label for="field" { (lang.pick("項目でしぼる", "Only this field", "どれ")) }
                    select id="field" name="field" {
                        option value="" { (lang.pick("すべて", "all", "ぜんぶ")) }
                        @for field in page.fields {
                            option value=(field) selected[page.field == Some(field)] { (without_readings(&label(field, Some(facility), lang), lang)) }
                        }
                    }
                }
                button class="button" type="submit" { (lang.pick("しぼる", "Show", "見(み)る")) }
            }
        }
        @if page.rows.is_empty() {
            p { (lang.pick("まだ誰も変更していません。表示しているのは公表された一覧の内容です。", "Nobody has changed anything yet: what is shown comes from the published lists.", "まだ だれも なおしていません。")) }
        }
        ol class="edit-history" reversed {
            @for row in page.rows { li id=(format!("edit-{}", row.edit.id)) { (change(page, row)) } }
        }
        p { a class="button" href=(page.about.link("edit")) { (lang.pick("この施設を編集する", "Edit this entry", "なおす")) } }
    };
    let title = lang.pick("変更の記録", "History", "なおした 記録(きろく)");
    page.about.document(title, "history", false, &content)
}

fn change(page: &HistoryPage, row: &HistoryRow) -> Markup {
    let About { lang, facility, .. } = page.about;
    let edit = row.edit;
    html! {
        h2 class="edit-difference-name" {
            (label(&edit.field, Some(facility), lang)) " "
            @if let Some(other) = edit.undoes {
                span class="origin" { (lang.pick("取り消し：", "takes back ", "もどした：")) a href=(format!("#edit-{other}")) { (number(other, lang)) } }
            } @else if row.in_force {
                span class="edit-tag" { (lang.pick("有効", "in force", "いま")) }
            } @else if let Some(by) = row.undone_by {
                span class="origin" { (lang.pick("取り消し済み：", "taken back by ", "もどしました：")) a href=(format!("#edit-{by}")) { (number(by, lang)) } }
            }
        }
        dl class="edit-pair" {
            div class="edit-before" { dt { (lang.pick("変更前", "Before", "まえ")) } dd { (in_words(&edit.field, &edit.before, lang)) } }
            div class="edit-after" { dt { (lang.pick("変更後", "After", "あと")) } dd { (in_words(&edit.field, &edit.after, lang)) } }
        }
        p class="origin" {
            (number(edit.id, lang)) " ・ " (when(edit.made_at, lang)) " ・ " (row.author)
            @if edit.source == Source::Facility { (lang.pick("（施設）", " (the institution)", "（施設(しせつ)）")) }
            " ・ " (edit.reason)
        }
        @if row.undone_by.is_none() { (undo(page, row)) }
    }
}

fn undo(page: &HistoryPage, row: &HistoryRow) -> Markup {
    let lang = page.about.lang;
    let words = if row.edit.undoes.is_some() {
        lang.pick("取り消しをやめて、もう一度有効にする", "Put it in force again", "また つかう")
    } else {
        lang.pick("この変更を取り消す", "Take this change back", "もとに もどす")
    };
    let reason = format!("why{}", row.edit.id);
    html! {
        details class="edit-undo" {
            summary { (words) }
            form class="account-filter" method="post" action=(page.about.link("undo")) {
                (token(page.about.viewer.as_ref()))
                input type="hidden" name="edits" value=(row.edit.id);
                input type="hidden" name="then" value="history";
                div class="account-field" {
                    label for=(reason) { (lang.pick("理由", "Why", "どうして")) }
                    input id=(reason) name="reason" type="text" required autocomplete="off" value=(lang.pick("入力の誤り", "entered by mistake", "まちがえた"));
                }
                button class="button" type="submit" { (words) span class="visually-hidden" { " " (number(row.edit.id, lang)) } }
            }
        }
    }
}

fn number(id: i64, lang: Lang) -> String {
    match lang {
        Lang::En => format!("no. {id}"),
        Lang::Ja | Lang::Easy => format!("{id}番"),
    }
}

fn when(at: Timestamp, lang: Lang) -> Markup {
    moment(at.as_second(), lang)
}
