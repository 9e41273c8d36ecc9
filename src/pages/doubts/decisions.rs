//! What people decided about links, and the way to take it back.

use maud::html;

use super::super::account::token;
use super::super::{encoded, link};
use super::{Around, PATH};

/// What was decided.
#[derive(Debug)]
pub struct DecisionsPage<'a> {
    /// What stands around it.
    pub around: Around<'a>,
    /// The decisions, the newest first.
    pub rows: &'a [DecisionRow],
    /// How many there are in all.
    pub total: usize,
}

/// One decision.
#[derive(Debug)]
pub struct DecisionRow {
    /// Its number.
    pub id: i64,
    /// `SOURCE:KEY` of the record.
    pub record: String,
    /// What the source is called.
    pub source: String,
    /// The facility's identifier.
    pub facility: String,
    /// Its name; empty where nobody has the identifier now.
    pub name: String,
    /// Whether the record speaks of it.
    pub same: bool,
    /// Who decided, by name.
    pub author: String,
    /// When, in words.
    pub at: String,
    /// Why.
    pub note: String,
}

/// What was decided.
pub fn decisions_page(page: &DecisionsPage) -> String {
    let lang = page.around.lang;
    let content = html! {
        p class="lead" { (lang.pick(
            "取り消すと、その判断の前にあった判断がまた有効になります。施設には「施設に反映する」で反映します。",
            "Taking one back puts the decision before it in force again. Apply it to the facilities afterwards.",
            "もどすと、まえの ものに なります。")) }
        @if page.rows.is_empty() {
            p class="empty" { (lang.pick("まだありません。", "None yet.", "まだ ありません。")) }
        } @else {
            p { strong { (page.total) } (lang.pick("件", " decisions", "こ")) }
            ul class="account-sessions" { @for row in page.rows { li {
                strong { (if row.same { lang.pick("同じ", "the same", "おなじ") } else { lang.pick("別", "another", "ちがう") }) }
                a href=(link(&format!("/facilities/{}", encoded(&row.facility)), lang)) { (if row.name.is_empty() { &row.facility } else { &row.name }) }
                span class="origin" { (row.source) " " (row.record) }
                span class="origin" { (row.author) " " (row.at) @if !row.note.is_empty() { " " (row.note) } }
                form method="post" action=(link(&format!("{PATH}/back"), lang)) {
                    (token(&page.around.viewer))
                    button class="button" type="submit" name="decisions" value=(row.id)
                        aria-label=(format!("{} {} {}", lang.pick("取り消す：", "Take back:", "もどす："), row.name, row.record)) { (lang.pick("取り消す", "Take back", "もどす")) }
                }
            } } }
        }
        (page.around.other(PATH, lang.pick("確認待ちへ", "To what is in doubt", "もどる")))
    };
    let title = lang.pick("つながりについて決めたこと", "Decisions about links", "決(き)めたもの");
    page.around.document(title, &content)
}
