//! The style of 国土地理院 最適化ベクトルタイル.
//!
//! Layers and codes are those of the GSI's list of features and of the style that it publishes beside the tiles: `WA` water, `AdmBdry`
//! borders, `RdCL` road centre lines told apart by `vt_rdctg`, `RailCL` railways (`vt_sngldbl` 駅部分 is the part inside a station),
//! `BldA` buildings, `Anno` names (`vt_text`) told apart by `vt_code`. Tiles of zoom 16 also hold what is meant for zoom 17:
//! `vt_flag17` is 0 for zoom 16 only, 1 for both, 2 for zoom 17 only.

use serde_json::{Value, json};

use super::{Palette, background, by_zoom, fill, label, line, with};

/// Roads in tunnels.
const TUNNELS: [u32; 4] = [2704, 2714, 2724, 2734];
/// Footpaths, and roads of parks and gardens.
const PATHS: [u32; 8] = [2721, 2722, 2723, 2724, 2731, 2732, 2733, 2734];
/// 都道府県界 and the borders of 北海道の総合振興局.
const PREFECTURE_BORDER: [u32; 1] = [1211];
/// 市区町村界; below zoom 8 the same code is the border of a region (地方界).
const MUNICIPALITY_BORDER: [u32; 1] = [1212];

/// Names, by the codes of the list: 都道府県.
const PREFECTURE: [u32; 1] = [140];
/// Cities at zoom 4 to 7, by their size.
const CITY: [u32; 3] = [1301, 1302, 1303];
/// 都道府県庁所在地, 市, 町村 at zoom 8 to 10, and 市区町村 from zoom 11.
const MUNICIPALITY: [u32; 4] = [110, 1401, 1402, 1403];
/// 町字 and 居住地名.
const TOWN: [u32; 2] = [210, 800];
/// 集落の通称.
const HAMLET: [u32; 1] = [220];
/// 駅.
const STATION: [u32; 1] = [422];
/// Rivers, lakes, seas, bays and straits.
const WATER: [u32; 8] = [321, 322, 341, 344, 345, 820, 840, 841];
/// Islands.
const ISLAND: [u32; 3] = [351, 352, 850];

pub(super) fn layers(palette: &Palette) -> Vec<Value> {
    let mut layers = ground(palette);
    layers.extend(roads(palette));
    layers.extend(railways(palette));
    layers.extend(names(palette));
    layers
}

fn of(codes: &[u32]) -> Value {
    json!(["in", ["get", "vt_code"], ["literal", codes]])
}

fn ground(palette: &Palette) -> Vec<Value> {
    let border = |id: &str, codes: &[u32], width: f64, (minzoom, maxzoom): (u8, u8)| {
        let members =
            json!({"filter": of(codes), "minzoom": minzoom, "maxzoom": maxzoom, "paint": {"line-dasharray": [3, 2]}});
        with(line(id, "AdmBdry", palette.border, json!(width)), &members)
    };
    vec![
        background(palette.land),
        fill("water", "WA", palette.sea),
        with(line("shore", "WL", palette.coast, json!(0.6)), &json!({"minzoom": 11})),
        line("coast", "Cstline", palette.coast, by_zoom(&[(5.0, 0.5), (10.0, 1.0), (14.0, 1.6)])),
        line("river", "RvrCL", palette.sea, by_zoom(&[(9.0, 0.6), (16.0, 2.0)])),
        with(fill("building", "BldA", palette.building), &json!({"minzoom": 14})),
        border("border-region", &MUNICIPALITY_BORDER, 0.8, (4, 8)),
        border("border-municipality", &MUNICIPALITY_BORDER, 0.8, (11, 24)),
        border("border-prefecture", &PREFECTURE_BORDER, 1.4, (4, 24)),
    ]
}

fn roads(palette: &Palette) -> Vec<Value> {
    let category = |names: &[&str]| json!(["in", ["get", "vt_rdctg"], ["literal", names]]);
    let motorway = json!(["any", category(&["高速自動車国道等"]), ["==", ["get", "vt_motorway"], 1]]);
    let main = json!(["all", category(&["国道", "都道府県道", "主要道路"]), ["!", motorway], ["!", of(&PATHS)]]);
    let minor = json!(["all", category(&["市区町村道等", "その他", "不明"]), ["!", motorway], ["!", of(&PATHS)]]);
    let road = |id: &str, filter: &Value, colour: &str, minzoom: u8, stops: &[(f64, f64)]| {
        let members = json!({
            "filter": ["all", ["!=", ["get", "vt_flag17"], 2], filter],
            "minzoom": minzoom,
            "layout": {"line-sort-key": ["coalesce", ["get", "vt_drworder"], 0]},
            "paint": {"line-opacity": ["case", of(&TUNNELS), 0.4, 1.0]},
        });
        with(line(id, "RdCL", colour, by_zoom(stops)), &members)
    };
    let path = road("path", &of(&PATHS), palette.road_edge, 14, &[(14.0, 0.6), (17.0, 1.4)]);
    vec![
        with(path, &json!({"paint": {"line-dasharray": [3, 2]}})),
        road("minor-road-edge", &minor, palette.road_edge, 13, &[(13.0, 1.0), (17.0, 9.0)]),
        road("main-road-edge", &main, palette.road_edge, 10, &[(10.0, 1.6), (13.0, 4.0), (17.0, 15.0)]),
        road("motorway-edge", &motorway, palette.road_edge, 7, &[(7.0, 1.4), (13.0, 5.0), (17.0, 16.0)]),
        road("minor-road", &minor, palette.road, 13, &[(13.0, 0.6), (17.0, 7.0)]),
        road("main-road", &main, palette.main_road, 8, &[(8.0, 0.8), (13.0, 2.8), (17.0, 12.0)]),
        road("motorway", &motorway, palette.motorway, 5, &[(5.0, 0.6), (9.0, 1.4), (13.0, 3.6), (17.0, 13.0)]),
    ]
}

fn railways(palette: &Palette) -> Vec<Value> {
    let is_hidden = json!(["in", ["get", "vt_railstate"], ["literal", ["トンネル", "雪覆い", "地下"]]]);
    let rail = |id: &str, filter: Value, minzoom: u8, stops: &[(f64, f64)]| {
        let members = json!({"filter": filter, "minzoom": minzoom, "layout": {"line-cap": "butt"}});
        with(line(id, "RailCL", palette.rail, by_zoom(stops)), &members)
    };
    let now = json!(["!=", ["get", "vt_flag17"], 2]);
    let dashes = json!({"paint": {"line-dasharray": [4, 3]}});
    vec![
        with(rail("rail-hidden", json!(["all", now, is_hidden]), 9, &[(9.0, 0.6), (16.0, 1.8)]), &dashes),
        rail("rail", json!(["all", now, ["!", is_hidden]]), 8, &[(8.0, 0.6), (12.0, 1.2), (16.0, 2.2)]),
        rail("station", json!(["==", ["get", "vt_sngldbl"], "駅部分"]), 11, &[(11.0, 3.0), (14.0, 5.0), (17.0, 8.0)]),
    ]
}

/// The last layer is placed first: a town gives way to its city.
fn names(palette: &Palette) -> Vec<Value> {
    let now = json!(["step", ["zoom"], ["!=", ["get", "vt_flag17"], 2], 17, ["!=", ["get", "vt_flag17"], 0]]);
    // Where the text lies by its point; the letters stand for left, centre and right, then top, centre and bottom.
    let anchor = json!([
        "match",
        ["get", "vt_dsppos"],
        "LT",
        "top-left",
        "CT",
        "top",
        "RT",
        "top-right",
        "LC",
        "left",
        "RC",
        "right",
        "LB",
        "bottom-left",
        "CB",
        "bottom",
        "RB",
        "bottom-right",
        "center",
    ]);
    let name = |id: &str, codes: &[u32], colour: &str, (minzoom, maxzoom): (f64, f64), sizes: &[(f64, f64)]| {
        let is_point = json!(["==", ["geometry-type"], "Point"]);
        let members = json!({
            "filter": ["all", is_point, of(codes), ["has", "vt_text"], now],
            "minzoom": minzoom,
            "maxzoom": maxzoom,
            "layout": {"text-anchor": anchor},
        });
        with(label(id, "Anno", json!(["get", "vt_text"]), by_zoom(sizes), colour, palette), &members)
    };
    let first = json!({"layout": {"symbol-sort-key": ["get", "vt_code"]}});
    let wide = json!({"layout": {"text-letter-spacing": 0.08}});
    vec![
        name("hamlet-name", &HAMLET, palette.small_name, (15.0, 24.0), &[(15.0, 11.0), (18.0, 13.0)]),
        name("town-name", &TOWN, palette.small_name, (11.0, 24.0), &[(11.0, 11.0), (15.0, 13.0)]),
        name("island-name", &ISLAND, palette.small_name, (6.0, 24.0), &[(6.0, 10.0), (14.0, 13.0)]),
        name("water-name", &WATER, palette.water_name, (6.0, 24.0), &[(6.0, 10.0), (14.0, 12.0)]),
        name("station-name", &STATION, palette.rail_name, (11.0, 24.0), &[(11.0, 11.0), (16.0, 13.0)]),
        with(
            name("municipality-name", &MUNICIPALITY, palette.large_name, (8.0, 15.0), &[(8.0, 11.0), (12.0, 15.0)]),
            &first,
        ),
        with(name("city-name", &CITY, palette.large_name, (4.0, 8.0), &[(4.0, 10.0), (8.0, 14.0)]), &first),
        with(name("prefecture-name", &PREFECTURE, palette.large_name, (6.0, 10.0), &[(6.0, 12.0), (9.0, 15.0)]), &wide),
    ]
}
