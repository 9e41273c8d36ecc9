//! Which lists name a facility, who said what, and whom to tell about an error.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Site, answers, date, encoded, link};
use crate::domain::Facility;
use crate::domain::facility::Field;
use crate::domain::source::Source;
use crate::domain::vocabulary::Lang;

/// Sources with their newest edition, origins by field, and the way to report an error.
pub(super) fn origins(facility: &Facility, site: &Site, takes_proposals: bool, lang: Lang) -> Markup {
    let listed = listed_by(facility);
    html! {
        section class="origins" {
            h2 { (lang.pick("情報の出どころ", "Where this comes from", "だれが 言(い)ったか")) }
            ul class="listed" { @for (source, as_of) in &listed {
                li {
                    strong { (answers::source(*source, lang)) } " "
                    span class="origin" { (date(*as_of, lang)) " " (lang.pick("版", "edition", "の もの")) @if !source.licence().is_empty() { "・" (source.licence()) } }
                }
            } }
            @if !facility.provenance.is_empty() {
                details {
                    summary { (lang.pick("項目ごとの出どころ", "Source of each field", "ひとつずつ 見(み)る")) }
                    table {
                        thead { tr {
                            th scope="col" { (lang.pick("項目", "Field", "こと")) }
                            th scope="col" { (lang.pick("出どころ", "Source", "だれ")) }
                            th scope="col" { (lang.pick("時点", "Date", "いつ")) }
                        } }
                        tbody { @for (field, origin) in &facility.provenance { tr {
                            th scope="row" { (field_name(*field, lang)) }
                            td { (answers::source(origin.source, lang)) }
                            td { (date(origin.as_of, lang)) }
                        } } }
                    }
                }
            }
        }
        (report(facility, site, takes_proposals, &listed, lang))
    }
}

/// Everybody who said anything about it, with the newest edition of each, the newest first.
fn listed_by(facility: &Facility) -> Vec<(Source, Date)> {
    let calendars = [&facility.hours.consultation, &facility.hours.contact, &facility.hours.visiting];
    let origins = facility
        .provenance
        .values()
        .copied()
        .chain(facility.capabilities.iter().map(|(_, fact)| fact.origin()))
        .chain(calendars.into_iter().flatten().map(|calendar| calendar.origin))
        .chain(facility.duties.iter().map(|duty| duty.origin))
        .chain(facility.vacancies.iter().map(|vacancy| vacancy.origin))
        .chain(facility.new_patients.iter().map(|month| month.origin))
        .chain(facility.cover.iter().map(|day| day.origin))
        .chain(facility.confirmed)
        .chain(facility.remarks.iter().map(|remark| remark.origin));
    let mut listed: Vec<(Source, Date)> = Vec::new();
    for origin in origins {
        match listed.iter_mut().find(|(source, _)| *source == origin.source) {
            Some((_, newest)) => *newest = origin.as_of.max(*newest),
            None => listed.push((origin.source, origin.as_of)),
        }
    }
    listed.sort_by_key(|(source, as_of)| (std::cmp::Reverse(*as_of), *source));
    listed
}

/// The way to tell somebody: the operator's, or the owners of the lists. Only the facility is named in it, never a patient.
fn report(facility: &Facility, site: &Site, takes_proposals: bool, listed: &[(Source, Date)], lang: Lang) -> Markup {
    let title = lang.pick("この情報のまちがいを知らせる", "Report an error on this page", "まちがいを 知(し)らせる");
    html! {
        section class="report" {
            h2 { (title) }
            @if takes_proposals {
                p { a class="button" rel="nofollow" href=(link(&format!("/facilities/{}/propose", encoded(&facility.id)), lang)) { (lang.pick("情報の誤りを知らせる", "Report an error here", "まちがいを 書(か)く")) } }
                p class="hint" { (lang.pick("名簿の編集者が確かめてから直します。", "An editor of this directory checks it.", "人(ひと)が たしかめて なおします。")) }
            }
            @if let Some(to) = &site.report_to {
                p { a class="button" href=(report_link(to, facility)) rel="noreferrer noopener" { (title) } }
                p class="hint" { (lang.pick(
                    "このサイトの運営者に届きます。患者さんのことは書かないでください。",
                    "It reaches whoever runs this site. Please write nothing about a patient.",
                    "患者(かんじゃ)さんの ことは 書(か)かないでください。")) }
            } @else {
                p { (lang.pick("もとの一覧が直ると、次の取り込みでこのページも直ります。", "This page follows once the list it comes from is corrected.", "もとの 表(ひょう)を なおすと、ここも なおります。")) }
            }
            @if site.report_to.is_none() {
                ul { @for (source, _) in listed { li { strong { (answers::source(*source, lang)) } ": " (owner(*source, lang)) } } }
            }
        }
    }
}

/// The operator's address with the facility in the subject.
fn report_link(to: &str, facility: &Facility) -> String {
    let subject = encoded(&format!("情報のまちがい: {} ({})", facility.name, facility.id));
    let mark = if to.contains('?') { '&' } else { '?' };
    format!("{to}{mark}subject={subject}")
}

/// Who can correct what a source says.
const fn owner(source: Source, lang: Lang) -> &'static str {
    match source {
        Source::NaviiHospital
        | Source::NaviiHospitalHours
        | Source::NaviiClinic
        | Source::NaviiClinicHours
        | Source::NaviiDental
        | Source::NaviiDentalHours
        | Source::NaviiPharmacy
        | Source::NaviiMaternityHome => lang.pick(
            "施設が都道府県に報告した内容です。施設か、都道府県の医療情報ネットの担当課へ。",
            "The institution reports it to its prefecture: tell either of them.",
            "病院(びょういん)か 県(けん)に 言(い)ってください。",
        ),
        Source::Kaigo => lang.pick(
            "事業所が都道府県に報告した内容です。事業所か、都道府県の介護サービス情報公表の担当課へ。",
            "The office reports it to its prefecture: tell either of them.",
            "事業所(じぎょうしょ)か 県(けん)に 言(い)ってください。",
        ),
        Source::Filing => lang.pick(
            "施設が地方厚生局に届け出た内容です。施設へ。",
            "Filed by the institution with the regional bureau: tell the institution.",
            "病院(びょういん)に 言(い)ってください。",
        ),
        Source::OpenDataMedical | Source::OpenDataCare => lang.pick(
            "一覧を公開した市区町村・都道府県へ。",
            "Tell the municipality or prefecture that published the list.",
            "市役所(しやくしょ)に 言(い)ってください。",
        ),
        Source::Survey | Source::DutyRoster => lang.pick(
            "調査や当番表をまとめた医師会・薬剤師会・市区町村へ。",
            "Tell the association or municipality that made the survey or roster.",
            "医師会(いしかい)か 市役所(しやくしょ)に 言(い)ってください。",
        ),
        Source::Vacancy | Source::Facility => {
            lang.pick("施設へ。", "Tell the institution.", "施設(しせつ)に 言(い)ってください。")
        }
        Source::Demo => lang.pick(
            "架空のデータなので、知らせる先はありません。",
            "It is invented: there is nobody to tell.",
            "ほんとうでは ありません。",
        ),
        Source::Gazetteer
        | Source::Geolonia
        | Source::JapanPost
        | Source::Neighbours
        | Source::Geocoder
        | Source::Correction
        | Source::Editor
        | Source::Canonical => lang.pick(
            "このサイトの運営者へ。",
            "Tell whoever runs this site.",
            "この サイトの 人(ひと)に 言(い)ってください。",
        ),
    }
}

const fn field_name(field: Field, lang: Lang) -> &'static str {
    match field {
        Field::Name => lang.pick("名称", "Name", "名前(なまえ)"),
        Field::NameKana => lang.pick("読み", "Reading", "読(よ)み"),
        Field::Address => lang.pick("住所", "Address", "住所(じゅうしょ)"),
        Field::Position => lang.pick("位置", "Position", "場所(ばしょ)"),
        Field::Phone => lang.pick("電話", "Telephone", "電話(でんわ)"),
        Field::Fax => "FAX",
        Field::Url => lang.pick("ウェブサイト", "Web site", "ホームページ"),
        Field::Beds => lang.pick("病床", "Beds", "ベッド"),
        Field::Services => lang.pick("サービス", "Services", "サービス"),
        Field::Specialties => lang.pick("診療科", "Specialties", "科(か)"),
        Field::Group => lang.pick("グループ", "Group", "グループ"),
        Field::Kind => lang.pick("種別", "Kind", "種類(しゅるい)"),
        Field::Closed => lang.pick("廃止", "Closing", "もう ないこと"),
    }
}
