//! Distances that say what they are: the straight line, an estimate of the road, or the long way around the water.

use crate::domain::Metres;
use crate::domain::vocabulary::Lang;
use crate::way::Way;

use super::policy::Policy;
use super::rank::Ranked;

/// The way from the home to one facility.
#[derive(Debug, Clone, PartialEq)]
pub struct WayLine {
    /// How long it is: over land, or as estimated from the straight line. `None` where that is not known, or no road leads there.
    pub metres: Option<Metres>,
    /// Whether the straight line lies over water.
    pub over_water: bool,
    /// What `metres` rests on: `straight`, `land` or `none`.
    pub basis: &'static str,
    /// The same in a sentence.
    pub note: String,
}

/// Says what is known about the way to a ranked facility.
pub fn way_line(ranked: &Ranked, policy: &Policy, lang: Lang) -> WayLine {
    let over_water = ranked.way.is_over_water();
    let (metres, basis, note) = match ranked.way {
        Way::Straight => {
            let estimate = Metres(ranked.distance.0 * policy.detour());
            (Some(estimate), "straight", estimate_note(estimate, policy.detour(), lang))
        }
        Way::Land(metres) => (Some(metres), "land", over_water_note(&at_least(metres, lang), lang)),
        Way::Long => (None, "land", over_water_note(&more_than(policy.radius(), lang), lang)),
        Way::Farther => (None, "land", over_water_note(&more_than(policy.way_limits().farthest, lang), lang)),
        Way::Ship => (None, "none", ship_note(lang)),
    };
    WayLine { metres, over_water, basis, note }
}

/// The distance term in a sentence.
pub(super) fn distance_reason(ranked: &Ranked, policy: &Policy, lang: Lang) -> String {
    let km = ranked.distance.0 / 1_000.0;
    let straight = match lang {
        Lang::Ja => format!("直線距離 {km:.1} km"),
        Lang::En => format!("{km:.1} km in a straight line"),
        Lang::Easy => format!("まっすぐ {km:.1} キロ"),
    };
    let land = match ranked.way {
        Way::Straight => return straight,
        Way::Land(metres) => at_least(metres, lang),
        Way::Long => more_than(policy.radius(), lang),
        Way::Farther => more_than(policy.way_limits().farthest, lang),
        Way::Ship => {
            return match lang {
                Lang::Ja => format!("{straight}、道路でつながらず船が必要なため 0"),
                Lang::En => format!("{straight}; no road leads there and a ship is needed, so it counts 0"),
                Lang::Easy => format!("{straight}。船(ふね)で行(い)きます"),
            };
        }
    };
    match lang {
        Lang::Ja => format!("{straight}、水面を越えるため陸路{land}"),
        Lang::En => format!("{straight}, which lies over water; by land {land}"),
        Lang::Easy => format!("{straight}。海(うみ)などがあるので、道(みち)は{land}"),
    }
}

fn estimate_note(estimate: Metres, detour: f64, lang: Lang) -> String {
    let km = estimate.0 / 1_000.0;
    match lang {
        Lang::Ja => format!("道のりの目安はおよそ{km:.1} km（直線距離の{detour}倍）"),
        Lang::En => format!("About {km:.1} km by road, as a rule of thumb ({detour} times the straight line)"),
        Lang::Easy => format!("道(みち)はだいたい{km:.1}キロです"),
    }
}

fn over_water_note(land: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("直線は海や湖の上を通ります。陸路は{land}"),
        Lang::En => format!("The straight line lies over water; by land {land}"),
        Lang::Easy => format!("間(あいだ)に海(うみ)などがあります。道(みち)は{land}"),
    }
}

fn ship_note(lang: Lang) -> String {
    lang.pick(
        "直線は海や湖の上を通ります。道路でつながっていないため、船が必要です",
        "The straight line lies over water, and no road leads there: a ship is needed",
        "間(あいだ)に海(うみ)などがあります。船(ふね)で行(い)きます",
    )
    .to_owned()
}

/// A way over land goes straight from corner to corner; a road does not.
fn at_least(metres: Metres, lang: Lang) -> String {
    let km = metres.0 / 1_000.0;
    // A long way is as rough as the coast is drawn; a short one stands beside a line that is told in tenths.
    let km = if km < 20.0 { format!("{km:.1}") } else { format!("{km:.0}") };
    match lang {
        Lang::Ja => format!("およそ{km} km以上"),
        Lang::En => format!("about {km} km or more"),
        Lang::Easy => format!("だいたい{km}キロより長(なが)いです"),
    }
}

fn more_than(metres: Metres, lang: Lang) -> String {
    let km = metres.0 / 1_000.0;
    match lang {
        Lang::Ja => format!("{km} kmを超えます"),
        Lang::En => format!("more than {km} km"),
        Lang::Easy => format!("{km}キロより長(なが)いです"),
    }
}
