//! What a new edition of a source says about the edition before: who opened, who is missing, who moved, renamed or came back.
//!
//! Only an edition that names its scope as a whole says that anybody is missing (`data/intake.toml`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::{Notice, Severity, Source};
use crate::import::difference::{self, Aspects, Entry};
use crate::storage::{RunWriter, StoreError};

use super::account::Known;

/// When an edition counts as whole for a scope.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct WholePolicy {
    /// The share of the records known in the scope that it must name, 0 to 1.
    pub share: f64,
    /// So many may be missing in a scope all the same, where the edition names its share of all scopes that it covers.
    pub few: u64,
}

impl WholePolicy {
    /// Reads `data/intake.toml`.
    ///
    /// # Errors
    /// When the text is no such table, or the share is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct File {
            whole: WholePolicy,
        }
        let File { whole } = toml::from_str(text).map_err(|error| error.to_string())?;
        if (0.0..=1.0).contains(&whole.share) { Ok(whole) } else { Err(format!("share {} is no share", whole.share)) }
    }

    fn share_is_named(self, named: u64, known: u64) -> bool {
        named as f64 >= self.share * known as f64
    }
}

/// What one edition of one source says about the edition before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionReport {
    /// The source.
    pub source: Source,
    /// The newest edition before, of the scopes that were compared.
    pub before: Date,
    /// This edition.
    pub edition: Date,
    /// Institutions that no edition had named.
    pub opened: u64,
    /// Institutions that it no longer names: marked, not deleted.
    pub missing: u64,
    /// Institutions at another address.
    pub moved: u64,
    /// Institutions under another name.
    pub renamed: u64,
    /// The same name at the same address under another number; neither opened nor missing.
    pub renumbered: u64,
    /// Institutions that were missing and are named again.
    pub came_back: u64,
    /// Scopes that it names only in part, so that nobody in them is marked.
    pub partial: u64,
}

/// The edition of one source that is being taken in: all files of one day.
struct Group {
    edition: Date,
    /// The last file, by name and number.
    file: (String, i64),
    scopes: BTreeSet<String>,
    opened: Vec<(Entry, RecordBody)>,
    changed: Vec<(Entry, Entry, Aspects)>,
}

/// Everything known of one source, and the edition of it that is being taken in.
pub(super) struct Shelf {
    source: Source,
    pub(super) known: HashMap<String, Known>,
    whole: HashMap<String, Date>,
    group: Option<Group>,
}

/// What became of a scope.
struct Scope {
    before: Option<Date>,
    known: u64,
    missing: Vec<String>,
    came_back: Vec<String>,
}

impl Shelf {
    /// What the store knows of a source.
    pub(super) async fn load(run: &mut RunWriter, source: Source) -> Result<Self, StoreError> {
        let known = run.known_records(source).await?.into_iter();
        let known = known.map(|(key, record)| (key, Known { before: Some(record.edition), record })).collect();
        Ok(Self { source, known, whole: run.whole_editions(source).await?, group: None })
    }

    /// Whether a file of this edition belongs with the files before it.
    pub(super) fn continues(&self, edition: Date) -> bool {
        self.group.as_ref().is_none_or(|group| group.edition == edition)
    }

    /// Takes note of a file before it is written: what it names first, and what it says otherwise than before.
    pub(super) async fn note(
        &mut self,
        run: &mut RunWriter,
        (file, edition): (&str, Date),
        records: &[SourceRecord],
        changed: &[&SourceRecord],
    ) -> Result<(), StoreError> {
        let keys: Vec<&str> = changed.iter().map(|record| record.key.as_str()).collect();
        let before = run.bodies(self.source, &keys).await?;
        let group = self.group.get_or_insert_with(|| Group {
            edition,
            file: (String::new(), 0),
            scopes: BTreeSet::new(),
            opened: Vec::new(),
            changed: Vec::new(),
        });
        file.clone_into(&mut group.file.0);
        for record in records {
            let Some(scope) = record.scope() else { continue };
            // Where no edition was whole before, everything is new and nothing opened.
            let later = self.whole.get(&scope).is_some_and(|before| *before < edition);
            if later && !self.known.contains_key(&record.key) {
                group.opened.push((difference::entry(&record.key, &record.body), record.body.clone()));
            }
            if !group.scopes.contains(&scope) {
                group.scopes.insert(scope);
            }
        }
        for record in changed {
            let Some(then) = before.get(&record.key) else { continue };
            let aspects = difference::aspects(then, &record.body);
            if aspects.moved || aspects.renamed {
                let entries = [then, &record.body].map(|body| difference::entry(&record.key, body));
                let [then, now] = entries;
                group.changed.push((then, now, aspects));
            }
        }
        Ok(())
    }

    /// Takes note of the number under which the file was written.
    pub(super) fn written(&mut self, file: i64) {
        if let Some(group) = &mut self.group {
            group.file.1 = file;
        }
    }

    /// Closes the edition: what it names as a whole is noted, and what happened since the edition before is told.
    pub(super) async fn settle(
        &mut self,
        run: &mut RunWriter,
        policy: WholePolicy,
        notices: &mut (dyn FnMut(&Notice) + Send),
    ) -> Result<Option<EditionReport>, StoreError> {
        let Some(group) = self.group.take() else { return Ok(None) };
        let scopes = self.scopes(&group);
        let known: u64 = scopes.values().map(|scope| scope.known).sum();
        let missing: u64 = scopes.values().map(|scope| scope.missing.len() as u64).sum();
        let covers = policy.share_is_named(known - missing, known);
        let mut teller = Teller { file: &group.file.0, edition: group.edition, notices };
        let (mut whole, mut gone, mut partial) = (BTreeSet::new(), Vec::new(), 0);
        for (name, scope) in &scopes {
            let missing = scope.missing.len() as u64;
            if policy.share_is_named(scope.known - missing, scope.known) || covers && missing <= policy.few {
                whole.insert(name.as_str());
                gone.extend(scope.missing.iter().map(String::as_str));
            } else {
                partial += 1;
                teller.partial(name, scope.known - missing, scope.known);
            }
        }
        run.note_whole(self.source, group.edition, &whole, group.file.1).await?;
        let before = scopes.values().filter_map(|scope| scope.before).max();
        let bodies = run.bodies(self.source, &gone).await?;
        let gone: Vec<(Entry, &RecordBody)> =
            gone.iter().filter_map(|key| bodies.get(*key).map(|body| (difference::entry(key, body), body))).collect();
        let opened: Vec<(Entry, &RecordBody)> =
            group.opened.iter().map(|(entry, body)| (entry.clone(), body)).collect();
        let came_back: Vec<&String> = scopes.values().flat_map(|scope| &scope.came_back).collect();
        let report = before.map(|before| teller.tell(self.source, before, &gone, &opened, &group.changed, &came_back));
        self.whole.extend(whole.into_iter().map(|scope| (scope.to_owned(), group.edition)));
        for known in self.known.values_mut() {
            known.before = Some(known.record.edition);
        }
        Ok(report.map(|report| EditionReport { partial, ..report }))
    }

    /// The scopes for which the edition is news, and who in them is not named by it.
    fn scopes(&self, group: &Group) -> BTreeMap<String, Scope> {
        let mut scopes = BTreeMap::new();
        for name in &group.scopes {
            let before = self.whole.get(name).copied();
            if before.is_none_or(|before| before < group.edition) {
                scopes.insert(name.clone(), Scope { before, known: 0, missing: Vec::new(), came_back: Vec::new() });
            }
        }
        if scopes.is_empty() {
            return scopes;
        }
        for (key, Known { record, before }) in &self.known {
            let Some(scope) = scopes.get_mut(&*record.scope) else { continue };
            let Some(before) = *before else { continue };
            let named = record.edition >= group.edition;
            if scope.before.is_some_and(|whole| before < whole) {
                // It was missing already.
                if named {
                    scope.came_back.push(key.clone());
                }
                continue;
            }
            scope.known += 1;
            if !named {
                scope.missing.push(key.clone());
            }
        }
        for scope in scopes.values_mut() {
            scope.missing.sort_unstable();
            scope.came_back.sort_unstable();
        }
        scopes
    }
}

/// Tells what happened, one notice each.
struct Teller<'a> {
    file: &'a str,
    edition: Date,
    notices: &'a mut (dyn FnMut(&Notice) + Send),
}

impl Teller<'_> {
    fn notice(&mut self, code: &str, field: &str, value: &str, message: String) {
        let severity = if code == "partial_edition" { Severity::Warning } else { Severity::Info };
        let (code, field, value) = (code.to_owned(), field.to_owned(), value.to_owned());
        (self.notices)(&Notice { code, severity, file: self.file.to_owned(), row: 0, field, value, message });
    }

    fn partial(&mut self, scope: &str, named: u64, known: u64) {
        let message = format!(
            "版 {} には、既知の {known} 件のうち {named} 件しかありません。一部だけのファイルとみなし、載っていないものに印を付けません \
             (this edition names only a part of what is known, so nobody is marked absent)",
            self.edition
        );
        self.notice("partial_edition", "scope", scope, message);
    }

    fn tell(
        &mut self,
        source: Source,
        before: Date,
        gone: &[(Entry, &RecordBody)],
        opened: &[(Entry, &RecordBody)],
        changed: &[(Entry, Entry, Aspects)],
        came_back: &[&String],
    ) -> EditionReport {
        let edition = self.edition;
        let pairs = difference::renumbered(gone, opened);
        let paired: (HashSet<usize>, HashSet<usize>) = pairs.iter().copied().unzip();
        for (old, new) in &pairs {
            let ((old, _), (new, _)) = (&gone[*old], &opened[*new]);
            let message =
                format!("番号が {} から {} に変わりました (has another number): {}", old.key, new.key, new.name);
            self.notice("renumbered", "ID", &new.key, message);
        }
        for (_, (entry, _)) in (0..).zip(gone).filter(|(index, _)| !paired.0.contains(index)) {
            let message = format!("版 {edition} に載っていません (no longer listed): {} {}", entry.name, entry.address);
            self.notice("missing", "ID", &entry.key, message);
        }
        for (_, (entry, _)) in (0..).zip(opened).filter(|(index, _)| !paired.1.contains(index)) {
            let message = format!("版 {edition} に初めて載りました (newly listed): {} {}", entry.name, entry.address);
            self.notice("opened", "ID", &entry.key, message);
        }
        for key in came_back {
            self.notice("came_back", "ID", key, format!("版 {edition} に再び載りました (listed again)"));
        }
        let (mut moved, mut renamed) = (0, 0);
        for (then, now, aspects) in changed {
            if aspects.moved {
                moved += 1;
                let message = format!("{} → {} (moved): {}", then.address, now.address, now.name);
                self.notice("moved", "ID", &now.key, message);
            }
            if aspects.renamed {
                renamed += 1;
                self.notice("renamed", "ID", &now.key, format!("{} → {} (renamed)", then.name, now.name));
            }
        }
        let renumbered = pairs.len() as u64;
        EditionReport {
            source,
            before,
            edition,
            opened: opened.len() as u64 - renumbered,
            missing: gone.len() as u64 - renumbered,
            moved,
            renamed,
            renumbered,
            came_back: came_back.len() as u64,
            partial: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_read_and_checked() {
        let policy = WholePolicy::parse(include_str!("../../data/intake.toml")).unwrap();
        assert!(policy.share_is_named(8, 10) && !policy.share_is_named(7, 10) && policy.share_is_named(0, 0));
        assert!(WholePolicy::parse("[whole]\nshare = 1.5\nfew = 3").is_err());
        assert!(WholePolicy::parse("[whole]\nshare = 0.5").is_err());
    }
}
