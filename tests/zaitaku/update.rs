//! `zaitaku update` against a server in this test that is slow, broken, moved, full, lying or simply right.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, StatusCode};

use crate::cli::done;
use crate::fixtures;
use crate::server::zaitaku;

/// How the server treats a path.
#[derive(Clone)]
enum Way {
    /// Serves it as good servers do: validators, 304, ranges.
    Good,
    /// Serves it without validators, lengths or ranges.
    Plain,
    /// Cuts the connection after so many bytes, the first so many times.
    Cut(usize, u32),
    /// Answers with a status the first so many times, perhaps with Retry-After.
    Status(u16, u32, Option<&'static str>),
    /// Sends elsewhere.
    Moved(u16, String),
    /// Sends the half of the file and calls it the whole.
    Half,
    /// Says 416 to every range, and serves the whole otherwise.
    NoRange,
    /// Sends byte after byte, and then nothing more.
    Silent,
}

#[derive(Clone)]
struct Content {
    bytes: Vec<u8>,
    kind: &'static str,
    version: u32,
    way: Way,
}

/// One request as it arrived.
#[derive(Debug, Clone)]
struct Asked {
    path: String,
    method: String,
    headers: HeaderMap,
    at: Instant,
}

#[derive(Default)]
struct Site {
    contents: HashMap<String, Content>,
    asked: Vec<Asked>,
    /// How often each path was asked for.
    times: HashMap<String, u32>,
}

/// A server that lives as long as the test.
struct Office {
    site: Arc<Mutex<Site>>,
    address: SocketAddr,
    folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

async fn serve(State(site): State<Arc<Mutex<Site>>>, request: Request) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let (content, times) = {
        let mut site = site.lock().unwrap();
        let asked = Asked {
            path: request.uri().to_string(),
            method: request.method().to_string(),
            headers: request.headers().clone(),
            at: Instant::now(),
        };
        site.asked.push(asked);
        let times = site.times.entry(path.clone()).or_default();
        *times += 1;
        let times = *times;
        (site.contents.get(&path).cloned(), times)
    };
    let Some(content) = content else { return status(404) };
    answer(&content, times, request.headers()).await
}

fn status(code: u16) -> Response<Body> {
    Response::builder().status(code).body(Body::from("nothing here")).unwrap()
}

async fn answer(content: &Content, times: u32, headers: &HeaderMap) -> Response<Body> {
    let tag = format!("\"v{}\"", content.version);
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let reply = Response::builder().header("content-type", content.kind);
    match &content.way {
        Way::Plain => reply.body(Body::from_stream(parts(vec![Ok(content.bytes.clone())]))).unwrap(),
        Way::Status(code, first, after) if times <= *first => {
            let reply = Response::builder().status(*code);
            let reply = after.iter().fold(reply, |reply, after| reply.header("retry-after", *after));
            reply.body(Body::empty()).unwrap()
        }
        Way::Moved(code, to) => Response::builder().status(*code).header("location", to).body(Body::empty()).unwrap(),
        Way::Half => {
            reply.header("etag", tag).body(Body::from(content.bytes[..content.bytes.len() / 2].to_vec())).unwrap()
        }
        Way::NoRange if !header("range").is_empty() => status(416),
        Way::Silent => {
            let first = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from(content.bytes[..10].to_vec()))]);
            let never = futures::StreamExt::chain(first, futures::stream::pending());
            reply.body(Body::from_stream(never)).unwrap()
        }
        way => {
            if header("if-none-match") == tag {
                return Response::builder().status(304).header("etag", tag).body(Body::empty()).unwrap();
            }
            let from: usize = header("range")
                .strip_prefix("bytes=")
                .and_then(|range| range.strip_suffix('-')?.parse().ok())
                .filter(|_| header("if-range") == tag)
                .unwrap_or(0);
            if from > content.bytes.len() {
                return status(416);
            }
            let mut reply = reply
                .header("etag", &tag)
                .header("last-modified", "Mon, 01 Dec 2025 00:00:00 GMT")
                .header("content-length", content.bytes.len() - from);
            if from > 0 {
                let range = format!("bytes {from}-{}/{}", content.bytes.len() - 1, content.bytes.len());
                reply = reply.status(StatusCode::PARTIAL_CONTENT).header("content-range", range);
            }
            let rest = content.bytes[from..].to_vec();
            match way {
                Way::Cut(after, first) if times <= *first => {
                    let cut = Err(std::io::Error::other("cut"));
                    reply.body(Body::from_stream(parts(vec![Ok(rest[..*after].to_vec()), cut]))).unwrap()
                }
                _ => reply.body(Body::from(rest)).unwrap(),
            }
        }
    }
}

/// A body in parts, with a moment between them so that each leaves before the next.
fn parts(parts: Vec<Result<Vec<u8>, std::io::Error>>) -> impl futures::Stream<Item = Result<Bytes, std::io::Error>> {
    futures::StreamExt::then(futures::stream::iter(parts), |part| async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        part.map(Bytes::from)
    })
}

impl Office {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let site = Arc::new(Mutex::new(Site::default()));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(serve).with_state(Arc::clone(&site));
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { site, address, folder: tempfile::tempdir().unwrap(), _runtime: runtime }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn put(&self, path: &str, bytes: impl Into<Vec<u8>>, way: Way) {
        let mut site = self.site.lock().unwrap();
        let version = site.contents.get(path).map_or(1, |content| content.version + 1);
        let kind = if path.ends_with(".html") { "text/html" } else { "application/octet-stream" };
        site.contents.insert(path.to_owned(), Content { bytes: bytes.into(), kind, version, way });
        site.times.remove(path);
    }

    /// A page with links to these files.
    fn page(&self, path: &str, files: &[&str]) {
        let links = files.iter().fold(String::new(), |mut text, file| {
            let _ = write!(text, "<li><a href=\"{file}\">ファイル</a></li>");
            text
        });
        self.put(path, format!("<html><h2>オープンデータ</h2><ul>{links}</ul></html>"), Way::Good);
    }

    /// The small neighbourhood as the ministry would publish it.
    fn publish(&self, way: Way) {
        self.page("/navii.html", &["/c/02-1_clinic_facility_info_20251201.zip"]);
        self.put("/c/02-1_clinic_facility_info_20251201.zip", clinics(None), way);
    }

    fn asked(&self, part: &str) -> Vec<Asked> {
        self.site.lock().unwrap().asked.iter().filter(|asked| asked.path.contains(part)).cloned().collect()
    }

    fn forget(&self) {
        self.site.lock().unwrap().asked.clear();
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where the file of a path lies after it was fetched.
    fn place(&self, path: &str) -> PathBuf {
        let host = self.address.to_string().replace(':', "_");
        self.data().join("downloads").join(host).join(path.trim_start_matches('/'))
    }

    /// The sources file: clinics and one other page.
    fn sources(&self, silence_s: u32) -> PathBuf {
        let text = format!(
            "[manners]\npause_ms = 5\nattempts = 3\nbackoff_ms = 20\nsilence_s = {silence_s}\nlongest_wait_s = 3\n\
             [[source]]\nname = 'navii_clinic'\nlabel = {{ ja = '診療所', en = 'clinics' }}\nlicence = 'PDL1.0'\n\
             pages = ['{}']\nprefixes = ['02-1_clinic_facility_info']\nlargest_mb = 1\n\
             [[source]]\nname = 'kaigo'\nlabel = {{ ja = '介護', en = 'care' }}\nlicence = 'CC BY 4.0'\n\
             pages = ['{}']\nprefixes = ['jigyosho_']\n",
            self.url("/navii.html"),
            self.url("/kaigo.html")
        );
        fixtures::write(self.folder.path(), "sources.toml", text.as_bytes())
    }

    fn update(&self, flags: &[&str]) -> Output {
        // Generous: the machine may be busy with other tests.
        self.update_within(flags, 30)
    }

    fn update_within(&self, flags: &[&str], silence_s: u32) -> Output {
        let mut command = zaitaku();
        for name in
            ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "NO_PROXY", "no_proxy"]
        {
            command.env_remove(name);
        }
        command.args(["update", "--sources"]).arg(self.sources(silence_s)).arg("--data").arg(self.data());
        command.args(flags).output().unwrap()
    }

    fn clinics(&self, flags: &[&str]) -> Output {
        self.update(&[&["--source", "navii_clinic"], flags].concat())
    }
}

fn clinics(rename: Option<&str>) -> Vec<u8> {
    fixtures::zip("02-1_clinic_facility_info_20251201.csv", fixtures::navii(rename).as_bytes())
}

/// What a command that must have failed printed, on both channels.
fn failed(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    text
}

fn halves(folder: &Path) -> Vec<PathBuf> {
    crate::architecture::files_below(folder, &["part", "draft"])
}

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
