//! Names of institutions as they can be compared: without the corporation that runs them.

use crate::domain::text::{fold, large_kana, nfkc};

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

/// Words that say what kind of institution it is and not which one, in the spelling of [`plain`].
const GENERIC: [&str; 62] = [
    "クリニツク",
    "clinic",
    "dental",
    "デンタル",
    "hospital",
    "pharmacy",
    "medical",
    "メデイカル",
    "office",
    "オフイス",
    "医院",
    "診療所",
    "診療",
    "病院",
    "薬局",
    "薬店",
    "調剤",
    "センター",
    "総合",
    "附属",
    "付属",
    "医療",
    "在宅",
    "訪問",
    "ホームケア",
    "フアミリー",
    "レデイース",
    "コドモ",
    "キツズ",
    "メンタル",
    "ペイン",
    "健診",
    "検診",
    "リハビリテーシヨン",
    "リハビリ",
    "透析",
    "インプラント",
    "矯正",
    "口腔",
    "アレルギー",
    "消化器",
    "循環器",
    "呼吸器",
    "泌尿器",
    "胃腸",
    "肛門",
    "脳神経",
    "神経",
    "心療",
    "精神",
    "放射線",
    "麻酔",
    "整形",
    "形成",
    "美容",
    "耳鼻咽喉",
    "耳鼻",
    "皮膚",
    "皮フ",
    "小児",
    "産婦人",
    "婦人",
];

/// Words that set apart institutions of one family name in one building, in the spelling of [`plain`]. Spellings of one specialty stand together.
const SPECIALTIES: [&[&str]; 13] = [
    &["内科", "胃腸", "消化器", "循環器", "呼吸器"],
    &["整形"],
    &["脳神経", "脳外科"],
    &["小児科", "コドモ", "キツズ"],
    &["眼科", "アイクリニツク"],
    &["耳鼻"],
    &["皮膚", "皮フ", "スキン"],
    &["婦人", "産科", "レデイース"],
    &["泌尿器"],
    &["精神", "心療", "メンタル", "ココロ"],
    &["矯正"],
    &["歯科", "デンタル", "dental"],
    &["美容", "形成"],
];

/// What an institution's own word contains, in the spelling of [`plain`].
const INSTITUTIONS: [&str; 11] =
    ["クリニツク", "clinic", "医院", "診療所", "病院", "薬局", "歯科", "内科", "眼科", "小児科", "外科"];

/// A name as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The whole name, folded.
    pub(super) whole: String,
    /// What may stand for the name in another list; the whole is always among them.
    pub(super) forms: Vec<String>,
    /// What is left of the forms without the words that any institution may bear; never empty texts.
    pub(super) cores: Vec<String>,
    specialties: Vec<usize>,
    hospital: bool,
}

impl Name {
    pub(super) fn new(name: &str) -> Self {
        let whole = plain(name);
        let forms = forms(name);
        let mut cores: Vec<String> = forms.iter().map(|form| core(form)).filter(|core| !core.is_empty()).collect();
        cores.sort_unstable();
        cores.dedup();
        let says = |words: &&[&str]| words.iter().any(|word| whole.contains(word));
        let specialties = (0..SPECIALTIES.len()).filter(|&i| says(&SPECIALTIES[i])).collect();
        let hospital = whole.contains("病院");
        Self { whole, forms, cores, specialties, hospital }
    }

    /// The shortest form; two numbers of one institution have it in common whatever legal person runs it.
    pub(super) fn shortest(&self) -> &str {
        self.forms.iter().min_by_key(|form| (form.chars().count(), form.as_str())).map_or("", String::as_str)
    }

    /// The longest form that both names have, if it says more than 「歯科クリニック」.
    pub(super) fn specific_form_shared(&self, other: &Self) -> Option<&str> {
        let shared = self.forms.iter().filter(|form| other.forms.contains(form) && !core(form).is_empty());
        shared.max_by_key(|form| (form.chars().count(), form.as_str())).map(String::as_str)
    }

    /// Whether the names are the same in one of their forms.
    pub(super) fn shares_a_form(&self, other: &Self) -> bool {
        self.forms.iter().any(|form| other.forms.contains(form))
    }

    /// How alike the cores are, 0 to 1. A name that ends in the other counts as the same, because corporations stand in front;
    /// and one that begins with it, because some lists print the corporation alone, or a department behind.
    pub(super) fn core_likeness(&self, other: &Self) -> f64 {
        if within(&self.whole, other) || within(&other.whole, self) {
            return 1.0;
        }
        let alike = |a: &str, b: &str| if a == b { 1.0 } else { likeness(a, b) };
        self.cores.iter().flat_map(|a| other.cores.iter().map(move |b| alike(a, b))).fold(0.0, f64::max)
    }

    /// 「山田内科」 and 「山田眼科」, or a hospital and the clinic at its gate, are two institutions.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let both = !self.specialties.is_empty() && !other.specialties.is_empty();
        let common = self.specialties.iter().any(|specialty| other.specialties.contains(specialty));
        self.hospital != other.hospital || (both && !common)
    }
}

/// Whether a name ends in a form of another, or begins with all of it.
fn within(whole: &str, name: &Name) -> bool {
    let ends = name.forms.iter().any(|form| whole.ends_with(form.as_str()) && !core(form).is_empty());
    ends || (whole.starts_with(name.whole.as_str()) && core(&name.whole).chars().count() >= 2)
}

/// A name, folded, without marks, small kana as large ones (ウィメンズ and ウイメンズ, クリニツク). The full-width hyphen
/// that many type for ー is one after kana.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in fold(name).chars() {
        match c {
            '-' | 'ー' if plain.ends_with(|last| matches!(last, 'ァ'..='ヺ')) => plain.push('ー'),
            'ー' => {}
            c if c.is_alphanumeric() => plain.push(large_kana(c)),
            _ => {}
        }
    }
    plain
}

/// A folded name without generic words and marks.
fn core(folded: &str) -> String {
    let mut core = folded.to_owned();
    for word in CORPORATIONS.iter().chain(&GENERIC) {
        if core.contains(word) {
            core = core.replace(word, " ");
        }
    }
    for word in ["歯科", "内科", "外科", "眼科", "産科"] {
        core = core.replace(word, " ");
    }
    core.retain(|c| c != ' ' && c != '科');
    core
}

/// The forms under which a name may stand in another list: whole, and without what stands before it as its corporation.
fn forms(name: &str) -> Vec<String> {
    let whole = plain(name);
    let mut forms = vec![whole.clone()];
    if let Some(last) = name.split(char::is_whitespace).rfind(|word| !word.is_empty()) {
        let last = plain(last);
        // 「薬局 海浜幕張店」 or 「クリニック 札幌駅前院」 end in a branch that other chains have too.
        let own = INSTITUTIONS.iter().any(|word| last.contains(word)) && !last.ends_with('店');
        if last.chars().count() >= 4 && own && core(&last).chars().count() >= 2 {
            forms.push(last);
        }
    }
    if let Some(named) = without_corporation(&whole).filter(|named| !core(named).is_empty()) {
        forms.push(named.to_owned());
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
///
/// White space between two digits ends them: what follows in 「1-40 3階」 is a floor.
pub(super) fn leading_numbers(rest: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut digits = String::new();
    let wide = nfkc(rest);
    let mut words = wide.split(' ').map(fold).filter(|word| !word.is_empty()).peekable();
    let mut one = words.next().unwrap_or_default();
    while let Some(next) = words.next_if(|next| !(one.ends_with(is_digit) && next.starts_with(is_digit))) {
        one.push_str(&next);
    }
    for c in one.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '丁' | '目' | '番' | '地' | '号' | 'の' | 'ノ' | '第' | '字' => {
                numbers.extend(digits.parse::<u32>().ok());
                digits.clear();
            }
            _ => break,
        }
    }
    numbers.extend(digits.parse::<u32>().ok());
    numbers
}

const fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_meets_its_form_without_the_corporation() {
        let filed = forms("医療法人社団　鼎会　八柱三和クリニック");
        assert!(filed.contains(&plain("八柱三和クリニック")));
        assert!(forms("医療法人厚仁会　伊藤診療所").contains(&plain("伊藤診療所")));
        assert!(forms("医療法人厚仁会伊藤診療所").contains(&plain("伊藤診療所")));
        assert!(!forms("会田内科医院").contains(&plain("田内科医院")));
    }

    #[test]
    fn a_last_word_that_says_nothing_particular_is_no_form() {
        assert_eq!(forms("Wave Dental Clinic"), [plain("wavedentalclinic")]);
        assert_eq!(forms("なみ薬局　海浜幕張店"), [plain("なみ薬局海浜幕張店")]);
        assert_eq!(forms("医療法人社団　歯科クリニック"), [plain("医療法人社団歯科クリニック")]);
        assert_eq!(core(&plain("なみの森皮フ科クリニック")), plain("なみの森"));
    }

    #[test]
    fn house_numbers_end_at_the_building() {
        assert_eq!(leading_numbers("5丁目1番地の2 ビル3階"), [5, 1, 2]);
        assert_eq!(leading_numbers("７－１０－２７"), [7, 10, 27]);
        assert_eq!(leading_numbers("１ー４０ー２５メディカルビル２F"), [1, 40, 25]);
        assert_eq!(leading_numbers("５－１－１　３Ｆ"), [5, 1, 1], "a floor is no house number");
        assert_eq!(leading_numbers("ビル3階"), Vec::<u32>::new());
    }
}
