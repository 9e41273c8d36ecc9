//! The live map as each audience sees it. The tiles of one show what its directory holds.

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;

use crate::directory::ByAudience;
use crate::domain::role::Audience;
use crate::matching::Policy;
use crate::tiles::{LiveLayer, TileDirectory};

use super::map::OnMap;

/// One layer an audience; where two see the same, one layer is both. Clones are handles to the same layers.
#[derive(Debug, Clone)]
pub struct LiveMaps {
    public: LiveLayer,
    /// Of professionals and of editors.
    others: Arc<ArcSwap<[LiveLayer; 2]>>,
    drawn: Drawn,
}

/// What the map needs of the directories besides themselves: by what answers about days to come grow old, and the clock.
#[derive(Debug, Clone)]
struct Drawn {
    policy: Arc<Policy>,
    now: fn() -> Timestamp,
}

impl Drawn {
    fn over(&self, shown: &ByAudience, audience: Audience) -> Arc<dyn TileDirectory> {
        OnMap::of(Arc::clone(shown.seen_by(audience)), Arc::clone(&self.policy), self.now)
    }

    /// The layers of professionals and of editors beside that of the public, with which they share what is the same.
    fn beside(&self, public: &LiveLayer, shown: &ByAudience) -> [LiveLayer; 2] {
        let over = |layer: &LiveLayer, below, audience| {
            if is_alone(shown, audience) {
                layer.beside(self.over(shown, audience), &shown.differing(below, audience))
            } else {
                layer.clone()
            }
        };
        let professional = over(public, Audience::Public, Audience::Professional);
        let editor = over(&professional, Audience::Professional, Audience::Editor);
        [professional, editor]
    }
}

impl LiveMaps {
    /// The layers over the directories of the moment.
    pub fn new(shown: &ByAudience, policy: &Arc<Policy>, now: fn() -> Timestamp) -> Self {
        let drawn = Drawn { policy: Arc::clone(policy), now };
        let public = LiveLayer::new(OnMap::words(), drawn.over(shown, Audience::Public));
        let others = Arc::new(ArcSwap::from_pointee(drawn.beside(&public, shown)));
        Self { public, others, drawn }
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
        self.public.replace(self.drawn.over(next, Audience::Public));
        self.others.store(Arc::new(self.drawn.beside(&self.public, next)));
    }

    /// Shows what became of the directories `before` when some rows changed.
    pub(super) fn apply(&self, before: &ByAudience, next: &ByAudience, rows: &[u32]) {
        self.public.apply(self.drawn.over(next, Audience::Public), rows);
        let others = [Audience::Professional, Audience::Editor];
        if others.iter().any(|&audience| is_alone(before, audience) != is_alone(next, audience)) {
            self.others.store(Arc::new(self.drawn.beside(&self.public, next)));
            return;
        }
        for audience in others.into_iter().filter(|&audience| is_alone(next, audience)) {
            self.seen_by(audience).apply(self.drawn.over(next, audience), rows);
        }
    }
}

/// Whether an audience sees more than the one below it.
fn is_alone(shown: &ByAudience, audience: Audience) -> bool {
    let below = if audience == Audience::Editor { Audience::Professional } else { Audience::Public };
    !Arc::ptr_eq(shown.seen_by(audience), shown.seen_by(below))
}
