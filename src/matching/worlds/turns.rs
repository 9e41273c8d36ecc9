//! Equals take turns.

use std::collections::HashSet;

use jiff::ToSpan;

use super::*;

fn three_alike() -> World {
    world().clinic("あ").visits().clinic("い").visits().clinic("う").visits()
}

#[test]
fn two_who_say_the_same_are_equals_whatever_they_are_called() {
    three_alike().asked(&[]).ties("あ", "い").ties("い", "う");
}

#[test]
fn who_asks_twice_on_a_day_gets_the_same_order() {
    let asked = three_alike().asked(&["tpn"]);
    let order = |asked: &Asked| asked.names(|ranking| &ranking.candidates);
    assert_eq!(order(&asked), order(&asked.clone().calling("2026-11-20T23:59")));
}

#[test]
fn over_a_month_each_of_three_equals_stands_first_at_times() {
    let asked = three_alike().asked(&[]);
    let firsts = (0..30).map(|day| asked.clone().on(TODAY.saturating_add(day.days())));
    let firsts: HashSet<String> = firsts.map(|asked| asked.names(|ranking| &ranking.candidates).remove(0)).collect();
    assert_eq!(firsts.len(), 3);
}

#[test]
fn the_lot_never_goes_before_a_better_answer() {
    for day in 0..30 {
        let town = three_alike().clinic("a little nearer").km(2.8).visits();
        let names = town.asked(&[]).on(TODAY.saturating_add(day.days())).names(|ranking| &ranking.candidates);
        assert_eq!(names[0], "a little nearer");
    }
}

#[test]
fn the_lot_of_an_equal_does_not_depend_on_who_else_is_there() {
    let alone = world().clinic("い").visits().asked(&[]).ranked("い").lot;
    assert_eq!(alone, three_alike().asked(&[]).ranked("い").lot);
}

#[test]
fn who_is_listed_last_has_the_same_chance_as_who_is_listed_first() {
    let mut backwards = three_alike();
    backwards.around.reverse();
    let of = |town: World| town.asked(&[]).names(|ranking| &ranking.candidates);
    assert_eq!(of(three_alike()), of(backwards));
}
