//! What accepted filings (施設基準の届出受理) say about care at home: the rules of `data/filings.toml`, applied.

use jiff::civil::{Date, date};
use serde::{Deserialize, Deserializer};

use super::answer::{Answer, Fact};
use super::capability::{Capability, CapabilitySet};
use super::record::{Filing, FilingTable};
use super::source::Source;
use super::text::nfkc;
use super::vocabulary::{Basis, Vocabulary};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilingsFile {
    symbols: Vec<SymbolRow>,
    absence: Vec<AbsenceRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SymbolRow {
    symbol: String,
    table: FilingTable,
    #[serde(default)]
    title: Option<String>,
    #[serde(deserialize_with = "local_date")]
    from: Date,
    #[serde(default, deserialize_with = "optional_local_date")]
    until: Option<Date>,
    gives: Vec<String>,
    #[serde(default)]
    implies: Vec<String>,
    #[serde(default)]
    opens: Vec<String>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AbsenceRow {
    table: FilingTable,
    institutions: Institutions,
    capabilities: Vec<String>,
}

/// Which institutions could file something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Institutions {
    All,
    Clinics,
    Hospitals,
}

impl Institutions {
    const fn include(self, hospital: bool) -> bool {
        match self {
            Self::All => true,
            Self::Clinics => !hospital,
            Self::Hospitals => hospital,
        }
    }
}

fn local_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = toml::value::Datetime::deserialize(deserializer)?.to_string();
    text.parse().map_err(serde::de::Error::custom)
}

fn optional_local_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    local_date(deserializer).map(Some)
}

/// One symbol and what it says while it is in force.
#[derive(Debug, Clone)]
pub struct FilingRule {
    /// 受理記号 after NFKC.
    pub symbol: String,
    /// The list in which it is read.
    pub table: FilingTable,
    /// The first day on which it is read.
    pub from: Date,
    /// The last day on which it is read.
    pub until: Option<Date>,
    /// What the filing is.
    pub gives: Vec<Capability>,
    /// What its requirements include.
    pub implies: Vec<Capability>,
    /// What it neither gives nor denies.
    pub opens: Vec<Capability>,
    /// Where the rule stands.
    pub source: String,
    title: Option<String>,
}

impl FilingRule {
    fn in_force(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

#[derive(Debug, Clone)]
struct Absence {
    table: FilingTable,
    institutions: Institutions,
    capabilities: Vec<Capability>,
}

/// The rules by which filings become answers.
#[derive(Debug, Clone)]
pub struct FilingRules {
    rules: Vec<FilingRule>,
    absences: Vec<Absence>,
}

/// What is wrong with a table of filings.
#[derive(Debug, thiserror::Error)]
pub enum FilingRulesError {
    /// The file is not TOML of the expected shape.
    #[error("the table of filings cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// A row names a capability that the vocabulary does not have.
    #[error("{entry} names {name}, which the vocabulary does not define")]
    Dangling {
        /// The row.
        entry: String,
        /// The name it uses.
        name: String,
    },
    /// A symbol is not in the form in which symbols are compared.
    #[error("the symbol {0:?} can never match: write it after NFKC, without spaces around it")]
    Unfolded(String),
    /// Two rows read one symbol of one table on one day.
    #[error("{0} has two rows for one day")]
    Overlap(String),
    /// A capability that only its owner can deny stands among those that absence denies.
    #[error("absence says nothing about {0}: its basis is not a filing")]
    NotFiled(String),
    /// A filing-basis capability is denied by no absence, or given by no symbol.
    #[error("{0} rests on filings, but no row gives it or no absence denies it")]
    Uncovered(String),
}

impl FilingRules {
    /// Reads and checks the table.
    ///
    /// # Errors
    /// Says which row is wrong and how.
    pub fn parse(toml: &str, vocabulary: &Vocabulary) -> Result<Self, FilingRulesError> {
        let file: FilingsFile = toml::from_str(toml)?;
        let numbers = |entry: &str, names: &[String]| -> Result<Vec<Capability>, FilingRulesError> {
            let number = |name: &String| {
                let dangling = || FilingRulesError::Dangling { entry: entry.to_owned(), name: name.clone() };
                vocabulary.capability(name).ok_or_else(dangling)
            };
            names.iter().map(number).collect()
        };
        let mut rules: Vec<FilingRule> = Vec::with_capacity(file.symbols.len());
        for row in file.symbols {
            if nfkc(&row.symbol) != row.symbol || row.symbol.is_empty() {
                return Err(FilingRulesError::Unfolded(row.symbol));
            }
            let overlaps = |other: &FilingRule| {
                other.table == row.table
                    && other.symbol == row.symbol
                    && row.until.is_none_or(|until| other.from <= until)
                    && other.until.is_none_or(|until| row.from <= until)
            };
            if rules.iter().any(overlaps) {
                return Err(FilingRulesError::Overlap(row.symbol));
            }
            rules.push(FilingRule {
                gives: numbers(&row.symbol, &row.gives)?,
                implies: numbers(&row.symbol, &row.implies)?,
                opens: numbers(&row.symbol, &row.opens)?,
                title: row.title.as_deref().map(compact),
                symbol: row.symbol,
                table: row.table,
                from: row.from,
                until: row.until,
                source: row.source,
            });
        }
        let mut absences = Vec::with_capacity(file.absence.len());
        for row in file.absence {
            let capabilities = numbers("absence", &row.capabilities)?;
            if let Some(words) =
                capabilities.iter().filter_map(|&c| vocabulary.words(c)).find(|w| w.basis != Basis::Filing)
            {
                return Err(FilingRulesError::NotFiled(words.id.clone()));
            }
            absences.push(Absence { table: row.table, institutions: row.institutions, capabilities });
        }
        let given: CapabilitySet = rules.iter().flat_map(|rule| rule.gives.iter().copied()).collect();
        let denied: CapabilitySet = absences.iter().flat_map(|absence| absence.capabilities.iter().copied()).collect();
        for words in vocabulary.capabilities().iter().filter(|words| words.basis == Basis::Filing) {
            if !vocabulary.capability(&words.id).is_some_and(|c| given.contains(c) && denied.contains(c)) {
                return Err(FilingRulesError::Uncovered(words.id.clone()));
            }
        }
        Ok(Self { rules, absences })
    }

    /// Every rule, in the order of the file.
    pub fn rules(&self) -> &[FilingRule] {
        &self.rules
    }

    /// What the filings of one institution say on the day of the list, in ascending order of capability, each once.
    ///
    /// A filing in force answers yes. A status that the institution could have filed and has not answers no, because the
    /// bureau's list is complete. A symbol known but not in force that day leaves its capabilities unknown.
    pub fn facts(
        &self,
        table: FilingTable,
        hospital: bool,
        filings: &[Filing],
        as_of: Date,
    ) -> Vec<(Capability, Fact)> {
        let mut facts: Vec<(Capability, Fact)> = Vec::new();
        let mut settled = CapabilitySet::default();
        let read: Vec<(&FilingRule, &Filing)> =
            filings.iter().filter_map(|filing| self.rule(table, filing, as_of).map(|rule| (rule, filing))).collect();
        let in_force = || read.iter().filter(|(rule, _)| rule.in_force(as_of));
        let given = in_force().flat_map(|&(rule, filing)| rule.gives.iter().map(move |&c| (c, filing)));
        let implied = in_force().flat_map(|&(rule, filing)| rule.implies.iter().map(move |&c| (c, filing)));
        for (capability, filing) in given.chain(implied) {
            if !settled.contains(capability) {
                settled.insert(capability);
                facts.push((capability, fact(Answer::Yes, as_of, Some(condition(filing)))));
            }
        }
        for (rule, _) in &read {
            rule.opens.iter().for_each(|&c| settled.insert(c));
            if !rule.in_force(as_of) {
                rule.gives.iter().for_each(|&c| settled.insert(c));
            }
        }
        let effective =
            |c: Capability| self.rules.iter().any(|r| r.table == table && r.in_force(as_of) && r.gives.contains(&c));
        for absence in self.absences.iter().filter(|a| a.table == table && a.institutions.include(hospital)) {
            for &capability in absence.capabilities.iter().filter(|&&c| effective(c)) {
                if !settled.contains(capability) {
                    settled.insert(capability);
                    facts.push((capability, fact(Answer::No, as_of, None)));
                }
            }
        }
        facts.sort_by_key(|(capability, _)| *capability);
        facts
    }

    /// The rule for a filing: that of its symbol, unless its title is exactly that of another rule. Among the rules of one symbol
    /// the one in force, else any: a symbol out of its time is still known.
    fn rule(&self, table: FilingTable, filing: &Filing, day: Date) -> Option<&FilingRule> {
        let (symbol, title) = (nfkc(&filing.symbol), compact(&filing.title));
        let pick = |wanted: &dyn Fn(&FilingRule) -> bool| {
            let fitting = || self.rules.iter().filter(|rule| rule.table == table && wanted(rule));
            fitting().find(|rule| rule.in_force(day)).or_else(|| fitting().next())
        };
        let by_symbol = pick(&|rule| rule.symbol == symbol);
        if by_symbol.is_some_and(|rule| rule.title.as_ref().is_none_or(|own| *own == title)) {
            return by_symbol;
        }
        pick(&|rule| rule.title.as_ref() == Some(&title)).or(by_symbol)
    }
}

const fn fact(answer: Answer, as_of: Date, condition: Option<String>) -> Fact {
    Fact { answer, as_of, source: Source::Filing, condition }
}

fn compact(title: &str) -> String {
    nfkc(title).replace(' ', "")
}

fn condition(filing: &Filing) -> String {
    let symbol = nfkc(&filing.symbol);
    filing.since.map_or_else(|| symbol.clone(), |since| format!("{symbol} ({}から)", era(since)))
}

/// The date in the Japanese calendar; the Western year before 昭和.
fn era(day: Date) -> String {
    let eras = [("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25))];
    let year = eras.iter().find(|(_, first)| *first <= day).map_or_else(
        || format!("{}年", day.year()),
        |(name, first)| match day.year() - first.year() + 1 {
            1 => format!("{name}元年"),
            n => format!("{name}{n}年"),
        },
    );
    format!("{year}{}月{}日", day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOCABULARY: &str = include_str!("../../data/vocabulary.toml");
    const FILINGS: &str = include_str!("../../data/filings.toml");
    const R6: Date = date(2025, 10, 1);
    const R8: Date = date(2026, 7, 1);

    struct Reader(Vocabulary, FilingRules);

    impl Reader {
        fn new() -> Self {
            let vocabulary = Vocabulary::parse(VOCABULARY).unwrap();
            let rules = FilingRules::parse(FILINGS, &vocabulary).unwrap();
            Self(vocabulary, rules)
        }

        fn read(
            &self,
            table: FilingTable,
            hospital: bool,
            symbols: &[(&str, &str)],
            day: Date,
            answer: Answer,
        ) -> Vec<&str> {
            let filing =
                |&(symbol, title): &(&str, &str)| Filing { symbol: symbol.into(), title: title.into(), since: None };
            let filings: Vec<_> = symbols.iter().map(filing).collect();
            let facts = self.1.facts(table, hospital, &filings, day);
            assert!(facts.is_sorted_by(|(a, _), (b, _)| a < b), "each capability once, in order");
            facts.into_iter().filter(|(_, fact)| fact.answer == answer).map(|(c, _)| self.0.id(c)).collect()
        }

        fn clinic(&self, symbols: &[(&str, &str)], day: Date) -> (Vec<&str>, Vec<&str>) {
            let read = |answer| self.read(FilingTable::Medical, false, symbols, day, answer);
            (read(Answer::Yes), read(Answer::No))
        }
    }

    const VISITS: [&str; 3] = ["home_visit_scheduled", "contact_24h", "house_call_24h"];

    #[test]
    fn every_row_yields_what_it_says_and_nothing_outside_its_time() {
        let reader = Reader::new();
        for rule in reader.1.rules() {
            let mut expected: Vec<_> = rule.gives.iter().chain(&rule.implies).copied().collect();
            expected.sort_unstable();
            expected.dedup();
            let expected: Vec<_> = expected.into_iter().map(|c| reader.0.id(c)).collect();
            let on = |day, answer| reader.read(rule.table, false, &[(&rule.symbol, "")], day, answer);
            assert_eq!(on(rule.from, Answer::Yes), expected, "{} on its first day", rule.symbol);
            assert!(on(rule.from.yesterday().unwrap(), Answer::Yes).is_empty(), "{} a day early", rule.symbol);
            if let Some(until) = rule.until {
                assert_eq!(on(until, Answer::Yes), expected, "{} on its last day", rule.symbol);
                assert!(on(until.tomorrow().unwrap(), Answer::Yes).is_empty(), "{} a day late", rule.symbol);
            }
            assert!(!rule.source.is_empty());
        }
    }

    #[test]
    fn every_row_of_the_field_is_there() {
        let reader = Reader::new();
        let rows = [
            ("支援診1", "hcsc_1"),
            ("支援診2", "hcsc_2"),
            ("支援診3", "hcsc_3"),
            ("支援診2ア", "hcsc_2a"),
            ("支援診2イ", "hcsc_2b"),
            ("支援病1", "hcsh_1"),
            ("支援病2", "hcsh_2"),
            ("支援病3", "hcsh_3"),
            ("在後病", "backup_hospital"),
            ("在緩診実", "enhanced_home_care"),
            ("在緩診病", "enhanced_home_care"),
            ("在充診", "enhanced_home_care"),
            ("在充病", "enhanced_home_care"),
            ("在医総管1", "home_mgmt_fee"),
            ("在医総管1", "facility_mgmt_fee"),
            ("在医総管2", "home_mgmt_fee"),
            ("在総", "home_cancer_comprehensive"),
            ("精在宅援", "psychiatric_home_visit"),
            ("在血液", "home_hemodialysis"),
            ("遠隔酸素", "home_oxygen"),
            ("遠隔持陽", "cpap"),
            ("情報通信", "telehealth"),
            ("情通精", "telehealth"),
            ("在訪褥", "pressure_ulcer_deep"),
            ("介保連", "facility_visit"),
            ("医情連", "ict_tool"),
            ("地包ケア1", "community_care_ward"),
            ("地包ケア2", "community_care_ward"),
            ("地包ケア3", "community_care_ward"),
            ("地包ケア4", "community_care_ward"),
            ("歯訪診", "home_dental_visit"),
            ("在推進", "home_dental_visit"),
            ("歯援病", "home_dental_visit"),
            ("歯援診1", "home_dental_1"),
            ("歯援診2", "home_dental_2"),
            ("歯医情連", "ict_tool"),
            ("在薬", "home_pharmacy"),
            ("在薬総1", "home_pharmacy_system_1"),
            ("在薬総2", "home_pharmacy_system_2"),
            ("薬菌", "sterile_own"),
            ("在中栄", "tpn"),
            ("在医麻", "opioids"),
            ("在医麻", "pca_pump"),
        ];
        for (symbol, id) in rows {
            let capability = reader.0.capability(id).unwrap();
            let says = |rule: &FilingRule| rule.symbol == symbol && rule.gives.contains(&capability);
            assert!(reader.1.rules().iter().any(says), "{symbol} gives {id}");
        }
        for rule in reader.1.rules() {
            assert!(rows.iter().any(|(symbol, _)| *symbol == rule.symbol), "{} is asserted by hand", rule.symbol);
        }
    }

    #[test]
    fn one_is_the_strongest_tier_and_implies_visits() {
        let reader = Reader::new();
        for symbol in ["支援診1", "支援診2", "支援診3", "支援病1", "支援病2", "支援病3"] {
            let yes = reader.clinic(&[(symbol, "")], R6).0;
            assert!(VISITS.iter().all(|id| yes.contains(id)), "{symbol}: {yes:?}");
        }
        let capability = reader.0.capability("hcsc_1").unwrap();
        let label = &reader.0.words(capability).unwrap().label.ja;
        assert!(label.contains("機能強化型・単独"), "{label}");
    }

    #[test]
    fn the_title_is_trusted_over_the_symbol() {
        let reader = Reader::new();
        let third = "別添１の「第９」の１の(３)に規定する在宅療養支援診療所";
        let (yes, no) = reader.clinic(&[("支援診１", third)], R6);
        assert!(yes.contains(&"hcsc_3") && no.contains(&"hcsc_1"), "{yes:?} {no:?}");
        assert!(reader.clinic(&[("なぞの記号", third)], R6).0.contains(&"hcsc_3"));
        assert!(
            reader.clinic(&[("支援診１", "在宅療養支援診療所")], R6).0.contains(&"hcsc_1"),
            "a title of no row decides nothing"
        );
        let second = "別添１の「第９」の１の(２)に規定する在宅療養支援診療所";
        let yes = reader.clinic(&[("支援診２ア", second)], R8).0;
        assert!(yes.contains(&"hcsc_2a"), "a symbol whose title we have not seen is not overruled: {yes:?}");
    }

    #[test]
    fn widths_and_spaces_do_not_matter() {
        let reader = Reader::new();
        let plain = reader.clinic(&[("支援診2", "")], R6);
        assert_eq!(reader.clinic(&[(" 支援診２　", "")], R6), plain);
    }

    #[test]
    fn june_2026_splits_the_group_type() {
        let reader = Reader::new();
        let (yes, no) = reader.clinic(&[("支援診２ア", "")], R8);
        assert!(yes.contains(&"hcsc_2a") && yes.contains(&"hcsc_2"), "2ア is a 連携型 too: {yes:?}");
        assert!(no.contains(&"hcsc_2b") && no.contains(&"hcsc_1"), "{no:?}");
        let (yes, no) = reader.clinic(&[("支援診２", "")], R8);
        assert!(yes.contains(&"hcsc_2"), "{yes:?}");
        assert!(
            !no.contains(&"hcsc_2a") && !no.contains(&"hcsc_2b"),
            "which of the two it is, it does not say: {no:?}"
        );
        let (_, no) = reader.clinic(&[], date(2026, 5, 31));
        assert!(!no.contains(&"hcsc_2a") && !no.contains(&"hcsc_2b"), "before June 2026 nobody could file it: {no:?}");
        let (_, no) = reader.clinic(&[], date(2026, 6, 1));
        assert!(no.contains(&"hcsc_2a") && no.contains(&"hcsc_2b"), "{no:?}");
    }

    #[test]
    fn june_2026_renames_enhanced_home_care() {
        let reader = Reader::new();
        assert_eq!(reader.clinic(&[("在緩診実", "")], R6).0, ["enhanced_home_care"]);
        assert_eq!(reader.clinic(&[("在充診", "")], R8).0, ["enhanced_home_care"]);
        let (yes, no) = reader.clinic(&[("在緩診実", "")], R8);
        assert!(yes.is_empty() && !no.contains(&"enhanced_home_care"), "an abolished filing leaves it unknown: {no:?}");
    }

    #[test]
    fn absence_is_no_only_for_what_the_institution_could_file() {
        let reader = Reader::new();
        let shared = ["enhanced_home_care", "home_mgmt_fee", "facility_mgmt_fee", "home_cancer_comprehensive"];
        let no = |table, hospital, day| reader.read(table, hospital, &[("酸単", "酸素の購入単価")], day, Answer::No);
        assert_eq!(no(FilingTable::Medical, false, R6), [&["hcsc_1", "hcsc_2", "hcsc_3"][..], &shared].concat());
        assert_eq!(
            no(FilingTable::Medical, true, R6),
            [&["hcsh_1", "hcsh_2", "hcsh_3", "backup_hospital"][..], &shared].concat()
        );
        assert_eq!(no(FilingTable::Dental, false, R6), ["home_dental_1", "home_dental_2"]);
        assert!(no(FilingTable::Dental, true, R6).is_empty());
        assert_eq!(no(FilingTable::Pharmacy, false, R6), ["home_pharmacy_system_1", "home_pharmacy_system_2"]);
        assert!(
            no(FilingTable::Medical, false, date(2023, 10, 1)).is_empty(),
            "an edition older than the table says nothing"
        );
    }

    #[test]
    fn a_symbol_counts_only_in_its_own_list() {
        let reader = Reader::new();
        assert!(reader.clinic(&[("在中栄", "在宅中心静脈栄養法加算"), ("在薬", "")], R6).0.is_empty());
        let yes = reader.read(FilingTable::Pharmacy, false, &[("在中栄", "在宅中心静脈栄養法加算")], R6, Answer::Yes);
        assert_eq!(yes, ["tpn"]);
    }

    #[test]
    fn the_condition_says_which_filing_and_since_when() {
        let reader = Reader::new();
        let says = |since| {
            let filing = Filing { symbol: "支援診２".into(), title: String::new(), since };
            let facts = reader.1.facts(FilingTable::Medical, false, &[filing], R6);
            let hcsc_2 = reader.0.capability("hcsc_2").unwrap();
            let (_, fact) = facts.into_iter().find(|(c, _)| *c == hcsc_2).unwrap();
            assert_eq!((fact.source, fact.as_of), (Source::Filing, R6));
            fact.condition.unwrap()
        };
        assert_eq!(says(Some(date(2022, 4, 1))), "支援診2 (令和4年4月1日から)");
        assert_eq!(says(Some(date(2019, 5, 1))), "支援診2 (令和元年5月1日から)");
        assert_eq!(says(Some(date(2019, 4, 30))), "支援診2 (平成31年4月30日から)");
        assert_eq!(says(None), "支援診2");
    }

    #[test]
    fn faults_are_named() {
        let vocabulary = Vocabulary::parse(VOCABULARY).unwrap();
        let fault = |from: &str, to: &str| FilingRules::parse(&FILINGS.replacen(from, to, 1), &vocabulary).unwrap_err();
        assert!(
            matches!(fault("[\"hcsc_1\"]", "[\"hcsc_9\"]"), FilingRulesError::Dangling { name, .. } if name == "hcsc_9")
        );
        assert!(matches!(fault("symbol = \"支援診1\"", "symbol = \"支援診１\""), FilingRulesError::Unfolded(_)));
        assert!(
            matches!(fault("symbol = \"支援診3\"", "symbol = \"支援診1\""), FilingRulesError::Overlap(s) if s == "支援診1")
        );
        assert!(
            matches!(fault("\"backup_hospital\"]\n\n", "\"tpn\"]\n\n"), FilingRulesError::NotFiled(id) if id == "tpn")
        );
        assert!(
            matches!(fault("gives = [\"backup_hospital\"]", "gives = []"), FilingRulesError::Uncovered(id) if id == "backup_hospital")
        );
        assert!(matches!(fault("title =", "headline ="), FilingRulesError::Shape(_)));
    }
}
