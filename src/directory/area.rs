//! Areas by their 全国地方公共団体コード: a municipality, a designated city with all its wards, a prefecture.

use std::ops::RangeInclusive;

use crate::domain::municipality::{MunicipalityCode, PREFECTURES};

/// The 政令指定都市: the city's code and the last of its wards, which follow the city's code without another city between.
/// Facilities lie in wards, so the city's own code alone would find none.
const DESIGNATED_CITIES: [(u32, u32); 20] = [
    (1_100, 1_110),   // 札幌市
    (4_100, 4_105),   // 仙台市
    (11_100, 11_110), // さいたま市
    (12_100, 12_106), // 千葉市
    (14_100, 14_118), // 横浜市
    (14_130, 14_137), // 川崎市
    (14_150, 14_153), // 相模原市
    (15_100, 15_108), // 新潟市
    (22_100, 22_103), // 静岡市
    (22_130, 22_140), // 浜松市, with the wards before and since 2024
    (23_100, 23_116), // 名古屋市
    (26_100, 26_111), // 京都市
    (27_100, 27_128), // 大阪市
    (27_140, 27_147), // 堺市
    (28_100, 28_111), // 神戸市
    (33_100, 33_104), // 岡山市
    (34_100, 34_108), // 広島市
    (40_100, 40_109), // 北九州市
    (40_130, 40_137), // 福岡市
    (43_100, 43_105), // 熊本市
];

/// The municipalities of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area(RangeInclusive<u32>);

impl Area {
    /// Reads the code of a municipality, a designated city or a prefecture (which ends in 000): five digits, or six of which the
    /// last is the check digit. `None` when it is no such code.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(prefecture) = prefecture(text) {
            return Some(Self(prefecture * 1_000..=prefecture * 1_000 + 999));
        }
        let code = MunicipalityCode::parse(text).ok()?.number();
        let last = DESIGNATED_CITIES.iter().find(|(city, _)| *city == code).map_or(code, |(_, last)| *last);
        Some(Self(code..=last))
    }

    /// The numbers of its first and its last code.
    pub(super) const fn codes(&self) -> (u32, u32) {
        (*self.0.start(), *self.0.end())
    }

    /// Whether a municipality lies in the area.
    pub fn contains(&self, code: MunicipalityCode) -> bool {
        self.0.contains(&code.number())
    }
}

/// The number of the prefecture whose code this is.
fn prefecture(text: &str) -> Option<u32> {
    let (number, rest) = text.split_at_checked(2)?;
    let check = rest.strip_prefix("000")?;
    let number: u32 = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok())??;
    // The weights of the check digit are those of a municipality's code, whose other digits are 0 here.
    let digit = (11 - (number / 10 * 6 + number % 10 * 5) % 11) % 10;
    let known = (1..=PREFECTURES.len()).contains(&(number as usize));
    (known && (check.is_empty() || check == digit.to_string())).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(area: &str, code: &str) -> bool {
        Area::parse(area).unwrap().contains(MunicipalityCode::parse(code).unwrap())
    }

    #[test]
    fn a_designated_city_is_all_its_wards() {
        for (city, wards) in [
            ("14100", ["14101", "14118"]),
            ("141003", ["14100", "14118"]),
            ("14130", ["14131", "14137"]),
            ("14150", ["14151", "14153"]),
            ("01100", ["01101", "01110"]),
            ("40130", ["40131", "40137"]),
            ("22130", ["22138", "22140"]),
        ] {
            assert!(wards.iter().all(|ward| holds(city, ward)), "{city}");
        }
        for (city, other) in [("14100", "14131"), ("14130", "14151"), ("40100", "40131"), ("14100", "14201")] {
            assert!(!holds(city, other), "{city} {other}");
        }
        assert!(holds("14101", "14101") && !holds("14101", "14102"));
        assert!(holds("14201", "14201") && !holds("14201", "14203"));
    }

    #[test]
    fn a_prefecture_is_all_its_municipalities() {
        for code in ["14000", "140007"] {
            assert!(holds(code, "14101") && holds(code, "14402"), "{code}");
            assert!(!holds(code, "13101") && !holds(code, "15100"), "{code}");
        }
        assert!(holds("01000", "01100") && holds("010006", "01694") && holds("470007", "47201"));
        for wrong in ["14", "00000", "48000", "140006", "+1000", "14000x", "99999", "1", "", "横浜市", "142011"] {
            assert_eq!(Area::parse(wrong), None, "{wrong}");
        }
    }
}
