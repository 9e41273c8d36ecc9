//! How surely two parties are one institution, and why.

use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::FiledInstitution;
use crate::domain::statement::Statement;
use crate::domain::text::nfkc;
use crate::domain::{Facility, Kind};

use super::Located;
use super::name::{Agreement, Name, likeness, plain};
use super::place::Place;
use super::rules::{Linkage, Reason, Reasons};

/// One side of a pair: a facility of the lists, a filed institution, or whoever a statement speaks of.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub(super) name: Name,
    /// The reading of the name, in the spelling of [`plain`].
    reading: Option<String>,
    pub(super) place: Place,
    /// The digits of the telephone number.
    pub(super) phone: Option<String>,
    /// The beds of a hospital.
    beds: Option<u32>,
}

impl Party {
    pub(super) fn of_facility(facility: &Facility, located: Option<Located>, rules: &Linkage) -> Self {
        let mut party = Self::new(&facility.name, facility.phone.as_deref(), located, rules);
        party.reading = facility.name_kana.as_deref().map(plain).filter(|reading| !reading.is_empty());
        party.place.municipality = party.place.municipality.or(facility.municipality);
        party.beds = facility.beds.as_ref().map(|beds| beds.total).filter(|_| facility.kind == Kind::Hospital);
        party
    }

    pub(super) fn of_filing(institution: &FiledInstitution, located: Option<Located>, rules: &Linkage) -> Self {
        let beds = institution.beds.as_ref().map(|beds| beds.total).filter(|_| institution.hospital);
        Self { beds, ..Self::new(&institution.name, institution.phone.as_deref(), located, rules) }
    }

    pub(super) fn of_statement(statement: &Statement, located: Option<Located>, rules: &Linkage) -> Self {
        let subject = &statement.subject;
        let mut party = Self::new(&subject.name, subject.phone.as_deref(), located, rules);
        party.reading = statement.name_kana.as_deref().map(plain).filter(|reading| !reading.is_empty());
        party.place.municipality = party.place.municipality.or(subject.municipality);
        party
    }

    fn new(name: &str, phone: Option<&str>, located: Option<Located>, rules: &Linkage) -> Self {
        Self {
            name: Name::new(name, &rules.names),
            reading: None,
            place: located.map(Place::new).unwrap_or_default(),
            phone: phone.and_then(digits),
            beds: None,
        }
    }

    pub(super) const fn municipality(&self) -> Option<MunicipalityCode> {
        self.place.municipality
    }

    /// Hospitals of about as many beds; the lists are of different months.
    pub(super) fn has_same_beds(&self, other: &Self) -> bool {
        /// One bed in twenty.
        const PART: u32 = 20;
        self.beds.zip(other.beds).is_some_and(|(a, b)| a.abs_diff(b) * PART <= a.max(b))
    }

    /// 「我孫子ブライト歯科」 for 「ブライト歯科」 in 我孫子: the same behind the name of the place.
    fn is_named_after_its_place(&self, other: &Self) -> bool {
        let (long, short) = (&self.name.shortest().core, &other.name.shortest().core);
        let place = long.strip_suffix(short.as_str()).filter(|_| short.chars().count() >= 3);
        place.is_some_and(|place| place.chars().count() >= 2 && plain(&self.place.town).contains(place))
    }

    fn is_read_like(&self, other: &Self, rules: &Linkage) -> bool {
        let reads =
            |a: &Self, b: &Self| b.reading.as_deref().is_some_and(|reading| a.name.is_read(reading, &rules.names));
        let same = self.reading.is_some() && self.reading == other.reading;
        same || reads(self, other) || reads(other, self) || self.name.may_be_read_as(&other.name, &rules.names)
    }
}

/// The digits of a telephone number with its area code; shorter ones say too little.
pub(in crate::reconcile) fn digits(phone: &str) -> Option<String> {
    let digits: String = nfkc(phone).chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 9).then_some(digits)
}

/// Where nobody else bears a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rarity {
    pub(super) town: bool,
    pub(super) municipality: bool,
    pub(super) prefecture: bool,
}

/// Of what two names have in common it is asked how rare it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shared<'a> {
    /// A form of both names.
    Form(&'a str),
    /// The particular part of one of them.
    Core(&'a str),
}

/// What was found about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// How sure, in percent.
    pub(super) score: u8,
    /// Decides between pairs of one score: precision of the addresses, likeness of the whole names.
    fine: u32,
    pub(super) reasons: Reasons,
}

impl Verdict {
    /// For comparing pairs: a larger one fits better, equal ones cannot be told apart.
    pub(super) const fn order(&self) -> (u8, u32) {
        (self.score, self.fine)
    }

    /// The verdict with one more reason that does not weigh.
    pub(super) fn with(self, reason: Reason) -> Self {
        Self { reasons: self.reasons.with(reason), ..self }
    }

    /// The verdict, a trifle better for an earlier kind.
    pub(super) const fn preferring(self, kind: Kind) -> Self {
        Self { fine: self.fine + 31 - kind as u32, ..self }
    }

    /// The verdict held down by something that speaks against the pair.
    pub(super) fn against(self, reason: Reason, rules: &Linkage) -> Self {
        let score = self.score.min(rules.at_most(reason).unwrap_or(100));
        Self { score, reasons: self.reasons.with(reason), ..self }
    }

    /// The verdict on two who are the only ones left at their address; of one corporation, or with as many beds, they are one
    /// institution that was renamed.
    pub(super) fn alone_at_address(self, a: &Party, b: &Party, rules: &Linkage) -> Self {
        let (same_operator, same_beds) = (a.name.has_same_corporation(&b.name), a.has_same_beds(b));
        let found = [
            Some(Reason::AloneAtAddress),
            same_operator.then_some(Reason::SameOperator),
            same_beds.then_some(Reason::SameBeds),
        ];
        let found = || found.iter().flatten().copied();
        let points: i16 = found().map(|reason| rules.points(reason)).sum();
        let score = (i16::from(self.score) + points).clamp(0, 99) as u8;
        let reasons = found().fold(self.reasons, Reasons::with);
        // Two hospitals of one size cannot stand in one house: what they are called does not part them.
        let parts: &[Reason] = if same_beds {
            &[Reason::OtherSpecialty]
        } else {
            &[Reason::OtherSpecialty, Reason::OtherKind, Reason::OtherBranch]
        };
        let most =
            parts.iter().filter(|&&reason| reasons.has(reason)).filter_map(|&reason| rules.at_most(reason)).min();
        Self { score: score.min(most.unwrap_or(100)), reasons, ..self }
    }

    /// A pair that would be sure, were there not another as good.
    pub(super) const fn held_back(self, sure: u8) -> Self {
        Self { score: sure - 1, reasons: self.reasons.with(Reason::SeveralAlike), ..self }
    }

    /// A verdict that rests on nothing but one reason.
    pub(super) fn by(reason: Reason, score: u8) -> Self {
        Self { score, fine: 0, reasons: Reasons::default().with(reason) }
    }
}

/// Judges a pair; `None` where nothing speaks for it. `rarity` is asked only where it matters, for a form of
/// the name that both share, or for a particular part.
pub(super) fn judge(a: &Party, b: &Party, rules: &Linkage, rarity: impl Fn(Shared<'_>) -> Rarity) -> Option<Verdict> {
    let address = a.place.agreement(&b.place);
    let name = name_reason(a, b, address, rules);
    let base = rules.score(address, name)?;
    let mut reasons: Reasons = [address, name].into_iter().collect();
    let mut score = i16::from(base);
    let mut add = |reasons: &mut Reasons, reason: Reason| {
        *reasons = reasons.with(reason);
        score += rules.points(reason);
    };
    if let Some(phone) = phone_reason(a, b) {
        add(&mut reasons, phone);
    }
    if a.name.has_other_corporation(&b.name) {
        add(&mut reasons, Reason::OtherCorporation);
    }
    let same_name = matches!(name, Reason::SameName | Reason::SameNameButCorporation);
    if same_name && !matches!(address, Reason::SameAddress | Reason::AddressLessPrecise) {
        // A name without anything particular says nothing where the addresses differ.
        let form = a.name.specific_form_shared(&b.name)?;
        if let Some(only) = rarity_reason(address, rarity(Shared::Form(form))) {
            add(&mut reasons, only);
        }
        if address != Reason::SameTown && a.place.has_same_numbers(&b.place) {
            add(&mut reasons, Reason::SameHouseNumbers);
        }
        if a.name.has_same_corporation(&b.name) {
            add(&mut reasons, Reason::SameCorporation);
        }
        if a.has_same_beds(b) {
            add(&mut reasons, Reason::SameBeds);
        }
    } else if address == Reason::AddressLessPrecise
        && matches!(name, Reason::NameContained | Reason::SameParticularPart)
        && a.name
            .cores()
            .chain(b.name.cores())
            .all(|core| core.chars().count() >= 2 && rarity(Shared::Core(core)).municipality)
    {
        add(&mut reasons, Reason::OnlyInMunicipality);
    }
    let mut score = score.clamp(0, 99) as u8;
    // Two that have beds are hospitals, whatever they are called.
    let hospitals = a.beds.is_some() && b.beds.is_some();
    for against in contradictions(a, b, same_name).filter(|against| !(hospitals && *against == Reason::OtherKind)) {
        reasons = reasons.with(against);
        score = score.min(rules.at_most(against).unwrap_or(100));
    }
    let numbers = a.place.numbers.iter().zip(&b.place.numbers).take_while(|(a, b)| a == b).count().min(9) as u32;
    let like = (likeness(&a.name.whole, &b.name.whole) * 1000.0).round() as u32;
    Some(Verdict { score, fine: (numbers * 10_000 + like) * 32, reasons })
}

fn name_reason(a: &Party, b: &Party, address: Reason, rules: &Linkage) -> Reason {
    let least = f64::from(rules.thresholds.likeness) / 100.0;
    // One number is a whole neighbourhood in some towns: nothing less than the particular part will do there.
    let exact = !a.place.is_complete();
    match a.name.agreement(&b.name, least, &rules.names) {
        Agreement::Whole => Reason::SameName,
        Agreement::Form => Reason::SameNameButCorporation,
        Agreement::Contained => Reason::NameContained,
        Agreement::Core => Reason::SameParticularPart,
        _ if a.is_read_like(b, rules) => Reason::SameReading,
        Agreement::Like if !(exact && address == Reason::SameAddress) => Reason::LikeName,
        Agreement::No if !exact && (a.is_named_after_its_place(b) || b.is_named_after_its_place(a)) => Reason::LikeName,
        _ => Reason::OtherName,
    }
}

/// Whether the telephones agree; `None` where one side has none.
fn phone_reason(a: &Party, b: &Party) -> Option<Reason> {
    let (a, b) = a.phone.as_deref().zip(b.phone.as_deref())?;
    Some(if a == b { Reason::SamePhone } else { Reason::OtherPhone })
}

/// What being the only one of a name adds, by how far the addresses are apart.
const fn rarity_reason(address: Reason, rarity: Rarity) -> Option<Reason> {
    match address {
        Reason::SameTown if rarity.town => Some(Reason::OnlyInTown),
        // Towns within each other: 「浦賀」 and 「浦賀五丁目」.
        Reason::TownUnclear if rarity.town => Some(Reason::OnlyInTown),
        Reason::TownUnclear | Reason::NoAddress if rarity.municipality => Some(Reason::OnlyInMunicipality),
        Reason::SameMunicipality | Reason::SamePrefecture if rarity.prefecture => Some(Reason::OnlyInPrefecture),
        _ => None,
    }
}

/// What sets the two apart although their names are like each other.
fn contradictions(a: &Party, b: &Party, same_name: bool) -> impl Iterator<Item = Reason> {
    let (a, b) = (&a.name, &b.name);
    let found = [
        (Reason::OtherSpecialty, a.has_other_specialty(b)),
        (Reason::OtherKind, a.is_other_kind(b)),
        (Reason::OtherBranch, a.is_other_branch(b)),
    ];
    found.into_iter().filter(move |(_, against)| *against && !same_name).map(|(reason, _)| reason)
}
