//! The parts of the sheet.

use std::io::{Result, Write};

use serde_json::Value;

use crate::domain::vocabulary::Lang;

use super::columns::{Writer, list, padded, text};

/// Others listed below a member on paper; the answer has more.
const OTHERS: usize = 3;
/// Ranges of uncovered hours listed on paper.
const RANGES: usize = 10;
/// Where the text of a member begins.
const INDENT: usize = 4;

/// One member: who, why, what is known and what is not, and who else there is.
pub(super) fn member<W: Write>(sheet: &mut Writer<'_, W>, member: &Value) -> Result<()> {
    let (facility, lang) = (&member["facility"], sheet.lang);
    let km = member["straight_line_m"].as_f64().unwrap_or_default() / 1_000.0;
    sheet.hanging(
        &padded(text(&member["role_label"]), 22),
        &format!("{}  {km:.1} km  {}", text(&facility["name"]), text(&facility["phone"])),
    )?;
    sheet.line(INDENT, &format!("{}  [{}]", text(&facility["address"]), text(&facility["id"])))?;
    // What is met stands among the reasons with its mark; the distance stands above already.
    let reasons = list(&member["why"]);
    let plain = reasons.len().saturating_sub(count(member, "met"));
    for why in &reasons[..plain] {
        sheet.hanging("    ・", text(why))?;
    }
    for requirement in list(&member["requirements"]) {
        let mark = match text(&requirement["state"]) {
            "met" => "    ○ ",
            "ask" => "    △ ",
            _ => "    × ",
        };
        let label = super::super::called_in(&requirement["any_of"], lang);
        sheet.hanging(mark, &format!("{label}: {}", text(&requirement["reason"])))?;
    }
    // Other second doctors have a part of their own.
    let others = list(&member["others"]).iter().take(OTHERS).filter(|_| member["role"] != "alternate");
    for other in others {
        let km = other["straight_line_m"].as_f64().unwrap_or_default() / 1_000.0;
        let mark = lang.pick("    ほか ", "    else ", "    ほか ");
        sheet.hanging(mark, &format!("{}  {km:.1} km  {}", text(&other["name"]), text(&other["why_not"])))?;
    }
    Ok(())
}

fn count(member: &Value, state: &str) -> usize {
    list(&member["requirements"]).iter().filter(|requirement| requirement["state"] == state).count()
}

/// Seven rows of 24 columns: the attending one alone, and with the alternates.
pub(super) fn week<W: Write>(sheet: &mut Writer<'_, W>, team: &Value) -> Result<()> {
    let (alone, together) = (&team["cover"], &team["cover_with_alternates"]);
    if alone.is_null() {
        return Ok(());
    }
    let lang = sheet.lang;
    sheet.section("1週間の対応", "Cover of the week", "1週間(しゅうかん)")?;
    sheet.line(
        0,
        lang.pick(
            "█ 確か  ░ 不明  · だれも来ない（1文字が1時間）",
            "█ covered  ░ not known  · nobody comes (one column an hour)",
            "█ 来(き)ます  ░ わかりません  · 来(き)ません",
        ),
    )?;
    let title = lang.pick("主治医だけ", "attending alone", "お医者さん");
    let both = lang.pick("副主治医と合わせて", "with second doctors", "みんなで");
    sheet.plain(&format!("{}{}{both}", " ".repeat(18), padded(title, 30)))?;
    let hours = padded("0     6     12    18", 30);
    sheet.plain(&format!("{}{hours}{}", " ".repeat(18), hours.trim_end()))?;
    for (day, with) in list(&alone["days"]).iter().zip(list(&together["days"])) {
        let holiday = if day["holiday"].is_null() { "" } else { lang.pick("(祝)", " (hol.)", "(祝)") };
        let weekday = text(&day["weekday"]).split('(').next().unwrap_or_default().to_owned();
        let name = format!("{} {weekday}{holiday}", text(&day["date"]).get(5..).unwrap_or_default());
        let row = |day: &Value| hour_by_hour(text(&day["slots"]));
        sheet.plain(&format!("{}{}{}", padded(&name, 18), padded(&row(day), 30), row(with)))?;
    }
    let sum = |cover: &Value| sum(cover, lang);
    sheet.field(title, &format!("{} ({})", sum(alone), text(&alone["why"])))?;
    sheet.field(both, &sum(together))?;
    named(sheet, &together["open"], lang.pick("だれも来ない ", "Nobody ", "来(き)ません "))?;
    named(sheet, &together["unknown"], lang.pick("不明 ", "Not known ", "わかりません "))
}

fn named<W: Write>(sheet: &mut Writer<'_, W>, ranges: &Value, mark: &str) -> Result<()> {
    let all = list(ranges);
    if all.is_empty() {
        return Ok(());
    }
    let mut names: Vec<String> = all.iter().take(RANGES).map(|range| text(&range["label"]).to_owned()).collect();
    if all.len() > RANGES {
        let more = all.len() - RANGES;
        names.push(match sheet.lang {
            Lang::En => format!("and {more} more"),
            Lang::Ja | Lang::Easy => format!("ほか{more}つ"),
        });
    }
    sheet.hanging(mark, &names.join(sheet.lang.pick("、", ", ", "、")))
}

/// The worse of the two half-hours of each hour.
fn hour_by_hour(slots: &str) -> String {
    let letters: Vec<char> = slots.chars().collect();
    let picture = |hour: &[char]| match (hour.contains(&'o'), hour.contains(&'u')) {
        (true, _) => '·',
        (_, true) => '░',
        _ => '█',
    };
    letters.chunks(2).map(picture).collect()
}

fn sum(cover: &Value, lang: Lang) -> String {
    let hours = |field: &str| {
        let minutes = cover[field].as_u64().unwrap_or_default();
        let half = if minutes.is_multiple_of(60) { "" } else { ".5" };
        format!("{}{half}", minutes / 60)
    };
    let (covered, unknown, open) = (hours("covered_min"), hours("unknown_min"), hours("open_min"));
    match lang {
        Lang::Ja => format!("確か {covered}時間、不明 {unknown}時間、なし {open}時間"),
        Lang::En => format!("{covered} h covered, {unknown} h not known, {open} h nobody"),
        Lang::Easy => format!("来(き)ます {covered}時間、わかりません {unknown}時間、来(き)ません {open}時間"),
    }
}

/// Second doctors to swap.
pub(super) fn alternates<W: Write>(sheet: &mut Writer<'_, W>, team: &Value) -> Result<()> {
    let all = list(&team["alternates"]);
    if all.is_empty() {
        return Ok(());
    }
    let lang = sheet.lang;
    sheet.section("ほかの副主治医の候補", "Other second doctors", "ほかの お医者さん")?;
    for other in all {
        let facility = &other["facility"];
        let km = other["straight_line_m"].as_f64().unwrap_or_default() / 1_000.0;
        // Where the attending institution covers the whole week there is nothing left to take over.
        let hours = other["covers_min"].as_u64().unwrap_or_default() / 60;
        let covers = match lang {
            _ if hours == 0 => String::new(),
            Lang::Ja => format!("  {hours}時間を受け持つ"),
            Lang::En => format!("  covers {hours} h"),
            Lang::Easy => format!("  {hours}時間(じかん)"),
        };
        sheet.hanging(
            "  ・",
            &format!(
                "{}  {km:.1} km  {}{covers}  {}  [{}]",
                text(&facility["name"]),
                text(&facility["phone"]),
                text(&other["tier_label"]),
                text(&facility["id"])
            ),
        )?;
    }
    Ok(())
}

/// Who could come at the attending institution's request, and the rule.
pub(super) fn specialists<W: Write>(sheet: &mut Writer<'_, W>, team: &Value) -> Result<()> {
    let all = list(&team["specialists"]);
    let Some(first) = all.first() else { return Ok(()) };
    sheet.section("依頼で来てもらえる医療機関", "At the attending one's request", "たのむと 来(く)る お医者さん")?;
    for need in all {
        let of = |one: &Value| {
            let km = one["straight_line_m"].as_f64().unwrap_or_default() / 1_000.0;
            format!("{} {km:.1} km {}", text(&one["facility"]["name"]), text(&one["facility"]["phone"]))
        };
        let names: Vec<String> = list(&need["facilities"]).iter().map(of).collect();
        sheet.hanging("  ・", &format!("{}: {}", text(&need["label"]), names.join(" / ")))?;
    }
    sheet.line(INDENT, &format!("{} ({})", text(&first["rule"]), text(&first["source"])))
}

/// What stays open, and the way out.
pub(super) fn gaps<W: Write>(sheet: &mut Writer<'_, W>, team: &Value) -> Result<()> {
    let all = list(&team["gaps"]);
    let lang = sheet.lang;
    sheet.section("足りないことと手立て", "Gaps and the nearest way out", "足(た)りないこと")?;
    if all.is_empty() {
        return sheet.line(2, lang.pick("ありません", "None", "ありません"));
    }
    for gap in all {
        let role = super::super::role_in(text(&gap["role"]), lang);
        sheet.hanging("  ・", &format!("{role}: {}", text(&gap["detail"])))?;
        for way in list(&gap["ways_out"]) {
            sheet.hanging("      → ", text(&way["text"]))?;
        }
    }
    Ok(())
}

/// Whom to phone, in order.
pub(super) fn calls<W: Write>(sheet: &mut Writer<'_, W>, team: &Value) -> Result<()> {
    let lang = sheet.lang;
    sheet.section("電話の順番", "Whom to phone, in order", "電話(でんわ)の 順番(じゅんばん)")?;
    for (number, call) in (1..).zip(list(&team["calls"])) {
        let when = if call["open_at"] == true {
            format!("{} {}", lang.pick("希望の日時", "wished time", "その時間(じかん)"), text(&call["when"]))
        } else {
            text(&call["when"]).to_owned()
        };
        sheet.hanging(&format!("{number:>3}. "), &format!("{}  {when}", text(&call["role_label"])))?;
        sheet.line(5, &format!("{}  {}", text(&call["name"]), text(&call["phone"])))?;
        if let Some(person) = call["person"].as_str() {
            sheet.hanging(&format!("     {}: ", lang.pick("相手", "ask for", "だれ")), person)?;
        }
        let ask: Vec<&str> = list(&call["ask"]).iter().map(text).collect();
        if !ask.is_empty() {
            let mark = format!("     {}: ", lang.pick("聞くこと", "to ask", "聞(き)くこと"));
            sheet.hanging(&mark, &ask.join(lang.pick("、", ", ", "、")))?;
        }
    }
    Ok(())
}
