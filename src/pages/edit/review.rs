//! What a form would change, before it counts; and what to do where somebody else changed the same meanwhile.

use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::Value;

use super::super::account::moment;
use super::super::week;
use super::labels::{in_words, label};
use super::{About, token};
use crate::domain::Facility;
use crate::domain::hours::Calendar;
use crate::domain::vocabulary::Lang;

/// A field before and after.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The field.
    pub field: String,
    /// What stands there now, in the form of [`crate::domain::edit::value::shown`].
    pub before: Value,
    /// What would stand there.
    pub after: Value,
    /// The calendar that hours in words were understood as.
    pub calendar: Option<Calendar>,
}

/// What a form would change.
#[derive(Debug)]
pub struct ReviewPage<'a> {
    /// Who sees it, and which facility it is about.
    pub about: About<'a>,
    /// The fields that would change.
    pub differences: &'a [Difference],
    /// The same for the next request, as JSON.
    pub carried: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// What a form would change, and one button to do so.
pub fn review_page(page: &ReviewPage) -> String {
    let lang = page.about.lang;
    let content = html! {
        p { (lang.pick("まだ保存していません。次の内容でよければ「変更する」を押してください。", "Nothing is saved yet. If this is right, press “Save the changes”.", "まだ 変(か)わっていません。よかったら 「変(か)える」を おします。")) }
        (differences(page.differences, page.about.facility, lang))
        p { strong { (lang.pick("理由", "Why", "どうして")) } ": " (page.reason) }
        form class="edit-decide" method="post" action=(page.about.link("edit")) {
            (token(page.about.viewer.as_ref()))
            input type="hidden" name="carried" value=(page.carried);
            input type="hidden" name="reason" value=(page.reason);
            button class="button account-main" type="submit" name="do" value="save" { (lang.pick("変更する", "Save the changes", "変(か)える")) }
            button class="button" type="submit" name="do" value="back" { (lang.pick("入力に戻る", "Back to the form", "もどる")) }
        }
    };
    let title = lang.pick("変更を確かめる", "Review the changes", "たしかめる");
    page.about.document(title, "edit", false, &content)
}

/// Fields before and after.
pub(super) fn differences(list: &[Difference], facility: &Facility, lang: Lang) -> Markup {
    html! {
        ul class="edit-differences" {
            @for one in list { li { (difference(one, facility, lang)) } }
        }
    }
}

fn difference(one: &Difference, facility: &Facility, lang: Lang) -> Markup {
    html! {
        h2 class="edit-difference-name" { (label(&one.field, Some(facility), lang)) }
        dl class="edit-pair" {
            div class="edit-before" { dt { (lang.pick("変更前", "Before", "まえ")) } dd { (in_words(&one.field, &one.before, lang)) } }
            div class="edit-after" { dt { (lang.pick("変更後", "After", "あと")) } dd { (in_words(&one.field, &one.after, lang)) } }
        }
        @if let Some(calendar) = &one.calendar { (understood(calendar, lang)) }
    }
}

/// How hours in words were understood, and what of them was not.
pub(super) fn understood(calendar: &Calendar, lang: Lang) -> Markup {
    let title = lang.pick("変更後の1週間", "The week after the change", "あとの 1週間(しゅうかん)");
    html! {
        div class="edit-week" { (week::table(title, calendar, lang)) }
        @if !calendar.rest.is_empty() {
            p class="warning" {
                (lang.pick("時間として読み取れなかった言葉があります。そのまま載りますが、検索には使えません: ", "These words were not understood as hours. They are shown as they are, and cannot be searched by: ", "時間(じかん)と わからない ことばです: "))
                strong { (calendar.rest) }
            }
        }
    }
}

/// Somebody else changed a field since the form was opened.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The field.
    pub field: String,
    /// What stands there now.
    pub theirs: Value,
    /// What this person wrote.
    pub yours: Value,
    /// Who wrote the other, by name.
    pub author: String,
    /// When.
    pub made_at: Timestamp,
}

/// Both values of every field that two people changed.
#[derive(Debug)]
pub struct ConflictPage<'a> {
    /// Who sees it, and which facility it is about.
    pub about: About<'a>,
    /// The fields that two people changed.
    pub clashes: &'a [Clash],
    /// The fields that only this person changed.
    pub others: &'a [Difference],
    /// Everything for the next request, as JSON, with the numbers of the edits that are seen now.
    pub carried: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// Both values side by side, and one choice a field.
pub fn conflict_page(page: &ConflictPage) -> String {
    let lang = page.about.lang;
    let facility = page.about.facility;
    let content = html! {
        p class="account-said account-said-refused" role="alert" { (lang.pick(
            "開いている間に、ほかの人が同じ項目を変更しました。まだ何も保存していません。項目ごとにどちらにするか選んでください。",
            "Somebody else changed the same fields while you were writing. Nothing is saved yet: choose one of the two for each field.",
            "ほかの 人(ひと)も なおしました。どちらかを えらんでください。")) }
        form class="edit-form" method="post" action=(page.about.link("edit")) {
            (token(page.about.viewer.as_ref()))
            input type="hidden" name="carried" value=(page.carried);
            input type="hidden" name="reason" value=(page.reason);
            @for (i, clash) in page.clashes.iter().enumerate() {
                fieldset class="edit-field edit-clash" {
                    legend { (label(&clash.field, Some(facility), lang)) }
                    @for (whose, value) in [("theirs", &clash.theirs), ("yours", &clash.yours)] {
                        @let id = format!("keep{i}-{whose}");
                        label class="edit-choice edit-side" for=(id) {
                            input type="radio" id=(id) name=(format!("keep.{}", clash.field)) value=(whose) checked[whose == "theirs"];
                            span {
                                span class="edit-whose" {
                                    @if whose == "theirs" {
                                        (lang.pick("いまの値", "What stands there now", "いま")) " " span class="origin" { (clash.author) " " (moment(clash.made_at.as_second(), lang)) }
                                    } @else { (lang.pick("あなたの入力", "What you wrote", "あなたが 書(か)いた もの")) }
                                }
                                span class="edit-value" { (in_words(&clash.field, value, lang)) }
                            }
                        }
                    }
                }
            }
            @if !page.others.is_empty() {
                h2 { (lang.pick("そのほかの変更", "The other changes", "ほかの ところ")) }
                (differences(page.others, facility, lang))
            }
            div class="edit-decide" {
                button class="button account-main" type="submit" name="do" value="save" { (lang.pick("選んだ内容で変更する", "Save what I chose", "変(か)える")) }
                button class="button" type="submit" name="do" value="back" { (lang.pick("入力に戻る", "Back to the form", "もどる")) }
            }
        }
    };
    let title = lang.pick("変更が重なりました", "Two changes at once", "かさなりました");
    page.about.document(title, "edit", false, &content)
}
