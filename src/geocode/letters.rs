//! An address as letters that can be compared, each of which still knows where it stood in the text that was typed.

use unicode_normalization::UnicodeNormalization;

use crate::domain::text::{fold_char, large_kana};

/// One comparable letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    /// The folded character. A number of any spelling is ASCII digits; 丁目 is 丁.
    pub(super) c: char,
    /// The byte in the typed text just after everything this letter stands for.
    pub(super) end: u32,
    /// Whether this is a further digit of the number that the letter before belongs to.
    pub(super) joined: bool,
    /// Whether white space or 字 stood before this letter: a place where a name may well end.
    pub(super) gap: bool,
}

/// Which script the number that is being read is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    None,
    Kanji,
    Arabic,
}

/// Folds addresses; keeps its buffers, so that a gazetteer of 200,000 names does not allocate for each.
#[derive(Default)]
pub(super) struct Folder {
    numerals: Vec<char>,
}

struct Run<'a> {
    out: &'a mut Vec<Letter>,
    numerals: &'a mut Vec<char>,
    numerals_end: u32,
    gap: bool,
    last: Script,
}

impl Folder {
    /// Replaces `out` by the letters of `text`.
    ///
    /// Beyond [`crate::domain::text::fold`], which makes names comparable, addresses are freer still: 三丁目, 3丁目 and ３丁 are one,
    /// as are ヶ, ケ, が and ガ, or ノ, の and 之; 大字, 小字 and 字 are written or left out at will, and so is the 第 of 第三地割.
    pub(super) fn fold(&mut self, text: &str, out: &mut Vec<Letter>) {
        out.clear();
        self.numerals.clear();
        let mut run = Run { out, numerals: &mut self.numerals, numerals_end: 0, gap: false, last: Script::None };
        for (start, c) in text.char_indices() {
            let end = u32::try_from(start + c.len_utf8()).unwrap_or(u32::MAX);
            // Nearly every letter of an address is its own compatibility form, and asking the tables costs more than all the rest.
            if matches!(c, '\u{21}'..='\u{7e}' | '\u{4e00}'..='\u{9fff}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー') {
                run.push(c.to_ascii_lowercase(), end);
            } else if matches!(c, '０'..='９') {
                run.push(char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c), end);
            } else {
                for c in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
                    run.push(c, end);
                }
            }
        }
        run.flush_numerals();
    }
}

impl Run<'_> {
    fn push(&mut self, c: char, end: u32) {
        if c.is_whitespace() || matches!(c, '、' | ',' | '。' | '\u{200b}'..='\u{200d}' | '\u{feff}') {
            self.flush_numerals();
            self.gap = true;
            self.last = Script::None;
            return;
        }
        // Variation selectors choose among drawings of the same letter.
        if matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}') {
            return;
        }
        let c = fold_address_char(c);
        if is_numeral(c) {
            self.numerals.push(c);
            self.numerals_end = end;
            return;
        }
        self.flush_numerals();
        match c {
            '\u{3099}' | '\u{309a}' => self.voice(c, end),
            '目' if self.ends_with('丁') => self.stretch(end),
            '字' => {
                if self.ends_with('大') || self.ends_with('小') {
                    self.out.pop();
                }
                self.gap = true;
                self.last = Script::None;
            }
            '0'..='9' => {
                if self.last != Script::Arabic {
                    self.drop_ordinal();
                }
                self.add(c, end, self.last == Script::Arabic);
                self.last = Script::Arabic;
            }
            'ー' if self.last != Script::None => {
                self.add('-', end, false);
                self.last = Script::None;
            }
            _ => {
                self.add(c, end, false);
                self.last = Script::None;
            }
        }
    }

    fn add(&mut self, c: char, end: u32, joined: bool) {
        self.out.push(Letter { c, end, joined, gap: std::mem::take(&mut self.gap) });
    }

    fn ends_with(&self, c: char) -> bool {
        self.out.last().is_some_and(|l| l.c == c)
    }

    fn stretch(&mut self, end: u32) {
        if let Some(last) = self.out.last_mut() {
            last.end = end;
        }
    }

    /// 第三地割 and 三地割 are one.
    fn drop_ordinal(&mut self) {
        if self.ends_with('第')
            && let Some(ordinal) = self.out.pop()
        {
            self.gap |= ordinal.gap;
        }
    }

    /// A half-width kana carries its voicing as a letter of its own: カ and ゙ become ガ, which addresses read as ケ.
    fn voice(&mut self, mark: char, end: u32) {
        if let Some(last) = self.out.last_mut() {
            last.end = end;
            // カ has already become ケ, as ガ will; ｹﾞ does not occur where it would matter.
            if last.c == 'ケ' {
                return;
            }
            if let Some(voiced) = [last.c, mark].into_iter().nfc().next() {
                last.c = fold_address_char(voiced);
            }
        }
    }

    fn flush_numerals(&mut self) {
        if self.numerals.is_empty() {
            return;
        }
        self.drop_ordinal();
        let numerals = std::mem::take(self.numerals);
        let end = self.numerals_end;
        let mut joined = false;
        let mut digit = |run: &mut Self, d: u32| {
            run.add(char::from_digit(d % 10, 10).unwrap_or('0'), end, joined);
            joined = true;
        };
        if numerals.iter().any(|c| matches!(c, '十' | '百')) {
            let value = positional(&numerals);
            if value >= 100 {
                digit(self, value / 100);
            }
            if value >= 10 {
                digit(self, value / 10);
            }
            digit(self, value);
        } else {
            for c in &numerals {
                digit(self, numeral_value(*c));
            }
        }
        self.last = Script::Kanji;
        *self.numerals = numerals;
        self.numerals.clear();
    }
}

/// The value of a numeral with 十 or 百, below 1,000; 二百三十四 is 234, and nonsense such as 十十 is some number too.
fn positional(numerals: &[char]) -> u32 {
    let (mut total, mut digit) = (0_u32, 0_u32);
    for &c in numerals {
        match c {
            '百' => {
                total += digit.max(1) * 100;
                digit = 0;
            }
            '十' => {
                total += digit.max(1) * 10;
                digit = 0;
            }
            _ => digit = (digit * 10 + numeral_value(c)) % 1_000,
        }
    }
    (total % 1_000 + digit) % 1_000
}

/// 千 and 万 are left out: they stand in names (千代田, 万代) far oftener than in the number of a 丁目.
const fn is_numeral(c: char) -> bool {
    matches!(c, '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百')
}

const fn numeral_value(c: char) -> u32 {
    match c {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => 0,
    }
}

/// The letter in which spellings of a place name meet. The same is done to both sides, so a merge too many costs nothing unless
/// two neighbouring places differ in that letter alone.
fn fold_address_char(c: char) -> char {
    match large_kana(fold_char(c)) {
        'ガ' | 'カ' | 'ヵ' | 'ヶ' | '箇' => 'ケ',
        '之' | '乃' => 'ノ',
        'ヅ' => 'ズ',
        'ヂ' => 'ジ',
        // Variants that names of places mix beyond those that all names mix.
        '竈' | '竃' => '釜',
        '薗' => '園',
        '籏' => '旗',
        '挾' => '挟',
        '掘' => '堀',
        '壇' => '檀',
        '舘' => '館',
        '嶽' => '岳',
        '埜' => '野',
        '峯' => '峰',
        '舩' | '船' => '舟',
        '藪' => '薮',
        '鷗' => '鴎',
        '諫' => '諌',
        '菟' => '莵',
        '驒' => '騨',
        '頸' => '頚',
        '麴' => '麹',
        '蘆' => '芦',
        '巖' => '巌',
        '禰' => '祢',
        '祗' => '祇',
        '礪' => '砺',
        '蠣' => '蛎',
        '檮' => '梼',
        '鰺' => '鯵',
        '靱' => '靭',
        '壱' | '壹' => '一',
        '弐' | '貳' => '二',
        '洲' => '州',
        '提' => '堤',
        '~' | '〜' => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        let mut letters = Vec::new();
        Folder::default().fold(text, &mut letters);
        letters.iter().map(|l| l.c).collect()
    }

    #[test]
    fn spellings_of_one_place_meet() {
        assert_eq!(key("浦賀五丁目"), key("浦賀 ５丁目"));
        assert_eq!(key("北十一条西十三丁目"), "北11条西13丁");
        assert_eq!(key("大字藤江字前田"), key("藤江前田"));
        assert_eq!(key("霞が関"), key("霞ヶ関"));
        assert_eq!(key("ﾋﾟｱｻﾞ"), key("ピアザ"));
        assert_eq!(key("希望ｶﾞ丘"), key("希望ヶ丘"));
        assert_eq!(key("区界第四地割"), key("区界４地割"));
        assert_eq!(key("一二三町百二十丁目"), "123町120丁");
        assert_eq!(key("１ー４０"), "1-40");
        assert_eq!(key("三ー四"), "3-4");
    }

    #[test]
    fn a_letter_knows_where_it_ended() {
        let mut letters = Vec::new();
        Folder::default().fold("五丁目 1", &mut letters);
        assert_eq!(letters.iter().map(|l| l.end).collect::<Vec<_>>(), [3, 9, 11]);
        assert!(letters[2].gap);
        assert!(!letters[2].joined);
    }
}
