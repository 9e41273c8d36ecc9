//! One doubt after the other: what is asked, and what an answer means. Knows neither terminal nor store.

use crate::intake::review::{OpenDoubt, RecordName};

use super::print_doubt;

/// A person at the keyboard, and the doubts before them.
pub(super) struct Session {
    doubts: Vec<OpenDoubt>,
    at: usize,
    /// Which doubt was answered, and by which decisions.
    answered: Vec<(usize, Vec<i64>)>,
}

/// What an answer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// The record speaks of these facilities, or not.
    Decide {
        /// The record.
        record: RecordName,
        /// Facilities, and whether each is meant.
        facilities: Vec<(String, bool)>,
    },
    /// The last decisions are taken back.
    TakeBack(Vec<i64>),
    /// Nothing but an explanation.
    Say(String),
    /// On to the next doubt.
    Next,
    /// Enough.
    Quit,
}

impl Session {
    pub(super) const fn new(doubts: Vec<OpenDoubt>) -> Self {
        Self { doubts, at: 0, answered: Vec::new() }
    }

    /// The doubt that is asked about now, in words; `None` after the last.
    pub(super) fn question(&self) -> Option<String> {
        let doubt = self.doubts.get(self.at)?;
        let mut text = Vec::new();
        // Writing into memory cannot fail.
        let _ = print_doubt(&mut text, doubt);
        let text = String::from_utf8_lossy(&text).into_owned();
        Some(format!(
            "[{}/{}]\n{text}    番号=その施設と同じ a=どれでもない s=後で u=一つ戻す q=終わる (number joins, a none of them, s skip, u undo, q quit)",
            self.at + 1,
            self.doubts.len()
        ))
    }

    /// What a line typed by the person asks for.
    pub(super) fn hear(&mut self, line: &str) -> Heard {
        let Some(OpenDoubt { doubt, .. }) = self.doubts.get(self.at) else { return Heard::Quit };
        let record = RecordName { source: doubt.source, key: doubt.key.clone() };
        let answer = crate::domain::text::fold(line);
        if let Ok(number) = answer.parse::<usize>() {
            let chosen = number.checked_sub(1).and_then(|index| doubt.candidates.get(index));
            return match chosen {
                Some(candidate) => Heard::Decide { record, facilities: vec![(candidate.facility.clone(), true)] },
                None => Heard::Say(format!("{number} 番はありません (there is no {number})")),
            };
        }
        match answer.as_str() {
            "a" if doubt.candidates.is_empty() => self.skip(),
            "a" => {
                let facilities = doubt.candidates.iter().map(|candidate| (candidate.facility.clone(), false)).collect();
                Heard::Decide { record, facilities }
            }
            "s" | "" => self.skip(),
            "u" => match self.answered.pop() {
                Some((at, ids)) => {
                    self.at = at;
                    Heard::TakeBack(ids)
                }
                None => Heard::Say("戻すものがありません (nothing to undo)".to_owned()),
            },
            "q" => Heard::Quit,
            other => Heard::Say(format!("{other}: 番号か a, s, u, q で答えてください (a number, or a, s, u, q)")),
        }
    }

    fn skip(&mut self) -> Heard {
        self.at += 1;
        Heard::Next
    }

    /// The decisions under which the last answer was recorded.
    pub(super) fn decided(&mut self, ids: Vec<i64>) {
        self.answered.push((self.at, ids));
        self.at += 1;
    }

    /// Whether any decision holds.
    pub(super) fn has_decided(&self) -> bool {
        !self.answered.is_empty()
    }

    /// What was done.
    pub(super) fn farewell(&self) -> String {
        let (decided, left) = (self.answered.len(), self.doubts.len() - self.answered.len());
        format!("{decided} 件を決めました。残り {left} 件 ({decided} decided, {left} left)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Source;
    use crate::reconcile::{Doubt, DoubtCandidate};

    fn session() -> Session {
        let candidate = |id: &str| DoubtCandidate {
            facility: id.to_owned(),
            name: "架空みなと医院".to_owned(),
            address: "神奈川県横須賀市浦賀5丁目".to_owned(),
            score: 68,
            reasons: vec!["same_town".to_owned()],
        };
        let doubt = |number, candidates: &[&str]| OpenDoubt {
            number,
            doubt: Doubt {
                source: Source::Survey,
                key: format!("r{number}"),
                name: "架空みなとクリニック".to_owned(),
                address: "横須賀市浦賀".to_owned(),
                candidates: candidates.iter().map(|id| candidate(id)).collect(),
            },
        };
        Session::new(vec![doubt(7, &["n-1", "n-2"]), doubt(9, &["n-3"]), doubt(11, &[])])
    }

    fn decides(key: &str, facilities: &[(&str, bool)]) -> Heard {
        let record = RecordName { source: Source::Survey, key: key.to_owned() };
        let facilities = facilities.iter().map(|(id, same)| ((*id).to_owned(), *same)).collect();
        Heard::Decide { record, facilities }
    }

    #[test]
    fn a_number_joins_a_is_none_of_them_and_u_goes_back() {
        let mut session = session();
        assert!(session.question().is_some_and(|text| text.contains("2) n-2") && text.contains("[1/3]")));
        assert_eq!(session.hear("３"), Heard::Say("3 番はありません (there is no 3)".to_owned()));
        assert_eq!(session.hear("２"), decides("r7", &[("n-2", true)]), "full width is a number too");
        session.decided(vec![1]);
        assert_eq!(session.hear("A"), decides("r9", &[("n-3", false)]));
        session.decided(vec![2]);
        assert_eq!(session.hear("a"), Heard::Next, "nobody was found, so nobody is ruled out");
        assert!(session.question().is_none() && session.has_decided());
    }

    #[test]
    fn what_was_undone_is_asked_again() {
        let mut session = session();
        assert!(matches!(session.hear("u"), Heard::Say(_)));
        assert_eq!(session.hear("1"), decides("r7", &[("n-1", true)]));
        session.decided(vec![5, 6]);
        assert_eq!(session.hear("s"), Heard::Next);
        assert_eq!(session.hear("u"), Heard::TakeBack(vec![5, 6]));
        assert!(!session.has_decided());
        assert!(session.question().is_some_and(|text| text.contains("r7")));
        assert!(matches!(session.hear("what"), Heard::Say(_)));
        assert_eq!(session.hear("q"), Heard::Quit);
    }
}
