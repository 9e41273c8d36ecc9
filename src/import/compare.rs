//! Whether two editions mean the same name and the same address, however each writes it.

use crate::domain::text::{fold, large_kana};

/// Corporations as they stand in front of a name, the longer first.
const CORPORATIONS: [&str; 22] = [
    "特定医療法人社団",
    "特定医療法人財団",
    "社会医療法人社団",
    "社会医療法人財団",
    "公益財団法人",
    "公益社団法人",
    "一般財団法人",
    "一般社団法人",
    "社会福祉法人",
    "特定医療法人",
    "社会医療法人",
    "医療法人社団",
    "医療法人財団",
    "独立行政法人",
    "国立大学法人",
    "特定非営利活動法人",
    "医療法人",
    "株式会社",
    "有限会社",
    "合同会社",
    "(株)",
    "(有)",
];

/// A name as letters only: folded, small kana as large, no marks.
pub(super) fn plain(name: &str) -> String {
    fold(name).chars().map(large_kana).filter(|c| c.is_alphanumeric()).collect()
}

/// The same without the kind of corporation in front: 「医療法人」 comes and goes between editions.
pub(super) fn without_corporation(name: &str) -> String {
    let folded = fold(name);
    plain(CORPORATIONS.iter().find_map(|corporation| folded.strip_prefix(corporation)).unwrap_or(&folded))
}

/// Whether two addresses are one: the same in other writing, or one says less (only the town, no building).
///
/// A third of the hospitals whose address changes between two editions have only got the house number that was missing before.
pub(super) fn same_address(a: &str, b: &str) -> bool {
    let (a, b) = (comparable(a), comparable(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let Some(rest) = long.strip_prefix(short.as_str()) else { return false };
    // 「1-1」 is not the beginning of 「1-12」.
    let cut_number = short.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
    !cut_number
}

/// An address with every number in Arabic digits and `-` between numbers.
fn comparable(address: &str) -> String {
    let folded = fold(address);
    let folded = folded.replace("大字", "").replace("小字", "").replace('字', "");
    let letters: Vec<char> = folded.chars().collect();
    let mut out = String::with_capacity(folded.len());
    let mut at = 0;
    while at < letters.len() {
        let numerals = letters[at..].iter().take_while(|c| NUMERALS.contains(**c)).count();
        if numerals > 0 && letters.get(at + numerals).is_some_and(|c| COUNTED.contains(*c)) {
            out.push_str(&arabic(&letters[at..at + numerals]).to_string());
            at += numerals;
            continue;
        }
        let rest = &letters[at..];
        let word =
            SEPARATORS.iter().find(|word| out.ends_with(|c: char| c.is_ascii_digit()) && starts_with(rest, word));
        if let Some(word) = word {
            out.push('-');
            at += word.chars().count();
            continue;
        }
        match letters[at] {
            'ケ' | 'ヶ' | 'ガ' => out.push('ケ'),
            ',' | '、' | '・' => {}
            c => out.push(c),
        }
        at += 1;
    }
    out.trim_end_matches('-').replace("--", "-")
}

const NUMERALS: &str = "〇一二三四五六七八九十百千";
/// What a kanji numeral stands before when it counts.
const COUNTED: &str = "丁番号条線";
/// What stands between or after numbers, the longer first.
const SEPARATORS: [&str; 9] = ["丁目", "番地ノ", "番地", "街区", "番", "丁", "号", "ノ", "-"];

fn starts_with(letters: &[char], word: &str) -> bool {
    word.chars().enumerate().all(|(i, c)| letters.get(i) == Some(&c))
}

/// 「二十一」 and 「二一」 are 21.
fn arabic(numerals: &[char]) -> u32 {
    let (mut total, mut digit): (u32, Option<u32>) = (0, None);
    for c in numerals {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            _ => {
                let value = "〇一二三四五六七八九".chars().position(|known| known == *c).unwrap_or(0) as u32;
                digit = Some(digit.unwrap_or(0).saturating_mul(10).saturating_add(value));
                continue;
            }
        };
        total = total.saturating_add(digit.take().unwrap_or(1).saturating_mul(unit));
    }
    total.saturating_add(digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_in_other_writing_or_completed_is_no_move() {
        for (a, b) in [
            ("東京都町田市南町田３－４３－１", "東京都町田市南町田三丁目４３番地１号"),
            ("神奈川県茅ヶ崎市西久保", "神奈川県茅ケ崎市西久保５００"),
            ("福岡県北九州市八幡西区則松２７５番地", "福岡県北九州市八幡西区大字則松２７５番地"),
            ("愛知県岡崎市中岡崎町１－１０", "愛知県岡崎市中岡崎町１番地１０"),
            ("福岡県宗像市光岡１３０", "福岡県宗像市光岡１３０番地"),
            ("北海道札幌市中央区南一条西十六丁目２９１番地", "北海道札幌市中央区南1条西16丁目291"),
            ("横須賀市浦賀5丁目1-1", "横須賀市浦賀5丁目1-1 架空ビル2階"),
            ("田辺市南新町147の2", "田辺市南新町147-2"),
        ] {
            assert!(same_address(a, b) && same_address(b, a), "{a} / {b}: {} / {}", comparable(a), comparable(b));
        }
    }

    #[test]
    fn another_address_is_a_move() {
        for (a, b) in [
            ("大分県大分市羽屋４丁目２番８号", "大分県大分市羽屋二丁目５番１０号"),
            ("千葉県山武市成東１番地", "千葉県山武市成東１２番地"),
            ("東京都杉並区阿佐谷北１－７－３", "東京都杉並区阿佐谷北１－６－１"),
            ("静岡県三島市八反畑１２０－７", "静岡県三島市玉川３５３"),
        ] {
            assert!(!same_address(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn marks_and_the_kind_of_corporation_are_no_names() {
        assert_eq!(plain("医療法人　架空会（みなと）クリニツク"), plain("医療法人架空会 みなとクリニック"));
        assert_ne!(plain("架空医院"), plain("医療法人架空医院"));
        assert_eq!(without_corporation("架空医院"), without_corporation("医療法人　架空医院"));
    }

    #[test]
    fn numerals_are_numbers() {
        for (text, number) in [("二十一", 21), ("十", 10), ("百二", 102), ("二一", 21), ("千", 1000)] {
            assert_eq!(arabic(&text.chars().collect::<Vec<_>>()), number);
        }
    }
}
