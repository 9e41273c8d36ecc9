//! `zaitaku find --team`: the team on one sheet of paper, 80 columns wide, in which a kanji is two columns.

mod columns;
mod parts;

use std::io::{Result, Write};

use serde_json::Value;

use crate::domain::vocabulary::Lang;

use columns::{WIDTH, Writer, list, text};

/// What stands on the sheet besides the answer.
pub(super) struct Heading {
    /// What was asked for, in words.
    pub(super) needs: Vec<String>,
    /// The wished moment, in words.
    pub(super) at: String,
    /// The day the sheet was made.
    pub(super) made: String,
    /// The language of the answer.
    pub(super) lang: Lang,
}

/// Prints the team of an answer.
pub(super) fn print(out: &mut impl Write, answer: &Value, heading: &Heading) -> Result<()> {
    let lang = heading.lang;
    let mut sheet = Writer::new(out, lang);
    head(&mut sheet, answer, heading)?;
    let team = &answer["team"];
    let attending = &team["attending"];
    sheet.section("主治医", "Attending institution", "家(いえ)に 来(く)る お医者さん")?;
    if attending.is_null() {
        sheet.line(0, lang.pick("候補がありません", "Nobody fits", "いません"))?;
    } else {
        parts::member(&mut sheet, attending)?;
    }
    parts::week(&mut sheet, team)?;
    sheet.section("チーム", "Team", "チーム")?;
    let asked = Some(&team["asked"]).filter(|asked| !asked.is_null());
    for member in asked.into_iter().chain(list(&team["members"])) {
        parts::member(&mut sheet, member)?;
    }
    parts::alternates(&mut sheet, team)?;
    parts::specialists(&mut sheet, team)?;
    parts::gaps(&mut sheet, team)?;
    parts::calls(&mut sheet, team)?;
    foot(&mut sheet, answer)
}

fn head<W: Write>(sheet: &mut Writer<'_, W>, answer: &Value, heading: &Heading) -> Result<()> {
    let lang = heading.lang;
    sheet.plain(lang.pick("在宅チーム", "A team for care at home", "家(いえ)で くらすための チーム"))?;
    sheet.plain(&"═".repeat(WIDTH))?;
    let origin = &answer["origin"];
    let home = format!("{} ({}, ±{} m)", text(&origin["matched"]), text(&origin["level"]), origin["accuracy_m"]);
    sheet.field(lang.pick("自宅", "Home", "家(いえ)"), &home)?;
    let needs = if heading.needs.is_empty() {
        lang.pick("指定なし", "none given", "ありません").to_owned()
    } else {
        heading.needs.join(lang.pick("、", ", ", "、"))
    };
    sheet.field(lang.pick("条件", "Needs", "条件(じょうけん)"), &needs)?;
    sheet.field(lang.pick("希望日時", "Wished time", "いつ"), &heading.at)?;
    let made =
        format!("{}  {} {}", heading.made, lang.pick("方針", "policy", "きまり"), text(&answer["policy"]["version"]));
    sheet.field(lang.pick("作成", "Made", "作(つく)った日(ひ)"), &made)?;
    for notice in list(&answer["notices"]) {
        sheet.field("!", text(notice))?;
    }
    Ok(())
}

fn foot<W: Write>(sheet: &mut Writer<'_, W>, answer: &Value) -> Result<()> {
    sheet.plain(&"═".repeat(WIDTH))?;
    sheet.line(0, text(&answer["team"]["together_reason"]))?;
    sheet.line(
        0,
        sheet.lang.pick(
            "距離は直線です。○は新しい「できる」、△は要確認、×は「できない」。決め方は docs/team.md にあります。",
            "Distances are straight lines. ○ a fresh yes, △ to be asked, × a no. How it is decided: docs/team.md.",
            "○は できる、△は 聞(き)く、×は できないです。",
        ),
    )
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
