//! Minutes by road from a server that the operator names: OSRM and Valhalla, right, slow, broken and short.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cli::done;
use crate::named::{Asked, Named, Said};
use crate::server::{Server, home, list, number, text, zaitaku};

/// What the server writes when the roads are silent.
const WARNING: &str = "no travel times by road";

/// The places of a table's address, the home first.
fn places(asked: &Asked) -> Vec<(f64, f64)> {
    let places = asked.path.split('?').next().unwrap().rsplit('/').next().unwrap();
    let place = |pair: &str| {
        let (lon, lat) = pair.split_once(',').unwrap();
        (lat.parse().unwrap(), lon.parse().unwrap())
    };
    places.split(';').map(place).collect()
}

/// A way that tells which place it leads to.
fn way((lat, lon): (f64, f64)) -> (f64, f64) {
    (lat * 1_000.0, lon * 10.0)
}

fn osrm(asked: &Asked) -> Said {
    let ways: Vec<_> = places(asked).into_iter().map(way).collect();
    let (metres, seconds): (Vec<f64>, Vec<f64>) = ways.into_iter().unzip();
    json!({"code": "Ok", "distances": [metres], "durations": [seconds]}).to_string().into()
}

/// An island.
fn nowhere(asked: &Asked) -> Said {
    let nothing = vec![Value::Null; places(asked).len()];
    json!({"code": "Ok", "distances": [nothing], "durations": [nothing]}).to_string().into()
}

fn serving(road: &Named, flags: &[&str]) -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = road.url("");
    let flags = [&["--demo", "--road-server", &url], flags].concat();
    (Server::start(&flags, folder.path(), &[]), folder)
}

fn question(server: &Server) -> Value {
    json!({"origin": home(server), "needs": ["home_visit_scheduled"], "limit": 3})
}

fn shown(answer: &Value) -> Vec<&Value> {
    list(&answer["candidates"]).iter().chain(list(&answer["near_misses"])).collect()
}

fn assert_ways(answer: &Value, source: &str, from: &str) {
    assert!(list(&answer["candidates"]).len() == 3, "{answer}");
    for one in shown(answer) {
        let (metres, seconds) = way((number(&one["facility"]["lat"]), number(&one["facility"]["lon"])));
        let by_road = &one["by_road"];
        assert!((number(&by_road["metres"]) - metres).abs() < 1.0, "{one}");
        assert!((number(&by_road["minutes"]) - seconds / 60.0).abs() < 0.06, "{one}");
        assert_eq!((text(&by_road["source"]), text(&by_road["from"])), (source, from));
    }
    assert!(!answer["notices"].to_string().contains("道路"), "{answer}");
}

#[test]
fn a_table_of_osrm_gives_every_candidate_its_minutes_in_one_call_and_changes_no_order() {
    let road = Named::that(osrm);
    let (server, _folder) = serving(&road, &["--road-profile", "car"]);
    let answer = server.ask(&question(&server));
    assert_ways(&answer, "osrm", "mesh_500m");
    let asked = road.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((asked[0].method.as_str(), asked[0].body.as_str()), ("GET", ""));
    assert!(asked[0].path.starts_with("/table/v1/car/"), "{asked:?}");
    assert!(asked[0].path.ends_with("?sources=0&annotations=duration,distance"), "{asked:?}");
    assert_eq!(places(&asked[0]).len(), 1 + shown(&answer).len());

    // Without a road server the answer is the same, byte for byte, but for the way.
    let plain = Server::demo().ask(&question(&server));
    let mut without = answer;
    for list in ["candidates", "near_misses"] {
        for one in without[list].as_array_mut().unwrap() {
            one.as_object_mut().unwrap().remove("by_road").unwrap();
        }
    }
    assert_eq!(without["candidates"], plain["candidates"]);
    assert_eq!(without["near_misses"], plain["near_misses"]);
    assert_eq!(without["notices"], plain["notices"]);
    assert!(!plain.to_string().contains("by_road"));
}

#[test]
fn valhalla_is_posted_to_and_an_own_server_knows_the_home() {
    let road = Named::that(|asked| {
        let body: Value = serde_json::from_str(&asked.body).unwrap();
        let pair = |(to, place): (usize, &Value)| {
            let (metres, seconds) = way((number(&place["lat"]), number(&place["lon"])));
            json!({"distance": metres / 1_000.0, "time": seconds, "from_index": 0, "to_index": to})
        };
        let row: Vec<Value> = list(&body["targets"]).iter().enumerate().map(pair).collect();
        json!({"units": "kilometers", "sources_to_targets": [row]}).to_string().into()
    });
    let (server, _folder) = serving(&road, &["--road-engine", "valhalla", "--road-server-is-own"]);
    let question = question(&server);
    assert_ways(&server.ask(&question), "valhalla", "home");
    let asked = road.asked();
    assert_eq!((asked.len(), asked[0].method.as_str(), asked[0].path.as_str()), (1, "POST", "/sources_to_targets"));
    let body: Value = serde_json::from_str(&asked[0].body).unwrap();
    assert_eq!((&body["costing"], &body["units"]), (&json!("auto"), &json!("km")));
    assert_eq!(body["sources"], json!([question["origin"]]), "the operator's own server is told the home");
}

#[test]
fn where_there_is_no_way_the_answer_says_null() {
    let road = Named::that(nowhere);
    let (server, _folder) = serving(&road, &[]);
    let answer = server.ask(&question(&server));
    for one in shown(&answer) {
        assert_eq!(one.get("by_road"), Some(&Value::Null), "{one}");
    }
}

#[test]
fn a_road_server_that_fails_is_told_and_left_alone_for_a_while() {
    let said = |status: u16, body: &str| Said { status, ..body.to_owned().into() };
    let short = json!({"code": "Ok", "distances": [[0, 5]], "durations": [[0, 5]]}).to_string();
    let slow = Said { after: Duration::from_secs(20), ..said(200, "{}") };
    let faults = [
        said(500, "down"),
        said(400, r#"{"code":"TooBig","message":"Too many table coordinates"}"#),
        said(200, r#"{"code":"NoTable"}"#),
        said(200, "<html>"),
        said(200, &short),
        said(302, ""),
        slow,
    ];
    for fault in faults {
        let road = Named::that({
            let fault = fault.clone();
            move |_| fault.clone()
        });
        let (server, _folder) = serving(&road, &["--road-timeout-ms", "700"]);
        let server = server.expecting(WARNING);
        let started = Instant::now();
        for _ in 0..2 {
            let answer = server.ask(&question(&server));
            assert!(
                answer["notices"].to_string().contains("道路の所要時間は取得できませんでした"),
                "{fault:?}: {answer}"
            );
            assert!(shown(&answer).iter().all(|one| one.get("by_road").is_none()), "{fault:?}: {answer}");
        }
        assert!(started.elapsed() < Duration::from_secs(15), "{fault:?}: the match waited");
        assert_eq!(road.asked().len(), 1, "{fault:?}: asked again while it rests, or elsewhere");
        let log = server.stop();
        assert_eq!(log.matches(WARNING).count(), 1, "{log}");
        assert!(!log.contains("/table/"), "{log}");
    }
}

#[test]
fn more_candidates_than_a_table_takes_are_said_to_be_left_out() {
    let road = Named::that(osrm);
    let (server, _folder) = serving(&road, &[]);
    let answer = server.ask(&json!({"origin": home(&server), "role": "care_manager", "limit": 100}));
    let with = shown(&answer).iter().filter(|one| one.get("by_road").is_some()).count();
    assert_eq!(with, shown(&answer).len().min(99));
    assert!(places(&road.asked()[0]).len() <= 100);
    let told = answer["notices"].to_string().contains("はじめの 99 件だけ");
    assert_eq!(told, shown(&answer).len() > 99, "{}", answer["notices"]);
}

#[test]
fn the_command_line_prints_minutes_and_refuses_what_is_no_server() {
    let road = Named::that(osrm);
    let (server, folder) = serving(&road, &[]);
    let home = home(&server);
    drop(server);
    let near = format!("{},{}", home["lat"], home["lon"]);
    let find = |url: &str| {
        let mut command = zaitaku();
        command.args(["find", "--need", "home_visit_scheduled", "--near", &near, "--road-server", url, "--data"]);
        command.arg(folder.path()).output().unwrap()
    };
    let printed = done(&find(&road.url("")));
    assert!(printed.contains("（道路 ") && printed.contains(" 分、"), "{printed}");
    road.now(nowhere);
    let printed = done(&find(&road.url("")));
    assert!(printed.contains("（道路では行けません）"), "{printed}");
    let refused = find("127.0.0.1:5000");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--road-server"));
}
