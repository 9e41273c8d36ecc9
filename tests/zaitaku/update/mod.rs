//! `zaitaku update` against a server in this test that is slow, broken, moved, full, lying or simply right.

pub(crate) mod office;

use crate::cli::done;
use crate::fixtures;
use crate::server::zaitaku;
use std::time::{Duration, Instant};

use office::*;

#[test]
fn what_is_new_is_fetched_and_imported_once() {
    let office = Office::open();
    office.publish(Way::Good);
    office.page("/kaigo.html", &["/k/jigyosho_130_all_20251231093000.csv", "/k/jigyosho_130_all_20250630093000.csv"]);
    office.put("/k/jigyosho_130_all_20251231093000.csv", fixtures::kaigo(), Way::Plain);

    let printed = done(&office.update(&[]));
    assert!(
        printed.contains("取得 fetched") && printed.contains("2025-12-01") && printed.contains("6 (書き込み"),
        "{printed}"
    );
    assert_eq!(std::fs::read(office.place("/c/02-1_clinic_facility_info_20251201.zip")).unwrap(), clinics(None));
    assert!(office.asked("20250630").is_empty(), "an older edition was fetched");
    assert!(halves(&office.data().join("downloads")).is_empty());
    for asked in office.asked("") {
        assert_eq!(asked.method, "GET", "{asked:?}");
        let agent = asked.headers["user-agent"].to_str().unwrap();
        assert!(agent.starts_with(concat!("Zaitaku/", env!("CARGO_PKG_VERSION"))), "{agent}");
        assert!(!asked.headers.contains_key("referer") && !asked.headers.contains_key("cookie"), "{asked:?}");
    }

    office.forget();
    let printed = done(&office.update(&[]));
    assert!(printed.matches("変更なし unchanged").count() == 2 && !printed.contains("取得 fetched"), "{printed}");
    assert_eq!(office.asked("02-1")[0].headers["if-none-match"], "\"v1\"");

    // Another version under the same name, and content without validators that is the same as before.
    office.put("/c/02-1_clinic_facility_info_20251201.zip", clinics(Some("（架空）新しい名の医院")), Way::Good);
    let printed = done(&office.update(&[]));
    assert!(printed.contains("取得 fetched") && printed.contains("変更なし unchanged"), "{printed}");
    let printed = done(&office.update(&["--again"]));
    assert!(printed.contains("nothing changed"), "{printed}");

    // The store is lost, the downloads are not: they are imported again.
    std::fs::remove_file(office.data().join("zaitaku.sqlite")).unwrap();
    let printed = done(&office.update(&[]));
    assert!(printed.contains("6 (書き込み"), "{printed}");
}

#[test]
fn a_cut_connection_is_resumed_in_this_run_and_in_the_next() {
    let office = Office::open();
    office.publish(Way::Cut(100, 1));
    done(&office.clinics(&["--download-only"]));
    let asked = office.asked("02-1");
    assert_eq!(asked.len(), 2);
    assert_eq!(
        (&asked[1].headers["range"], &asked[1].headers["if-range"]),
        (&"bytes=100-".parse().unwrap(), &"\"v1\"".parse().unwrap())
    );
    let place = office.place("/c/02-1_clinic_facility_info_20251201.zip");
    assert_eq!(std::fs::read(&place).unwrap(), clinics(None));

    // It is cut as often as it is tried: the next run goes on where this one ended.
    let newer = clinics(Some("（架空）あとから来た医院"));
    office.put("/c/02-1_clinic_facility_info_20251201.zip", newer.clone(), Way::Cut(50, 3));
    let text = failed(&office.clinics(&[]));
    assert!(text.contains("broke off each of 3 times"), "{text}");
    assert_eq!(std::fs::read(&place).unwrap(), clinics(None), "the old version stays until the new one is whole");
    office.forget();
    done(&office.clinics(&[]));
    assert_eq!(office.asked("02-1")[0].headers["range"], "bytes=150-");
    assert_eq!(std::fs::read(&place).unwrap(), newer);
}

#[test]
fn a_half_of_another_version_is_thrown_away() {
    let office = Office::open();
    office.publish(Way::Cut(100, 9));
    failed(&office.clinics(&["--download-only"]));
    let newer = clinics(Some("（架空）別の版の医院"));
    office.put("/c/02-1_clinic_facility_info_20251201.zip", newer.clone(), Way::Good);
    done(&office.clinics(&["--download-only"]));
    let place = office.place("/c/02-1_clinic_facility_info_20251201.zip");
    assert_eq!(std::fs::read(&place).unwrap(), newer, "two versions were glued together");

    let office = Office::open();
    office.publish(Way::Cut(100, 9));
    failed(&office.clinics(&["--download-only"]));
    office.publish(Way::NoRange);
    done(&office.clinics(&["--download-only"]));
    assert_eq!(std::fs::read(office.place("/c/02-1_clinic_facility_info_20251201.zip")).unwrap(), clinics(None));
}

#[test]
fn a_busy_server_is_given_time_and_a_closed_one_is_told() {
    let office = Office::open();
    office.publish(Way::Status(429, 1, Some("1")));
    let started = Instant::now();
    done(&office.clinics(&["--download-only"]));
    assert!(started.elapsed() >= Duration::from_secs(1), "Retry-After was not kept");
    let asked = office.asked("02-1");
    assert!(asked[1].at - asked[0].at >= Duration::from_secs(1), "{asked:?}");

    office.publish(Way::Status(503, 2, None));
    done(&office.clinics(&["--download-only"]));
    for (way, words) in [
        (Way::Status(503, 9, None), "503"),
        (Way::Status(429, 9, Some("86400")), "86400"),
        (Way::Status(403, 9, None), "refused"),
        (Way::Status(404, 9, None), "gone"),
    ] {
        office.publish(way);
        let text = failed(&office.clinics(&["--download-only"]));
        assert!(text.contains(words) && text.contains("失敗 failed"), "{words}: {text}");
    }
    office.publish(Way::Silent);
    let text = failed(&office.update_within(&["--source", "navii_clinic", "--download-only"], 1));
    assert!(text.contains("broke off"), "{text}");
}

#[test]
fn pages_and_files_that_moved_are_followed_and_told() {
    let office = Office::open();
    office.publish(Way::Good);
    office.page("/new/navii.html", &["../c/02-1_clinic_facility_info_20251201.zip"]);
    office.put("/navii.html", "", Way::Moved(301, "/new/navii.html".to_owned()));
    let printed = done(&office.clinics(&["--download-only"]));
    assert!(printed.contains("移転 moved") && printed.contains("/new/navii.html"), "{printed}");

    office.put("/navii.html", "", Way::Moved(302, "/navii.html".to_owned()));
    assert!(failed(&office.clinics(&[])).contains("too many redirects"));
    office.put("/navii.html", "", Way::Moved(302, "file:///etc/passwd".to_owned()));
    assert!(failed(&office.clinics(&[])).contains("unsafe redirect"));
}

#[test]
fn what_is_not_what_its_name_says_is_refused_and_leaves_nothing() {
    let office = Office::open();
    let name = "/c/02-1_clinic_facility_info_20251201.zip";
    for (bytes, way, words) in [
        (b"<!DOCTYPE html><title>login</title>".to_vec(), Way::Good, "HTML"),
        (b"503 maintenance".to_vec(), Way::Plain, "something else"),
        (clinics(None), Way::Half, "cut short at the server"),
        ([clinics(None), vec![0; 2 << 20]].concat(), Way::Good, "larger than allowed"),
        ([clinics(None), vec![0; 2 << 20]].concat(), Way::Plain, "larger than allowed"),
    ] {
        office.publish(Way::Good);
        office.put(name, bytes, way);
        let text = failed(&office.clinics(&[]));
        assert!(text.contains(words), "{words}: {text}");
        assert!(!office.place(name).exists(), "{words}: it was kept");
        assert!(halves(&office.data().join("downloads")).is_empty(), "{words}: a half was kept");
    }
    office.page("/navii.html", &["/c/something_else_20251201.zip", "/c/02-1_clinic_facility_info_20251201.pdf"]);
    let text = failed(&office.clinics(&[]));
    assert!(text.contains("02-1_clinic_facility_info") && text.contains("something_else_20251201.zip"), "{text}");
}

#[test]
fn a_pinned_file_must_be_exactly_that() {
    let office = Office::open();
    office.publish(Way::Good);
    let update = |pin: &str| {
        let name = "02-1_clinic_facility_info_20251201.zip";
        let text = std::fs::read_to_string(office.sources(30)).unwrap();
        let pinned = text.replace("largest_mb = 1\n", &format!("largest_mb = 1\nsha256 = {{ '{name}' = '{pin}' }}\n"));
        let sources = fixtures::write(office.folder.path(), "pinned.toml", pinned.as_bytes());
        let mut command = zaitaku();
        command.env("NO_PROXY", "127.0.0.1").args([
            "update",
            "--source",
            "navii_clinic",
            "--download-only",
            "--sources",
        ]);
        command.arg(sources).arg("--data").arg(office.data()).output().unwrap()
    };
    let text = failed(&update(&"0".repeat(64)));
    let found = text.split(['(', ')']).find(|word| word.len() == 64).unwrap_or_else(|| panic!("{text}")).to_owned();
    assert!(!office.place("/c/02-1_clinic_facility_info_20251201.zip").exists());
    done(&update(&found));
}

#[test]
fn one_failure_does_not_keep_the_others_out() {
    let office = Office::open();
    office.publish(Way::Good);
    office.page("/kaigo.html", &["/k/jigyosho_130_all_20251231093000.csv", "/k/jigyosho_150_all_20251231093000.csv"]);
    office.put("/k/jigyosho_130_all_20251231093000.csv", fixtures::kaigo(), Way::Good);
    office.put("/k/jigyosho_150_all_20251231093000.csv", "果物,値段\nりんご,100\n", Way::Good);
    let text = failed(&office.update(&[]));
    assert!(text.contains("6 (書き込み") && text.matches("失敗 failed").count() == 2, "{text}");
    assert!(text.contains("jigyosho_150") && text.contains("none of the known files"), "{text}");
    // What could not be imported is tried again, the others are not.
    let text = failed(&office.update(&[]));
    assert!(text.matches("変更なし unchanged").count() == 2 && text.contains("none of the known files"), "{text}");
}

#[test]
fn without_a_network_each_source_says_so_in_a_sentence() {
    let office = Office::open();
    let address = office.address;
    let sources = office.sources(30);
    drop(office);
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(sources.parent().unwrap()).unwrap();
    let nobody = std::net::TcpListener::bind(address).map(|listener| listener.local_addr().unwrap()).unwrap_or(address);
    let text = format!(
        "[manners]\nbackoff_ms = 10\npause_ms = 1\n[[source]]\nname = 'a'\nlabel = {{ja = 'あ', en = 'a'}}\nlicence = 'CC0'\n\
         pages = ['http://{nobody}/a.html']\nprefixes = ['a_']\n[[source]]\nname = 'b'\nlabel = {{ja = 'い', en = 'b'}}\n\
         licence = 'CC0'\npages = ['http://{nobody}/b.html']\nprefixes = ['b_']\n"
    );
    let sources = fixtures::write(folder.path(), "sources.toml", text.as_bytes());
    let output = zaitaku()
        .args(["update", "--sources"])
        .arg(&sources)
        .arg("--data")
        .arg(folder.path().join("data"))
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    let text = failed(&output);
    assert_eq!(text.matches("cannot be reached; check network and proxy, or use --mirror").count(), 2, "{text}");
    assert!(!folder.path().join("data/zaitaku.sqlite").exists(), "nothing came, so no store was needed");
}

#[test]
fn downloads_carried_to_a_closed_network_are_a_mirror() {
    let office = Office::open();
    office.publish(Way::Good);
    assert!(done(&office.clinics(&["--download-only"])).contains("取得 fetched"));
    assert!(done(&office.clinics(&["--download-only"])).contains("変更なし unchanged"));
    let carried = office.folder.path().join("carried");
    std::fs::rename(office.data().join("downloads"), &carried).unwrap();
    office.forget();
    for mirror in [carried.display().to_string(), format!("file://{}", carried.display())] {
        let printed = done(&office.clinics(&["--mirror", &mirror]));
        assert!(printed.contains("2025-12-01"), "{printed}");
    }
    assert!(done(&office.clinics(&["--mirror", carried.to_str().unwrap()])).contains("変更なし unchanged"));

    // Files without their page are found by their names, the newest first.
    let loose = office.folder.path().join("loose/2026");
    std::fs::create_dir_all(&loose).unwrap();
    let newer =
        fixtures::zip("02-1_clinic_facility_info_20260601.csv", fixtures::navii(Some("（架空）新版医院")).as_bytes());
    fixtures::write(&loose, "02-1_clinic_facility_info_20260601.csv.zip", &newer);
    fixtures::write(&loose, "02-1_clinic_facility_info_20251201.zip", &clinics(None));
    let printed = done(&office.clinics(&["--mirror", loose.parent().unwrap().to_str().unwrap()]));
    assert!(printed.contains("2026-06-01") && !printed.contains("20251201"), "{printed}");
    assert!(office.asked("").is_empty(), "a mirror opens no connection");

    let text = failed(&office.update(&["--source", "kaigo", "--mirror", carried.to_str().unwrap()]));
    assert!(text.contains("not in the mirror") && text.contains("jigyosho_"), "{text}");
    failed(&office.clinics(&["--mirror", "/nowhere/at/all"]));
}

#[test]
fn a_look_fetches_nothing_and_a_list_asks_nobody() {
    let office = Office::open();
    office.publish(Way::Good);
    let printed = done(&office.clinics(&["--list"]));
    assert!(printed.contains("navii_clinic") && printed.contains("PDL1.0") && office.asked("").is_empty(), "{printed}");
    let printed = done(&office.clinics(&["--dry-run"]));
    assert!(printed.contains("取得予定 to fetch") && printed.contains("2025-12-01"), "{printed}");
    assert!(office.asked("02-1").is_empty());
    let output = office.update(&["--source", "nothing"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("navii_clinic"));
    let printed = done(&zaitaku().args(["update", "--list"]).output().unwrap());
    assert!(printed.contains("kouseikyoku.mhlw.go.jp"), "{printed}");
}

#[test]
fn one_host_is_asked_at_most_so_often_and_through_the_proxy_of_the_environment() {
    let office = Office::open();
    office.publish(Way::Good);
    done(&office.clinics(&["--download-only"]));
    office.forget();
    let proxy = format!("http://{}", office.address);
    let sources = "[manners]\npause_ms = 400\n[[source]]\nname = 'a'\nlabel = {ja = 'あ', en = 'a'}\nlicence = 'CC0'\n\
                   pages = ['http://open-data.example/navii.html']\nprefixes = ['02-1_clinic_facility_info']\n";
    let sources = fixtures::write(office.folder.path(), "proxied.toml", sources.as_bytes());
    let output = zaitaku()
        .args(["update", "--download-only", "--sources"])
        .arg(&sources)
        .arg("--data")
        .arg(office.folder.path().join("other"))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env("HTTP_PROXY", &proxy)
        .env("http_proxy", &proxy)
        .output()
        .unwrap();
    done(&output);
    let asked = office.asked("open-data.example");
    assert_eq!(asked.len(), 2, "the proxy was not used: {:?}", office.asked(""));
    assert!(asked[1].at - asked[0].at >= Duration::from_millis(380), "{asked:?}");
}
