//! How and when to contact a facility: what a caller wants to know before anything else.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Locks, day, encoded, telephone, week};
use crate::domain::facility::Hours;
use crate::domain::hours::Calendar;
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Level};

/// The telephone, and the two times that are never the same: when professionals may call, and when patients are seen.
pub(super) fn contact(facility: &Facility, hours: &Hours, today: Date, locks: Locks) -> Markup {
    let lang = locks.lang;
    html! {
        section class="contact" aria-labelledby="contact" {
            h2 id="contact" { (lang.pick("連絡のしかた", "How to contact them", "電話(でんわ)を するには")) }
            div class="contact-ways" {
                @match &facility.phone {
                    Some(phone) => p { span class="contact-way" { (lang.pick("電話", "Telephone", "電話(でんわ)")) } " " (telephone(phone)) },
                    None => p { (lang.pick("電話番号は公表されていません。", "No telephone number is published.", "電話(でんわ)の 番号(ばんごう)は わかりません。")) },
                }
                @if let Some(fax) = &facility.fax { p { span class="contact-way" { "FAX" } " " span class="number-text" { (fax) } } }
                @if let Some(site) = site(facility) { p { span class="contact-way" { (lang.pick("ウェブサイト", "Web site", "ホームページ")) } " " a href=(site) rel="noreferrer noopener" { (site) } } }
            }
            dl class="contact-times" {
                div {
                    dt { (lang.pick("専門職からの相談・連絡", "Professionals may call", "病院(びょういん)や 介護(かいご)の 人(ひと)の 電話(でんわ)")) }
                    dd { (when(hours.contact.as_ref(), today, lang.pick(
                        "連絡できる時間は登録されていません。診療・営業の時間に電話でお確かめください。",
                        "No hours for calls are on record. Please ask by telephone within the hours beside.",
                        "わかりません。電話(でんわ)で 聞(き)いてください。"), lang)) (locks.on_any(&["hours_contact", "hours_contact/channel", "hours_contact/person", "hours_contact/note", "hours_contact/rest"])) }
                }
                div {
                    dt { (lang.pick("患者さん・利用者の診療・営業", "Patients are seen", "開(あ)いている 時間(じかん)")) }
                    dd { (when(hours.consultation.as_ref(), today, lang.pick(
                        "診療・営業の時間は登録されていません。",
                        "No hours are on record.",
                        "わかりません。電話(でんわ)で 聞(き)いてください。"), lang)) }
                }
            }
            p class="hint" { (lang.pick(
                "2つは別の時間です。診療中の医師には電話がつながらないことが多いため、退院調整やケアマネジャーの方は「専門職からの相談・連絡」の時間にかけてください。",
                "These are two different times. Doctors can seldom come to the telephone while they see patients: hospitals and care managers call in the hours for professionals.",
                "2つの 時間(じかん)は ちがいます。")) }
        }
    }
}

/// Only a web address may become a link; a table can hold anything.
fn site(facility: &Facility) -> Option<&str> {
    facility.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

fn when(calendar: Option<&Calendar>, today: Date, silent: &str, lang: Lang) -> Markup {
    let Some(calendar) = calendar else { return html! { p class="unknown" { (silent) } } };
    let by = week::by(calendar, lang);
    let text = week::in_one_line(calendar, lang);
    let now = calendar.spans_on(today);
    html! {
        @if !by.is_empty() { p class="contact-by" { (by) } }
        @if !text.0.is_empty() { p { (text) } }
        p class="contact-today" {
            (lang.pick("きょう", "Today", "きょう")) " " (day(today, lang)) @if let Some(name) = now.holiday { " " (super::holiday::name(name, lang)) } ": "
            strong { (week::on_day(&now, lang)) }
        }
        @if let Some(note) = &calendar.note { p class="origin" { (note) } }
    }
}

/// Where it is: the address, the point to copy, and ways to a map. Nothing is asked of another server unless a reader follows a link.
pub(super) fn place(facility: &Facility, lang: Lang) -> Markup {
    let rough = facility.position.filter(|position| !matches!(position.level, Level::Point | Level::Facility));
    html! {
        section class="place" aria-labelledby="place" {
            h2 id="place" { (lang.pick("場所", "Where it is", "場所(ばしょ)")) }
            p class="address" { (facility.address) }
            @if let Some(position) = facility.position {
                @let (lat, lon) = (format!("{:.6}", position.at.lat()), format!("{:.6}", position.at.lon()));
                p { (lang.pick("緯度・経度", "Latitude, longitude", "緯度(いど)・経度(けいど)")) " " span class="number-text" { (lat) ", " (lon) } }
                @if let Some(rough) = rough {
                    p class="hint" { (lang.pick("位置は住所から求めた概略です", "Placed by its address", "だいたいの 場所(ばしょ)です")) " (±" (rough.accuracy.0.round()) " m)" }
                }
                p class="ways" {
                    @if facility.closed.is_none() { a class="button" href=(format!("/map#facility={}", encoded(&facility.id))) { (lang.pick("地図で見る", "On the map", "地図(ちず)")) } " " }
                    a class="button" href=(format!("geo:{lat},{lon}")) { (lang.pick("地図アプリで道順", "Route in a map app", "行(い)きかた(アプリ)")) } " "
                    a class="button" href=(format!("https://maps.gsi.go.jp/#16/{lat}/{lon}/")) rel="noreferrer noopener" { (lang.pick("地理院地図", "GSI map", "国(くに)の 地図(ちず)")) span class="leaves" { (lang.pick("（国土地理院のサイトへ移動）", " (leaves this site)", "（ほかの サイトへ 行(い)きます）")) } }
                }
            } @else {
                p class="hint" { (lang.pick("位置がわからないため、地図には載っていません。", "It could not be placed, so it is not on the map.", "地図(ちず)に ありません。")) }
            }
        }
    }
}
