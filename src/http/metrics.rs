//! Counters and the access log. A path appears as its pattern, a query not at all: neither can carry a home.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::state::App;

#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    count: u64,
    seconds: f64,
}

/// Requests by route, method and status.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(String, String, u16), Tally>>,
}

impl Metrics {
    fn record(&self, route: &str, method: &str, status: u16, took: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let tally = requests.entry((route.to_owned(), method.to_owned(), status)).or_default();
        tally.count += 1;
        tally.seconds += took.as_secs_f64();
    }

    /// The text format of Prometheus.
    pub(super) fn render(&self, facilities: usize) -> String {
        let requests = self.requests.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut text = String::from("# TYPE zaitaku_facilities gauge\n");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "zaitaku_facilities {facilities}");
        text.push_str("# TYPE zaitaku_http_request_duration_seconds summary\n");
        for ((route, method, status), tally) in requests.iter() {
            let labels = format!("{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}}");
            let _ = writeln!(text, "zaitaku_http_request_duration_seconds_count{labels} {}", tally.count);
            let _ = writeln!(text, "zaitaku_http_request_duration_seconds_sum{labels} {:.6}", tally.seconds);
        }
        text
    }
}

/// A method as a label. Whoever asks may invent methods without end; those count as one.
fn known_method(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
}

/// Counts every request and logs it in one line.
pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let method = known_method(request.method());
    let started = Instant::now();
    let response = next.run(request).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    app.metrics.record(&route, method, status, took);
    tracing::debug!(route, method, status, duration_ms = took.as_secs_f64() * 1e3, "request");
    response
}
