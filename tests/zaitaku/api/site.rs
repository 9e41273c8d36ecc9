//! What belongs to the site as a whole: holidays, the data, zones, problems as pages, robots, the home screen.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::server::{Server, list, number, text, zaitaku};

/// Every page without a script that stands by itself.
const PAGES: [&str; 5] = ["/areas", "/areas/14000", "/areas/14201?kind=clinic", "/holidays", "/about"];

fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("{from} is not in {page}"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to} is not in {rest}")).0
}

/// The figures of a table's row, by the beginning of its heading.
fn row(page: &str, heading: &str) -> Vec<u64> {
    let cells = between(page, &format!(">{heading}<"), "</tr>").split("<td").skip(1);
    let texts = cells.filter_map(|cell| Some(cell.split_once('>')?.1.trim_start_matches("<strong>")));
    texts.filter_map(|text| text.split(['<', ' ']).next()?.replace(',', "").parse().ok()).collect()
}

#[test]
fn every_page_leads_to_every_part_of_the_site_in_three_languages() {
    let server = Server::demo();
    for path in PAGES {
        for (lang, label) in [("ja", "サイト内"), ("en", "Site"), ("easy", "サイト")] {
            let mark = if path.contains('?') { '&' } else { '?' };
            let reply = server.get(&format!("{path}{mark}lang={lang}"));
            assert_eq!((reply.status, reply.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
            let page = reply.text();
            assert!(!page.contains("<script") && !page.contains(" style="), "{path}: a script or an inline style");
            let nav = between(&page, &format!("aria-label=\"{label}\""), "</nav>");
            for link in ["\"/\"", "\"/map\"", "\"/areas", "\"/holidays", "\"/about"] {
                assert!(nav.contains(&format!("href={link}")), "{path}: {link} is not in {nav}");
            }
            assert_eq!(nav.matches("aria-current=\"page\"").count(), 1, "{nav}");
            for link in page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
                let own = link.starts_with('/') || link.starts_with('#') || link.starts_with("tel:");
                let source = link.starts_with("https://");
                assert!(own || source, "{path}: {link}");
            }
            assert!(!page.contains("src=\"http"), "{path} loads from another host");
            let (_, body) = page.split_once("<body").unwrap();
            if lang == "easy" {
                assert!(body.contains("<ruby>") && !body.contains("(でんわ)"), "{path}");
                let title = between(&page, "<title>", "</title>");
                assert!(["(まち)", "(あ)", "(やす)"].iter().all(|reading| !title.contains(reading)), "{path}: {title}");
            }
        }
    }
}

#[test]
fn the_holiday_page_shows_the_next_holiday_and_those_of_a_year() {
    let server = Server::demo();
    let page = server.get("/holidays").text();
    let days: Vec<Date> = between(&page, "class=\"kinds days\"", "</nav>")
        .split("date=")
        .skip(1)
        .map(|rest| rest[..10].replace("&amp", "").parse().unwrap())
        .collect();
    let (first, last) = (*days.first().unwrap(), *days.last().unwrap());
    assert!(days.is_sorted() && first.checked_add(1.year()).unwrap() >= last, "{days:?}");
    // The law has 16 holidays; substitutes come on top, and the six days of the year's end hold one of them.
    assert!((20..=26).contains(&days.len()), "{days:?}");
    for rest in [(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)] {
        assert!(days.iter().any(|day| (day.month(), day.day()) == rest), "{rest:?} is not in {days:?}");
    }
    let chosen = between(&page, "aria-current=\"date\"", "</a>");
    assert!(!chosen.contains("年末年始</small>") && chosen.contains("<small>"), "not a public holiday: {chosen}");
    assert!(between(&page, "<h1>", "</h1>").contains(between(chosen, "<span>", "</span>")), "{chosen}");
    for wrong in ["date=2020-01-01", "date=tomorrow", "kind=shop", "page=0", "colour=blue"] {
        assert_eq!(server.get(&format!("/holidays?{wrong}")).status, 400, "{wrong}");
    }
    for wrong in ["99999", "48000", "x", "あいう"] {
        assert_eq!(server.get(&format!("/holidays?municipality={wrong}")).status, 404, "{wrong}");
    }
}

/// New Year's Day that comes next.
fn new_year(server: &Server) -> String {
    let page = server.get("/holidays").text();
    let day = page.split("date=").find(|rest| rest.get(5..10) == Some("01-01")).unwrap();
    day[..10].to_owned()
}

#[test]
fn the_figures_of_a_holiday_are_those_of_asking_every_facility() {
    let server = Server::demo();
    let day = new_year(&server);
    let all = server.get("/api/v1/facilities?municipality=14201&kind=pharmacy&limit=500").json();
    let (mut open, mut unknown, mut closed) = (BTreeSet::new(), 0, 0);
    for item in list(&all["items"]) {
        let id = text(&item["id"]).to_owned();
        // Whoever of the town's pharmacies opens on a holiday is there at one of these.
        let facility = server.get(&format!("/api/v1/facilities/{id}")).json();
        let on_duty = list(&facility["duties"]).iter().any(|duty| text(&duty["date"]) == day);
        let states = [10, 14].map(|hour| state(&server, &id, &format!("{day}T{hour}:30:00+09:00")));
        match (on_duty, states.iter().any(|state| state == "open"), states.iter().any(|state| state == "unknown")) {
            (true, ..) | (_, true, _) => {
                open.insert(id);
            }
            (.., true) => unknown += 1,
            (.., false) => closed += 1,
        }
    }
    let page = server.get(&format!("/holidays?date={day}&municipality=14201&kind=pharmacy")).text();
    let shown = between(&page, "<ul class=\"facility-list\">", "</ul>");
    let listed: BTreeSet<String> = shown
        .split("<a href=\"/facilities/")
        .skip(1)
        .map(|row| row.split('"').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(listed, open, "on {day}");
    assert!(!open.is_empty() && closed > 0, "a town in which all are alike tests nothing");
    let prefecture = server.get(&format!("/holidays?date={day}&municipality=14000&kind=pharmacy")).text();
    assert_eq!(row(&prefecture, "横須賀市"), [open.len() as u64, unknown, closed]);
    let first = shown.split("</li>").next().unwrap();
    assert!(first.contains("on-duty") && first.contains("休日当番薬局"), "who is on duty stands first: {first}");
    assert_eq!(shown.matches("class=\"on-duty\"").count(), 1, "{shown}");
}

/// What the consultation calendar of a facility says of a moment.
fn state(server: &Server, id: &str, moment: &str) -> String {
    let facility = server.get(&format!("/api/v1/facilities/{id}?at={}", moment.replace('+', "%2B"))).json();
    let state = &facility["hours"]["consultation"]["moment"]["state"];
    state.as_str().unwrap_or("unknown").to_owned()
}

#[test]
fn the_page_about_the_data_counts_what_the_api_has() {
    let server = Server::demo();
    let page = server.get("/about").text();
    let status = server.get("/api/v1/status").json();
    for source in list(&status["sources"]) {
        let figures = row(&page, text(&source["label"]));
        assert_eq!(figures.last().copied(), source["records"].as_u64(), "{source}");
    }
    let total =
        |query: &str| server.get(&format!("/api/v1/facilities?limit=1{query}")).json()["total"].as_u64().unwrap();
    assert_eq!(row(&page, "薬局"), [total("&kind=pharmacy")]);
    assert_eq!(row(&page, "往診")[0], total("&capability=house_call"));
    let question = json!({"origin": {"lat": 35.2343, "lon": 139.7136}, "role": "attending", "limit": 1});
    let weights = server.post("/api/v1/matches", &question).json()["policy"]["weights"].clone();
    let weights: Vec<f64> = weights.as_object().unwrap().values().map(number).collect();
    let terms = between(&page, "class=\"counts with-bars reasons\"", "</table>");
    let mut shown: Vec<f64> =
        terms.split("<td>").skip(1).map(|cell| cell.split('<').next().unwrap().parse().unwrap()).collect();
    assert!((shown.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{shown:?}");
    let mut weights = weights;
    weights.sort_by(f64::total_cmp);
    shown.sort_by(f64::total_cmp);
    assert_eq!(shown, weights);
    assert!(page.contains("/api/docs") && page.contains("/licences.txt"), "{page}");
}

#[test]
fn a_reader_gets_a_page_and_a_program_a_problem() {
    let server = Server::demo();
    for (path, status) in
        [("/no/such/page", 404), ("/facilities/nobody", 404), ("/areas/99999", 404), ("/holidays?date=x&lang=en", 400)]
    {
        let page = server.get_with(path, "accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assert_eq!((page.status, page.header("content-type")), (status, "text/html; charset=utf-8"), "{path}");
        assert!(page.text().contains("<h1>") && page.text().contains("href=\"/areas"), "{path}: no way on");
        assert!(
            page.text().contains("noindex") && page.headers.get_all("vary").iter().any(|value| value == "accept"),
            "{path}"
        );
        assert!(page.header("content-security-policy").contains("default-src 'none'"), "{path}");
        let problem = server.get(path);
        assert_eq!((problem.status, problem.header("content-type")), (status, "application/problem+json"), "{path}");
        assert_eq!(problem.json()["status"], status, "{path}");
    }
    let english = server.get_with("/facilities/nobody?lang=en", "accept", "text/html").text();
    assert!(english.contains("<p>no facility has this id</p>"), "{english}");
    let api = server.get_with("/api/v1/facilities/nobody", "accept", "text/html");
    assert_eq!((api.status, api.header("content-type")), (404, "application/problem+json"));
    let written = server.get_with("/areas/%3Cb%3Ex", "accept", "text/html").text();
    assert!(!written.contains("<b>"), "{written}");
}

#[test]
fn the_site_can_stand_on_a_home_screen() {
    let server = Server::demo();
    let reply = server.get("/manifest.webmanifest");
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/manifest+json"));
    let manifest = reply.json();
    assert_eq!((text(&manifest["start_url"]), text(&manifest["display"])), ("/", "standalone"));
    let icons: Vec<&Value> = list(&manifest["icons"]).iter().collect();
    assert!(icons.iter().any(|icon| text(&icon["purpose"]) == "maskable"), "{manifest}");
    let paths = icons.iter().map(|icon| text(&icon["src"])).chain(["/apple-touch-icon.png"]);
    for path in paths.filter(|path| path.ends_with(".png")) {
        let icon = server.get(path);
        assert_eq!((icon.status, icon.header("content-type")), (200, "image/png"), "{path}");
        assert!(icon.bytes.starts_with(b"\x89PNG"), "{path}");
        let size = |at: usize| u32::from_be_bytes(icon.bytes[at..at + 4].try_into().unwrap());
        let named = if path.contains("512") {
            512
        } else if path.contains("192") {
            192
        } else {
            180
        };
        assert_eq!((size(16), size(20)), (named, named), "{path}");
    }
    for page in ["/", "/map", "/areas", "/about"] {
        let html = server.get(page).text();
        for link in ["/manifest.webmanifest", "/apple-touch-icon.png", "/icon-192.png"] {
            assert!(html.contains(&format!("href=\"{link}\"")), "{page} lacks {link}");
        }
    }
}

#[test]
fn an_invented_town_is_nothing_for_search_engines() {
    let server = Server::demo();
    assert_eq!(server.get("/robots.txt").text(), "User-agent: *\nDisallow: /\n");
    assert_eq!(server.get("/sitemap.xml").status, 404);
    assert!(server.get("/areas/14201").text().contains("noindex"));
}

#[test]
fn an_operator_names_the_site_the_zones_and_who_hears_of_errors() {
    let folder = tempfile::tempdir().unwrap();
    let (west, south, east, north) = (139.60, 35.20, 139.76, 35.30);
    let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
    let zone = json!({"type": "Feature", "properties": {"name": "浦賀<b>"}, "geometry": {"type": "Polygon", "coordinates": [ring]}});
    let zones = folder.path().join("zones.geojson");
    std::fs::write(&zones, json!({"type": "FeatureCollection", "features": [zone]}).to_string()).unwrap();
    let flags = ["--demo", "--public-address", "https://zaitaku.example.jp/", "--report-to", "mailto:desk@example.jp"];
    let server = Server::start(&flags, folder.path(), &[]);

    let found = server.get(&format!("/api/v1/facilities?bbox={west},{south},{east},{north}&limit=1")).json();
    let area = ["14201", "14208", "14210"]
        .into_iter()
        .find(|code| server.get(&format!("/areas/{code}/zones/1")).status == 200)
        .unwrap();
    let page = server.get(&format!("/areas/{area}")).text();
    assert!(page.contains(&format!("href=\"/areas/{area}/zones/1\">浦賀&lt;b&gt;</a>")), "{page}");
    let page = server.get(&format!("/areas/{area}/zones/1")).text();
    let total = found["total"].as_u64().unwrap();
    assert!(total > 100 && between(&page, "<h2>", "</h2>").ends_with(&format!(" {total}")), "{total}: {page}");
    for wrong in ["zones/2", "zones/0", "zones/x"] {
        assert_eq!(server.get(&format!("/areas/{area}/{wrong}")).status, 404, "{wrong}");
    }

    let id = text(&found["items"][0]["id"]);
    let page = server.get(&format!("/facilities/{id}")).text();
    assert!(page.contains("href=\"mailto:desk@example.jp?subject=") && page.contains(&format!("%28{id}%29")), "{page}");
    assert!(
        page.contains(&format!("<link rel=\"canonical\" href=\"https://zaitaku.example.jp/facilities/{id}\">")),
        "{page}"
    );
    let index = server.get("/sitemap.xml");
    assert_eq!((index.status, index.header("content-type")), (200, "application/xml; charset=utf-8"));
    let files: Vec<String> = index
        .text()
        .split("<loc>https://zaitaku.example.jp")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(files, ["/sitemaps/areas.xml", "/sitemaps/facilities-1.xml"]);
    let all = server.get("/api/v1/facilities?limit=1").json()["total"].as_u64().unwrap();
    let facilities = server.get(&files[1]).text();
    assert_eq!(facilities.matches("<loc>https://zaitaku.example.jp/facilities/").count() as u64, all);
    assert!(server.get(&files[0]).text().contains("<loc>https://zaitaku.example.jp/areas/14201</loc>"));
    assert_eq!(server.get("/sitemaps/facilities-2.xml").status, 404);
    drop(server);

    let check = || zaitaku().args(["check", "--quick", "--data"]).arg(folder.path()).output().unwrap();
    let good = check();
    assert!(good.status.success() && String::from_utf8_lossy(&good.stdout).contains("zones 1"), "{good:?}");
    std::fs::write(&zones, r#"{"type": "FeatureCollection", "features": [{"properties": {"name": "西"}}]}"#).unwrap();
    let bad = check();
    assert!(!bad.status.success(), "{bad:?}");
    assert!(String::from_utf8_lossy(&bad.stdout).contains("1 番目の地物「西」"), "{bad:?}");
    let start = zaitaku().args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path()).output().unwrap();
    assert!(
        !start.status.success() && String::from_utf8_lossy(&start.stderr).contains("1 番目の地物「西」"),
        "{start:?}"
    );
    let usage = zaitaku().args(["serve", "--report-to", "desk@example.jp"]).output().unwrap();
    assert_eq!(usage.status.code(), Some(2), "{usage:?}");
}
