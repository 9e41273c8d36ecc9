//! Names of institutions as they can be compared: without the corporation that runs them.

use crate::domain::text::fold;

/// The words a corporation's name begins with, folded.
const CORPORATIONS: [&str; 22] = [
    "医療法人社団",
    "医療法人財団",
    "特定医療法人",
    "社会医療法人",
    "医療法人",
    "一般社団法人",
    "公益社団法人",
    "社団法人",
    "一般財団法人",
    "公益財団法人",
    "財団法人",
    "社会福祉法人",
    "地方独立行政法人",
    "独立行政法人",
    "国立大学法人",
    "学校法人",
    "宗教法人",
    "特定非営利活動法人",
    "株式会社",
    "有限会社",
    "合同会社",
    "生活協同組合",
];

/// The forms under which a name may stand in another list: whole, and without what stands before it as its corporation.
pub(super) fn forms(name: &str) -> Vec<String> {
    let whole = fold(name);
    let mut forms = vec![whole.clone()];
    if let Some(last) = name.split(char::is_whitespace).rfind(|word| !word.is_empty()) {
        let last = fold(last);
        if last.chars().count() >= 4 {
            forms.push(last);
        }
    }
    if let Some(core) = without_corporation(&whole) {
        forms.push(core.to_owned());
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// 「医療法人社団○○会△△クリニック」 → 「△△クリニック」.
fn without_corporation(folded: &str) -> Option<&str> {
    let rest = CORPORATIONS.iter().find_map(|corporation| folded.strip_prefix(corporation))?;
    let named = rest.find('会').map(|at| &rest[at + '会'.len_utf8()..]).filter(|core| core.chars().count() >= 4);
    Some(named.unwrap_or(rest)).filter(|core| core.chars().count() >= 3)
}

/// How alike two folded names are, 0 to 1: the Dice coefficient of their character pairs.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let mut pairs: Vec<(char, char)> = chars.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    if a.is_empty() && b.is_empty() { 0.0 } else { 2.0 * f64::from(common) / (a.len() + b.len()) as f64 }
}

/// The house numbers at the beginning of what follows a town: 「5丁目1番地の2 ○○ビル3階」 → [5, 1, 2].
pub(super) fn leading_numbers(rest: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut digits = String::new();
    for c in fold(rest).chars().chain(std::iter::once(' ')) {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '丁' | '目' | '番' | '地' | '号' | 'の' | 'ノ' | '第' | '字' | ' ' => {
                numbers.extend(digits.parse::<u32>().ok());
                digits.clear();
            }
            _ => break,
        }
    }
    numbers.extend(digits.parse::<u32>().ok());
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_meets_its_form_without_the_corporation() {
        let filed = forms("医療法人社団　鼎会　八柱三和クリニック");
        assert!(filed.contains(&fold("八柱三和クリニック")));
        assert!(forms("医療法人厚仁会　伊藤診療所").contains(&fold("伊藤診療所")));
        assert!(forms("医療法人厚仁会伊藤診療所").contains(&fold("伊藤診療所")));
        assert!(!forms("会田内科医院").contains(&fold("田内科医院")));
    }

    #[test]
    fn house_numbers_end_at_the_building() {
        assert_eq!(leading_numbers("5丁目1番地の2 ビル3階"), [5, 1, 2]);
        assert_eq!(leading_numbers("７－１０－２７"), [7, 10, 27]);
        assert_eq!(leading_numbers("１ー４０ー２５メディカルビル２F"), [1, 40, 25]);
        assert_eq!(leading_numbers("ビル3階"), Vec::<u32>::new());
    }
}
