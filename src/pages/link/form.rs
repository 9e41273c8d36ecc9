//! The form behind a link.

use jiff::civil::Date;
use maud::{Markup, html};

use super::super::account::Said;
use super::super::answers::{age, mark, source, title};
use super::super::{Site, date, link, week};
use super::{Slip, office, slip, words};
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Facility, vocabulary};
use crate::links::{Inputs, Questions, month_field};

/// The page behind a link.
#[derive(Debug)]
pub struct LinkPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// What an operator told about this site.
    pub site: &'a Site,
    /// Its own path, which carries the token.
    pub path: &'a str,
    /// The facility as it is now.
    pub facility: &'a Facility,
    /// What is asked.
    pub questions: &'a Questions,
    /// What stands in the inputs.
    pub inputs: &'a Inputs,
    /// The number of the facility's last edit that the page shows.
    pub seen: i64,
    /// The last day on which the link works.
    pub until: Date,
    /// The day in Japan.
    pub today: Date,
    /// What is said about the last try.
    pub said: Option<&'a Said>,
    /// Lines below it, such as both values of a field.
    pub lines: &'a [String],
}

impl LinkPage<'_> {
    fn text(&self, name: &str) -> &str {
        self.inputs.get(name).map_or("", String::as_str)
    }

    /// By whom and how long ago, where something is known.
    fn origin(&self, field: &str) -> Markup {
        let origin = words::origin(self.facility, field);
        html! {
            @if let Some(origin) = origin {
                p class="origin" { (source(origin.source, self.lang)) " " (date(origin.as_of, self.lang)) " " (age(origin.as_of, self.today, self.lang)) }
            }
        }
    }
}

/// The page behind a link.
pub fn link_page(page: &LinkPage) -> String {
    let lang = page.lang;
    let until = lang.date(page.until);
    let content = html! {
        p class="hint" { (match lang {
            Lang::Ja => format!("この事業所の内容を、このページで更新できます。登録は要りません。{until}まで何度でも使えます。"),
            Lang::En => format!("Keep the entry of this facility up to date here, without an account, as often as you like until {until}."),
            Lang::Easy => format!("ここで なおせます。{until}まで 何回(なんかい)でも 使(つか)えます。"),
        }) }
        @match page.said {
            Some(Said::Done(text)) => p class="account-said account-said-done" role="status" { (text) },
            Some(Said::Refused(text)) => div class="account-said account-said-refused" role="alert" {
                p { (text) }
                @if !page.lines.is_empty() { ul { @for line in page.lines { li { (line) } } } }
            },
            None => {}
        }
        @if page.questions.confirmed { (confirm(page)) }
        form method="post" action=(link(page.path, lang)) class="slip-form" {
            input type="hidden" name="seen" value=(page.seen);
            (months(page))
            (vacancies(page))
            (cover(page))
            (hours(page))
            (contact(page))
            (answers(page))
            @if page.questions.confirmed {
                label class="slip-check" {
                    input type="checkbox" name="all" value="yes";
                    span { (lang.pick("このほかの内容も、いまのままで正しい", "Everything else is still right as it is", "ほかは 前(まえ)と おなじです")) }
                }
            }
            div class="slip-send" {
                button class="button account-main" type="submit" name="do" value="save" { (lang.pick("この内容を送る", "Send", "送(おく)る")) }
            }
        }
        (office(page.site, lang))
        p class="hint" { (lang.pick(
            "患者さんの名前や病名は書かないでください。送った内容はすぐに検索に出て、次の画面で元に戻せます。",
            "Do not write anything about patients. What you send is found by searches at once; the next page can take it back.",
            "患者(かんじゃ)さんの 名前(なまえ)は 書(か)かないでください。")) }
    };
    slip(&Slip { lang, title: &page.facility.name, path: page.path, fictional: page.facility.fictional }, &content)
}

/// One tap for the month in which nothing changed.
fn confirm(page: &LinkPage) -> Markup {
    let lang = page.lang;
    html! {
        form method="post" action=(link(page.path, lang)) class="slip-same" {
            input type="hidden" name="seen" value=(page.seen);
            button type="submit" name="do" value="confirm" class="slip-same-button" {
                span class="slip-same-mark" aria-hidden="true" { "✓" }
                span { (lang.pick("変わりありません", "Nothing has changed", "前(まえ)と おなじです")) }
            }
            p class="hint" { (lang.pick(
                "このページの内容が、いまも正しいときに押してください。1回押すだけで終わります。",
                "Press this if everything on this page is still right. One tap is all.",
                "ぜんぶ 正(ただ)しいとき、おしてください。")) }
            @if let Some(confirmed) = page.facility.confirmed {
                p class="origin" {
                    (lang.pick("前回の確認 ", "Last confirmed ", "前(まえ)の 確認(かくにん) ")) (date(confirmed.as_of, lang)) " " (age(confirmed.as_of, page.today, lang))
                }
            }
        }
        h2 { (lang.pick("変わったところを直す", "Change what is different", "ちがうところを なおす")) }
    }
}

const ANSWERS: [Answer; 4] = [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown];

/// The word below a sign: short enough for a quarter of a narrow telephone.
fn option(answer: Answer, lang: Lang) -> &'static str {
    match answer {
        Answer::Unknown => lang.pick("未回答", "No answer", "まだ"),
        Answer::Consult => lang.pick("要相談", "Ask us", "相談(そうだん)"),
        Answer::Yes | Answer::No => title(answer, lang),
    }
}

/// ○ △ × and nothing said, side by side.
fn choice(page: &LinkPage, name: &str) -> Markup {
    let chosen = page.text(name);
    html! {
        span class="slip-choice" {
            @for answer in ANSWERS {
                @let value = if answer == Answer::Unknown { "" } else { answer.id() };
                label class=(format!("slip-option slip-option-{}", answer.id())) {
                    input type="radio" name=(name) value=(value) checked[chosen == value];
                    span {
                        span class="slip-mark" aria-hidden="true" { (mark(answer)) }
                        span class="slip-word" { (option(answer, page.lang)) }
                    }
                }
            }
        }
    }
}

/// A short input with its name.
fn short(page: &LinkPage, name: &str, label: &str, kind: &str, mode: Option<&str>) -> Markup {
    html! {
        label class=(format!("slip-short slip-short-{kind}")) {
            span { (label) }
            input type=(if kind == "date" { "date" } else { "text" }) name=(name) value=(page.text(name)) inputmode=[mode]
                maxlength=[(kind != "date").then_some("200")] placeholder=[(kind == "condition").then_some(" ")] autocomplete="off";
        }
    }
}

fn places_and_note(page: &LinkPage, name: &str) -> Markup {
    let lang = page.lang;
    html! {
        span class="slip-beside" {
            (short(page, &format!("{name}.n"), lang.pick("あと何名", "How many more", "何人(なんにん)"), "number", Some("numeric")))
            (short(page, &format!("{name}.t"), lang.pick("ひとこと", "Note", "ひとこと"), "text", None))
        }
    }
}

fn months(page: &LinkPage) -> Markup {
    let lang = page.lang;
    html! {
        @if !page.questions.months.is_empty() {
            section class="slip-part" {
                h3 { (lang.pick("在宅の新しい患者さんを受けられますか", "Can you take new patients at home?", "新(あたら)しい 人(ひと)を みられますか")) }
                @for month in &page.questions.months {
                    @let field = month_field(*month);
                    @let name = format!("m.{}", month.strftime("%Y-%m"));
                    fieldset class="slip-card" {
                        legend { (words::month(*month, lang)) }
                        (choice(page, &name))
                        (places_and_note(page, &name))
                        (page.origin(&field))
                    }
                }
            }
        }
    }
}

fn vacancies(page: &LinkPage) -> Markup {
    let lang = page.lang;
    html! {
        @if !page.questions.days.is_empty() {
            section class="slip-part" {
                h3 { (lang.pick("泊まりの空き（2週間）", "Free places for short stays (two weeks)", "泊(と)まれる 日(ひ)")) }
                p class="hint" { (lang.pick("人数だけでも送れます。0は「空きなし」です。", "A number alone is enough; 0 means none free.", "数(かず)だけでも いいです。")) }
                @for day in &page.questions.days {
                    @let name = format!("v.{day}");
                    fieldset class="slip-card slip-day" {
                        legend { (words::short_day(*day, lang)) }
                        (choice(page, &name))
                        (places_and_note(page, &name))
                        (page.origin(&format!("vacancy/{day}")))
                    }
                }
            }
        }
    }
}

fn cover(page: &LinkPage) -> Markup {
    let lang = page.lang;
    let rows = page.inputs.keys().filter(|name| name.starts_with("c.") && name.ends_with(".d")).count();
    html! {
        @if page.questions.cover.is_some() {
            details class="slip-part" open[rows > 0 && !page.text("c.0.d").is_empty()] {
                summary { (lang.pick("代診を求める日・代診に入れる日", "Days when you need or can give cover", "代(か)わりの 先生(せんせい)の 日(ひ)")) }
                p class="hint" { (lang.pick("3か月先まで。やめるときは「なし」を選びます。", "Up to three months ahead. Choose “none” to take a day away.", "3か月(げつ)先(さき)まで。")) }
                @for row in 0..rows {
                    @let kind = format!("c.{row}.k");
                    fieldset class="slip-card" {
                        legend { (lang.pick("代診の日", "Day", "日(ひ)")) " " (row + 1) }
                        span class="slip-beside" {
                            (short(page, &format!("c.{row}.d"), lang.pick("日", "Day", "日(ひ)"), "date", None))
                            label class="slip-short" {
                                span { (lang.pick("どちら", "Which", "どちら")) }
                                select name=(kind) {
                                    @for (id, label) in [("", lang.pick("なし", "none", "なし")), ("needed", words::cover("needed", lang)), ("offered", words::cover("offered", lang))] {
                                        option value=(id) selected[page.text(&kind) == id] { (super::super::without_readings(label, lang)) }
                                    }
                                }
                            }
                            (short(page, &format!("c.{row}.t"), lang.pick("ひとこと", "Note", "ひとこと"), "text", None))
                        }
                    }
                }
                p class="hint" { (lang.pick("もっとあるときは、いちど送ってから続けてください。", "For more days, send and come back.", "もっと あるときは、送(おく)ってから もう一回(いっかい)。")) }
            }
        }
    }
}

fn hours(page: &LinkPage) -> Markup {
    let lang = page.lang;
    html! {
        @if page.questions.hours {
            section class="slip-part" {
                h3 { (lang.pick("専門職からの連絡を受けられる時間", "When professionals can reach you", "電話(でんわ)して いい 時間(じかん)")) }
                div class="slip-card" {
                    (short(page, "h.text", lang.pick("曜日と時間（例：平日 9:00〜12:00、土 9:00〜11:00）", "Days and hours (平日 9:00〜12:00, or Mo-Fr 09:00-12:00)", "いつ（例(れい)：平日 9:00〜12:00）"), "text", None))
                    span class="slip-beside" {
                        label class="slip-short" {
                            span { (lang.pick("方法", "By", "どうやって")) }
                            select name="h.channel" {
                                option value="" selected[page.text("h.channel").is_empty()] { "—" }
                                @for id in ["phone", "fax", "mail", "ict", "visit"] {
                                    option value=(id) selected[page.text("h.channel") == id] { (super::super::without_readings(week::channel(id, lang), lang)) }
                                }
                                // A channel that the list does not know stays what it is.
                                @if !["", "phone", "fax", "mail", "ict", "visit"].contains(&page.text("h.channel")) {
                                    option value=(page.text("h.channel")) selected { (page.text("h.channel")) }
                                }
                            }
                        }
                        (short(page, "h.person", lang.pick("窓口・担当", "Whom to ask for", "だれに"), "text", None))
                    }
                    (short(page, "h.note", lang.pick("ひとこと", "Note", "ひとこと"), "text", None))
                    (page.origin("hours_contact"))
                }
            }
        }
    }
}

fn contact(page: &LinkPage) -> Markup {
    let lang = page.lang;
    html! {
        @if page.questions.contact {
            section class="slip-part" {
                h3 { (lang.pick("電話とFAX", "Telephone and FAX", "電話(でんわ)と FAX")) }
                div class="slip-card slip-beside" {
                    (short(page, "k.phone", lang.pick("電話", "Telephone", "電話(でんわ)"), "text", Some("tel")))
                    (short(page, "k.fax", "FAX", "text", Some("tel")))
                }
            }
        }
    }
}

fn answers(page: &LinkPage) -> Markup {
    let lang = page.lang;
    html! {
        @if !page.questions.answers.is_empty() {
            section class="slip-part" {
                h3 { (lang.pick("できること（○△×）", "What you can do", "できること")) }
                @for (group, ids) in &page.questions.answers {
                    @let label = vocabulary().groups().iter().find(|known| known.id == *group).map_or("", |known| super::super::words(&known.label, lang));
                    @let open = ids.iter().filter(|id| page.text(&format!("a.{id}")).is_empty()).count();
                    details class="slip-group" {
                        summary { (label) span class="slip-count" {
                            (match (open, lang) {
                                (0, _) => format!("({})", ids.len()),
                                (n, Lang::En) => format!("({}, {n} not answered)", ids.len()),
                                (n, Lang::Ja) => format!("（{}、未回答{n}）", ids.len()),
                                (n, Lang::Easy) => format!("（まだ {n}）"),
                            })
                        } }
                        @for id in ids {
                            @let name = format!("a.{id}");
                            fieldset class="slip-card slip-answer" {
                                legend { (words::field(id, lang)) }
                                (choice(page, &name))
                                (short(page, &format!("{name}.t"), lang.pick("条件", "Condition", "条件(じょうけん)"), "condition", None))
                                (page.origin(id))
                            }
                        }
                    }
                }
            }
        }
    }
}
