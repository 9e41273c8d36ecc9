//! Every filter, alone and together, and every match against a plain walk over all facilities that uses no index.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

use crate::domain::availability::{Coming, Cover, YearMonth};
use crate::domain::facility::WhichHours;
use crate::domain::hours::OpenState;
use crate::domain::vocabulary::Role;
use crate::domain::{Answer, Origin, Source, vocabulary};
use crate::index::spatial::{ellipsoid_vector, surface_distance};
use crate::matching::{AnyOf, Load, Rotation, rank};

use super::dice::{CAPABILITIES, Dice, MONTHS};
use super::*;
use crate::domain::answer::Stands;

/// Conditions as somebody states them, not yet as the directory reads them.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    kinds: Vec<Kind>,
    capabilities: Vec<&'static str>,
    or_consult: bool,
    /// The code of an area, and the codes that lie in it.
    area: Option<(&'static str, &'static [&'static str])>,
    bbox: Option<[f64; 4]>,
    open_at: Option<DateTime>,
    or_unknown: bool,
    month: Option<&'static str>,
    vacancy_on: Option<Date>,
    words: Vec<&'static str>,
}

impl Wanted {
    pub(super) fn any(dice: &mut Dice) -> Self {
        let mut wanted = Self::default();
        if dice.one_in(2) {
            wanted.kinds = (0..=dice.below(3)).map(|_| dice.of(Kind::ALL)).chain([Kind::Clinic]).collect();
        }
        if dice.one_in(2) {
            wanted.capabilities = (0..=dice.below(2)).map(|_| dice.of(&CAPABILITIES)).collect();
        }
        let areas: [(&str, &[&str]); 4] = [
            ("14100", &["14101", "14118"]),
            ("14000", &["14101", "14118", "14201"]),
            ("13101", &["13101"]),
            ("47000", &["47382"]),
        ];
        wanted.area = dice.one_in(3).then(|| dice.of(&areas));
        if dice.one_in(3) {
            let (a, b) = (dice.place(), dice.place());
            let (south, north) = (a.lat().min(b.lat()), a.lat().max(b.lat()));
            wanted.bbox = Some([south, a.lon().min(b.lon()), north, a.lon().max(b.lon())]);
        }
        wanted.or_consult = dice.one_in(3);
        wanted.open_at = dice.one_in(3).then(|| dice.moment());
        wanted.or_unknown = dice.one_in(2);
        wanted.month = dice.one_in(4).then(|| dice.of(&MONTHS));
        wanted.vacancy_on = dice.one_in(5).then(|| dice.moment().date());
        if dice.one_in(3) {
            let words = ["青空", "診療所", "リニッ", "海町", "港", "訪問看護", "山町", "鯨"];
            wanted.words = (0..=dice.below(2)).map(|_| dice.of(&words)).collect();
        }
        wanted
    }

    /// As the directory is asked.
    pub(super) fn filter(&self, directory: &Directory) -> Filter {
        Filter {
            kinds: self.kinds.iter().copied().collect(),
            capabilities: self.capabilities.iter().filter_map(|id| vocabulary().capability(id)).collect(),
            or_consult: self.or_consult,
            municipality: self.area.map(|(code, _)| Area::parse(code).unwrap()),
            bbox: self.bbox,
            open_at: self.open_at,
            calendar: WhichHours::default(),
            or_unknown: self.or_unknown,
            coming: (self.month.is_some() || self.vacancy_on.is_some()).then(|| coming(self.month, self.vacancy_on)),
            text: (!self.words.is_empty()).then(|| directory.search_text(&self.words.join(" ")).unwrap()),
        }
    }

    /// By the words of the law: ○ with a place left and not too old; △ and what is old where one may ask.
    fn stands(&self, f: &Facility, answer: Answer, places: Option<u32>, said: Origin, days: i32) -> bool {
        let young = |as_of: Date| (date(2026, 11, 20) - as_of).get_days() <= days;
        let fresh = young(said.as_of) || (is_own(said.source) && f.confirmed.is_some_and(|day| young(day.as_of)));
        places != Some(0)
            && match answer {
                Answer::Yes => fresh || self.or_consult,
                Answer::Consult => self.or_consult,
                Answer::No | Answer::Unknown => false,
            }
    }

    fn says_yes(&self, f: &Facility, month: &str) -> bool {
        let said = f.new_patients.iter().find(|said| said.month.to_string() == month);
        said.is_some_and(|said| self.stands(f, said.answer, said.places, said.origin, 62))
    }

    fn has_room(&self, f: &Facility, day: Date) -> bool {
        let said = f.vacancies.iter().find(|said| said.date == day);
        said.is_some_and(|said| self.stands(f, said.answer, said.places, said.origin, 7))
    }

    /// As a person would look it up in the record.
    fn fits(&self, f: &Facility) -> bool {
        let able = |id: &&str| {
            let mut facts = f.capabilities.iter().map(|(c, fact)| (vocabulary().id(*c), fact.answer));
            let enough = |answer| answer == Answer::Yes || (self.or_consult && answer == Answer::Consult);
            facts.any(|(known, answer)| known == *id && enough(answer))
        };
        let open = |at| match state(f, at) {
            OpenState::Open => true,
            OpenState::Unknown => self.or_unknown,
            OpenState::Closed => false,
        };
        f.closed.is_none()
            && (self.kinds.is_empty() || self.kinds.contains(&f.kind))
            && self.capabilities.iter().all(able)
            && self.area.is_none_or(|(_, codes)| f.municipality.is_some_and(|m| codes.contains(&&*m.to_string())))
            && self.bbox.is_none_or(|[south, west, north, east]| {
                let inside =
                    |at: LatLon| at.lat() >= south && at.lat() <= north && at.lon() >= west && at.lon() <= east;
                f.position.is_some_and(|position| inside(position.at))
            })
            && self.open_at.is_none_or(open)
            && self.month.is_none_or(|month| self.says_yes(f, month))
            && self.vacancy_on.is_none_or(|day| self.has_room(f, day))
            && self.words.iter().all(|word| f.name.contains(word) || f.address.contains(word))
    }
}

/// What its consultation hours and turns of duty say about a moment.
fn state(f: &Facility, at: DateTime) -> OpenState {
    f.hours.consultation_with(&f.duties).map_or(OpenState::Unknown, |calendar| calendar.state_at(at))
}

/// Whether the institution itself said so, or somebody for it.
fn is_own(source: Source) -> bool {
    !matches!(source, Source::OpenDataCare | Source::DutyRoster | Source::Filing)
}

fn coming(month: Option<&str>, vacancy_on: Option<Date>) -> ComingFilter {
    let policy = Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap();
    let new_patients = month.map(|month| YearMonth::parse(month).unwrap());
    ComingFilter::new(Coming { new_patients, vacancy_on }, date(2026, 11, 20), &policy)
}

/// A month and a day that are offered beside the filters.
pub(super) fn offered() -> [ComingFilter; 2] {
    [coming(Some("2026-11"), None), coming(None, Some(date(2026, 11, 12)))]
}

/// The numbers beside the filters, by asking anew with each kind, each further capability, and no moment.
fn assert_counts(counts: &Counts, wanted: &Wanted, world: &[&Facility]) {
    let listed = |wanted: &Wanted| u32::try_from(world.iter().filter(|f| wanted.fits(f)).count()).unwrap();
    for &kind in Kind::ALL {
        let alone = Wanted { kinds: vec![kind], ..wanted.clone() };
        assert_eq!(counts.of_kind(kind), listed(&alone), "{kind:?} with {wanted:?}");
    }
    for id in CAPABILITIES {
        let capabilities = wanted.capabilities.iter().copied().chain([id]).collect();
        let further = Wanted { capabilities, ..wanted.clone() };
        let capability = vocabulary().capability(id).unwrap();
        assert_eq!(counts.of_capability(capability), listed(&further), "{id} with {wanted:?}");
    }
    assert_eq!(counts.of_capability(vocabulary().capability("nursing_24h").unwrap()), 0);
    let instead = |month, vacancy_on| listed(&Wanted { month, vacancy_on, ..wanted.clone() });
    let expected = [instead(Some("2026-11"), None), instead(None, Some(date(2026, 11, 12)))];
    assert_eq!(counts.of_coming(), expected, "with {wanted:?}");
    let at_any_time = Wanted { open_at: None, ..wanted.clone() };
    for expected in [OpenState::Open, OpenState::Closed, OpenState::Unknown] {
        let number = wanted.open_at.map(|at| {
            let rest = world.iter().filter(|f| at_any_time.fits(f));
            u32::try_from(rest.filter(|f| state(f, at) == expected).count()).unwrap()
        });
        assert_eq!(counts.in_state(expected), number, "{expected:?} with {wanted:?}");
    }
}

pub(super) fn question(dice: &mut Dice) -> Question {
    let role = dice.of(&[Role::Attending, Role::Alternate, Role::Nursing, Role::Pharmacy, Role::BackupHospital]);
    let words = vocabulary().role(role).unwrap();
    let mut list = |most: usize| {
        let one = |dice: &mut Dice| {
            let set = (0..=dice.below(2)).map(|_| vocabulary().capability(dice.of(&CAPABILITIES)).unwrap()).collect();
            AnyOf::new(set).unwrap()
        };
        (0..dice.below(most)).map(|_| one(dice)).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let (needs, wishes) = (list(4), list(3));
    Question {
        origin: dice.place(),
        origin_accuracy: Metres(0.0),
        role,
        kinds: words.kinds.iter().copied().collect(),
        implies: words.implies.as_deref().and_then(|id| vocabulary().capability(id)),
        needs,
        wishes,
        at: dice.moment(),
        today: date(2026, 11, 20),
        rotation: dice.one_in(2).then(|| Arc::new(rotation(dice))),
    }
}

/// Some of the world were asked of late, now and then so often that nobody who was stands before anybody who was not.
fn rotation(dice: &mut Dice) -> Rotation {
    let policy = Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap();
    let term = policy.rotation().unwrap();
    let load = |dice: &mut Dice| {
        let capacity = dice.one_in(2).then(|| u32::try_from(dice.below(9)).unwrap());
        Load::new(1 + u32::try_from(dice.below(8)).unwrap(), capacity, term)
    };
    let asked: Vec<u32> = (0..300).filter(|_| dice.one_in(3)).collect();
    Rotation::new(asked.into_iter().map(|row| (row, load(dice))).collect())
}

/// Whether somebody stands so near the edge of a step of the distance value that a millimetre decides it.
fn at_the_edge_of_a_step(distances: impl Iterator<Item = f64>, policy: &Policy) -> bool {
    let step = policy.radius().0 * policy.distance_step();
    let past_edge = |distance: f64| (distance / step + 0.5).fract() * step;
    distances.map(past_edge).any(|metres| metres < 0.01 || metres > step - 0.01)
}

/// What stands on the day of the question, by the words of the law: free places of the day, for a second doctor the cover of the day, the
/// month, the month before as a question, what was said in general; younger where it was confirmed and is the institution's own word.
fn assert_of_the_day(f: &Facility, view: &View, question: &Question) {
    let day = question.at.date();
    let as_of = |origin: Origin| match f.confirmed {
        Some(confirmed) if is_own(origin.source) => origin.as_of.max(confirmed.as_of),
        _ => origin.as_of,
    };
    let stands = |answer, places: Option<u32>| if places == Some(0) { Answer::No } else { answer };
    let vacancy = f.vacancies.iter().find(|said| said.date == day);
    let cover = f.cover.iter().find(|said| said.date == day && question.role == Role::Alternate);
    let month = |before: i16| {
        let asked = YearMonth::of(day).plus(-before);
        f.new_patients.iter().find(|said| said.month == asked)
    };
    let id = vocabulary().capability("accepting_new").unwrap();
    let expected = if let Some(said) = vacancy {
        Some((stands(said.answer, said.places), as_of(said.origin), Stands::Vacancy))
    } else if let Some(said) = cover {
        let answer = if said.cover == Cover::Offered { Answer::Yes } else { Answer::No };
        Some((answer, as_of(said.origin), Stands::Cover))
    } else if let Some(said) = month(0) {
        Some((stands(said.answer, said.places), as_of(said.origin), Stands::Month))
    } else if let Some(said) = month(1) {
        Some((stands(said.answer, said.places), as_of(said.origin), Stands::CarriedOver))
    } else {
        f.fact(id).map(|fact| {
            let stands = if as_of(fact.origin()) > fact.as_of { Stands::Confirmed } else { Stands::Said };
            (fact.answer, as_of(fact.origin()), stands)
        })
    };
    let of = |fact: PackedFact| (fact.answer, fact.as_of(), fact.stands);
    assert_eq!(view.fact(id).map(of), expected, "{} on {day}", f.id);
    let refused = expected.is_some_and(|(answer, _, stands)| answer == Answer::No && stands != Stands::CarriedOver);
    assert_eq!(view.no.contains(id), refused);
    for (other, fact) in f.capabilities.iter().filter(|(other, _)| *other != id) {
        let known = view.fact(*other).unwrap();
        assert_eq!((known.answer, known.as_of()), (fact.answer, as_of(fact.origin())), "{}", f.id);
        assert_eq!(view.no.contains(*other), fact.answer == Answer::No);
    }
}

/// A match by looking at everybody, with what the record says and lengths of the ellipsoid.
fn walk(
    world: &[Facility],
    directory: &Directory,
    question: &Question,
    policy: &Policy,
    limits: (usize, usize),
) -> Option<Ranking> {
    let in_reach = |f: &&Facility| question.kinds.contains(f.kind) && f.closed.is_none();
    let distance = |f: &Facility| f.position.map(|position| question.origin.geodesic(position.at).0);
    let near: Vec<&Facility> = world
        .iter()
        .filter(in_reach)
        .filter(|f| distance(f).is_some_and(|metres| metres <= policy.examined_radius().0))
        .collect();
    if at_the_edge_of_a_step(near.iter().filter_map(|f| distance(f)), policy) {
        return None;
    }
    let home = directory.land().map(|land| Home::new(land, question.origin, policy.way_limits()));
    let views = near.iter().map(|f| {
        let row = directory.row(&f.id).unwrap();
        let way = directory.towards(home.as_ref(), row);
        let view = View { way, ..directory.view(question, policy, row).unwrap() };
        let facts: Vec<PackedFact> = f.capabilities.iter().map(|(c, fact)| PackedFact::new(*c, fact)).collect();
        assert_eq!((view.facts, view.in_group), (&facts[..], f.group.is_some()));
        assert_of_the_day(f, &view, question);
        assert_eq!((view.placed, view.contact), (f.position.unwrap().accuracy.0 < 5_000.0, f.hours.contact.as_ref()));
        view
    });
    Some(rank(question, policy, views, limits.0, limits.1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn search_and_browse_equal_a_walk(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let world: Vec<Facility> = (0..300).map(|number| dice.facility(number)).collect();
        let directory = Directory::build(world.clone(), 1).unwrap();
        let mut municipalities = BTreeMap::new();
        let there = world.iter().filter(|f| f.closed.is_none());
        there.filter_map(|f| f.municipality).for_each(|code| *municipalities.entry(code).or_insert(0u32) += 1);
        prop_assert_eq!(directory.municipalities(), &municipalities);
        let offered = offered();
        for _ in 0..30 {
            let wanted = Wanted::any(&mut dice);
            let filter = wanted.filter(&directory);
            let fitting: Vec<&Facility> = world.iter().filter(|f| wanted.fits(f)).collect();

            let (after, limit) = (dice.one_in(2).then(|| dice.below(300)), dice.below(60));
            // Whether the answers of the calendars are there already or not, the list is the same.
            if let Some(at) = wanted.open_at.filter(|_| dice.one_in(2)) {
                let _ = directory.open_rows(at, filter.calendar);
            }
            let page = directory.browse(&filter, after.map(|row| u32::try_from(row).unwrap()), limit);
            let ids = |rows: &[u32]| rows.iter().map(|&row| directory.id(row).to_owned()).collect::<Vec<_>>();
            // Identifiers were given in ascending order, so the row is the number.
            let later = fitting.iter().filter(|f| after.is_none_or(|after| f.id > format!("f-{after:03}")));
            let expected: Vec<String> = later.map(|f| f.id.clone()).take(limit).collect();
            prop_assert_eq!((ids(&page.items), page.total), (expected, fitting.len()), "{:?}", wanted);

            let skip = dice.below(5);
            let asked = ListQuestion { filter: &filter, around: None, skip, limit, counts: true, offered: &offered };
            let list = directory.list(&asked);
            let mut ordered = fitting.clone();
            let not_known = |f: &&Facility| wanted.open_at.is_some_and(|at| state(f, at) == OpenState::Unknown);
            ordered.sort_by_key(&not_known);
            let expected: Vec<String> = ordered.iter().map(|f| f.id.clone()).skip(skip).take(limit).collect();
            prop_assert_eq!((ids(&list.page.items), list.page.total), (expected, fitting.len()), "{:?}", wanted);
            assert_counts(&list.counts.unwrap(), &wanted, &world.iter().collect::<Vec<_>>());
            prop_assert_eq!(directory.list(&ListQuestion { counts: false, ..asked }), List { page: list.page, counts: None });

            let (from, radius, skip) = (dice.place(), dice.of(&[0.0, 900.0, 16_000.0, 60_000.0, 4e6]), dice.below(5));
            let found = directory.near(from, Metres(radius), &filter, skip, limit);
            let metres = |f: &Facility| f.position.map(|position| from.geodesic(position.at).0);
            let within: Vec<&Facility> =
                world.iter().filter(|f| metres(f).is_some_and(|metres| metres <= radius)).collect();
            // Far away the order is that of chords, which differ from geodesics by up to 0.2 %.
            let vector = ellipsoid_vector(from);
            let chord = |f: &Facility| f.position.map(|position| surface_distance(vector, ellipsoid_vector(position.at)).0);
            let mut near: Vec<(bool, f64, String)> = within.iter().filter(|f| wanted.fits(f))
                .filter_map(|f| Some((not_known(f), chord(f)?, f.id.clone()))).collect();
            near.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| a.2.cmp(&b.2)));
            let expected: Vec<String> = near.iter().map(|(_, _, id)| id.clone()).skip(skip).take(limit).collect();
            let around = Some(Around { from, radius: Some(Metres(radius)) });
            let counted = directory.list(&ListQuestion { around, ..asked }).counts.unwrap();
            assert_counts(&counted, &wanted, &within);
            let rows: Vec<u32> = found.items.iter().map(|(row, _)| *row).collect();
            prop_assert_eq!((ids(&rows), found.total), (expected, near.len()), "{:?} within {} of {}", wanted, radius, from);

            // A place beside a box orders and leaves nobody out.
            if wanted.bbox.is_some() {
                let list = directory.list(&ListQuestion { around: Some(Around { from, radius: None }), ..asked });
                ordered.sort_by(|a, b| {
                    let far = |f: &Facility| chord(f).unwrap();
                    not_known(a).cmp(&not_known(b)).then(far(a).total_cmp(&far(b))).then_with(|| a.id.cmp(&b.id))
                });
                let expected: Vec<String> = ordered.iter().map(|f| f.id.clone()).skip(asked.skip).take(limit).collect();
                prop_assert_eq!((ids(&list.page.items), list.page.total), (expected, fitting.len()), "{:?}", wanted);
            }
        }
    }

    #[test]
    fn a_match_equals_a_walk(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let policy = Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap();
        let world: Vec<Facility> = (0..900).map(|number| dice.facility(number)).collect();
        let directory = Directory::build(world.clone(), 1).unwrap();
        let mut compared = 0;
        for _ in 0..60 {
            let question = question(&mut dice);
            let limits = (dice.of(&[1, 3, 10, 100, 1_000]), dice.of(&[0, 1, 5, 1_000]));
            let Some(expected) = walk(&world, &directory, &question, &policy, limits) else { continue };
            let got = directory.rank(&question, &policy, limits.0, limits.1);
            prop_assert_eq!(&got.evidence, &expected.evidence, "{:?}", question);
            for (got, expected) in [(&got.candidates, &expected.candidates), (&got.near_misses, &expected.near_misses)] {
                let line = |r: &crate::matching::Ranked| (r.row, r.asks, r.unmet, r.values, r.score, r.lot);
                let (got, expected): (Vec<_>, Vec<_>) = (got.iter().map(line).collect(), expected.iter().map(line).collect());
                prop_assert_eq!(got, expected, "{:?}", question);
            }
            compared += 1;
        }
        prop_assert!(compared > 20, "only {compared} matches were compared");
    }
}
