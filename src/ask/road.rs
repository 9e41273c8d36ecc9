//! Minutes and metres by road, from a server that speaks like OSRM or like Valhalla: one matrix call for all facilities of an answer.

mod osrm;
mod valhalla;

use std::sync::Mutex;
use std::time::{Duration, Instant};

use reqwest::{RequestBuilder, Url};

use super::{NoServer, Unanswered};
use crate::domain::way::middle_of_mesh;
use crate::domain::{LatLon, Leg};

/// The most facilities in one call: OSRM's table takes a hundred places unless its operator says otherwise (`--max-table-size`), and
/// the home is one of them. Valhalla takes 2,500 pairs.
pub const MOST: usize = 99;

/// How long a server that failed is left alone: while it is down, questions do not wait for it.
const REST: Duration = Duration::from_secs(10);

/// The language a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// OSRM: `GET /table/v1/{profile}/{lon,lat;…}`.
    Osrm,
    /// Valhalla: `POST /sources_to_targets`.
    Valhalla,
}

impl Engine {
    /// The identifier used in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Osrm => "osrm",
            Self::Valhalla => "valhalla",
        }
    }

    /// The means of travel when nobody names one.
    const fn usual_profile(self) -> &'static str {
        match self {
            Self::Osrm => "driving",
            Self::Valhalla => "auto",
        }
    }
}

/// What an operator says of a road server.
#[derive(Debug, Clone)]
pub struct RoadSettings {
    /// Where it is: `http://127.0.0.1:5000`, with a path where it lies below one.
    pub server: String,
    /// What it speaks.
    pub engine: Engine,
    /// OSRM's profile or Valhalla's costing; the one for cars when absent.
    pub profile: Option<String>,
    /// Whether it is the operator's own, so that it may know a home.
    pub is_own: bool,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// A road server.
#[derive(Debug)]
pub struct RoadServer {
    http: reqwest::Client,
    base: Url,
    engine: Engine,
    profile: String,
    is_own: bool,
    failed: Mutex<Option<Instant>>,
}

impl RoadServer {
    /// A server to ask; no connection is made yet.
    ///
    /// # Errors
    /// When the address is none, or this machine cannot make a client.
    pub fn new(settings: &RoadSettings) -> Result<Self, NoServer> {
        let base = Url::parse(&settings.server).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        // HTTP/1.1 is enough for one call; a proxy would write the positions of a GET into its log.
        let builder = reqwest::Client::builder().http1_only().no_proxy();
        Ok(Self {
            http: super::client(builder, settings.timeout)?,
            base: base.ok_or(NoServer::Address)?,
            engine: settings.engine,
            profile: settings.profile.clone().unwrap_or_else(|| settings.engine.usual_profile().to_owned()),
            is_own: settings.is_own,
            failed: Mutex::new(None),
        })
    }

    /// What it speaks.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Whether it is told the home itself, and not the middle of its mesh.
    pub const fn is_own(&self) -> bool {
        self.is_own
    }

    /// The ways from a home to at most [`MOST`] places, in their order; `None` where there is none.
    ///
    /// # Errors
    /// When the server does not give all of them. Nothing of the question is in the error.
    pub async fn ways(&self, home: LatLon, places: &[LatLon]) -> Result<Vec<Option<Leg>>, Unanswered> {
        let places = &places[..places.len().min(MOST)];
        if places.is_empty() {
            return Ok(Vec::new());
        }
        if self.rests() {
            return Err(Unanswered::Resting);
        }
        let answer = self.ask(home, places).await;
        if answer.is_err() {
            *self.failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Instant::now());
        }
        answer
    }

    async fn ask(&self, home: LatLon, places: &[LatLon]) -> Result<Vec<Option<Leg>>, Unanswered> {
        let told = if self.is_own { Some(home) } else { middle_of_mesh(home) };
        let request = self.request(told.ok_or(Unanswered::Unreadable)?, places)?;
        let bytes = super::body(request.send().await?).await?;
        let ways = match self.engine {
            Engine::Osrm => osrm::read(&bytes),
            Engine::Valhalla => valhalla::read(&bytes),
        };
        ways.filter(|ways| ways.len() == places.len()).ok_or(Unanswered::Unreadable)
    }

    fn request(&self, home: LatLon, places: &[LatLon]) -> Result<RequestBuilder, Unanswered> {
        Ok(match self.engine {
            Engine::Osrm => {
                self.http.get(osrm::url(&self.base, &self.profile, home, places).ok_or(Unanswered::Unreadable)?)
            }
            Engine::Valhalla => {
                let url = below(&self.base, &["sources_to_targets"]).ok_or(Unanswered::Unreadable)?;
                self.http.post(url).json(&valhalla::request(&self.profile, home, places))
            }
        })
    }

    fn rests(&self) -> bool {
        let failed = self.failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        failed.is_some_and(|at| at.elapsed() < REST)
    }
}

/// A path below that of the server.
fn below(base: &Url, path: &[&str]) -> Option<Url> {
    let mut url = base.clone();
    url.set_query(None);
    url.path_segments_mut().ok()?.pop_if_empty().extend(path);
    Some(url)
}

/// A leg of a row; `None` for a pair without a way. Anything but a length and a time makes the answer unreadable.
fn leg(metres: Option<f64>, seconds: Option<f64>) -> Result<Option<Leg>, ()> {
    match metres.zip(seconds) {
        Some((metres, seconds)) if metres >= 0.0 && seconds >= 0.0 => {
            Ok(Some(Leg { metres: crate::domain::Metres(metres), seconds }))
        }
        Some(_) => Err(()),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> LatLon {
        LatLon::new(lat, lon).unwrap()
    }

    fn server(address: &str, engine: Engine) -> Result<RoadServer, NoServer> {
        let timeout = Duration::from_secs(2);
        RoadServer::new(&RoadSettings { server: address.to_owned(), engine, profile: None, is_own: true, timeout })
    }

    #[test]
    fn a_table_is_asked_for_in_one_address_longitude_first() {
        let base = Url::parse("http://127.0.0.1:5000/osrm/").unwrap();
        let url = osrm::url(&base, "driving", at(35.25, 139.7), &[at(35.5, 139.75), at(34.0, 138.125)]).unwrap();
        assert_eq!(
            url.as_str(),
            "http://127.0.0.1:5000/osrm/table/v1/driving/139.700000,35.250000;139.750000,35.500000;138.125000,34.000000?sources=0&annotations=duration,distance"
        );
    }

    #[test]
    fn a_row_of_a_table_begins_with_the_home_itself_and_null_is_no_way() {
        let read = |text: &str| osrm::read(text.as_bytes());
        let good = r#"{"code":"Ok","durations":[[0,852.5,null]],"distances":[[0,9120.4,null]],"sources":[]}"#;
        let leg = Leg { metres: crate::domain::Metres(9_120.4), seconds: 852.5 };
        assert_eq!(read(good), Some(vec![Some(leg), None]));
        for bad in [
            r#"{"code":"TooBig","message":"Too many table coordinates"}"#,
            r#"{"code":"Ok","durations":[[0,852.5]]}"#,
            r#"{"code":"Ok","durations":[[0,852.5]],"distances":[[0]]}"#,
            r#"{"code":"Ok","durations":[[0,-1]],"distances":[[0,5]]}"#,
            r#"{"code":"Ok","durations":[],"distances":[]}"#,
            "<html>",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_matrix_is_asked_for_by_car_and_answers_in_kilometres() {
        let asked = valhalla::request("auto", at(35.25, 139.7), &[at(35.5, 139.75)]);
        let expected = serde_json::json!({
            "sources": [{"lat": 35.25, "lon": 139.7}], "targets": [{"lat": 35.5, "lon": 139.75}],
            "costing": "auto", "units": "km", "verbose": true,
        });
        assert_eq!(serde_json::to_value(&asked).unwrap(), expected);
        let read = |text: &str| valhalla::read(text.as_bytes());
        let good = r#"{"units":"kilometers","sources_to_targets":[[{"distance":9.1204,"time":852,"from_index":0,"to_index":0},
            {"distance":null,"time":null,"from_index":0,"to_index":1}]]}"#;
        let ways = read(good).unwrap();
        assert!(ways[0].is_some_and(|leg| (leg.metres.0 - 9_120.4).abs() < 1e-6 && (leg.seconds - 852.0).abs() < 1e-9));
        assert_eq!(ways[1], None);
        let miles = r#"{"units":"miles","sources_to_targets":[[{"distance":1,"time":60}]]}"#;
        assert!(read(miles).unwrap()[0].is_some_and(|leg| (leg.metres.0 - 1_609.344).abs() < 1e-6));
        for bad in
            [r#"{"error_code":442,"error":"No path could be found for input"}"#, r#"{"sources_to_targets":[]}"#, ""]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_address_of_the_web_is_no_server() {
        for bad in ["ftp://example.jp", "example.jp:5000", ""] {
            assert_eq!(server(bad, Engine::Osrm).err(), Some(NoServer::Address), "{bad}");
        }
        assert!(server("https://example.jp/osrm", Engine::Valhalla).is_ok());
    }
}
