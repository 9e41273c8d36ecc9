//! The audit log: a chain in which every entry carries the digest of the one before, so that nothing in the middle can be changed,
//! left out or put in without breaking what follows.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What stands before the first entry.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Who does something without an account: somebody at the command line of the machine.
pub const OPERATOR: &str = "operator";
/// Who does what is due by the clock: the server itself.
pub const SERVER: &str = "server";
/// Who does something without having signed in.
pub const NOBODY: &str = "nobody";

/// Something that was done, before it has a place in the log. Nothing of it may be a password, a token or of a patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted<'a> {
    /// When, in RFC 3339.
    pub at: String,
    /// The identifier of an account or of a personal link, the name that an editor gave at the command line, [`OPERATOR`], [`SERVER`] or
    /// [`NOBODY`].
    pub who: &'a str,
    /// What: `subject.verb` in English, such as `account.created`.
    pub what: &'a str,
    /// On what: the identifier of an account, an invitation, a facility; `-` where there is none.
    pub on: &'a str,
    /// The digest of what was there before; empty where there was nothing or nothing is told.
    pub before: String,
    /// The digest of what is there now.
    pub after: String,
    /// A few words, such as the role that was given.
    pub note: String,
}

/// One entry of the log. The fields stand in the order of the alphabet: the canonical JSON is what serde writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The digest of what is there now.
    pub after: String,
    /// When, in RFC 3339.
    pub at: String,
    /// The digest of what was there before.
    pub before: String,
    /// A few words.
    pub note: String,
    /// Its place, counted from 1 without a gap.
    pub number: i64,
    /// On what.
    pub on: String,
    /// The digest of the entry before.
    pub previous: String,
    /// What was done.
    pub what: String,
    /// Who did it.
    pub who: String,
}

impl Entry {
    /// Gives something that was done its place after the entry with this number and digest.
    pub fn after(head: &Head, noted: &Noted<'_>) -> Self {
        Self {
            after: noted.after.clone(),
            at: noted.at.clone(),
            before: noted.before.clone(),
            note: noted.note.clone(),
            number: head.number + 1,
            on: noted.on.to_owned(),
            previous: head.digest.clone(),
            what: noted.what.to_owned(),
            who: noted.who.to_owned(),
        }
    }

    /// SHA-256 over the canonical JSON of the entry, which holds the digest of the one before: 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the entry cannot be written as JSON.
    pub fn digest(&self) -> Result<String, serde_json::Error> {
        digest_of(self)
    }
}

/// SHA-256 over the JSON of a value, in hexadecimal digits.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn digest_of<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let bytes = Sha256::digest(serde_json::to_vec(value)?);
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The end of the chain: whoever keeps it elsewhere can tell later whether entries were cut off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The number of the last entry; 0 before the first.
    pub number: i64,
    /// Its digest.
    pub digest: String,
}

impl Default for Head {
    fn default() -> Self {
        Self { number: 0, digest: BEGINNING.to_owned() }
    }
}

/// Where the chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry is missing, or one was put in.
    #[error("記録 {expected} があるはずの所に {found} があります (entry {found} stands where {expected} should)")]
    Number {
        /// The number that should come.
        expected: i64,
        /// The number that came.
        found: i64,
    },
    /// An entry does not say what it said when it was written.
    #[error("記録 {0} は書かれた後に変えられています (entry {0} was changed after it was written)")]
    Changed(i64),
    /// An entry does not follow the one before it.
    #[error("記録 {0} はその前の記録につながっていません (entry {0} does not follow the one before it)")]
    Link(i64),
    /// The last entries are not there.
    #[error(
        "記録は {expected} までのはずですが {found} で終わっています (the log should reach entry {expected} and ends at {found})"
    )]
    CutOff {
        /// The number of the last entry by what was kept elsewhere.
        expected: i64,
        /// The number of the last entry that is there.
        found: i64,
    },
    /// The entry at a number that was kept elsewhere is another one.
    #[error("記録 {0} は控えと違います (entry {0} differs from what was noted)")]
    Other(i64),
}

/// Goes along a chain and finds where it is broken.
#[derive(Debug, Default)]
pub struct Walk {
    head: Head,
    /// What was kept elsewhere.
    expected: Vec<Head>,
}

impl Walk {
    /// A walk that also compares the chain with what was kept elsewhere.
    pub fn expecting(expected: Vec<Head>) -> Self {
        Self { head: Head::default(), expected }
    }

    /// Takes the next entry and the digest that is stored with it.
    ///
    /// # Errors
    /// When the chain is broken here.
    pub fn next(&mut self, entry: &Entry, stored: &str) -> Result<(), Broken> {
        let expected = self.head.number + 1;
        if entry.number != expected {
            return Err(Broken::Number { expected, found: entry.number });
        }
        let digest = entry.digest().map_err(|_| Broken::Changed(entry.number))?;
        if digest != stored {
            return Err(Broken::Changed(entry.number));
        }
        if entry.previous != self.head.digest {
            return Err(Broken::Link(entry.number));
        }
        if self.expected.iter().any(|known| known.number == entry.number && known.digest != digest) {
            return Err(Broken::Other(entry.number));
        }
        self.head = Head { number: entry.number, digest };
        Ok(())
    }

    /// The end of the chain.
    ///
    /// # Errors
    /// When something was kept elsewhere that lies beyond it.
    pub fn end(self) -> Result<Head, Broken> {
        let beyond = self.expected.iter().map(|known| known.number).max().unwrap_or_default();
        if beyond > self.head.number {
            return Err(Broken::CutOff { expected: beyond, found: self.head.number });
        }
        Ok(self.head)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chain(length: i64) -> Vec<(Entry, String)> {
        let mut head = Head::default();
        (0..length)
            .map(|n| {
                let noted = Noted {
                    at: format!("2026-11-21T00:00:{n:02}Z"),
                    who: "operator",
                    what: "account.created",
                    on: "a",
                    before: String::new(),
                    after: String::new(),
                    note: n.to_string(),
                };
                let entry = Entry::after(&head, &noted);
                head = Head { number: entry.number, digest: entry.digest().unwrap() };
                (entry, head.digest.clone())
            })
            .collect()
    }

    fn walk(chain: &[(Entry, String)], expected: Vec<Head>) -> Result<Head, Broken> {
        let mut walk = Walk::expecting(expected);
        chain.iter().try_for_each(|(entry, digest)| walk.next(entry, digest))?;
        walk.end()
    }

    #[test]
    fn the_canonical_form_does_not_change() {
        let (entry, digest) = &chain(1)[0];
        assert_eq!(
            serde_json::to_string(entry).unwrap(),
            format!(
                r#"{{"after":"","at":"2026-11-21T00:00:00Z","before":"","note":"0","number":1,"on":"a","previous":"{BEGINNING}","what":"account.created","who":"operator"}}"#
            )
        );
        assert_eq!(digest, "f5609f5a4b9897c00c49d5eee449d1b2fa5cbda10ebf3443d76d5cdc1daacb31");
    }

    proptest! {
        #[test]
        fn whatever_is_changed_taken_out_or_moved_is_found(length in 2i64..12, at in 0usize..11, way in 0u8..5) {
            let whole = chain(length);
            let at = at % whole.len();
            let head = Head { number: length, digest: whole[whole.len() - 1].1.clone() };
            prop_assert_eq!(walk(&whole, vec![head.clone()]), Ok(head.clone()));
            let mut broken = whole;
            match way {
                0 => broken[at].0.who = "somebody".to_owned(),
                1 => _ = broken.remove(at),
                2 => { let other = (at + 1) % broken.len(); broken.swap(at, other); }
                // Whoever also knows how digests are made cannot make the next entry fit.
                3 => { broken[at].0.note.push('x'); broken[at].1 = broken[at].0.digest().unwrap(); }
                _ => broken.truncate(at),
            }
            prop_assert!(walk(&broken, vec![head]).is_err());
        }
    }
}
