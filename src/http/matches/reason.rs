//! Why one institution stands before another, in one sentence, and what becomes of either in a few words.

use crate::domain::answer::PackedFact;
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Kind, vocabulary};
use crate::http::requirements::label;
use crate::matching::{AnyOf, Comparison, Deciding, Outcome, State, Which, explain};

use super::asked::Asked;
use super::comparison::{ComparedTermView, Looked};

/// Needs or terms that one sentence names; the rest stands in the table.
const NAMED: usize = 3;

/// The identifier and the words of an outcome.
pub(super) fn outcome_words(asked: &Asked, outcome: Outcome, kind: Kind, lang: Lang) -> (&'static str, String) {
    let said = |ja: &str, en: &str, easy: &str| lang.pick(ja, en, easy).to_owned();
    match outcome {
        Outcome::Candidate => ("candidate", said("候補", "Candidate", "候補(こうほ)")),
        Outcome::Excluded(exclusion) => {
            let view = asked.excluded_view(exclusion, 1);
            (view.reason, view.label)
        }
        Outcome::NoPlace => {
            ("no_place", said("所在地が分からない", "Its place is not known", "場所(ばしょ)がわかりません"))
        }
        Outcome::Closed => ("closed", said("閉院・廃止", "Closed for good", "もうありません")),
        Outcome::OtherKind => {
            let name = |words: Option<&'static str>| words.unwrap_or_default();
            let kind = name(vocabulary().kind(kind).map(|words| explain::words(&words.label, lang)));
            let role = name(vocabulary().role(asked.question.role).map(|words| explain::words(&words.label, lang)));
            let words = match lang {
                Lang::Ja => format!("種類が「{kind}」のため、{role}の対象外"),
                Lang::En => format!("Of the kind {kind}, which does not fill the role {role}"),
                Lang::Easy => format!("{kind}は{role}をしません"),
            };
            ("other_kind", words)
        }
    }
}

/// Which stands first, and why.
pub(super) fn sentence(asked: &Asked, found: &Comparison, sides: [&Looked; 2], terms: &[ComparedTermView]) -> String {
    let lang = asked.lang;
    let (ahead, behind) = match found.ahead {
        Some(Which::Second) => (sides[1], sides[0]),
        Some(Which::First) | None => (sides[0], sides[1]),
    };
    let (a, b) = (ahead.facility.name.as_str(), behind.facility.name.as_str());
    if found.by == Deciding::Neither {
        return neither(asked, sides);
    }
    let because = match found.by {
        Deciding::OnlyCandidate | Deciding::Neither => {
            let (_, why) = outcome_words(asked, behind.outcome(), behind.facility.kind, lang);
            match lang {
                Lang::Ja => format!("{b}は候補に入らないため（{why}）"),
                Lang::En => format!("{b} is no candidate ({why})"),
                Lang::Easy => format!("{b}は候補(こうほ)ではありません（{why}）"),
            }
        }
        Deciding::ShorterWay => match lang {
            Lang::Ja => format!("{b}は直線では近くても海や湖の向こうで、陸路が16 kmより長いか、船が必要なため"),
            Lang::En => format!("{b} is near by ruler but beyond water, with more than 16 km by land or no way but a ship"),
            Lang::Easy => format!("{b}は海(うみ)や湖(みずうみ)の向(む)こうです。道(みち)が遠(とお)いです"),
        },
        Deciding::FewerUnmet => fewer(asked, [ahead, behind], true),
        Deciding::FewerAsks => fewer(asked, [ahead, behind], false),
        Deciding::HigherScore => higher_score(asked, found, [ahead, behind], terms),
        Deciding::Lot => lang
            .pick(
                "確認が必要な条件の数も点数も同じで、その日のくじの順のため。くじは毎日引き直されます",
                "both have as many needs to ask about and the same score, so that the lot of the day decides; it is drawn anew each day",
                "条件(じょうけん)も点(てん)も同(おな)じです。今日(きょう)のくじで決(き)めました。くじは毎日(まいにち)変(か)わります",
            )
            .to_owned(),
    };
    match lang {
        Lang::Ja => format!("{a}が先です。{because}。"),
        Lang::En => format!("{a} stands first: {because}."),
        Lang::Easy => format!("{a}が先(さき)です。{because}。"),
    }
}

fn neither(asked: &Asked, sides: [&Looked; 2]) -> String {
    let [a, b] = sides.map(|side| {
        let (_, why) = outcome_words(asked, side.outcome(), side.facility.kind, asked.lang);
        (side.facility.name.as_str(), why)
    });
    match asked.lang {
        Lang::Ja => format!("どちらも候補に入らないため、前後はありません（{}: {}、{}: {}）。", a.0, a.1, b.0, b.1),
        Lang::En => format!("Neither is a candidate, so neither stands first ({}: {}; {}: {}).", a.0, a.1, b.0, b.1),
        Lang::Easy => format!("どちらも候補(こうほ)ではありません（{}: {}、{}: {}）。", a.0, a.1, b.0, b.1),
    }
}

/// One has fewer needs that are refused, or to be asked about: how many, and which.
fn fewer(asked: &Asked, [ahead, behind]: [&Looked; 2], unmet: bool) -> String {
    let count = |looked: &Looked| looked.side.ranked.map_or(0, |ranked| if unmet { ranked.unmet } else { ranked.asks });
    let fewer = count(behind).saturating_sub(count(ahead));
    let state = if unmet { State::Unmet } else { State::Ask };
    let decisive = |any: &&AnyOf| {
        let is = |looked: &Looked| looked.fact(asked, **any).is_some_and(|(found, _)| found == state);
        is(behind) && !is(ahead)
    };
    let needs: Vec<String> = asked
        .question
        .needs
        .iter()
        .filter(decisive)
        .take(NAMED)
        .map(|&any| {
            let of = |looked: &Looked| known(looked.fact(asked, any), asked.lang);
            format!(
                "{}: {} {}、{} {}",
                label(any, asked.lang),
                ahead.facility.name,
                of(ahead),
                behind.facility.name,
                of(behind)
            )
        })
        .collect();
    let needs = needs.join("／");
    let b = &behind.facility.name;
    match (asked.lang, unmet) {
        (Lang::Ja, false) => format!("確認が必要な条件が{b}より{fewer}つ少ないため（{needs}）"),
        (Lang::Ja, true) => format!("足りない条件が{b}より{fewer}つ少ないため（{needs}）"),
        (Lang::En, false) => format!("it has {fewer} fewer needs to ask about than {b} ({needs})"),
        (Lang::En, true) => format!("it lacks {fewer} fewer needs than {b} ({needs})"),
        (Lang::Easy, false) => format!("聞(き)くことが{b}より{fewer}つ少(すく)ないです（{needs}）"),
        (Lang::Easy, true) => format!("できないことが{b}より{fewer}つ少(すく)ないです（{needs}）"),
    }
}

/// An answer as people write it: 「○ 2026年10月1日」.
fn known(standing: Option<(State, Option<PackedFact>)>, lang: Lang) -> String {
    let Some((state, fact)) = standing else { return "—".to_owned() };
    let unknown = lang.pick("不明", "not known", "わかりません");
    let Some(fact) = fact else { return unknown.to_owned() };
    let mark = match (state, fact.answer) {
        (State::Met, _) => "○",
        (_, Answer::Yes) => lang.pick("○（古い回答）", "○ (old)", "○（古(ふる)い）"),
        (_, Answer::Consult) => "△",
        (_, Answer::No) => "×",
        (_, Answer::Unknown) => unknown,
    };
    format!("{mark} {}", lang.date(fact.as_of()))
}

fn higher_score(
    asked: &Asked,
    found: &Comparison,
    [ahead, behind]: [&Looked; 2],
    terms: &[ComparedTermView],
) -> String {
    let sign = if found.ahead == Some(Which::Second) { -1.0 } else { 1.0 };
    let mut gains: Vec<(f64, &str)> = terms.iter().map(|term| (sign * term.difference, term.label.as_str())).collect();
    gains.retain(|(gain, _)| *gain > 0.0);
    gains.sort_by(|a, b| b.0.total_cmp(&a.0));
    let gains: Vec<String> =
        gains.iter().take(NAMED).map(|(gain, label)| format!("{label} +{:.2}", 100.0 * gain)).collect();
    let gains = gains.join(asked.lang.pick("、", ", ", "、"));
    // In points of 100, as the page shows them; two decimals keep those apart who nearly stand alike.
    let score = |looked: &Looked| 100.0 * looked.side.ranked.map_or(0.0, |ranked| ranked.score);
    let (a, b) = (score(ahead), score(behind));
    match asked.lang {
        Lang::Ja => {
            format!("確認が必要な条件の数は同じで、{a:.2}点と{b:.2}点で、点数が高いため（差の大きい項目: {gains}）")
        }
        Lang::En => format!(
            "as many needs to ask about, and a higher score, {a:.2} to {b:.2} points of 100 (most of it: {gains})"
        ),
        Lang::Easy => {
            format!(
                "聞(き)くことの数(かず)は同(おな)じで、点(てん)が高(たか)いです（{a:.2}点(てん)と {b:.2}点(てん)。{gains}）"
            )
        }
    }
}
