//! Doubtful links: a record and the facilities that it may speak of, side by side. The pages need no script; the one that they load adds
//! keys, and tells how far a joining is.

mod decisions;
mod list;
mod marks;

use maud::{Markup, html};

use super::account::{Said, Sheet, Viewer, document_with};
use super::link;
use crate::domain::vocabulary::Lang;

pub use decisions::{DecisionRow, DecisionsPage, decisions_page};
pub use list::{CandidateView, DoubtView, DoubtsPage, Joining, doubts_page, joining_words};

/// The path of the list.
pub const PATH: &str = "/admin/review";

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
        let sheet = Sheet { lang: self.lang, title, path: PATH, viewer: Some(self.viewer), said: self.said };
        let head = html! {
            link rel="stylesheet" href="/bulk.css";
            script type="module" src="/review.js" {}
        };
        document_with(&sheet, &head, &html! { div class="bulk" { (content) } })
    }

    /// The way to the other page.
    fn other(&self, path: &str, words: &str) -> Markup {
        html! { p { a class="button" href=(link(path, self.lang)) { (words) } } }
    }
}
