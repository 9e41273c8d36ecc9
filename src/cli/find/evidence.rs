//! `zaitaku find --evidence`: the evidence sheet as plain text, and as a table for a spreadsheet.

use std::io::Write;

use anyhow::Context;
use serde_json::Value;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// ○ a fresh yes, △ to be asked, × no, — nobody has said.
fn mark(answer: &Value) -> &'static str {
    match (answer["state"].as_str(), answer["answer"].as_str()) {
        (Some("met"), _) => "○",
        (Some("unmet"), _) => "×",
        (_, Some("unknown")) => "—",
        _ => "△",
    }
}

/// 「○ 2026-10-01 survey」.
fn answered(answer: &Value) -> String {
    let said = [text(&answer["as_of"]), text(&answer["source"])];
    [mark(answer)].into_iter().chain(said).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Prints the sheet.
pub(super) fn print(out: &mut impl Write, sheet: &Value) -> std::io::Result<()> {
    let (origin, evidence) = (&sheet["origin"], &sheet["evidence"]);
    writeln!(out, "16 km の資料 (evidence)  {}", text(&sheet["made_at"]))?;
    writeln!(out, "{} ({}, ±{} m)", text(&origin["matched"]), text(&origin["level"]), origin["accuracy_m"])?;
    for notice in list(&sheet["notices"]) {
        writeln!(out, "  ! {}", text(notice))?;
    }
    for rule in list(&sheet["rules"]) {
        writeln!(out, "■ {}  [{}]", text(&rule["title"]), text(&rule["citation"]))?;
        writeln!(out, "  {}", text(&rule["text"]))?;
        let from = text(&rule["effective_from"]);
        let from = if from.is_empty() { String::new() } else { format!("{from} から。") };
        writeln!(out, "  {from}{}", text(&rule["date_note"]))?;
    }
    for line in [&sheet["rules_note"], &sheet["judgement"]].into_iter().filter_map(Value::as_str) {
        writeln!(out, "{line}")?;
    }
    writeln!(
        out,
        "距離: {}、線 {} m。順序の方針: {}",
        text(&sheet["method"]),
        evidence["radius_m"],
        text(&sheet["policy"]["version"])
    )?;
    for (i, need) in (1..).zip(list(&sheet["needs"])) {
        writeln!(out, "条件{i}: {}", text(&need["label"]))?;
    }
    writeln!(
        out,
        "調べた {} / 16 km 以内 {} / 訪問あり {} / 候補 {}",
        evidence["examined"], evidence["within"], evidence["offering_visits"], evidence["candidates"]
    )?;
    for excluded in list(&evidence["excluded"]) {
        writeln!(out, "  除外 {}: {}", text(&excluded["label"]), excluded["count"])?;
    }
    for row in list(&sheet["institutions"]) {
        print_institution(out, row, text(&sheet["role_asks"]["label"]))?;
    }
    let beyond = &sheet["beyond"];
    let nearest = &beyond["nearest"];
    writeln!(
        out,
        "16 km の外（{} m まで）: {}、うち訪問あり {}",
        evidence["examined_radius_m"], beyond["count"], beyond["offering_visits"]
    )?;
    if !nearest.is_null() {
        writeln!(
            out,
            "  最も近い: {} {} m [{}]",
            text(&nearest["name"]),
            nearest["straight_line_m"],
            text(&nearest["id"])
        )?;
    }
    for source in list(&sheet["sources"]) {
        writeln!(out, "出典 {} {} ({})", text(&source["label"]), text(&source["edition"]), source["records"])?;
    }
    Ok(())
}

fn print_institution(out: &mut impl Write, row: &Value, role_asks: &str) -> std::io::Result<()> {
    let unsure = if row["within_16km_certain"] == false { "（線の内外は不確か）" } else { "" };
    writeln!(
        out,
        "{:>9.1} m{unsure}  {}  → {}",
        row["straight_line_m"].as_f64().unwrap_or_default(),
        text(&row["name"]),
        text(&row["outcome_label"])
    )?;
    writeln!(out, "            {}  [{}]", text(&row["address"]), text(&row["id"]))?;
    let role = if row["role_answer"].is_null() {
        None
    } else {
        Some(format!("{role_asks} {}", answered(&row["role_answer"])))
    };
    let needs = (1..).zip(list(&row["needs"])).map(|(i, need)| format!("条件{i} {}", answered(need)));
    let answers: Vec<String> = role.into_iter().chain(needs).collect();
    if !answers.is_empty() {
        writeln!(out, "            {}", answers.join(" / "))?;
    }
    Ok(())
}

/// Writes one row an institution: UTF-8 with a mark, as spreadsheets expect it.
pub(super) fn write_csv(mut out: impl Write, sheet: &Value) -> anyhow::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::Writer::from_writer(out);
    let needs = list(&sheet["needs"]);
    let mut head = ["id", "名称", "種類", "所在地", "直線距離_m", "線の内外が確か", "結果", "結果の説明"]
        .map(str::to_owned)
        .to_vec();
    let asked = (!sheet["role_asks"].is_null()).then(|| &sheet["role_asks"]);
    for need in asked.into_iter().chain(needs) {
        let label = text(&need["label"]);
        head.extend([label.to_owned(), format!("{label}_時点"), format!("{label}_出典")]);
    }
    csv.write_record(&head).context("CSV")?;
    for row in list(&sheet["institutions"]) {
        let mut cells = vec![
            text(&row["id"]).to_owned(),
            text(&row["name"]).to_owned(),
            text(&row["kind"]).to_owned(),
            text(&row["address"]).to_owned(),
            row["straight_line_m"].to_string(),
            row["within_16km_certain"].to_string(),
            text(&row["outcome"]).to_owned(),
            text(&row["outcome_label"]).to_owned(),
        ];
        let asked = (!row["role_answer"].is_null()).then(|| &row["role_answer"]);
        for answer in asked.into_iter().chain(list(&row["needs"])) {
            cells.extend([mark(answer), text(&answer["as_of"]), text(&answer["source"])].map(str::to_owned));
        }
        csv.write_record(&cells).context("CSV")?;
    }
    csv.flush().context("CSV")
}
