//! What a note of a case may hold. It is looked at for whatever tells one person from another: a name, a number to call, a birthday, a
//! house. The look is a rough one and rather refuses too much; no rule finds every name, so the page says beside the field what not to write.

use crate::domain::text::nfkc;

/// Why a note is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// Longer than this many characters.
    #[error("メモは{0}文字までです (at most {0} characters)")]
    TooLong(usize),
    /// 「…さん」, 「…様」.
    #[error(
        "人の名前のようなもの（〜様、〜さん、〜氏）があります。名前は書かないでください (this looks like the name of a person; leave names out)"
    )]
    Name,
    /// A telephone number or a mail address.
    #[error(
        "電話番号やメールアドレスのようなものがあります。連絡先は書かないでください (this looks like a telephone number or a mail address; leave it out)"
    )]
    Contact,
    /// A date of birth.
    #[error(
        "生年月日のようなものがあります。年齢が要るときは「80代」のように書いてください (this looks like a date of birth; write an age such as 80代 instead)"
    )]
    Birth,
    /// An address with its house number.
    #[error(
        "番地や部屋番号のようなものがあります。住所は書かないでください (this looks like an address; leave it out)"
    )]
    Address,
}

/// Words before 「さん」 and 「様」 that name nobody.
const NOBODY: [&str; 31] = [
    "患者",
    "家族",
    "利用者",
    "本人",
    "奥",
    "母",
    "父",
    "親",
    "娘",
    "息子",
    "子",
    "嫁",
    "孫",
    "兄",
    "姉",
    "弟",
    "妹",
    "皆",
    "みな",
    "ケアマネ",
    "看護師",
    "看護婦",
    "医師",
    "先方",
    "相手",
    "主人",
    "旦那",
    "婆",
    "爺",
    "業者",
    "たく",
];
/// 「様」 inside of ordinary words: 同様, 様子.
const SAMA_AFTER: [char; 8] = ['同', '仕', '多', '模', '異', '有', '左', '一'];
const SAMA_BEFORE: [char; 5] = ['子', '々', '式', '相', '態'];
/// What follows a range that counts something: 「週2-3回」.
const COUNTERS: &str = "回日時人名年か月ヶケ週歳代%LlmkgcM分度床単割";
/// The year before the first of each era.
const ERAS: [(&str, i32); 15] = [
    ("明治", 1867),
    ("大正", 1911),
    ("昭和", 1925),
    ("平成", 1988),
    ("令和", 2018),
    ("明", 1867),
    ("大", 1911),
    ("昭", 1925),
    ("平", 1988),
    ("令", 2018),
    ("M", 1867),
    ("T", 1911),
    ("S", 1925),
    ("H", 1988),
    ("R", 2018),
];

/// Looks whether a note may be kept; answers it as it is stored, in one form of letters and without white space around it. `this_year` is
/// the year in Japan: a day of an earlier year is taken for a birthday.
///
/// # Errors
/// The first reason that applies. It never repeats what was written.
pub fn check_note(text: &str, most: usize, this_year: i16) -> Result<String, NoteFault> {
    let text = nfkc(text);
    if text.chars().count() > most {
        return Err(NoteFault::TooLong(most));
    }
    let letters: Vec<char> = text.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
    if has_contact(&letters) {
        return Err(NoteFault::Contact);
    }
    if has_birth(&letters, i32::from(this_year)) {
        return Err(NoteFault::Birth);
    }
    if has_address(&letters) {
        return Err(NoteFault::Address);
    }
    if has_name(&letters) {
        return Err(NoteFault::Name);
    }
    Ok(text)
}

const fn is_dash(c: char) -> bool {
    matches!(c, '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | 'ｰ')
}

fn starts(letters: &[char], word: &str) -> bool {
    word.chars().enumerate().all(|(at, c)| letters.get(at) == Some(&c))
}

fn ends(letters: &[char], word: &str) -> bool {
    let length = word.chars().count();
    letters.len() >= length && starts(&letters[letters.len() - length..], word)
}

/// Every place where a text stands in the letters: what is before it, and what after.
fn found<'a>(letters: &'a [char], word: &'a str) -> impl Iterator<Item = (&'a [char], &'a [char])> {
    let length = word.chars().count();
    (0..letters.len())
        .filter(move |&at| starts(&letters[at..], word))
        .map(move |at| (&letters[..at], &letters[at + length..]))
}

/// The digits at the beginning, as a number, and how many there are.
fn number(letters: &[char]) -> (i32, usize) {
    let digits: Vec<i32> = letters.iter().map_while(|c| c.to_digit(10)).filter_map(|n| i32::try_from(n).ok()).collect();
    (digits.iter().take(6).fold(0, |all, digit| all * 10 + digit), digits.len())
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '々')
}

fn is_digit_at(letters: &[char], at: usize) -> bool {
    letters.get(at).is_some_and(char::is_ascii_digit)
}

/// Nine digits or more that begin with 0 and have nothing but marks between them, eight in one piece (a telephone number without its area,
/// the number of an insurance card), or an at sign.
fn has_contact(letters: &[char]) -> bool {
    let (mut digits, mut in_one_piece, mut from_zero) = (0, 0, false);
    for &c in letters {
        match c {
            '0'..='9' => {
                from_zero = if digits == 0 { c == '0' } else { from_zero };
                (digits, in_one_piece) = (digits + 1, in_one_piece + 1);
            }
            '-' | '(' | ')' | ' ' | '.' | 'ー' => in_one_piece = 0,
            '@' => return true,
            _ => (digits, in_one_piece) = (0, 0),
        }
        if from_zero && digits >= 9 || in_one_piece >= 8 {
            return true;
        }
    }
    false
}

/// A day or a year before this one, in the calendar of eras or of the west.
fn has_birth(letters: &[char], this_year: i32) -> bool {
    let said = ["生年月日", "誕生日", "生まれ"].iter().any(|word| found(letters, word).next().is_some());
    let goes_on = |after: &[char]| match after.first() {
        Some('年') => true,
        Some('-' | '/' | '.') => is_digit_at(after, 1),
        _ => false,
    };
    let in_era = ERAS.iter().any(|(era, before)| {
        found(letters, era).any(|(_, after)| {
            let (year, digits) = if after.first() == Some(&'元') { (1, 1) } else { number(after) };
            (1..=2).contains(&digits) && before + year < this_year && goes_on(&after[digits..])
        })
    });
    let in_west = (0..letters.len()).filter(|&at| at == 0 || !is_digit_at(letters, at - 1)).any(|at| {
        let (year, digits) = number(&letters[at..]);
        digits == 4 && (1850..this_year).contains(&year) && goes_on(&letters[at + 4..])
    });
    said || in_era || in_west
}

/// 5丁目, 12番地, 301号室, 5-12-3, 浦賀5-1, a postal code.
fn has_address(letters: &[char]) -> bool {
    let numbered = |word| {
        found(letters, word)
            .any(|(before, _)| before.last().is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c)))
    };
    if ["丁目", "番地", "号室"].into_iter().any(numbered) || letters.contains(&'〒') {
        return true;
    }
    if found(letters, "番")
        .any(|(before, after)| before.last().is_some_and(char::is_ascii_digit) && is_digit_at(after, 0))
    {
        return true;
    }
    (0..letters.len()).filter(|&at| is_digit_at(letters, at) && (at == 0 || !is_digit_at(letters, at - 1))).any(|at| {
        let mut parts = Vec::new();
        let mut next = at;
        loop {
            let (_, digits) = number(&letters[next..]);
            parts.push(digits);
            next += digits;
            if letters.get(next) != Some(&'-') || !is_digit_at(letters, next + 1) {
                break;
            }
            next += 1;
        }
        // A day of this year or a later one is no address: 2026-12-01.
        let is_day = parts.first() == Some(&4);
        let after_a_name = at > 0 && is_japanese(letters[at - 1]);
        let counts = letters.get(next).is_some_and(|c| COUNTERS.contains(*c));
        match parts.len() {
            1 => false,
            2 => parts == [3, 4] || after_a_name && !counts,
            _ => !is_day,
        }
    })
}

/// A name before 「さん」, 「様」, 「氏」, 「殿」, 「くん」 or 「ちゃん」.
fn has_name(letters: &[char]) -> bool {
    let named = |before: &[char]| {
        before.last().is_some_and(|c| is_japanese(*c) || c.is_alphabetic())
            && !NOBODY.iter().any(|word| ends(before, word))
    };
    let usual =
        ["さん", "さま", "ちゃん", "殿"].iter().any(|word| found(letters, word).any(|(before, _)| named(before)));
    let sama = found(letters, "様").any(|(before, after)| {
        let inside = before.last().is_some_and(|c| SAMA_AFTER.contains(c))
            || after.first().is_some_and(|c| SAMA_BEFORE.contains(c));
        !inside && named(before)
    });
    let shi = found(letters, "氏").any(|(before, after)| {
        after.first() != Some(&'名') && !before.last().is_some_and(|c| ['摂', '華'].contains(c)) && named(before)
    });
    usual || sama || shi || found(letters, "氏名").next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<NoteFault> {
        check_note(text, 200, 2026).err()
    }

    #[test]
    fn what_tells_of_care_and_of_nobody_is_kept() {
        for text in [
            "",
            "退院前カンファレンスは12月上旬。夜間の吸引が1日3-4回。",
            "80代、独居。週2-3回の訪問を希望。患者さんは麻薬の持続皮下注。",
            "ご家族様の介護力は弱い。様子をみて往診。同様の条件で歯科も。",
            "2026年12月1日退院予定",
            "2026-12-01 9:00 から",
            "お母さんが日中不在。たくさんの医療機器あり。",
            "37.5度、酸素2L、HOT。体重45kg",
            "平日 9:00-17:00 に連絡",
        ] {
            assert_eq!(check_note(text, 200, 2026), Ok(nfkc(text)), "{text}");
        }
    }

    #[test]
    fn what_tells_one_person_from_another_is_refused() {
        for (text, why) in [
            ("山田さんの件", NoteFault::Name),
            ("山田様", NoteFault::Name),
            ("ヤマダ氏より", NoteFault::Name),
            ("氏名は後で", NoteFault::Name),
            ("はなちゃん 3歳", NoteFault::Name),
            ("連絡は 046-841-0000 へ", NoteFault::Contact),
            ("０９０ー１２３４ー５６７８", NoteFault::Contact),
            ("09012345678", NoteFault::Contact),
            ("被保険者 12345678", NoteFault::Contact),
            ("hanako@example.jp", NoteFault::Contact),
            ("昭和15年3月4日", NoteFault::Birth),
            ("S15.3.4", NoteFault::Birth),
            ("1940/3/4", NoteFault::Birth),
            ("1940年の人", NoteFault::Birth),
            ("令和元年5月", NoteFault::Birth),
            ("生年月日は別紙", NoteFault::Birth),
            ("浦賀5丁目", NoteFault::Address),
            ("浦賀５－１", NoteFault::Address),
            ("5-12-3", NoteFault::Address),
            ("12番3号", NoteFault::Address),
            ("301号室", NoteFault::Address),
            ("239-0822", NoteFault::Address),
        ] {
            assert_eq!(fault(text), Some(why), "{text}");
        }
        assert_eq!(fault(&"長".repeat(201)), Some(NoteFault::TooLong(200)));
    }

    #[test]
    fn no_fault_repeats_what_was_written() {
        for text in ["山田さんの件", "046-841-0000", "浦賀5丁目", "昭和15年3月4日"] {
            let said = fault(text).unwrap().to_string();
            assert!(
                !said.contains("山田") && !said.contains("046") && !said.contains("浦賀") && !said.contains("昭和"),
                "{said}"
            );
        }
    }
}
