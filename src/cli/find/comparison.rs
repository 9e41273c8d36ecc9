//! `zaitaku find --compare A,B`: why one stands before the other, as plain text.

use std::io::Write;

use serde_json::Value;

/// Prints the two side by side.
pub(super) fn print(out: &mut impl Write, answer: &Value) -> std::io::Result<()> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for notice in list(&answer["notices"]) {
        writeln!(out, "  ! {}", text(&notice))?;
    }
    writeln!(out, "{}", text(&answer["sentence"]))?;
    for (letter, side) in [("A", &answer["first"]), ("B", &answer["second"])] {
        let facility = &side["facility"];
        writeln!(
            out,
            "{letter}: {}  [{}]  {}",
            text(&facility["name"]),
            text(&facility["id"]),
            text(&side["outcome_label"])
        )?;
        if let Some(metres) = side["straight_line_m"].as_f64() {
            let rank = side["rank"].as_u64().map_or_else(|| "—".to_owned(), |rank| rank.to_string());
            let (asks, unmet) = (&side["asks"], &side["unmet"]);
            let score = side["score"].as_f64().unwrap_or_default();
            let lot = text(&side["rotation"]);
            writeln!(out, "   順 {rank}  {metres:.1} m  確認 {asks}  不可 {unmet}  点 {score:.4}  くじ {lot}")?;
        }
    }
    for (sort, needs) in [("条件", &answer["needs"]), ("希望", &answer["wishes"])] {
        for need in list(needs) {
            writeln!(out, "{sort} {}", text(&need["label"]))?;
            for (letter, side) in [("A", &need["first"]), ("B", &need["second"])] {
                if !side.is_null() {
                    writeln!(out, "   {letter} {}", text(&side["reason"]))?;
                }
            }
        }
    }
    for term in list(&answer["terms"]) {
        let number = |name: &str| term[name].as_f64().unwrap_or_default();
        let (weight, first, second, difference) =
            (number("weight"), number("first"), number("second"), number("difference"));
        writeln!(out, "{} {weight:.2} × (A {first:.2}, B {second:.2}) = {difference:+.4}", text(&term["label"]))?;
        writeln!(out, "   A {} / B {}", text(&term["first_reason"]), text(&term["second_reason"]))?;
    }
    Ok(())
}
