//! The lot of the day, drawn among equals. Whoever holds an answer can draw it again: it is a published hash of public words.

use xxhash_rust::xxh3::xxh3_64;

use crate::domain::vocabulary;

use super::question::{AnyOf, Question};

/// One day's draw for one question: the words before the identifier, which all facilities share.
#[derive(Debug, Clone)]
pub struct Draw {
    text: String,
    shared: usize,
}

impl Draw {
    /// The draw of a question: `day|role|latitude,longitude|needs|`. The home is rounded to six decimals; a need is the identifiers
    /// of its capabilities joined by `/`; needs are sorted by their bytes and joined by `,`, so that the same question asked in
    /// another order draws the same lots.
    pub fn of(question: &Question) -> Self {
        let mut needs: Vec<String> = question.needs.iter().copied().map(words).collect();
        needs.sort_unstable();
        needs.dedup();
        let Question { today, role, origin, .. } = question;
        let text = format!("{today}|{}|{origin}|{}|", role.id(), needs.join(","));
        Self { shared: text.len(), text }
    }

    /// The words that all facilities share, as they stand in the answer.
    pub fn shared(&self) -> &str {
        &self.text[..self.shared]
    }

    /// A facility's lot: XXH3-64 without a seed over the UTF-8 bytes of the shared words and its identifier.
    pub fn lot(&mut self, id: &str) -> u64 {
        self.text.truncate(self.shared);
        self.text.push_str(id);
        xxh3_64(self.text.as_bytes())
    }
}

/// A need in identifiers: `tpn`, or `sterile_own/sterile_shared` where one of several is enough.
fn words(need: AnyOf) -> String {
    need.members().map(|member| vocabulary().id(member)).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::domain::vocabulary::Role;
    use crate::domain::{KindSet, LatLon, Metres};

    fn question(day: Date, needs: &[&[&str]]) -> Question {
        let any =
            |ids: &&[&str]| AnyOf::new(ids.iter().filter_map(|id| vocabulary().capability(id)).collect()).unwrap();
        Question {
            origin: LatLon::new(35.24, 139.720_000_4).unwrap(),
            origin_accuracy: Metres(0.0),
            role: Role::Attending,
            kinds: KindSet::ALL,
            implies: None,
            needs: needs.iter().map(any).collect(),
            wishes: Vec::new(),
            at: day.at(13, 0, 0, 0),
            today: day,
            rotation: None,
        }
    }

    #[test]
    fn the_words_are_those_of_the_document() {
        let mut draw = Draw::of(&question(date(2026, 12, 1), &[&["tpn"], &["sterile_own", "sterile_shared"]]));
        let shared = "2026-12-01|attending|35.240000,139.720000|sterile_own/sterile_shared,tpn|";
        assert_eq!(draw.shared(), shared);
        // docs/matching.md works this example; another implementation of XXH3 printed the number.
        let lot = draw.lot("n-1421400900010");
        assert_eq!(lot, 0x551c_a840_0b03_17fd);
        draw.lot("another");
        assert_eq!((draw.lot("n-1421400900010"), draw.shared()), (lot, shared));
        let otherwise = Draw::of(&question(date(2026, 12, 1), &[&["sterile_shared", "sterile_own"], &["tpn"]]));
        assert_eq!(otherwise.shared(), shared, "the order of asking is no lot of its own");
    }

    /// Facilities that differ in nothing but what must not count: names that sort first, long ones, numbers in sequence.
    fn twenty() -> Vec<String> {
        let plain = (0..8).map(|i| format!("n-14214009000{i:02}"));
        let odd = ["a", "aa", "zzzz", "k-1469990001-nursing_station", "0", "~", "在宅", "n-9999999999999-hospital"];
        let near = (0..4).map(|i| format!("k-147000000{i}-home_help"));
        plain.chain(odd.map(str::to_owned)).chain(near).collect()
    }

    /// Over the days of a leap year: how often each is first, and the mean place of each (0 first).
    fn year(ids: &[String], needs: &[&[&str]]) -> (Vec<u32>, Vec<f64>) {
        let (mut firsts, mut places) = (vec![0; ids.len()], vec![0.0; ids.len()]);
        for day in 0..366 {
            let today = date(2028, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
            let mut draw = Draw::of(&question(today, needs));
            let mut lots: Vec<(u64, usize)> = ids.iter().enumerate().map(|(i, id)| (draw.lot(id), i)).collect();
            lots.sort_unstable();
            firsts[lots[0].1] += 1;
            for (place, (_, i)) in lots.iter().enumerate() {
                places[*i] += place as f64 / 366.0;
            }
        }
        (firsts, places)
    }

    #[test]
    fn over_a_year_nobody_among_twenty_is_ahead_by_name_number_or_order() {
        let ids = twenty();
        for needs in [&[][..], &[&["tpn"][..]], &[&["opioids"][..], &["home_death_care"]]] {
            let (firsts, places) = year(&ids, needs);
            // 366 days among 20: 18.3 each, standard deviation 4.17. Chi-square with 19 degrees exceeds 43.8 once in a thousand.
            let expected = 366.0 / ids.len() as f64;
            let chi_square: f64 = firsts.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
            assert!(chi_square < 43.8, "{chi_square}: {firsts:?}");
            assert!(firsts.iter().all(|n| (3..=36).contains(n)), "{firsts:?}");
            // The mean place of one is 9.5, its standard deviation over a year 0.30: five of them.
            assert!(places.iter().all(|place| (8.0..=11.0).contains(place)), "{places:?}");
            // No advantage of sorting first by identifier, nor of arriving first: the correlation of rank and mean place.
            let mut by_id: Vec<usize> = (0..ids.len()).collect();
            by_id.sort_by(|&a, &b| ids[a].cmp(&ids[b]));
            let arrival: Vec<f64> = places.clone();
            let sorted: Vec<f64> = by_id.iter().map(|&i| places[i]).collect();
            for series in [arrival, sorted] {
                // Under chance the correlation has a standard deviation of 1 / sqrt(19) = 0.23; three of them.
                assert!(correlation(&series).abs() < 0.69, "{series:?}");
            }
        }
    }

    /// The correlation of a series with 0, 1, 2, …
    fn correlation(series: &[f64]) -> f64 {
        let n = series.len() as f64;
        let (mean, middle) = (series.iter().sum::<f64>() / n, (n - 1.0) / 2.0);
        let paired = series.iter().enumerate().map(|(i, y)| (i as f64 - middle, y - mean));
        let (xy, xx, yy) = paired.fold((0.0, 0.0, 0.0), |(xy, xx, yy), (x, y)| (xy + x * y, xx + x * x, yy + y * y));
        xy / f64::sqrt(xx * yy)
    }
}
