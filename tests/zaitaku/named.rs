//! A server that an operator might name, in the test: it answers as it is told and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Response;

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query, percent signs decoded.
    pub(crate) path: String,
    pub(crate) body: String,
    pub(crate) headers: String,
}

/// How it answers.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) after: Duration,
}

impl From<String> for Said {
    fn from(body: String) -> Self {
        Self { status: 200, body, after: Duration::ZERO }
    }
}

type Answering = Arc<dyn Fn(&Asked) -> Said + Send + Sync>;

#[derive(Clone)]
struct Inside {
    answering: Arc<Mutex<Answering>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A server that lives as long as the test.
pub(crate) struct Named {
    inside: Inside,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

async fn serve(State(inside): State<Inside>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = percent_encoding::percent_decode_str(&parts.uri.to_string()).decode_utf8_lossy().into_owned();
    let body = String::from_utf8_lossy(&to_bytes(body, 1 << 20).await.unwrap()).into_owned();
    let asked = Asked { method: parts.method.to_string(), path, body, headers: format!("{:?}", parts.headers) };
    inside.asked.lock().unwrap().push(asked.clone());
    let answering = Arc::clone(&inside.answering.lock().unwrap());
    let said = answering(&asked);
    tokio::time::sleep(said.after).await;
    let reply = Response::builder().status(said.status).header("content-type", "application/json");
    // Whoever is sent elsewhere must not go there.
    let reply = if said.status == 302 { reply.header("location", "/elsewhere") } else { reply };
    reply.body(Body::from(said.body)).unwrap()
}

impl Named {
    /// A server that answers so.
    pub(crate) fn that(answering: impl Fn(&Asked) -> Said + Send + Sync + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let inside = Inside { answering: Arc::new(Mutex::new(Arc::new(answering))), asked: Arc::default() };
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(serve).with_state(inside.clone());
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { inside, address, _runtime: runtime }
    }

    /// From now on it answers so.
    pub(crate) fn now(&self, answering: impl Fn(&Asked) -> Said + Send + Sync + 'static) {
        *self.inside.answering.lock().unwrap() = Arc::new(answering);
    }

    /// Its address with a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it was asked so far; forgotten afterwards.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.inside.asked.lock().unwrap())
    }
}
