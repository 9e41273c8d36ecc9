//! The colours of the map. A test holds every label to WCAG contrast against what it lies on.

use super::Theme;

/// The colours of one theme, as CSS.
#[derive(Debug)]
pub(super) struct Palette {
    pub(super) sea: &'static str,
    pub(super) land: &'static str,
    pub(super) coast: &'static str,
    /// Woods, parks and fields.
    pub(super) green: &'static str,
    /// Built-up ground.
    pub(super) town: &'static str,
    pub(super) building: &'static str,
    pub(super) road: &'static str,
    pub(super) main_road: &'static str,
    pub(super) motorway: &'static str,
    pub(super) road_edge: &'static str,
    pub(super) rail: &'static str,
    pub(super) border: &'static str,
    /// Names of prefectures, cities and wards.
    pub(super) large_name: &'static str,
    /// Names of towns and blocks.
    pub(super) small_name: &'static str,
    /// Names of stations.
    pub(super) rail_name: &'static str,
    /// Names of water.
    pub(super) water_name: &'static str,
    pub(super) halo: &'static str,
}

impl Palette {
    pub(super) fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }
}

const LIGHT: Palette = Palette {
    sea: "#cbdfe9",
    land: "#f6f4ee",
    coast: "#94b3c4",
    green: "#e4ecd9",
    town: "#efece5",
    building: "#e2ded5",
    road: "#ffffff",
    main_road: "#fbeabb",
    motorway: "#f4d188",
    road_edge: "#cac4b6",
    rail: "#99959f",
    border: "#b3a7b8",
    large_name: "#2c3338",
    small_name: "#4d5459",
    rail_name: "#54496b",
    water_name: "#2f5f7d",
    halo: "#fdfcf9",
};

const DARK: Palette = Palette {
    sea: "#121c24",
    land: "#23292e",
    coast: "#456073",
    green: "#263029",
    town: "#282e33",
    building: "#30373d",
    road: "#3a4249",
    main_road: "#4a4a40",
    motorway: "#54472c",
    road_edge: "#1a1f23",
    rail: "#67697a",
    border: "#6a6078",
    large_name: "#e8ecef",
    small_name: "#b9c1c7",
    rail_name: "#c6bedc",
    water_name: "#8fb8d2",
    halo: "#171c20",
};
