//! Two texts beside each other, with the letters marked that differ.

use maud::{Markup, html};

use crate::domain::text::fold;

/// Longer texts are shown without marks: nobody compares them letter by letter, and the table of all pairs of letters grows with both.
const LONGEST: usize = 200;

/// A text in pieces: whether the other text lacks the piece, and the piece.
type Pieces = Vec<(bool, String)>;

/// Both texts in pieces. Letters that differ in width or variant only are the same.
fn pieces(a: &str, b: &str) -> (Pieces, Pieces) {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() > LONGEST || b.len() > LONGEST {
        return (vec![(false, a.iter().collect())], vec![(false, b.iter().collect())]);
    }
    let folded = |text: &[char]| text.iter().map(|letter| fold(&letter.to_string())).collect::<Vec<_>>();
    let (x, y) = (folded(&a), folded(&b));
    // The longest common subsequence of what follows each pair of letters.
    let mut common = vec![vec![0_usize; y.len() + 1]; x.len() + 1];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            common[i][j] = if x[i] == y[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut of_a, mut of_b): (Pieces, Pieces) = (Vec::new(), Vec::new());
    while i < x.len() || j < y.len() {
        if i < x.len() && j < y.len() && x[i] == y[j] {
            push(&mut of_a, false, a[i]);
            push(&mut of_b, false, b[j]);
            (i, j) = (i + 1, j + 1);
        } else if j == y.len() || i < x.len() && common[i + 1][j] >= common[i][j + 1] {
            // A blank is no difference that anybody could see.
            push(&mut of_a, !x[i].is_empty(), a[i]);
            i += 1;
        } else {
            push(&mut of_b, !y[j].is_empty(), b[j]);
            j += 1;
        }
    }
    (of_a, of_b)
}

fn push(pieces: &mut Pieces, differs: bool, letter: char) {
    match pieces.last_mut().filter(|(last, _)| *last == differs) {
        Some((_, piece)) => piece.push(letter),
        None => pieces.push((differs, letter.to_string())),
    }
}

/// Both texts with marks.
pub(super) fn marked(a: &str, b: &str) -> (Markup, Markup) {
    if a.trim().is_empty() || b.trim().is_empty() {
        // Nothing is compared with nothing.
        return (html! { (a) }, html! { (b) });
    }
    let (a, b) = pieces(a, b);
    (markup(&a), markup(&b))
}

fn markup(pieces: &Pieces) -> Markup {
    html! { @for (differs, piece) in pieces { @if *differs { mark { (piece) } } @else { (piece) } } }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::pieces;

    fn shown(pieces: &[(bool, String)]) -> String {
        pieces.iter().map(|(differs, piece)| if *differs { format!("[{piece}]") } else { piece.clone() }).collect()
    }

    #[test]
    fn what_differs_is_marked_and_widths_and_variants_do_not() {
        for (a, b, x, y) in [
            ("うみかぜ医院", "うみかぜ内科医院", "うみかぜ医院", "うみかぜ[内科]医院"),
            ("髙橋クリニック", "高橋クリニック", "髙橋クリニック", "高橋クリニック"),
            ("浦賀５−１", "浦賀5-12", "浦賀５−１", "浦賀5-1[2]"),
            ("第一病院", "第二病院", "第[一]病院", "第[二]病院"),
            ("", "医院", "", "[医院]"),
        ] {
            let (of_a, of_b) = pieces(a, b);
            assert_eq!((shown(&of_a).as_str(), shown(&of_b).as_str()), (x, y));
        }
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_and_what_is_not_marked_is_alike(a in "[あいうABＡ1１ ]{0,12}", b in "[あいうABＡ1１ ]{0,12}") {
            let (of_a, of_b) = pieces(&a, &b);
            let whole = |pieces: &[(bool, String)]| pieces.iter().map(|(_, piece)| piece.as_str()).collect::<String>();
            prop_assert_eq!(whole(&of_a), a);
            prop_assert_eq!(whole(&of_b), b);
            let alike = |pieces: &[(bool, String)]| {
                let kept = pieces.iter().filter(|(differs, _)| !differs).map(|(_, piece)| piece.as_str());
                crate::domain::text::fold(&kept.collect::<String>())
            };
            prop_assert_eq!(alike(&of_a), alike(&of_b));
        }
    }
}
