//! Pages on which an editor changes many facilities at once: by a workbook, or in a table. They need no script.

mod differences;
mod done;
mod home;

use maud::{Markup, html};

use super::account::{Said, Sheet, Viewer, document_with};
use super::{capability_label, without_readings};
use crate::domain::vocabulary::Lang;
use crate::domain::{Kind, vocabulary};

pub use differences::{DifferenceRow, DifferencesPage, Left, differences_page};
pub use done::{DonePage, DoneRow, done_page};
pub use home::{BatchRow, HomePage, home_page};

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
pub(super) fn field_label(field: &str, lang: Lang) -> String {
    if let Some(capability) = vocabulary().capability(field) {
        return capability_label(capability, lang).to_owned();
    }
    if let Some(heading) = field.strip_prefix("remark/") {
        return format!("{}：{heading}", lang.pick("備考", "Remark", "そのほか"));
    }
    if field.starts_with("service_capacity/") {
        let code = field.rsplit('/').next().unwrap_or_default();
        return format!("{} {code}", lang.pick("定員", "Places", "人数(にんずう)"));
    }
    let words = match field {
        "name" => lang.pick("名称", "Name", "名前(なまえ)"),
        "name_kana" => lang.pick("フリガナ", "Reading in katakana", "読(よ)みかた"),
        "kind" => lang.pick("種別", "Kind", "種類(しゅるい)"),
        "address" => lang.pick("住所", "Address", "住所(じゅうしょ)"),
        "position" => lang.pick("地図の位置", "Place on the map", "地図(ちず)の 場所(ばしょ)"),
        "phone" => lang.pick("電話", "Telephone", "電話(でんわ)"),
        "fax" => "FAX",
        "url" => lang.pick("ホームページ", "Web site", "ホームページ"),
        "beds" => lang.pick("病床数", "Beds", "ベッドの 数(かず)"),
        "specialties" => lang.pick("診療科", "Specialties", "みる 科(か)"),
        "closed" => lang.pick("廃止日", "Closed for good since", "やめた 日(ひ)"),
        "hours_consultation" => lang.pick("診療・営業時間", "Consultation hours", "開(あ)いている 時間(じかん)"),
        "hours_contact" => {
            lang.pick("相談できる時間", "Hours for calls by professionals", "電話(でんわ)の 時間(じかん)")
        }
        "hours_visiting" => lang.pick("訪問できる時間", "Visiting hours", "家(いえ)に 来(く)る 時間(じかん)"),
        "capacity" => lang.pick("月あたりの受入人数", "Patients a month", "1か月(げつ)の 人数(にんずう)"),
        other => other,
    };
    words.to_owned()
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
