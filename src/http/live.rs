//! The live map as each audience sees it. The tiles of one show what its directory holds.

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::directory::ByAudience;
use crate::domain::role::Audience;
use crate::tiles::LiveLayer;

use super::map::OnMap;

/// One layer an audience; where two see the same, one layer is both. Clones are handles to the same layers.
#[derive(Debug, Clone)]
pub struct LiveMaps {
    public: LiveLayer,
    /// Of professionals and of editors.
    others: Arc<ArcSwap<[LiveLayer; 2]>>,
}

impl LiveMaps {
    /// The layers over the directories of the moment.
    pub fn new(shown: &ByAudience) -> Self {
        let public = LiveLayer::new(OnMap::words(), OnMap::of(Arc::clone(shown.seen_by(Audience::Public))));
        let others = Arc::new(ArcSwap::from_pointee(beside(&public, shown)));
        Self { public, others }
    }

    /// The layer of the public: the one that the catalogue serves to whoever is not known.
    pub const fn public(&self) -> &LiveLayer {
        &self.public
    }

    /// The layer that an audience is shown.
    pub fn seen_by(&self, audience: Audience) -> LiveLayer {
        let others = self.others.load();
        match audience {
            Audience::Public => self.public.clone(),
            Audience::Professional => others[0].clone(),
            Audience::Editor => others[1].clone(),
        }
    }

    /// Shows other directories, whose rows may mean other facilities.
    pub(super) fn replace(&self, next: &ByAudience) {
        self.public.replace(OnMap::of(Arc::clone(next.seen_by(Audience::Public))));
        self.others.store(Arc::new(beside(&self.public, next)));
    }

    /// Shows what became of the directories `before` when some rows changed.
    pub(super) fn apply(&self, before: &ByAudience, next: &ByAudience, rows: &[u32]) {
        self.public.apply(OnMap::of(Arc::clone(next.seen_by(Audience::Public))), rows);
        let stays = |audience| is_alone(before, audience) == is_alone(next, audience);
        if ![Audience::Professional, Audience::Editor].into_iter().all(stays) {
            self.others.store(Arc::new(beside(&self.public, next)));
            return;
        }
        for audience in [Audience::Professional, Audience::Editor] {
            if is_alone(next, audience) {
                self.seen_by(audience).apply(OnMap::of(Arc::clone(next.seen_by(audience))), rows);
            }
        }
    }
}

/// Whether an audience sees more than the one below it.
fn is_alone(shown: &ByAudience, audience: Audience) -> bool {
    let below = if audience == Audience::Editor { Audience::Professional } else { Audience::Public };
    !Arc::ptr_eq(shown.seen_by(audience), shown.seen_by(below))
}

/// The layers of professionals and of editors beside that of the public, with which they share what is the same.
fn beside(public: &LiveLayer, shown: &ByAudience) -> [LiveLayer; 2] {
    let over = |layer: &LiveLayer, below, audience| {
        if !is_alone(shown, audience) {
            return layer.clone();
        }
        layer.beside(OnMap::of(Arc::clone(shown.seen_by(audience))), &shown.differing(below, audience))
    };
    let professional = over(public, Audience::Public, Audience::Professional);
    let editor = over(&professional, Audience::Professional, Audience::Editor);
    [professional, editor]
}
