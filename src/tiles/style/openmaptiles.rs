//! The style of OpenMapTiles (schema 3: roads and places told apart by `class`).

use serde_json::{Value, json};

use super::{Language, Palette, background, by_zoom, circle, fill, label, line, with};

pub(super) fn layers(palette: &Palette, language: Language) -> Vec<Value> {
    let name = match language {
        Language::Japanese => json!(["coalesce", ["get", "name:ja"], ["get", "name"]]),
        Language::English => {
            json!(["coalesce", ["get", "name:en"], ["get", "name_en"], ["get", "name:latin"], ["get", "name"]])
        }
    };
    let mut layers = ground(palette);
    layers.extend(roads(palette));
    layers.extend(names(palette, &name));
    layers
}

fn classes(classes: &[&str]) -> Value {
    json!(["in", ["get", "class"], ["literal", classes]])
}

fn ground(palette: &Palette) -> Vec<Value> {
    let area = |id: &str, layer: &str, colour, filter: Value| with(fill(id, layer, colour), &json!({"filter": filter}));
    // In Japan level 4 is a prefecture, 7 a municipality; borders at sea say nothing to somebody who looks for care.
    let border = |id: &str, levels: [u8; 2], width: f64, minzoom: u8| {
        let level = json!(["get", "admin_level"]);
        let filter = json!(["all", [">=", level, levels[0]], ["<=", level, levels[1]], ["!=", ["get", "maritime"], 1]]);
        let members = json!({"filter": filter, "minzoom": minzoom, "paint": {"line-dasharray": [3, 2]}});
        with(line(id, "boundary", palette.border, json!(width)), &members)
    };
    vec![
        background(palette.land),
        area(
            "town",
            "landuse",
            palette.town,
            classes(&["residential", "suburb", "quarter", "neighbourhood", "commercial", "industrial", "retail"]),
        ),
        area("green", "landcover", palette.green, classes(&["wood", "grass", "farmland"])),
        fill("water", "water", palette.sea),
        line("river", "waterway", palette.sea, by_zoom(&[(8.0, 0.5), (16.0, 3.0)])),
        with(fill("building", "building", palette.building), &json!({"minzoom": 14})),
        border("border-municipality", [5, 8], 0.8, 10),
        border("border-prefecture", [3, 4], 1.2, 4),
        border("border-country", [0, 2], 1.4, 3),
    ]
}

fn roads(palette: &Palette) -> Vec<Value> {
    let road = |id: &str, colour, of: &[&str], minzoom: u8, stops: &[(f64, f64)]| {
        let members = json!({
            "filter": classes(of),
            "minzoom": minzoom,
            "paint": {"line-opacity": ["case", ["==", ["get", "brunnel"], "tunnel"], 0.4, 1.0]},
        });
        with(line(id, "transportation", colour, by_zoom(stops)), &members)
    };
    let major = ["trunk", "primary", "secondary", "tertiary"];
    let minor = ["minor", "service", "track", "busway"];
    let edge = palette.road_edge;
    vec![
        with(
            road("path", edge, &["path"], 15, &[(15.0, 0.6), (17.0, 1.4)]),
            &json!({"paint": {"line-dasharray": [3, 2]}}),
        ),
        road("minor-road-edge", edge, &minor, 13, &[(13.0, 1.0), (17.0, 9.0)]),
        road("main-road-edge", edge, &major, 10, &[(10.0, 1.6), (13.0, 4.0), (17.0, 15.0)]),
        road("motorway-edge", edge, &["motorway"], 7, &[(7.0, 1.4), (13.0, 5.0), (17.0, 16.0)]),
        road("minor-road", palette.road, &minor, 13, &[(13.0, 0.6), (17.0, 7.0)]),
        road("main-road", palette.main_road, &major, 8, &[(8.0, 0.8), (13.0, 2.8), (17.0, 12.0)]),
        road("motorway", palette.motorway, &["motorway"], 5, &[(5.0, 0.6), (9.0, 1.4), (13.0, 3.6), (17.0, 13.0)]),
        road("rail", palette.rail, &["rail", "transit"], 9, &[(9.0, 0.6), (12.0, 1.2), (16.0, 2.2)]),
    ]
}

/// The last layer is placed first: a town gives way to its city.
fn names(palette: &Palette, name: &Value) -> Vec<Value> {
    let places = |id: &str, colour, of: &[&str], (minzoom, maxzoom): (u8, u8), sizes: &[(f64, f64)]| {
        let members = json!({
            "filter": classes(of),
            "minzoom": minzoom,
            "maxzoom": maxzoom,
            "layout": {"symbol-sort-key": ["coalesce", ["get", "rank"], 99]},
        });
        with(label(id, "place", name.clone(), by_zoom(sizes), colour, palette), &members)
    };
    let station = json!([
        "all",
        ["==", ["get", "class"], "railway"],
        ["in", ["get", "subclass"], ["literal", ["station", "halt"]]]
    ]);
    let is_station = json!({"filter": station, "minzoom": 12});
    let water = json!({"filter": ["==", ["geometry-type"], "Point"]});
    let small = ["borough", "suburb", "quarter", "neighbourhood", "hamlet"];
    let station =
        label("station-name", "poi", name.clone(), by_zoom(&[(12.0, 11.0), (16.0, 13.0)]), palette.rail_name, palette);
    vec![
        with(circle("station", "poi", palette), &is_station),
        with(label("water-name", "water_name", name.clone(), json!(12), palette.water_name, palette), &water),
        places("small-name", palette.small_name, &small, (11, 24), &[(11.0, 11.0), (16.0, 14.0)]),
        places("island-name", palette.small_name, &["island"], (8, 24), &[(8.0, 10.0), (14.0, 13.0)]),
        with(with(station, &is_station), &json!({"layout": {"text-anchor": "top", "text-offset": [0, 0.5]}})),
        places("place-name", palette.large_name, &["city", "town", "village"], (5, 15), &[(6.0, 11.0), (13.0, 16.0)]),
        places("region-name", palette.large_name, &["province", "state"], (5, 9), &[(5.0, 10.0), (8.0, 15.0)]),
        places("country-name", palette.large_name, &["country"], (3, 6), &[(3.0, 11.0), (6.0, 15.0)]),
    ]
}
