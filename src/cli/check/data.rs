//! The data files: those in the program, and those of a folder.

use std::path::Path;

use anyhow::Context;

use crate::accounts::AccountPolicy;
use crate::domain::filings::FilingRules;
use crate::domain::visibility::{self, Visibility};
use crate::domain::{Needs, Vocabulary, vocabulary};
use crate::fetch::Sources;
use crate::geocode::Gazetteer;
use crate::import::survey::check_words;
use crate::intake::WholePolicy;
use crate::matching::interpret::words::check_language;
use crate::matching::{Policy, Rules, differences, parse_own};
use crate::reconcile::{Linkage, Precedence};

use super::Findings;
use crate::cli::open;

/// What reads a data file, given the vocabulary that it speaks.
type Reader = fn(&str, &Vocabulary) -> Result<(), String>;

/// Every data file: its name, what the program carries, and what reads it.
const FILES: [(&str, &str, Reader); 13] = [
    ("vocabulary.toml", include_str!("../../../data/vocabulary.toml"), |text, _| said(Vocabulary::parse(text))),
    ("policy.toml", include_str!("../../../data/policy.toml"), |text, words| said(Policy::parse(text, words))),
    ("rules.toml", include_str!("../../../data/rules.toml"), |text, _| said(Rules::parse(text))),
    ("filings.toml", include_str!("../../../data/filings.toml"), |text, words| said(FilingRules::parse(text, words))),
    ("needs.toml", include_str!("../../../data/needs.toml"), |text, words| said(Needs::parse(text, words))),
    ("language.toml", include_str!("../../../data/language.toml"), |text, _| said(check_language(text))),
    ("linkage.toml", include_str!("../../../data/linkage.toml"), |text, _| said(Linkage::parse(text))),
    ("precedence.toml", include_str!("../../../data/precedence.toml"), |text, _| said(Precedence::parse(text))),
    ("intake.toml", include_str!("../../../data/intake.toml"), |text, _| said(WholePolicy::parse(text))),
    ("survey_words.toml", include_str!("../../../data/survey_words.toml"), |text, _| said(check_words(text))),
    ("accounts.toml", include_str!("../../../data/accounts.toml"), |text, _| AccountPolicy::parse(text).map(drop)),
    ("visibility.toml", visibility::BUILTIN, |text, _| said(Visibility::parse(text))),
    ("sources.toml", include_str!("../../../data/sources.toml"), |text, _| said(Sources::parse(text))),
];

fn said<T, E: std::fmt::Display>(read: Result<T, E>) -> Result<(), String> {
    read.map(drop).map_err(|error| error.to_string())
}

/// Checks what the program carries.
pub(super) fn embedded(findings: &mut Findings) {
    for (name, text, read) in FILES {
        findings.count("data files");
        if let Err(message) = read(text, vocabulary()) {
            findings.fault("data_file", format!("(program) {name}"), message);
        }
    }
}

/// Checks an association's own policy, and says what it gives differently from the program's.
pub(super) fn policy(path: &Path, findings: &mut Findings) {
    findings.count("data files");
    let place = path.display().to_string();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return findings.fault("policy", place, error.to_string()),
    };
    if let Err(error) = parse_own(open::BUILTIN_POLICY, &text, vocabulary()) {
        findings.fault("policy", &place, error.to_string());
    }
    // What is no TOML was told above.
    for difference in differences(open::BUILTIN_POLICY, &text).unwrap_or_default() {
        let side = |value: Option<String>| value.unwrap_or_else(|| "—".to_owned());
        let message = format!("{}: {} → {}", difference.setting, side(difference.builtin), side(difference.own));
        findings.remark("policy_differs", &place, message);
    }
}

/// Checks an operator's own table of who sees what, and says what it shows to others than the program's. Without an account it does not
/// hold, which is said too.
pub(super) fn visibility(path: Option<&Path>, has_accounts: bool, findings: &mut Findings) {
    if !has_accounts {
        findings.notes.push(
            "アカウントがないため、すべての項目が誰にでも表示されます (no account: every field is shown to everybody)",
        );
    }
    let Some(path) = path else { return };
    findings.count("data files");
    let place = path.display().to_string();
    let own = std::fs::read_to_string(path).map_err(|error| error.to_string());
    match own.and_then(|text| visibility::builtin().with_own(&text).map_err(|error| error.to_string())) {
        Err(message) => findings.fault("visibility", place, message),
        Ok(own) => {
            for (field, ours, theirs) in visibility::builtin().differences(&own) {
                findings.remark("visibility_differs", &place, format!("{field}: {} → {}", ours.id(), theirs.id()));
            }
        }
    }
}

/// Checks the zones of the data folder, where there are any.
pub(super) fn zones(data: &Path, gazetteer: &Gazetteer, findings: &mut Findings) {
    match open::zones(data, gazetteer) {
        Ok(zones) if zones.is_empty() => {}
        Ok(zones) => (0..zones.len()).for_each(|_| findings.count("zones")),
        Err(error) => findings.fault("zones", crate::zones::FILE, format!("{error:#}")),
    }
}

/// Checks the data files of a folder. They are read with the folder's own vocabulary, where it has one.
pub(super) fn folder(folder: &Path, findings: &mut Findings) -> anyhow::Result<()> {
    let cannot = || format!("{} を読めません (cannot be read)", folder.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(cannot)? {
        let name = entry.with_context(cannot)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".toml") {
            names.push(name);
        }
    }
    names.sort();
    let own = std::fs::read_to_string(folder.join("vocabulary.toml")).ok();
    let own = own.and_then(|text| Vocabulary::parse(&text).ok());
    for name in names {
        let place = folder.join(&name).display().to_string();
        let Some((_, _, read)) = FILES.iter().find(|(known, ..)| *known == name) else {
            findings.remark(
                "unknown_data_file",
                place,
                "この名前のデータファイルはありません (no data file of this name)",
            );
            continue;
        };
        findings.count("data files");
        let text = std::fs::read_to_string(folder.join(&name)).map_err(|error| error.to_string());
        if let Err(message) = text.and_then(|text| read(&text, own.as_ref().unwrap_or_else(|| vocabulary()))) {
            findings.fault("data_file", place, message);
        }
    }
    Ok(())
}
