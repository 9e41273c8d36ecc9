//! The words of surveys (`data/survey_words.toml`), and how sure a heading is about something.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::role::Role;
use crate::domain::text::fold;
use crate::domain::{Answer, Capability, Kind, vocabulary};

/// What a word has to say nothing else for.
const PER_LETTER: u8 = 3;
/// The most that other words in a heading take away.
const MOST_FOR_LETTERS: u8 = 30;
/// A label of the vocabulary is a word of its own.
const LABEL_CONFIDENCE: u8 = 97;

/// Words that say nothing about what a heading means.
const FILLERS: [&str; 61] = [
    "をご記入ください",
    "ご記入ください",
    "をお書きください",
    "をお選びください",
    "がありましたら",
    "があれば",
    "ください",
    "お願いします",
    "いただけますか",
    "していますか",
    "行っていますか",
    "可能か",
    "可能性",
    "複数選択可",
    "複数回答可",
    "自由",
    "貴",
    "ご",
    "お",
    "についての対応",
    "について",
    "対応可否",
    "の可否",
    "可否",
    "有無",
    "できますか",
    "ですか",
    "可能ですか",
    "対応できる",
    "対応可能",
    "対応可",
    "対応",
    "管理",
    "療法",
    "実施",
    "状況",
    "体制",
    "患者さん",
    "患者",
    "処置",
    "受入れ",
    "受け入れ",
    "受入",
    "可能",
    "できる",
    "等",
    "など",
    "在宅",
    "回答",
    "ありなし",
    "の",
    "は",
    "が",
    "を",
    "に",
    "へ",
    "と",
    "人",
    "名",
    "問",
    "設",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    answers: Vec<AnswerWords>,
    acts: Vec<Says>,
    meanings: Vec<AnswerWords>,
    channels: Vec<ChannelWords>,
    kinds: Vec<KindWords>,
    fields: Vec<FieldEntry>,
    capabilities: Vec<CapabilityEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerWords {
    means: Answer,
    says: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Says {
    says: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelWords {
    id: String,
    says: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindWords {
    id: Kind,
    says: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    role: Role,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    all: Vec<Vec<String>>,
    #[serde(default)]
    not: Vec<String>,
    confidence: u8,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CapabilityEntry {
    means: Vec<String>,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    all: Vec<Vec<String>>,
    #[serde(default)]
    not: Vec<String>,
    confidence: u8,
    #[serde(default)]
    at: HashMap<Kind, Vec<String>>,
    #[serde(default)]
    note: String,
}

/// Words that point to one role, in their comparable form.
struct Pattern {
    role: Role,
    at: HashMap<Kind, Role>,
    says: Vec<String>,
    exact: Vec<String>,
    all: Vec<Vec<String>>,
    not: Vec<String>,
    confidence: u8,
    note: String,
}

/// The words of surveys.
pub(super) struct Lexicon {
    /// Answers by their folded words, the longest first.
    pub(super) answers: Vec<(String, Answer)>,
    acts: Vec<String>,
    meanings: Vec<(Answer, Vec<String>)>,
    channels: Vec<(String, Vec<String>)>,
    kinds: Vec<(Kind, Vec<String>)>,
    patterns: Vec<Pattern>,
}

/// What a heading means, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// The role.
    pub(super) role: Role,
    /// In percent.
    pub(super) confidence: u8,
    /// The word that said so.
    pub(super) word: String,
    /// What to look at.
    pub(super) note: String,
}

/// A heading as words are looked for in it: folded, without punctuation.
pub(super) fn bare(text: &str) -> String {
    fold(text).chars().filter(|&c| c.is_alphanumeric() || c == '〒').collect()
}

/// The lexicon of this program.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        let text = include_str!("../../../data/survey_words.toml");
        Lexicon::parse(text).expect("a test holds that the words in the tree are whole")
    });
    &LEXICON
}

/// Whether a file of survey words is whole.
///
/// # Errors
/// Names what is wrong.
pub fn check_words(text: &str) -> Result<(), String> {
    Lexicon::parse(text).map(drop)
}

impl Lexicon {
    /// Reads the words; a fault names what is wrong.
    fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut answers: Vec<(String, Answer)> =
            file.answers.iter().flat_map(|entry| entry.says.iter().map(|word| (fold(word), entry.means))).collect();
        answers.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then_with(|| a.0.cmp(&b.0)));
        answers.dedup();
        let mut patterns: Vec<Pattern> = file.fields.into_iter().map(Pattern::of_field).collect();
        for entry in file.capabilities {
            patterns.push(Pattern::of_capability(entry)?);
        }
        patterns.extend(vocabulary().capabilities().iter().filter_map(|words| {
            let role = Role::Capability(vec![vocabulary().capability(&words.id)?]);
            let says = vec![bare(&words.label.ja)];
            Some(Pattern { says, ..Pattern::empty(role, LABEL_CONFIDENCE) })
        }));
        Ok(Self {
            answers,
            acts: file.acts.iter().flat_map(|entry| folded(&entry.says)).collect(),
            meanings: file.meanings.into_iter().map(|entry| (entry.means, folded(&entry.says))).collect(),
            channels: file.channels.into_iter().map(|entry| (entry.id, folded(&entry.says))).collect(),
            kinds: file.kinds.into_iter().map(|entry| (entry.id, folded(&entry.says))).collect(),
            patterns,
        })
    }

    /// What a word alone answers, also after the act that was asked about: 「協力できる」.
    pub(super) fn answer(&self, text: &str) -> Option<Answer> {
        let text = fold(text);
        let of = |text: &str| self.answers.iter().find(|(word, _)| *word == text).map(|(_, answer)| *answer);
        of(&text).or_else(|| self.acts.iter().filter_map(|act| text.strip_prefix(act.as_str())).find_map(of))
    }

    /// What the words behind a symbol mean.
    pub(super) fn meaning(&self, text: &str) -> Option<Answer> {
        let plain = fold(text);
        let contained = || self.meanings.iter().find(|(_, words)| words.iter().any(|word| plain.contains(word)));
        self.answer(text).or_else(|| contained().map(|(answer, _)| *answer))
    }

    /// The channels named in a text, in the order of the text.
    pub(super) fn channels(&self, text: &str) -> Vec<&str> {
        let text = fold(text);
        let first = |words: &[String]| words.iter().filter_map(|word| text.find(word)).min();
        let mut found: Vec<(usize, &str)> =
            self.channels.iter().filter_map(|(id, words)| Some((first(words)?, id.as_str()))).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// The kind that a name, a sheet or a title speaks of.
    pub(super) fn kind(&self, text: &str) -> Option<Kind> {
        let text = fold(text);
        self.kinds.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map(|(kind, _)| *kind)
    }

    /// What a column under these headings is about, the upper ones first; `None` where no word is known.
    pub(super) fn column(&self, headings: &[String], kinds: &[Kind]) -> Option<Match> {
        let (own, above) = headings.split_last()?;
        let path = bare(&headings.concat());
        let leaf = bare(own);
        let direct = self.best(&leaf, &path, kinds, |_| true);
        // 「可否」 or 「有無」 under a heading that says of what, and 「協力(登録)」 under 「副主治医」.
        let upper = above.last().and_then(|group| {
            let lesser = |found: Match, less| Match { confidence: found.confidence.saturating_sub(less), ..found };
            if rest(&leaf).is_empty() {
                return self.best(&bare(group), &path, kinds, |_| true).map(|found| lesser(found, 4));
            }
            let capability = |role: &Role| matches!(role, Role::Capability(_));
            self.best(&bare(&[group.as_str(), own].concat()), &path, kinds, capability).map(|found| lesser(found, 8))
        });
        // 「施設」 under 「看取り」 is a place to die, not the name of an institution.
        let place = !above.is_empty() && direct.as_ref().is_some_and(|found| found.role == Role::Name);
        let direct = direct.filter(|_| !place).or_else(|| {
            let capability = |role: &Role| matches!(role, Role::Capability(_));
            let asked = self.best(&leaf, &path, kinds, capability);
            asked.or_else(|| self.best(&leaf, &path, kinds, |_| true))
        });
        match (direct, upper) {
            (Some(direct), Some(upper)) => Some(if upper.confidence > direct.confidence { upper } else { direct }),
            (direct, upper) => direct.or(upper),
        }
    }

    /// What a heading means by itself.
    pub(super) fn heading(&self, text: &str, kinds: &[Kind]) -> Option<Match> {
        self.column(&[text.to_owned()], kinds)
    }

    /// Whether a heading may be that of the name; cheap, for it is asked of every cell.
    pub(super) fn may_be_name(&self, text: &str) -> bool {
        let plain = bare(text);
        self.best(&plain, &plain, &[], |role| *role == Role::Name).is_some()
    }

    /// The capabilities that an item of a list names, where it names nothing else.
    pub(super) fn item(&self, text: &str, kinds: &[Kind]) -> Option<Vec<Capability>> {
        /// So sure must a word of a list be, where no heading and no other answer speaks for it.
        const SURE: u8 = 70;
        let plain = bare(text);
        let found = self.best(&plain, &plain, kinds, |role| matches!(role, Role::Capability(_)))?;
        let whole = rest(&plain.replacen(&found.word, "", 1)).is_empty();
        match found.role {
            Role::Capability(capabilities) if whole && found.confidence >= SURE => Some(capabilities),
            _ => None,
        }
    }

    fn best(&self, leaf: &str, path: &str, kinds: &[Kind], wanted: impl Fn(&Role) -> bool) -> Option<Match> {
        let patterns = self.patterns.iter().filter(|pattern| wanted(&pattern.role));
        let matches = patterns.filter_map(|pattern| pattern.matched(leaf, path, kinds));
        matches.max_by_key(|found| (found.confidence, found.word.chars().count()))
    }
}

impl Pattern {
    fn empty(role: Role, confidence: u8) -> Self {
        let (says, exact, all, not) = Default::default();
        Self { role, at: HashMap::new(), says, exact, all, not, confidence, note: String::new() }
    }

    fn of_field(entry: FieldEntry) -> Self {
        Self {
            says: bared(&entry.says),
            exact: bared(&entry.exact),
            all: entry.all.iter().map(|words| bared(words)).collect(),
            not: bared(&entry.not),
            note: entry.note,
            ..Self::empty(entry.role, entry.confidence)
        }
    }

    fn of_capability(entry: CapabilityEntry) -> Result<Self, String> {
        let role = |ids: &[String]| {
            let capability = |id: &String| vocabulary().capability(id).ok_or_else(|| format!("{id} is no capability"));
            ids.iter().map(capability).collect::<Result<Vec<_>, _>>().map(Role::Capability)
        };
        let at = entry.at.iter().map(|(kind, ids)| Ok((*kind, role(ids)?))).collect::<Result<_, String>>()?;
        Ok(Self {
            at,
            says: bared(&entry.says),
            exact: bared(&entry.exact),
            all: entry.all.iter().map(|words| bared(words)).collect(),
            not: bared(&entry.not),
            note: entry.note,
            ..Self::empty(role(&entry.means)?, entry.confidence)
        })
    }

    fn matched(&self, leaf: &str, path: &str, kinds: &[Kind]) -> Option<Match> {
        if leaf.is_empty() || self.not.iter().any(|word| leaf.contains(word)) {
            return None;
        }
        // 「③電話」 is 「電話」.
        let plain = leaf.trim_start_matches(|c: char| c.is_numeric() || matches!(c, 'q' | '問'));
        let exact =
            self.exact.iter().find(|word| *word == leaf || *word == plain).map(|word| (self.confidence, word.clone()));
        let said = self.says.iter().filter(|word| leaf.contains(*word)).map(|word| {
            let beside = rest(&leaf.replacen(word, "", 1)).chars().count().min(usize::from(u8::MAX / PER_LETTER)) as u8;
            (self.confidence.saturating_sub((beside * PER_LETTER).min(MOST_FOR_LETTERS)), word.clone())
        });
        let found = exact.into_iter().chain(said).chain(self.together(leaf, path)).max_by_key(|found| found.0)?;
        let role = kinds.iter().find_map(|kind| self.at.get(kind)).unwrap_or(&self.role).clone();
        Some(Match { role, confidence: found.0, word: found.1, note: self.note.clone() })
    }

    /// One word of each list, one of them in the heading itself.
    fn together(&self, leaf: &str, path: &str) -> Option<(u8, String)> {
        let first = |words: &Vec<String>, text: &str| words.iter().find(|word| text.contains(word.as_str())).cloned();
        if self.all.is_empty() || self.not.iter().any(|word| path.contains(word)) {
            return None;
        }
        let words = self.all.iter().map(|words| first(words, path)).collect::<Option<Vec<_>>>()?;
        self.all.iter().any(|words| first(words, leaf).is_some()).then(|| (self.confidence - 3, words.join("+")))
    }
}

/// What a heading says besides fillers and numbers.
fn rest(text: &str) -> String {
    static FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| FILLERS.iter().map(|word| fold(word)).collect());
    let mut rest = text.to_owned();
    for filler in FOLDED.iter() {
        rest = rest.replace(filler.as_str(), "");
    }
    rest.chars().filter(|c| !c.is_numeric() && *c != 'q').collect()
}

fn folded(words: &[String]) -> Vec<String> {
    words.iter().map(|word| fold(word)).collect()
}

fn bared(words: &[String]) -> Vec<String> {
    words.iter().map(|word| bare(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(headings: &[&str]) -> (String, u8) {
        let headings: Vec<String> = headings.iter().map(|text| (*text).to_owned()).collect();
        lexicon().column(&headings, &[Kind::Clinic]).map_or_else(Default::default, |m| (m.role.id(), m.confidence))
    }

    #[test]
    fn the_shipped_words_are_whole_and_each_says_something() {
        let lexicon = Lexicon::parse(include_str!("../../../data/survey_words.toml")).unwrap();
        for pattern in &lexicon.patterns {
            let id = pattern.role.id();
            assert!(pattern.confidence > 50 && pattern.confidence < 100, "{id}");
            assert!(pattern.says.iter().chain(&pattern.exact).all(|word| !word.is_empty()), "{id}");
        }
        for (i, (word, answer)) in lexicon.answers.iter().enumerate() {
            assert!(
                !lexicon.answers[..i].iter().any(|(other, a)| other == word && a != answer),
                "{word} means two things"
            );
        }
        assert!(
            Lexicon::parse(&include_str!("../../../data/survey_words.toml").replace("\"home_oxygen\"", "\"air\""))
                .is_err()
        );
    }

    #[test]
    fn headings_mean_what_people_mean_by_them() {
        for (heading, role) in [
            ("医療機関名", "name"),
            ("貴院の名称", "name"),
            ("所 在 地", "address"),
            ("ＴＥＬ", "phone"),
            ("ＦＡＸ番号", "fax"),
            ("保険医療機関コード（10桁）", "institution_code"),
            ("夜間・休日往診", "capability:house_call_after_hours"),
            ("往診", "capability:house_call"),
            ("HOT(在宅酸素)", "capability:home_oxygen"),
            ("IVH・TPN", "capability:tpn"),
            ("問3 人工呼吸器（NPPV）の対応可否", "capability:ventilator_noninvasive"),
            ("レスピレーター", "capability:ventilator_invasive"),
            ("気切", "capability:tracheostomy"),
            ("胃瘻交換", "capability:gastrostomy_exchange"),
            ("バルーンカテーテル", "capability:urinary_catheter"),
            ("麻薬", "capability:opioids"),
            ("経管栄養", "capability:gastrostomy+nasogastric_tube"),
            ("月あたり担当可能患者数", "capacity"),
            ("新規患者の受け入れ", "capability:accepting_new"),
            ("外来診療時間", "consultation_hours"),
            ("相談可能な曜日・時間帯", "contact_hours"),
            ("備　考", "remark"),
            ("No.", "ignored"),
        ] {
            let (found, confidence) = meant(&[heading]);
            assert!(found == role && confidence >= 70, "{heading}: {found} {confidence} instead of {role}");
        }
        assert_eq!(meant(&["好きな色"]).1, 0);
    }

    #[test]
    fn what_stands_above_a_heading_counts() {
        assert_eq!(meant(&["副主治医", "協力（登録）"]).0, "capability:sub_physician");
        assert_eq!(meant(&["医師の相談対応", "可能な曜日・時間帯"]).0, "contact_hours");
        assert_eq!(meant(&["医師の相談対応", "方法・窓口"]).0, "contact_channel");
        assert_eq!(meant(&["在宅看取り", "対応可否"]).0, "capability:home_death_care");
        assert_eq!(meant(&["看取り", "施設"]).0, "capability:facility_death_care");
        assert_eq!(meant(&["対応できる医療処置等", "好きな色"]).1, 0);
    }

    #[test]
    fn a_word_means_what_it_means_among_one_kind_of_institution() {
        let role = |text, kind| lexicon().heading(text, &[kind]).unwrap().role.id();
        assert_eq!(role("ターミナルケア", Kind::NursingStation), "capability:nursing_terminal");
        assert_eq!(role("麻薬", Kind::Pharmacy), "capability:narcotics_retail");
        assert_eq!(role("24時間対応", Kind::NursingStation), "capability:nursing_24h");
        assert_eq!(role("24時間対応", Kind::Clinic), "capability:contact_24h");
    }
}
