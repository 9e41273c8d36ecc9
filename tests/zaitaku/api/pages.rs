//! The pages without a script.

use serde_json::Value;

use crate::server::{Server, list, text};

/// What stands between two marks of a page.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("{from} is not in {page}"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to} is not in {rest}")).0
}

#[test]
fn a_facility_is_readable_without_a_script() {
    let server = Server::demo();
    let found = server.get("/api/v1/facilities?limit=1&kind=clinic").json();
    let facility = server.get(&format!("/api/v1/facilities/{}", text(&found["items"][0]["id"]))).json();
    let (id, name, phone) = (text(&facility["id"]), text(&facility["name"]), text(&facility["phone"]));
    let reply = server.get(&format!("/facilities/{id}"));
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/html; charset=utf-8"));
    let page = reply.text();
    assert!(page.contains(&format!("<h1>{name}</h1>")) && page.contains(phone), "{page}");
    assert!(page.contains("tel:") && page.contains("架空の町"), "{page}");
    let data = between(&page, "<script type=\"application/ld+json\">", "</script>");
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!((text(&data["@type"]), text(&data["name"])), ("MedicalClinic", name));
    assert!(!list(&data["openingHoursSpecification"]).is_empty(), "{data}");
    assert_eq!(page.matches("<script").count(), 1, "the page runs a script");
    for (lang, word) in [("en", "Where this comes from"), ("easy", "<ruby>電話<rt>でんわ</rt></ruby>")] {
        let page = server.get(&format!("/facilities/{id}?lang={lang}")).text();
        assert!(page.contains(word), "{lang}: {page}");
    }
    let asked = server.request(reqwest::Method::GET, &format!("/facilities/{id}"));
    assert_eq!(server.send(asked.header("if-none-match", reply.header("etag"))).status, 304);
    assert_eq!(server.get("/facilities/no-such").status, 404);
    assert_eq!(server.get(&format!("/facilities/{id}?colour=blue")).status, 400);
}

#[test]
fn an_area_shows_what_the_api_counts() {
    let server = Server::demo();
    assert!(server.get("/areas").text().contains("/areas/14000"));
    assert!(server.get("/areas/14000").text().contains("/areas/14201"));
    let total = |query: &str| {
        let path = format!("/api/v1/facilities?municipality=14201&limit=1{query}");
        server.get(&path).json()["total"].to_string()
    };
    let page = server.get("/areas/14201?kind=pharmacy").text();
    assert!(page.contains(&format!("<span>薬局</span> {}</a>", total("&kind=pharmacy"))), "{page}");
    let open = "2026-11-28T10:00";
    let page = server.get(&format!("/areas/14201?kind=pharmacy&open={open}")).text();
    let shown = between(&page, "<h2>", "</h2>");
    assert!(shown.ends_with(&format!(" {}", total(&format!("&kind=pharmacy&open_at={open}:00")))), "{shown}");
    for (link, why) in [
        ("?kind=clinic&amp;open=2026-11-28T10%3A00\"", "another kind at the same moment"),
        ("?open=2026-11-28T10%3A00\"", "all kinds at the same moment"),
        ("?kind=pharmacy\"", "the same kind at any time"),
    ] {
        assert!(page.contains(&format!("href=\"/areas/14201{link}")), "no way to {why}: {page}");
    }
    for wrong in ["/areas/99999", "/areas/48000", "/areas/x", "/areas/14201?after=nobody"] {
        assert_eq!(server.get(wrong).status, 404, "{wrong}");
    }
    assert_eq!(server.get("/areas/14201?kind=shop").status, 400);
}

#[test]
fn every_page_of_an_area_leads_to_the_next_and_together_they_hold_everybody_once() {
    let server = Server::demo();
    let (mut path, mut seen) = ("/areas/14201".to_owned(), Vec::new());
    loop {
        let page = server.get(&path).text();
        let rows = between(&page, "<ul class=\"facility-list\">", "</ul>").split("<a href=\"/facilities/").skip(1);
        seen.extend(rows.map(|row| row.split('"').next().unwrap_or_default().to_owned()));
        let Some((before, _)) = page.split_once("\" rel=\"next\"") else { break };
        before.rsplit_once("href=\"").unwrap().1.replace("&amp;", "&").clone_into(&mut path);
    }
    let all = server.get("/api/v1/facilities?municipality=14201&limit=1").json()["total"].as_u64();
    assert_eq!(u64::try_from(seen.len()).ok(), all);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(u64::try_from(seen.len()).ok(), all, "a facility is listed twice");
}
