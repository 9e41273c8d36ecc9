//! Recent requests as a term of the score. The term only ever takes away: nobody stands before somebody else for having been asked, and what
//! can be hoped of a part of the map without it can be hoped with it too.

use std::collections::HashMap;

use crate::domain::vocabulary::Lang;

use super::explain::{TermLine, words};
use super::policy::{Policy, RotationPolicy};

/// The identifier of the term.
const TERM: &str = "rotation";

/// How often one facility was asked of late.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Requests within the window.
    pub requests: u32,
    /// Patients in a month by its own word, at least; `None` where it has not said.
    pub capacity: Option<u32>,
    /// Between −1, asked as often as it takes patients or more, and 0, not asked; in hundredths.
    pub value: f64,
}

impl Load {
    /// The load of so many requests.
    pub fn new(requests: u32, capacity: Option<u32>, policy: &RotationPolicy) -> Self {
        let capacity = capacity.filter(|capacity| *capacity > 0);
        let share = f64::from(requests) / f64::from(capacity.unwrap_or(policy.usual_capacity));
        Self { requests, capacity, value: -(share.min(1.0) * 100.0).round() / 100.0 }
    }
}

/// The loads of all that were asked, by the row of one directory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rotation(HashMap<u32, Load>);

impl Rotation {
    /// The loads of these rows; all others have none.
    pub fn new(loads: HashMap<u32, Load>) -> Self {
        Self(loads)
    }

    /// The value of the term for a row.
    pub fn value(&self, row: u32) -> f64 {
        self.0.get(&row).map_or(0.0, |load| load.value)
    }

    /// The term of a row, in words.
    pub(super) fn line(&self, row: u32, policy: &Policy, lang: Lang) -> Option<TermLine> {
        let rotation = policy.rotation()?;
        let load = self.0.get(&row);
        Some(TermLine {
            term: TERM,
            label: words(&rotation.label, lang).to_owned(),
            weight: rotation.weight,
            value: self.value(row),
            reason: reason(load, rotation, lang),
        })
    }
}

fn reason(load: Option<&Load>, policy: &RotationPolicy, lang: Lang) -> String {
    let days = policy.window_days;
    let Some(Load { requests, capacity, .. }) = load else {
        return match lang {
            Lang::Ja => format!("この{days}日間に依頼はありません"),
            Lang::En => format!("Not asked within {days} days"),
            Lang::Easy => format!("この{days}日(にち)は だれも 聞(き)いていません"),
        };
    };
    let usual = policy.usual_capacity;
    match (lang, capacity) {
        (Lang::Ja, Some(n)) => format!("この{days}日間に依頼{requests}件（受けられる人数は月{n}名）"),
        (Lang::Ja, None) => {
            format!("この{days}日間に依頼{requests}件（受けられる人数は不明のため月{usual}名とみなす）")
        }
        (Lang::En, Some(n)) => format!("Requests within {days} days: {requests} (takes {n} patients a month)"),
        (Lang::En, None) => {
            format!(
                "Requests within {days} days: {requests} (has not said how many it takes: {usual} a month is assumed)"
            )
        }
        (Lang::Easy, _) => format!("この{days}日(にち)に {requests}回(かい) 聞(き)かれました"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vocabulary;

    #[test]
    fn the_more_often_asked_for_its_size_the_less() {
        let policy = Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap();
        let rotation = policy.rotation().unwrap();
        let value = |requests, capacity| Load::new(requests, capacity, rotation).value;
        assert_eq!(
            (value(1, Some(10)), value(3, Some(10)), value(10, Some(10)), value(99, Some(10))),
            (-0.1, -0.3, -1.0, -1.0)
        );
        assert_eq!(value(2, None), value(2, Some(rotation.usual_capacity)));
        assert_eq!(value(2, Some(0)), value(2, None), "a capacity of none is no measure");
        let loads = Rotation::new(HashMap::from([(7, Load::new(2, Some(8), rotation))]));
        assert_eq!((loads.value(7), loads.value(8)), (-0.25, 0.0));
        for lang in Lang::ALL {
            let line = |row| loads.line(row, &policy, *lang).unwrap();
            assert!(line(7).reason.contains('2') && line(7).reason != line(8).reason);
        }
    }
}
