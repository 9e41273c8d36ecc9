//! Seekers find their candidates: every plausible pair is judged, the surest taken first, and none that another could have as well.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use xxhash_rust::xxh3::Xxh3;

use crate::domain::Kind;
use crate::domain::kind::KindSet;

use super::rules::{Linkage, Reason};
use super::verdict::{Party, Rarity, Shared, Verdict, judge};

/// What a candidate stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Target {
    /// A facility, by its position.
    Facility(usize),
    /// A filed institution that no list has, by the position of its first record.
    Filed(usize),
    /// A founding statement that nobody else speaks of, by its position.
    Statement(usize),
}

/// Who may be meant.
pub(super) struct Candidate {
    pub(super) target: Target,
    pub(super) kind: Kind,
    pub(super) party: Party,
    /// Candidates that this one may be: whoever surely means one of them does not mean this one.
    pub(super) doubles: Vec<Target>,
}

impl Candidate {
    pub(super) const fn new(target: Target, kind: Kind, party: Party) -> Self {
        Self { target, kind, party, doubles: Vec::new() }
    }

    /// Whether two rows say the same name at the same complete address.
    fn is_twin(&self, other: &Self) -> bool {
        let (a, b) = (&self.party, &other.party);
        self.kind == other.kind && a.name.whole == b.name.whole && a.place == b.place && a.place.is_complete()
    }
}

/// Somebody for whom a candidate is sought.
pub(super) struct Seeker {
    pub(super) party: Party,
    /// The kinds it may be.
    pub(super) kinds: KindSet,
    /// Kinds that it surely is not by what it says of itself, but may have become: such a pair is for a person.
    pub(super) unlikely: KindSet,
    /// Whether the earlier of several kinds is meant where nothing else decides: a doctors' survey speaks of the clinic, not of the dental
    /// clinic of the same name beside it.
    pub(super) prefers: bool,
    /// Candidates that a person held apart from it.
    pub(super) apart: Vec<Target>,
    /// Whether it waits for a person where somebody else took the candidate that it surely is: a row of a list, which would found a
    /// facility twice.
    pub(super) yields: bool,
}

/// Where a seeker ended: with positions among the candidates, or with targets.
#[derive(Debug, Clone)]
pub(super) struct Found<T = usize> {
    /// The candidate and the verdict, where it is sure.
    pub(super) link: Option<(T, Verdict)>,
    /// The candidates that may be meant, the likeliest first; empty where there is a link.
    pub(super) maybe: Vec<(T, Verdict)>,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { link: None, maybe: Vec::new() }
    }
}

impl<T: Copy> Found<T> {
    pub(super) fn sure(who: T, verdict: Verdict) -> Self {
        Self { link: Some((who, verdict)), maybe: Vec::new() }
    }

    /// The same, with other words for who was found.
    pub(super) fn map<U>(&self, who: impl Fn(T) -> U) -> Found<U> {
        let name = |&(found, verdict): &(T, Verdict)| (who(found), verdict);
        Found { link: self.link.as_ref().map(name), maybe: self.maybe.iter().map(name).collect() }
    }
}

/// Candidates, found by where they are and what they are called.
#[derive(Default)]
pub(super) struct Candidates {
    pub(super) all: Vec<Candidate>,
    near: HashMap<u64, Vec<u32>>,
}

/// Areas within which names and candidates are looked up.
#[derive(Clone, Copy, Hash)]
enum Area<'a> {
    Town(&'a str),
    Municipality(u32),
    Prefecture(u32),
    Everywhere,
}

/// A hash under which something is looked up; who is found so is judged anyway.
pub(super) fn key(of: impl Hash) -> u64 {
    let mut hasher = Xxh3::new();
    of.hash(&mut hasher);
    hasher.digest()
}

/// The areas in which a party lies, the smallest first.
fn areas(party: &Party) -> impl Iterator<Item = Area<'_>> {
    let place = &party.place;
    let town = Some(place.unnumbered_town()).filter(|town| !town.is_empty()).map(Area::Town);
    let code = place.municipality;
    let municipality = code.map(|code| Area::Municipality(code.number()));
    let prefecture = code.map(|code| Area::Prefecture(code.prefecture()));
    [town, municipality, prefecture].into_iter().flatten()
}

/// The keys under which a party is found: its town, its telephone, and each particular form of its name in every area around it.
fn keys(party: &Party, mut put: impl FnMut(u64)) {
    if !party.place.town.is_empty() {
        put(key(("town", party.place.town.as_str())));
    }
    if let Some(phone) = &party.phone {
        put(key(("phone", phone.as_str())));
    }
    for form in party.name.forms.iter().filter(|form| !form.core.is_empty()) {
        // The town is found whole; without any area the name alone must do.
        for area in areas(party).skip_while(|area| matches!(area, Area::Town(_))).chain([Area::Everywhere]) {
            put(key((area, form.text.as_str())));
        }
    }
}

impl Candidates {
    pub(super) fn push(&mut self, candidate: Candidate) {
        let slot = self.all.len() as u32;
        keys(&candidate.party, |key| self.near.entry(key).or_default().push(slot));
        self.all.push(candidate);
    }

    /// Everybody who is worth a look for a party, each once, ascending.
    fn around(&self, party: &Party) -> Vec<usize> {
        let mut slots = Vec::new();
        let placed = party.place.municipality.is_some();
        let everywhere: HashSet<u64> =
            party.name.forms.iter().map(|form| key((Area::Everywhere, form.text.as_str()))).collect();
        keys(party, |key| {
            // Who is placed is not sought all over the country.
            if !(placed && everywhere.contains(&key)) {
                slots.extend(self.near.get(&key).into_iter().flatten().map(|&slot| slot as usize));
            }
        });
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}

/// How many bear a form of a name in an area, among the candidates and among the seekers.
struct Bearers(HashMap<u64, (u32, u32)>);

impl Bearers {
    fn new(candidates: &[Candidate], seekers: &[&Seeker]) -> Self {
        let kinds = seekers.iter().fold(KindSet::default(), |all, seeker| KindSet(all.0 | seeker.kinds.0));
        let mut bearers: HashMap<u64, (u32, u32)> = HashMap::new();
        let mut count = |party: &Party, add: fn(&mut (u32, u32))| {
            for form in party.name.forms.iter().filter(|form| !form.core.is_empty()) {
                for area in areas(party).chain([Area::Everywhere]) {
                    add(bearers.entry(key((area, form.text.as_str()))).or_default());
                }
            }
            if let Some(municipality) = party.municipality() {
                for core in party.name.cores() {
                    add(bearers.entry(key((municipality, "core", core))).or_default());
                }
            }
        };
        for candidate in candidates.iter().filter(|candidate| kinds.contains(candidate.kind)) {
            count(&candidate.party, |bearers| bearers.0 += 1);
        }
        for seeker in seekers {
            count(&seeker.party, |bearers| bearers.1 += 1);
        }
        Self(bearers)
    }

    /// Where only one on each side bears a form of a name, in the areas around the seeker.
    fn of_form(&self, seeker: &Party, form: &str) -> Rarity {
        let only = |area: Area<'_>| self.0.get(&key((area, form))) == Some(&(1, 1));
        let mut rarity = Rarity::default();
        for area in areas(seeker) {
            match area {
                Area::Town(_) => rarity.town = only(area),
                Area::Municipality(_) => rarity.municipality = only(area),
                Area::Prefecture(_) => rarity.prefecture = only(area),
                Area::Everywhere => {}
            }
        }
        if seeker.place.municipality.is_none() {
            rarity.municipality = only(Area::Everywhere);
        }
        rarity
    }

    /// Whether no more than one on each side bears a particular part in the seeker's municipality.
    fn of_core(&self, seeker: &Party, core: &str) -> Rarity {
        let bearers = seeker.municipality().and_then(|municipality| self.0.get(&key((municipality, "core", core))));
        let municipality = bearers.is_some_and(|&(listed, seeking)| listed <= 1 && seeking <= 1);
        Rarity { municipality, ..Rarity::default() }
    }
}

/// A judged pair.
#[derive(Clone, Copy)]
struct Pair {
    seeker: usize,
    slot: usize,
    verdict: Verdict,
}

/// Finds for every seeker the candidate that is meant. With `taken`, what one seeker has taken no other can take, nor what had been
/// taken before; without, several may speak of one.
pub(super) fn pair(
    seekers: &[&Seeker],
    candidates: &Candidates,
    taken: Option<&HashSet<usize>>,
    rules: &Linkage,
) -> Vec<Found> {
    let exclusive = taken.is_some();
    let mut taken = taken.cloned().unwrap_or_default();
    let mut pairs = judged(seekers, candidates, rules);
    pairs.sort_by(|a, b| {
        b.verdict.order().cmp(&a.verdict.order()).then_with(|| (a.seeker, a.slot).cmp(&(b.seeker, b.slot)))
    });
    let mut found = vec![Found::default(); seekers.len()];
    // Seekers and candidates whose best partners cannot be told apart: whatever fits them less is not sure either.
    let (mut torn, mut contested) = (HashSet::new(), HashSet::new());
    for equal in pairs.chunk_by(|a, b| a.verdict.order() == b.verdict.order()) {
        let free = |pair: &&Pair| found[pair.seeker].link.is_none() && !(exclusive && taken.contains(&pair.slot));
        let mut free: Vec<Pair> = equal.iter().filter(free).copied().collect();
        // A list that has an institution twice has it all the same: its first row stands for both.
        free.dedup_by(|later, first| {
            later.seeker == first.seeker && candidates.all[first.slot].is_twin(&candidates.all[later.slot])
        });
        let (mut of_seeker, mut of_slot): (HashMap<usize, u32>, HashMap<usize, u32>) = Default::default();
        for pair in &free {
            *of_seeker.entry(pair.seeker).or_default() += 1;
            *of_slot.entry(pair.slot).or_default() += 1;
        }
        for pair in free {
            let alone = of_seeker[&pair.seeker] == 1 && !torn.contains(&pair.seeker);
            let uncontested = !exclusive || (of_slot[&pair.slot] == 1 && !contested.contains(&pair.slot));
            if pair.verdict.score < rules.thresholds.sure {
                continue;
            }
            if alone && uncontested {
                found[pair.seeker].link = Some((pair.slot, pair.verdict));
                taken.insert(pair.slot);
            } else {
                torn.insert(pair.seeker);
                contested.insert(pair.slot);
            }
        }
    }
    if exclusive {
        for pair in left_over(seekers, candidates, &found, &taken, rules) {
            if pair.verdict.score >= rules.thresholds.sure {
                found[pair.seeker].link = Some((pair.slot, pair.verdict));
                taken.insert(pair.slot);
            } else {
                pairs.push(pair);
            }
        }
    }
    let open = |pair: &&Pair| {
        let yields = seekers[pair.seeker].yields && pair.verdict.score >= rules.thresholds.sure;
        found[pair.seeker].link.is_none() && !(exclusive && taken.contains(&pair.slot) && !yields)
    };
    let maybe: Vec<Pair> = pairs.iter().filter(open).copied().collect();
    for mut pair in maybe.into_iter().filter(|pair| pair.verdict.score >= rules.thresholds.doubt) {
        if pair.verdict.score >= rules.thresholds.sure {
            pair.verdict = pair.verdict.held_back(rules.thresholds.sure);
        }
        let maybe = &mut found[pair.seeker].maybe;
        if maybe.len() < rules.thresholds.candidates {
            maybe.push((pair.slot, pair.verdict));
        }
    }
    found
}

fn judged(seekers: &[&Seeker], candidates: &Candidates, rules: &Linkage) -> Vec<Pair> {
    let bearers = Bearers::new(&candidates.all, seekers);
    let mut pairs = Vec::new();
    for (at, seeker) in seekers.iter().enumerate() {
        let first = pairs.len();
        for slot in candidates.around(&seeker.party) {
            let candidate = &candidates.all[slot];
            let unlikely = seeker.unlikely.contains(candidate.kind);
            if !(seeker.kinds.contains(candidate.kind) || unlikely) || seeker.apart.contains(&candidate.target) {
                continue;
            }
            let rarity = |shared: Shared<'_>| match shared {
                Shared::Form(form) => bearers.of_form(&seeker.party, form),
                Shared::Core(core) => bearers.of_core(&seeker.party, core),
            };
            let verdict = judge(&seeker.party, &candidate.party, rules, rarity);
            let verdict =
                verdict.map(|verdict| if unlikely { verdict.against(Reason::OtherKind, rules) } else { verdict });
            let verdict =
                verdict.map(|verdict| if seeker.prefers { verdict.preferring(candidate.kind) } else { verdict });
            let worth = |verdict: &Verdict| verdict.score >= rules.thresholds.doubt;
            pairs.extend(verdict.filter(worth).map(|verdict| Pair { seeker: at, slot, verdict }));
        }
        let sure: Vec<Target> = pairs[first..]
            .iter()
            .filter(|pair| pair.verdict.score >= rules.thresholds.sure)
            .map(|pair| candidates.all[pair.slot].target)
            .collect();
        let doubles = |pair: &Pair| candidates.all[pair.slot].doubles.iter().any(|other| sure.contains(other));
        let kept: Vec<Pair> = pairs.drain(first..).filter(|pair| !doubles(pair)).collect();
        pairs.extend(kept);
    }
    pairs
}

/// Pairs of those who have no partner and are the only such at a complete address, on both sides: somebody was renamed, or one moved
/// out and another in.
fn left_over(
    seekers: &[&Seeker],
    candidates: &Candidates,
    found: &[Found],
    taken: &HashSet<usize>,
    rules: &Linkage,
) -> Vec<Pair> {
    let address = |party: &Party| {
        party
            .place
            .is_complete()
            .then(|| key((party.place.town.as_str(), party.place.field.as_str(), &party.place.numbers)))
    };
    let mut at: HashMap<u64, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (seeker, _) in found.iter().enumerate().filter(|(_, found)| found.link.is_none()) {
        if let Some(address) = address(&seekers[seeker].party) {
            at.entry(address).or_default().0.push(seeker);
        }
    }
    for (slot, candidate) in candidates.all.iter().enumerate().filter(|(slot, _)| !taken.contains(slot)) {
        let here = address(&candidate.party).and_then(|address| at.get_mut(&address));
        if let Some((seekers_here, slots)) = here
            && seekers_here.iter().any(|&seeker| seekers[seeker].kinds.contains(candidate.kind))
        {
            slots.push(slot);
        }
    }
    let mut pairs: Vec<Pair> = at
        .into_values()
        .filter_map(|(seekers, slots)| Some((*one(&seekers)?, *one(&slots)?)))
        .filter(|&(seeker, slot)| !seekers[seeker].apart.contains(&candidates.all[slot].target))
        .filter_map(|(seeker, slot)| {
            let verdict = judge(&seekers[seeker].party, &candidates.all[slot].party, rules, |_| Rarity::default())?;
            let gate = verdict.reasons.has(Reason::OtherKind);
            let other = verdict.reasons.has(Reason::OtherName) && verdict.score < rules.thresholds.doubt && !gate;
            let (a, b) = (&seekers[seeker].party, &candidates.all[slot].party);
            other.then(|| Pair { seeker, slot, verdict: verdict.alone_at_address(a, b, rules) })
        })
        .collect();
    pairs.sort_by_key(|pair| (pair.seeker, pair.slot));
    pairs
}

/// The only element.
fn one<T>(of: &[T]) -> Option<&T> {
    match of {
        [only] => Some(only),
        _ => None,
    }
}
