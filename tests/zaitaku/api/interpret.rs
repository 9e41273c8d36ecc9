//! `POST /api/v1/interpret`: the contract of `docs/api.md`, over the gazetteer of the whole country.

use serde_json::{Value, json};

use crate::server::{Server, list, text};

fn interpret(server: &Server, words: &str) -> Value {
    let reply = server.post("/api/v1/interpret", &json!({"text": words}));
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    let answer = reply.json();
    assert_whole(words, &answer);
    answer
}

/// Every character stands in exactly one span, and each span holds the words beside it.
fn assert_whole(words: &str, answer: &Value) {
    let parts = answer.as_object().unwrap().values();
    let mentions = parts.flat_map(|part| match part {
        Value::Array(mentions) => mentions.clone(),
        Value::Object(_) => vec![part.clone()],
        _ => Vec::new(),
    });
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for mention in mentions {
        let (start, end) = (number(&mention["span"]["start"]), number(&mention["span"]["end"]));
        let said = mention["matched_text"].as_str().or(mention["text"].as_str()).unwrap();
        assert_eq!(said, words.chars().skip(start).take(end - start).collect::<String>(), "{mention}");
        spans.push((start, end));
    }
    spans.sort_unstable();
    let end = spans.iter().fold(0, |at, (start, end)| {
        assert_eq!(at, *start, "{words}: {answer}");
        *end
    });
    assert_eq!(end, words.chars().count(), "{words}: {answer}");
}

fn ids(part: &Value) -> Vec<&str> {
    list(part).iter().map(|mention| text(&mention["id"])).collect()
}

#[test]
fn the_sentence_of_a_liaison_nurse_becomes_a_question() {
    let server = Server::demo();
    let answer = interpret(&server, "浦賀 末期がん 在宅酸素 看取り 土曜に電話したい");
    assert_eq!(answer["place"]["text"], "浦賀");
    let meant = |place: &Value| {
        text(&place["matched"]).starts_with("神奈川県横須賀市") && text(&place["matched"]).contains("浦賀")
    };
    assert!(list(&answer["place"]["candidates"]).iter().any(meant), "{answer}");
    assert_eq!(ids(&answer["needs"]), ["terminal_cancer", "oxygen_therapy", "wish_to_die_at_home"]);
    assert!(text(&answer["at"]["at"]).ends_with("T10:00:00+09:00") && answer["at"]["certain"] == false, "{answer}");
    assert!(list(&answer["rest"]).is_empty() && answer["role"].is_null(), "{answer}");
    // What was understood can be asked as it is.
    let needs: Vec<&str> = ids(&answer["needs"]);
    let place = &answer["place"]["candidates"][0];
    server
        .ask(&json!({"origin": {"lat": place["lat"], "lon": place["lon"]}, "needs": needs, "at": answer["at"]["at"]}));
}

#[test]
fn addresses_are_found_anywhere_in_the_text() {
    let server = Server::demo();
    for (words, place) in [
        ("父は神奈川県横須賀市浦賀5丁目1-1に住んでいて末期がんです", "神奈川県横須賀市浦賀5丁目1-1"),
        ("TPN 麻薬 横浜市中区本牧町 独居", "横浜市中区本牧町"),
        ("奈良県明日香村の母が認知症", "奈良県明日香村"),
        ("退院先は葉山町一色です", "葉山町一色"),
        ("〒238-0014 横須賀市三春町 12/1 13時 電話", "横須賀市三春町"),
    ] {
        let answer = interpret(&server, words);
        assert_eq!(
            text(&answer["place"]["text"])
                .trim_start_matches(|c: char| c == '〒' || c.is_ascii_digit() || c == '-' || c == ' '),
            place,
            "{answer}"
        );
        assert!(!list(&answer["place"]["candidates"]).is_empty(), "{answer}");
    }
}

#[test]
fn a_sentence_without_a_place_has_none() {
    let server = Server::demo();
    for words in [
        "末期がん 在宅酸素 看取り 土曜に電話したい",
        "母が認知症で一人暮らし、夜が心配です",
        "人工呼吸器をつけて退院予定、訪問看護をお願いします",
        "往診してくれる先生を探しています。お金が心配です",
        "介護が限界、レスパイト希望",
        "terminal cancer, home oxygen, Uraga",
        "山田太郎さん、85歳男性、脳梗塞後遺症、左片麻痺",
        "本人は最後まで家にいたいと言っています",
        "薬を飲み忘れるので一包化してほしい",
    ] {
        let answer = interpret(&server, words);
        assert!(answer["place"].is_null(), "{words}: {}", answer["place"]["text"]);
    }
}

#[test]
fn what_is_denied_is_no_need() {
    let server = Server::demo();
    let answer = interpret(&server, "酸素なし、認知症はない。点滴あり");
    assert_eq!(ids(&answer["needs"]), ["iv_drip"]);
    assert_eq!(ids(&answer["denied"]), ["oxygen_therapy", "living_with_dementia"]);
}

#[test]
fn what_cannot_be_read_is_refused_without_repeating_it() {
    let server = Server::demo();
    let long = server.post("/api/v1/interpret", &json!({"text": "癌".repeat(501)}));
    assert_eq!((long.status, &long.json()["field"]), (400, &json!("text")));
    assert!(!long.text().contains('癌'));
    let unknown = server.post("/api/v1/interpret", &json!({"text": "癌", "place": "浦賀"}));
    assert_eq!((unknown.status, &unknown.json()["field"]), (400, &json!("place")));
    interpret(&server, "");
    interpret(&server, &"夜".repeat(500));
}
