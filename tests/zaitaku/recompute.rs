//! Two hundred random questions, answered a second time from the documents and the public API alone: what the needs ask, who is looked
//! at, states, scores, order and the counts of the evidence. No code of the program takes part; lengths are Vincenty's.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use jiff::{Timestamp, tz};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::documents::read;
use crate::formula::{Facility, Policy, distance_of, hundredths, reachable};
use crate::server::{Server, list, number, text};

/// Scores are sums of eight products.
const ROUNDING: f64 = 1e-9;

/// The straight line between two points in degrees on the WGS 84 ellipsoid, in metres (Vincenty 1975).
pub(crate) fn vincenty((lat1, lon1): (f64, f64), (lat2, lon2): (f64, f64)) -> f64 {
    let (a, f) = (6_378_137.0, 1.0 / 298.257_223_563);
    let b = a * (1.0 - f);
    let reduced = |lat: f64| ((1.0 - f) * lat.to_radians().tan()).atan().sin_cos();
    let ((sin1, cos1), (sin2, cos2)) = (reduced(lat1), reduced(lat2));
    let apart = (lon2 - lon1).to_radians();
    let mut lambda = apart;
    for _ in 0..100 {
        let (sin_l, cos_l) = lambda.sin_cos();
        let sin_s = ((cos2 * sin_l).powi(2) + (cos1 * sin2 - sin1 * cos2 * cos_l).powi(2)).sqrt();
        if sin_s == 0.0 {
            return 0.0;
        }
        let cos_s = sin1 * sin2 + cos1 * cos2 * cos_l;
        let sigma = sin_s.atan2(cos_s);
        let sin_alpha = cos1 * cos2 * sin_l / sin_s;
        let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
        let cos_2m = if cos2_alpha == 0.0 { 0.0 } else { cos_s - 2.0 * sin1 * sin2 / cos2_alpha };
        let c = f / 16.0 * cos2_alpha * (4.0 + f * (4.0 - 3.0 * cos2_alpha));
        let before = lambda;
        let inner = cos_2m + c * cos_s * (2.0 * cos_2m * cos_2m - 1.0);
        lambda = apart + (1.0 - c) * f * sin_alpha * (sigma + c * sin_s * inner);
        if (lambda - before).abs() < 1e-13 {
            let u2 = cos2_alpha * (a * a - b * b) / (b * b);
            let big_a = 1.0 + u2 / 16_384.0 * (4_096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
            let big_b = u2 / 1_024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
            let last = big_b / 6.0 * cos_2m * (4.0 * sin_s * sin_s - 3.0) * (4.0 * cos_2m * cos_2m - 3.0);
            let delta = big_b * sin_s * (cos_2m + big_b / 4.0 * (cos_s * (2.0 * cos_2m * cos_2m - 1.0) - last));
            return b * big_a * (sigma - delta);
        }
    }
    panic!("two points on opposite sides of the earth");
}

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Scores to the last digit, which decides between two who are not equals; a JSON reader may round it.
#[derive(Deserialize)]
struct Exact {
    candidates: Vec<ExactScore>,
    near_misses: Vec<ExactScore>,
}

#[derive(Deserialize)]
struct ExactScore {
    score: Box<RawValue>,
}

/// One of these capabilities is enough; their order is not looked at.
type AnyOf = BTreeSet<String>;

/// The files of `data/` that say what is asked of whom.
struct Documents {
    policy: Policy,
    vocabulary: toml::Table,
    needs: toml::Table,
}

impl Documents {
    fn new() -> Self {
        let table = |path: &str| read(path).parse::<toml::Table>().unwrap();
        Self {
            policy: Policy(table("data/policy.toml")),
            vocabulary: table("data/vocabulary.toml"),
            needs: table("data/needs.toml"),
        }
    }

    fn role(&self, id: &str) -> &toml::Value {
        entries(&self.vocabulary["roles"]).iter().find(|role| role["id"].as_str() == Some(id)).unwrap()
    }

    fn ids(&self, of: &toml::Value) -> Vec<String> {
        entries(of).iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The capabilities that a role may be asked for, and all needs.
    fn askable(&self, role: &str) -> Vec<String> {
        let capabilities = entries(&self.vocabulary["capabilities"]).iter();
        let of_role = |c: &&toml::Value| entries(&c["roles"]).iter().any(|known| known.as_str() == Some(role));
        let capabilities = capabilities.filter(of_role).map(|c| c["id"].as_str().unwrap().to_owned());
        capabilities.chain(self.ids(&self.needs["needs"])).collect()
    }

    /// What one need or capability asks of a role: requirements, and wishes.
    fn asks(&self, id: &str, role: &str) -> (Vec<AnyOf>, Vec<AnyOf>) {
        let mut asked = (Vec::new(), Vec::new());
        let Some(need) = entries(&self.needs["needs"]).iter().find(|need| need["id"].as_str() == Some(id)) else {
            asked.0.push(AnyOf::from([id.to_owned()]));
            return asked;
        };
        let profiles = need
            .get("profiles")
            .map(entries)
            .unwrap_or_default()
            .iter()
            .map(|name| entries(&self.needs["profiles"]).iter().find(|profile| profile["id"] == *name).unwrap());
        for source in profiles.chain([need]) {
            for demand in source.get("asks").map(entries).unwrap_or_default() {
                let doctors = matches!(role, "attending" | "alternate");
                let of = demand["of"].as_str().unwrap();
                if of != role && !(of == "doctors" && doctors) {
                    continue;
                }
                let any = entries(&demand["any"]).iter().map(|id| id.as_str().unwrap().to_owned()).collect();
                let wish = demand.get("strength").and_then(toml::Value::as_str) == Some("wish");
                if wish { asked.1.push(any) } else { asked.0.push(any) }
            }
        }
        asked
    }

    /// What a question asks of a role. A requirement goes where another one fulfils it, a wish where a requirement or wish does.
    fn expand(&self, needs: &[String], wishes: &[String], role: &str) -> (BTreeSet<AnyOf>, BTreeSet<AnyOf>) {
        let (mut required, mut wished) = (BTreeSet::new(), BTreeSet::new());
        for id in needs {
            let (needs, wishes) = self.asks(id, role);
            required.extend(needs);
            wished.extend(wishes);
        }
        for id in wishes {
            let (needs, wishes) = self.asks(id, role);
            wished.extend(needs.into_iter().chain(wishes));
        }
        let narrowest = |all: &BTreeSet<AnyOf>| -> BTreeSet<AnyOf> {
            all.iter().filter(|one| !all.iter().any(|other| other != *one && other.is_subset(one))).cloned().collect()
        };
        let required = narrowest(&required);
        wished.retain(|wish| !required.iter().any(|need| need.is_subset(wish)));
        (required, narrowest(&wished))
    }
}

fn entries(value: &toml::Value) -> &[toml::Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// How one institution must stand in the answer.
struct Expected {
    metres: f64,
    unmet: usize,
    asks: usize,
    /// What the score is without the hours of contact.
    score: f64,
}

/// A server, and the records that were read from it.
struct Stranger<'a> {
    server: &'a Server,
    documents: Documents,
    records: RefCell<HashMap<String, Rc<Value>>>,
    compared: usize,
}

/// A question and what the documents make of it.
struct Question {
    home: (f64, f64),
    role: String,
    implied: Option<String>,
    at: String,
    body: Value,
    /// In the order in which the answer lists them, where it lists any.
    needs: Vec<AnyOf>,
    wishes: Vec<AnyOf>,
}

impl Stranger<'_> {
    fn record(&self, id: &str) -> Rc<Value> {
        let read = || Rc::new(self.server.get(&format!("/api/v1/facilities/{id}")).json());
        Rc::clone(self.records.borrow_mut().entry(id.to_owned()).or_insert_with(read))
    }

    /// Everybody of these kinds in a box that holds all within 24 km, with the length of the straight line.
    fn around(&self, (lat, lon): (f64, f64), kinds: &str) -> Vec<(Value, f64)> {
        let (dlat, dlon) = (0.22, 0.22 / lat.to_radians().cos());
        let bbox = format!("{},{},{},{}", lon - dlon, lat - dlat, lon + dlon, lat + dlat);
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/v1/facilities?kind={kinds}&bbox={bbox}&limit=500{cursor}");
            let page = self.server.get(&path).json();
            for item in list(&page["items"]) {
                all.push((item.clone(), vincenty((lat, lon), (number(&item["lat"]), number(&item["lon"])))));
            }
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        all.retain(|(_, metres)| *metres <= self.documents.policy.number(&["examined_radius_m"]));
        all
    }

    fn question(&self, dice: &mut Dice, home: (f64, f64)) -> Question {
        let roles = self.documents.ids(&self.documents.vocabulary["roles"]);
        let role = dice.of(&roles).clone();
        let askable = self.documents.askable(&role);
        let mut some =
            |most: usize| -> Vec<String> { (0..dice.below(most)).map(|_| dice.of(&askable).clone()).collect() };
        let (needs, wishes) = (some(5), some(3));
        let hours =
            ["2026-11-24T09:30", "2026-12-01T13:00", "2026-12-05T18:00", "2026-12-31T23:50", "2027-01-01T02:00"];
        let at = format!("{}:00+09:00", dice.of(&hours));
        let body = json!({
            "origin": {"lat": home.0, "lon": home.1}, "role": role, "needs": needs, "wishes": wishes, "at": at,
            "limit": dice.of(&[1, 3, 10, 100]),
        });
        let (needs, wishes) = self.documents.expand(&needs, &wishes, &role);
        let implied = self.documents.role(&role).get("implies").map(|id| id.as_str().unwrap().to_owned());
        let (needs, wishes) = (needs.into_iter().collect(), wishes.into_iter().collect());
        Question { home, role, implied, at, body, needs, wishes }
    }

    /// Recomputes one answer. `false` where somebody stands so near to a line that a centimetre decides.
    fn compare(&mut self, mut question: Question) -> bool {
        let reply = self.server.post("/api/v1/matches", &question.body);
        assert_eq!(reply.status, 200, "{} was answered with {}", question.body, reply.text());
        let answer = reply.json();
        let exact: Exact = serde_json::from_slice(&reply.bytes).unwrap();
        let shown: Vec<&Value> = list(&answer["candidates"]).iter().chain(list(&answer["near_misses"])).collect();
        for (key, asked) in [("requirements", &mut question.needs), ("wishes", &mut question.wishes)] {
            let listed = |one: &&Value| -> Vec<AnyOf> {
                let any = |r: &Value| list(&r["any_of"]).iter().map(|id| text(id).to_owned()).collect();
                list(&one[key]).iter().map(any).collect()
            };
            for one in &shown {
                let listed = listed(one);
                assert_eq!(listed.iter().collect::<BTreeSet<_>>(), asked.iter().collect(), "{}", question.body);
                *asked = listed;
            }
        }
        let kinds = entries(&self.documents.role(&question.role)["kinds"]);
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str().unwrap()).collect();
        let around = self.around(question.home, &kinds.join(","));
        let line = self.documents.policy.number(&["radius_m"]);
        let limits = [line, self.documents.policy.number(&["examined_radius_m"])];
        if around.iter().any(|(_, metres)| limits.iter().any(|limit| (metres - limit).abs() < 0.01)) {
            return false;
        }
        let mut expected = BTreeMap::new();
        let mut evidence: BTreeMap<String, u64> = BTreeMap::new();
        let mut count = |name: &str| *evidence.entry(name.to_owned()).or_default() += 1;
        for (item, metres) in &around {
            count("examined");
            if *metres > line {
                count("beyond_16km");
                continue;
            }
            count("within");
            let facility = self.facility(text(&item["id"]), &question);
            if offers(&facility, &question) {
                count("offering_visits");
            }
            let reason = self.judge(&facility, item, *metres, &question, &mut expected);
            count(&reason.unwrap_or_else(|| "candidates".to_owned()));
        }
        assert_eq!(counts(&answer["evidence"]), evidence, "{}", question.body);
        for (key, unmet, scores) in
            [("candidates", false, &exact.candidates), ("near_misses", true, &exact.near_misses)]
        {
            let all: BTreeMap<&String, &Expected> = expected.iter().filter(|(_, e)| (e.unmet > 0) == unmet).collect();
            let scores: Vec<f64> = scores.iter().map(|exact| exact.score.get().parse().unwrap()).collect();
            self.compare_order(list(&answer[key]), &scores, &all, &question);
        }
        true
    }

    fn facility<'q>(&'q self, id: &str, question: &'q Question) -> Facility<'q> {
        let at: Timestamp = question.at.parse().unwrap();
        let today = tz::offset(9).to_datetime(Timestamp::now()).date();
        Facility {
            record: Value::clone(&self.record(id)),
            policy: &self.documents.policy,
            today,
            day: tz::offset(9).to_datetime(at).date(),
            role: &question.role,
        }
    }

    /// Why somebody within the line is left out; `None` for a candidate. Candidates and near misses are put among the expected.
    fn judge(
        &self,
        facility: &Facility,
        item: &Value,
        metres: f64,
        question: &Question,
        expected: &mut BTreeMap<String, Expected>,
    ) -> Option<String> {
        if number(&item["position"]["accuracy_m"]) > 5_000.0 {
            return Some("place_unknown".to_owned());
        }
        let refuses = |id: &str| facility.refuses(id);
        if question.implied.as_deref().is_some_and(refuses) {
            return Some("not_in_role".to_owned());
        }
        let in_order = |any: &AnyOf| -> Vec<String> {
            let known = self.documents.ids(&self.documents.vocabulary["capabilities"]);
            known.into_iter().filter(|id| any.contains(id)).collect()
        };
        let standing = |any: &AnyOf| {
            let ids = in_order(any);
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let (state, by) = facility.standing(&ids);
            (state, by.to_owned())
        };
        let needs: Vec<_> = question.needs.iter().map(standing).collect();
        let wishes: Vec<_> = question.wishes.iter().map(standing).collect();
        let all = || needs.iter().chain(&wishes);
        let in_state = |wanted: &str| needs.iter().filter(|(state, _)| *state == wanted).count();
        let asked = all().count();
        let met = all().filter(|(state, _)| *state == "met").count();
        let touched: Vec<&str> = all().map(|(_, by)| by.as_str()).chain(question.implied.as_deref()).collect();
        let weight = |term: &str| {
            let terms = entries(&self.documents.policy.0["terms"]);
            terms.iter().find(|known| known["id"].as_str() == Some(term)).unwrap()["weight"].as_float().unwrap()
        };
        let visits = question.implied.as_deref().map_or(1.0, |implied| facility.answer_value("visits", implied));
        let experience = if asked == 0 { 1.0 } else { hundredths(met as f64 / asked as f64) };
        let score = weight("visits") * visits
            + weight("night_cover") * facility.night_cover()
            + weight("accepting_new") * facility.answer_value("accepting_new", "accepting_new")
            + weight("experience") * experience
            + weight("group") * if facility.record["group"].is_null() { 0.0 } else { 1.0 }
            + weight("freshness") * facility.freshness(&touched);
        let unmet = in_state("unmet");
        let entry = Expected { metres, unmet, asks: in_state("ask"), score };
        expected.insert(text(&item["id"]).to_owned(), entry);
        let first = needs.iter().position(|(state, _)| *state == "unmet")?;
        let need: Vec<&str> = question.needs[first].iter().map(String::as_str).collect();
        Some(format!("need_unmet {need:?}"))
    }

    /// Whether the program says that one stands behind another for its long way, or for whatever else decides between two long ways.
    fn stands_behind_by_its_way(&self, id: &str, last: &str, question: &Question) -> bool {
        let mut body = question.body.clone();
        let asked = body.as_object_mut().unwrap();
        asked.remove("limit");
        asked.extend([("first".to_owned(), json!(last)), ("second".to_owned(), json!(id))]);
        let answer = self.server.post("/api/v1/matches/comparison", &body).json();
        let way = list(&answer["terms"]).iter().find(|term| term["term"] == "distance");
        answer["ahead"] == last && way.is_some_and(|way| way["second"] == 0.0)
    }

    /// The shown ones have the score of the formula and stand in its order; nobody who is not shown should have been.
    fn compare_order(
        &mut self,
        shown: &[Value],
        scores: &[f64],
        all: &BTreeMap<&String, &Expected>,
        question: &Question,
    ) {
        let policy = &self.documents.policy;
        let limit = question.body["limit"].as_u64().unwrap() as usize;
        let weight = |term: &str| {
            let terms = entries(&policy.0["terms"]);
            terms.iter().find(|known| known["id"].as_str() == Some(term)).unwrap()["weight"].as_float().unwrap()
        };
        // Beyond water and a long way by land, or none, is last.
        let far = |one: &Value| one["counted_m"].as_f64().is_none_or(|counted| counted > policy.number(&["radius_m"]));
        let mut order: Vec<(bool, usize, usize, f64, &str)> = Vec::new();
        for (one, &score) in shown.iter().zip(scores) {
            let expected = all[&text(&one["facility"]["id"]).to_owned()];
            let metres = number(&one["straight_line_m"]);
            assert!((metres - expected.metres).abs() < 0.06, "{metres} {} {one}", expected.metres);
            let term = |name: &str| list(&one["terms"]).iter().find(|term| term["term"] == name).unwrap();
            let right = distance_of(policy, one).into_iter().any(|near| {
                reachable(policy, one, &question.at).into_iter().any(|reachable| {
                    let whole = expected.score + weight("distance") * near + weight("reachable") * reachable;
                    (whole - score).abs() < ROUNDING
                })
            });
            assert!(
                right,
                "{score} of {} is not {} and {}: {one}",
                one["facility"]["id"],
                expected.score,
                term("distance")
            );
            order.push((far(one), expected.unmet, expected.asks, score, text(&one["rotation"])));
            self.compared += 1;
        }
        type Place<'a> = (bool, usize, usize, f64, &'a str);
        let follows = |a: &Place, b: &Place| (a.0, a.1, a.2, -a.3, a.4) <= (b.0, b.1, b.2, -b.3, b.4);
        assert!(order.is_sorted_by(follows), "{}: {order:?}", question.body);
        if shown.len() == all.len() {
            return;
        }
        // Who is not shown could not have been better, were his telephone answered or not, unless his way is long.
        let &(far, unmet, asks, last, _) = order.last().unwrap_or_else(|| panic!("nobody is shown: {}", question.body));
        let ids: BTreeSet<&str> = shown.iter().map(|one| text(&one["facility"]["id"])).collect();
        assert!(shown.len() == limit || shown.len() == 5 && unmet > 0, "{} shown of {}", shown.len(), all.len());
        for (id, other) in all.iter().filter(|(id, _)| !ids.contains(id.as_str())) {
            let least = other.score;
            let worse = (other.unmet, other.asks, -least) >= (unmet, asks, -last - ROUNDING);
            let told = || self.stands_behind_by_its_way(id, text(&shown[shown.len() - 1]["facility"]["id"]), question);
            assert!(
                worse && !far || told(),
                "{id} with {least} and {} asks should stand before {last}: {}",
                other.asks,
                question.body
            );
        }
    }
}

/// Whether somebody says yes or consult to what the role is about.
fn offers(facility: &Facility, question: &Question) -> bool {
    let Some(implied) = &question.implied else { return true };
    facility.fact(implied).is_some_and(|fact| fact.answer == "yes" || fact.answer == "consult")
}

/// The counts of an answer under the names by which the stranger counts.
fn counts(evidence: &Value) -> BTreeMap<String, u64> {
    let total = ["examined", "within", "offering_visits", "candidates"];
    let total = total.iter().map(|name| ((*name).to_owned(), evidence[*name].as_u64().unwrap()));
    let excluded = list(&evidence["excluded"]).iter().map(|one| {
        let mut need: Vec<&str> = list(&one["any_of"]).iter().map(text).collect();
        need.sort_unstable();
        let name = text(&one["reason"]);
        let name = if name == "need_unmet" { format!("{name} {need:?}") } else { name.to_owned() };
        (name, one["count"].as_u64().unwrap())
    });
    total.chain(excluded).filter(|(_, count)| *count > 0).collect()
}

/// Asks so many random questions around homes that are near facilities, and recomputes every answer.
pub(crate) fn recompute(server: &Server, questions: usize, homes: &[(f64, f64)]) {
    let mut stranger = Stranger { server, documents: Documents::new(), records: RefCell::default(), compared: 0 };
    let mut dice = Dice(20_261_120);
    let mut done = 0;
    while done < questions {
        let &(lat, lon) = dice.of(homes);
        let off = |dice: &mut Dice| (dice.below(401) as f64 - 200.0) / 10_000.0;
        let home = (lat + off(&mut dice), lon + off(&mut dice));
        let question = stranger.question(&mut dice, home);
        done += usize::from(stranger.compare(question));
    }
    assert!(stranger.compared > questions, "only {} places in {questions} answers were compared", stranger.compared);
}

#[test]
fn a_stranger_answers_two_hundred_questions_alike() {
    let server = Server::demo();
    let page = server.get("/api/v1/facilities?limit=500").json();
    let homes: Vec<_> = list(&page["items"]).iter().map(|item| (number(&item["lat"]), number(&item["lon"]))).collect();
    recompute(&server, 200, &homes);
}

#[test]
fn vincenty_is_right_about_a_known_line() {
    // Flinders Peak to Buninyon, 54,972.271 m on the ellipsoid of GDA94 (ICSM, GDA Technical Manual), which is WGS 84's to 0.1 mm.
    let flinders = (-(37.0 + 57.0 / 60.0 + 3.720_30 / 3_600.0), 144.0 + 25.0 / 60.0 + 29.524_40 / 3_600.0);
    let buninyon = (-(37.0 + 39.0 / 60.0 + 10.156_10 / 3_600.0), 143.0 + 55.0 / 60.0 + 35.383_90 / 3_600.0);
    assert!((vincenty(flinders, buninyon) - 54_972.271).abs() < 0.001);
}
