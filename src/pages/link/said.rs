//! What came of a form: what changed, how it is shown, and the way back.

use maud::{Markup, html};
use serde_json::Value;

use super::super::{Site, link, week};
use super::{Slip, office, slip, words};
use crate::domain::Facility;
use crate::domain::vocabulary::Lang;

/// One value that changed, or two that stand against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The field, as edits name it.
    pub field: String,
    /// What stood there, or stands there.
    pub before: Value,
    /// What was written.
    pub after: Value,
}

/// The page after something was sent.
#[derive(Debug)]
pub struct SavedPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// What an operator told about this site.
    pub site: &'a Site,
    /// The path of the link.
    pub path: &'a str,
    /// The path of this page.
    pub own: &'a str,
    /// The facility as everybody sees it now.
    pub facility: &'a Facility,
    /// What changed.
    pub differences: &'a [Difference],
    /// The edits, `FIRST-LAST`, where they can be taken back; `None` once they were.
    pub undo: Option<&'a str>,
}

/// The page after something was sent.
pub fn saved_page(page: &SavedPage) -> String {
    let lang = page.lang;
    let only_confirmed = page.differences.iter().all(|one| one.field == "confirmed");
    let content = html! {
        @if page.undo.is_some() {
            p class="account-said account-said-done" role="status" { (lang.pick("ありがとうございます。すぐに検索に出ます。", "Thank you. Searches see it at once.", "ありがとうございます。")) }
        } @else {
            p class="account-said account-said-done" role="status" { (lang.pick("元に戻しました。", "Taken back.", "元(もと)に もどしました。")) }
        }
        @if only_confirmed && page.undo.is_some() {
            p { (lang.pick("出ている内容がいまも正しいと確認しました。", "You confirmed that everything shown is still right.", "正(ただ)しいと 確認(かくにん)しました。")) }
        } @else {
            h2 { (if page.undo.is_some() { lang.pick("変わったところ", "What changed", "かわったところ") } else { lang.pick("元に戻したところ", "What was taken back", "もどしたところ") }) }
            dl class="slip-changes" {
                @for one in page.differences.iter().filter(|one| one.field != "confirmed") {
                    div {
                        dt { (words::field(&one.field, lang)) }
                        dd {
                            s { (words::value(&one.field, &one.before, lang)) } " → "
                            strong { (words::value(&one.field, &one.after, lang)) }
                        }
                    }
                }
            }
        }
        @if let Some(edits) = page.undo {
            form method="post" action=(link(&format!("{}/undo", page.path), lang)) {
                input type="hidden" name="edits" value=(edits);
                button class="button" type="submit" { (lang.pick("元に戻す", "Take it back", "元(もと)に もどす")) }
            }
        }
        (shown(page))
        p class="slip-ways" {
            a class="button" href=(link(page.path, lang)) { (lang.pick("入力の画面に戻る", "Back to the form", "もう一回(いっかい) 書(か)く")) }
            " "
            a class="button" href=(link(&format!("/facilities/{}", page.facility.id), lang)) { (lang.pick("さがす人に見えるページ", "The page that others see", "みんなが 見(み)る ページ")) }
        }
        (office(page.site, lang))
    };
    let title = page.facility.name.as_str();
    slip(&Slip { lang, title, path: page.own, fictional: page.facility.fictional }, &content)
}

/// The week as it was understood, where contact hours changed.
fn shown(page: &SavedPage) -> Markup {
    let lang = page.lang;
    html! {
        @if page.differences.iter().any(|one| one.field == "hours_contact") {
            (week::calendar(
                lang.pick("連絡できる時間は、このように出ます", "Contact hours are shown like this", "電話(でんわ)の 時間(じかん)"),
                lang.pick("違っていたら、書き方を変えて送り直してください。", "If this is not what you meant, write it differently and send again.", "ちがうときは もう一回(いっかい) 書(か)いてください。"),
                page.facility.hours.contact.as_ref(), lang))
        }
    }
}

/// Both values of fields that somebody else changed meanwhile, a line each.
pub fn conflicts_in_words(conflicts: &[Difference], lang: Lang) -> Vec<String> {
    let line = |one: &Difference| {
        let (field, now, yours) = (
            words::field(&one.field, lang),
            words::value(&one.field, &one.before, lang),
            words::value(&one.field, &one.after, lang),
        );
        match lang {
            Lang::Ja => format!("{field}：いまの内容「{now}」／あなたの入力「{yours}」"),
            Lang::En => format!("{field}: now “{now}”, yours “{yours}”"),
            Lang::Easy => format!("{field}：いま「{now}」、あなた「{yours}」"),
        }
    };
    conflicts.iter().map(line).collect()
}

/// Fields whose inputs cannot be read, a line each.
pub fn faults_in_words(fields: &[String], lang: Lang) -> Vec<String> {
    fields.iter().map(|field| words::field(field, lang)).collect()
}
