//! What the directory holds, how much is known, how candidates are ordered, and what it does not know: numbers of the running program.

use maud::{Markup, html};

use super::{Frame, Part, Site, answers, bars, capability_label, document, kind_label, number, words};
use crate::domain::source::Source;
use crate::domain::vocabulary::{Lang, Words};
use crate::domain::{Answer, Capability, Kind, Level, vocabulary};

/// A source in the directory.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The source.
    pub source: Source,
    /// Its newest edition, as the store has it.
    pub edition: String,
    /// How many records of it there are.
    pub records: u64,
}

/// How much is known of a capability among the kinds that may be asked for it.
#[derive(Debug, Clone, Copy)]
pub struct CapabilityCoverage {
    /// The capability.
    pub capability: Capability,
    /// How many answered yes, 要相談 and no.
    pub said: [u64; 3],
    /// How many there are of these kinds.
    pub of: u64,
}

/// A term of the score.
#[derive(Debug, Clone, Copy)]
pub struct Term<'a> {
    /// What it is called.
    pub label: &'a Words,
    /// Its weight; all weights sum to 1.
    pub weight: f64,
    /// Why.
    pub reason: &'a Words,
}

/// After how many days a yes must be asked again.
#[derive(Debug, Clone, Copy)]
pub struct Horizon<'a> {
    /// The identifier of a capability or of a source, or `default`.
    pub applies_to: &'a str,
    /// In days.
    pub days: u16,
    /// Why.
    pub reason: &'a Words,
}

/// The page about the data.
pub struct AboutPage<'a> {
    /// The site it is a page of.
    pub site: &'a Site,
    /// In which language.
    pub lang: Lang,
    /// Whether what it tells of is invented.
    pub fictional: bool,
    /// The version of the program.
    pub version: &'a str,
    /// What was imported.
    pub sources: &'a [Listed],
    /// Facilities that are not closed for good.
    pub facilities: u64,
    /// Those of each kind that there are.
    pub kinds: &'a [(Kind, u64)],
    /// How much is known of each capability of which anybody said anything.
    pub capabilities: &'a [CapabilityCoverage],
    /// Those with a telephone number.
    pub telephones: u64,
    /// By how precisely they are placed.
    pub levels: &'a [(Level, u64)],
    /// Those with consultation, contact and visiting hours.
    pub hours: [u64; 3],
    /// The name of the ranking policy, and whose it is where it is not that of the program.
    pub policy: (&'a str, Option<&'a str>),
    /// The line of the rule, in kilometres.
    pub radius_km: f64,
    /// The terms of the score.
    pub terms: &'a [Term<'a>],
    /// The horizons of answers.
    pub horizons: &'a [Horizon<'a>],
    /// Whether a road server is asked for each match.
    pub asks_roads: bool,
    /// Whether some of what is known is for professionals only.
    pub is_guarded: bool,
}

/// The page as HTML.
pub fn about_page(page: &AboutPage) -> String {
    let lang = page.lang;
    let title = Part::About.name(lang);
    let content = html! {
        h1 { (title) }
        p { (lang.pick(
            "在宅（Zaitaku）は、公開されている一覧と地域の調査をまとめ、家で受けられる医療・介護をさがせるようにしたものです。数字はすべて、いま動いているデータから数えています。",
            "Zaitaku brings published lists and local surveys together so that care at home can be found. All figures are counted in the data that is running now.",
            "家(いえ)で 受(う)けられる 医療(いりょう)と 介護(かいご)を さがす ところです。")) }
        (sources(page))
        (coverage(page))
        (order(page))
        (not_known(page))
        (privacy(page))
        h2 { (lang.pick("プログラムと利用条件", "The program", "プログラム")) }
        ul class="plain" {
            li { "Zaitaku " (page.version) }
            li { a href="/api/docs" { (lang.pick("API の説明（開発者向け）", "API documentation", "API")) } }
            li { a href="/licences.txt" { (lang.pick("使っている部品のライセンス", "Licences of the parts it is made of", "ライセンス")) } }
            li { a href="/api/v1/vocabulary" { (lang.pick("用語の一覧（JSON）", "Vocabulary (JSON)", "ことばの 表(ひょう)")) } }
        }
    };
    let frame = Frame { fictional: page.fictional, ..Frame::new(page.site, lang, Part::About, title, "/about") };
    document(&frame, &content)
}

fn sources(page: &AboutPage) -> Markup {
    let lang = page.lang;
    html! {
        h2 { (lang.pick("出典", "Sources", "だれの データか")) }
        table class="counts wide" {
            thead { tr {
                th scope="col" { (lang.pick("出典", "Source", "だれ")) }
                th scope="col" { (lang.pick("利用条件", "Licence", "つかいかた")) }
                th scope="col" { (lang.pick("最新の版", "Newest edition", "いつ")) }
                th scope="col" { (lang.pick("件数", "Records", "数(かず)")) }
            } }
            tbody { @for listed in page.sources { tr {
                th scope="row" { @if listed.source.url().is_empty() { (answers::source(listed.source, lang)) } @else {
                    a href=(listed.source.url()) rel="noreferrer noopener" { (answers::source(listed.source, lang)) }
                } }
                td { (if listed.source.licence().is_empty() { "—" } else { listed.source.licence() }) }
                td { (listed.edition) }
                td { (number(listed.records)) }
            } } }
        }
        p class="hint" { (lang.pick(
            "名前を押すと公表しているサイトへ移動します。もとの一覧を組み合わせて加工しています。",
            "A name leads to the site that publishes it. The lists were combined and edited.",
            "名前(なまえ)を おすと ほかの サイトへ 行(い)きます。")) }
    }
}

fn coverage(page: &AboutPage) -> Markup {
    let lang = page.lang;
    let most = page.kinds.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let shares = [
        (lang.pick("電話番号がある", "with a telephone number", "電話(でんわ)が わかる"), page.telephones),
        (
            lang.pick("診療・営業の時間がわかる", "with consultation hours", "開(あ)いている 時間(じかん)が わかる"),
            page.hours[0],
        ),
        (
            lang.pick(
                "専門職が連絡できる時間がわかる",
                "with hours for professionals",
                "専門(せんもん)の 人(ひと)の 電話(でんわ)の 時間(じかん)が わかる",
            ),
            page.hours[1],
        ),
        (
            lang.pick(
                "訪問・緊急対応の時間がわかる",
                "with hours of visits",
                "家(いえ)に 来(く)る 時間(じかん)が わかる",
            ),
            page.hours[2],
        ),
    ];
    let unplaced = page.facilities.saturating_sub(page.levels.iter().map(|(_, n)| n).sum());
    html! {
        h2 { (lang.pick("載っている数", "What is in it", "いくつ あるか")) }
        p class="summary-line" { (lang.pick("施設・事業所", "Facilities", "ぜんぶで")) " " strong { (number(page.facilities)) } }
        table class="counts with-bars" {
            caption { (lang.pick("種類ごと", "By kind", "種類(しゅるい)ごと")) }
            tbody { @for (kind, n) in page.kinds { (row(&html! { (kind_label(*kind, lang)) }, *n, most, &number(*n))) } }
        }
        table class="counts with-bars" {
            caption { (lang.pick("基本の情報", "Basics", "わかっていること")) }
            tbody {
                @for (label, n) in shares { (row(&html! { (label) }, n, page.facilities, &share(n, page.facilities))) }
                @for (level, n) in page.levels { (row(&html! { (level_name(*level, lang)) }, *n, page.facilities, &share(*n, page.facilities))) }
                (row(&html! { (lang.pick("位置がわからない", "not placed", "場所(ばしょ)が わからない")) }, unplaced, page.facilities, &share(unplaced, page.facilities)))
            }
        }
        h3 { (lang.pick("在宅でできることへの回答", "Answers about care at home", "家(いえ)で できること")) }
        p class="hint" { (lang.pick(
            "聞かれうる種類の施設のうち、回答か届出があるところの数です。残りは「不明」で、できないという意味ではありません。",
            "Of the kinds that may be asked, those with an answer or a filing. The rest is not known, which does not mean no.",
            "「わからない」は 「できない」では ありません。")) }
        p class="day-legend bar-legend" aria-hidden="true" {
            @for answer in [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown] { span { span class=(format!("key key-{}", answer.id())) {} " " (answers::mark(answer)) " " (answers::title(answer, lang)) } " " }
        }
        @for group in vocabulary().groups() {
            @let mine: Vec<&CapabilityCoverage> = page.capabilities.iter().filter(|one| vocabulary().words(one.capability).is_some_and(|words| words.group == group.id)).collect();
            @if !mine.is_empty() {
                details class="coverage" {
                    summary { span { (words(&group.label, lang)) " (" (mine.len()) ")" } }
                    table class="counts with-bars" {
                        thead { tr {
                            th scope="col" { (lang.pick("こと", "What", "こと")) }
                            th scope="col" { "○" } th scope="col" { "△" } th scope="col" { "×" }
                            th scope="col" { (lang.pick("回答の割合", "Answered", "答(こた)えた")) }
                        } }
                        tbody { @for one in mine { (capability_row(one, lang)) } }
                    }
                }
            }
        }
    }
}

fn row(label: &Markup, n: u64, of: u64, text: &str) -> Markup {
    html! { tr { th scope="row" { (label) (bars::of_most(n, of)) } td { (text) } } }
}

fn share(n: u64, of: u64) -> String {
    format!("{} ({})", number(n), bars::percent(n, of))
}

fn capability_row(one: &CapabilityCoverage, lang: Lang) -> Markup {
    let [yes, consult, no] = one.said;
    let said = yes + consult + no;
    let unknown = one.of.saturating_sub(said);
    html! { tr {
        th scope="row" { (capability_label(one.capability, lang)) (bars::parts(&[("yes", yes), ("consult", consult), ("no", no), ("unknown", unknown)])) }
        td { (number(yes)) } td { (number(consult)) } td { (number(no)) }
        td { (bars::percent(said, one.of.max(said))) }
    } }
}

const fn level_name(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::Point => {
            lang.pick("公表された座標で置いた", "placed by published coordinates", "場所(ばしょ)が 正(ただ)しく わかる")
        }
        Level::Facility => lang.pick(
            "同じ住所の施設の位置で置いた",
            "placed by a facility at the same address",
            "同(おな)じ 住所(じゅうしょ)から わかる",
        ),
        Level::Block => lang.pick("番地・街区までで置いた", "placed by block", "番地(ばんち)まで わかる"),
        Level::Town => lang.pick("町名までで置いた", "placed by town", "町(まち)まで わかる"),
        Level::Municipality => lang.pick("市区町村までで置いた", "placed by municipality", "市(し)まで わかる"),
        Level::Prefecture => lang.pick("都道府県までで置いた", "placed by prefecture", "県(けん)まで わかる"),
    }
}

fn order(page: &AboutPage) -> Markup {
    let lang = page.lang;
    let most = page.terms.iter().map(|term| hundredths(term.weight)).max().unwrap_or(0);
    html! {
        h2 { (lang.pick("並び順の決め方", "How the order is made", "ならぶ 順番(じゅんばん)")) }
        ol class="steps" {
            li { (lang.pick("自宅から直線", "Only those within ", "家(いえ)から ")) (page.radius_km) " km" (lang.pick(
                "以内で、必要なことに「できない」と答えていないところだけが候補になります。",
                " in a straight line who say no to nothing that is needed are candidates.",
                "の 中(なか)の ところを 見(み)ます。")) }
            li { (lang.pick(
                "間に海などがあり、陸の道のりが長いところは後になります。",
                "Those with water between and a long way over land come last.",
                "海(うみ)の 向(む)こうは あとに なります。")) }
            li { (lang.pick(
                "電話で確かめることが少ない順に並びます。",
                "Then: the fewer needs are left to ask about, the earlier.",
                "わかっていることが 多(おお)い ところが 先(さき)です。")) }
            li { (lang.pick(
                "同じ数なら、点数の高い順です。点数は、下の項目の値（0から1）に重みをかけた合計です。",
                "Among these the higher score comes first: the sum of each value below (0 to 1) times its weight.",
                "同(おな)じなら 点数(てんすう)で 決(き)めます。")) }
            li { (lang.pick(
                "それも同じなら、その日ごとのくじで決めます。名前や番号の順ではなく、お金で順番が変わることもありません。",
                "What is still equal is drawn by lot each day: neither name nor number decides, and no place can be bought.",
                "それも 同(おな)じなら くじで 決(き)めます。お金(かね)で 順番(じゅんばん)は 変(か)わりません。")) }
        }
        table class="counts with-bars reasons" {
            caption { (lang.pick("点数の項目と重み", "Terms and weights", "点数(てんすう)の もと")) "（" (page.policy.0) @if let Some(publisher) = page.policy.1 { " " (publisher) } "）" }
            thead { tr {
                th scope="col" { (lang.pick("項目", "Term", "こと")) }
                th scope="col" { (lang.pick("重み", "Weight", "重(おも)さ")) }
                th scope="col" { (lang.pick("理由", "Reason", "なぜ")) }
            } }
            tbody { @for term in page.terms { tr {
                th scope="row" { (words(term.label, lang)) (bars::of_most(hundredths(term.weight), most)) }
                td { (format!("{:.2}", term.weight)) }
                td class="reason" { (words(term.reason, lang)) }
            } } }
        }
        details class="coverage" {
            summary { span { (lang.pick("「できる」という回答が古くなるまで", "When a yes grows old", "答(こた)えが 古(ふる)く なる とき")) } }
            p class="hint" { (lang.pick(
                "これより古い「できる」は「要確認」として扱います。",
                "A yes older than this reads as something to ask about.",
                "古(ふる)い 答(こた)えは もう一度(いちど) 聞(き)きます。")) }
            table class="counts reasons" {
                thead { tr {
                    th scope="col" { (lang.pick("出典・項目", "Source or answer", "だれ")) }
                    th scope="col" { (lang.pick("日数", "Days", "日(ひ)")) }
                    th scope="col" { (lang.pick("理由", "Reason", "なぜ")) }
                } }
                tbody { @for horizon in page.horizons { tr {
                    th scope="row" { (applies_to(horizon.applies_to, lang)) }
                    td { (horizon.days) }
                    td class="reason" { (words(horizon.reason, lang)) }
                } } }
            }
        }
    }
}

fn hundredths(weight: f64) -> u64 {
    (weight * 10_000.0).round() as u64
}

/// What a horizon is for, by its name.
fn applies_to(id: &str, lang: Lang) -> &str {
    match (Source::from_id(id), vocabulary().capability(id)) {
        (Some(source), _) => answers::source(source, lang),
        (None, Some(capability)) => capability_label(capability, lang),
        (None, None) if id == "default" => lang.pick("そのほか", "All others", "ほか"),
        (None, None) => id,
    }
}

fn not_known(page: &AboutPage) -> Markup {
    let lang = page.lang;
    let lines: [(&str, &str, &str); 5] = [
        (
            "いま空きがあるか、受け入れるかは、電話で確かめるまでわかりません。",
            "Whether there is room now is known only by telephone.",
            "いま 入(はい)れるかは、電話(でんわ)で 聞(き)いてください。",
        ),
        (
            "回答は、記された日のものです。その後に変わっていることがあります。",
            "Answers are those of the day that is written beside them, and may have changed since.",
            "答(こた)えは 変(か)わることが あります。",
        ),
        (
            "治療のよしあし、評判、費用は載せていません。順番をすすめるものでもありません。",
            "It says nothing about quality, reputation or cost, and its order is no recommendation.",
            "どこが いいかは 書(か)いていません。",
        ),
        (
            "16 km を超える訪問が認められるか、算定できるかの判断はしません。根拠を示すだけです。",
            "It does not decide whether a visit beyond 16 km is justified or may be billed; it shows the evidence.",
            "16 kmより 遠(とお)い ところは、病院(びょういん)に 聞(き)いてください。",
        ),
        (
            "一覧に載っていないところ、届け出をしていないところは、ここにもありません。",
            "Who is in none of the lists is not here either.",
            "ここに ない ところも あります。",
        ),
    ];
    html! {
        h2 { (lang.pick("わからないこと・しないこと", "What is not known, and what it does not do", "わからないこと")) }
        ul class="plain" {
            @for (ja, en, easy) in lines { li { (lang.pick(ja, en, easy)) } }
            @if page.is_guarded {
                li { (lang.pick(
                    "連絡先の一部など、専門職のために集めた事項は、ログインした専門職だけに表示します。表示がないことは「できない」という意味ではありません。",
                    "Some contact details and other things that were gathered for professionals are shown to professionals who signed in. What is not shown is not a no.",
                    "電話(でんわ)などの 一部(いちぶ)は、専門(せんもん)の 仕事(しごと)の 人(ひと)だけが 見(み)ます。")) }
            }
        }
    }
}

fn privacy(page: &AboutPage) -> Markup {
    let lang = page.lang;
    html! {
        h2 { (lang.pick("プライバシー", "Privacy", "あなたの ことは 残(のこ)しません")) }
        p { (lang.pick(
            "入力された住所・位置・必要なことは、その1回の答えのためだけに使い、保存も記録もしません。URL・ログ・Cookie（使っていません）・端末の保存領域にも残りません。",
            "The address, the place and the needs that are entered serve that one answer and are neither stored nor logged. They are in no URL, cookie (there are none) or storage of the device.",
            "書(か)いた 住所(じゅうしょ)や 病気(びょうき)の ことは、どこにも 残(のこ)りません。")) " "
            (if page.asks_roads {
                lang.pick(
                    "道のりの時間を調べるため、運営者が決めた道路のサーバーに、自宅のおよその位置（または運営者自身のサーバーなら位置）だけを送ります。",
                    "For minutes by road, a server that the operator chose is told roughly where the home is (exactly, where it is the operator's own), and nothing else.",
                    "道(みち)の 時間(じかん)を 知(し)るために、だいたいの 場所(ばしょ)だけを ほかの コンピューターに 送(おく)ります。")
            } else {
                lang.pick(
                    "住所の検索も地図もこのサーバーの中だけで行い、ほかの会社には何も送りません。",
                    "Addresses are looked up and maps are drawn inside this server; nothing is sent to anybody else.",
                    "ほかの 会社(かいしゃ)には 何(なに)も 送(おく)りません。")
            }) " " (lang.pick(
            "公開しているページを見るとき、だれが見たかは調べません。ほかのサイトへ移動するのは、あなたがリンクを押したときだけです。",
            "Nobody asks who reads the public pages. Another site is opened only when you follow a link to it.",
            "ほかの サイトへ 行(い)くのは、あなたが リンクを おした ときだけです。"))
        }
    }
}
