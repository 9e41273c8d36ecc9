//! Moments as people and programs write them.

use jiff::civil::DateTime;
use jiff::{Timestamp, tz};

/// Reads a moment as the wall clocks of Japan show it (UTC+9, no daylight saving): RFC 3339 with an offset, or a wall-clock time of
/// Japan without one. `None` where it is neither.
pub fn moment_in_japan(text: &str) -> Option<DateTime> {
    let written_with_offset = text.parse::<Timestamp>().map(|timestamp| tz::offset(9).to_datetime(timestamp));
    written_with_offset.ok().or_else(|| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_moment_is_that_of_japan_with_and_without_an_offset() {
        let one = Some(date(2026, 12, 1).at(13, 0, 0, 0));
        for text in ["2026-12-01T13:00:00+09:00", "2026-12-01T04:00:00Z", "2026-12-01T13:00", "2026-12-01T13:00:00"] {
            assert_eq!(moment_in_japan(text), one, "{text}");
        }
        for text in ["noon", "", "13:00", "2026-13-01T00:00"] {
            assert_eq!(moment_in_japan(text), None, "{text}");
        }
    }
}
