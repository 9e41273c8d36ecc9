//! Names of institutions as they can be compared: without the corporation that runs them, and what is particular in them.

use crate::domain::text::{fold, large_kana, nfkc};

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

    /// What is particular in the forms, each once; nothing for 「歯科クリニック」.
    pub(super) fn cores(&self) -> impl Iterator<Item = &str> {
        let core = |at: usize| self.forms[at].core.as_str();
        let first = move |at: &usize| !core(*at).is_empty() && (0..*at).all(|before| core(before) != core(*at));
        (0..self.forms.len()).filter(first).map(core)
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
            like if like >= 1.0 || self.is_readable_as(other) => Agreement::Core,
            like if like >= least || self.lacks_a_letter_of(other) => Agreement::Like,
            _ if self.has_given_name_of(other) || other.has_given_name_of(self) => Agreement::Like,
            _ if self.has_words_put_into(other) => Agreement::Like,
            _ if self.differs_in_institution_only(other, words) => Agreement::Core,
            _ => Agreement::No,
        }
    }

    /// The same but for letters that only their register can print (外字): each stands for any one letter.
    fn is_readable_as(&self, other: &Self) -> bool {
        let is_private = |name: &Self| name.whole.contains(PRIVATE);
        let read = |(a, b): (char, char)| a == b || a == PRIVATE || b == PRIVATE;
        let readable = |a: &str, b: &str| a.chars().count() == b.chars().count() && a.chars().zip(b.chars()).all(read);
        (is_private(self) || is_private(other))
            && self.forms.iter().any(|a| other.forms.iter().any(|b| readable(&a.text, &b.text)))
    }

    /// A letter that a register could not print, or one typed too much or in the wrong place: 「江角歯科」 and 「江歯科」.
    fn lacks_a_letter_of(&self, other: &Self) -> bool {
        let slip = |a: &Form, b: &Form| {
            a.text.chars().count() >= 3 && b.text.chars().count() >= 3 && is_slip(&a.text, &b.text)
        };
        self.forms.iter().any(|a| other.forms.iter().any(|b| slip(a, b)))
    }

    /// 「中台寿一歯科医院」 for 「中台歯科医院」: the given name behind the family name, and all else the same.
    fn has_given_name_of(&self, other: &Self) -> bool {
        /// Words behind a name that tell of a place and not of a person.
        const PLACES: [&str; 6] = ["駅前", "中央", "駅東", "駅西", "駅南", "駅北"];
        let given = |long: &str, short: &str| {
            let (family, given) = (short.chars().count(), long.strip_prefix(short).unwrap_or_default());
            let letters = given.chars().count();
            family >= 2 && (2..=3).contains(&letters) && long.chars().all(is_kanji) && !PLACES.contains(&given)
        };
        let rest = |form: &Form| form.text.strip_prefix(form.core.as_str()).map(str::to_owned);
        let longer = |a: &Form, b: &Form| given(&a.core, &b.core) && rest(a).is_some() && rest(a) == rest(b);
        self.forms.iter().any(|a| other.forms.iter().any(|b| longer(a, b)))
    }

    /// 「市川市休日急病歯科・障がい者等歯科診療所」 for 「市川市休日急病等歯科診療所」: a long particular part, nearly all of which stands in the other.
    fn has_words_put_into(&self, other: &Self) -> bool {
        /// Shorter parts have too much in common by chance.
        const LONG: usize = 7;
        /// Of the letter pairs of the shorter part, percent.
        const MOST: usize = 80;
        // Without the corporation, which two institutions in one house may have in common.
        let (a, b) = (&self.shortest().core, &other.shortest().core);
        let shorter = a.chars().count().min(b.chars().count());
        shorter >= LONG && pairs_shared(a, b) * 100 >= (shorter - 1) * MOST
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
    fn core_likeness(&self, other: &Self) -> f64 {
        let alike = |a: &str, b: &str| if a == b { 1.0 } else { likeness(a, b) };
        self.cores().flat_map(|a| other.cores().map(move |b| alike(a, b))).fold(0.0, f64::max)
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

    /// Both begin with the same corporation.
    pub(super) fn has_same_corporation(&self, other: &Self) -> bool {
        self.corporation.is_some() && self.corporation == other.corporation
    }

    /// Whether the particular part of one name, in kana, is how the one of the other may be read: 「おおなみ歯科」 and 「大波歯科」.
    pub(super) fn may_be_read_as(&self, other: &Self, words: &NameWords) -> bool {
        let in_kana = |form: &&Form| form.core.chars().count() >= 2 && form.core.chars().all(is_kana);
        let reads = |a: &Self, b: &Self| {
            let kanji = || b.forms.iter().filter(|form| form.core.chars().any(is_kanji));
            a.forms.iter().filter(in_kana).any(|kana| kanji().any(|form| is_reading(&kana.core, &form.core, words)))
        };
        reads(self, other) || reads(other, self)
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

/// Whether a text in kana is a reading of one in kanji, letter by letter, a name of two or three letters at a time.
fn is_reading(kana: &str, kanji: &str, words: &NameWords) -> bool {
    if kanji.is_empty() {
        return kana.is_empty();
    }
    let ends = kanji.char_indices().map(|(at, c)| at + c.len_utf8()).take(3);
    ends.into_iter().any(|end| {
        let (letters, rest) = kanji.split_at(end);
        let own = letters.chars().all(is_kana).then(|| letters.to_owned());
        let readings = words.readings.get(letters).into_iter().flatten().chain(&own);
        readings
            .into_iter()
            .any(|reading| kana.strip_prefix(reading.as_str()).is_some_and(|left| is_reading(left, rest, words)))
    })
}

/// Whether a name ends in a form of another, or begins with all of it.
fn within(whole: &str, name: &Name) -> bool {
    let ends = name.forms.iter().any(|form| !form.core.is_empty() && whole.ends_with(form.text.as_str()));
    ends || name.forms.iter().any(|form| form.core.chars().count() >= 2 && whole.starts_with(form.text.as_str()))
}

/// What stands for a letter of a private register (外字) that nobody else can print.
const PRIVATE: char = '〓';

/// [`plain`], with one letter for each of its variants.
pub(super) fn spelled(name: &str, words: &NameWords) -> String {
    plain(name).chars().map(|c| words.variants.get(&c).copied().unwrap_or(c)).collect()
}

/// A name, folded, without marks, blanks and long vowels; small kana as large ones (ウィメンズ and ウイメンズ, クリニツク), ヅ and ヂ
/// as ズ and ジ, 々 as the letter it repeats, 「第二」 as 「第2」, and ガ between two kanji as ケ (鎌が谷, 鎌ケ谷).
pub(super) fn plain(name: &str) -> String {
    let letter = |c: char| match c {
        '\u{E000}'..='\u{F8FF}' => Some(PRIVATE),
        c => (c.is_alphanumeric() && c != 'ー').then_some(c),
    };
    let folded: Vec<char> = fold(name).chars().filter_map(letter).collect();
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
    // 「架空総合医療センター（災害拠点病院）」: what stands in brackets behind the name says something about it.
    if let Some(bare) = without_brackets(name).map(|name| spelled(&name, words)) {
        forms.extend(without_corporation(&bare, words).map(form).filter(|form| form.core.chars().count() >= 2));
        forms.extend(Some(form(&bare)).filter(|form| form.core.chars().count() >= 2));
    }
    forms.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    forms.dedup();
    forms
}

/// The name in front of brackets at its end, where it says what kind of institution it is.
fn without_brackets(name: &str) -> Option<String> {
    let wide = nfkc(name);
    let (bare, _) = wide.trim_end().strip_suffix(')')?.split_once('(')?;
    const INSTITUTIONS: [&str; 6] = ["クリニック", "医院", "診療所", "病院", "センター", "歯科"];
    INSTITUTIONS.iter().any(|word| bare.trim_end().ends_with(word)).then(|| bare.to_owned())
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

/// Whether one text is the other without one letter, or with two neighbouring letters swapped.
fn is_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let Some(at) = (0..long.len()).find(|&at| short.get(at) != Some(&long[at])) else { return false };
    match long.len() - short.len() {
        0 => {
            at + 1 < long.len()
                && short[at] == long[at + 1]
                && short[at + 1] == long[at]
                && short[at + 2..] == long[at + 2..]
        }
        1 => short[at..] == long[at + 1..],
        _ => false,
    }
}

/// How alike two texts are, 0 to 1: the Dice coefficient of their letter pairs.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| text.chars().count().saturating_sub(1);
    let (common, all) = (pairs_shared(a, b), pairs(a) + pairs(b));
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}

/// How many letter pairs two texts have in common.
fn pairs_shared(a: &str, b: &str) -> usize {
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
    common
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
        assert_eq!(agreement("医療法人波の会\u{E38B}空眼科", "医療法人　波の会　架空眼科"), Agreement::Core);
        assert_eq!(agreement("架角歯科", "架歯科"), Agreement::Like, "a letter that the register could not print");
        assert_eq!(agreement("なみかぜ歯科クリニック", "なみかぜ歯科クニリック"), Agreement::Like);
        assert_eq!(agreement("架空歯科医院", "架空太郎歯科医院"), Agreement::Like, "with the given name");
        assert_eq!(agreement("架空歯科医院", "架空駅前歯科医院"), Agreement::No);
        assert_eq!(agreement("架空歯科医院", "架空太郎眼科"), Agreement::No);
        let long = "架空市夏季休日急病等歯科診療所";
        assert_eq!(agreement(long, "架空市夏季休日急病歯科・みんなの丘うみべ等歯科診療所"), Agreement::Like);
        assert_eq!(agreement(long, "架空市夏まつり救護所"), Agreement::No);
        assert_eq!(
            agreement("架空総合医療センター（災害拠点病院）", "架空事業団　架空総合医療センター"),
            Agreement::Form
        );
        assert_eq!(agreement("医療法人波の会架空医院（架の字は旧字）", "架空医院"), Agreement::Form);
        assert_ne!(agreement("架空（株）第一薬局", "架空"), Agreement::Form);
        assert_eq!(agreement("架空産科婦人科医院", "架空マタニティークリニック"), Agreement::Core);
        assert_eq!(agreement("浦賀東口歯科", "浦賀西口歯科"), Agreement::No, "another letter is another name");
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
        let may = |a: &str, b: &str| Name::new(a, words).may_be_read_as(&Name::new(b, words), words);
        assert!(may("おおなみ歯科", "大波歯科医院") && may("医療法人　大波会　大波小児科", "オオナミ小児科"));
        assert!(!may("こなみ歯科", "大波歯科医院") && !may("おおなみ歯科", "大波川歯科医院"));
    }
}
