//! `zaitaku find`: the same question of the same function as `POST /api/v1/matches`.

mod comparison;
mod evidence;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use crate::config::{PolicyFlags, StoreFlags};
use crate::domain::vocabulary;
use crate::http::{Problem, Services, body, matches};
use crate::storage::Store;

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
    /// Say why one of two institutions stands before the other: two identifiers.
    #[arg(long, value_name = "ID,ID", conflicts_with_all = ["evidence", "team"])]
    compare: Option<String>,
    /// Print the evidence sheet of the 16 km rule: every institution within the line, and what each answers.
    #[arg(long, conflicts_with = "team")]
    evidence: bool,
    /// Write the institutions of the evidence sheet to this file as CSV; `-` for standard output.
    #[arg(long, value_name = "FILE", requires = "evidence", conflicts_with = "json")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    policy: PolicyFlags,
    #[command(flatten)]
    store: StoreFlags,
}

impl Find {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let policy = open::policy(&self.policy)?;
        let services = open::services(&store, &self.store, policy, open::gazetteer().await?).await?;
        if services.directory.load().is_empty() {
            anyhow::bail!(
                "施設がひとつもありません。zaitaku import で取り込むか、--data を確かめてください (no facilities: import some, or check --data)"
            );
        }
        if let Some(two) = &self.compare {
            return self.compare(&services, two);
        }
        if self.evidence {
            return self.evidence(&services, &store).await;
        }
        let request = serde_json::to_vec(&self.request())?;
        let answer = body::parse(&request).and_then(|request| matches::answer(&services, &request));
        self.show(answer, print_answer)
    }

    /// Prints an answer as JSON, or as a reader wants it.
    fn show<T: Serialize>(
        &self,
        answer: Result<T, Problem>,
        print: impl Fn(&mut out::Out, &Value) -> std::io::Result<()>,
    ) -> anyhow::Result<()> {
        let answer = answer.map_err(|problem| Usage(problem.to_string()))?;
        let mut out = out::stdout();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &answer)?;
            writeln!(out)?;
        } else {
            print(&mut out, &serde_json::to_value(&answer)?)?;
        }
        Ok(())
    }

    fn compare(&self, services: &Services, two: &str) -> anyhow::Result<()> {
        let Some((first, second)) = two.split_once(',') else {
            let detail = "--compare は識別子を2つ、コンマで区切って書きます (two identifiers with a comma between)";
            return Err(Usage(detail.to_owned()).into());
        };
        let mut request = self.request();
        if let Some(object) = request.as_object_mut() {
            object.insert("first".to_owned(), json!(first.trim()));
            object.insert("second".to_owned(), json!(second.trim()));
        }
        let request = serde_json::to_vec(&request)?;
        let answer = body::parse(&request).and_then(|request| matches::comparison(services, request));
        self.show(answer, comparison::print)
    }

    async fn evidence(&self, services: &Services, store: &Store) -> anyhow::Result<()> {
        let request = serde_json::to_vec(&self.request())?;
        let sources = store.source_summary().await?;
        let answer = body::parse(&request).and_then(|request| matches::evidence(services, &sources, &request));
        let Some(path) = &self.csv else { return self.show(answer, evidence::print) };
        let sheet = serde_json::to_value(answer.map_err(|problem| Usage(problem.to_string()))?)?;
        if path.as_os_str() == "-" {
            return evidence::write_csv(out::stdout(), &sheet);
        }
        let file = std::fs::File::create(path);
        let file = file.with_context(|| format!("{} に書けません (cannot be written)", path.display()))?;
        evidence::write_csv(std::io::BufWriter::new(file), &sheet)
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
    let near_misses = answer["near_misses"].as_array().map_or(&[][..], Vec::as_slice);
    if !near_misses.is_empty() {
        writeln!(out, "条件が足りない施設")?;
    }
    for near_miss in near_misses {
        print_candidate(out, near_miss)?;
        for missing in near_miss["missing"].as_array().into_iter().flatten() {
            writeln!(out, "     → {}", text(&missing["detail"]))?;
        }
    }
    let policy = &answer["policy"];
    let publisher = policy["publisher"].as_str().map_or_else(String::new, |publisher| format!(" ({publisher})"));
    writeln!(out, "順序の方針 {}{publisher}", text(&policy["version"]))?;
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

fn print_candidate(out: &mut impl Write, candidate: &Value) -> std::io::Result<()> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let facility = &candidate["facility"];
    let km = candidate["straight_line_m"].as_f64().unwrap_or_default() / 1_000.0;
    writeln!(out, "{:>3}. {}  {km:.1} km  {}", candidate["rank"], text(&facility["name"]), text(&facility["phone"]))?;
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
