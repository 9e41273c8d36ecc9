//! What stands behind the town in an address: 字, block and house number, in any of the usual spellings.

use super::letters::{Folder, Letter};

/// A name in front of the numbers is rarely longer in letters; what is longer is a building.
const LONGEST_AREA: usize = 12;

/// The place of a building within its town.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Lot {
    /// The name in front of the numbers, folded: a 字, 甲乙丙, いろは, a 丁目 or 地割 that the gazetteer does not know. Empty for none.
    pub(super) area: String,
    /// 街区符号 or 地番, then 住居番号 or 枝番; zero for none.
    pub(super) numbers: [u32; 2],
    /// The bytes of the text just behind the area and behind each number with its 番, 番地 or 号.
    pub(super) ends: [usize; 3],
    /// The area as it was typed.
    typed_area: String,
}

impl Lot {
    /// Reads what follows a town.
    pub(super) fn read(rest: &str) -> Self {
        let mut letters = Vec::with_capacity(rest.len() / 2);
        Folder::default().fold(rest, &mut letters);
        Reader { rest, letters: &letters, at: 0 }.lot()
    }

    /// The first `count` numbers as every spelling of them is written out: 「字前田46-1」.
    pub(super) fn written(&self, count: usize) -> String {
        let numbers: Vec<String> =
            self.numbers.iter().take(count).filter(|n| **n > 0).map(ToString::to_string).collect();
        let typed = self.typed_area.trim();
        let apart = typed.ends_with(|c: char| c.is_ascii_digit()) && !numbers.is_empty();
        [typed, if apart { " " } else { "" }, &numbers.join("-")].concat()
    }
}

struct Reader<'a> {
    rest: &'a str,
    letters: &'a [Letter],
    at: usize,
}

impl Reader<'_> {
    fn lot(mut self) -> Lot {
        let mut lot = Lot::default();
        self.area(&mut lot);
        for i in 0..lot.numbers.len() {
            let Some(number) = self.number() else { break };
            lot.numbers[i] = number;
            let more = self.separator();
            lot.ends[i + 1] = self.byte();
            if !more {
                break;
            }
        }
        lot
    }

    fn letter(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).map(|l| l.c)
    }

    /// The byte just behind what was read so far, white space and hyphens aside.
    fn byte(&self) -> usize {
        self.at.checked_sub(1).and_then(|i| self.letters.get(i)).map_or(0, |l| l.end as usize)
    }

    /// The name before the first house number. Numbers that count 丁目, 地割 and the like, or that are written in kanji within a
    /// name (三枚橋), belong to it.
    fn area(&mut self, lot: &mut Lot) {
        // 「西新宿二の八の一」: the の behind the 丁目 joins, it names nothing.
        if self.letter(0) == Some('ノ') && self.letter(1).is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let from = self.byte();
        let (mut name, mut length) = (String::new(), 0);
        while let Some(letter) = self.letters.get(self.at) {
            if letter.c.is_ascii_digit() {
                let behind = self.behind_number(self.at);
                if !self.belongs_to_name(behind) {
                    break;
                }
                while self.at < behind {
                    name.push(self.letters[self.at].c);
                    self.at += 1;
                }
                length += 1;
                continue;
            }
            // Without a number in sight a gap ends the name; what follows is a building.
            if letter.gap && length > 0 && !self.letters[self.at..].iter().any(|l| l.c.is_ascii_digit()) {
                break;
            }
            if letter.c.is_alphabetic() {
                length += 1;
                // As in names of towns, these are written or left out at will.
                if !matches!(letter.c, 'ノ' | 'ケ' | 'ツ') || length == 1 {
                    name.push(letter.c);
                }
            }
            self.at += 1;
        }
        if length > LONGEST_AREA {
            return;
        }
        lot.ends[0] = self.byte();
        lot.typed_area = self.rest.get(from..lot.ends[0]).unwrap_or_default().to_owned();
        lot.area = name;
    }

    fn behind_number(&self, from: usize) -> usize {
        let more = self.letters[from + 1..].iter().take_while(|l| l.joined).count();
        from + 1 + more
    }

    fn belongs_to_name(&self, behind: usize) -> bool {
        let next = |i: usize| self.letters.get(behind + i).map(|l| l.c);
        match next(0) {
            Some('丁' | '条' | '線' | '甲' | '乙' | '丙') => true,
            Some('地') => next(1) == Some('割'),
            Some('区') => next(1) != Some('画'),
            Some('番' | '号' | 'ノ') | None => false,
            Some(c) if c.is_alphabetic() && !c.is_ascii_alphabetic() => self.is_kanji(behind - 1),
            Some(_) => false,
        }
    }

    /// Whether the number that ends with this letter was written in kanji.
    fn is_kanji(&self, last: usize) -> bool {
        let typed = self.rest.get(..self.letters[last].end as usize).and_then(|text| text.chars().next_back());
        typed.is_some_and(|c| "〇一二三四五六七八九十百".contains(c))
    }

    fn number(&mut self) -> Option<u32> {
        self.letter(0).filter(char::is_ascii_digit)?;
        let behind = self.behind_number(self.at);
        let digits = &self.letters[self.at..behind];
        let value = digits.iter().fold(0_u32, |value, l| (value * 10 + l.c.to_digit(10).unwrap_or(0)) % 100_000_000);
        self.at = behind;
        Some(value)
    }

    /// Passes 番, 番地, 号, の and hyphens; tells whether a number of the same address follows.
    fn separator(&mut self) -> bool {
        match self.letter(0) {
            Some('号') => {
                self.at += 1;
                return false;
            }
            Some('番') => {
                self.at += 1 + usize::from(self.letter(1) == Some('地'));
                let joint = usize::from(matches!(self.letter(0), Some('ノ' | '-')));
                let follows = self.letter(joint).is_some_and(|c| c.is_ascii_digit());
                if follows {
                    self.at += joint;
                }
                return follows;
            }
            Some('ノ' | '-') => {}
            _ => return false,
        }
        let follows = self.letter(1).is_some_and(|c| c.is_ascii_digit());
        if follows {
            self.at += 1;
        }
        follows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(rest: &str, area: &str, numbers: [u32; 2]) -> Lot {
        let lot = Lot::read(rest);
        assert_eq!((lot.area.as_str(), lot.numbers), (area, numbers), "{rest}");
        lot
    }

    #[test]
    fn one_house_is_written_in_many_ways() {
        for rest in
            ["1-1", "１番１号", "一番一号", "1番地の1", "１ー１", "1の1", "1番地1", "1番-1", "1-1-405", "1－1浦賀ビル"]
        {
            assert_eq!(read(rest, "", [1, 1]).written(2), "1-1");
        }
        read("967", "", [967, 0]);
        assert_eq!(read("の八の一", "", [8, 1]).written(2), "8-1");
        read("12番地先", "", [12, 0]);
        read("８番", "", [8, 0]);
        read("２０７１－１住宅型", "", [2071, 1]);
        read("1号", "", [1, 0]);
        read("", "", [0, 0]);
    }

    #[test]
    fn names_before_the_numbers_are_areas() {
        assert_eq!(read("字前田46-1", "前田", [46, 1]).written(2), "字前田46-1");
        read("甲４３６８番地", "甲", [4368, 0]);
        read("い29-1", "イ", [29, 1]);
        read("第１１地割１１５－２", "11地割", [115, 2]);
        read("２丁目１０２", "2丁", [102, 0]);
        read("字三枚橋１２", "3枚橋", [12, 0]);
        read("無番地", "無番地", [0, 0]);
        read("丘の上12", "丘上", [12, 0]);
        read("前田 うみかぜビル", "前田", [0, 0]);
        // What is too long for a name is a building.
        read("特別養護老人ホームうみかぜの里みどり", "", [0, 0]);
    }

    #[test]
    fn what_was_read_is_known_by_its_end() {
        let rest = "1番2号 うみかぜビル3F";
        let lot = Lot::read(rest);
        assert_eq!(&rest[lot.ends[1]..], "2号 うみかぜビル3F");
        assert_eq!(&rest[lot.ends[2]..], " うみかぜビル3F");
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(rest in "\\PC{0,30}|[0-9０-９一二十百番地号丁目の-字甲イ ]{0,20}") {
            let lot = Lot::read(&rest);
            proptest::prop_assert!(lot.ends.iter().all(|&end| rest.is_char_boundary(end)));
        }
    }
}
