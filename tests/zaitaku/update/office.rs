//! A server in the test that is slow, broken, moved, full, lying or simply right.

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

use crate::fixtures;
use crate::server::zaitaku;

/// How the server treats a path.
#[derive(Clone)]
pub(crate) enum Way {
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
pub(crate) struct Content {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: &'static str,
    pub(crate) version: u32,
    pub(crate) way: Way,
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) headers: HeaderMap,
    pub(crate) at: Instant,
}

#[derive(Default)]
pub(crate) struct Site {
    pub(crate) contents: HashMap<String, Content>,
    pub(crate) asked: Vec<Asked>,
    /// How often each path was asked for.
    pub(crate) times: HashMap<String, u32>,
}

/// A server that lives as long as the test.
pub(crate) struct Office {
    pub(crate) site: Arc<Mutex<Site>>,
    pub(crate) address: SocketAddr,
    pub(crate) folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

pub(crate) async fn serve(State(site): State<Arc<Mutex<Site>>>, request: Request) -> Response<Body> {
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

pub(crate) fn status(code: u16) -> Response<Body> {
    Response::builder().status(code).body(Body::from("nothing here")).unwrap()
}

pub(crate) async fn answer(content: &Content, times: u32, headers: &HeaderMap) -> Response<Body> {
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
pub(crate) fn parts(
    parts: Vec<Result<Vec<u8>, std::io::Error>>,
) -> impl futures::Stream<Item = Result<Bytes, std::io::Error>> {
    futures::StreamExt::then(futures::stream::iter(parts), |part| async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        part.map(Bytes::from)
    })
}

impl Office {
    pub(crate) fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let site = Arc::new(Mutex::new(Site::default()));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(serve).with_state(Arc::clone(&site));
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { site, address, folder: tempfile::tempdir().unwrap(), _runtime: runtime }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn put(&self, path: &str, bytes: impl Into<Vec<u8>>, way: Way) {
        let mut site = self.site.lock().unwrap();
        let version = site.contents.get(path).map_or(1, |content| content.version + 1);
        let kind = if path.ends_with(".html") { "text/html" } else { "application/octet-stream" };
        site.contents.insert(path.to_owned(), Content { bytes: bytes.into(), kind, version, way });
        site.times.remove(path);
    }

    /// A page with links to these files.
    pub(crate) fn page(&self, path: &str, files: &[&str]) {
        let links = files.iter().fold(String::new(), |mut text, file| {
            let _ = write!(text, "<li><a href=\"{file}\">ファイル</a></li>");
            text
        });
        self.put(path, format!("<html><h2>オープンデータ</h2><ul>{links}</ul></html>"), Way::Good);
    }

    /// The small neighbourhood as the ministry would publish it.
    pub(crate) fn publish(&self, way: Way) {
        self.page("/navii.html", &["/c/02-1_clinic_facility_info_20251201.zip"]);
        self.put("/c/02-1_clinic_facility_info_20251201.zip", clinics(None), way);
    }

    pub(crate) fn asked(&self, part: &str) -> Vec<Asked> {
        self.site.lock().unwrap().asked.iter().filter(|asked| asked.path.contains(part)).cloned().collect()
    }

    pub(crate) fn forget(&self) {
        self.site.lock().unwrap().asked.clear();
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where the file of a path lies after it was fetched.
    pub(crate) fn place(&self, path: &str) -> PathBuf {
        let host = self.address.to_string().replace(':', "_");
        self.data().join("downloads").join(host).join(path.trim_start_matches('/'))
    }

    /// The sources file: clinics and one other page.
    pub(crate) fn sources(&self, silence_s: u32) -> PathBuf {
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

    pub(crate) fn update(&self, flags: &[&str]) -> Output {
        // Generous: the machine may be busy with other tests.
        self.update_within(flags, 30)
    }

    pub(crate) fn update_within(&self, flags: &[&str], silence_s: u32) -> Output {
        let mut command = zaitaku();
        for name in
            ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "NO_PROXY", "no_proxy"]
        {
            command.env_remove(name);
        }
        command.args(["update", "--sources"]).arg(self.sources(silence_s)).arg("--data").arg(self.data());
        command.args(flags).output().unwrap()
    }

    pub(crate) fn clinics(&self, flags: &[&str]) -> Output {
        self.update(&[&["--source", "navii_clinic"], flags].concat())
    }
}

pub(crate) fn clinics(rename: Option<&str>) -> Vec<u8> {
    fixtures::zip("02-1_clinic_facility_info_20251201.csv", fixtures::navii(rename).as_bytes())
}

/// What a command that must have failed printed, on both channels.
pub(crate) fn failed(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    text
}

pub(crate) fn halves(folder: &Path) -> Vec<PathBuf> {
    crate::architecture::files_below(folder, &["part", "draft"])
}
