//! What many changes would change, before any of them is written.

use std::collections::HashSet;

use maud::{Markup, html};

use super::super::account::{moment, token};
use super::super::{encoded, link};
use super::home::changes;
use super::{Around, HOME, field_label, reason};
use crate::domain::vocabulary::Lang;

/// What would change.
#[derive(Debug)]
pub struct DifferencesPage<'a> {
    /// What stands around it.
    pub around: Around<'a>,
    /// The differences, those of one facility beside each other.
    pub rows: &'a [DifferenceRow],
    /// What cannot be taken, and stays as it is.
    pub left: &'a [Left],
    /// Values that are so already.
    pub already: usize,
    /// Headings of columns that somebody added and nobody reads.
    pub added: &'a [String],
    /// What the form carries to the next page.
    pub carried: &'a str,
}

/// One value that would be another.
#[derive(Debug)]
pub struct DifferenceRow {
    /// The facility's identifier.
    pub facility: String,
    /// Its name.
    pub name: String,
    /// The field.
    pub field: String,
    /// What readers see now; empty where there is none.
    pub before: String,
    /// What would be written.
    pub after: String,
    /// Where somebody else changed it meanwhile: what it was, who changed it (a name; empty for a source) and when, in seconds since 1970.
    pub clash: Option<(String, String, Option<i64>)>,
    /// The part of hours that nobody understands.
    pub unread: String,
    /// Where it was typed.
    pub place: String,
}

/// Something that cannot be taken.
#[derive(Debug)]
pub struct Left {
    /// Where: 「F12」, 「12行」.
    pub place: String,
    /// The heading of the column.
    pub heading: String,
    /// The name of the facility.
    pub name: String,
    /// What stands there.
    pub typed: String,
    /// What is wrong with it.
    pub words: String,
    /// What can be written instead.
    pub allowed: Vec<String>,
}

/// What would change.
pub fn differences_page(page: &DifferencesPage) -> String {
    let lang = page.around.lang;
    let content = html! {
        (summary(page))
        @if !page.left.is_empty() { (left(page.left, lang)) }
        @if page.rows.is_empty() {
            p { a class="button" href=(link(HOME, lang)) { (lang.pick("もどる", "Back", "もどる")) } }
        } @else {
            (form(page))
        }
    };
    let title = lang.pick("変わるところの確認", "What would change", "変(か)わる ところ");
    page.around.document(title, &content)
}

fn summary(page: &DifferencesPage) -> Markup {
    let lang = page.around.lang;
    let facilities: HashSet<&str> = page.rows.iter().map(|row| row.facility.as_str()).collect();
    let clashes = page.rows.iter().filter(|row| row.clash.is_some()).count();
    html! {
        p class="lead" {
            @if page.rows.is_empty() {
                (lang.pick("変わるところはありません。", "Nothing would change.", "変(か)わる ところは ありません。"))
            } @else {
                strong { (changes(page.rows.len(), facilities.len(), lang)) }
                (lang.pick("が変わります。まだ何も書き込んでいません。", " would change. Nothing is written yet.", "が 変(か)わります。まだ 書(か)いていません。"))
            }
        }
        @if clashes > 0 || page.already > 0 || !page.added.is_empty() {
            ul class="bulk-notes" {
                @if clashes > 0 { li { (match lang {
                    Lang::Ja => format!("このうち{clashes}項目は、表を作ったあとにほかの人か元の名簿が変えています。両方の値を見て、変えるものだけ選んでください。"),
                    Lang::En => format!("{clashes} of them were changed by somebody else or by a source meanwhile. Compare both values and choose."),
                    Lang::Easy => format!("{clashes}こは ほかの 人(ひと)も 変(か)えています。えらんでください。"),
                }) } }
                @if page.already > 0 { li { (match lang {
                    Lang::Ja => format!("{}項目は、もうその値になっています。", page.already),
                    Lang::En => format!("{} values are so already.", page.already),
                    Lang::Easy => format!("{}こは もう おなじです。", page.already),
                }) } }
                @if !page.added.is_empty() { li {
                    (lang.pick("追加された列は読みません：", "Added columns are not read: ", "ふえた 列(れつ)は 読(よ)みません："))
                    (page.added.join("、"))
                } }
            }
        }
    }
}

fn left(left: &[Left], lang: Lang) -> Markup {
    html! {
        h2 { (lang.pick("読めないところ", "What cannot be taken", "読(よ)めない ところ")) " " (left.len()) }
        p class="hint" { (lang.pick("次のところは書き込まず、そのまま残します。直してもう一度読み込むこともできます。", "These stay as they are. You can put them right in the file and read it again.", "ここは 書(か)きません。なおして もう一度(いちど) 読(よ)みこめます。")) }
        ul class="bulk-left" { @for one in left { li {
            p {
                @if !one.place.is_empty() { span class="bulk-place" { (one.place) } }
                @if !one.heading.is_empty() { " " strong { (one.heading) } }
                @if !one.name.is_empty() { " " span class="origin" { (one.name) } }
            }
            p { @if !one.typed.is_empty() { q { (one.typed) } " " } (one.words) }
            @if !one.allowed.is_empty() { p class="hint" { (lang.pick("書ける値：", "Allowed: ", "書(か)けるもの：")) (one.allowed.join("、")) } }
        } } }
    }
}

fn form(page: &DifferencesPage) -> Markup {
    let lang = page.around.lang;
    // The form tells by these numbers which were chosen.
    let numbered: Vec<(usize, &DifferenceRow)> = page.rows.iter().enumerate().collect();
    let none = lang.pick("（なし）", "(none)", "（なし）");
    let shown = |text: &str| html! { @if text.is_empty() { span class="bulk-none" { (none) } } @else { (text) } };
    html! {
        form class="bulk-form" method="post" action=(link(&format!("{HOME}/apply"), lang)) {
            (token(&page.around.viewer))
            input type="hidden" name="changes" value=(page.carried);
            @for group in numbered.chunk_by(|a, b| a.1.facility == b.1.facility) {
                section class="bulk-facility" {
                    @if let Some((_, first)) = group.first() {
                        h2 { a href=(link(&format!("/facilities/{}", encoded(&first.facility)), lang)) { (first.name) } }
                    }
                    ul { @for (at, row) in group {
                        li class=(if row.clash.is_some() { "bulk-change bulk-clash" } else { "bulk-change" }) {
                            input id=(format!("take-{at}")) name="take" type="checkbox" value=(at) checked[row.clash.is_none()];
                            label for=(format!("take-{at}")) {
                                span class="bulk-field" { (field_label(&row.field, lang)) @if !row.place.is_empty() { " " span class="bulk-place" { (row.place) } } }
                                span class="bulk-values" {
                                    del { (shown(&row.before)) }
                                    span class="bulk-arrow" aria-hidden="true" { "→" }
                                    ins { (shown(&row.after)) }
                                }
                                @if let Some(clash) = &row.clash { (clash_words(clash, &shown, lang)) }
                                @if !row.unread.is_empty() {
                                    span class="bulk-warning" {
                                        (lang.pick("時間として読めない部分があり、言葉のまま残します：", "This part is no hours that can be read, and stays as words: ", "時間(じかん)として 読(よ)めません："))
                                        (row.unread)
                                    }
                                }
                            }
                        }
                    } }
                }
            }
            div class="account-form" {
                (reason(lang, lang.pick("変更の記録に残ります。例：年1回の調査、電話で確認", "Shown in the history. For example: yearly survey", "記録(きろく)に 残(のこ)ります。")))
                button class="button account-main" type="submit" { (lang.pick("選んだ変更を確定する", "Write the chosen changes", "えらんだものを 書(か)く")) }
                p { a href=(link(HOME, lang)) { (lang.pick("やめる（何も変えない）", "Cancel (nothing changes)", "やめる")) } }
            }
        }
    }
}

fn clash_words(
    (base, author, at): &(String, String, Option<i64>),
    shown: &dyn Fn(&str) -> Markup,
    lang: Lang,
) -> Markup {
    html! {
        span class="bulk-warning" {
            @if author.is_empty() {
                (lang.pick("元の名簿が変わっています。表を作ったときは ", "A source says something else now. In the file it was ", "もとの 名簿(めいぼ)が 変(か)わりました。まえは "))
            } @else {
                (author)
                @if let Some(at) = at { " " (moment(*at, lang)) }
                (lang.pick(" が変えています。表を作ったときは ", " changed it. In the file it was ", " が 変(か)えました。まえは "))
            }
            (shown(base))
        }
    }
}
