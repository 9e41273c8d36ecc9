//! The reasons of one ranked facility, in words.

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::answer::{PackedFact, Stands};
use crate::domain::vocabulary::{Lang, Vocabulary, Words};
use crate::domain::{Answer, Source};

use super::of_day_words::of_day;
use super::policy::{Policy, TermId};
use super::question::{AnyOf, Question, Standing, State, View};
use super::rank::Ranked;
use super::way_words::distance_reason;

/// One need or wish and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Requirement {
    /// The capability that decides.
    pub need: String,
    /// All capabilities of which one is enough.
    pub any_of: Vec<String>,
    /// Met, ask or unmet.
    pub state: State,
    /// The four-state answer behind it.
    pub answer: Answer,
    /// When the answer was true, or was said to be still so.
    pub as_of: Option<Date>,
    /// Who gave it.
    pub source: Option<Source>,
    /// The state in a sentence.
    pub reason: String,
}

/// One term of the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermLine {
    /// Which term.
    pub term: &'static str,
    /// What the policy calls it.
    pub label: String,
    /// Its share of the score.
    pub weight: f64,
    /// Its value between 0 and 1; between −1 and 0 for recent requests.
    pub value: f64,
    /// The value in a sentence.
    pub reason: String,
}

/// How a list of requirements stands for one facility.
pub fn requirements(
    view: &View,
    requirements: &[AnyOf],
    question: &Question,
    policy: &Policy,
    vocabulary: &Vocabulary,
    lang: Lang,
) -> Vec<Requirement> {
    let today = PackedFact::day_number(question.today);
    let id = |capability| vocabulary.id(capability).to_owned();
    let line = |&any: &AnyOf| {
        let Standing { state, by, fact } = view.standing(any, policy, today);
        Requirement {
            need: id(by),
            any_of: any.members().map(id).collect(),
            state,
            answer: fact.map_or(Answer::Unknown, answer_for_the_day),
            as_of: fact.map(PackedFact::as_of),
            source: fact.map(|fact| fact.source),
            reason: fact
                .and_then(|fact| of_day(fact, view, question, policy, lang))
                .unwrap_or_else(|| requirement_reason(state, fact, policy, lang)),
        }
    };
    requirements.iter().map(line).collect()
}

/// As of which day an answer is told, or on which day it was said to be still so.
fn said_on(fact: PackedFact, lang: Lang) -> String {
    let date = lang.date(fact.as_of());
    match (lang, fact.stands == Stands::Confirmed) {
        (Lang::Ja, false) => format!("{date}時点"),
        (Lang::Ja, true) => format!("{date}に変わりないと確認"),
        (Lang::En, false) => format!("as of {date}"),
        (Lang::En, true) => format!("confirmed unchanged on {date}"),
        (Lang::Easy, false) => date,
        (Lang::Easy, true) => format!("{date}に かわらないと 聞(き)きました"),
    }
}

fn requirement_reason(state: State, fact: Option<PackedFact>, policy: &Policy, lang: Lang) -> String {
    let Some(fact) = fact else {
        return lang
            .pick(
                "情報がありません。確認してください",
                "Nobody has said: please ask",
                "わかりません。聞(き)いてください",
            )
            .to_owned();
    };
    let source = lang.pick(fact.source.label().0, fact.source.label().1, fact.source.label().0);
    let date = said_on(fact, lang);
    match (state, fact.answer) {
        (State::Met, _) => match lang {
            Lang::Ja => format!("対応可能（{source}、{date}）"),
            Lang::En => format!("Yes ({source}, {date})"),
            Lang::Easy => format!("できます（{source}、{date}）"),
        },
        (State::Unmet, _) => match lang {
            Lang::Ja => format!("対応していません（{source}、{date}）"),
            Lang::En => format!("No ({source}, {date})"),
            Lang::Easy => format!("できません（{source}、{date}）"),
        },
        (State::Ask, Answer::Yes) => {
            let days = policy.horizon_days(fact);
            match lang {
                Lang::Ja => format!("対応可能との回答が{days}日より古いため要確認（{source}、{date}）"),
                Lang::En => format!("The yes is older than {days} days: please ask ({source}, {date})"),
                Lang::Easy => format!("古(ふる)い答(こた)えです。聞(き)いてください（{source}、{date}）"),
            }
        }
        (State::Ask, Answer::Unknown) => match lang {
            Lang::Ja => format!("「不明」との回答です。確認してください（{source}、{date}）"),
            Lang::En => format!("They answered that they do not know: please ask ({source}, {date})"),
            Lang::Easy => format!("わからないという答(こた)えです。聞(き)いてください（{source}、{date}）"),
        },
        (State::Ask, _) => match lang {
            Lang::Ja => format!("要相談（{source}、{date}）"),
            Lang::En => format!("On consultation ({source}, {date})"),
            Lang::Easy => format!("相談(そうだん)してください（{source}、{date}）"),
        },
    }
}

/// The terms that add up to the score, in the order of the sum.
pub fn terms(ranked: &Ranked, view: &View, question: &Question, policy: &Policy, lang: Lang) -> Vec<TermLine> {
    policy
        .terms()
        .iter()
        .zip(ranked.values)
        .map(|(term, value)| TermLine {
            term: term.id.id(),
            label: words(&term.label, lang).to_owned(),
            weight: term.weight,
            value,
            reason: term_reason(term.id, value, ranked, view, question, policy, lang),
        })
        .chain(question.rotation.as_ref().and_then(|rotation| rotation.line(ranked.row, policy, lang)))
        .collect()
}

fn term_reason(
    term: TermId,
    value: f64,
    ranked: &Ranked,
    view: &View,
    question: &Question,
    policy: &Policy,
    lang: Lang,
) -> String {
    let today = PackedFact::day_number(question.today);
    match term {
        TermId::Distance => distance_reason(ranked, policy, lang),
        TermId::Visits => {
            let fact = question.implies.and_then(|implied| view.fact(implied));
            match (question.implies, fact.map(|fact| (fact.answer, policy.is_fresh(fact, today)))) {
                (None, _) => lang.pick(
                    "この役割では問いません",
                    "Not asked of this role",
                    "この役割(やくわり)では聞(き)きません",
                ),
                (_, Some((Answer::Yes, true))) => {
                    lang.pick("訪問の届出・回答あり", "Known to visit", "家(いえ)に来(き)ます")
                }
                (_, Some((Answer::Yes, false))) => {
                    lang.pick("訪問の回答が古い", "Known to visit, but the answer is old", "答(こた)えが古(ふる)いです")
                }
                (_, Some((Answer::Consult, _))) => {
                    lang.pick("訪問は要相談", "Visits on consultation", "来(く)るか相談(そうだん)します")
                }
                (_, Some((Answer::No, _))) => lang.pick("訪問していない", "Does not visit", "家(いえ)に来(き)ません"),
                (_, Some((Answer::Unknown, _)) | None) => {
                    lang.pick("訪問するか不明", "Not known whether they visit", "来(く)るかわかりません")
                }
            }
            .to_owned()
        }
        TermId::NightCover => level_words(
            value,
            1.0,
            lang,
            [
                ["夜間・休日の対応は不明", "Night cover not known", "夜(よる)のことはわかりません"],
                [
                    "夜間・休日の対応は一部または要確認",
                    "Some night cover, or to be asked",
                    "夜(よる)は少(すこ)し、または聞(き)きます",
                ],
                ["24時間の対応あり", "Covered day and night", "夜(よる)も来(き)ます"],
            ],
        ),
        TermId::Reachable => reachable_reason(value, view, policy, lang),
        TermId::AcceptingNew => {
            let fact = policy.accepting_new_capability().and_then(|capability| view.fact(capability));
            if let Some(said) = fact.and_then(|fact| of_day(fact, view, question, policy, lang)) {
                return said;
            }
            match fact.map(|fact| (fact.answer, policy.is_fresh(fact, today))) {
                Some((Answer::Yes, true)) => {
                    lang.pick("新規受入可", "Takes new patients", "新(あたら)しい人(ひと)を受(う)けます")
                }
                Some((Answer::Yes, false)) => lang.pick(
                    "新規受入の回答が古い",
                    "Took new patients, but the answer is old",
                    "答(こた)えが古(ふる)いです",
                ),
                Some((Answer::Consult, _)) => {
                    lang.pick("新規受入は要相談", "New patients on consultation", "相談(そうだん)してください")
                }
                Some((Answer::No, _)) => lang.pick("新規受入なし", "No new patients", "今(いま)は受(う)けません"),
                Some((Answer::Unknown, _)) | None => {
                    lang.pick("新規受入は不明", "Not known whether they take new patients", "受(う)けるかわかりません")
                }
            }
            .to_owned()
        }
        TermId::Experience => {
            let asked = question.needs.len() + question.wishes.len();
            let met = (value * asked as f64).round();
            match lang {
                _ if asked == 0 => {
                    lang.pick("条件の指定なし", "Nothing was asked for", "条件(じょうけん)はありません").to_owned()
                }
                Lang::Ja => format!("条件・希望{asked}件のうち{met}件に対応の回答"),
                Lang::En => format!("{met} of {asked} needs and wishes answered yes"),
                Lang::Easy => format!("{asked}つの条件(じょうけん)のうち{met}つができます"),
            }
        }
        TermId::Group => level_words(
            value,
            1.0,
            lang,
            [
                ["連携型グループの情報なし", "No group known", "グループはわかりません"],
                ["連携型グループに所属", "Belongs to a group", "グループに入(はい)っています"],
                ["連携型グループに所属", "Belongs to a group", "グループに入(はい)っています"],
            ],
        ),
        TermId::Freshness => level_words(
            value,
            0.6,
            lang,
            [
                [
                    "回答の日付なし、または期限切れ",
                    "No dated answer within its horizon",
                    "答(こた)えがないか古(ふる)いです",
                ],
                [
                    "古い回答か、回答のない項目がある",
                    "Some answers are old or missing",
                    "古(ふる)い答(こた)えがあります",
                ],
                ["回答が新しい", "The answers are recent", "答(こた)えが新(あたら)しいです"],
            ],
        ),
    }
}

fn reachable_reason(value: f64, view: &View, policy: &Policy, lang: Lang) -> String {
    let values = policy.reachable();
    let words = if view.contact.is_none() || value == values.unknown {
        ["相談できる時間は不明", "Contact hours not known", "電話(でんわ)の時間(じかん)はわかりません"]
    } else if value == values.open {
        ["希望の時間に相談できる", "Can be reached at the wished time", "その時間(じかん)に電話(でんわ)できます"]
    } else if value == values.soon {
        [
            "希望の時間のあと間もなく相談できる",
            "Can be reached soon after the wished time",
            "すこし後(あと)で電話(でんわ)できます",
        ]
    } else {
        [
            "希望の時間には相談できない",
            "Cannot be reached at the wished time",
            "その時間(じかん)は電話(でんわ)できません",
        ]
    };
    lang.pick(words[0], words[1], words[2]).to_owned()
}

/// The words for none, some or all of a value; all begins at `full`.
fn level_words(value: f64, full: f64, lang: Lang, words: [[&str; 3]; 3]) -> String {
    let level = usize::from(value > 0.0) + usize::from(value >= full);
    let [ja, en, easy] = words[level];
    lang.pick(ja, en, easy).to_owned()
}

/// What a text of the vocabulary says in one language.
pub fn words(words: &Words, lang: Lang) -> &str {
    lang.pick(&words.ja, &words.en, &words.easy)
}
/// What is answered for the day of a question. That a facility took nobody in the month before says nothing of this one: unknown is never no.
fn answer_for_the_day(fact: PackedFact) -> Answer {
    match (fact.stands, fact.answer) {
        (Stands::CarriedOver, Answer::No) => Answer::Unknown,
        (_, answer) => answer,
    }
}

