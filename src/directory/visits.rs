//! Whether a facility comes to the home, as lists and the map say it.

use std::sync::LazyLock;

use super::Directory;
use crate::domain::{Answer, Capability, Kind, vocabulary};

/// How one learns whether a kind comes to the home.
#[derive(Clone, Copy)]
enum Visiting {
    /// It does nothing else.
    Always,
    /// It says so under a capability.
    AsSaid(Option<Capability>),
}

/// By kind, in the order of [`Kind::ALL`]: looked up once, for the map asks for hundreds of thousands.
static VISITING: LazyLock<Vec<Visiting>> = LazyLock::new(|| Kind::ALL.iter().map(|kind| visiting(*kind)).collect());

/// Some services are nothing else; the others say so under the capability of their role.
fn visiting(kind: Kind) -> Visiting {
    let capability = match kind {
        Kind::NursingStation
        | Kind::HomeHelp
        | Kind::BathingService
        | Kind::HomeRehab
        | Kind::Visit24h
        | Kind::CareManagerOffice => return Visiting::Always,
        Kind::Pharmacy => "home_pharmacy",
        Kind::DentalClinic => "home_dental_visit",
        _ => "home_visit_scheduled",
    };
    Visiting::AsSaid(vocabulary().capability(capability))
}

impl Directory {
    /// Whether a facility comes to the home. Nobody is taken to stay away because nobody said anything.
    pub fn visits(&self, row: u32) -> Answer {
        match self.kind(row).and_then(|kind| VISITING.get(kind.index())) {
            Some(Visiting::Always) => Answer::Yes,
            Some(Visiting::AsSaid(Some(capability))) => {
                self.fact(row, *capability).map_or(Answer::Unknown, |fact| fact.answer)
            }
            Some(Visiting::AsSaid(None)) | None => Answer::Unknown,
        }
    }
}
