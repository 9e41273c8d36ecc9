//! One assertion a row of the table, and the traps by hand.

use super::*;

const VOCABULARY: &str = include_str!("../../../data/vocabulary.toml");
const FILINGS: &str = include_str!("../../../data/filings.toml");
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
    assert!(!no.contains(&"hcsc_2a") && !no.contains(&"hcsc_2b"), "which of the two it is, it does not say: {no:?}");
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
    assert!(matches!(fault("\"backup_hospital\"]\n\n", "\"tpn\"]\n\n"), FilingRulesError::NotFiled(id) if id == "tpn"));
    assert!(
        matches!(fault("gives = [\"backup_hospital\"]", "gives = []"), FilingRulesError::Uncovered(id) if id == "backup_hospital")
    );
    assert!(matches!(fault("title =", "headline ="), FilingRulesError::Shape(_)));
}
