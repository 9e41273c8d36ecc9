//! The style of 国土地理院 最適化ベクトルタイル.
//!
//! Layer and attribute names are those of the GSI's published specification: `WA` water,
//! `AdmBdry` borders (`vt_code` 1211 prefecture, 1212 municipality), `RdCL` road centre lines
//! (`vt_rdctg`), `RailCL` railways, `BldA` buildings, `Anno` names (`vt_text`).

use serde_json::{Value, json};

use super::{Palette, background, by_zoom, fill, label, line, with};

pub(super) fn layers(palette: &Palette) -> Vec<Value> {
    let category = json!(["get", "vt_rdctg"]);
    let is_major = json!(["in", category, ["literal", ["高速自動車国道等", "国道", "都道府県道", "主要道路"]]]);
    let order = json!({"layout": {"line-sort-key": ["coalesce", ["get", "vt_drworder"], 0]}});
    let road = |id: &str, filter: Value, minzoom: f64, colour: Value, stops: &[(f64, f64)]| {
        let members = json!({"filter": filter, "minzoom": minzoom, "paint": {"line-color": colour}});
        with(with(line(id, "RdCL", palette.road, by_zoom(stops)), &members), &order)
    };
    let major_colour = json!(["match", category, "高速自動車国道等", palette.motorway, palette.main_road]);
    let border = |id: &str, code: u32, width: f64| {
        let members = json!({"filter": ["==", ["get", "vt_code"], code], "paint": {"line-dasharray": [3, 2]}});
        with(line(id, "AdmBdry", palette.border, json!(width)), &members)
    };
    vec![
        background(palette.land),
        fill("water", "WA", palette.sea),
        line("shore", "WL", palette.coast, json!(0.8)),
        line("coast", "Cstline", palette.coast, json!(1)),
        line("river", "RvrCL", palette.sea, by_zoom(&[(9.0, 0.6), (16.0, 2.0)])),
        with(fill("building", "BldA", palette.building), &json!({"minzoom": 14})),
        border("border-municipality", 1212, 0.8),
        border("border-prefecture", 1211, 1.4),
        road("road-edge", json!(["!", is_major]), 13.0, json!(palette.road_edge), &[(13.0, 1.0), (17.0, 9.0)]),
        road(
            "main-road-edge",
            is_major.clone(),
            9.0,
            json!(palette.road_edge),
            &[(9.0, 1.4), (13.0, 4.0), (17.0, 15.0)],
        ),
        road("road", json!(["!", is_major]), 13.0, json!(palette.road), &[(13.0, 0.6), (17.0, 7.0)]),
        road("main-road", is_major, 8.0, major_colour, &[(8.0, 0.6), (13.0, 2.8), (17.0, 12.0)]),
        with(line("rail", "RailCL", palette.rail, by_zoom(&[(9.0, 0.6), (16.0, 2.0)])), &json!({"minzoom": 9})),
        with(
            label(
                "name",
                "Anno",
                json!(["get", "vt_text"]),
                by_zoom(&[(5.0, 11.0), (16.0, 13.0)]),
                palette.large_name,
                palette,
            ),
            // Road numbers (29xx) and heights and depths (7xxx) are symbols without their sprite.
            &json!({"filter": ["all",
                ["==", ["geometry-type"], "Point"],
                ["has", "vt_text"],
                ["!", ["all", [">=", ["get", "vt_code"], 2900], ["<", ["get", "vt_code"], 2950]]],
                ["<", ["get", "vt_code"], 7000],
            ]}),
        ),
    ]
}
