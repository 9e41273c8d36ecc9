//! Who was asked recently, kept in memory beside the directory.

use std::collections::HashMap;

/// Requests of the last days, by facility.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recent {
    /// The state of the store that it was read from.
    mark: String,
    /// When each facility was asked, in seconds since 1970.
    asked: HashMap<String, Vec<i64>>,
}

impl Recent {
    /// Requests as they were read: facility and moment.
    pub fn new(mark: String, requests: impl IntoIterator<Item = (String, i64)>) -> Self {
        let mut asked: HashMap<String, Vec<i64>> = HashMap::new();
        for (facility, at) in requests {
            asked.entry(facility).or_default().push(at);
        }
        Self { mark, asked }
    }

    /// The state of the store that it was read from.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// How often each facility was asked after a moment; those that were not asked are left out.
    pub fn since(&self, moment: i64) -> impl Iterator<Item = (&str, u32)> {
        self.asked.iter().filter_map(move |(facility, asked)| {
            let count = asked.iter().filter(|&&at| at > moment).count();
            (count > 0).then(|| (facility.as_str(), u32::try_from(count).unwrap_or(u32::MAX)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_recent_requests_count() {
        let requests = [("a", 10), ("b", 20), ("a", 30), ("c", 5)];
        let recent = Recent::new("7".to_owned(), requests.map(|(id, at)| (id.to_owned(), at)));
        let mut counted: Vec<_> = recent.since(9).collect();
        counted.sort_unstable();
        assert_eq!(counted, [("a", 2), ("b", 1)]);
        assert_eq!(recent.since(30).count(), 0);
        assert_eq!(recent.mark(), "7");
    }
}
