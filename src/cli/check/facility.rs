//! Facilities: readable, unaltered, made of the records as they are, and sound in themselves and towards each other.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::municipality::split_prefecture;
use crate::domain::{Facility, Level, Metres, canonical};
use crate::geocode::Gazetteer;
use crate::intake::{IntakeError, Joining};
use crate::storage::{RawFacility, Store, StoreError};

use super::Findings;

/// Farther than this from any town is the sea, a wilderness or abroad.
const FAR_FROM_TOWNS: Metres = Metres(20_000.0);

/// From this distance on a position contradicts its address; the imprecision of the address is added three times.
const FAR_FROM_ADDRESS: Metres = Metres(5_000.0);

/// The length of a 事業所番号 and of an insurance institution's code.
const NUMBER_LENGTH: usize = 10;

/// What is remembered of each facility until all were seen.
#[derive(Default)]
struct Seen {
    hashes: HashMap<String, u64>,
    /// (group, member, who says so)
    members: Vec<(String, String, String)>,
    /// By service number and code: the facilities that carry it.
    services: BTreeMap<(String, String), Vec<String>>,
}

/// Checks every facility of the store.
pub(super) async fn check(
    store: &Store,
    joining: &Joining,
    quick: bool,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let revision = store.revision().await?;
    let today = jiff::tz::offset(9).to_datetime(Timestamp::now()).date();
    let mut seen = Seen::default();
    store
        .raw_facilities(|row| {
            findings.count("facilities");
            if row.revision > revision {
                findings.fault("future_revision", &row.id, format!("{} > {revision}", row.revision));
            }
            if let Some(facility) = read(&row, findings) {
                check_alone(&facility, &joining.gazetteer, today, findings);
                seen.note(facility);
            }
            seen.hashes.insert(row.id, row.content_hash);
        })
        .await?;
    seen.check_links(findings);
    check_edits(store, &seen, findings).await?;
    if seen.hashes.is_empty() && !findings.checked.contains_key(super::RECORDS) {
        // A new store: there is nothing to join yet.
        return Ok(());
    }
    if !store.is_joined(&joining.fingerprint).await? {
        let message = "取り込みが途中か、規則が新しくなっています。zaitaku import か serve を実行してください \
                       (records or rules changed since the joining; run import or serve)";
        findings.fault("not_joined", "facility", message);
    } else if !quick {
        match joining.expected(store).await {
            Ok(expected) => compare(expected, seen.hashes, findings),
            // What cannot be read cannot be joined; it has been told record by record.
            Err(IntakeError::Store(StoreError::Unreadable { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Edits whose facility nobody names any more wait until somebody does.
async fn check_edits(store: &Store, seen: &Seen, findings: &mut Findings) -> anyhow::Result<()> {
    let (edits, follow) = (store.edits_after(0).await?, store.edits_follow().await?);
    for edit in &edits {
        findings.count("edits");
        let facility = follow.get(&edit.facility).unwrap_or(&edit.facility);
        if !seen.hashes.contains_key(facility) {
            let message = format!(
                "{} という施設がありません。変更は待っています (no such facility; the edit waits)",
                edit.facility
            );
            findings.remark("edit_without_facility", edit.id.to_string(), message);
        }
    }
    let last = store.last_edit().await?;
    if last != edits.last().map_or(0, |edit| edit.id) {
        let message = "変更の番号が最後の変更と合いません (the number of edits is not that of the last one)";
        findings.fault("edits_miscounted", "setting edits", message);
    }
    Ok(())
}

fn read(row: &RawFacility, findings: &mut Findings) -> Option<Facility> {
    if xxh3_64(row.body.as_bytes()) != row.content_hash {
        findings.fault(
            "altered_facility",
            &row.id,
            "内容がハッシュと合いません (its body is not the one that was written)",
        );
    }
    match serde_json::from_str::<Facility>(&row.body) {
        Ok(facility) if facility.id == row.id => Some(facility),
        Ok(facility) => {
            findings.fault("misfiled_facility", &row.id, format!("中身は {} です (it is another one)", facility.id));
            None
        }
        Err(error) => {
            findings.fault("unreadable_facility", &row.id, error.to_string());
            None
        }
    }
}

/// What can be seen of a facility by itself.
fn check_alone(facility: &Facility, gazetteer: &Gazetteer, today: Date, findings: &mut Findings) {
    let id = &facility.id;
    if facility.name.trim().is_empty() {
        findings.fault("no_name", id, "名称が空です (the name is empty)");
    }
    if !facility.capabilities.is_sorted_by(|(a, _), (b, _)| a < b) {
        findings.fault(
            "disordered_answers",
            id,
            "回答の順序が乱れているか、重なっています (answers out of order, or twice)",
        );
    }
    let hours = &facility.hours;
    let calendars = [&hours.consultation, &hours.contact, &hours.visiting].into_iter().flatten();
    let mut spans = calendars.flat_map(|calendar| &calendar.rules).flat_map(|rule| &rule.spans);
    if let Some(span) = spans.find(|span| !span.is_valid()) {
        findings.fault("impossible_hours", id, format!("{}〜{} 分 (minutes of the day)", span.from, span.to));
    }
    if let Some(newest) = canonical::newest_date(facility).filter(|newest| *newest > today) {
        findings.remark("future_date", id, format!("{newest} 付の情報があります (something is dated in the future)"));
    }
    for service in facility.services.iter().filter(|service| !is_number(&service.number)) {
        findings.remark("odd_number", id, format!("事業所番号 {:?} (no ten-digit number)", service.number));
    }
    check_position(facility, gazetteer, findings);
}

fn is_number(text: &str) -> bool {
    text.len() == NUMBER_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn check_position(facility: &Facility, gazetteer: &Gazetteer, findings: &mut Findings) {
    let id = &facility.id;
    let named = split_prefecture(&facility.address).map(|(code, _)| code);
    if let (Some(code), Some(named)) = (facility.municipality, named)
        && code.prefecture() != named
    {
        findings.remark("other_prefecture", id, format!("{code} と {} (code and address)", facility.address));
    }
    let Some(position) = facility.position else { return };
    if !position.at.in_japan() {
        findings.fault("outside_japan", id, position.at.to_string());
        return;
    }
    if !(position.accuracy.0.is_finite() && position.accuracy.0 >= 0.0) {
        findings.fault("impossible_accuracy", id, position.accuracy.0.to_string());
    }
    let Some(nearest) = gazetteer.reverse(position.at) else { return };
    if nearest.land_distance.0 > FAR_FROM_TOWNS.0 {
        findings.remark("far_from_towns", id, format!("{} ({:.0} km)", position.at, nearest.land_distance.0 / 1e3));
    }
    let Some(code) = facility.municipality.filter(|code| nearest.municipality != Some(*code)) else { return };
    let Some(address) = gazetteer.geocode_within(&facility.address, code, 1).into_iter().next() else { return };
    let distance = position.at.geodesic(address.at).0;
    if address.level <= Level::Town && distance > FAR_FROM_ADDRESS.0 + 3.0 * address.accuracy.0 {
        let message = format!("住所から {:.1} km、{} にあります (from its address)", distance / 1e3, nearest.name);
        findings.remark("far_from_address", id, message);
    }
}

impl Seen {
    fn note(&mut self, facility: Facility) {
        if let Some(group) = facility.group {
            self.members
                .extend(group.members.into_iter().map(|member| (group.id.clone(), member, facility.id.clone())));
        }
        for service in facility.services.into_iter().filter(|service| !service.code.is_empty()) {
            let carriers = self.services.entry((service.number, service.code)).or_default();
            if !carriers.contains(&facility.id) {
                carriers.push(facility.id.clone());
            }
        }
    }

    /// What facilities say of each other.
    fn check_links(&self, findings: &mut Findings) {
        for (group, member, by) in &self.members {
            if !self.hashes.contains_key(member) {
                let message =
                    format!("連携グループ {group} の {member} がありません (a member of its group does not exist)");
                findings.fault("missing_member", by, message);
            }
        }
        for ((number, code), carriers) in self.services.iter().filter(|(_, carriers)| carriers.len() > 1) {
            let message = format!("{} にあります (the number stands at several facilities)", carriers.join(", "));
            findings.remark("shared_number", format!("{number}-{code}"), message);
        }
    }
}

/// The facilities that the records make, against those that are stored.
fn compare(expected: HashMap<String, u64>, mut stored: HashMap<String, u64>, findings: &mut Findings) {
    for (id, hash) in expected {
        match stored.remove(&id) {
            Some(found) if found == hash => {}
            Some(_) => findings.fault(
                "other_facility",
                id,
                "記録から作り直すと別の内容になります (the records make another one)",
            ),
            None => findings.fault(
                "missing_facility",
                id,
                "記録にあるのに施設がありません (the records make it, the store lacks it)",
            ),
        }
    }
    for id in stored.into_keys() {
        findings.fault("superfluous_facility", id, "どの記録からも作られません (no record makes it)");
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::facility::{GroupMembership, Remark, Service};
    use crate::domain::hours::{Calendar, Rule, Span};
    use crate::domain::municipality::MunicipalityCode;
    use crate::domain::{Answer, Fact, Kind, LatLon, Origin, Position, Source, vocabulary};

    const TODAY: Date = date(2026, 11, 20);
    const SAID: Origin = Origin { source: Source::Survey, as_of: date(2026, 9, 1) };

    fn sound() -> Facility {
        let mut facility = Facility::new(
            "k-1469990001-nursing_station",
            Kind::NursingStation,
            "（架空）うみかぜ",
            "神奈川県横須賀市浦賀五丁目1-1",
        );
        facility.municipality = MunicipalityCode::parse("14201").ok();
        facility.position = Some(at(35.2343, 139.7136));
        facility.services = vec![service("1469990001")];
        facility
    }

    fn at(lat: f64, lon: f64) -> Position {
        let at = LatLon::new(lat, lon).unwrap();
        Position { at, level: Level::Point, accuracy: Metres(50.0), source: Source::Kaigo }
    }

    fn service(number: &str) -> Service {
        let text = String::new;
        Service {
            code: "130".to_owned(),
            label: text(),
            number: number.to_owned(),
            capacity: None,
            days: text(),
            note: text(),
        }
    }

    #[test]
    fn a_facility_is_sound_or_its_fault_is_named() {
        let gazetteer = Gazetteer::embedded();
        let found = |change: &dyn Fn(&mut Facility)| {
            let (mut facility, mut findings) = (sound(), Findings::default());
            change(&mut facility);
            check_alone(&facility, &gazetteer, TODAY, &mut findings);
            findings.findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert_eq!(found(&|_| ()), [""; 0]);
        assert_eq!(found(&|facility| facility.name = "　".to_owned()), ["no_name"]);
        assert_eq!(found(&|facility| facility.position = Some(at(0.0, 139.7))), ["outside_japan"]);
        assert_eq!(found(&|facility| facility.position = Some(at(35.69, 139.70))), ["far_from_address"]);
        assert_eq!(
            found(&|facility| facility.position = Some(at(31.0, 145.0))),
            ["far_from_towns", "far_from_address"]
        );
        assert_eq!(
            found(&|facility| facility.municipality = MunicipalityCode::parse("12217").ok()),
            ["other_prefecture"]
        );
        assert_eq!(found(&|facility| facility.services = vec![service("469990001")]), ["odd_number"]);
        assert_eq!(
            found(&|facility| {
                let origin = Origin { as_of: date(2026, 11, 21), ..SAID };
                facility.remarks = vec![Remark { label: String::new(), text: String::new(), origin }];
            }),
            ["future_date"]
        );
        let answers = |facility: &mut Facility| {
            let fact = Fact { answer: Answer::Yes, as_of: SAID.as_of, source: SAID.source, condition: None };
            let id = vocabulary().capability("tpn").unwrap();
            facility.capabilities = vec![(id, fact.clone()), (id, fact)];
        };
        assert_eq!(found(&answers), ["disordered_answers"]);
        let backwards = |facility: &mut Facility| {
            let rule = Rule { days: crate::domain::hours::Days::Weekly(1), spans: vec![Span { from: 600, to: 540 }] };
            facility.hours.contact = Some(Calendar { rules: vec![rule], ..Calendar::empty(SAID) });
        };
        assert_eq!(found(&backwards), ["impossible_hours"]);
        // 「17時以降」 and days without times, as surveys answer, are hours too.
        let in_words = |facility: &mut Facility| {
            facility.hours.contact = Some(Calendar::from_words("月〜金 17時以降、土", SAID));
        };
        assert_eq!(found(&in_words), Vec::<&str>::new());
    }

    #[test]
    fn facilities_are_held_to_what_they_say_of_each_other() {
        let mut group = sound();
        group.group = Some(GroupMembership {
            id: "g".to_owned(),
            name: "連携".to_owned(),
            phone: None,
            members: vec![group.id.clone(), "gone".to_owned()],
        });
        let other = Facility { id: "k-1469990001-home_help".to_owned(), ..sound() };
        let (mut seen, mut findings) = (Seen::default(), Findings::default());
        for facility in [group, other] {
            seen.hashes.insert(facility.id.clone(), 0);
            seen.note(facility);
        }
        seen.check_links(&mut findings);
        let found: Vec<(&str, &str)> =
            findings.findings.iter().map(|finding| (finding.code, finding.place.as_str())).collect();
        assert_eq!(found, [("missing_member", "k-1469990001-nursing_station"), ("shared_number", "1469990001-130")]);
    }

    #[test]
    fn stored_and_made_facilities_are_compared_one_by_one() {
        let hashes = |pairs: &[(&str, u64)]| pairs.iter().map(|(id, hash)| ((*id).to_owned(), *hash)).collect();
        let mut findings = Findings::default();
        compare(hashes(&[("a", 1), ("b", 2), ("c", 3)]), hashes(&[("a", 1), ("b", 9), ("d", 4)]), &mut findings);
        let mut found: Vec<(&str, &str)> =
            findings.findings.iter().map(|finding| (finding.place.as_str(), finding.code)).collect();
        found.sort_unstable();
        assert_eq!(found, [("b", "other_facility"), ("c", "missing_facility"), ("d", "superfluous_facility")]);
    }
}
