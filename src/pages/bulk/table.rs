//! Many facilities in a table: which ones and which fields, and their cells to type into.

use maud::{Markup, html};

use super::super::account::token;
use super::super::{encoded, kind_label, link, without_readings};
use super::{Around, HOME, field_label, kinds, municipalities};
use crate::domain::edit::value::FIELDS;
use crate::domain::vocabulary::Lang;
use crate::domain::{Kind, vocabulary};

/// What is chosen for a table.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// Municipalities that have facilities: code and name.
    pub municipalities: &'a [(String, String)],
    /// The chosen kind.
    pub kind: Option<Kind>,
    /// The code of the chosen municipality.
    pub municipality: &'a str,
    /// The words that were typed.
    pub words: &'a str,
    /// The chosen fields.
    pub fields: &'a [String],
    /// The most fields.
    pub most: usize,
}

/// The form that chooses facilities and fields.
pub(super) fn choice(choice: &Choice, lang: Lang) -> Markup {
    let chosen = |field: &str| choice.fields.iter().any(|one| one == field);
    let answers: Vec<&str> = vocabulary().capabilities().iter().map(|one| one.id.as_str()).collect();
    let plain: Vec<&str> = FIELDS.iter().copied().filter(|field| *field != "position").collect();
    let boxes = |fields: &[&str]| {
        html! {
            div class="bulk-boxes" { @for field in fields {
                label { input type="checkbox" name="field" value=(field) checked[chosen(field)]; " " (field_label(field, lang)) }
            } }
        }
    };
    html! {
        form class="account-form bulk-choice" method="get" action=(format!("{HOME}/table")) {
            @if lang != Lang::Ja { input type="hidden" name="lang" value=(lang.id()); }
            (kinds("table-kind", choice.kind, lang))
            (municipalities("table-municipality", choice.municipalities, choice.municipality, lang))
            div class="account-field" {
                label for="table-words" { (lang.pick("名称・住所の言葉（なくてもかまいません）", "Words in name or address (optional)", "ことば")) }
                input id="table-words" name="q" type="text" value=(choice.words) autocomplete="off";
            }
            fieldset class="account-field" {
                legend { (match lang {
                    Lang::Ja => format!("列にする項目（{}つまで）", choice.most),
                    Lang::En => format!("Fields as columns (at most {})", choice.most),
                    Lang::Easy => format!("なおす もの（{}つまで）", choice.most),
                }) }
                (boxes(&plain))
                details open[choice.fields.iter().any(|field| answers.contains(&field.as_str()))] {
                    summary { (lang.pick("できること（○△×）", "What they can do (○△×)", "できること（○△×）")) }
                    (boxes(&answers))
                }
            }
            button class="button account-main" type="submit" { (lang.pick("表を開く", "Open the table", "表(ひょう)を 開(ひら)く")) }
        }
    }
}

/// A table to type into.
#[derive(Debug)]
pub struct TablePage<'a> {
    /// What stands around it.
    pub around: Around<'a>,
    /// What was chosen.
    pub choice: Choice<'a>,
    /// The rows.
    pub rows: &'a [TableRow],
    /// How many facilities there are on all pages.
    pub total: usize,
    /// The number of the last edit that the cells show.
    pub edit: i64,
    /// The path of the next page.
    pub next: Option<String>,
}

/// One facility.
#[derive(Debug)]
pub struct TableRow {
    /// Its identifier.
    pub facility: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// What stands in its cells, in the order of the fields.
    pub cells: Vec<String>,
}

/// A table to type into.
pub fn table_page(page: &TablePage) -> String {
    let lang = page.around.lang;
    let content = html! {
        @if page.rows.is_empty() {
            p class="empty" { (lang.pick("当てはまる施設がありません。", "No facility fits.", "ありません。")) }
        } @else if page.choice.fields.is_empty() {
            p class="empty" { (lang.pick("列にする項目を選んでください。", "Choose fields as columns.", "なおす ものを えらんでください。")) }
        } @else {
            (table(page))
        }
        h2 { (lang.pick("施設と項目を選びなおす", "Choose other facilities or fields", "えらびなおす")) }
        (choice(&page.choice, lang))
    };
    let title = lang.pick("表で編集", "Edit in a table", "表(ひょう)で なおす");
    page.around.document(title, &content)
}

fn table(page: &TablePage) -> Markup {
    let (lang, fields) = (page.around.lang, page.choice.fields);
    let shown = page.rows.len();
    html! {
        p { strong { (page.total) } (match lang {
            Lang::Ja => format!("施設のうち{shown}施設。書き換えて「変わるところを見る」を押します。空にすると値を消します。"),
            Lang::En => format!(" facilities, {shown} of them here. Change cells, then look at what would change. An emptied cell takes its value away."),
            Lang::Easy => format!("の うち {shown}。なおして ボタンを おします。"),
        }) }
        form class="bulk-form" method="post" action=(link(&format!("{HOME}/check"), lang)) {
            (token(&page.around.viewer))
            input type="hidden" name="edit" value=(page.edit);
            datalist id="answers" { @for answer in ["○", "△", "×"] { option value=(answer) {} } }
            div class="account-table" role="region" tabindex="0" aria-label=(lang.pick("施設の表", "Table of facilities", "表")) {
                table class="bulk-table" {
                    thead { tr {
                        th scope="col" { (lang.pick("施設", "Facility", "名前(なまえ)")) }
                        @for (at, field) in fields.iter().enumerate() {
                            th scope="col" { (field_label(field, lang)) input type="hidden" name=(format!("field/{at}")) value=(field); }
                        }
                    } }
                    tbody { @for (at, row) in page.rows.iter().enumerate() { tr {
                        th scope="row" {
                            a href=(link(&format!("/facilities/{}", encoded(&row.facility)), lang)) { (row.name) }
                            span class="origin" { (row.address) }
                            input type="hidden" name=(format!("id/{at}")) value=(row.facility);
                        }
                        @for ((column, field), text) in fields.iter().enumerate().zip(&row.cells) {
                            td { (cell(field, &format!("{at}/{column}"), text, &format!("{} {}", row.name, without_readings(&field_label(field, lang), lang)), lang)) }
                        }
                    } } }
                }
            }
            div class="account-choices" {
                button class="button account-main" type="submit" { (lang.pick("変わるところを見る", "Show what would change", "変(か)わる ところを 見(み)る")) }
                @if let Some(next) = &page.next { a class="button" href=(next) { (lang.pick("次の施設（この表は保存しません）", "Next facilities (without saving)", "つぎ")) } }
            }
        }
    }
}

/// One cell, and what stood in it when the page was made.
fn cell(field: &str, at: &str, text: &str, label: &str, lang: Lang) -> Markup {
    let is_answer = vocabulary().capability(field).is_some();
    html! {
        input type="hidden" name=(format!("base/{at}")) value=(text);
        @if field == "kind" {
            select name=(format!("cell/{at}")) aria-label=(label) {
                @for kind in Kind::ALL {
                    @let words = crate::domain::edit::words::kind_label(*kind);
                    option value=(words) selected[words == text] { (without_readings(kind_label(*kind, lang), lang)) }
                }
            }
        } @else if field.starts_with("hours_") {
            textarea name=(format!("cell/{at}")) aria-label=(label) rows="2" { (text) }
        } @else {
            input type="text" name=(format!("cell/{at}")) value=(text) aria-label=(label) autocomplete="off"
                list=[is_answer.then_some("answers")] class=[is_answer.then_some("bulk-answer")];
        }
    }
}
