//! A text as letters that can be compared, each of which still knows which characters of the text it stands for.

use unicode_normalization::UnicodeNormalization;

use crate::domain::text::fold_char;

/// The script in which a letter was written, as far as word ends depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Latin,
    Digit,
    Space,
    Other,
}

/// One comparable letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    /// The folded character; white space is one space.
    pub(super) c: char,
    /// The first character of the text that it stands for.
    pub(super) start: usize,
    /// The character behind the last one.
    pub(super) end: usize,
    /// How it was written.
    pub(super) script: Script,
    /// Whether it is the first letter of its characters; 癌 is ガ and ン.
    pub(super) head: bool,
    /// Whether it is the last one.
    pub(super) tail: bool,
}

impl Letter {
    /// Whether words end at it: white space and punctuation.
    pub(super) const fn is_gap(&self) -> bool {
        matches!(self.script, Script::Space | Script::Other)
    }
}

/// Folds a text: widths, case, kana, variant kanji; 癌 becomes ガン, 瘻 ロウ, 〜 and every dash one sign each.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::with_capacity(text.len() / 2);
    for (at, typed) in text.chars().enumerate() {
        let script = script(typed);
        if script == Script::Space
            && let Some(last) = out.last_mut().filter(|last| last.script == Script::Space)
        {
            last.end = at + 1;
            continue;
        }
        let first = out.len();
        for c in std::iter::once(typed).nfkc().flat_map(char::to_lowercase) {
            match c {
                // A half-width or decomposed kana carries its voicing as a character of its own.
                '\u{3099}' | '\u{309a}' if !out.is_empty() => voice(&mut out, c, at + 1),
                '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{200b}'..='\u{200d}' | '\u{feff}'
                    if !out.is_empty() =>
                {
                    stretch(&mut out, at + 1);
                }
                '癌' => out.extend(['ガ', 'ン'].map(|c| letter(c, at, script))),
                '瘻' => out.extend(['ロ', 'ウ'].map(|c| letter(c, at, script))),
                c if c.is_whitespace() => out.push(letter(' ', at, Script::Space)),
                c => out.push(letter(fold_char(c), at, script)),
            }
        }
        let new = out.len().saturating_sub(first);
        for (i, letter) in out.iter_mut().skip(first).enumerate() {
            letter.head = i == 0;
            letter.tail = i + 1 == new;
        }
        if new == 0 {
            stretch(&mut out, at + 1);
        }
    }
    out
}

/// The folded characters of a word of the lexicon.
pub(super) fn key(word: &str) -> Vec<char> {
    letters(word.trim()).into_iter().map(|letter| letter.c).collect()
}

const fn letter(c: char, at: usize, script: Script) -> Letter {
    Letter { c, start: at, end: at + 1, script, head: true, tail: true }
}

fn stretch(out: &mut [Letter], end: usize) {
    // Characters that fold to nothing belong to the letters of the character before them.
    if let Some(start) = out.last().map(|last| last.start) {
        out.iter_mut().rev().take_while(|letter| letter.start == start).for_each(|letter| letter.end = end);
    }
}

fn voice(out: &mut [Letter], mark: char, end: usize) {
    if let Some(last) = out.last_mut()
        && let Some(voiced) = [last.c, mark].into_iter().nfc().next()
    {
        last.c = fold_char(voiced);
    }
    stretch(out, end);
}

fn script(c: char) -> Script {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => Script::Hiragana,
        'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ' | 'ヽ' | 'ヾ' => Script::Katakana,
        '々' | '〆' | '〇' => Script::Kanji,
        c if c.is_whitespace() => Script::Space,
        c if c.is_numeric() && !is_kanji(c) => Script::Digit,
        c if is_kanji(c) => Script::Kanji,
        c if c.is_alphabetic() => Script::Latin,
        _ => Script::Other,
    }
}

const fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        for (one, other) in [
            ("末期癌", "末期がん"),
            ("胃瘻", "胃ろう"),
            ("ＴＰＮ", "tpn"),
            ("ｶﾞﾝ", "がん"),
            ("カ\u{3099}ン", "ガン"),
            ("home  oxygen", "Home oxygen"),
            ("１２／１", "12/1"),
        ] {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn a_letter_knows_its_characters() {
        let found = letters("膵癌 \u{3000}ｶﾞ1");
        let spans: Vec<(char, usize, usize)> = found.iter().map(|l| (l.c, l.start, l.end)).collect();
        assert_eq!(spans, [('膵', 0, 1), ('ガ', 1, 2), ('ン', 1, 2), (' ', 2, 4), ('ガ', 4, 6), ('1', 6, 7)]);
        assert!(found[1].head && !found[1].tail && !found[2].head && found[2].tail);
    }
}
