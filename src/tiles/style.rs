//! MapLibre styles of the base map: quiet, because the facilities are what the reader looks at.
//!
//! One file per schema. All draw with the same palette, so that a facility layer reads the
//! same over any of them.

mod builtin;
mod gsi;
mod neutral;
mod openmaptiles;
mod palette;
mod protomaps;

use martin_tile_utils::Format;
use serde_json::{Value, json};
use tilejson::TileJSON;

use self::palette::Palette;
use super::catalogue::BASE;

/// The font of every label: the name martin-core gives to `NotoSansJP_400Regular.ttf`.
pub const FONT: &str = "Noto Sans JP Regular";

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Dark letters on light ground.
    Light,
    /// Light letters on dark ground.
    Dark,
}

/// The language of labels, as far as the base map has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Japanese names.
    #[default]
    Japanese,
    /// English names where the map has them, Japanese elsewhere.
    English,
}

/// How a base map names its layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Schema {
    /// The map compiled into the program.
    Builtin,
    /// 国土地理院 最適化ベクトルタイル (optimal_bvmap).
    Gsi,
    /// Protomaps basemap, version 3 and later.
    Protomaps,
    /// OpenMapTiles, as Planetiler and many others write it.
    OpenMapTiles,
    /// Pictures instead of vectors.
    Raster,
    /// Anything else: lines and areas are drawn without telling them apart.
    Unknown,
}

impl Schema {
    /// The schema of a source, by its format and the names of its layers.
    pub(super) fn detect(told: &TileJSON, format: Format) -> Self {
        if format != Format::Mvt {
            return Self::Raster;
        }
        let layers = told.vector_layers.as_deref().unwrap_or(&[]);
        let has = |ids: &[&str]| ids.iter().all(|id| layers.iter().any(|layer| layer.id == *id));
        if has(&["land", "lake", "island", "place"]) {
            Self::Builtin
        } else if has(&["RdCL", "WA"]) || has(&["AdmBdry", "Anno"]) {
            Self::Gsi
        } else if has(&["earth", "water", "roads"]) {
            Self::Protomaps
        } else if has(&["transportation", "water"]) {
            Self::OpenMapTiles
        } else {
            Self::Unknown
        }
    }

    /// A word for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Builtin => "内蔵の地図 (built-in)",
            Self::Gsi => "国土地理院最適化ベクトルタイル (GSI optimal vector tiles)",
            Self::Protomaps => "Protomaps",
            Self::OpenMapTiles => "OpenMapTiles",
            Self::Raster => "画像 (pictures)",
            Self::Unknown => "その他 (unknown)",
        }
    }

    /// An attribute without which nothing of the schema's current edition can be told apart; `None` where no style of ours needs one.
    pub(super) const fn mark(self) -> Option<&'static str> {
        match self {
            Self::Gsi => Some("vt_code"),
            Self::Protomaps => Some("kind"),
            Self::OpenMapTiles => Some("class"),
            Self::Builtin | Self::Raster | Self::Unknown => None,
        }
    }

    /// Whom to name when the operator's file names nobody.
    pub(super) fn usual_attribution(self) -> Option<&'static str> {
        match self {
            Self::Gsi => Some("国土地理院最適化ベクトルタイル"),
            Self::Protomaps => Some("Protomaps © OpenStreetMap contributors"),
            Self::OpenMapTiles => Some("© OpenMapTiles © OpenStreetMap contributors"),
            Self::Builtin | Self::Raster | Self::Unknown => None,
        }
    }
}

/// The style of a base map.
pub(super) fn style(schema: Schema, base: &TileJSON, theme: Theme, language: Language, base_url: &str) -> Value {
    let palette = Palette::of(theme);
    let layers = match schema {
        Schema::Builtin => builtin::layers(palette, language),
        Schema::Gsi => gsi::layers(palette),
        Schema::Protomaps => protomaps::layers(palette, language),
        Schema::OpenMapTiles => openmaptiles::layers(palette, language),
        Schema::Raster => neutral::raster(palette, theme),
        Schema::Unknown => neutral::layers(palette, base),
    };
    json!({
        "version": 8,
        "name": match theme { Theme::Light => "zaitaku-light", Theme::Dark => "zaitaku-dark" },
        "glyphs": format!("{base_url}/fonts/{{fontstack}}/{{range}}.pbf"),
        "sources": { BASE: source(schema, base) },
        "layers": layers,
    })
}

/// The source as the style names it: written out rather than by URL, which saves a request.
fn source(schema: Schema, base: &TileJSON) -> Value {
    let mut source = json!({
        "type": if schema == Schema::Raster { "raster" } else { "vector" },
        "tiles": base.tiles,
        "minzoom": base.minzoom.unwrap_or(0),
        "maxzoom": base.maxzoom.unwrap_or(14),
        "attribution": base.attribution,
    });
    if schema == Schema::Raster {
        source["tileSize"] = json!(256);
    }
    if let Some(bounds) = base.bounds {
        source["bounds"] = json!([bounds.left, bounds.bottom, bounds.right, bounds.top]);
    }
    source
}

/// The ground everything lies on.
fn background(colour: &str) -> Value {
    json!({"id": "background", "type": "background", "paint": {"background-color": colour}})
}

/// An area of one colour.
fn fill(id: &str, layer: &str, colour: &str) -> Value {
    json!({"id": id, "type": "fill", "source": BASE, "source-layer": layer,
        "paint": {"fill-color": colour}})
}

/// A line of one colour; `width` is in pixels, a number or an expression.
fn line(id: &str, layer: &str, colour: &str, width: impl Into<Value>) -> Value {
    let width: Value = width.into();
    json!({"id": id, "type": "line", "source": BASE, "source-layer": layer,
        "layout": {"line-cap": "round", "line-join": "round"},
        "paint": {"line-color": colour, "line-width": width}})
}

/// A small ring for a station: the symbols of the facilities are larger and filled.
fn circle(id: &str, layer: &str, palette: &Palette) -> Value {
    json!({"id": id, "type": "circle", "source": BASE, "source-layer": layer,
        "paint": {"circle-color": palette.halo, "circle-radius": by_zoom(&[(12.0, 2.0), (16.0, 4.0)]),
            "circle-stroke-color": palette.rail_name, "circle-stroke-width": 1.4}})
}

/// A label; `size` is in pixels, a number or an expression.
fn label(
    id: &str,
    layer: &str,
    text: impl Into<Value>,
    size: impl Into<Value>,
    colour: &str,
    palette: &Palette,
) -> Value {
    let (text, size): (Value, Value) = (text.into(), size.into());
    json!({"id": id, "type": "symbol", "source": BASE, "source-layer": layer,
        "layout": {"text-field": text, "text-font": [FONT], "text-size": size,
            "text-max-width": 8, "text-padding": 4},
        "paint": {"text-color": colour, "text-halo-color": palette.halo, "text-halo-width": 1.6}})
}

/// The same layer with other members, objects merged one level deep.
fn with(mut layer: Value, members: &Value) -> Value {
    for (key, value) in members.as_object().into_iter().flatten() {
        match (layer[key].as_object_mut(), value.as_object()) {
            (Some(old), Some(new)) => old.extend(new.clone()),
            _ => layer[key] = value.clone(),
        }
    }
    layer
}

/// A number that changes with the zoom, in straight lines between `stops` (zoom, value).
fn by_zoom(stops: &[(f64, f64)]) -> Value {
    let stops = stops.iter().flat_map(|&(zoom, value)| [json!(zoom), json!(value)]);
    let head = [json!("interpolate"), json!(["linear"]), json!(["zoom"])];
    Value::Array(head.into_iter().chain(stops).collect())
}

#[cfg(test)]
mod tests;
