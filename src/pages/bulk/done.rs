//! What was changed at once, and the way to take all of it back.

use maud::html;

use super::super::account::{moment, token};
use super::super::{encoded, link};
use super::home::changes;
use super::{Around, BatchRow, HOME, field_label, reason};

/// So many changes are listed; the history of each facility has them all.
const MOST_LISTED: usize = 500;

/// A batch after it was written.
#[derive(Debug)]
pub struct DonePage<'a> {
    /// What stands around it.
    pub around: Around<'a>,
    /// The batch.
    pub batch: &'a BatchRow,
    /// Its changes.
    pub rows: &'a [DoneRow],
    /// How many of them still stand: nobody has taken them back.
    pub standing: usize,
}

/// One change that was written.
#[derive(Debug)]
pub struct DoneRow {
    /// The facility's identifier.
    pub facility: String,
    /// Its name; the identifier where nobody has it any more.
    pub name: String,
    /// The field.
    pub field: String,
    /// What readers saw before.
    pub before: String,
    /// What was written.
    pub after: String,
    /// Whether it still stands.
    pub standing: bool,
}

/// A batch after it was written.
pub fn done_page(page: &DonePage) -> String {
    let (lang, batch) = (page.around.lang, page.batch);
    let none = lang.pick("（なし）", "(none)", "（なし）");
    let or_none = |text: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
    let content = html! {
        p class="lead" { strong { (changes(batch.edits, batch.facilities, lang)) } " " (batch.reason) }
        p class="origin" { (batch.author) " " (moment(batch.made_at, lang)) }
        @if page.standing > 0 {
            form class="account-form" method="post" action=(link(&format!("{HOME}/undo"), lang)) {
                (token(&page.around.viewer))
                input type="hidden" name="edit" value=(batch.edit);
                h2 { (lang.pick("まとめて取り消す", "Take all of it back", "ぜんぶ もどす")) }
                (reason(lang, lang.pick("取り消しも記録に残り、あとで施設ごとに元へ戻せます。", "The taking back is recorded too, and can itself be taken back facility by facility.", "もどしたことも 記録(きろく)に 残(のこ)ります。")))
                button class="button" type="submit" {
                    (lang.pick("この変更をすべて取り消す", "Undo all of these changes", "ぜんぶ もどす")) " (" (page.standing) ")"
                }
            }
        } @else {
            p class="account-said account-said-done" { (lang.pick("すべて取り消し済みです。", "All of it was taken back.", "ぜんぶ もどしました。")) }
        }
        h2 { (lang.pick("変更の一覧", "The changes", "変(か)えたもの")) }
        ul class="bulk-done" { @for row in page.rows.iter().take(MOST_LISTED) { li {
            a href=(link(&format!("/facilities/{}", encoded(&row.facility)), lang)) { (row.name) }
            " " strong { (field_label(&row.field, lang)) } " "
            span class="bulk-values" { del { (or_none(&row.before)) } span class="bulk-arrow" aria-hidden="true" { "→" } ins { (or_none(&row.after)) } }
            @if !row.standing { " " span class="bulk-none" { (lang.pick("取り消し済み", "taken back", "もどしました")) } }
        } } }
        @if page.rows.len() > MOST_LISTED {
            p class="hint" { (lang.pick("ほかにもあります。施設ごとの履歴ですべて見られます。", "There are more; the history of each facility has all of them.", "もっと あります。")) }
        }
        p { a class="button" href=(link(HOME, lang)) { (lang.pick("まとめて編集へ", "To bulk edit", "まとめて なおすへ")) } }
    };
    let title = lang.pick("まとめた変更", "Bulk change", "まとめて なおしたもの");
    page.around.document(title, &content)
}
