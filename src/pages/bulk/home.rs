//! Where many facilities are edited at once: the two ways to do it, and what was done lately.

use maud::{Markup, html};

use super::super::account::{moment, token};
use super::super::link;
use super::table::{Choice, choice};
use super::{Around, HOME, kinds, municipalities};
use crate::domain::edit::words::TAKE_AWAY;
use crate::domain::vocabulary::Lang;

/// The first page.
#[derive(Debug)]
pub struct HomePage<'a> {
    /// What stands around it.
    pub around: Around<'a>,
    /// What can be chosen for a table.
    pub choice: Choice<'a>,
    /// The last batches, the newest first.
    pub batches: &'a [BatchRow],
}

/// A batch in the list.
#[derive(Debug)]
pub struct BatchRow {
    /// The number of one of its edits.
    pub edit: i64,
    /// How many edits.
    pub edits: usize,
    /// How many facilities.
    pub facilities: usize,
    /// Who, by name.
    pub author: String,
    /// When, in seconds since 1970.
    pub made_at: i64,
    /// Why.
    pub reason: String,
}

/// The first page.
pub fn home_page(page: &HomePage) -> String {
    let lang = page.around.lang;
    let content = html! {
        p class="lead" { (lang.pick(
            "たくさんの施設を一度に直せます。何が変わるかを見てから確定し、確定したあとも一度に取り消せます。",
            "Change many facilities at once. You see what would change before anything is written, and can take all of it back afterwards.",
            "たくさんの ところを 一度(いちど)に なおせます。あとで もどすことも できます。")) }
        (workbook(page))
        (upload(page))
        h2 { (lang.pick("画面の表で編集する", "Or edit in a table on the screen", "画面(がめん)で なおす")) }
        (choice(&page.choice, lang))
        (batches(page))
    };
    let title = lang.pick("まとめて編集", "Bulk edit", "まとめて なおす");
    page.around.document(title, &content)
}

fn workbook(page: &HomePage) -> Markup {
    let lang = page.around.lang;
    html! {
        h2 { (lang.pick("1. Excel の表を作る", "1. Make a workbook", "1. Excelの 表(ひょう)を 作(つく)る")) }
        form class="account-form" method="get" action="/api/v1/edits/sheet" {
            (kinds("sheet-kind", None, lang))
            (municipalities("sheet-municipality", page.choice.municipalities, "", lang))
            button class="button account-main" type="submit" { (lang.pick("表をダウンロード", "Download the workbook", "ダウンロード")) }
        }
        p class="hint" { (match lang {
            Lang::Ja => format!("1行が1施設です。変えるセルだけ書き換えて保存してください。空欄は「そのまま」、値を消すときは {TAKE_AWAY} と書きます。行の並べ替えや削除はかまいません。"),
            Lang::En => format!("One row a facility. Change only the cells that you want to change, and save. An empty cell stays as it is; {TAKE_AWAY} takes a value away. Rows may be sorted and deleted."),
            Lang::Easy => format!("変(か)える ところだけ 書(か)いて 保存(ほぞん)します。消(け)すときは {TAKE_AWAY} と 書(か)きます。"),
        }) }
    }
}

fn upload(page: &HomePage) -> Markup {
    let lang = page.around.lang;
    html! {
        h2 { (lang.pick("2. 書き換えた表を読み込む", "2. Read the workbook back", "2. 表(ひょう)を 読(よ)みこむ")) }
        form class="account-form" method="post" enctype="multipart/form-data" action=(link("/admin/sheet", lang)) {
            (token(&page.around.viewer))
            div class="account-field" {
                label for="file" { (lang.pick("Excel のファイル", "Excel file", "Excelの ファイル")) }
                p class="hint" id="file-hint" { (lang.pick("ここではまだ何も書き込みません。次の画面で変わるところを確かめます。", "Nothing is written yet: the next page shows what would change.", "まだ 何(なに)も 変(か)わりません。つぎの ページで たしかめます。")) }
                input id="file" name="file" type="file" required aria-describedby="file-hint"
                    accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            }
            button class="button account-main" type="submit" { (lang.pick("変わるところを見る", "Show what would change", "変(か)わる ところを 見(み)る")) }
        }
    }
}

fn batches(page: &HomePage) -> Markup {
    let lang = page.around.lang;
    html! {
        h2 { (lang.pick("最近のまとめた変更", "Recent bulk changes", "さいきん なおしたもの")) }
        @if page.batches.is_empty() {
            p class="empty" { (lang.pick("まだありません。", "None yet.", "まだ ありません。")) }
        } @else {
            ul class="account-sessions" { @for batch in page.batches { li {
                span class="account-device" id=(format!("batch-{}", batch.edit)) { (batch.reason) }
                span { (changes(batch.edits, batch.facilities, lang)) }
                span class="origin" { (batch.author) " " (moment(batch.made_at, lang)) }
                a class="button" href=(link(&format!("{HOME}/done?edit={}", batch.edit), lang)) aria-describedby=(format!("batch-{}", batch.edit)) {
                    (lang.pick("見る・取り消す", "Look or undo", "見(み)る・もどす"))
                }
            } } }
        }
    }
}

/// How many changes of how many facilities.
pub(super) fn changes(edits: usize, facilities: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{facilities}施設の{edits}項目"),
        Lang::En => format!("{edits} values of {facilities} facilities"),
        Lang::Easy => format!("{facilities}か所(しょ)・{edits}こ"),
    }
}
