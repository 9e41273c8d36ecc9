//! The style of the built-in map: sea, land, lakes and names.

use serde_json::{Value, json};

use super::{Language, Palette, background, by_zoom, fill, label, line, with};

pub(super) fn layers(palette: &Palette, language: Language) -> Vec<Value> {
    let coast = by_zoom(&[(5.0, 0.5), (10.0, 1.0), (14.0, 1.6)]);
    let name = match language {
        Language::Japanese => json!(["get", "name"]),
        Language::English => json!(["coalesce", ["get", "name_en"], ["get", "name"]]),
    };
    let names = |id: &str, kind: &str, zooms: (f64, f64), sizes: &[(f64, f64)], colour| {
        with(
            label(id, "place", name.clone(), by_zoom(sizes), colour, palette),
            &json!({
                "filter": ["==", ["get", "kind"], kind],
                "minzoom": zooms.0,
                "maxzoom": zooms.1,
                "layout": {"symbol-sort-key": ["get", "rank"]},
            }),
        )
    };
    vec![
        background(palette.sea),
        fill("land", "land", palette.land),
        line("coast", "land", palette.coast, coast.clone()),
        fill("lake", "lake", palette.sea),
        line("lake-shore", "lake", palette.coast, coast.clone()),
        fill("island", "island", palette.land),
        line("island-shore", "island", palette.coast, coast),
        // The last layer is placed first: a town gives way to its city.
        names("block", "block", (14.5, 24.0), &[(14.5, 11.0), (17.0, 14.0)], palette.small_name),
        names("town", "town", (11.5, 15.5), &[(11.5, 11.0), (15.0, 14.0)], palette.small_name),
        names("ward", "ward", (9.5, 13.0), &[(9.5, 11.0), (13.0, 15.0)], palette.large_name),
        names("municipality", "municipality", (7.0, 12.5), &[(7.0, 11.0), (12.0, 16.0)], palette.large_name),
        with(
            names("prefecture", "prefecture", (4.0, 8.5), &[(4.0, 10.0), (7.0, 15.0)], palette.large_name),
            &json!({"layout": {"text-letter-spacing": 0.08}}),
        ),
    ]
}
