//! `docs/matching.md`, followed by a stranger: every score recomputed from the answer, the public record of the facility and
//! `data/policy.toml`, without any code of the program.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan, tz};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::documents::read;
use crate::server::{Server, home, list, number, text};

/// `data/policy.toml`, as much of it as the formula needs.
pub(crate) struct Policy(pub(crate) toml::Table);

impl Policy {
    pub(crate) fn number(&self, path: &[&str]) -> f64 {
        let mut value = self.0.get(path[0]);
        for name in &path[1..] {
            value = value.and_then(|value| value.get(name));
        }
        let value = value.unwrap_or_else(|| panic!("{path:?}"));
        value.as_float().or_else(|| value.as_integer().map(|n| n as f64)).unwrap()
    }

    /// The days after which a yes must be asked again.
    fn horizon(&self, capability: &str, source: &str) -> f64 {
        let table = &self.0["horizon_days"];
        let days = table["by_capability"].get(capability).or_else(|| table["by_source"].get(source));
        days.map_or_else(|| self.number(&["horizon_days", "default"]), |days| days.as_integer().unwrap() as f64)
    }
}

/// One answer of a facility.
pub(crate) struct Fact {
    pub(crate) answer: String,
    age_days: f64,
    horizon: f64,
    /// Said about a month before the one of the question.
    carried_over: bool,
}

impl Fact {
    fn fresh(&self) -> bool {
        self.age_days <= self.horizon && !self.carried_over
    }
}

/// A facility as the public API describes it.
pub(crate) struct Facility<'a> {
    pub(crate) record: Value,
    pub(crate) policy: &'a Policy,
    pub(crate) today: Date,
    /// The day of the question's `at`, in Japan, and its role.
    pub(crate) day: Date,
    pub(crate) role: &'a str,
}

impl Facility<'_> {
    pub(crate) fn fact(&self, capability: &str) -> Option<Fact> {
        if let Some(fact) = self.of_day().filter(|_| capability == "accepting_new") {
            return Some(fact);
        }
        let entry = list(&self.record["capabilities"]).iter().find(|entry| entry["id"] == capability)?;
        let horizon = self.policy.horizon(capability, text(&entry["source"]));
        Some(self.told(entry, text(&entry["answer"]), horizon))
    }

    /// "The day of the question": free places of the day, for a second doctor the cover of the day, the month, the month before.
    fn of_day(&self) -> Option<Fact> {
        let about = |field: &str, key: &str, when: &str| {
            list(&self.record[field]).iter().find(|said| text(&said[key]) == when).cloned()
        };
        let day = self.day.to_string();
        let horizon = self.policy.horizon("accepting_new", "facility");
        if let Some(said) = about("vacancies", "date", &day) {
            return Some(self.told(&said, text(&said["answer"]), self.policy.horizon("", "vacancy")));
        }
        if let Some(said) = about("cover", "date", &day).filter(|_| self.role == "alternate") {
            let answer = if said["cover"] == "offered" { "yes" } else { "no" };
            return Some(self.told(&said, answer, horizon));
        }
        let month =
            |before: i64| self.day.first_of_month().saturating_sub(before.months()).strftime("%Y-%m").to_string();
        if let Some(said) = about("new_patients", "month", &month(0)) {
            return Some(self.told(&said, text(&said["answer"]), horizon));
        }
        let months = self.policy.number(&["availability", "carried_over", "months"]) as i64;
        let said = (1..=months).find_map(|before| about("new_patients", "month", &month(before)))?;
        Some(Fact { carried_over: true, ..self.told(&said, text(&said["answer"]), horizon) })
    }

    /// An answer with its age, which is that of the confirmation where it is the facility's own word.
    fn told(&self, said: &Value, answer: &str, horizon: f64) -> Fact {
        let own = self.policy.0["availability"]["confirmed"]["sources"].as_array().unwrap();
        let own = own.iter().any(|source| source.as_str() == said["source"].as_str());
        let confirmed = self.record["confirmed"]["as_of"].as_str().filter(|_| own);
        let days = [said["as_of"].as_str(), confirmed].into_iter().flatten().map(|day| day.parse::<Date>().unwrap());
        let age = (self.today - days.max().unwrap()).get_days().max(0);
        Fact { answer: answer.to_owned(), age_days: f64::from(age), horizon, carried_over: false }
    }

    /// Whether it says no to a capability on the day of the question.
    pub(crate) fn refuses(&self, capability: &str) -> bool {
        self.fact(capability).is_some_and(|fact| fact.answer == "no" && !fact.carried_over)
    }

    /// How a need stands of which one capability is enough: the state, and the capability that decides.
    pub(crate) fn standing<'n>(&self, any_of: &[&'n str]) -> (&'static str, &'n str) {
        let place = |capability: &&&str| match self.fact(capability) {
            Some(fact) if fact.answer == "yes" && fact.fresh() => (0, 0),
            Some(fact) if fact.answer == "yes" => (1, 0),
            Some(fact) if fact.answer == "consult" => (1, 1),
            Some(fact) if fact.answer == "unknown" => (1, 2),
            Some(fact) if fact.carried_over => (1, 4),
            Some(_) => (2, 4),
            None => (1, 3),
        };
        // Of equal ones the first of the vocabulary is taken, and the answer lists them in its order.
        let best = any_of.iter().min_by_key(place).unwrap();
        (["met", "ask", "unmet"][place(&best).0], best)
    }

    pub(crate) fn answer_value(&self, table: &str, capability: &str) -> f64 {
        let row = match self.fact(capability) {
            Some(fact) if fact.answer == "yes" => {
                if fact.fresh() {
                    "yes"
                } else {
                    "old_yes"
                }
            }
            Some(fact) if fact.carried_over => "unknown",
            Some(fact) if fact.answer == "consult" => "consult",
            Some(fact) if fact.answer == "no" => "no",
            _ => "unknown",
        };
        self.policy.number(&[table, row])
    }

    pub(crate) fn night_cover(&self) -> f64 {
        let entries = self.policy.0["night_cover"].as_array().unwrap();
        let value = |entry: &toml::Value| {
            let full = entry["value"].as_float().unwrap();
            match self.fact(entry["capability"].as_str().unwrap()) {
                Some(fact) if fact.answer == "yes" && fact.fresh() => full,
                Some(fact) if fact.answer == "yes" || fact.answer == "consult" => full / 2.0,
                _ => 0.0,
            }
        };
        entries.iter().map(value).fold(0.0, f64::max)
    }

    pub(crate) fn freshness(&self, touched: &[&str]) -> f64 {
        if touched.is_empty() {
            return 0.0;
        }
        let youth = |capability: &&str| match self.fact(capability) {
            Some(f) if (f.answer == "yes" || f.answer == "consult") && !f.carried_over => {
                (1.0 - f.age_days / f.horizon.max(1.0)).max(0.0)
            }
            _ => 0.0,
        };
        hundredths(touched.iter().map(youth).sum::<f64>() / touched.len() as f64)
    }
}

pub(crate) fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

pub(crate) fn reachable(policy: &Policy, candidate: &Value, at: &str) -> Vec<f64> {
    let value = |name: &str| policy.number(&["reachable", name]);
    match candidate["contact"]["open_at"].as_bool() {
        None => vec![value("unknown")],
        Some(true) => vec![value("open")],
        Some(false) => {
            let at: Timestamp = at.parse().unwrap();
            let soon = at + (policy.number(&["reachable", "soon_hours"]) as i64).hours();
            let next = candidate["contact"]["next"].as_str().map(|next| next.parse::<Timestamp>().unwrap());
            vec![if next.is_some_and(|next| next <= soon) { value("soon") } else { value("closed") }]
        }
    }
}

/// 1 at the door, 0 at the line, in steps, by the metres that count; 0 where none do. The answer rounds them to 10 cm, so at the
/// edge of a step two values are right.
pub(crate) fn distance_of(policy: &Policy, candidate: &Value) -> Vec<f64> {
    let Some(metres) = candidate["counted_m"].as_f64() else {
        assert_eq!(candidate["way"]["over_water"], true, "{candidate}");
        return vec![0.0];
    };
    assert!(metres >= number(&candidate["straight_line_m"]) - 0.05, "{candidate}");
    if candidate["way"]["over_water"] == false {
        assert_eq!(candidate["counted_m"], candidate["straight_line_m"], "{candidate}");
    }
    distance(policy, metres)
}

/// The value of a distance in metres, and those of its neighbours within the rounding.
fn distance(policy: &Policy, metres: f64) -> Vec<f64> {
    let steps = 1.0 / policy.number(&["distance_step"]);
    let value = |metres: f64| ((1.0 - metres / policy.number(&["radius_m"])).clamp(0.0, 1.0) * steps).round() / steps;
    vec![value(metres - 0.05), value(metres), value(metres + 0.05)]
}

#[test]
fn a_stranger_recomputes_every_value() {
    let policy = Policy(read("data/policy.toml").parse().unwrap());
    let server = Server::demo();
    let vocabulary = server.get("/api/v1/vocabulary").json();
    // Roles and what each implies stand in data/vocabulary.toml.
    let words: toml::Table = read("data/vocabulary.toml").parse().unwrap();
    let mut recomputed = 0;
    let mut one_of_several = 0;
    for role in words["roles"].as_array().unwrap() {
        let id = role["id"].as_str().unwrap();
        let implied = role.get("implies").and_then(toml::Value::as_str);
        let of_role = |need: &&Value| list(&need["roles"]).iter().any(|role| role == id);
        let ids = |sort: &str| -> Vec<&str> {
            let of_sort = list(&vocabulary["needs"]).iter().filter(of_role).filter(|need| need["sort"] == sort);
            of_sort.map(|need| text(&need["id"])).collect()
        };
        let (capabilities, needs) = (ids("capability"), ids("need"));
        let questions = [
            (&capabilities[..3], &capabilities[3..capabilities.len().min(5)]),
            (&[][..], &[][..]),
            // Needs are replaced by what they ask; the answer says what that is.
            (&needs[..2], &needs[2..needs.len().min(4)]),
            (&needs[needs.len().saturating_sub(6)..], &capabilities[..1]),
        ];
        for (needs, wishes) in questions {
            let at = "2026-12-01T13:00:00+09:00";
            let today = tz::offset(9).to_datetime(Timestamp::now()).date();
            let answer = server.ask(&json!({
                "origin": home(&server), "role": id, "needs": needs, "wishes": wishes, "at": at, "limit": 50
            }));
            for candidate in list(&answer["candidates"]).iter().chain(list(&answer["near_misses"])) {
                let record = server.get(&format!("/api/v1/facilities/{}", text(&candidate["facility"]["id"]))).json();
                let facility = Facility { record, policy: &policy, today, day: date(2026, 12, 1), role: id };
                let mut touched: Vec<&str> = Vec::new();
                let mut met = 0;
                for requirement in list(&candidate["requirements"]).iter().chain(list(&candidate["wishes"])) {
                    let any_of: Vec<&str> = list(&requirement["any_of"]).iter().map(text).collect();
                    let (state, by) = facility.standing(&any_of);
                    assert_eq!((text(&requirement["state"]), text(&requirement["need"])), (state, by), "{requirement}");
                    one_of_several += usize::from(any_of.len() > 1);
                    met += usize::from(state == "met");
                    touched.push(by);
                }
                let asked = touched.len();
                touched.extend(implied);
                let expected = [
                    ("distance", distance_of(&policy, candidate)),
                    ("visits", vec![implied.map_or(1.0, |implied| facility.answer_value("visits", implied))]),
                    ("night_cover", vec![facility.night_cover()]),
                    ("reachable", reachable(&policy, candidate, at)),
                    ("accepting_new", vec![facility.answer_value("accepting_new", "accepting_new")]),
                    ("experience", vec![if asked == 0 { 1.0 } else { hundredths(met as f64 / asked as f64) }]),
                    ("group", vec![if facility.record["group"].is_null() { 0.0 } else { 1.0 }]),
                    ("freshness", vec![facility.freshness(&touched)]),
                ];
                let terms = list(&candidate["terms"]);
                assert_eq!(terms.len(), expected.len());
                for (term, (name, values)) in terms.iter().zip(expected) {
                    assert_eq!(term["term"], name);
                    let value = number(&term["value"]);
                    let right = values.iter().any(|expected| (expected - value).abs() < 1e-9);
                    assert!(right, "{name} of {} is {value}, not {values:?}: {candidate}", facility.record["name"]);
                }
                recomputed += 1;
            }
        }
    }
    assert!(recomputed > 20, "only {recomputed} answers were recomputed");
    assert!(one_of_several > 20, "only {one_of_several} requirements had several capabilities");
}

/// Numbers as they stand in the answer: a JSON reader may round the last digit.
#[derive(Deserialize)]
struct Exact {
    candidates: Vec<ExactCandidate>,
    near_misses: Vec<ExactCandidate>,
}

#[derive(Deserialize)]
struct ExactCandidate {
    terms: Vec<ExactTerm>,
    score: Box<RawValue>,
}

#[derive(Deserialize)]
struct ExactTerm {
    weight: Box<RawValue>,
    value: Box<RawValue>,
}

#[test]
fn a_score_is_the_sum_of_its_terms_to_the_last_digit() {
    let server = Server::demo();
    let body = json!({"origin": home(&server), "needs": ["home_visit_scheduled", "opioids"], "wishes": ["dementia"], "limit": 100});
    let reply = server.post("/api/v1/matches", &body);
    let answer: Exact = serde_json::from_slice(&reply.bytes).unwrap();
    assert!(!answer.candidates.is_empty(), "{}", reply.text());
    let exact = |raw: &RawValue| raw.get().parse::<f64>().unwrap();
    for candidate in answer.candidates.iter().chain(&answer.near_misses) {
        let sum = candidate.terms.iter().fold(0.0, |sum, term| sum + exact(&term.weight) * exact(&term.value));
        assert_eq!(sum.to_bits(), exact(&candidate.score).to_bits(), "{sum} is not {}", candidate.score);
    }
}

#[test]
fn the_document_names_every_term_and_weight_of_the_policy() {
    let policy: toml::Table = read("data/policy.toml").parse().unwrap();
    let document = read("docs/matching.md");
    for term in policy["terms"].as_array().unwrap() {
        let (id, weight) = (term["id"].as_str().unwrap(), term["weight"].as_float().unwrap());
        let row = document.lines().find(|line| line.starts_with(&format!("| `{id}`")));
        let row = row.unwrap_or_else(|| panic!("docs/matching.md has no row for {id}"));
        assert!(
            row.contains(&format!("{weight:.2}")),
            "docs/matching.md gives {id} another weight than {weight}: {row}"
        );
    }
    let version = policy["version"].as_str().unwrap();
    assert!(document.contains(version), "docs/matching.md describes another policy than {version}");
}
