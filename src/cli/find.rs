//! `zaitaku find`: the same question of the same function as `POST /api/v1/matches`.

mod comparison;
mod evidence;
mod sheet;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use crate::config::{PolicyFlags, RoadFlags, StoreFlags};
use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{needs, vocabulary};
use crate::http::{Problem, Services, body, matches};
use crate::matching::explain::words;
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
    /// The hours in which you can call, as 「平日 13時-17時」 or "Mo-Fr 13:00-17:00"; each candidate then says when it can be reached in them.
    #[arg(long, value_name = "HOURS")]
    my_hours: Option<String>,
    /// Name a team around the first candidate and print it as a sheet.
    #[arg(long)]
    team: bool,
    /// Name the team around this institution.
    #[arg(long, value_name = "ID")]
    attending: Option<String>,
    /// Keep this facility in this role of the team; may be repeated.
    #[arg(long = "lock", value_name = "ROLE=ID", value_parser = role_and_id)]
    locked: Vec<(String, String)>,
    /// Leave this facility out of the team; may be repeated.
    #[arg(long = "exclude", value_name = "ID")]
    excluded: Vec<String>,
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
    road: RoadFlags,
    #[command(flatten)]
    store: StoreFlags,
}

impl Find {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let road = open::road(&self.road)?;
        let store = open::store(&self.store).await?;
        let policy = open::policy(&self.policy)?;
        let services = open::services(&store, &self.store, policy, open::gazetteer().await?, road).await?;
        if services.directory().is_empty() {
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
        let answer = match body::parse(&request) {
            Ok(request) => matches::answer_by_road(&services, &request).await,
            Err(problem) => Err(problem),
        };
        if self.wants_team() {
            let heading = self.heading(&services);
            return self.show(answer, |out, answer| sheet::print(out, answer, &heading));
        }
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
        for (name, value) in [("at", &self.at), ("my_hours", &self.my_hours)] {
            if let (Some(value), Some(object)) = (value, request.as_object_mut()) {
                object.insert(name.to_owned(), json!(value));
            }
        }
        if let (true, Some(object)) = (self.wants_team(), request.as_object_mut()) {
            let locked = self.locked.iter().map(|(role, id)| json!({"role": role, "facility": id}));
            let locked: Vec<Value> = locked.collect();
            let with = json!({"attending": self.attending, "locked": locked, "excluded": self.excluded});
            object.insert("team_with".to_owned(), with);
        }
        request
    }

    const fn wants_team(&self) -> bool {
        self.team || self.attending.is_some() || !self.locked.is_empty() || !self.excluded.is_empty()
    }

    fn heading(&self, services: &Services) -> sheet::Heading {
        let lang = Lang::ALL.iter().copied().find(|lang| lang.id() == self.lang).unwrap_or_default();
        let label = |id: &String| needs().get(id).map(|need| words(&need.label, lang).to_owned());
        let capability = |id: &String| called_in(&json!([id]), lang);
        sheet::Heading {
            needs: self.needs.iter().map(|id| label(id).unwrap_or_else(|| capability(id))).collect(),
            at: self.at.clone().unwrap_or_else(|| lang.pick("いま", "now", "いま").to_owned()),
            made: services.now_in_japan().date().to_string(),
            lang,
        }
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
    Ok(())
}

/// `ROLE=ID`.
fn role_and_id(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(role, id)| !role.is_empty() && !id.is_empty());
    let (role, id) = parts.ok_or("ROLE=ID の形で書いてください (write ROLE=ID, such as pharmacy=n-1421409498300)")?;
    Ok((role.to_owned(), id.to_owned()))
}

/// What capabilities of which one is enough are called in one language.
fn called_in(any_of: &Value, lang: Lang) -> String {
    let ids = any_of.as_array().into_iter().flatten().filter_map(Value::as_str);
    let label = |id: &str| {
        let known = vocabulary().capability(id).and_then(|capability| vocabulary().words(capability));
        known.map_or_else(|| id.to_owned(), |known| words(&known.label, lang).to_owned())
    };
    ids.map(label).collect::<Vec<_>>().join(lang.pick("または", " or ", " か "))
}

/// What a role is called.
fn role_in(id: &str, lang: Lang) -> &'static str {
    let role = Role::ALL.iter().copied().find(|role| role.id() == id);
    role.and_then(|role| vocabulary().role(role)).map_or("", |known| words(&known.label, lang))
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
    let contact = &candidate["contact"];
    writeln!(out, "     ☎ {}", text(&contact["text"]))?;
    for (list, words) in [("overlap", "重なる"), ("overlap_unknown", "要確認")] {
        let stretches = contact[list].as_array().into_iter().flatten();
        let stretches: Vec<String> = stretches.map(|one| stretch(&text(&one["from"]), one["to"].as_str())).collect();
        if !stretches.is_empty() {
            writeln!(out, "       {words} {}", stretches.join("、"))?;
        }
    }
    Ok(())
}

/// 「12/01 13:00〜14:00」 of two moments of the answer, 「12/01 17:00以降」 where nobody said when it ends.
fn stretch(from: &str, to: Option<&str>) -> String {
    let part = |text: &str, range: std::ops::Range<usize>| text.get(range).unwrap_or_default().to_owned();
    let (day, start) = (part(from, 5..10).replace('-', "/"), part(from, 11..16));
    let Some(to) = to else { return format!("{day} {start}以降") };
    let end = part(to, 11..16);
    let end = match (part(from, 0..10) == part(to, 0..10), end.as_str()) {
        (true, _) => end,
        (false, "00:00") => "24:00".to_owned(),
        (false, _) => format!("{} {end}", part(to, 5..10).replace('-', "/")),
    };
    format!("{day} {start}〜{end}")
}
