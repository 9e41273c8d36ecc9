//! The style of OpenMapTiles (schema 3: roads and places told apart by `class`).

use serde_json::{Value, json};

use super::{Language, Palette, background, by_zoom, fill, label, line, with};

pub(super) fn layers(palette: &Palette, language: Language) -> Vec<Value> {
    let name = match language {
        Language::Japanese => json!(["coalesce", ["get", "name:ja"], ["get", "name"]]),
        Language::English => json!(["coalesce", ["get", "name:en"], ["get", "name:latin"], ["get", "name"]]),
    };
    let classes = |classes: &[&str]| json!(["in", ["get", "class"], ["literal", classes]]);
    let road = |id: &str, colour, of: &[&str], minzoom: f64, stops: &[(f64, f64)]| {
        let members = json!({"filter": classes(of), "minzoom": minzoom});
        with(line(id, "transportation", colour, by_zoom(stops)), &members)
    };
    let names = |id: &str, colour, of: &[&str], stops: &[(f64, f64)]| {
        let members = json!({
            "filter": classes(of),
            "layout": {"symbol-sort-key": ["coalesce", ["get", "rank"], 99]},
        });
        with(label(id, "place", name.clone(), by_zoom(stops), colour, palette), &members)
    };
    let major = ["trunk", "primary", "secondary", "tertiary"];
    vec![
        background(palette.land),
        with(
            fill("town", "landuse", palette.town),
            &json!({"filter": classes(&["residential", "commercial", "industrial"])}),
        ),
        with(fill("green", "landcover", palette.green), &json!({"filter": classes(&["wood", "grass", "farmland"])})),
        fill("water", "water", palette.sea),
        line("river", "waterway", palette.sea, by_zoom(&[(8.0, 0.5), (16.0, 3.0)])),
        with(fill("building", "building", palette.building), &json!({"minzoom": 14})),
        with(
            line("border", "boundary", palette.border, json!(1)),
            &json!({"filter": ["<=", ["get", "admin_level"], 8], "paint": {"line-dasharray": [3, 2]}}),
        ),
        road("minor-road-edge", palette.road_edge, &["minor", "service"], 13.0, &[(13.0, 1.0), (17.0, 9.0)]),
        road("major-road-edge", palette.road_edge, &major, 9.0, &[(9.0, 1.4), (17.0, 15.0)]),
        road("minor-road", palette.road, &["minor", "service"], 13.0, &[(13.0, 0.6), (17.0, 7.0)]),
        road("major-road", palette.main_road, &major, 8.0, &[(8.0, 0.6), (17.0, 12.0)]),
        road("motorway", palette.motorway, &["motorway"], 6.0, &[(6.0, 0.6), (17.0, 13.0)]),
        road("rail", palette.rail, &["rail", "transit"], 9.0, &[(9.0, 0.6), (16.0, 2.0)]),
        with(
            label("water-name", "water_name", name.clone(), json!(12), palette.water_name, palette),
            &json!({"filter": ["==", ["geometry-type"], "Point"]}),
        ),
        names(
            "small-name",
            palette.small_name,
            &["suburb", "quarter", "neighbourhood", "hamlet"],
            &[(11.0, 11.0), (16.0, 14.0)],
        ),
        names("place-name", palette.large_name, &["city", "town", "village"], &[(6.0, 11.0), (14.0, 17.0)]),
        names("region-name", palette.large_name, &["province", "state", "country"], &[(3.0, 10.0), (8.0, 15.0)]),
    ]
}
