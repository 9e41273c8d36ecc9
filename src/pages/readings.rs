//! Readings above the words of easy Japanese: 「電話(でんわ)」 becomes ruby.

/// What is typed in several lines stands between these.
const TYPED: &str = "textarea";
const TYPED_END: &str = "</textarea>";

/// Turns readings in the text of some HTML into ruby; tags and their attributes stay as they are.
pub(super) fn with_readings(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 4);
    let mut rest = html.chars();
    let mut in_tag = false;
    // Where the word that is being written began.
    let mut word: Option<usize> = None;
    while let Some(letter) = rest.next() {
        if letter == '<' && rest.as_str().starts_with(TYPED) {
            // What somebody typed comes back as it was typed.
            let end = rest.as_str().find(TYPED_END).unwrap_or(rest.as_str().len());
            let (typed, after) = rest.as_str().split_at(end);
            out.push('<');
            out.push_str(typed);
            rest = after.chars();
            word = None;
            continue;
        }
        if !in_tag
            && letter == '('
            && let Some(start) = word
            && let Some((kana, after)) = reading(rest.as_str())
        {
            let base = out.split_off(start);
            out.push_str(&format!("<ruby>{base}<rt>{kana}</rt></ruby>"));
            rest = after.chars();
            word = None;
            continue;
        }
        in_tag = letter == '<' || (in_tag && letter != '>');
        word = if in_tag || !is_kanji(letter) { None } else { word.or(Some(out.len())) };
        out.push(letter);
    }
    out
}

/// The text without its readings: 「電話(でんわ)」 becomes 「電話」.
pub(super) fn without_readings(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(letter) = rest.next() {
        match reading(rest.as_str()).filter(|_| letter == '(' && out.ends_with(is_kanji)) {
            Some((_, after)) => rest = after.chars(),
            None => out.push(letter),
        }
    }
    out
}

/// The kana before the closing bracket, and what follows it.
fn reading(text: &str) -> Option<(&str, &str)> {
    let (kana, after) = text.split_once(')')?;
    let is_kana = |c: char| matches!(c, 'ぁ'..='ゖ' | 'ー');
    (!kana.is_empty() && kana.chars().all(is_kana)).then_some((kana, after))
}

const fn is_kanji(letter: char) -> bool {
    matches!(letter, '一'..='鿿' | '々')
}

#[cfg(test)]
mod tests {
    use super::{with_readings, without_readings};

    #[test]
    fn a_title_has_no_readings() {
        assert_eq!(without_readings("町(まち)から さがす(1)"), "町から さがす(1)");
    }

    #[test]
    fn readings_stand_above_their_words_and_nowhere_else() {
        for (before, after) in [
            ("電話(でんわ)で 聞(き)く", "<ruby>電話<rt>でんわ</rt></ruby>で <ruby>聞<rt>き</rt></ruby>く"),
            ("<a title=\"電話(でんわ)\">家(いえ)</a>", "<a title=\"電話(でんわ)\"><ruby>家<rt>いえ</rt></ruby></a>"),
            ("薬局(16km)", "薬局(16km)"),
            (
                "<textarea id=\"a\">裏(うら)</textarea>裏(うら)",
                "<textarea id=\"a\">裏(うら)</textarea><ruby>裏<rt>うら</rt></ruby>",
            ),
            ("お(でんわ) (かな) 家()", "お(でんわ) (かな) 家()"),
            ("電話(でんわ", "電話(でんわ"),
        ] {
            assert_eq!(with_readings(before), after);
        }
    }
}
