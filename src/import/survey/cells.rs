//! What stands in single cells: numbers of patients, channels, lists, codes.

use super::words::lexicon;
use crate::domain::hours::Calendar;
use crate::domain::text::{fold, nfkc};
use crate::domain::{Capability, Kind, Origin};

/// Hours in words as a calendar; what cannot be read stays in words, and is unknown at every time.
pub(super) fn contact_calendar(text: &str, origin: Origin) -> Calendar {
    Calendar::from_words(text, origin)
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many patients a month: at least, at most. 「10名」 is both, 「10〜15」 a range, 「20名以上」 and 「5人まで」 half of one;
/// words and numbers a week are neither.
pub(super) fn capacity(text: &str) -> (Option<u32>, Option<u32>) {
    let plain = fold(text).replace(['〜', '~', '～'], "-");
    if ["週", "日", "年", "%", "割", "未満"].iter().any(|word| plain.contains(word)) {
        return (None, None);
    }
    let numbers: Vec<u32> = plain
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(&fold(word)));
    match numbers[..] {
        [least, most] if least <= most && (plain.contains('-') || has(&["から"])) => (Some(least), Some(most)),
        [number] if has(&["以上"]) => (Some(number), None),
        [number] if has(&["以下", "以内", "まで", "上限", "最大"]) => (None, Some(number)),
        [number] => (Some(number), Some(number)),
        _ => (None, None),
    }
}

/// A range that a spreadsheet took for a day: 「10-15」 has become 15 October. The text as it was typed.
pub(super) fn range_taken_for_a_date(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |text: &str| text.parse::<u32>().ok();
    (year.len() == 4 && number(year).is_some()).then_some(())?;
    Some(format!("{}-{}", number(month)?, number(day)?))
}

/// How somebody is reached: the first channel, the person in brackets, and the whole text where it says more than that.
pub(super) fn channel(text: &str) -> (Option<String>, Option<String>, Option<String>) {
    let plain = one_line(&nfkc(text));
    let channels = lexicon().channels(&plain);
    let bracketed = plain.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside);
    let person = bracketed.and_then(person);
    let says_no_more = channels.len() == 1 && person.is_none() && is_plain_channel(&plain);
    let note = (!plain.is_empty() && !says_no_more).then_some(plain.clone());
    (channels.first().map(|id| (*id).to_owned()), person, note)
}

/// 「看護師 対応」 is answered by the nurse.
fn person(text: &str) -> Option<String> {
    let name = text.trim().trim_end_matches("対応").trim_end_matches("が").trim();
    let is_one = ["師", "医", "長", "員", "者", "室", "係", "事務", "相談", "ケアマネ", "MSW", "担当", "受付", "窓口"];
    is_one.iter().any(|word| name.ends_with(word)).then(|| name.to_owned())
}

fn is_plain_channel(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "電話" | "fax" | "tel" | "ファックス" | "ファクス" | "メール" | "mail" | "eメール" | "来院"
    ) || text == "メール"
}

/// The capabilities named in a list (「在宅酸素、胃瘻、IVH」「☑在宅酸素 □胃瘻」), and the items that are none.
pub(super) fn listed(text: &str, kinds: &[Kind]) -> (Vec<Capability>, Vec<String>) {
    let (mut known, mut others) = (Vec::new(), Vec::new());
    let boxes = text.contains(['☑', '☒', '□', '☐', '■', '✓', '✔', '✅']);
    let marked = if boxes { ticked(text) } else { text.to_owned() };
    for item in marked.split(['、', '，', ',', '\n', ';', '；']).map(str::trim).filter(|item| !item.is_empty()) {
        if take_item(item, kinds, &mut known) {
            continue;
        }
        // 「夜間・休日往診」 is one thing, 「胃瘻・吸引」 are two.
        for part in item.split(['・', '/', '／', ' ', '　']).map(str::trim).filter(|part| !part.is_empty()) {
            if !take_item(part, kinds, &mut known) && !is_nothing(part) {
                others.push(part.to_owned());
            }
        }
    }
    known.sort_unstable();
    known.dedup();
    (known, others)
}

fn take_item(item: &str, kinds: &[Kind], known: &mut Vec<Capability>) -> bool {
    let found = lexicon().item(item, kinds);
    known.extend(found.iter().flatten());
    found.is_some()
}

fn is_nothing(text: &str) -> bool {
    matches!(fold(text).as_str(), "ナシ" | "特ニナシ" | "-" | "無" | "該当ナシ")
}

/// The items whose box is ticked; an empty box says nothing.
pub(super) fn ticked(text: &str) -> String {
    let mut ticked = false;
    let mut items = String::new();
    for c in text.chars() {
        match c {
            '☑' | '☒' | '■' | '✓' | '✔' | '✅' => {
                ticked = true;
                items.push('、');
            }
            '□' | '☐' => {
                ticked = false;
                items.push('、');
            }
            _ if ticked => items.push(c),
            _ => {}
        }
    }
    items
}

/// The kinds that a cell of a column of kinds names; empty where it names none.
pub(super) fn kinds(text: &str) -> Vec<Kind> {
    text.split(['・', '、', '/', '／', ',']).filter_map(|part| lexicon().kind(part)).collect()
}

/// The digits of a number, in any width.
pub(super) fn digits(text: &str) -> String {
    nfkc(text).chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vocabulary;

    #[test]
    fn numbers_of_patients_are_read_as_written() {
        for (text, least, most) in [
            ("10名", Some(10), Some(10)),
            ("２０", Some(20), Some(20)),
            ("10〜15", Some(10), Some(15)),
            ("10～15人", Some(10), Some(15)),
            ("月5人", Some(5), Some(5)),
            ("月に5名程度", Some(5), Some(5)),
            ("20名以上", Some(20), None),
            ("5人まで", None, Some(5)),
            ("応相談", None, None),
            ("若干名", None, None),
            ("週2人", None, None),
            ("", None, None),
        ] {
            assert_eq!(capacity(text), (least, most), "{text}");
        }
        assert_eq!(range_taken_for_a_date("2026-10-15").as_deref(), Some("10-15"));
        assert_eq!(range_taken_for_a_date("10-15"), None);
        assert_eq!(range_taken_for_a_date("応相談"), None);
    }

    #[test]
    fn channels_have_a_person_and_a_note_where_they_say_more() {
        let of = |text| channel(text);
        let owned = |a: Option<&str>, b: Option<&str>, c: Option<&str>| {
            (a.map(str::to_owned), b.map(str::to_owned), c.map(str::to_owned))
        };
        assert_eq!(of("電話"), owned(Some("phone"), None, None));
        assert_eq!(of("電話（看護師 対応）"), owned(Some("phone"), Some("看護師"), Some("電話(看護師 対応)")));
        assert_eq!(of("電話・FAX"), owned(Some("phone"), None, Some("電話・FAX")));
        assert_eq!(of("ＭＣＳ"), owned(Some("ict"), None, Some("MCS")));
        assert_eq!(of("院長まで"), owned(None, None, Some("院長まで")));
        assert_eq!(of("メール"), owned(Some("mail"), None, None));
    }

    #[test]
    fn a_list_in_one_cell_names_capabilities() {
        let of = |text: &str| {
            let (known, others) = listed(text, &[Kind::Clinic]);
            (known.into_iter().map(|one| vocabulary().id(one)).collect::<Vec<_>>().join(" "), others)
        };
        assert_eq!(of("在宅酸素、胃瘻、IVH"), ("home_oxygen tpn gastrostomy".to_owned(), vec![]));
        assert_eq!(
            of("夜間・休日往診、吸引・気切"),
            ("house_call_after_hours tracheostomy suction".to_owned(), vec![])
        );
        assert_eq!(of("☑在宅酸素　□胃瘻　☑輸血"), ("home_oxygen home_transfusion".to_owned(), vec![]));
        assert_eq!(of("HOT\nバルーン\n漢方"), ("home_oxygen urinary_catheter".to_owned(), vec!["漢方".to_owned()]));
        assert_eq!(of("なし").1, Vec::<String>::new());
        assert_eq!(of("人工呼吸器は不可").0, "");
    }
}
