//! Names of institutions as they can be compared: without the corporation that runs them, and what is particular in them.

use crate::domain::text::{fold, large_kana};

use super::rules::NameWords;

/// A name as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The whole name, in the spelling of [`plain`] with one letter for each of its variants.
    pub(super) whole: String,
    /// What may stand for the name in another list; the whole is always among them.
    pub(super) forms: Vec<Form>,
    /// The corporation that the name begins with (「波の会」), where it is one of those that end in 会.
    corporation: Option<String>,
    /// Bits of the specialties and branches that it names.
    specialties: u32,
    branches: u32,
    hospital: bool,
}

/// A text that may stand for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    /// The text.
    pub(super) text: String,
    /// What is left of it without the words that any institution may bear; empty for 「歯科クリニック」.
    pub(super) core: String,
}

/// How two names agree, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    /// The whole names are the same.
    Whole,
    /// The same without a corporation in front.
    Form,
    /// One ends in the other, or begins with it: some lists print the corporation alone, or a department behind.
    Contained,
    /// The particular parts are the same.
    Core,
    /// The particular parts are nearly the same.
    Like,
    /// Nothing of that.
    No,
}

impl Name {
    pub(super) fn new(name: &str, words: &NameWords) -> Self {
        let whole = spelled(name, words);
        let forms = forms(name, &whole, words);
        let says = |word: &String| whole.contains(word.as_str());
        let bits = |said: &mut dyn Iterator<Item = bool>| {
            said.enumerate().fold(0, |bits, (i, yes)| bits | u32::from(yes) << i)
        };
        let specialties = bits(&mut words.specialties.iter().map(|spellings| spellings.iter().any(says)));
        let branches = bits(&mut words.branches.iter().map(says));
        let hospital = whole.contains("病院");
        Self { corporation: corporation(&whole, words), forms, specialties, branches, hospital, whole }
    }

    /// The shortest form; two numbers of one institution have it in common whatever legal person runs it.
    pub(super) fn shortest(&self) -> &Form {
        let by_length = |form: &&Form| (form.text.chars().count(), form.text.clone());
        self.forms.iter().min_by_key(by_length).unwrap_or(&self.forms[0])
    }

    /// Whether anything in the name is particular.
    pub(super) fn is_particular(&self) -> bool {
        self.forms.iter().any(|form| !form.core.is_empty())
    }

    /// The longest form that both names have, if it says more than 「歯科クリニック」.
    pub(super) fn specific_form_shared(&self, other: &Self) -> Option<&str> {
        let shared = self.forms.iter().filter(|form| !form.core.is_empty() && other.has_form(&form.text));
        shared.map(|form| form.text.as_str()).max_by_key(|text| (text.len(), *text))
    }

    fn has_form(&self, text: &str) -> bool {
        self.forms.iter().any(|form| form.text == text)
    }

    /// How the names agree; `least` is how like (0 to 1) particular parts must be to count as nearly the same.
    pub(super) fn agreement(&self, other: &Self, least: f64, words: &NameWords) -> Agreement {
        if self.whole == other.whole {
            return Agreement::Whole;
        }
        if self.forms.iter().any(|form| other.has_form(&form.text)) {
            return Agreement::Form;
        }
        if within(&self.whole, other) || within(&other.whole, self) {
            return Agreement::Contained;
        }
        match self.core_likeness(other) {
            like if like >= 1.0 => Agreement::Core,
            like if like >= least => Agreement::Like,
            _ if self.differs_in_institution_only(other, words) => Agreement::Core,
            _ => Agreement::No,
        }
    }

    /// 「ファミリー歯科」 and 「ファミリー歯科医院」: nothing is particular, and all but the word for the institution is the same.
    fn differs_in_institution_only(&self, other: &Self, words: &NameWords) -> bool {
        let left = |name: &Self| words.institution_words.remove_from(&name.shortest().text);
        !self.is_particular() && !other.is_particular() && {
            let (a, b) = (left(self), left(other));
            a == b && a.chars().count() >= 4
        }
    }

    /// How alike the particular parts are, 0 to 1.
    pub(super) fn core_likeness(&self, other: &Self) -> f64 {
        let alike = |a: &str, b: &str| if a == b { 1.0 } else { likeness(a, b) };
        let cores = |name: &Self| {
            name.forms.iter().map(|form| form.core.clone()).filter(|core| !core.is_empty()).collect::<Vec<_>>()
        };
        let (mine, theirs) = (cores(self), cores(other));
        mine.iter().flat_map(|a| theirs.iter().map(move |b| alike(a, b))).fold(0.0, f64::max)
    }

    /// 「山田内科」 and 「山田眼科」.
    pub(super) const fn has_other_specialty(&self, other: &Self) -> bool {
        self.specialties != 0 && other.specialties != 0 && self.specialties & other.specialties == 0
    }

    /// A hospital and the clinic at its gate.
    pub(super) const fn is_other_kind(&self, other: &Self) -> bool {
        self.hospital != other.hospital
    }

    /// 「第一」 and 「第二」, or 本院 and 分院.
    pub(super) const fn is_other_branch(&self, other: &Self) -> bool {
        self.branches != other.branches
    }

    /// Both begin with a corporation, and not with the same one.
    pub(super) fn has_other_corporation(&self, other: &Self) -> bool {
        let both = self.corporation.as_deref().zip(other.corporation.as_deref());
        both.is_some_and(|(a, b)| !a.contains(b) && !b.contains(a))
    }

    /// Whether a reading (in the spelling of [`plain`]) is the one of this name, as far as the name itself is in kana.
    pub(super) fn is_read(&self, reading: &str, words: &NameWords) -> bool {
        let read = words.reading_generic.remove_from(reading);
        let in_kana = |form: &&Form| form.core.chars().count() >= 2 && form.core.chars().all(is_kana);
        self.forms
            .iter()
            .filter(in_kana)
            .any(|form| read == form.core || (form.core.chars().count() >= 3 && read.ends_with(&form.core)))
    }
}

/// Whether a name ends in a form of another, or begins with all of it.
fn within(whole: &str, name: &Name) -> bool {
    let ends = name.forms.iter().any(|form| !form.core.is_empty() && whole.ends_with(form.text.as_str()));
    ends || (whole.starts_with(name.whole.as_str())
        && name.forms.iter().any(|form| form.text == name.whole && form.core.chars().count() >= 2))
}

/// [`plain`], with one letter for each of its variants.
pub(super) fn spelled(name: &str, words: &NameWords) -> String {
    plain(name).chars().map(|c| words.variants.get(&c).copied().unwrap_or(c)).collect()
}

/// A name, folded, without marks, blanks and long vowels; small kana as large ones (ウィメンズ and ウイメンズ, クリニツク), ヅ and ヂ
/// as ズ and ジ, 々 as the letter it repeats, 「第二」 as 「第2」, and ガ between two kanji as ケ (鎌が谷, 鎌ケ谷).
pub(super) fn plain(name: &str) -> String {
    let folded: Vec<char> = fold(name).chars().filter(|c| c.is_alphanumeric() && *c != 'ー').collect();
    let kanji = |at: Option<usize>| at.and_then(|at| folded.get(at)).is_some_and(|&c| is_kanji(c));
    let kana = |at: Option<usize>| at.and_then(|at| folded.get(at)).is_some_and(|&c| is_kana(c));
    let mut plain = String::with_capacity(name.len());
    for (at, &c) in folded.iter().enumerate() {
        let before = at.checked_sub(1);
        plain.push(match c {
            // Kanji typed for the kana that look like them: 「クリ二ック」.
            '二' | '口' | '力' | '工' | '夕' | '八' if kana(before) && kana(Some(at + 1)) => look_alike(c),
            'ガ' if kanji(before) && kanji(Some(at + 1)) => 'ケ',
            '々' => before.map_or(c, |before| folded[before]),
            'ヅ' => 'ズ',
            'ヂ' => 'ジ',
            'ヱ' => 'エ',
            'ヰ' => 'イ',
            '一' | '二' | '三' | '四' if plain.ends_with('第') => digit(c),
            c => large_kana(c),
        });
    }
    plain
}

const fn look_alike(c: char) -> char {
    match c {
        '二' => 'ニ',
        '口' => 'ロ',
        '力' => 'カ',
        '工' => 'エ',
        '夕' => 'タ',
        _ => 'ハ',
    }
}

const fn digit(c: char) -> char {
    match c {
        '一' => '1',
        '二' => '2',
        '三' => '3',
        _ => '4',
    }
}

const fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '々')
}

const fn is_kana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ')
}

/// The forms under which a name may stand in another list: whole, and without what stands before it as its corporation.
fn forms(name: &str, whole: &str, words: &NameWords) -> Vec<Form> {
    let form = |text: &str| Form { text: text.to_owned(), core: words.common.remove_from(text) };
    let mut forms = vec![form(whole)];
    if let Some(last) = name.split(char::is_whitespace).rfind(|word| !word.is_empty()) {
        let last = form(&spelled(last, words));
        // 「薬局 海浜幕張店」 or 「クリニック 札幌駅前院」 end in a branch that other chains have too.
        let own = words.institutions.iter().any(|word| last.text.contains(word.as_str())) && !last.text.ends_with('店');
        if last.text.chars().count() >= 4 && own && last.core.chars().count() >= 2 {
            forms.push(last);
        }
    }
    forms.extend(without_corporation(whole, words).map(form).filter(|form| !form.core.is_empty()));
    forms.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    forms.dedup();
    forms
}

/// 「医療法人社団○○会△△クリニック」 → 「△△クリニック」.
fn without_corporation<'a>(whole: &'a str, words: &NameWords) -> Option<&'a str> {
    let rest = &whole[words.corporations.at_start(whole)?.len()..];
    let named = rest.find('会').map(|at| &rest[at + '会'.len_utf8()..]).filter(|core| core.chars().count() >= 4);
    Some(named.unwrap_or(rest)).filter(|core| core.chars().count() >= 3)
}

/// 「医療法人社団○○会△△クリニック」 → 「○○会」.
fn corporation(whole: &str, words: &NameWords) -> Option<String> {
    let rest = &whole[words.corporations.at_start(whole)?.len()..];
    let end = rest.find('会').filter(|&at| at > 0)?;
    Some(rest[..end + '会'.len_utf8()].to_owned())
}

/// How alike two texts are, 0 to 1: the Dice coefficient of their letter pairs.
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

#[cfg(test)]
mod tests {
    use super::super::rules::linkage;
    use super::*;

    fn texts(name: &str) -> Vec<String> {
        Name::new(name, &linkage().names).forms.into_iter().map(|form| form.text).collect()
    }

    fn agreement(a: &str, b: &str) -> Agreement {
        let words = &linkage().names;
        let (a, b) = (Name::new(a, words), Name::new(b, words));
        assert_eq!(a.agreement(&b, 0.7, words), b.agreement(&a, 0.7, words), "{a:?} {b:?}");
        a.agreement(&b, 0.7, words)
    }

    #[test]
    fn a_name_meets_its_form_without_the_corporation() {
        assert!(texts("医療法人社団　鼎会　架空三和クリニック").contains(&plain("架空三和クリニック")));
        assert!(texts("医療法人架空会　架空診療所").contains(&plain("架空診療所")));
        assert!(texts("医療法人架空会架空診療所").contains(&plain("架空診療所")));
        assert!(!texts("会田内科医院").contains(&plain("田内科医院")));
        assert_eq!(agreement("（株）架空薬局", "架空薬局"), Agreement::Form);
        assert_eq!(agreement("㈱架空薬局", "架空薬局"), Agreement::Form);
    }

    #[test]
    fn a_last_word_that_says_nothing_particular_is_no_form() {
        assert_eq!(texts("Wave Dental Clinic"), [plain("wavedentalclinic")]);
        assert_eq!(texts("なみ薬局　海浜幕張店"), [plain("なみ薬局海浜幕張店")]);
        assert_eq!(texts("医療法人社団　歯科クリニック"), [plain("医療法人社団歯科クリニック")]);
        let words = &linkage().names;
        assert_eq!(words.common.remove_from(&plain("なみの森皮フ科クリニック")), plain("なみの森"));
    }

    #[test]
    fn letters_that_are_mixed_freely_are_one() {
        for (a, b) in [
            ("髙﨑クリニツク", "高崎クリニック"),
            ("鎌が谷医院", "鎌ヶ谷医院"),
            ("佐々木医院", "佐佐木医院"),
            ("斉藤醫院", "齋藤医院"),
            ("渡邉歯科", "渡辺歯科"),
            ("いづみクリニック", "いずみクリニック"),
            ("ハ－ト内科", "ハート内科"),
            ("架空第二クリニック", "架空第２クリニック"),
            ("伊籐医院", "伊藤医院"),
            ("架空クリ二ック", "架空クリニック"),
            ("龍廣澤醫院", "竜広沢医院"),
        ] {
            assert_eq!(agreement(a, b), Agreement::Whole, "{a} is {b}");
        }
    }

    #[test]
    fn names_agree_by_what_is_particular_in_them() {
        assert_eq!(agreement("架空野医院", "架空野クリニック"), Agreement::Core);
        assert_eq!(agreement("ファミリー歯科", "ファミリー歯科医院"), Agreement::Core);
        assert_eq!(agreement("医療法人波の会", "医療法人波の会なみの診療所"), Agreement::Contained);
        assert_eq!(agreement("歯科クリニック", "内科クリニック"), Agreement::No);
        let words = &linkage().names;
        let (first, second) = (Name::new("架空第一クリニック", words), Name::new("架空第二クリニック", words));
        assert!(first.is_other_branch(&second));
        assert!(Name::new("架空病院", words).is_other_kind(&first));
        let (one, other) = (Name::new("医療法人波の会 架空医院", words), Name::new("医療法人磯の会 架空医院", words));
        assert!(one.has_other_corporation(&other) && !one.has_other_corporation(&first));
    }

    #[test]
    fn a_name_in_kana_is_known_by_its_reading() {
        let words = &linkage().names;
        assert!(Name::new("おなみ歯科", words).is_read(&plain("オナミシカイイン"), words));
        assert!(!Name::new("おなみ歯科", words).is_read(&plain("ミナミシカイイン"), words));
        assert!(!Name::new("御波歯科", words).is_read(&plain("オナミシカ"), words), "kanji have many readings");
    }
}
