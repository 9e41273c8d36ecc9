//! The words in which Japanese institutions write their hours.

use std::sync::LazyLock;

use super::super::scan::Scanner;
use super::super::{DAY, Days, Span};
use super::times::Time;

/// Monday to Friday.
pub(super) const WORKDAYS: u8 = 0b001_1111;
/// Every weekday.
pub(super) const EVERY_DAY: u8 = 0b111_1111;
const WEEKDAYS: [char; 7] = ['月', '火', '水', '木', '金', '土', '日'];
pub(super) const RANGE: [&str; 10] = ["~", "〜", "-", "–", "—", "―", "−", "ー", "から", "より"];

/// A half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

/// A closure that people know by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    /// 年末年始: 29 December to 3 January where nothing else is said, as offices of the state keep it.
    YearEnd,
    /// お盆: its days differ from place to place.
    Obon,
    /// One whose days the name does not tell.
    Other,
}

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Monday to Friday, save public holidays.
    Workdays,
    /// Every day, public holidays and the year's end included.
    Every,
    Holidays,
    Weekend,
    Season(Season),
    Half(Half),
    /// 随時: whenever somebody calls.
    AnyTime,
    /// 診療時間内.
    During,
    /// 時間は要確認.
    SomeTime,
    /// 終日: the whole of a day, whatever that is.
    WholeDay,
    Closed,
    /// 休診日: closed, or the heading of a list of closed days.
    ClosedDay,
    Except,
    Pause,
    Only,
    /// 営業, 診療, 対応.
    Serves,
    Also,
    /// 時間外, 上記以外: what is said of other times than those that stand here.
    Outside,
    Note,
    Filler,
}

/// A piece of the text and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) what: What,
    /// Its characters.
    pub(super) at: std::ops::Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Days(Days),
    Hours(Span),
    /// 12時まで.
    Until(u16),
    Word(Word),
    /// ・
    Joint,
    /// 、
    Comma,
    /// The end of a line or sentence.
    Break,
    Open,
    Close,
    Unread,
}

/// Words and their meaning, parted by blanks.
const WORDS: &[(Word, &str)] = &[
    (Word::Workdays, "平日"),
    (Word::Every, "毎日 全日 全曜日 年中無休 365日 一年中 年中"),
    (Word::Holidays, "祝日 祝祭日 国民の祝日 祭日 祝"),
    (Word::Weekend, "週末"),
    (Word::Season(Season::YearEnd), "年末年始 年末・年始 年末、年始 正月休み お正月"),
    (Word::Season(Season::Obon), "お盆 旧盆 お盆期間 盆"),
    (Word::Season(Season::Other), "GW ゴールデンウィーク ゴールデンウイーク 夏季 夏期 冬季 冬期 夏休み 冬休み"),
    (Word::Half(Half::Morning), "午前 午前中 午前の部"),
    (Word::Half(Half::Afternoon), "午後 午後の部"),
    (Word::AnyTime, "随時 いつでも 常時 何時でも"),
    (
        Word::During,
        "診療時間内 診療時間中 診療時間帯 診察時間内 診察時間中 外来時間内 外来診療時間内 外来診療時間中 \
         開院時間内 営業時間内 営業時間中 開局時間内 開局時間中 勤務時間内",
    ),
    (Word::SomeTime, "時間は要確認 時間要確認 時間不定 時間は不定"),
    (Word::WholeDay, "終日 一日中"),
    (Word::Closed, "休み お休み 休診 休業 休館 休所 休局 休暇 閉局 閉所 閉館 不可 不在 対応不可 対応できません 休"),
    (Word::ClosedDay, "休診日 休業日 定休日 定休 休館日 休所日 休局日 公休日 休日"),
    (Word::Except, "を除く を除き は除く 除く 以外 以外の を除いた を除いて"),
    (Word::Pause, "昼休み 昼休憩 休憩 休憩時間 お昼休み"),
    (Word::Only, "のみ だけ に限る 限定"),
    (
        Word::Serves,
        "営業 診療 診察 対応 対応可 対応可能 開局 開所 開館 受付 可 可能 利用可 利用可能 実施 通常営業 \
         通常診療 通常通り 相談可 相談可能 連絡可 連絡可能 連絡 常時連絡 連絡対応 電話対応 サービス提供 \
         サービスを提供 提供 稼働 運営",
    ),
    (Word::Also, "も を含む 含む を含め 含め"),
    (
        Word::Outside,
        "時間外 営業時間外 診療時間外 営業時間以外 上記以外 上記時間外 上記時間以外 上記以外の時間 左記以外 \
         それ以外 その他の時間 上記以外の時間帯 その他の時間帯",
    ),
    (
        Word::Note,
        "要予約 予約制 完全予約制 事前予約制 予約のみ 予約優先 要事前予約 要電話予約 電話予約制 要電話 電話で \
         電話にて 電話のみ 電話 お電話 FAXで FAXにて FAXのみ FAX メールで メールにて メールのみ メール 要連絡 \
         事前連絡 要事前連絡 事前に連絡 要問合せ 要問い合わせ 要お問い合わせ 応相談 要相談 ご相談ください \
         相談に応じます 相談に応じる ご相談に応じます 要確認 要調整 事前に電話 電話連絡 電話等",
    ),
    (
        Word::Filler,
        "は が の に を と で 及び および または 又は から まで です ます となります となっています \
         となっております とします とする します しています しております いたします いたしております 致します \
         行う 行います いずれも 毎週 毎月 毎 曜日 曜 時間 営業時間 営業日 診療時間 診療日 診察時間 \
         外来診療時間 受付時間 受付日 サービス提供時間 サービス提供日 サービス提供 提供時間 利用時間 利用日 \
         対応時間 対応日 相談時間 相談可能時間 相談対応 開所時間 開局時間 業務時間 体制 体制あり 通常 原則 \
         原則として 基本 基本的に 但し ただし なお 期間 全て すべて とも 共に ともに あり 有 有り \
         なっております 通し 頃 ごろ 間",
    ),
];

/// The words by letters, the longest first: where several begin at one place the longest counts.
static BY_LENGTH: LazyLock<Vec<(Vec<char>, Word)>> = LazyLock::new(|| {
    let words =
        WORDS.iter().flat_map(|(word, texts)| texts.split_whitespace().map(|text| (text.chars().collect(), *word)));
    let mut words: Vec<(Vec<char>, Word)> = words.collect();
    words.sort_by_key(|(letters, _)| std::cmp::Reverse(letters.len()));
    words
});

/// Reads a line of NFKC text; `。` ends a sentence.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut scanner = Scanner::new(text);
    let mut tokens: Vec<Token> = Vec::new();
    while let Some(c) = scanner.peek() {
        let start = scanner.at;
        let what = match mark(c) {
            Some(what) => {
                scanner.at += 1;
                what
            }
            None => match scanner.meaning() {
                Some(what) => Some(what),
                None => {
                    scanner.skip();
                    Some(What::Unread)
                }
            },
        };
        if let Some(what) = what {
            tokens.push(Token { what, at: start..scanner.at });
        }
    }
    tokens
}

/// Punctuation: a token, or nothing that counts.
fn mark(c: char) -> Option<Option<What>> {
    Some(match c {
        '・' => Some(What::Joint),
        '、' | ',' => Some(What::Comma),
        '。' | '/' | ';' | '※' | '●' | '■' | '◆' | '○' | '◎' | '★' | '☆' | '◇' | '□' => {
            Some(What::Break)
        }
        '(' | '[' | '<' | '〈' | '〔' => Some(What::Open),
        ')' | ']' | '>' | '〉' | '〕' => Some(What::Close),
        ' ' | ':' | '【' | '】' | '「' | '」' | '『' | '』' | '.' | '!' | '*' => None,
        _ => return None,
    })
}

impl Scanner {
    fn meaning(&mut self) -> Option<What> {
        if let Some(time) = self.time() {
            return Some(match time {
                Time::Span(span) => What::Hours(span),
                Time::Until(minute) => What::Until(minute),
            });
        }
        // 「午後12時」 is midnight to one and noon to the other.
        if self.begins_doubtful_time() {
            return None;
        }
        if let Some(days) = self.dates_of_calendar().or_else(|| self.nth()) {
            return Some(What::Days(days));
        }
        let start = self.at;
        let word = self.word();
        let end = std::mem::replace(&mut self.at, start);
        let weekdays = self.weekdays();
        // 「日祝」 begins with a day, 「休日」 ends with one: the longer reading counts.
        if let Some(days) = weekdays.filter(|_| self.at >= end) {
            return Some(What::Days(Days::Weekly(days)));
        }
        self.at = end;
        word.map(What::Word)
    }

    fn word(&mut self) -> Option<Word> {
        let (letters, word) = BY_LENGTH.iter().find(|(letters, _)| self.chars[self.at..].starts_with(letters))?;
        self.at += letters.len();
        Some(*word)
    }

    /// Passes over what is not understood: a whole number, or one character.
    fn skip(&mut self) {
        let digit = |s: &Self| s.peek().is_some_and(|c| c.is_ascii_digit());
        if digit(self) {
            while digit(self) {
                self.at += 1;
            }
        } else {
            self.at += 1;
        }
    }

    fn weekday(&mut self) -> Option<u8> {
        let c = self.peek()?;
        let day = WEEKDAYS.iter().position(|weekday| *weekday == c)?;
        self.at += 1;
        self.eat_any(&["曜日", "曜"]);
        u8::try_from(day).ok()
    }

    /// One weekday, or a range of them; nothing where it goes on like a chain (「月-水-金」).
    fn weekdays(&mut self) -> Option<u8> {
        self.attempt(|s| {
            let first = s.weekday()?;
            let up_to = |s: &mut Self| {
                s.attempt(|s| {
                    s.spaces();
                    if !s.eat_any(&RANGE) {
                        return None;
                    }
                    s.spaces();
                    s.weekday()
                })
            };
            let Some(last) = up_to(s) else { return Some(1 << first) };
            if up_to(s).is_some() {
                return None;
            }
            let length = (last + 7 - first) % 7;
            Some((0..=length).fold(0, |days, step| days | 1 << ((first + step) % 7)))
        })
    }

    /// 「第2・4土」「第1・第3月曜日」「第2土日」.
    fn nth(&mut self) -> Option<Days> {
        self.attempt(|s| {
            let week = |s: &mut Self| s.number().filter(|week| (1..=5).contains(week));
            if !s.eat("第") {
                return None;
            }
            let mut last = week(s)?;
            let mut weeks = 1 << (last - 1);
            while let Some((next, through)) = s.attempt(|s| {
                s.eat("週");
                let through = s.eat_any(&["~", "〜", "-"]);
                if !through {
                    s.eat_any(&["・", "、", ",", "と", ".", "/"]);
                }
                s.spaces();
                s.eat("第");
                Some((week(s)?, through))
            }) {
                let first = if through { last + 1 } else { next };
                weeks = (first..=next).fold(weeks, |weeks, week| weeks | 1 << (week - 1));
                last = next;
            }
            s.eat_any(&["週目", "週"]);
            s.eat("の");
            let mut weekdays = 0;
            while let Some(day) = s.weekday() {
                weekdays |= 1 << day;
            }
            (weekdays != 0).then_some(Days::Nth { weekdays, weeks })
        })
    }
}

/// The hours of a day that is open round the clock.
pub(super) fn is_all_day(spans: &[Span]) -> bool {
    matches!(spans, [Span { from: 0, to: DAY }])
}
