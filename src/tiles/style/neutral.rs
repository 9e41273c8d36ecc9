//! Styles for maps we know nothing about.

use serde_json::{Value, json};
use tilejson::TileJSON;

use super::{Palette, Theme, background, fill, line, with};
use crate::tiles::catalogue::BASE;

/// Every layer's areas and lines in quiet colours.
pub(super) fn layers(palette: &Palette, base: &TileJSON) -> Vec<Value> {
    let ids = base.vector_layers.iter().flatten().map(|layer| layer.id.as_str());
    let ids: Vec<&str> = ids.collect();
    let only = |kind: &str| json!({"filter": ["==", ["geometry-type"], kind]});
    let areas = ids.iter().map(|id| {
        let area = fill(&format!("{id}-area"), id, palette.town);
        let members = json!({"paint": {"fill-outline-color": palette.road_edge, "fill-opacity": 0.6}});
        with(with(area, &members), &only("Polygon"))
    });
    let lines = ids.iter().map(|id| {
        let drawn = line(&format!("{id}-line"), id, palette.rail, json!(0.8));
        with(drawn, &only("LineString"))
    });
    std::iter::once(background(palette.land)).chain(areas).chain(lines).collect()
}

/// Pictures, faded so that facilities stand out, and darkened for the dark theme.
pub(super) fn raster(palette: &Palette, theme: Theme) -> Vec<Value> {
    let brightest = match theme {
        Theme::Light => 1.0,
        Theme::Dark => 0.55,
    };
    let paint = json!({"raster-saturation": -0.4, "raster-brightness-max": brightest});
    vec![background(palette.land), json!({"id": "pictures", "type": "raster", "source": BASE, "paint": paint})]
}
