//! Who hands in too much at once. Addresses are kept in memory, for the length of the window and no longer.

use std::collections::{HashMap, VecDeque};

use super::FloodPolicy;

/// When each address handed something in, in seconds since 1970.
#[derive(Debug, Default)]
pub struct Flood {
    by_address: HashMap<String, VecDeque<i64>>,
}

impl Flood {
    /// Counts something that is handed in now. Tells how many seconds to wait where it is too much; then it is not counted.
    ///
    /// # Errors
    /// The seconds until the next one is taken.
    pub fn count(&mut self, address: &str, now: i64, policy: &FloodPolicy) -> Result<(), i64> {
        let window = policy.window_minutes * 60;
        if self.by_address.len() >= policy.remembered && !self.by_address.contains_key(address) {
            self.forget(now - window);
        }
        let times = self.by_address.entry(address.to_owned()).or_default();
        while times.front().is_some_and(|time| *time <= now - window) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= policy.most_per_address => Err(first + window - now),
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }

    /// Forgets every address that was quiet since a moment; where none was, the one that was quiet longest.
    fn forget(&mut self, since: i64) {
        let last = |times: &VecDeque<i64>| times.back().copied().unwrap_or(i64::MIN);
        let before = self.by_address.len();
        self.by_address.retain(|_, times| last(times) > since);
        if self.by_address.len() == before {
            let quiet = self.by_address.iter().min_by_key(|(_, times)| last(times)).map(|(address, _)| address.clone());
            quiet.and_then(|address| self.by_address.remove(&address));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: FloodPolicy =
        FloodPolicy { most_per_address: 2, window_minutes: 1, remembered: 2, most_open_of_facility: 1, most_open: 1 };

    #[test]
    fn an_address_waits_once_it_has_handed_in_enough() {
        let mut flood = Flood::default();
        assert_eq!(flood.count("a", 0, &POLICY), Ok(()));
        assert_eq!(flood.count("a", 10, &POLICY), Ok(()));
        assert_eq!(flood.count("a", 20, &POLICY), Err(40));
        assert_eq!(flood.count("b", 20, &POLICY), Ok(()), "others do not wait");
        assert_eq!(flood.count("a", 60, &POLICY), Ok(()), "the first is forgotten");
        assert_eq!(flood.count("a", 60, &POLICY), Err(10));
        assert_eq!(flood.count("c", 61, &POLICY), Ok(()));
        assert!(flood.by_address.len() <= 2 && !flood.by_address.contains_key("b"), "{flood:?}");
    }
}
