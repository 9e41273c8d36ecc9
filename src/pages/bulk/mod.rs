//! Pages on which an editor changes many facilities at once: by a workbook, or in a table. They need no script.

mod differences;
mod done;
mod home;
mod table;

use maud::{Markup, html};

use super::account::{Said, Sheet, Viewer, document_with};
use super::without_readings;
use crate::domain::Kind;
use crate::domain::vocabulary::Lang;

pub use differences::{DifferenceRow, DifferencesPage, Left, differences_page};
pub use done::{DonePage, DoneRow, done_page};
pub use home::{BatchRow, HomePage, home_page};
pub use table::{Choice, TablePage, TableRow, table_page};

/// The path of the first of these pages.
pub const HOME: &str = "/admin/bulk";

/// What every one of these pages has around its content.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// What is said about what was just done.
    pub said: Option<&'a Said>,
}

impl Around<'_> {
    fn document(&self, title: &str, content: &Markup) -> String {
        let sheet = Sheet { lang: self.lang, title, path: HOME, viewer: Some(self.viewer), said: self.said };
        let head = html! { link rel="stylesheet" href="/bulk.css"; };
        document_with(&sheet, &head, &html! { div class="bulk" { (content) } })
    }
}

/// What a field is called.
pub fn field_label(field: &str, lang: Lang) -> String {
    super::edit::labels::label(field, None, lang)
}

/// A list of kinds to choose from.
fn kinds(id: &str, chosen: Option<Kind>, lang: Lang) -> Markup {
    html! {
        div class="account-field" {
            label for=(id) { (lang.pick("種別", "Kind", "種類(しゅるい)")) }
            select id=(id) name="kind" {
                @for kind in Kind::ALL {
                    option value=(kind.id()) selected[Some(*kind) == chosen] { (without_readings(super::kind_label(*kind, lang), lang)) }
                }
            }
        }
    }
}

/// A list of municipalities to choose from: code and name.
fn municipalities(id: &str, known: &[(String, String)], chosen: &str, lang: Lang) -> Markup {
    html! {
        div class="account-field" {
            label for=(id) { (lang.pick("市区町村", "Municipality", "町(まち)")) }
            select id=(id) name="municipality" {
                option value="" { (lang.pick("すべて", "All", "ぜんぶ")) }
                @for (code, name) in known { option value=(code) selected[code == chosen] { (name) } }
            }
        }
    }
}

/// The line in which an editor says why.
fn reason(lang: Lang, hint: &str) -> Markup {
    html! {
        div class="account-field" {
            label for="reason" { (lang.pick("理由", "Reason", "わけ")) }
            p class="hint" id="reason-hint" { (hint) }
            input id="reason" name="reason" type="text" required maxlength="1000" autocomplete="off" aria-describedby="reason-hint";
        }
    }
}
