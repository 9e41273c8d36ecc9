//! A letter on A4 for a window envelope, with the same questions as a FAX form on its back. Letters are in Japanese.

use maud::{Markup, html};

use super::admin::{MadeLink, MadePage};
use super::words;
use crate::domain::Answer;
use crate::domain::vocabulary::{Lang, vocabulary};
use crate::pages::answers::mark;

const JA: Lang = Lang::Ja;

/// The letter of one link: the sheet and its back.
pub(super) fn letter(page: &MadePage, one: &MadeLink) -> Markup {
    let office = &page.site.office;
    html! {
        section class="letter" aria-label=(format!("手紙：{}", one.facility.name)) {
            div class="letter-to" {
                p { (one.facility.address) }
                p class="letter-name" { (one.facility.name) " 御中" }
            }
            div class="letter-from" {
                p { (JA.date(page.today)) }
                @if let Some(name) = &office.name { p { (name) } }
                @if let Some(address) = &office.address { p { (address) } }
                @if let Some(phone) = &office.phone { p { "電話 " (phone) } }
                @if let Some(fax) = &office.fax { p { "FAX " (fax) } }
            }
            h2 { "在宅医療・介護の情報の確認のお願い" }
            p { "いつもお世話になっております。退院される方やご家族が受け入れ先をさがすために、貴事業所の情報を掲載しています。古い情報は患者さんの行き違いのもとになりますので、いまの様子をお知らせください。" }
            p class="letter-strong" { "変わりがなければ、下のQRコードを開いて緑色のボタンを1回押すだけで終わります。登録もパスワードも要りません。" }
            div class="letter-code" {
                div class="letter-qr" aria-label="この事業所のページのQRコード" role="img" { (maud::PreEscaped(&one.picture)) }
                ol {
                    li { "スマートフォンのカメラでQRコードを読み取ります。" }
                    li { "「変わりありません」を押すか、変わったところだけ直して「この内容を送る」を押します。" }
                    li { "送った内容はその場で確かめられ、元に戻すこともできます。" }
                }
            }
            p { "このQRコードは貴事業所専用です。" strong { (JA.date(page.until)) "まで" } "、何度でもお使いになれます。ほかの方に渡さないでください。" }
            @if let Some(fax) = &office.fax {
                p { "スマートフォンをお使いにならない場合は、裏面に記入してFAX（" strong { (fax) } "）でお送りください。" }
            } @else {
                p { "スマートフォンをお使いにならない場合は、裏面に記入してご返送ください。" }
            }
            p { "患者さんのお名前や病名は、どちらにも書かないでください。" }
        }
        section class="letter letter-back" aria-label=(format!("FAX用紙：{}", one.facility.name)) { (form(page, one)) }
    }
}

/// The same questions with boxes to tick.
fn form(page: &MadePage, one: &MadeLink) -> Markup {
    let questions = &one.questions;
    html! {
        div class="letterfax-head" {
            p class="letterfax-to" { "FAX返信先 " strong { (page.site.office.fax.as_deref().unwrap_or("＿＿＿＿＿＿＿＿＿＿")) } " " (page.site.office.name.as_deref().unwrap_or_default()) }
            p { strong { (one.facility.name) } " 控え番号 " (one.id) }
            p { "記入日　　　月　　　日　　記入者＿＿＿＿＿＿＿＿＿＿　　患者さんの名前・病名は書かないでください" }
        }
        @if questions.confirmed { p class="letterfax-same" { (tick()) "変わりありません（ここに印を付けて送るだけで結構です）" } }
        @if !questions.months.is_empty() {
            h3 { "在宅の新しい患者さん" }
            table class="letterfax-table" {
                tbody { @for month in &questions.months {
                    tr { th scope="row" { (words::month(*month, JA)) } td { (ticks()) } td { "あと（　　　）名" } td class="letterfax-note" { "ひとこと" } }
                } }
            }
        }
        @if questions.cover.is_some() {
            p class="letterfax-line" { "代診　" @for _ in 0..3 { "（　　/　　）" (tick()) "求める" (tick()) "入れる　" } }
        }
        @if !questions.days.is_empty() {
            h3 { "泊まりの空き（人数。0は空きなし）" }
            div class="letterfax-days" { @for day in &questions.days { span { (words::short_day(*day, JA)) "（　　　）" } } }
        }
        @if !questions.answers.is_empty() {
            h3 { "できること（いまの回答を印刷しています。違うところだけ○△×を付けてください）" }
            div class="letterfax-answers" {
                @for (group, ids) in &questions.answers {
                    @let label = vocabulary().groups().iter().find(|known| known.id == *group).map_or("", |known| known.label.ja.as_str());
                    div class="letterfax-group" {
                        h4 { (label) }
                        @for id in ids {
                            @let answer = vocabulary().capability(id).map_or(Answer::Unknown, |id| one.facility.answer(id));
                            p class="letterfax-answer" { span { (words::field(id, JA)) } span { "いま" (mark(answer)) " →（　）" } }
                        }
                    }
                }
            }
        }
        @if questions.hours {
            p class="letterfax-line" { "専門職から連絡してよい曜日・時間：" (one.facility.hours.contact.as_ref().map(|hours| format!("いま「{}」→ ", hours.to_japanese())).unwrap_or_default()) "＿＿＿＿＿＿＿＿＿＿＿＿　窓口＿＿＿＿＿＿＿" }
        }
        @if questions.contact {
            p class="letterfax-line" { "電話 " (one.facility.phone.as_deref().unwrap_or("—")) " → ＿＿＿＿＿＿＿＿＿　FAX " (one.facility.fax.as_deref().unwrap_or("—")) " → ＿＿＿＿＿＿＿＿＿" }
        }
    }
}

fn tick() -> Markup {
    html! { span class="letterfax-tick" aria-hidden="true" { "□" } }
}

fn ticks() -> Markup {
    html! { (tick()) "○受けられる　" (tick()) "△相談　" (tick()) "×受けられない" }
}
