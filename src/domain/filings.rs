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
mod tests;
