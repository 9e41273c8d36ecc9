//! Pages on which people put a facility right: the form, what it would change, the history, and what others proposed. They need no
//! script; the one that the form loads draws the week while somebody types, and lets a pin be set on a map.

mod form;
mod history;
pub(super) mod labels;
mod proposals;
mod review;
mod strip;

use maud::{Markup, html};

use super::account::{Said, Sheet, Viewer, document_with};
use super::{link, words};
use crate::domain::Facility;
use crate::domain::vocabulary::Lang;

pub use form::{FormPage, REASONS, form_page};
pub use history::{HistoryPage, HistoryRow, history_page};
pub use proposals::{Proposable, ProposalRow, ProposalsPage, proposals_page, sent_page};
pub use review::{Clash, ConflictPage, Difference, ReviewPage, conflict_page, review_page};
pub use strip::{Strip, strip};

/// What every page about one facility shows around its content.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it; nobody is signed in where the public proposes.
    pub viewer: Option<Viewer<'a>>,
    /// The facility as it is shown now.
    pub facility: &'a Facility,
    /// What is said about what was just done.
    pub said: Option<&'a Said>,
}

impl About<'_> {
    /// The path of a page below the facility's own.
    fn path(&self, page: &str) -> String {
        format!("/facilities/{}/{page}", super::encoded(&self.facility.id))
    }

    /// The path of a page below the facility's own, in the language of this one.
    fn link(&self, page: &str) -> String {
        link(&self.path(page), self.lang)
    }

    /// A whole page; `script` where it has one.
    fn document(&self, title: &str, page: &str, script: bool, content: &Markup) -> String {
        let lang = self.lang;
        let path = self.path(page);
        let head = html! {
            link rel="stylesheet" href="/edit.css";
            @if script { script type="module" src="/edit.js" {} }
        };
        let content = html! {
            p class="edit-about" {
                a href=(link(&format!("/facilities/{}", super::encoded(&self.facility.id)), lang)) { (self.facility.name) }
                span class="origin" { (super::kind_label(self.facility.kind, lang)) " " (self.facility.address) }
            }
            (content)
        };
        document_with(&Sheet { lang, title, path: &path, viewer: self.viewer, said: self.said }, &head, &content)
    }
}

/// What shows that a form came from a page of this session; the public has none.
fn token(viewer: Option<&Viewer>) -> Markup {
    html! { @if let Some(viewer) = viewer { (super::account::token(viewer)) } }
}

/// A name of the vocabulary's groups.
fn group_label(id: &str, lang: Lang) -> &'static str {
    let group = crate::domain::vocabulary().groups().iter().find(|group| group.id == id);
    group.map_or("", |group| words(&group.label, lang))
}
