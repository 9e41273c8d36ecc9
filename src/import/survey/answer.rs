//! Answers in cells, and the legend that says what their symbols mean.

use serde::{Deserialize, Serialize};

use super::cells;
use super::words::lexicon;
use crate::domain::Answer;
use crate::domain::text::{fold, nfkc};

/// What symbols mean in one survey. What is not named here is read as everybody writes it (`data/survey_words.toml`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// ○ 対応可能.
    pub yes: Vec<String>,
    /// △ 要相談.
    pub consult: Vec<String>,
    /// × 対応していない.
    pub no: Vec<String>,
    /// No answer.
    pub unknown: Vec<String>,
    /// What an empty cell means where the institution answered something else.
    pub blank: Blank,
}

/// What an empty cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// Nobody has said. Unknown is never no.
    #[default]
    Unknown,
    /// The legend says that empty means not possible.
    No,
}

/// A cell read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// There is nothing in it, or a mark for nothing.
    Blank,
    /// An answer, and the condition under which it holds.
    Said(Answer, Option<String>),
    /// Words that are no answer.
    Unreadable,
}

impl Answers {
    /// The legend of some lines above or below a table: 「○：対応可　△：要相談　×：対応不可　空欄：無回答」.
    pub(super) fn of_legend<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let mut answers = Self::default();
        for line in lines {
            for (symbol, meaning) in legend(line) {
                match meaning {
                    Answer::No if is_blank_word(&symbol) => answers.blank = Blank::No,
                    _ if is_blank_word(&symbol) => {}
                    _ => answers.teach(symbol, meaning),
                }
            }
        }
        answers
    }

    /// The first legend that names a symbol is believed.
    fn teach(&mut self, symbol: String, meaning: Answer) {
        if self.named(&symbol).is_none() {
            let list = match meaning {
                Answer::Yes => &mut self.yes,
                Answer::Consult => &mut self.consult,
                Answer::No => &mut self.no,
                Answer::Unknown => &mut self.unknown,
            };
            list.push(symbol);
        }
    }

    const fn lists(&self) -> [(&Vec<String>, Answer); 4] {
        [
            (&self.yes, Answer::Yes),
            (&self.consult, Answer::Consult),
            (&self.no, Answer::No),
            (&self.unknown, Answer::Unknown),
        ]
    }

    fn named(&self, text: &str) -> Option<Answer> {
        let text = fold(text);
        let of =
            |(list, answer): &(&Vec<String>, Answer)| list.iter().any(|word| fold(word) == text).then_some(*answer);
        self.lists().iter().find_map(of)
    }

    fn whole(&self, text: &str) -> Option<Answer> {
        self.named(text).or_else(|| lexicon().answer(text))
    }

    /// Reads a cell.
    pub(super) fn read(&self, text: &str) -> Reading {
        let plain = nfkc(text);
        if plain.is_empty() {
            return Reading::Blank;
        }
        // 「☑可 □要相談 □不可」: what is ticked, if it is one.
        if plain.contains(['□', '☐']) && plain.chars().count() > 1 {
            let ticked = cells::ticked(&plain);
            let mut ticked = ticked.split('、').map(str::trim).filter(|item| !item.is_empty());
            return match (ticked.next(), ticked.next()) {
                (None, _) => Reading::Blank,
                (Some(only), None) => self.read(only),
                _ => Reading::Unreadable,
            };
        }
        let inner = unbracketed(&plain);
        let reading = match self.whole(&plain).or_else(|| self.whole(inner)) {
            Some(answer) => Reading::Said(answer, None),
            None => self.conditional(&plain).unwrap_or_else(|| in_words(inner)),
        };
        match reading {
            Reading::Said(Answer::Unknown, None) => Reading::Blank,
            other => other,
        }
    }

    /// An answer and what follows it: 「○（要相談）」「△ 看取りのみ」「可：日中」.
    fn conditional(&self, plain: &str) -> Option<Reading> {
        let mine =
            self.lists().into_iter().flat_map(|(list, answer)| list.iter().map(move |word| (fold(word), answer)));
        let all = lexicon().answers.iter().cloned();
        let (answer, rest) = mine.chain(all).find_map(|(word, answer)| Some((answer, after(plain, &word)?)))?;
        let condition = rest.trim_matches(|c: char| c.is_whitespace() || ":、,。・/()[]【】「」※-".contains(c));
        if condition.is_empty() {
            return Some(Reading::Said(answer, None));
        }
        // 「○×」 or 「○・△」: two answers are none.
        let first: String = condition.chars().take(1).collect();
        if !first.chars().all(char::is_alphanumeric) && self.whole(&first).is_some() {
            return Some(Reading::Unreadable);
        }
        let consult = answer == Answer::Yes && self.whole(condition) == Some(Answer::Consult);
        let answer = if consult { Answer::Consult } else { answer };
        let shown = rest.trim_matches(|c: char| c.is_whitespace() || ":、,。・/※-".contains(c));
        Some(Reading::Said(answer, Some(unbracketed(shown).to_owned())))
    }
}

/// What follows a word at the beginning of a text. A symbol ends by itself; after a word something must part it from the rest.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text.char_indices();
    let mut folded = String::new();
    while folded.len() < word.len() {
        let (at, c) = rest.next()?;
        folded.push_str(&fold(&text[at..at + c.len_utf8()]));
    }
    let rest = rest.as_str();
    let symbol = word.chars().all(|c| !c.is_alphanumeric());
    let number = word.chars().all(char::is_numeric);
    let parted = rest.starts_with(|c: char| c.is_whitespace() || "(（[【「:、,。・/※-".contains(c));
    (folded == word && (symbol || parted && !number) && !is_dash(word)).then_some(rest)
}

/// A dash or slash at the beginning begins many things that are no answer.
fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "/" | "・" | "ー" | "o" | "x" | "y" | "n")
}

/// 「状態により要相談」「日中のみ可」「24時間対応可」: words that something is possible, and when: one must ask.
fn in_words(text: &str) -> Reading {
    /// Longer texts are remarks.
    const MOST: usize = 20;
    let plain = fold(text);
    let possible = ["可", "可能", "可能です", "できる", "できます", "対応"];
    let possible = possible.iter().any(|ending| plain.ends_with(&fold(ending)));
    let asks = ["要相談", "応相談", "相談の上", "相談により", "条件付"].iter().any(|word| plain.contains(&fold(word)));
    let denied = ["不可", "ない", "困難", "未対応", "非対応"].iter().any(|word| plain.contains(&fold(word)));
    if plain.chars().count() <= MOST && (possible || asks) && !denied {
        return Reading::Said(Answer::Consult, Some(text.to_owned()));
    }
    Reading::Unreadable
}

fn unbracketed(text: &str) -> &str {
    let inner = text.strip_prefix(['(', '[', '【', '「']).and_then(|text| text.strip_suffix([')', ']', '】', '」']));
    inner.filter(|inner| !inner.contains(['(', ')'])).map_or(text, str::trim)
}

fn is_blank_word(symbol: &str) -> bool {
    ["空欄", "空白", "無記入", "無印", "ブランク", "未記入"].iter().any(|word| fold(word) == fold(symbol))
}

/// Symbols that legends explain.
const SYMBOLS: &str = "○〇◯◎●△▲∆×✕✖☓✓✔レ☑■□☆★◇◆▽-－0123456789ABCDEabcdeox";

/// The pairs of symbol and meaning in a line. What has no meaning among the four answers is passed over.
pub(super) fn legend(line: &str) -> Vec<(String, Answer)> {
    let text: Vec<char> = nfkc(line).chars().collect();
    let mut pairs = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some((symbol, start)) = symbol_at(&text, at) {
            let end = meaning_end(&text, start);
            let meaning: String = text[start..end].iter().collect();
            if let Some(answer) = lexicon().meaning(meaning.trim()) {
                pairs.push((symbol, answer));
                at = end;
                continue;
            }
        }
        at += 1;
    }
    pairs
}

/// A symbol or a word for nothing, with the mark that parts it from its meaning; where the meaning begins.
fn symbol_at(text: &[char], at: usize) -> Option<(String, usize)> {
    let blank = ["空欄", "空白", "無記入", "無印", "ブランク", "未記入"]
        .iter()
        .find(|word| text[at..].iter().take(word.chars().count()).copied().eq(word.chars()));
    let length = match blank {
        Some(word) => word.chars().count(),
        None if SYMBOLS.contains(text[at]) => 1,
        None => return None,
    };
    let word = text[at].is_alphanumeric() && text[at] != 'レ' && text[at] != '〇';
    if word && blank.is_none() && at > 0 && text[at - 1].is_alphanumeric() {
        return None;
    }
    let mark = |c: char| c.is_whitespace() || ":=…‥→・.".contains(c);
    let parted = text[at + length..].iter().take_while(|c| mark(**c)).count();
    let marks: String = text[at + length..at + length + parted].iter().collect();
    // NFKC makes three points of 「…」; one point or blank alone parts nothing.
    let parts =
        marks.contains([':', '=', '…', '→']) || marks.matches('.').count() >= 2 || marks.matches('・').count() >= 2;
    parts.then(|| (text[at..at + length].iter().collect(), at + length + parted))
}

fn meaning_end(text: &[char], start: usize) -> usize {
    let ends = |at: usize| {
        " 、,/;；)）」|".contains(text[at])
            || SYMBOLS.contains(text[at]) && !text[at].is_alphanumeric() && text[at] != '-'
            || at > start && symbol_at(text, at).is_some()
    };
    (start..text.len()).find(|&at| ends(at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(answer: Answer, condition: &str) -> Reading {
        Reading::Said(answer, (!condition.is_empty()).then(|| condition.to_owned()))
    }

    #[test]
    fn every_way_to_tick_a_box_is_an_answer() {
        let answers = Answers::default();
        for text in ["○", "〇", "◯", "◎", "レ", "✓", "1", "１", "有", "はい", "可", " ○ ", "（○）", "対応可", "O"]
        {
            assert_eq!(answers.read(text), said(Answer::Yes, ""), "{text}");
        }
        for text in ["△", "▲", "要相談", "応相談", "条件付き可", "一部"] {
            assert_eq!(answers.read(text), said(Answer::Consult, ""), "{text}");
        }
        for text in ["×", "✕", "x", "Ｘ", "0", "無", "否", "不可", "いいえ", "対応不可"] {
            assert_eq!(answers.read(text), said(Answer::No, ""), "{text}");
        }
        for (text, answer) in [("☑可　□要相談　□不可", Answer::Yes), ("□可 ■要相談 □不可", Answer::Consult)]
        {
            assert_eq!(answers.read(text), said(answer, ""), "{text}");
        }
        assert_eq!(answers.read("☑可 ☑不可 □要相談"), Reading::Unreadable);
        for text in ["", "　", "-", "－", "―", "無回答", "□", "□可 □不可"] {
            assert_eq!(answers.read(text), Reading::Blank, "{text}");
        }
    }

    #[test]
    fn a_condition_stays_with_its_answer() {
        let answers = Answers::default();
        assert_eq!(answers.read("△ 看取りのみ"), said(Answer::Consult, "看取りのみ"));
        assert_eq!(answers.read("○（要相談）"), said(Answer::Consult, "要相談"));
        assert_eq!(answers.read("○夜間は不可"), said(Answer::Yes, "夜間は不可"));
        assert_eq!(answers.read("可（日中のみ）"), said(Answer::Yes, "日中のみ"));
        assert_eq!(answers.read("不可（人員不足）"), said(Answer::No, "人員不足"));
        assert_eq!(answers.read("状態により要相談"), said(Answer::Consult, "状態により要相談"));
        for text in ["日中のみ可", "24時間対応可", "条件により可能", "軽症のみ対応"] {
            assert_eq!(answers.read(text), said(Answer::Consult, text));
        }
        for text in ["可能な限り対応します", "○×", "○・△", "10名", "1-2回", "夜間は不可", "検査入院", "-12"]
        {
            assert_eq!(answers.read(text), Reading::Unreadable, "{text}");
        }
    }

    #[test]
    fn a_legend_says_what_symbols_mean() {
        let usual = "回答基準日：令和8年10月1日　　○：対応可　△：要相談　×：対応不可　空欄：無回答";
        let answers = Answers::of_legend([usual]);
        assert_eq!(answers.yes, ["○"]);
        assert_eq!((answers.consult.as_slice(), answers.no.as_slice()), (&["△".to_owned()][..], &["×".to_owned()][..]));
        assert_eq!(answers.blank, Blank::Unknown);

        let numbers = Answers::of_legend(["（1:対応可能、2:条件により可、3:対応不可）"]);
        assert_eq!(numbers.read("2"), said(Answer::Consult, ""));
        assert_eq!(numbers.read("３"), said(Answer::No, ""));

        let turned = Answers::of_legend(["◎…常時対応可 ○…条件により可 △…今後検討 無印＝対応していない"]);
        assert_eq!(turned.read("○"), said(Answer::Consult, ""));
        assert_eq!(turned.read("◎"), said(Answer::Yes, ""));
        assert_eq!(turned.blank, Blank::No);

        let crossed = Answers::of_legend(["○は下記の通り　○＝対応できない、×＝対応できる"]);
        assert_eq!(crossed.read("○"), said(Answer::No, ""));
        assert_eq!(crossed.read("×"), said(Answer::Yes, ""));
        assert_eq!(Answers::of_legend(["受付 9:00～12:00、電話 046-000-0000", "A4用紙"]), Answers::default());
    }
}
