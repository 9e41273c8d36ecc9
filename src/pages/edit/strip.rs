//! What somebody who may edit a facility sees above its page: the ways to its form and history, and what was just changed.

use maud::{Markup, html};

use super::super::account::{Viewer, token};
use super::super::{encoded, link};
use crate::domain::vocabulary::Lang;

/// What stands above the page.
#[derive(Debug, Clone, Copy)]
pub struct Strip<'a> {
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// The numbers of the edits that were just made, parted by commas.
    pub changed: Option<&'a str>,
}

/// The ways to the form and the history; 「変更しました」 and the way back where something was just changed.
pub fn strip(strip: &Strip, facility: &str, lang: Lang) -> Markup {
    let below = |page: &str| link(&format!("/facilities/{}/{page}", encoded(facility)), lang);
    html! {
        aside class="edit-strip" aria-label=(lang.pick("この施設の編集", "Editing this entry", "なおす")) {
            @if let Some(changed) = strip.changed {
                form class="edit-done" method="post" action=(below("undo")) {
                    p role="status" { strong { (lang.pick("変更しました。", "The changes are saved.", "変(か)えました。")) } " " (lang.pick("検索と地図にも反映されています。", "Searches and the map show them now.", "さがすときも 新(あたら)しく なりました。")) }
                    (token(&strip.viewer))
                    input type="hidden" name="edits" value=(changed);
                    input type="hidden" name="reason" value=(lang.pick("保存直後に元に戻した", "taken back right after saving", "すぐに もどした"));
                    button class="button" type="submit" { (lang.pick("元に戻す", "Undo", "もとに もどす")) }
                }
            }
            p class="ways" {
                a class="button" href=(below("edit")) { (lang.pick("編集する", "Edit", "なおす")) } " "
                a class="button" href=(below("history")) { (lang.pick("変更の記録", "History", "記録(きろく)")) }
            }
        }
    }
}
