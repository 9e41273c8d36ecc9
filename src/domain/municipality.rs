//! 全国地方公共団体コード: the numbers of prefectures and municipalities.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A five-digit municipality code (JIS X 0402 with its prefecture), without the check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MunicipalityCode(u32);

/// The 47 prefectures in the order of their JIS X 0401 codes, 01 to 47.
pub const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// The name of a prefecture by its code, 1 to 47.
pub fn prefecture_name(code: u32) -> Option<&'static str> {
    PREFECTURES.get(code.checked_sub(1)? as usize).copied()
}

/// The prefecture that a text begins with: its code, 1 to 47, and the rest of the text.
pub fn split_prefecture(text: &str) -> Option<(u32, &str)> {
    (1..).zip(PREFECTURES).find_map(|(code, name)| text.strip_prefix(name).map(|rest| (code, rest)))
}

/// Digits that are no municipality code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a five- or six-digit municipality code")]
pub struct NotAMunicipality(String);

impl MunicipalityCode {
    /// A code from its number, 1101..=47999.
    pub fn from_number(number: u32) -> Option<Self> {
        ((1_000..48_000).contains(&number) && !number.is_multiple_of(1_000)).then_some(Self(number))
    }

    /// Reads five digits, or six of which the last is the check digit of the JIS X 0402 code.
    ///
    /// # Errors
    /// When the text is not such digits, or the check digit is wrong.
    pub fn parse(text: &str) -> Result<Self, NotAMunicipality> {
        let wrong = || NotAMunicipality(text.to_owned());
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let number: u32 = text.parse().map_err(|_| wrong())?;
        match text.len() {
            5 => Self::from_number(number).ok_or_else(wrong),
            6 => Self::from_number(number / 10).filter(|code| code.check_digit() == number % 10).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }

    /// The number, 1101..=47999.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The prefecture's code, 1..=47.
    pub const fn prefecture(self) -> u32 {
        self.0 / 1_000
    }

    /// The check digit: weights 6,5,4,3,2 over the five digits, 11 minus the remainder by 11, last digit (総務省).
    pub const fn check_digit(self) -> u32 {
        let n = self.0;
        let sum = n / 10_000 * 6 + n / 1_000 % 10 * 5 + n / 100 % 10 * 4 + n / 10 % 10 * 3 + n % 10 * 2;
        (11 - sum % 11) % 10
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:05}", self.0)
    }
}

impl From<MunicipalityCode> for String {
    fn from(code: MunicipalityCode) -> Self {
        code.to_string()
    }
}

impl TryFrom<String> for MunicipalityCode {
    type Error = NotAMunicipality;

    fn try_from(text: String) -> Result<Self, NotAMunicipality> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_the_ministry() {
        for (six, five) in
            [("142018", "14201"), ("011002", "01100"), ("131016", "13101"), ("016098", "01609"), ("472018", "47201")]
        {
            assert_eq!(MunicipalityCode::parse(six).unwrap().to_string(), five);
        }
        assert!(MunicipalityCode::parse("142011").is_err());
        assert!(MunicipalityCode::parse("横須賀").is_err());
        assert!(MunicipalityCode::parse("").is_err());
    }

    #[test]
    fn a_prefecture_is_split_off_an_address() {
        assert_eq!(split_prefecture("神奈川県横須賀市"), Some((14, "横須賀市")));
        assert_eq!(split_prefecture("横須賀市"), None);
        assert_eq!(prefecture_name(47), Some("沖縄県"));
        assert_eq!(prefecture_name(48), None);
    }
}
