//! Values and laws of home care: no IO, no async, no clock, no HTTP, no SQL.
//!
//! Every other room imports this one; this one imports nothing of the house.

pub mod answer;
pub mod audit;
pub mod availability;
pub mod canonical;
pub mod capability;
pub mod case;
pub mod correction;
pub mod edit;
pub mod facility;
pub mod filings;
pub mod freshness;
pub mod holidays;
pub mod hours;
pub mod kind;
pub mod mesh;
pub mod municipality;
pub mod needs;
pub mod notice;
pub mod place;
pub mod proposal;
pub mod record;
pub mod role;
pub mod source;
pub mod statement;
pub mod text;
pub mod visibility;
pub mod vocabulary;
pub mod way;

pub use answer::{Answer, Fact, PackedFact};
pub use capability::{Capability, CapabilitySet};
pub use facility::{Facility, Position};
pub use kind::{Kind, KindSet};
pub use needs::{Need, Needs, needs};
pub use notice::{Notice, Severity};
pub use place::{LatLon, Level, Metres};
pub use source::{Origin, Source};
pub use vocabulary::{Vocabulary, vocabulary};
pub use way::Leg;
