//! Bars: the hours of a day on an axis from midnight to midnight, and shares of a whole. Each stands beside its words or figures, which
//! say the same, so that a picture is never the only way to read something.

use maud::{Markup, html};

use crate::domain::hours::{DAY, OpenState, Span};

/// The hours of one day. `tail` is when what began the day before ends, in minutes after midnight, where that is known.
pub(super) fn day(state: OpenState, spans: &[Span], tail: Option<u16>) -> Markup {
    html! {
        svg class="day-bar" viewBox="0 0 1440 20" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="day-track" x="0" y="0" width="1440" height="20" {}
            @if let Some(end) = tail { rect class="day-open" x="0" y="3" width=(end) height="14" {} }
            @if state == OpenState::Unknown && spans.is_empty() { rect class="day-unsure" x="0" y="3" width="1440" height="14" {} }
            @for span in spans {
                @let end = if span.is_open_ended() { DAY } else { span.to.min(DAY) };
                @let sure = state == OpenState::Open && !span.is_open_ended();
                rect class=(if sure { "day-open" } else { "day-unsure" }) x=(span.from) y="3" width=(end - span.from) height="14" {}
            }
            @for hour in [360, 720, 1080] { line class="day-line" x1=(hour) x2=(hour) y1="0" y2="20" {} }
        }
    }
}

/// The hours that the axis names.
pub(super) fn axis() -> Markup {
    html! { span class="day-axis" aria-hidden="true" { span { "0" } span { "6" } span { "12" } span { "18" } span { "24" } } }
}

/// A figure as a part of the largest one.
pub(super) fn of_most(figure: u64, most: u64) -> Markup {
    html! {
        svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="bar-track" x="0" y="0" width="1000" height="10" {}
            rect class="bar-part" x="0" y="0" width=(thousandths(figure, most)) height="10" {}
        }
    }
}

/// Parts of a whole side by side, each with the class of its sort.
pub(super) fn parts(parts: &[(&str, u64)]) -> Markup {
    let whole = parts.iter().map(|(_, n)| n).sum();
    let mut before = 0;
    let mut placed = Vec::with_capacity(parts.len());
    for (class, n) in parts {
        let from = thousandths(before, whole);
        before += n;
        placed.push((class, from, thousandths(before, whole) - from));
    }
    html! {
        svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="bar-track" x="0" y="0" width="1000" height="10" {}
            @for (class, from, width) in placed {
                rect class=(format!("part-{class}")) x=(from) y="0" width=(width) height="10" {}
            }
        }
    }
}

/// A part of a whole in thousandths; nothing of nothing.
fn thousandths(part: u64, whole: u64) -> u64 {
    (part * 1_000).checked_div(whole).unwrap_or(0)
}

/// A share in percent as people read it: 「100%」 and 「0%」 only where it is exactly that.
pub(super) fn percent(part: u64, whole: u64) -> String {
    match (part, whole) {
        (_, 0) => "—".to_owned(),
        (0, _) => "0%".to_owned(),
        (part, whole) if part == whole => "100%".to_owned(),
        (part, whole) => match (part * 200 + whole) / (whole * 2) {
            0 => "<1%".to_owned(),
            100.. => "99%".to_owned(),
            share => format!("{share}%"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar_and_nothing_more() {
        let html = parts(&[("yes", 1), ("consult", 1), ("no", 1)]).into_string();
        assert!(
            html.contains("x=\"0\" y=\"0\" width=\"333\"") && html.contains("x=\"666\" y=\"0\" width=\"334\""),
            "{html}"
        );
        assert!(parts(&[("yes", 0)]).into_string().contains("width=\"0\""));
    }

    #[test]
    fn a_share_that_is_not_all_is_not_written_as_all() {
        for (part, whole, text) in [
            (0, 0, "—"),
            (0, 9, "0%"),
            (9, 9, "100%"),
            (999, 1_000, "99%"),
            (1, 1_000, "<1%"),
            (1, 3, "33%"),
            (2, 3, "67%"),
        ] {
            assert_eq!(percent(part, whole), text, "{part}/{whole}");
        }
    }
}
