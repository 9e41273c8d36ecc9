//! What is said of the day or month of a question: which saying stands, how old it may be, and how it is told.

use jiff::civil::{Date, date};

use super::tests::{TODAY, capability, policy, question};
use super::*;
use crate::domain::answer::PackedFact;
use crate::domain::availability::{Ahead, Cover, CoverDay, MonthAnswer, YearMonth};
use crate::domain::facility::Vacancy;
use crate::domain::source::Origin;
use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{Answer, Facility, Fact, Kind, Metres, Source, vocabulary};
use crate::way::Towards;

const SAID: Origin = Origin { source: Source::Facility, as_of: date(2026, 11, 18) };

fn clinic() -> Facility {
    Facility::new("n-1", Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀5-1-1")
}

fn says(mut facility: Facility, id: &str, answer: Answer, source: Source, as_of: Date) -> Facility {
    facility.set_fact(capability(id), Fact { answer, as_of, source, condition: None });
    facility
}

fn month(mut facility: Facility, month: &str, answer: Answer, places: Option<u32>) -> Facility {
    let month = YearMonth::parse(month).unwrap();
    facility.new_patients.push(MonthAnswer { month, answer, places, note: None, origin: SAID });
    facility
}

fn vacancy(mut facility: Facility, date: Date, answer: Answer, as_of: Date) -> Facility {
    let origin = Origin { as_of, ..SAID };
    facility.vacancies.push(Vacancy { date, places: Some(2), answer, note: None, origin });
    facility
}

fn cover(mut facility: Facility, date: Date, cover: Cover) -> Facility {
    facility.cover.push(CoverDay { date, cover, note: None, origin: SAID });
    facility
}

fn on(day: Date) -> Question {
    Question { at: day.at(13, 0, 0, 0), ..question(&["accepting_new"]) }
}

fn second(day: Date) -> Question {
    Question { role: Role::Alternate, ..on(day) }
}

fn looked<T>(facility: &Facility, question: &Question, look: impl FnOnce(&View, &Policy) -> T) -> T {
    let policy = policy();
    let facts: Vec<PackedFact> = facility.capabilities.iter().map(|(c, fact)| PackedFact::new(*c, fact)).collect();
    let of_day = Ahead::of(facility).map(|ahead| OfDay::of(&ahead, question, &policy)).unwrap_or_default();
    let view = View {
        row: 0,
        id: &facility.id,
        distance: Metres(1_000.0),
        way: Towards::default(),
        placed: true,
        facts: &facts,
        of_day,
        no: of_day.refused(facility.answered(Answer::No)),
        contact: None,
        in_group: false,
    };
    look(&view, &policy)
}

/// The state of the need for room, and what the term is worth.
fn stands(facility: &Facility, question: &Question) -> (State, f64) {
    looked(facility, question, |view, policy| {
        let today = PackedFact::day_number(question.today);
        let state = view.state(capability("accepting_new"), policy, today).0;
        let ranked = assess(view, question, policy);
        assert_eq!((ranked.unmet, ranked.asks), (u32::from(state == State::Unmet), u32::from(state == State::Ask)));
        assert_eq!(exclusion(view, question, policy).is_some(), state == State::Unmet);
        (state, ranked.values[policy::TermId::AcceptingNew as usize])
    })
}

fn reason(facility: &Facility, question: &Question, lang: Lang) -> String {
    looked(facility, question, |view, policy| {
        let lines = explain::requirements(view, &question.needs, question, policy, vocabulary(), lang);
        let terms = explain::terms(&assess(view, question, policy), view, question, policy, lang);
        let term = terms.into_iter().find(|term| term.term == "accepting_new").unwrap();
        assert_eq!(term.reason, lines[0].reason, "the need and the term are told alike");
        term.reason
    })
}

#[test]
fn the_month_of_the_question_stands_before_the_survey() {
    let survey = says(clinic(), "accepting_new", Answer::No, Source::Survey, TODAY);
    let facility = month(month(survey, "2026-11", Answer::No, None), "2026-12", Answer::Yes, Some(2));
    assert_eq!(stands(&facility, &on(date(2026, 11, 30))), (State::Unmet, 0.0));
    assert_eq!(stands(&facility, &on(date(2026, 12, 1))), (State::Met, 1.0));
    assert_eq!(stands(&facility, &on(date(2026, 12, 31))), (State::Met, 1.0));
    let full = month(clinic(), "2026-12", Answer::Yes, Some(0));
    assert_eq!(stands(&full, &on(date(2026, 12, 1))), (State::Unmet, 0.0), "no place left is a no");
}

#[test]
fn a_month_nobody_spoke_of_is_to_be_asked_about_and_the_next_is_the_surveys_again() {
    for (answer, value) in [(Answer::Yes, 0.4), (Answer::Consult, 0.2), (Answer::No, 0.2), (Answer::Unknown, 0.2)] {
        for survey in [Answer::Yes, Answer::No] {
            let facility = says(clinic(), "accepting_new", survey, Source::Survey, TODAY);
            let facility = month(facility, "2026-11", answer, None);
            assert_eq!(stands(&facility, &on(date(2026, 12, 1))), (State::Ask, value), "{answer:?} before {survey:?}");
            let again = if survey == Answer::Yes { (State::Met, 1.0) } else { (State::Unmet, 0.0) };
            assert_eq!(stands(&facility, &on(date(2027, 1, 1))), again);
        }
    }
}

#[test]
fn a_month_said_long_before_is_old() {
    let facility = month(clinic(), "2026-12", Answer::Yes, None);
    let asked = |today| Question { today, ..on(date(2026, 12, 20)) };
    assert_eq!(stands(&facility, &asked(SAID.as_of.saturating_add(jiff::Span::new().days(62)))), (State::Met, 1.0));
    assert_eq!(stands(&facility, &asked(SAID.as_of.saturating_add(jiff::Span::new().days(63)))), (State::Ask, 0.4));
}

#[test]
fn a_confirmation_renews_the_facilitys_own_word_and_no_filing() {
    let long_ago = date(2023, 4, 1);
    let state = |source, confirmed: Option<Date>| {
        let mut facility = says(clinic(), "tpn", Answer::Yes, source, long_ago);
        facility.confirmed = confirmed.map(|as_of| Origin { as_of, ..SAID });
        looked(&facility, &on(TODAY), |view, policy| {
            let (state, fact) = view.state(capability("tpn"), policy, PackedFact::day_number(TODAY));
            (state, fact.unwrap().as_of())
        })
    };
    for own in [Source::Survey, Source::NaviiClinic, Source::Kaigo, Source::Facility, Source::Editor] {
        assert_eq!(state(own, None), (State::Ask, long_ago), "{own:?}");
        assert_eq!(state(own, Some(SAID.as_of)), (State::Met, SAID.as_of), "{own:?}");
        assert_eq!(state(own, Some(date(2023, 3, 1))), (State::Ask, long_ago), "an older one says nothing new");
    }
    for others in [Source::Filing, Source::DutyRoster, Source::OpenDataMedical] {
        assert_eq!(state(others, Some(SAID.as_of)), (State::Ask, long_ago), "{others:?}");
    }
}

#[test]
fn free_places_are_those_of_the_day_for_a_week() {
    let day = date(2026, 11, 28);
    let of = |as_of| vacancy(month(clinic(), "2026-11", Answer::No, None), day, Answer::Yes, as_of);
    assert_eq!(stands(&of(date(2026, 11, 13)), &on(day)), (State::Met, 1.0));
    assert_eq!(stands(&of(date(2026, 11, 12)), &on(day)), (State::Ask, 0.4), "of eight days ago");
    assert_eq!(
        stands(&of(date(2026, 11, 13)), &on(date(2026, 11, 29))),
        (State::Unmet, 0.0),
        "the day after has its month"
    );
}

#[test]
fn cover_is_for_the_second_doctor_and_for_the_day() {
    let day = date(2026, 12, 29);
    let offers = cover(month(clinic(), "2026-12", Answer::No, None), day, Cover::Offered);
    assert_eq!(stands(&offers, &second(day)), (State::Met, 1.0));
    assert_eq!(stands(&offers, &second(date(2026, 12, 30))), (State::Unmet, 0.0));
    assert_eq!(stands(&offers, &on(day)), (State::Unmet, 0.0), "who attends is asked about the month");
    let away = cover(month(clinic(), "2026-12", Answer::Yes, None), day, Cover::Needed);
    assert_eq!(stands(&away, &second(day)), (State::Unmet, 0.0));
    assert_eq!(stands(&away, &on(day)), (State::Met, 1.0));
}

#[test]
fn it_is_told_with_the_number_of_places_the_day_and_the_source() {
    let facility = month(clinic(), "2026-12", Answer::Yes, Some(2));
    let december = on(date(2026, 12, 5));
    assert_eq!(reason(&facility, &december, Lang::Ja), "12月は新規受入可（あと2名、2026年11月18日 施設の回答）");
    assert_eq!(
        reason(&facility, &december, Lang::En),
        "Takes new patients in 2026-12 (2 more, Answered by the facility, 2026-11-18)"
    );
    assert_eq!(
        reason(&facility, &december, Lang::Easy),
        "12月(がつ)は 新(あたら)しい人(ひと)を受(う)けます（あと2名(めい)、2026年11月18日 施設の回答）"
    );
    let january = on(date(2027, 1, 5));
    assert_eq!(
        reason(&month(clinic(), "2026-12", Answer::No, None), &january, Lang::Ja),
        "2027年1月の回答がまだないため要確認。前の月は新規受入なし（2026年11月18日 施設の回答）"
    );
    let day = date(2026, 11, 28);
    assert_eq!(
        reason(&vacancy(clinic(), day, Answer::Yes, date(2026, 11, 1)), &on(day), Lang::Ja),
        "2026年11月28日は空きありとの回答が7日より古いため要確認（あと2名、2026年11月1日 施設の回答）"
    );
    assert_eq!(
        reason(&cover(clinic(), day, Cover::Needed), &second(day), Lang::Ja),
        "2026年11月28日は代診を求めている（2026年11月18日 施設の回答）"
    );
    let mut survey = says(clinic(), "tpn", Answer::Yes, Source::Survey, date(2025, 10, 1));
    survey.confirmed = Some(SAID);
    let asked = question(&["tpn"]);
    let told = looked(&survey, &asked, |view, policy| {
        explain::requirements(view, &asked.needs, &asked, policy, vocabulary(), Lang::Ja)[0].reason.clone()
    });
    assert_eq!(told, "対応可能（地域の調査への回答、2026年11月18日に変わりないと確認）");
}
