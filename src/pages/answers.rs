//! Four-state answers with their age and source, and what each of the four means.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Locks, capability_label, date};
use crate::domain::source::{Origin, Source};
use crate::domain::vocabulary::{Basis, Lang, Role};
use crate::domain::{Answer, Capability, Facility, Fact, vocabulary};

/// The answers in the order in which a caller needs them.
const ORDER: [Answer; 4] = [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown];

/// Everything that a facility has answered, and what nobody has asked it yet. `is_old` says whether a yes is older than its horizon
/// and must be asked again.
pub(super) fn answers(
    facility: &Facility,
    today: Date,
    locks: Locks,
    is_old: impl Fn(Capability, &Fact) -> bool,
) -> Markup {
    let lang = locks.lang;
    let silent = silent(facility);
    html! {
        @if facility.capabilities.is_empty() {
            p { (lang.pick(
                "まだ回答がありません。できないという意味ではありません。電話でお確かめください。",
                "No answers yet. That does not mean no: please ask by telephone.",
                "まだ 答(こた)えが ありません。電話(でんわ)で 聞(き)いてください。")) }
        }
        @if !facility.capabilities.is_empty() { (legend(lang)) }
        @for answer in ORDER {
            @let mine: Vec<&(Capability, Fact)> = facility.capabilities.iter().filter(|(_, fact)| fact.answer == answer).collect();
            @if !mine.is_empty() {
                section class=(format!("answers answers-{}", answer.id())) {
                    h3 { (badge(answer)) " " span { (title(answer, lang)) " (" (mine.len()) ")" } }
                    @for (origin, said) in by_origin(&mine) {
                        div class="said" {
                            p class="origin" { (source(origin.source, lang)) " " (date(origin.as_of, lang)) " " (age(origin.as_of, today, lang)) }
                            ul { @for (capability, fact) in said { li { (line(*capability, fact, is_old(*capability, fact), locks)) } } }
                        }
                    }
                }
            }
        }
        @if !silent.is_empty() {
            details class="answers answers-unknown" {
                summary { (badge(Answer::Unknown)) " " span { (lang.pick("まだ回答がないこと", "Not answered yet", "まだ わからないこと")) " (" (silent.len()) ")" } }
                ul class="names" { @for capability in silent { li { (capability_label(capability, lang)) } } }
            }
        }
    }
}

/// What each of the four means.
fn legend(lang: Lang) -> Markup {
    html! {
        dl class="legend" aria-label=(lang.pick("記号の意味", "What the marks mean", "しるしの意味")) {
            @for answer in ORDER {
                div { dt { (badge(answer)) " " (title(answer, lang)) } dd { (meaning(answer, lang)) } }
            }
        }
    }
}

/// What institutions of this kind may be asked and this one has not answered, in the order of the vocabulary.
fn silent(facility: &Facility) -> Vec<Capability> {
    let asks = |role: &Role| vocabulary().role(*role).is_some_and(|role| role.kinds.contains(&facility.kind));
    let asked = vocabulary()
        .capabilities()
        .iter()
        .filter(|words| words.basis == Basis::Practice && words.roles.iter().any(asks));
    let capabilities = asked.filter_map(|words| vocabulary().capability(&words.id));
    capabilities.filter(|capability| !facility.capabilities.iter().any(|(known, _)| known == capability)).collect()
}

/// Facts by who said them when, the newest first.
fn by_origin<'a>(facts: &[&'a (Capability, Fact)]) -> Vec<(Origin, Vec<&'a (Capability, Fact)>)> {
    let mut groups: Vec<(Origin, Vec<_>)> = Vec::new();
    for fact in facts {
        let origin = fact.1.origin();
        match groups.iter_mut().find(|(known, _)| *known == origin) {
            Some((_, group)) => group.push(*fact),
            None => groups.push((origin, vec![*fact])),
        }
    }
    groups.sort_by_key(|(origin, _)| std::cmp::Reverse(origin.as_of));
    groups
}

/// How long ago: 「20日前」, 「約3か月前」. Nothing of a day to come.
pub(super) fn age(as_of: Date, today: Date, lang: Lang) -> String {
    let days = today.duration_since(as_of).as_hours() / 24;
    let (n, ja, en, easy) = match days {
        ..0 => return String::new(),
        0 => return lang.pick("（きょう）", "(today)", "（きょう）").to_owned(),
        1..60 => (days, "日前", "days ago", "日(にち)前(まえ)"),
        60..730 => (days / 30, "か月前", "months ago", "か月(げつ)前(まえ)"),
        730.. => (days / 365, "年前", "years ago", "年(ねん)前(まえ)"),
    };
    match lang {
        Lang::En => format!("({n} {})", if n == 1 { en.replacen('s', "", 1) } else { en.to_owned() }),
        Lang::Ja | Lang::Easy => format!("（{}{n}{}）", if days < 60 { "" } else { "約" }, lang.pick(ja, en, easy)),
    }
}

fn line(capability: Capability, fact: &Fact, old: bool, locks: Locks) -> Markup {
    let lang = locks.lang;
    html! {
        span class="answer-name" { (capability_label(capability, lang)) }
        @if old { span class="old" { (lang.pick("古い回答・要確認", "old: ask again", "古(ふる)い 答(こた)え")) } }
        @if let Some(condition) = &fact.condition { span class="condition" { (condition) } }
        (locks.on(vocabulary().id(capability)))
    }
}

/// The mark, which its words always follow.
pub(super) fn badge(answer: Answer) -> Markup {
    html! { span class=(format!("badge badge-{}", answer.id())) aria-hidden="true" { (mark(answer)) } }
}

/// A source by the name a reader knows it by.
pub(super) const fn source(source: Source, lang: Lang) -> &'static str {
    let (japanese, english) = source.label();
    match lang {
        Lang::En => english,
        Lang::Ja | Lang::Easy => japanese,
    }
}

pub(super) const fn mark(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "○",
        Answer::Consult => "△",
        Answer::No => "×",
        Answer::Unknown => "—",
    }
}

pub(super) fn title(answer: Answer, lang: Lang) -> &'static str {
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_age_is_told_in_the_measure_people_use() {
        let today = date(2026, 11, 21);
        for (as_of, ja, en) in [
            (date(2026, 11, 21), "（きょう）", "(today)"),
            (date(2026, 11, 20), "（1日前）", "(1 day ago)"),
            (date(2026, 8, 1), "（約3か月前）", "(3 months ago)"),
            (date(2023, 1, 1), "（約3年前）", "(3 years ago)"),
            (date(2027, 1, 1), "", ""),
        ] {
            assert_eq!((age(as_of, today, Lang::Ja), age(as_of, today, Lang::En)), (ja.to_owned(), en.to_owned()));
        }
    }
}
