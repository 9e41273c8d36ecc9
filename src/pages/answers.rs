//! Four-state answers with their age and source, and what each of the four means.

use maud::{Markup, html};

use super::{date, words};
use crate::domain::source::Source;
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Capability, Facility, Fact, vocabulary};

/// The answers in the order in which a caller needs them.
const ORDER: [Answer; 4] = [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown];

/// Everything that a facility has answered. `is_old` says whether a yes is older than its horizon and must be asked again.
pub(super) fn answers(facility: &Facility, lang: Lang, is_old: impl Fn(Capability, &Fact) -> bool) -> Markup {
    html! {
        @if facility.capabilities.is_empty() {
            p { (lang.pick(
                "まだ回答がありません。できないという意味ではありません。電話でお確かめください。",
                "No answers yet. That does not mean no: please ask by telephone.",
                "まだ 答(こた)えが ありません。電話(でんわ)で 聞(き)いてください。")) }
        }
        @for answer in ORDER {
            @let mine: Vec<_> = facility.capabilities.iter().filter(|(_, fact)| fact.answer == answer).collect();
            @if !mine.is_empty() {
                section class=(format!("answers answers-{}", answer.id())) {
                    h3 { span aria-hidden="true" { (mark(answer)) } " " (title(answer, lang)) " (" (mine.len()) ")" }
                    p class="hint" { (meaning(answer, lang)) }
                    ul {
                        @for (capability, fact) in mine {
                            li { (line(*capability, fact, is_old(*capability, fact), lang)) }
                        }
                    }
                }
            }
        }
    }
}

fn line(capability: Capability, fact: &Fact, old: bool, lang: Lang) -> Markup {
    let name = vocabulary().words(capability).map_or("", |of| words(&of.label, lang));
    html! {
        span class="answer-name" { (name) }
        @if old { span class="old" { (lang.pick("古い回答・要確認", "old: ask again", "古(ふる)い 答(こた)え")) } }
        @if let Some(condition) = &fact.condition { span class="condition" { (condition) } }
        span class="origin" { (date(fact.as_of, lang)) " " (source(fact.source, lang)) }
    }
}

/// A source by the name a reader knows it by.
pub(super) const fn source(source: Source, lang: Lang) -> &'static str {
    let (japanese, english) = source.label();
    match lang {
        Lang::En => english,
        Lang::Ja | Lang::Easy => japanese,
    }
}

const fn mark(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "○",
        Answer::Consult => "△",
        Answer::No => "×",
        Answer::Unknown => "—",
    }
}

fn title(answer: Answer, lang: Lang) -> &'static str {
    match answer {
        Answer::Yes => lang.pick("対応", "Yes", "できます"),
        Answer::Consult => lang.pick("要相談", "On consultation", "相談(そうだん)してください"),
        Answer::No => lang.pick("非対応", "No", "できません"),
        Answer::Unknown => lang.pick("不明", "Not known", "わかりません"),
    }
}

fn meaning(answer: Answer, lang: Lang) -> &'static str {
    match answer {
        Answer::Yes => lang.pick(
            "記された時点で「対応できる」との回答です。",
            "They said that they can, on the day that is written.",
            "「できる」と 答(こた)えました。",
        ),
        Answer::Consult => lang.pick(
            "患者さんの状態や体制によります。事前に電話で相談してください。",
            "It depends on the patient and on who is there: please phone beforehand.",
            "先(さき)に 電話(でんわ)で 相談(そうだん)してください。",
        ),
        Answer::No => lang.pick(
            "対応していないとの回答です。",
            "They said that they cannot.",
            "「できない」と 答(こた)えました。",
        ),
        Answer::Unknown => lang.pick(
            "回答がありません。できないという意味ではありません。",
            "Nobody has said. That does not mean no.",
            "まだ わかりません。電話(でんわ)で 聞(き)いてください。",
        ),
    }
}
