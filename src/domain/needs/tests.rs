//! The shipped needs are whole, and faults of a file are named.

use super::*;

const SHIPPED: &str = include_str!("../../../data/needs.toml");

fn parse(toml: &str) -> Result<Needs, NeedsError> {
    Needs::parse(toml, vocabulary())
}

#[test]
fn the_official_lists_are_complete_and_dated() {
    let needs = parse(SHIPPED).unwrap();
    let count = |id: &str| needs.tables().iter().find(|table| table.id == id).unwrap().items.len();
    assert_eq!(count("special_medical_12"), 12);
    assert_eq!(count("appended_table_7"), 20);
    // Five items: 6, 11, 1, 1 and 1 states. The list has had 在宅難治性皮膚疾患処置 since June 2026.
    assert_eq!(count("appended_table_8"), 20);
    // Six diseases, thirteen states.
    assert_eq!(count("appended_table_8_2"), 19);
    for table in needs.tables() {
        assert_eq!(table.effective.is_some(), table.id != SITUATIONS, "{}", table.id);
        assert_eq!(table.source.is_some(), table.id != SITUATIONS, "{}", table.id);
        let numbers: HashSet<&str> = table.items.iter().map(|item| item.number.as_str()).collect();
        assert_eq!(numbers.len(), table.items.len(), "a number stands twice in {}", table.id);
    }
    let situations = needs.all().iter().filter(|need| need.listed.iter().any(|place| place.table == SITUATIONS));
    assert!(situations.count() >= 40);
}

#[test]
fn every_need_speaks_three_languages() {
    let needs = parse(SHIPPED).unwrap();
    let labels = needs.tables().iter().map(|table| &table.label);
    for words in labels.chain(needs.all().iter().flat_map(|need| [&need.label, &need.explanation])) {
        for text in [&words.ja, &words.en, &words.easy] {
            assert!(!text.is_empty() && text.trim() == text, "{words:?}");
        }
        assert!(words.en.is_ascii() || words.en.chars().all(|c| (c as u32) < 0x250), "not English: {}", words.en);
    }
    for need in needs.all() {
        assert!(need.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{}", need.id);
    }
}

#[test]
fn a_need_that_asks_of_nobody_says_what_to_look_at() {
    let needs = parse(SHIPPED).unwrap();
    let silent: Vec<&str> =
        needs.all().iter().filter(|need| need.asks.is_empty()).map(|need| need.id.as_str()).collect();
    assert!(silent.contains(&"living_alone") && silent.contains(&"public_assistance"), "{silent:?}");
    for id in silent {
        let explanation = &needs.get(id).unwrap().explanation.ja;
        assert!(explanation.chars().count() > 30, "{id}: {explanation}");
    }
}

#[test]
fn what_the_issue_promises_is_asked() {
    let needs = parse(SHIPPED).unwrap();
    let asks = |need: &str, role: Role, any: &[&str], strength: Strength| {
        let set: CapabilitySet = any.iter().map(|id| vocabulary().capability(id).unwrap()).collect();
        let need = needs.get(need).unwrap();
        assert!(need.asks_of(role).any(|d| d.any == set && d.strength == strength), "{} {role:?} {any:?}", need.id);
    };
    asks("central_venous_nutrition", Role::Attending, &["tpn"], Strength::Need);
    asks("central_venous_nutrition", Role::Alternate, &["tpn"], Strength::Need);
    asks("central_venous_nutrition", Role::Pharmacy, &["sterile_own", "sterile_shared"], Strength::Need);
    asks("central_venous_nutrition", Role::Nursing, &["nursing_special_mgmt"], Strength::Need);
    asks("opioid_medication", Role::Attending, &["opioids"], Strength::Need);
    asks("opioid_medication", Role::Pharmacy, &["narcotics_retail"], Strength::Need);
    asks("ventilator", Role::Nursing, &["nursing_24h"], Strength::Need);
    let law = &needs.get("opioid_medication").unwrap().asks_of(Role::Pharmacy).next().unwrap().source;
    assert!(law.basis == Ground::Law && law.text(Lang::Ja).contains("麻薬及び向精神薬取締法"), "{law:?}");
}

#[test]
fn everything_of_table_8_is_special_management() {
    let needs = parse(SHIPPED).unwrap();
    let managed = vocabulary().capability("nursing_special_mgmt").unwrap();
    for need in needs.all() {
        let listed = need.listed.iter().any(|place| place.table == "appended_table_8");
        let asked = need.asks_of(Role::Nursing).any(|d| d.any.contains(managed) && d.strength == Strength::Need);
        assert_eq!(listed, asked, "{}", need.id);
    }
}

#[test]
fn faults_are_named() {
    let with = |from: &str, to: &str| {
        assert!(SHIPPED.contains(from), "{from}");
        parse(&SHIPPED.replacen(from, to, 1)).unwrap_err()
    };
    assert!(matches!(with("id = \"dialysis\"", "id = \"tpn\""), NeedsError::Twice(id) if id == "tpn"));
    assert!(matches!(with("\"appended_table_7:2\"", "\"appended_table_7:21\""), NeedsError::Dangling { .. }));
    assert!(
        matches!(with("[\"appended_table_7:2\"]", "[\"situation\"]"), NeedsError::Uncovered { number, .. } if number == "2")
    );
    assert!(matches!(with("[\"appended_table_7:2\"]", "[]"), NeedsError::Unlisted(_)));
    assert!(matches!(with("any = [\"home_pharmacy\"]", "any = []"), NeedsError::Empty(_)));
    assert!(matches!(
        with("any = [\"home_pharmacy\"]", "any = [\"dementia\"]"),
        NeedsError::NotAnswerable { role: "pharmacy", .. }
    ));
    assert!(
        matches!(with("source = \"c114\"", "source = \"c999\""), NeedsError::Dangling { name, .. } if name == "c999")
    );
    assert!(matches!(with("profiles = [\"dying\"]", "profiles = [\"living\"]"), NeedsError::Dangling { .. }));
    assert!(matches!(with("gives = \"terminal_cancer\"", "gives = \"cure\""), NeedsError::Dangling { .. }));
}
