//! What an audience's directory answers is what one built of nothing but what the audience may see would answer: question by question,
//! count by count, place by place.

use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;

use crate::domain::role::Audience;
use crate::domain::visibility::{self, Visibility};
use crate::domain::{Answer, Fact, Source, vocabulary};

use super::dice::Dice;
use super::overlay_tests::{agree, edited};
use super::*;

/// Tables that hide what questions ask about: answers, hours, groups.
fn table(dice: &mut Dice) -> Arc<Visibility> {
    let audiences = ["public", "professional", "editor"];
    let words = r#"reason = { ja = "試験", en = "test", easy = "ためし" }"#;
    let mut text = String::from("published = [\"duty_roster\"]\n");
    for field in ["hours_contact", "hours_consultation", "group", "capabilities", "phone", "name_kana", "duties"] {
        if dice.one_in(2) {
            text.push_str(&format!("[[rules]]\nfields = [\"{field}\"]\nsees = \"{}\"\n{words}\n", dice.of(&audiences)));
        }
    }
    for id in ["tpn", "home_visit_scheduled", "opioids", "house_call_24h"] {
        if dice.one_in(2) {
            text.push_str(&format!("[[capabilities]]\nid = \"{id}\"\nsees = \"{}\"\n{words}\n", dice.of(&audiences)));
        }
    }
    Arc::new(visibility::builtin().with_own(&text).unwrap())
}

fn seen(world: &[Facility], audience: Audience, table: &Visibility) -> Directory {
    let seen = world.iter().map(|facility| facility.seen_by(audience, table).into_owned()).collect();
    Directory::build(seen, 7).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn an_audience_is_answered_as_if_the_rest_were_never_said(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let policy = Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap();
        let table = table(&mut dice);
        let mut world: Vec<Facility> = (0..300).map(|number| dice.facility(number)).collect();
        let whole = Arc::new(Directory::build(world.clone(), 7).unwrap());
        let mut shown = ByAudience::guarded(&whole, Arc::clone(&table)).unwrap();
        for number in 1..=3 {
            for &audience in Audience::ALL {
                let built = seen(&world, audience, &table);
                agree(&mut dice, shown.seen_by(audience), &built, &policy)?;
            }
            let changed = edited(&mut dice, &mut world);
            let mark = EditMark { number, made_at: number.to_string() };
            shown = shown.with_changed(&changed, &mark).0;
            for &audience in Audience::ALL {
                prop_assert_eq!(shown.seen_by(audience).edit(), &mark);
            }
        }
    }
}

#[test]
fn nobody_pays_where_nothing_is_hidden() {
    let mut dice = Dice(3);
    let mut plain: Vec<Facility> = (0..40).map(|number| dice.facility(number)).collect();
    for facility in &mut plain {
        facility.group = None;
        facility.cover.clear();
        facility.new_patients.iter_mut().for_each(|month| month.note = None);
        facility.vacancies.iter_mut().for_each(|vacancy| vacancy.note = None);
    }
    let table = Arc::new(visibility::builtin().clone());
    let directory = Arc::new(Directory::build(plain.clone(), 1).unwrap());
    let shown = ByAudience::guarded(&directory, Arc::clone(&table)).unwrap();
    assert!(Audience::ALL.iter().all(|&audience| Arc::ptr_eq(shown.seen_by(audience), &directory)));

    // Somebody consents to stand in; then somebody moves.
    let consent = vocabulary().capability("sub_physician").unwrap();
    let fact = Fact { answer: Answer::Yes, as_of: date(2026, 11, 1), source: Source::Survey, condition: None };
    plain[7].set_fact(consent, fact);
    let mark = |number| EditMark { number, made_at: number.to_string() };
    let (shown, rows) = shown.with_changed(&plain[7..8], &mark(1));
    assert_eq!(rows, [7]);
    let sees = |shown: &ByAudience, audience| shown.seen_by(audience).fact(7, consent).is_some();
    let all = |shown: &ByAudience| Audience::ALL.iter().map(|&audience| sees(shown, audience)).collect::<Vec<_>>();
    assert_eq!(all(&shown), [false, true, true]);
    assert!(Arc::ptr_eq(shown.seen_by(Audience::Professional), shown.whole()));
    assert_eq!(shown.differing(Audience::Public, Audience::Professional), [7, 7]);
    let (shown, _) = shown.with_changed(&plain[9..10], &mark(2));
    assert_eq!(all(&shown), [false, true, true], "an edit of another leaves it hidden");
    let open = ByAudience::open(Directory::build(plain, 1).unwrap());
    assert_eq!(all(&open), [true; 3], "without an account everybody is shown everything");
    assert_eq!(all(&open.guarded_by(table).unwrap()), [false, true, true]);
}
