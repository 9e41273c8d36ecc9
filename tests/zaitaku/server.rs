//! The real binary as a server, and the questions one may ask it.
//!
//! A server that is dropped is told to stop, must leave with 0, and must have logged neither a warning nor an error that the
//! test did not expect.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, Weak, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::HeaderMap;
use serde_json::Value;
use tempfile::TempDir;

/// How long a server may take to start or to stop. Generous: the machine may be busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Warnings that say nothing about the program under test.
const ALWAYS_EXPECTED: [&str; 1] = [
    // The page may be built without fonts; the browser draws the labels then.
    "this build carries no font",
];

/// The program, without whatever the environment of the tests would tell it.
pub(crate) fn zaitaku() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zaitaku"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text == "RUST_LOG" || text.starts_with("ZAITAKU_") {
            command.env_remove(&name);
        }
    }
    command.env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    base: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    client: Client,
    expected: Vec<&'static str>,
    stopped: bool,
    _own: Option<TempDir>,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Server {
    /// A server of the demonstration town that all tests share. The last one to let go stops it.
    pub(crate) fn demo() -> Arc<Self> {
        static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let server = Arc::new(Self::own_demo(&[]));
            *shared = Arc::downgrade(&server);
            server
        })
    }

    /// A server of the demonstration town for one test.
    pub(crate) fn own_demo(environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self::start(&["--demo"], folder.path(), environment);
        server._own = Some(folder);
        server
    }

    /// A server over a data folder.
    pub(crate) fn over(folder: &Path) -> Self {
        Self::start(&[], folder, &[])
    }

    /// Starts the program and waits for the line that says where it listens.
    pub(crate) fn start(flags: &[&str], folder: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = zaitaku()
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .args(flags)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let reader = keep(child.stderr.take().unwrap(), Arc::clone(&log));
        let stdout = child.stdout.take().unwrap();
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        let line = told.recv_timeout(PATIENCE).unwrap_or_default();
        let Some(base) = line.strip_prefix("listening on ") else {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the server did not start; it said {line:?} and logged:\n{}", log.lock().unwrap());
        };
        assert!(base.starts_with("http://127.0.0.1:"), "{base}");
        Self {
            base: base.to_owned(),
            child,
            log,
            reader: Some(reader),
            // The environment may name a proxy; a server on this machine is asked directly.
            client: Client::builder().no_proxy().timeout(PATIENCE).build().unwrap(),
            expected: ALWAYS_EXPECTED.to_vec(),
            stopped: false,
            _own: None,
        }
    }

    /// A warning with this text is what the test wants to see.
    pub(crate) fn expecting(mut self, warning: &'static str) -> Self {
        self.expected.push(warning);
        self
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// A GET.
    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send(self.client.get(format!("{}{path}", self.base)))
    }

    /// A GET with a header.
    pub(crate) fn get_with(&self, path: &str, name: &str, value: &str) -> Reply {
        self.send(self.client.get(format!("{}{path}", self.base)).header(name, value))
    }

    /// A POST of JSON.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_raw(path, "application/json", body.to_string().into_bytes())
    }

    /// A POST of anything.
    pub(crate) fn post_raw(&self, path: &str, kind: &str, body: Vec<u8>) -> Reply {
        self.send(self.client.post(format!("{}{path}", self.base)).header("content-type", kind).body(body))
    }

    /// A question that must be answered.
    pub(crate) fn ask(&self, body: &Value) -> Value {
        let reply = self.post("/api/v1/matches", body);
        assert_eq!(reply.status, 200, "{body} was answered with {}", reply.text());
        reply.json()
    }

    /// Any request.
    pub(crate) fn send(&self, request: RequestBuilder) -> Reply {
        let response = request.send().unwrap();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        Reply { status, headers, bytes: response.bytes().unwrap().to_vec() }
    }

    /// A request of any method.
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Stops the server and returns everything it logged.
    pub(crate) fn stop(mut self) -> String {
        self.end();
        self.log()
    }

    /// Ends the server as a power cut would.
    pub(crate) fn kill(mut self) {
        self.stopped = true;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn end(&mut self) {
        self.stopped = true;
        let status = self.terminate();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        let log = self.log();
        assert!(status.success(), "SIGTERM ended the server with {status}; it logged:\n{log}");
        let unexpected: Vec<&str> = complaints(&log).filter(|line| !self.is_expected(line)).collect();
        assert!(unexpected.is_empty(), "the server complained:\n{}", unexpected.join("\n"));
    }

    fn is_expected(&self, line: &str) -> bool {
        self.expected.iter().any(|expected| line.contains(expected))
    }

    fn terminate(&mut self) -> ExitStatus {
        signal(self.child.id(), "TERM");
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        self.child.wait().unwrap();
        panic!("the server did not stop within {PATIENCE:?}; it logged:\n{}", self.log());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The log helps whoever reads the failure; a second panic would hide the first.
            let _ = writeln!(std::io::stderr(), "the server had logged:\n{}", self.log());
            let _ = self.child.kill();
            let _ = self.child.wait();
        } else if !self.stopped {
            self.end();
        }
    }
}

/// Sends a signal to a process of ours. The shell has it built in; a machine may lack the program `kill`.
fn signal(id: u32, name: &str) {
    let status = Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status().unwrap();
    assert!(status.success(), "process {id} is gone already");
}

fn complaints(log: &str) -> impl Iterator<Item = &str> {
    let complains = |line: &&str| {
        let level = line.split_whitespace().nth(1).unwrap_or_default();
        matches!(level, "WARN" | "ERROR") || line.contains("panicked at")
    };
    log.lines().filter(complains)
}

fn keep(mut stderr: ChildStderr, log: Arc<Mutex<String>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut buffer = [0u8; 8192];
        while let Ok(length @ 1..) = stderr.read(&mut buffer) {
            log.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..length]));
        }
    })
}

/// A home in the demonstration town: where one of its clinics stands.
pub(crate) fn home(server: &Server) -> Value {
    let page = server.get("/api/v1/facilities?kind=clinic&capability=home_visit_scheduled&limit=1").json();
    let clinic = &page["items"][0];
    assert!(clinic["lat"].is_number(), "the demonstration town has no placed clinic that visits: {page}");
    serde_json::json!({"lat": clinic["lat"], "lon": clinic["lon"]})
}

/// A list, or nothing.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A text, or nothing.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A number.
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}
