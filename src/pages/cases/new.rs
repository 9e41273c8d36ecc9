//! The form of a new case.

use maud::{Markup, html};

use super::super::account::{Said, Sheet, Viewer, document, submit, token};
use super::super::{link, words};
use super::role_label;
use crate::domain::Need;
use crate::domain::needs;
use crate::domain::vocabulary::{Lang, Role};

/// The form of a new case, empty or as it was filled in.
#[derive(Debug)]
pub struct NewPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// What was typed as address; it stands in the answer to the form and nowhere else.
    pub address: &'a str,
    /// Whom it looks for.
    pub role: Role,
    /// The needs that are chosen.
    pub needs: &'a [String],
    /// The wished day as it was typed.
    pub wished_from: &'a str,
    /// The note as it was typed.
    pub note: &'a str,
    /// Whether everybody who keeps cases is to see it.
    pub shared: bool,
    /// The most characters of a note.
    pub most: usize,
    /// What is wrong.
    pub said: Option<&'a Said>,
}

/// The form of a new case.
pub fn new_page(page: &NewPage) -> String {
    let lang = page.lang;
    let content = html! {
        form class="account-form case-form" method="post" action=(link("/cases/new", lang)) {
            (token(&page.viewer))
            div class="account-field" {
                label for="address" { (lang.pick("家の住所", "Address of the home", "家(いえ)の 住所(じゅうしょ)")) }
                p class="hint" id="address-hint" { (lang.pick(
                    "町名まで書きます。約1km四方の区画に置きかえ、住所はその場で忘れます。",
                    "Up to the town is enough. It becomes a square of about 1 km at once; the address is not kept.",
                    "町(まち)の 名前(なまえ)まで 書(か)きます。住所(じゅうしょ)は のこりません。")) }
                input id="address" name="address" type="text" required autocomplete="off" spellcheck="false" value=(page.address) aria-describedby="address-hint";
            }
            div class="account-field" {
                label for="role" { (lang.pick("さがす相手", "Whom to look for", "だれを さがしますか")) }
                select id="role" name="role" {
                    @for &role in Role::ALL { option value=(role.id()) selected[role == page.role] { (role_label(role, lang)) } }
                }
            }
            (choices(page))
            div class="account-field" {
                label for="wished_from" { (lang.pick("いつから（分かれば）", "From when (if known)", "いつから")) }
                input id="wished_from" name="wished_from" type="date" autocomplete="off" value=(page.wished_from);
            }
            (note(page.note, page.most, lang))
            label class="case-check" {
                input type="checkbox" name="shared" value="1" checked[page.shared];
                span { (lang.pick("ほかの専門職の利用者と共有する", "Share with the other professionals here", "ほかの 人(ひと)も 見(み)ます")) }
            }
            (submit(lang.pick("事例を作る", "Make the case", "作(つく)る")))
        }
    };
    let title = lang.pick("新しい事例", "New case", "新(あたら)しい 事例(じれい)");
    document(&Sheet { lang, title, path: "/cases/new", viewer: Some(page.viewer), said: page.said }, &content)
}

/// The needs, list by list; each stands once, in the first list that names it. What people speak of comes first.
fn choices(page: &NewPage) -> Markup {
    let lang = page.lang;
    let first_list =
        |need: &Need| need.listed.first().map(|listing| listing.table.as_str()).unwrap_or_default().to_owned();
    let mut tables: Vec<_> = needs().tables().iter().collect();
    tables.sort_by_key(|table| table.source.is_some());
    html! {
        fieldset class="case-needs-all" {
            legend { (lang.pick("必要なこと", "What is needed", "必要(ひつよう)な こと")) }
            @for table in tables {
                @let own: Vec<&Need> = needs().all().iter().filter(|need| first_list(need) == table.id).collect();
                @let chosen = own.iter().filter(|need| page.needs.contains(&need.id)).count();
                @if !own.is_empty() {
                    details open[chosen > 0] {
                        summary { (words(&table.label, lang)) span class="origin" { (own.len()) } }
                        div class="case-checks" {
                            @for need in own {
                                label class="case-check" {
                                    input type="checkbox" name=(format!("need.{}", need.id)) value="1" checked[page.needs.contains(&need.id)];
                                    span { (words(&need.label, lang)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A few words, with what must not stand in them said beside the field.
pub(super) fn note(text: &str, most: usize, lang: Lang) -> Markup {
    let hint = match lang {
        Lang::Ja => format!(
            "{most}文字まで。名前（〜様・〜さん）、電話番号、生年月日、番地は書かないでください。見つかると保存されません。"
        ),
        Lang::En => format!(
            "At most {most} characters. No names (さん, 様), telephone numbers, dates of birth or house numbers: a note with them is not kept."
        ),
        Lang::Easy => {
            format!("{most}文字(もじ)まで。名前(なまえ)・電話(でんわ)・住所(じゅうしょ)は 書(か)かないでください。")
        }
    };
    html! {
        div class="account-field" {
            label for="note" { (lang.pick("メモ", "Note", "メモ")) }
            p class="hint" id="note-hint" { (hint) }
            textarea id="note" name="note" rows="3" maxlength=(most) autocomplete="off" aria-describedby="note-hint" { (text) }
        }
    }
}
