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

#[test]
fn styles_are_whole() {
    for schema in SCHEMAS {
        for theme in [Theme::Light, Theme::Dark] {
            for language in [Language::Japanese, Language::English] {
                let style = style(schema, &told(&["a", "b"]), theme, language, "http://h");
                assert_eq!(style["version"], 8);
                assert_eq!(style["glyphs"], "http://h/fonts/{fontstack}/{range}.pbf");
                let layers = style["layers"].as_array().unwrap();
                let mut ids: Vec<_> = layers.iter().map(|l| l["id"].as_str().unwrap()).collect();
                assert_eq!(ids[0], "background");
                ids.sort_unstable();
                let count = ids.len();
                ids.dedup();
                assert_eq!(ids.len(), count, "layer names are unique in {schema:?}");
                for layer in &layers[1..] {
                    assert_eq!(layer["source"], "base");
                    if layer["type"] == "symbol" {
                        assert_eq!(layer["layout"]["text-font"], json!([FONT]));
                    }
                }
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
        for ground in [p.sea, p.land, p.halo, p.green, p.town, p.building] {
            for (name, least) in [(p.large_name, 7.0), (p.small_name, 4.5)] {
                let ratio = contrast(name, ground);
                assert!(ratio >= least, "{theme:?}: {name} on {ground} is {ratio:.1}");
            }
        }
        assert!(contrast(p.water_name, p.sea) >= 4.5);
        assert!(contrast(p.sea, p.land) > 1.15, "land stands out from the sea");
    }
}
