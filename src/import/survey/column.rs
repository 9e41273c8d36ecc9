//! What a column is about, from its heading and from what stands in it.

use super::answer::{Answers, Reading};
use super::dates;
use super::grid::Grid;
use super::header::{Found, Heading};
use super::role::Role;
use super::words::{Match, bare, lexicon};
use crate::domain::text::nfkc;
use crate::domain::vocabulary::Role as TeamRole;
use crate::domain::{Answer, Capability, Kind, vocabulary};

/// From this confidence on, in percent, a column is used without a person having looked at it.
pub const USE_FROM: u8 = 70;

/// So many filled cells show what a column is about.
const ENOUGH: usize = 400;
/// How many sample values are shown.
const SAMPLES: usize = 4;
/// Contents that contradict the heading take this away.
const CONTRADICTED: u8 = 40;
/// Contents that confirm the heading add this.
const CONFIRMED: u8 = 3;
/// No guess is surer.
const SUREST: u8 = 99;

/// What a column seems to be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guess {
    /// The column, counted from 0.
    pub(super) column: usize,
    /// What stands above it.
    pub(super) heading: String,
    /// What it is about.
    pub(super) role: Role,
    /// How sure, in percent.
    pub(super) confidence: u8,
    /// Why, in Japanese.
    pub(super) reason: String,
    /// Some of its values.
    pub(super) samples: Vec<String>,
    /// Values that were expected to be answers and are none.
    pub(super) unread: Vec<String>,
}

/// What stands in a column.
struct Content {
    filled: usize,
    answers: usize,
    phones: usize,
    addresses: usize,
    dates: usize,
    numbers: usize,
    lists: usize,
    several: usize,
    samples: Vec<String>,
    unread: Vec<String>,
}

impl Content {
    fn of(grid: &Grid, table: &Found, column: usize, answers: &Answers, kinds: &[Kind]) -> Self {
        let mut content = Self {
            filled: 0,
            answers: 0,
            phones: 0,
            addresses: 0,
            dates: 0,
            numbers: 0,
            lists: 0,
            several: 0,
            samples: Vec::new(),
            unread: Vec::new(),
        };
        for row in table.header.1 + 1..=table.last {
            // A row with one cell is a note, not an institution.
            let text = grid.own((row, column));
            if text.is_empty() || grid.used(row).count() < 2 {
                continue;
            }
            if content.filled == ENOUGH {
                break;
            }
            content.filled += 1;
            content.numbers += usize::from(text.chars().all(char::is_numeric));
            content.take(text, answers, kinds);
        }
        content
    }

    fn take(&mut self, text: &str, answers: &Answers, kinds: &[Kind]) {
        let answer = !matches!(answers.read(text), Reading::Unreadable);
        self.answers += usize::from(answer);
        self.phones += usize::from(is_phone(text));
        self.addresses += usize::from(is_address(text));
        self.dates += usize::from(dates::find(text).is_some());
        let (known, items) = super::cells::listed(text, kinds);
        self.lists += usize::from(!known.is_empty());
        self.several += usize::from(known.len() > 1 && items.is_empty());
        let sample = super::cells::one_line(text);
        if self.samples.len() < SAMPLES && !self.samples.contains(&sample) {
            self.samples.push(sample.clone());
        }
        if !answer && self.unread.len() < SAMPLES && !self.unread.contains(&sample) {
            self.unread.push(sample);
        }
    }

    /// Percent of the filled cells.
    fn share(&self, count: usize) -> usize {
        (count * 100).checked_div(self.filled).unwrap_or(0)
    }
}

/// Guesses what each column of a table is about.
pub(super) fn guess(grid: &Grid, table: &Found, answers: &Answers, kinds: &[Kind]) -> Vec<Guess> {
    let one = |heading: &Heading| {
        let content = Content::of(grid, table, heading.column, answers, kinds);
        guess_one(heading, content, kinds)
    };
    let mut guesses: Vec<Guess> = table.columns.iter().map(one).collect();
    choices(&table.columns, &mut guesses, kinds);
    settle_rivals(&mut guesses);
    guesses
}

fn guess_one(heading: &Heading, content: Content, kinds: &[Kind]) -> Guess {
    let known = lexicon().column(&heading.parts, kinds);
    let (role, confidence, reason) = match known {
        Some(found) => {
            let confidence = plausible(&found.role, found.confidence, kinds);
            let (confidence, evidence) = weigh(&found.role, confidence, &content);
            let note = if found.note.is_empty() { String::new() } else { format!("。{}", found.note) };
            (found.role, confidence, format!("見出しの語「{}」{evidence}{note}", found.word))
        }
        None => by_content(heading, &content),
    };
    // Long lists of what can be done speak for themselves, whatever their heading says.
    let (role, confidence, reason) = if content.filled >= 2 && content.share(content.several) >= 50 && !is_list(&role) {
        (Role::CapabilityList, 75, format!("{}%の欄に処置の名前が並ぶ", content.share(content.several)))
    } else {
        (role, confidence, reason)
    };
    let unread = if matches!(role, Role::Capability(_)) { content.unread } else { Vec::new() };
    Guess {
        column: heading.column,
        heading: heading.line(),
        role,
        confidence,
        reason,
        samples: content.samples,
        unread,
    }
}

const fn is_list(role: &Role) -> bool {
    matches!(role, Role::CapabilityList | Role::Name | Role::Address)
}

/// A word for something that such institutions are never asked about is probably about something else.
fn plausible(role: &Role, confidence: u8, kinds: &[Kind]) -> u8 {
    const STRANGE: u8 = 20;
    let team: Vec<TeamRole> = vocabulary()
        .roles()
        .iter()
        .filter(|words| words.kinds.iter().any(|kind| kinds.contains(kind)))
        .map(|words| words.id)
        .collect();
    let asked = |capability: &Capability| {
        vocabulary().words(*capability).is_some_and(|words| words.roles.iter().any(|role| team.contains(role)))
    };
    match role {
        Role::Capability(capabilities) if !team.is_empty() && !capabilities.iter().any(asked) => {
            confidence.saturating_sub(STRANGE)
        }
        _ => confidence,
    }
}

/// Whether the contents speak for the heading.
fn weigh(role: &Role, confidence: u8, content: &Content) -> (u8, String) {
    /// Fewer cells prove nothing.
    const FEW: usize = 3;
    if content.filled == 0 {
        return (confidence, "（値はすべて空欄）".to_owned());
    }
    let (share, what) = match role {
        Role::Capability(_) => (content.share(content.answers), "○△×などの答えとして読める"),
        Role::Phone | Role::Fax => (content.share(content.phones), "電話番号の形"),
        Role::Address => (content.share(content.addresses), "住所の形"),
        Role::AnsweredOn => (content.share(content.dates), "日付の形"),
        Role::CapabilityList => (content.share(content.lists), "処置の名前を含む"),
        Role::Capacity
        | Role::ContactHours
        | Role::ConsultationHours
        | Role::VisitingHours
        | Role::ContactChannel
        | Role::ContactPerson => (100 - content.share(symbols(content)), "○△×ではない"),
        _ => return (confidence, String::new()),
    };
    let evidence = format!("、値の{share}%が{what}");
    if share >= 80 {
        ((confidence + CONFIRMED).min(SUREST), evidence)
    } else if share < 50 && content.filled >= FEW {
        (confidence.saturating_sub(CONTRADICTED), format!("、ただし値は{share}%しか{what}に当たらない"))
    } else {
        (confidence, evidence)
    }
}

/// Cells that are symbols only; numbers and words like 「応相談」 are answers too, but also capacities.
fn symbols(content: &Content) -> usize {
    let symbolic = content.samples.iter().all(|sample| bare(sample).is_empty() || sample == "〇");
    if symbolic { content.answers } else { 0 }
}

/// A column whose heading says nothing known.
fn by_content(heading: &Heading, content: &Content) -> (Role, u8, String) {
    let share = |count| content.share(count);
    if content.filled == 0 {
        return (Role::Unmapped, 0, "見出しの語を知らず、値もない".to_owned());
    }
    if share(content.phones) >= 80 {
        return (Role::Phone, 60, format!("値の{}%が電話番号の形（FAXかもしれない）", share(content.phones)));
    }
    if share(content.addresses) >= 80 {
        return (Role::Address, 65, format!("値の{}%が住所の形", share(content.addresses)));
    }
    if heading.column == 0 && heading.parts.is_empty() && share(content.numbers) >= 80 {
        return (Role::Ignored, 80, "見出しのない先頭の列で、値が番号".to_owned());
    }
    let named = if heading.parts.is_empty() { "見出しがない" } else { "見出しの語を知らない" };
    let answers = share(content.answers);
    let more = if answers >= 80 { format!("。値の{answers}%は○△×などの答え") } else { String::new() };
    (Role::Unmapped, 0, format!("{named}{more}"))
}

/// Columns for the answers to one question beside each other: 訪問診療 over 可｜要相談｜不可, one of them ticked.
fn choices(headings: &[Heading], guesses: &mut [Guess], kinds: &[Kind]) {
    for (i, heading) in headings.iter().enumerate() {
        let Some((above, mine)) = choice(heading) else { continue };
        let others = headings.iter().filter_map(choice).filter(|(other, answer)| *other == above && *answer != mine);
        let asked = lexicon().column(above, kinds).filter(|found| found.confidence >= USE_FROM);
        if let (true, Some(Match { role: Role::Capability(capabilities), confidence, word, .. })) =
            (others.count() > 0, asked)
        {
            guesses[i].reason =
                format!("「{word}」への答え「{}」を選ぶ列", heading.parts.last().map_or("", String::as_str));
            guesses[i].role = Role::Choice(capabilities, mine);
            guesses[i].confidence = confidence;
        }
    }
}

/// The question above a heading that is an answer, and the answer.
fn choice(heading: &Heading) -> Option<(&[String], Answer)> {
    let (own, above) = heading.parts.split_last()?;
    let answer = lexicon().answer(own).filter(|answer| *answer != Answer::Unknown)?;
    (!above.is_empty()).then_some((above, answer))
}

/// Two columns cannot both be the telephone: the surer keeps the role, the other is left to a person.
fn settle_rivals(guesses: &mut [Guess]) {
    for i in 0..guesses.len() {
        let role = guesses[i].role.clone();
        if role.repeats() || matches!(role, Role::Choice(..)) {
            continue;
        }
        let rivals = (0..guesses.len()).filter(|&j| guesses[j].role == role);
        let Some(best) = rivals.max_by_key(|&j| (guesses[j].confidence, std::cmp::Reverse(j))) else { continue };
        if best != i {
            let kept = guesses[best].heading.clone();
            let guess = &mut guesses[i];
            guess.reason = format!("「{}」は列「{kept}」に割り当てた。{}", role.label(), guess.reason);
            guess.role = Role::Unmapped;
            guess.confidence = 0;
        }
    }
}

fn is_phone(text: &str) -> bool {
    let plain = nfkc(text);
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    (9..=11).contains(&digits) && plain.chars().all(|c| c.is_ascii_digit() || "-()ー―‐ ".contains(c))
}

fn is_address(text: &str) -> bool {
    let plain = nfkc(text);
    plain.chars().count() >= 4
        && (plain.contains(['市', '区', '町', '村', '丁'])
            || crate::domain::municipality::split_prefecture(&plain).is_some())
        && plain.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}
