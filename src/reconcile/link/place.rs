//! Addresses as they can be compared: the town, the name of a field within it, and the house numbers.

use crate::domain::municipality::MunicipalityCode;
use crate::domain::text::{fold, nfkc};

use super::Located;
use super::rules::Reason;

/// Where something lies, as far as its address says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::reconcile) struct Place {
    /// The municipality.
    pub(in crate::reconcile) municipality: Option<MunicipalityCode>,
    /// The town in the gazetteer's spelling, prefecture and municipality in front; empty where it is not known.
    pub(in crate::reconcile) town: String,
    /// 小字 or 通称 that the gazetteer does not know, folded: 「塚ノ向」.
    pub(in crate::reconcile) field: String,
    /// The house numbers, from the block downwards.
    pub(in crate::reconcile) numbers: Vec<u32>,
}

impl Place {
    pub(in crate::reconcile) fn new(located: Located) -> Self {
        let (field, numbers) = house(&located.rest);
        Self { municipality: located.municipality, town: located.town, field, numbers }
    }

    /// How two addresses agree, as a reason.
    pub(super) fn agreement(&self, other: &Self) -> Reason {
        let (Some(mine), Some(theirs)) = (self.municipality, other.municipality) else { return Reason::NoAddress };
        let towns = !self.town.is_empty() && !other.town.is_empty();
        match () {
            () if towns && self.town == other.town => self.within_town(other),
            () if mine == theirs && !self.lies_elsewhere(other) => Reason::TownUnclear,
            () if mine == theirs => Reason::SameMunicipality,
            () => Reason::SamePrefecture,
        }
    }

    fn within_town(&self, other: &Self) -> Reason {
        let (a, b) = (&self.numbers, &other.numbers);
        let fields = self.field.contains(&other.field) || other.field.contains(&self.field);
        match () {
            () if !fields => Reason::SameTown,
            () if a == b && !a.is_empty() => Reason::SameAddress,
            () if self.is_room_of(other) || other.is_room_of(self) => Reason::SameAddress,
            () if a.starts_with(b) || b.starts_with(a) => Reason::AddressLessPrecise,
            () => Reason::SameTown,
        }
    }

    /// The other address names a house (block and number in a numbered town), and this one a door in it: 「1-7-3」, 「1-7-3-101」.
    fn is_room_of(&self, other: &Self) -> bool {
        let house = if other.town.ends_with("丁目") { 2 } else { 3 };
        other.numbers.len() >= house && self.numbers.starts_with(&other.numbers)
    }

    /// All house numbers, with the one of the 丁目 in front where the town ends in it.
    fn all_numbers(&self) -> impl Iterator<Item = u32> {
        const NUMERALS: &str = "一二三四五六七八九十";
        let numeral = self.town[self.unnumbered_town().len()..].strip_suffix("丁目").unwrap_or_default();
        let digit = |c: char| NUMERALS.chars().position(|numeral| numeral == c).map_or(0, |at| at as u32 + 1);
        // 「二十三」: what stands before 十 counts ten times.
        let chome = numeral.chars().map(digit).fold(0, |sum, digit| match (sum, digit) {
            (0, 10) => 10,
            (sum, 10) => sum * 10,
            (sum, digit) => sum + digit,
        });
        (chome > 0).then_some(chome).into_iter().chain(self.numbers.iter().copied())
    }

    /// Whether all house numbers are the same and say enough: three of them, or a lot number that no block can have.
    pub(super) fn has_same_numbers(&self, other: &Self) -> bool {
        let enough = self.all_numbers().count() >= 3 || self.numbers.first().is_some_and(|&number| number >= 100);
        enough && self.all_numbers().eq(other.all_numbers())
    }

    /// The town without the number of its 丁目, which some addresses leave out.
    pub(in crate::reconcile) fn unnumbered_town(&self) -> &str {
        let numeral = |c: char| matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十');
        self.town.strip_suffix("丁目").map_or(self.town.as_str(), |town| town.trim_end_matches(numeral))
    }

    /// Both towns are known and are not one within the other; a misspelt town with the same full house number is forgiven.
    fn lies_elsewhere(&self, other: &Self) -> bool {
        let (a, b) = (&self.town, &other.town);
        let same_numbers = self.numbers.len() >= 2 && self.numbers == other.numbers || self.has_same_numbers(other);
        !a.is_empty() && !b.is_empty() && !a.starts_with(b.as_str()) && !b.starts_with(a.as_str()) && !same_numbers
    }

    /// Whether the address names one building: a block and a number in it, or a lot number (地番) that no block can have.
    pub(in crate::reconcile) fn is_complete(&self) -> bool {
        let lot = self.numbers.first().is_some_and(|&number| number >= 100);
        !self.town.is_empty() && (self.numbers.len() >= 2 || lot)
    }
}

/// The field and the house numbers at the beginning of what follows a town: 「5丁目1番地の2 ○○ビル3階」 → [5, 1, 2].
///
/// White space between two digits ends them: what follows in 「1-40 3階」 is a floor.
fn house(rest: &str) -> (String, Vec<u32>) {
    let wide = nfkc(rest);
    let mut words = wide.split(' ').map(fold).filter(|word| !word.is_empty()).peekable();
    let mut one = words.next().unwrap_or_default();
    while let Some(next) = words.next_if(|next| !(one.ends_with(is_digit) && next.starts_with(is_digit))) {
        one.push_str(&next);
    }
    let start = one.find(is_digit).unwrap_or(one.len());
    let field = one[..start].trim_start_matches("大字").trim_start_matches('字');
    let (numbers, after) = leading_numbers(&one[start..]);
    // 「塚ノ向506」 is a field, 「ビル3階」 a floor.
    let lettered = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}' | 'ノ' | 'ケ' | 'ツ' | '々');
    let kana = field.chars().count() == 1 && field.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
    let is_field = field.is_empty() || kana || (field.chars().count() <= 8 && field.chars().all(lettered));
    if is_field && (field.is_empty() || !after.is_some_and(is_storey)) {
        (field.to_owned(), numbers)
    } else {
        Default::default()
    }
}

/// The numbers with which a folded text begins, and the letter that ended them.
fn leading_numbers(text: &str) -> (Vec<u32>, Option<char>) {
    let (mut numbers, mut digits, mut end) = (Vec::new(), String::new(), None);
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '丁' | '目' | '番' | '地' | '号' | 'の' | 'ノ' | '第' | '字' => {
                numbers.extend(digits.parse::<u32>().ok());
                digits.clear();
            }
            _ => {
                end = Some(c);
                break;
            }
        }
    }
    numbers.extend(digits.parse::<u32>().ok());
    // 「3-20-2F」 ends in a floor, 「3-20-201号室」 in a door.
    if numbers.len() > 1 && end.is_some_and(is_storey) {
        numbers.pop();
    }
    (numbers, end)
}

const fn is_storey(c: char) -> bool {
    matches!(c, '階' | 'f' | '室')
}

const fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(rest: &str) -> Vec<u32> {
        house(rest).1
    }

    #[test]
    fn house_numbers_end_at_the_building() {
        assert_eq!(numbers("5丁目1番地の2 ビル3階"), [5, 1, 2]);
        assert_eq!(numbers("７－１０－２７"), [7, 10, 27]);
        assert_eq!(numbers("１ー４０ー２５メディカルビル２F"), [1, 40, 25]);
        assert_eq!(numbers("５－１－１　３Ｆ"), [5, 1, 1], "a floor is no house number");
        assert_eq!(numbers("３－２０－２Ｆ"), [3, 20], "nor where a hyphen stands before it");
        assert_eq!(numbers("3-20-201号室"), [3, 20]);
        assert_eq!(numbers("ビル3階"), Vec::<u32>::new());
        assert_eq!(numbers("メディカルモール102"), Vec::<u32>::new());
    }

    #[test]
    fn a_field_that_the_gazetteer_does_not_know_stands_before_the_numbers() {
        assert_eq!(house("字架空向506番地11"), ("架空向".to_owned(), vec![506, 11]));
        assert_eq!(house("ロ337"), ("ロ".to_owned(), vec![337]));
        assert_eq!(house("506-11"), (String::new(), vec![506, 11]));
    }

    #[test]
    fn addresses_agree_as_far_as_they_say() {
        let place = |town: &str, rest: &str| {
            let municipality = MunicipalityCode::parse("14201").ok();
            Place::new(Located { municipality, town: town.to_owned(), rest: rest.to_owned() })
        };
        for (a, b, agree) in [
            (("浦賀", "5-1-1"), ("浦賀", "5丁目1番1号 なみビル2階"), Reason::SameAddress),
            (("浦賀", "字架空506"), ("浦賀", "506"), Reason::SameAddress),
            (("浦賀", "字架空506"), ("浦賀", "字別空506"), Reason::SameTown),
            (("浦賀", "5-1"), ("浦賀", "5-1-1"), Reason::AddressLessPrecise),
            (("浦賀五丁目", "1-1"), ("浦賀五丁目", "1-1-203"), Reason::SameAddress),
            (("浦賀", ""), ("浦賀", "5-1-1"), Reason::AddressLessPrecise),
            (("浦賀", "5-1-1"), ("浦賀", "5-1-2"), Reason::SameTown),
            (("", ""), ("浦賀", "5-1-2"), Reason::TownUnclear),
            (("西浦賀", "5-1-2"), ("浦賀", "5-1-2"), Reason::TownUnclear),
            (("六浦町東", "3-15-13"), ("六浦東三丁目", "15-13"), Reason::TownUnclear),
            (("鴨居", "3-3"), ("浦賀", "5-1-2"), Reason::SameMunicipality),
        ] {
            let (a, b) = (place(a.0, a.1), place(b.0, b.1));
            assert_eq!((a.agreement(&b), b.agreement(&a)), (agree, agree), "{a:?} {b:?}");
        }
        assert_eq!(Place::default().agreement(&place("浦賀", "1")), Reason::NoAddress);
        assert!(place("浦賀", "5-1").is_complete() && place("浦賀", "1234番地").is_complete());
        assert!(!place("浦賀", "5").is_complete() && !place("浦賀五丁目", "10").is_complete());
    }
}
