//! The small lock beside what the public does not see.

use maud::{Markup, html};

use crate::domain::vocabulary::Lang;

/// What of a page the public does not see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Locks<'a> {
    /// Fields, capabilities and `remark/HEADING`; empty on a page for the public.
    pub(super) professional_only: &'a [String],
    /// In which language.
    pub(super) lang: Lang,
}

impl Locks<'_> {
    /// The lock, where this is not for the public.
    pub(super) fn on(self, what: &str) -> Markup {
        self.on_any(&[what])
    }

    /// The lock, where any of these is not for the public.
    pub(super) fn on_any(self, what: &[&str]) -> Markup {
        let locked = self.professional_only.iter().any(|locked| what.contains(&locked.as_str()));
        html! { @if locked { " " (self.lock()) } }
    }

    /// What a page with locks says at its top, also on paper.
    pub(super) fn notice(self) -> Markup {
        html! {
            @if !self.professional_only.is_empty() {
                p class="lock-notice" { (self.lock()) " " (self.lang.pick(
                    "この印の事項は、一般には公開していません。紙にしたときも取り扱いにご注意ください。",
                    "What carries this mark is not shown to the public. Take care of it on paper too.",
                    "この しるしが ある ことは、みんなには 見せていません。紙(かみ)も 気(き)をつけて ください。")) }
            }
        }
    }

    fn lock(self) -> Markup {
        html! {
            span class="lock" {
                svg class="lock-sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false" {
                    path d="M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9.5h-13z" {}
                }
                (self.lang.pick("専門職のみ", "Professionals only", "専門(せんもん)の 人(ひと)だけ"))
            }
        }
    }
}
