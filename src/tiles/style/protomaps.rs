//! The style of Protomaps basemaps (tile schema 3 and 4: roads and places told apart by `kind`).

use serde_json::{Value, json};

use super::{Language, Palette, background, by_zoom, fill, label, line, with};

pub(super) fn layers(palette: &Palette, language: Language) -> Vec<Value> {
    let name = match language {
        Language::Japanese => json!(["coalesce", ["get", "name:ja"], ["get", "name"]]),
        Language::English => json!(["coalesce", ["get", "name:en"], ["get", "name"]]),
    };
    let kinds = |kinds: &[&str]| json!(["in", ["get", "kind"], ["literal", kinds]]);
    let area = |id: &str, layer: &str, colour, filter: Value| with(fill(id, layer, colour), &json!({"filter": filter}));
    let road = |id: &str, colour, of: &[&str], minzoom: f64, stops: &[(f64, f64)]| {
        let members = json!({"filter": kinds(of), "minzoom": minzoom});
        with(line(id, "roads", colour, by_zoom(stops)), &members)
    };
    let names = |id: &str, colour, of: &[&str], stops: &[(f64, f64)]| {
        let members = json!({
            "filter": kinds(of),
            "layout": {"symbol-sort-key": ["coalesce", ["get", "min_zoom"], 20]},
        });
        with(label(id, "places", name.clone(), by_zoom(stops), colour, palette), &members)
    };
    let is_area = json!(["==", ["geometry-type"], "Polygon"]);
    vec![
        background(palette.sea),
        fill("land", "earth", palette.land),
        area(
            "green",
            "landuse",
            palette.green,
            kinds(&["park", "forest", "wood", "nature_reserve", "grass", "cemetery", "farmland"]),
        ),
        area("water", "water", palette.sea, is_area),
        with(
            line("river", "water", palette.sea, by_zoom(&[(8.0, 0.5), (16.0, 3.0)])),
            &json!({"filter": ["==", ["geometry-type"], "LineString"]}),
        ),
        with(fill("building", "buildings", palette.building), &json!({"minzoom": 14})),
        with(line("border", "boundaries", palette.border, json!(1)), &json!({"paint": {"line-dasharray": [3, 2]}})),
        road("minor-road-edge", palette.road_edge, &["minor_road", "other", "path"], 13.0, &[(13.0, 1.0), (17.0, 9.0)]),
        road(
            "major-road-edge",
            palette.road_edge,
            &["major_road", "medium_road", "highway"],
            9.0,
            &[(9.0, 1.4), (17.0, 15.0)],
        ),
        road("minor-road", palette.road, &["minor_road", "other", "path"], 13.0, &[(13.0, 0.6), (17.0, 7.0)]),
        road("major-road", palette.main_road, &["major_road", "medium_road"], 9.0, &[(9.0, 0.6), (17.0, 12.0)]),
        road("motorway", palette.motorway, &["highway"], 6.0, &[(6.0, 0.6), (17.0, 13.0)]),
        road("rail", palette.rail, &["rail"], 9.0, &[(9.0, 0.6), (16.0, 2.0)]),
        names("small-name", palette.small_name, &["neighbourhood", "macrohood"], &[(11.0, 11.0), (16.0, 14.0)]),
        names("place-name", palette.large_name, &["locality"], &[(6.0, 11.0), (14.0, 17.0)]),
        names("region-name", palette.large_name, &["region", "country"], &[(3.0, 10.0), (8.0, 15.0)]),
    ]
}
