//! Statements find whom they speak of: by a number, else by address, name, reading and telephone.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::kind::KindSet;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{FilingTable, SourceRecord};
use crate::domain::statement::{Statement, Subject};
use crate::domain::{Kind, Source};

use super::super::found;
use super::pairing::{Candidate, Candidates, Found, Seeker, Target, key, pair};
use super::rules::{Linkage, Reason, linkage};
use super::verdict::{Party, Verdict};
use super::{Fellow, Linked, Located, Outcome, World, filed_id};

/// Links every statement. Rows of lists come first, one source after the other, because whoever they alone name may be meant by the
/// answers, rosters and sheets after them.
pub(super) fn link(world: &World<'_>, locate: &impl Fn(&str) -> Option<Located>, linked: &mut Linked) {
    let rules = linkage();
    linked.statements = vec![Outcome::default(); world.statements.len()];
    if world.statements.is_empty() {
        return;
    }
    let numbers = Numbers::new(world, linked);
    let mut open: BTreeMap<(bool, Source), Vec<(usize, Seeker)>> = BTreeMap::new();
    for (at, (record, statement)) in world.statements.iter().enumerate() {
        let found = match world.decided.same(record) {
            Some(target) => Found::sure(target, Verdict::by(Reason::DecidedSame, 100)),
            None => numbers.find(world, record, statement),
        };
        match found {
            Found { link: Some((target, verdict)), .. } => {
                linked.statements[at] = Outcome::of(target, verdict, Target::Statement(at));
            }
            found if !found.maybe.is_empty() => close(world, at, &found, linked),
            _ => {
                let seeker = seeker(world, record, statement, locate, rules);
                open.entry((!statement.founds, record.source)).or_default().push((at, seeker));
            }
        }
    }
    let mut candidates = candidates(world, &open, linked, locate, rules);
    for ((answers, _), group) in open {
        let (group, twins) = if answers { (group, Vec::new()) } else { units(group) };
        let seekers: Vec<&Seeker> = group.iter().map(|(_, seeker)| seeker).collect();
        let taken = HashSet::new();
        let found = pair(&seekers, &candidates, (!answers).then_some(&taken), rules);
        for ((at, seeker), found) in group.into_iter().zip(found) {
            let found = found.map(|slot| candidates.all[slot].target);
            let alone = found.link.is_none();
            close(world, at, &found, linked);
            if alone && !answers {
                for kind in seeker.kinds.iter().take(1) {
                    let doubles = found.maybe.iter().map(|(target, _)| *target).collect();
                    let candidate = Candidate::new(Target::Statement(at), kind, seeker.party.clone());
                    candidates.push(Candidate { doubles, ..candidate });
                }
            }
        }
        for (at, first) in twins {
            linked.statements[at] = as_its_twin(&linked.statements[first], first);
        }
    }
    let report = &mut linked.report;
    for outcome in &linked.statements {
        let found = outcome.target.is_some() || outcome.fellow.is_some();
        report.statements += u64::from(found);
        report.statements_alone += u64::from(!found);
        report.statements_doubtful += u64::from(outcome.doubtful);
    }
}

/// A row whose institution another row names too, and that other row.
type Twin = (usize, usize);

/// Rows of lists, one an institution: two cities, or a city and its prefecture, list one clinic under another code or telephone. The same name at
/// the same complete address is one institution of its kind. Returns the first rows, and every other row with the first of its institution.
fn units(group: Vec<(usize, Seeker)>) -> (Vec<(usize, Seeker)>, Vec<Twin>) {
    let mut known: HashMap<u64, (usize, usize)> = HashMap::new();
    let (mut firsts, mut twins) = (Vec::<(usize, Seeker)>::new(), Vec::new());
    for (at, seeker) in group {
        let Party { name, place, .. } = &seeker.party;
        if !place.is_complete() || !name.is_particular() {
            firsts.push((at, seeker));
            continue;
        }
        let kinds: Vec<Kind> = seeker.kinds.iter().collect();
        let unit = key((kinds, &name.shortest().text, &place.town, &place.field, &place.numbers));
        match known.get(&unit) {
            // Whoever was held apart from something is no longer the same by name alone.
            Some(&(first, slot)) if firsts[slot].1.apart == seeker.apart => twins.push((at, first)),
            Some(_) => firsts.push((at, seeker)),
            None => {
                known.insert(unit, (at, firsts.len()));
                firsts.push((at, seeker));
            }
        }
    }
    (firsts, twins)
}

/// The outcome of a row whose institution another row of the lists names too.
fn as_its_twin(first: &Outcome, at: usize) -> Outcome {
    let several = Reason::SeveralNumbers.id().to_owned();
    let alone = first.target.is_none() && first.fellow.is_none();
    Outcome {
        target: first.target,
        fellow: if alone { Some(Fellow::Statement(at)) } else { first.fellow },
        score: if alone { 100 } else { first.score },
        reasons: if alone { vec![several] } else { first.reasons.iter().cloned().chain([several]).collect() },
        doubtful: false,
    }
}

/// Writes down what was found for a statement.
fn close(world: &World<'_>, at: usize, found: &Found<Target>, linked: &mut Linked) {
    let (record, statement) = &world.statements[at];
    let best = found.maybe.first().map(|(_, verdict)| *verdict);
    linked.statements[at] = match (found.link, best) {
        (Some((target, verdict)), _) => Outcome::of(target, verdict, Target::Statement(at)),
        (None, Some(best)) => {
            Outcome { score: best.score, reasons: best.reasons.ids(), doubtful: true, ..Outcome::default() }
        }
        (None, None) => Outcome::default(),
    };
    let waits = found.link.is_none() && (best.is_some() || !statement.founds);
    if waits {
        let address = statement.subject.address.as_deref().unwrap_or_default();
        linked.doubts.push(world.doubt(record, &statement.subject.name, address, found));
    }
}

fn seeker(
    world: &World<'_>,
    record: &SourceRecord,
    statement: &Statement,
    locate: &impl Fn(&str) -> Option<Located>,
    rules: &Linkage,
) -> Seeker {
    let subject = &statement.subject;
    let party = Party::of_statement(statement, subject.address.as_deref().and_then(locate), rules);
    let kinds = if subject.kinds.is_empty() { KindSet::ALL } else { subject.kinds.iter().copied().collect() };
    let apart = world.decided.apart(record);
    let (unlikely, prefers, yields) = (KindSet::default(), !subject.kinds.is_empty(), statement.founds);
    Seeker { party, kinds, unlikely, prefers, apart, yields }
}

/// Everybody who may be meant by the statements that are open: facilities of their kinds in their prefectures, and filed institutions that no
/// list has.
fn candidates(
    world: &World<'_>,
    open: &BTreeMap<(bool, Source), Vec<(usize, Seeker)>>,
    linked: &Linked,
    locate: &impl Fn(&str) -> Option<Located>,
    rules: &Linkage,
) -> Candidates {
    let seekers = || open.values().flatten().map(|(_, seeker)| seeker);
    let kinds = seekers().fold(KindSet::default(), |all, seeker| KindSet(all.0 | seeker.kinds.0));
    let prefecture = |code: MunicipalityCode| code.prefecture();
    // A roster that names no place at all may mean anybody in the country.
    let prefectures: Option<HashSet<u32>> =
        seekers().map(|seeker| seeker.party.municipality().map(prefecture)).collect();
    let near = |code: Option<MunicipalityCode>| {
        prefectures.as_ref().is_none_or(|wanted| code.is_none_or(|code| wanted.contains(&code.prefecture())))
    };
    let mut candidates = Candidates::default();
    for (at, facility) in world.facilities.iter().enumerate() {
        if kinds.contains(facility.kind) && near(facility.municipality) && !facility.fictional {
            let party = Party::of_facility(facility, locate(&facility.address), rules);
            candidates.push(Candidate::new(Target::Facility(at), facility.kind, party));
        }
    }
    for (at, (_, institution)) in world.filed.iter().enumerate() {
        let outcome = &linked.filings[at];
        let kind = match (institution.table, institution.hospital) {
            (FilingTable::Medical, true) => Kind::Hospital,
            (FilingTable::Medical, false) => Kind::Clinic,
            (FilingTable::Dental, _) => Kind::DentalClinic,
            (FilingTable::Pharmacy, _) => Kind::Pharmacy,
        };
        let wanted = prefectures.as_ref().is_none_or(|wanted| wanted.contains(&institution.prefecture));
        if outcome.target.is_none() && outcome.fellow.is_none() && kinds.contains(kind) && wanted {
            let party = Party::of_filing(institution, locate(&institution.address), rules);
            candidates.push(Candidate::new(Target::Filed(at), kind, party));
        }
    }
    candidates
}

/// Who is known under the numbers that statements give.
struct Numbers(HashMap<u64, Vec<(Target, Kind)>>);

/// The system of Zaitaku's own identifiers, beside those of [`crate::domain::facility::Identifier`].
const OWN: &str = "facility";
/// The ten-digit number of an institution at its fee table.
const INSURANCE: &str = "insurance_institution";

/// The numbers of a subject that only one institution can have, the surest first.
fn numbers(subject: &Subject) -> impl Iterator<Item = (&str, &str)> {
    let own = subject.facility.as_deref().map(|id| (OWN, id));
    let identifiers = subject.identifiers.iter().filter(|identifier| identifier.system != "corporate_number");
    own.into_iter().chain(identifiers.map(|identifier| (identifier.system.as_str(), identifier.value.as_str())))
}

impl Numbers {
    fn new(world: &World<'_>, linked: &Linked) -> Self {
        let mut known: HashMap<u64, Vec<(Target, Kind)>> = HashMap::new();
        for (_, statement) in world.statements {
            for number in numbers(&statement.subject) {
                known.entry(key(number)).or_default();
            }
        }
        if known.is_empty() {
            return Self(known);
        }
        let mut know = |system: &str, value: &str, target: Target, kind: Kind| {
            if let Some(targets) = known.get_mut(&key((system, value)))
                && !targets.contains(&(target, kind))
            {
                targets.push((target, kind));
            }
        };
        for (at, facility) in world.facilities.iter().enumerate() {
            know(OWN, &facility.id, Target::Facility(at), facility.kind);
            for identifier in &facility.identifiers {
                know(&identifier.system, &identifier.value, Target::Facility(at), facility.kind);
            }
        }
        for (at, ((record, institution), outcome)) in world.filed.iter().zip(&linked.filings).enumerate() {
            let kind = match institution.table {
                FilingTable::Medical => Kind::Clinic,
                FilingTable::Dental => Kind::DentalClinic,
                FilingTable::Pharmacy => Kind::Pharmacy,
            };
            let target = match (outcome.target, outcome.fellow) {
                (Some(at), _) => Target::Facility(at),
                (None, Some(Fellow::Filed(at))) => Target::Filed(at),
                (None, Some(Fellow::Statement(at))) => Target::Statement(at),
                (None, None) => Target::Filed(at),
            };
            let kind = if let Target::Facility(at) = target { world.facilities[at].kind } else { kind };
            know(INSURANCE, &record.key, target, kind);
            // A hospital's number at the other table is in no list of ours where that table was not imported.
            if let Some(partner) = institution.partner.as_deref().filter(|_| kind == Kind::Hospital) {
                know(INSURANCE, partner, target, kind);
            }
            know(OWN, &filed_id(record), target, kind);
        }
        for (at, (record, statement)) in
            world.statements.iter().enumerate().filter(|(_, (_, statement))| statement.founds)
        {
            let kind = statement.subject.kinds.first().copied().unwrap_or(Kind::Clinic);
            if let Some(id) = found::statement_id(record, statement) {
                know(OWN, &id, Target::Statement(at), kind);
            }
        }
        Self(known)
    }

    /// Whom the numbers of a statement mean: of several under one number (the services of an office) the one of the right kind.
    fn find(&self, world: &World<'_>, record: &SourceRecord, statement: &Statement) -> Found<Target> {
        let subject = &statement.subject;
        let apart = world.decided.apart(record);
        for (system, value) in numbers(subject) {
            let known = self.0.get(&key((system, value))).map_or(&[][..], Vec::as_slice);
            let known: Vec<(Target, Kind)> =
                known.iter().filter(|(target, _)| !apart.contains(target)).copied().collect();
            if known.is_empty() {
                continue;
            }
            let rank = |kind: Kind| subject.kinds.iter().position(|&wanted| wanted == kind);
            let best = known.iter().filter_map(|&(_, kind)| rank(kind)).min();
            let right =
                |kind: Kind| system == OWN || subject.kinds.is_empty() || (best.is_some() && rank(kind) == best);
            let meant: Vec<Target> = known.iter().filter(|(_, kind)| right(*kind)).map(|(target, _)| *target).collect();
            let named = |target: &Target| world.named(*target).1 == subject.name;
            let namesakes: Vec<Target> = meant.iter().copied().filter(named).collect();
            match (meant.as_slice(), namesakes.as_slice()) {
                ([only], _) | (_, [only]) => return Found::sure(*only, Verdict::by(Reason::SameNumber, 100)),
                ([], _) => return maybe(&known, Reason::OtherKind),
                _ => return maybe(&known, Reason::SeveralAlike),
            }
        }
        Found::default()
    }
}

fn maybe(known: &[(Target, Kind)], but: Reason) -> Found<Target> {
    let rules = linkage();
    let verdict = Verdict::by(Reason::SameNumber, rules.thresholds.sure - 1).against(but, rules);
    let maybe = known.iter().take(rules.thresholds.candidates).map(|&(target, _)| (target, verdict)).collect();
    Found { link: None, maybe }
}
