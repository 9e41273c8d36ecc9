use std::collections::{BTreeMap, BTreeSet};

use martin_tile_utils::Format;
use tilejson::VectorLayer;

use super::*;

const SCHEMAS: [Schema; 6] =
    [Schema::Builtin, Schema::Gsi, Schema::Protomaps, Schema::OpenMapTiles, Schema::Raster, Schema::Unknown];

fn told(layers: &[&str]) -> TileJSON {
    let layers = layers.iter().map(|id| VectorLayer::new((*id).to_owned(), Default::default()));
    tilejson::tilejson! {
        tiles: vec!["http://h/tiles/base/{z}/{x}/{y}".to_owned()],
        vector_layers: layers.collect::<Vec<_>>(),
    }
}

#[test]
fn schemas_are_known_by_their_layers() {
    let detect = |layers: &[&str]| Schema::detect(&told(layers), Format::Mvt);
    assert_eq!(detect(&["land", "lake", "island", "place"]), Schema::Builtin);
    assert_eq!(detect(&["AdmBdry", "Anno", "BldA", "RdCL", "WA"]), Schema::Gsi);
    assert_eq!(detect(&["earth", "water", "roads", "places", "landuse"]), Schema::Protomaps);
    assert_eq!(detect(&["transportation", "water", "place"]), Schema::OpenMapTiles);
    assert_eq!(detect(&["x"]), Schema::Unknown);
    assert_eq!(detect(&[]), Schema::Unknown);
    assert_eq!(Schema::detect(&told(&[]), Format::Png), Schema::Raster);
}

fn every_style(schema: Schema) -> impl Iterator<Item = (Theme, Language, Value)> {
    let of = move |theme, language| (theme, language, style(schema, &told(&["a", "b"]), theme, language, "http://h"));
    [Theme::Light, Theme::Dark]
        .into_iter()
        .flat_map(move |theme| [Language::Japanese, Language::English].map(|language| of(theme, language)))
}

fn layers(style: &Value) -> &[Value] {
    style["layers"].as_array().unwrap()
}

#[test]
fn styles_are_whole() {
    for schema in SCHEMAS {
        for (_, _, style) in every_style(schema) {
            assert_eq!(style["version"], 8);
            assert_eq!(style["glyphs"], "http://h/fonts/{fontstack}/{range}.pbf");
            assert!(style.get("sprite").is_none(), "the page draws its own symbols");
            let mut ids: Vec<_> = layers(&style).iter().map(|layer| layer["id"].as_str().unwrap()).collect();
            assert_eq!(ids[0], "background");
            ids.sort_unstable();
            let count = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), count, "layer names are unique in {schema:?}");
            for layer in &layers(&style)[1..] {
                assert_eq!(layer["source"], "base");
                assert!(layer["layout"].get("icon-image").is_none(), "no pictures from elsewhere");
                if layer["type"] == "symbol" {
                    assert_eq!(layer["layout"]["text-font"], json!([FONT]));
                }
            }
        }
    }
}

/// A style without its colours.
fn without_colours(style: &Value) -> Value {
    let mut layers = style["layers"].clone();
    for layer in layers.as_array_mut().unwrap() {
        if let Some(paint) = layer["paint"].as_object_mut() {
            paint.retain(|key, _| !key.ends_with("-color") && !key.starts_with("raster-"));
        }
    }
    layers
}

#[test]
fn light_and_dark_differ_in_colours_only() {
    for schema in SCHEMAS {
        let styles: Vec<_> = every_style(schema).collect();
        for (theme, language, style) in &styles {
            let (_, _, light) = styles.iter().find(|one| (one.0, one.1) == (Theme::Light, *language)).unwrap();
            assert_eq!(without_colours(style), without_colours(light), "{schema:?} {language:?}");
            assert_eq!(style["layers"] == light["layers"], *theme == Theme::Light, "{schema:?} {theme:?}");
        }
    }
}

/// The attributes that expressions ask for.
fn asked(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => {
            if let [Value::String(operator), Value::String(name), ..] = items.as_slice()
                && ["get", "has"].contains(&operator.as_str())
            {
                found.insert(name.clone());
            }
            items.iter().for_each(|item| asked(item, found));
        }
        Value::Object(members) => members.values().for_each(|item| asked(item, found)),
        _ => {}
    }
}

#[test]
fn every_layer_asks_for_what_its_schema_has() {
    let known = include_str!("../../../tests/fixtures/map/schemas.toml");
    let known: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = toml::from_str(known).unwrap();
    let of = [
        (Schema::Gsi, "gsi"),
        (Schema::Protomaps, "protomaps"),
        (Schema::OpenMapTiles, "openmaptiles"),
        (Schema::Builtin, "builtin"),
    ];
    for (schema, name) in of {
        let schema_layers: Vec<_> = known[name].keys().map(String::as_str).collect();
        assert_eq!(Schema::detect(&told(&schema_layers), Format::Mvt), schema, "its own layers are recognised");
        for (_, _, style) in every_style(schema) {
            for layer in &layers(&style)[1..] {
                let id = &layer["id"];
                let fields = &known[name].get(layer["source-layer"].as_str().unwrap());
                let fields = fields.unwrap_or_else(|| panic!("{name}: {id} draws a layer that is not in the schema"));
                let mut wanted = BTreeSet::new();
                asked(layer, &mut wanted);
                let unknown: Vec<_> = wanted.difference(fields).collect();
                assert!(unknown.is_empty(), "{name}: {id} asks for {unknown:?}");
            }
        }
    }
}

#[test]
fn every_schema_draws_what_a_visitor_looks_for() {
    for schema in [Schema::Gsi, Schema::Protomaps, Schema::OpenMapTiles] {
        for (theme, _, style) in every_style(schema) {
            let ids: Vec<_> = layers(&style).iter().filter_map(|layer| layer["id"].as_str()).collect();
            let wanted = [
                "water",
                "river",
                "building",
                "motorway",
                "main-road",
                "minor-road",
                "rail",
                "station",
                "station-name",
            ];
            for id in wanted.into_iter().chain(["water-name", "border-prefecture", "border-municipality"]) {
                assert!(ids.contains(&id), "{schema:?} {theme:?} has no {id}: {ids:?}");
            }
        }
    }
}

/// Relative luminance, WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/// Contrast ratio, WCAG 2.2.
fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn labels_can_be_read() {
    for theme in [Theme::Light, Theme::Dark] {
        let p = Palette::of(theme);
        let roads = [p.road, p.main_road, p.motorway];
        for (name, road) in
            [p.large_name, p.small_name, p.rail_name].into_iter().flat_map(|name| roads.map(|road| (name, road)))
        {
            let ratio = contrast(name, road);
            assert!(ratio >= 4.5, "{theme:?}: {name} on a road of {road} is {ratio:.1}");
        }
        for ground in [p.sea, p.land, p.halo, p.green, p.town, p.building] {
            for (name, least) in [(p.large_name, 7.0), (p.small_name, 4.5), (p.rail_name, 4.5)] {
                let ratio = contrast(name, ground);
                assert!(ratio >= least, "{theme:?}: {name} on {ground} is {ratio:.1}");
            }
        }
        assert!(contrast(p.water_name, p.sea) >= 4.5);
        assert!(contrast(p.sea, p.land) > 1.15, "land stands out from the sea");
    }
}
