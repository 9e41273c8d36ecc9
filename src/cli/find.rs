//! `zaitaku find`: the same question of the same function as `POST /api/v1/matches`.

use std::io::Write;

use clap::Args;
use serde_json::{Value, json};

use crate::config::{RoadFlags, StoreFlags};
use crate::domain::vocabulary;
use crate::http::{body, matches};

use super::{Usage, open, out};

/// A question.
#[derive(Debug, Args)]
pub struct Find {
    /// The home: an address, or `LAT,LON`.
    #[arg(long, value_name = "ADDRESS|LAT,LON")]
    near: String,
    /// What must be possible: a need or a capability; may be repeated.
    #[arg(long = "need", value_name = "NEED|CAPABILITY")]
    needs: Vec<String>,
    /// What would be good: a need or a capability; may be repeated.
    #[arg(long = "wish", value_name = "NEED|CAPABILITY")]
    wishes: Vec<String>,
    /// The role to fill.
    #[arg(long, default_value = "attending", value_name = "ROLE")]
    role: String,
    /// The moment someone wants to reach them; now when absent.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Name a team around the first candidate.
    #[arg(long)]
    team: bool,
    /// How many candidates.
    #[arg(long, default_value_t = 10)]
    limit: usize,
    /// Language: ja, en or easy.
    #[arg(long, default_value = "ja")]
    lang: String,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    road: RoadFlags,
    #[command(flatten)]
    store: StoreFlags,
}

impl Find {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let road = open::road(&self.road)?;
        let store = open::store(&self.store).await?;
        let services = open::services(&store, &self.store, open::gazetteer().await?, road).await?;
        if services.directory.load().is_empty() {
            anyhow::bail!(
                "施設がひとつもありません。zaitaku import で取り込むか、--data を確かめてください (no facilities: import some, or check --data)"
            );
        }
        let request = serde_json::to_vec(&self.request())?;
        let answer = match body::parse(&request) {
            Ok(request) => matches::answer_by_road(&services, &request).await,
            Err(problem) => Err(problem),
        };
        let answer = answer.map_err(|problem| Usage(problem.to_string()))?;
        let mut out = out::stdout();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &answer)?;
            writeln!(out)?;
        } else {
            print_answer(&mut out, &serde_json::to_value(&answer)?)?;
        }
        Ok(())
    }

    fn request(&self) -> Value {
        let point = self
            .near
            .split_once(',')
            .and_then(|(lat, lon)| Some((lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?)));
        let origin = match point {
            Some((lat, lon)) => json!({"lat": lat, "lon": lon}),
            None => json!({"address": self.near}),
        };
        let mut request = json!({
            "origin": origin, "role": self.role, "needs": self.needs, "wishes": self.wishes,
            "team": self.team, "limit": self.limit, "lang": self.lang,
        });
        if let (Some(at), Some(object)) = (&self.at, request.as_object_mut()) {
            object.insert("at".to_owned(), json!(at));
        }
        request
    }
}

fn print_answer(out: &mut impl Write, answer: &Value) -> std::io::Result<()> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let origin = &answer["origin"];
    writeln!(out, "{} ({}, ±{} m)", text(&origin["matched"]), text(&origin["level"]), origin["accuracy_m"])?;
    for notice in answer["notices"].as_array().into_iter().flatten() {
        writeln!(out, "  ! {}", text(notice))?;
    }
    // A need for which no institution can be asked a question still has something to say.
    for need in answer["asked_needs"].as_array().into_iter().flatten().filter(|need| need["asks"] == 0) {
        writeln!(out, "  ・ {}: {}", text(&need["label"]), text(&need["explanation"]))?;
    }
    writeln!(out, "条件に合う順")?;
    for candidate in answer["candidates"].as_array().into_iter().flatten() {
        print_candidate(out, candidate)?;
    }
    let evidence = &answer["evidence"];
    writeln!(
        out,
        "調べた {} / 16 km 以内 {} / 訪問あり {} / 候補 {}",
        evidence["examined"], evidence["within"], evidence["offering_visits"], evidence["candidates"]
    )?;
    for excluded in evidence["excluded"].as_array().into_iter().flatten() {
        writeln!(out, "  除外 {}: {}", text(&excluded["label"]), excluded["count"])?;
    }
    for member in answer["team"]["members"].as_array().into_iter().flatten() {
        writeln!(out, "チーム {}: {}", text(&member["role"]), text(&member["facility"]["name"]))?;
    }
    for gap in answer["team"]["gaps"].as_array().into_iter().flatten() {
        writeln!(out, "不足 {}: {}", text(&gap["role"]), text(&gap["detail"]))?;
    }
    Ok(())
}

/// What a capability is called, with its identifier: 「訪問診療 (home_visit_scheduled)」.
fn called(need: &Value) -> String {
    let id = need.as_str().unwrap_or_default();
    let words = vocabulary().capability(id).and_then(|capability| vocabulary().words(capability));
    words.map_or_else(|| id.to_owned(), |words| format!("{} ({id})", words.label.ja))
}

/// 「（道路 14 分、9.1 km）」 where a road server was asked.
fn by_road(way: Option<&Value>) -> String {
    let Some(way) = way else { return String::new() };
    let number = |name: &str| way[name].as_f64();
    let Some((minutes, metres)) = number("minutes").zip(number("metres")) else {
        return "（道路では行けません）".to_owned();
    };
    format!("（道路 {minutes:.0} 分、{:.1} km）", metres / 1_000.0)
}

fn print_candidate(out: &mut impl Write, candidate: &Value) -> std::io::Result<()> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let facility = &candidate["facility"];
    let km = candidate["straight_line_m"].as_f64().unwrap_or_default() / 1_000.0;
    let way = by_road(candidate.get("by_road"));
    writeln!(
        out,
        "{:>3}. {}  {km:.1} km{way}  {}",
        candidate["rank"],
        text(&facility["name"]),
        text(&facility["phone"])
    )?;
    writeln!(out, "     {}  [{}]", text(&facility["address"]), text(&facility["id"]))?;
    for requirement in candidate["requirements"].as_array().into_iter().flatten() {
        let mark = match requirement["state"].as_str() {
            Some("met") => "○",
            Some("ask") => "△",
            _ => "×",
        };
        writeln!(out, "     {mark} {}: {}", called(&requirement["need"]), text(&requirement["reason"]))?;
    }
    Ok(())
}
