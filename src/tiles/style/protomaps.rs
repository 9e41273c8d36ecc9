//! The style of Protomaps basemaps (tile schema 3 and 4: roads and places told apart by `kind` and `kind_detail`).

use serde_json::{Value, json};

use super::{Language, Palette, background, by_zoom, circle, fill, label, line, with};

pub(super) fn layers(palette: &Palette, language: Language) -> Vec<Value> {
    let name = match language {
        Language::Japanese => json!(["coalesce", ["get", "name:ja"], ["get", "name"]]),
        Language::English => json!(["coalesce", ["get", "name:en"], ["get", "name"]]),
    };
    let mut layers = ground(palette);
    layers.extend(roads(palette));
    layers.extend(names(palette, &name));
    layers
}

fn kinds(kinds: &[&str]) -> Value {
    json!(["in", ["get", "kind"], ["literal", kinds]])
}

fn ground(palette: &Palette) -> Vec<Value> {
    let is = |geometry: &str| json!(["==", ["geometry-type"], geometry]);
    let area = |id: &str, layer: &str, colour, filter: Value| with(fill(id, layer, colour), &json!({"filter": filter}));
    let green =
        ["park", "forest", "wood", "nature_reserve", "national_park", "grass", "cemetery", "golf_course", "farmland"];
    let border = |id: &str, filter: Value, width: f64, minzoom: u8| {
        let members = json!({"filter": filter, "minzoom": minzoom, "paint": {"line-dasharray": [3, 2]}});
        with(line(id, "boundaries", palette.border, json!(width)), &members)
    };
    vec![
        background(palette.sea),
        area("land", "earth", palette.land, is("Polygon")),
        with(
            area("woods", "landcover", palette.green, kinds(&["forest", "grassland", "scrub", "farmland"])),
            &json!({"paint": {"fill-opacity": by_zoom(&[(5.0, 0.8), (8.0, 0.0)])}}),
        ),
        with(
            area("green", "landuse", palette.green, kinds(&green)),
            &json!({"paint": {"fill-opacity": by_zoom(&[(7.0, 0.0), (11.0, 1.0)])}}),
        ),
        area("water", "water", palette.sea, is("Polygon")),
        with(
            line("river", "water", palette.sea, by_zoom(&[(8.0, 0.5), (16.0, 3.0)])),
            &json!({"filter": is("LineString")}),
        ),
        with(
            area("building", "buildings", palette.building, kinds(&["building", "building_part"])),
            &json!({"minzoom": 14}),
        ),
        border("border-municipality", kinds(&["county", "locality"]), 0.8, 10),
        border("border-prefecture", kinds(&["region"]), 1.2, 4),
        border("border-country", kinds(&["country"]), 1.4, 3),
    ]
}

fn roads(palette: &Palette) -> Vec<Value> {
    let road = |id: &str, colour, of: &[&str], minzoom: u8, stops: &[(f64, f64)]| {
        let members = json!({
            "filter": kinds(of),
            "minzoom": minzoom,
            "paint": {"line-opacity": ["case", ["has", "is_tunnel"], 0.4, 1.0]},
        });
        with(line(id, "roads", colour, by_zoom(stops)), &members)
    };
    // Schema 3 has medium roads, schema 4 counts them among the major ones.
    let major = ["major_road", "medium_road"];
    let paved = ["minor_road", "other"];
    let edge = palette.road_edge;
    vec![
        with(
            road("path", edge, &["path"], 15, &[(15.0, 0.6), (17.0, 1.4)]),
            &json!({"paint": {"line-dasharray": [3, 2]}}),
        ),
        road("minor-road-edge", edge, &paved, 13, &[(13.0, 1.0), (17.0, 9.0)]),
        road("main-road-edge", edge, &major, 10, &[(10.0, 1.6), (13.0, 4.0), (17.0, 15.0)]),
        road("motorway-edge", edge, &["highway"], 7, &[(7.0, 1.4), (13.0, 5.0), (17.0, 16.0)]),
        road("minor-road", palette.road, &paved, 13, &[(13.0, 0.6), (17.0, 7.0)]),
        road("main-road", palette.main_road, &major, 8, &[(8.0, 0.8), (13.0, 2.8), (17.0, 12.0)]),
        road("motorway", palette.motorway, &["highway"], 5, &[(5.0, 0.6), (9.0, 1.4), (13.0, 3.6), (17.0, 13.0)]),
        road("rail", palette.rail, &["rail"], 9, &[(9.0, 0.6), (12.0, 1.2), (16.0, 2.2)]),
    ]
}

/// The last layer is placed first: a town gives way to its city.
fn names(palette: &Palette, name: &Value) -> Vec<Value> {
    let places = |id: &str, colour, of: &[&str], (minzoom, maxzoom): (u8, u8), sizes: &[(f64, f64)]| {
        let members = json!({
            "filter": kinds(of),
            "minzoom": minzoom,
            "maxzoom": maxzoom,
            "layout": {"symbol-sort-key": ["coalesce", ["get", "min_zoom"], 20]},
        });
        with(label(id, "places", name.clone(), by_zoom(sizes), colour, palette), &members)
    };
    let is_station = json!({"filter": ["==", ["get", "kind"], "station"], "minzoom": 12});
    let water = json!({"filter": ["all", ["==", ["geometry-type"], "Point"], ["has", "name"]]});
    let station =
        label("station-name", "pois", name.clone(), by_zoom(&[(12.0, 11.0), (16.0, 13.0)]), palette.rail_name, palette);
    vec![
        with(circle("station", "pois", palette), &is_station),
        with(label("water-name", "water", name.clone(), json!(12), palette.water_name, palette), &water),
        places(
            "small-name",
            palette.small_name,
            &["neighbourhood", "macrohood"],
            (11, 24),
            &[(11.0, 11.0), (16.0, 14.0)],
        ),
        with(with(station, &is_station), &json!({"layout": {"text-anchor": "top", "text-offset": [0, 0.5]}})),
        places("place-name", palette.large_name, &["locality"], (5, 15), &[(6.0, 11.0), (13.0, 16.0)]),
        places("region-name", palette.large_name, &["region"], (5, 9), &[(5.0, 10.0), (8.0, 15.0)]),
        places("country-name", palette.large_name, &["country"], (3, 6), &[(3.0, 11.0), (6.0, 15.0)]),
    ]
}
