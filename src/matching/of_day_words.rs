//! What was said about the day or month of a question, in words: 「12月は新規受入可（あと2名、2026年11月20日 施設の回答）」.

use crate::domain::Answer;
use crate::domain::answer::{PackedFact, Stands};
use crate::domain::availability::YearMonth;
use crate::domain::vocabulary::Lang;

use super::policy::Policy;
use super::question::{Question, View};

/// The sentence about a fact that stands for the day or month of a question; `None` for one that was said in general.
pub(super) fn of_day(
    fact: PackedFact,
    view: &View,
    question: &Question,
    policy: &Policy,
    lang: Lang,
) -> Option<String> {
    let month = || month(question, lang);
    let day = || lang.date(question.at.date());
    let said = match fact.stands {
        Stands::Said | Stands::Confirmed => return None,
        Stands::Month => new_patients(&month(), fact.answer, lang),
        Stands::CarriedOver => carried_over(&month(), fact.answer, lang),
        Stands::Vacancy => vacancy(&day(), fact.answer, lang),
        Stands::Cover => cover(&day(), fact.answer, lang),
    };
    let source = lang.pick(fact.source.label().0, fact.source.label().1, fact.source.label().0);
    let (places, date) = (places(view.of_day.places(), lang), lang.date(fact.as_of()));
    let today = PackedFact::day_number(question.today);
    let old = fact.answer == Answer::Yes && fact.stands != Stands::CarriedOver && !policy.is_fresh(fact, today);
    let days = policy.horizon_days(fact);
    Some(match lang {
        Lang::Ja if old => format!("{said}との回答が{days}日より古いため要確認（{places}{date} {source}）"),
        Lang::En if old => {
            format!("{said}, but the answer is older than {days} days: please ask ({places}{source}, {date})")
        }
        Lang::Easy if old => format!("{said}。古(ふる)い答(こた)えです。聞(き)いてください（{places}{date} {source}）"),
        Lang::Ja | Lang::Easy => format!("{said}（{places}{date} {source}）"),
        Lang::En => format!("{said} ({places}{source}, {date})"),
    })
}

fn month(question: &Question, lang: Lang) -> String {
    let month = YearMonth::of(question.at.date());
    let this_year = i16::try_from(month.year()).is_ok_and(|year| year == question.today.year());
    match lang {
        Lang::Ja if this_year => format!("{}月", month.month()),
        Lang::Ja => format!("{}年{}月", month.year(), month.month()),
        Lang::En => month.to_string(),
        Lang::Easy if this_year => format!("{}月(がつ)", month.month()),
        Lang::Easy => format!("{}年(ねん){}月(がつ)", month.year(), month.month()),
    }
}

fn places(places: Option<u16>, lang: Lang) -> String {
    match (places, lang) {
        (None | Some(0), _) => String::new(),
        (Some(places), Lang::Ja) => format!("あと{places}名、"),
        (Some(places), Lang::En) => format!("{places} more, "),
        (Some(places), Lang::Easy) => format!("あと{places}名(めい)、"),
    }
}

fn new_patients(month: &str, answer: Answer, lang: Lang) -> String {
    let [ja, en, easy] = match answer {
        Answer::Yes => ["は新規受入可", "Takes new patients in", "は 新(あたら)しい人(ひと)を受(う)けます"],
        Answer::Consult => {
            ["の新規受入は要相談", "New patients on consultation in", "に 受(う)けるか 相談(そうだん)してください"]
        }
        Answer::No => ["は新規受入なし", "No new patients in", "は 新(あたら)しい人(ひと)を受(う)けません"],
        Answer::Unknown => {
            ["の新規受入は不明", "Not known whether they take new patients in", "に 受(う)けるかわかりません"]
        }
    };
    match lang {
        Lang::Ja => format!("{month}{ja}"),
        Lang::En => format!("{en} {month}"),
        Lang::Easy => format!("{month}{easy}"),
    }
}

fn carried_over(month: &str, answer: Answer, lang: Lang) -> String {
    let [ja, en, easy] = match answer {
        Answer::Yes => ["新規受入可", "they took new patients", "受(う)けていました"],
        Answer::Consult => ["要相談", "on consultation", "相談(そうだん)でした"],
        Answer::No => ["新規受入なし", "they took none", "受(う)けていませんでした"],
        Answer::Unknown => ["不明", "not known", "わかりませんでした"],
    };
    match lang {
        Lang::Ja => format!("{month}の回答がまだないため要確認。前の月は{ja}"),
        Lang::En => format!("Nobody has said for {month} yet: please ask; the month before: {en}"),
        Lang::Easy => format!("{month}の答(こた)えは まだです。聞(き)いてください。前(まえ)の月(つき)は {easy}"),
    }
}

fn vacancy(day: &str, answer: Answer, lang: Lang) -> String {
    let [ja, en, easy] = match answer {
        Answer::Yes => ["は空きあり", "Free places on", "は 空(あ)きが あります"],
        Answer::Consult => {
            ["の空きは要相談", "Free places on consultation on", "の 空(あ)きは 相談(そうだん)してください"]
        }
        Answer::No => ["は空きなし", "No free places on", "は 空(あ)きが ありません"],
        Answer::Unknown => ["の空きは不明", "Not known whether places are free on", "の 空(あ)きは わかりません"],
    };
    match lang {
        Lang::Ja => format!("{day}{ja}"),
        Lang::En => format!("{en} {day}"),
        Lang::Easy => format!("{day}{easy}"),
    }
}

/// Of cover, yes is an offer and no that a substitute is looked for.
fn cover(day: &str, answer: Answer, lang: Lang) -> String {
    let offered = answer == Answer::Yes;
    match lang {
        Lang::Ja if offered => format!("{day}は代診に入れる"),
        Lang::Ja => format!("{day}は代診を求めている"),
        Lang::En if offered => format!("Offers to stand in on {day}"),
        Lang::En => format!("Looks for a substitute on {day}"),
        Lang::Easy if offered => format!("{day}は かわりに みることが できます"),
        Lang::Easy => format!("{day}は お休(やす)みで、かわりの 人(ひと)を さがしています"),
    }
}
