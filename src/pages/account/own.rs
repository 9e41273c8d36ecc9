//! One's own account: password, one-time code, sessions.

use maud::{Markup, PreEscaped, html};

use super::{Field, Said, Sheet, Viewer, document, field, link, moment, password_hint, submit, token};
use crate::domain::vocabulary::Lang;

/// A session in the list.
#[derive(Debug)]
pub struct SessionRow<'a> {
    /// By what the form names it.
    pub digest: &'a str,
    /// The sort of browser.
    pub device: &'a str,
    /// When it began, in seconds since 1970.
    pub created_at: i64,
    /// When it was last seen.
    pub seen_at: i64,
    /// Whether it is the one that asks.
    pub is_here: bool,
}

/// One's own account.
#[derive(Debug)]
pub struct OwnPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// By what the person signs in.
    pub login: &'a str,
    /// The facilities that are its own: identifier, name.
    pub facilities: &'a [(String, String)],
    /// How many recovery codes are left, where one-time codes are on.
    pub codes_left: Option<usize>,
    /// Who is signed in.
    pub sessions: &'a [SessionRow<'a>],
    /// The fewest characters of a password.
    pub least: usize,
    /// What is said about the last change.
    pub said: Option<&'a Said>,
}

/// One's own account.
pub fn own_page(page: &OwnPage) -> String {
    let lang = page.lang;
    let content = html! {
        dl class="facts" {
            dt { (lang.pick("お名前", "Name", "名前(なまえ)")) } dd { (page.viewer.name) }
            dt { (lang.pick("ログイン名", "Login", "ログイン名(めい)")) } dd { (page.login) }
            dt { (lang.pick("役割", "Role", "役割(やくわり)")) } dd { (page.viewer.role.label(lang)) }
            @if !page.facilities.is_empty() {
                dt { (lang.pick("担当の事業所", "Own facilities", "事業所(じぎょうしょ)")) }
                dd { @for (id, name) in page.facilities { p { a href=(link(&format!("/facilities/{id}"), lang)) { (name) } } } }
            }
        }
        h2 { (lang.pick("パスワードを変える", "Change the password", "パスワードを 変(か)える")) }
        form class="account-form" method="post" action=(link("/account/password", lang)) {
            (token(&page.viewer))
            (field(&Field::password("password", lang.pick("今のパスワード", "Present password", "今(いま)の パスワード"), "current-password")))
            (field(&Field::password("new", lang.pick("新しいパスワード", "New password", "新(あたら)しい パスワード"), "new-password").hint(password_hint(page.least, lang))))
            (field(&Field::password("again", lang.pick("新しいパスワード（もう一度）", "New password again", "新(あたら)しい パスワード（もう一回(いっかい)）"), "new-password")))
            p class="hint" { (lang.pick("変えると、ほかの端末ではログアウトします。", "Other devices will be signed out.", "ほかの 機械(きかい)では ログアウトします。")) }
            (submit(lang.pick("変える", "Change", "変(か)える")))
        }
        h2 { (lang.pick("確認コード", "One-time code", "確認(かくにん)コード")) }
        (codes(page))
        h2 { (lang.pick("ログイン中の端末", "Where you are signed in", "ログインしている ところ")) }
        ul class="account-sessions" { @for session in page.sessions { li { (session_row(page, session)) } } }
        @if page.sessions.len() > 1 {
            form method="post" action=(link("/account/sessions", lang)) {
                (token(&page.viewer))
                button class="button" type="submit" name="end" value="others" { (lang.pick("ほかの端末をすべてログアウト", "Sign out everywhere else", "ほかを ぜんぶ ログアウト")) }
            }
        }
    };
    let title = lang.pick("自分の登録", "Your account", "自分(じぶん)の 登録(とうろく)");
    document(&Sheet { lang, title, path: "/account", viewer: Some(page.viewer), said: page.said }, &content)
}

fn session_row(page: &OwnPage, session: &SessionRow) -> Markup {
    let lang = page.lang;
    html! {
        span class="account-device" { (session.device) }
        @if session.is_here { strong { (lang.pick("この端末", "this device", "これ")) } }
        span class="origin" { (lang.pick("開始 ", "since ", "はじめ ")) (moment(session.created_at, lang)) }
        span class="origin" { (lang.pick("最後 ", "last seen ", "さいご ")) (moment(session.seen_at, lang)) }
        @if !session.is_here {
            form method="post" action=(link("/account/sessions", lang)) {
                (token(&page.viewer))
                button class="button" type="submit" name="end" value=(session.digest) { (lang.pick("ログアウト", "Sign out", "ログアウト")) }
            }
        }
    }
}

fn codes(page: &OwnPage) -> Markup {
    let lang = page.lang;
    html! {
        @match page.codes_left {
            None => {
                p { (lang.pick(
                    "認証アプリの6桁の数字をログインに加えると、パスワードが知られても登録を守れます。",
                    "With six digits of an authenticator application, your account is safe even if somebody learns the password.",
                    "アプリの 6つの 数字(すうじ)も 使(つか)うと もっと 安全(あんぜん)です。")) }
                p { a class="button" href=(link("/account/code", lang)) { (lang.pick("確認コードを設定する", "Set up one-time codes", "設定(せってい)する")) } }
            }
            Some(left) => {
                p { (lang.pick("設定済みです。使っていない回復コード：", "Set up. Recovery codes left: ", "設定(せってい)しました。のこりの コード：")) (left) }
                form class="account-form" method="post" action=(link("/account/code/off", lang)) {
                    (token(&page.viewer))
                    div class="account-field" {
                        label for="off-password" { (lang.pick("今のパスワード", "Present password", "今(いま)の パスワード")) }
                        input id="off-password" name="password" type="password" autocomplete="current-password" required;
                    }
                    button class="button" type="submit" { (lang.pick("確認コードをやめる", "Turn one-time codes off", "やめる")) }
                }
            }
        }
    }
}

/// Setting up one-time codes.
#[derive(Debug)]
pub struct CodePage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// The key as people type it.
    pub key: &'a str,
    /// The same as a picture (SVG).
    pub picture: &'a str,
    /// What is said about the last try.
    pub said: Option<&'a Said>,
}

/// Setting up one-time codes.
pub fn code_page(page: &CodePage) -> String {
    let lang = page.lang;
    let groups: Vec<String> =
        page.key.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let content = html! {
        ol class="account-steps" {
            li { p { (lang.pick("認証アプリ（Google Authenticator、Microsoft Authenticator など）でこの絵を読み取ります。", "Scan this picture with an authenticator application.", "アプリで この 絵(え)を 読(よ)みます。")) }
                div class="account-qr" role="img" aria-label=(lang.pick("認証アプリで読み取る二次元コード。下の文字と同じ内容です。", "QR code for the authenticator; the letters below say the same.", "アプリの 絵(え)")) { (PreEscaped(page.picture)) }
                p class="hint" { (lang.pick("読み取れないときは、この文字を入力します：", "If you cannot scan it, type these letters: ", "読(よ)めない ときは 書(か)きます：")) code class="account-token" { (groups.join(" ")) } }
            }
            li { form class="account-form" method="post" action=(link("/account/code", lang)) {
                (token(&page.viewer))
                input type="hidden" name="key" value=(page.key);
                (field(&Field::code(lang.pick("アプリに出た6桁の数字", "The six digits it shows", "アプリの 6つの 数字(すうじ)"))))
                (field(&Field::password("password", lang.pick("今のパスワード", "Present password", "今(いま)の パスワード"), "current-password")))
                (submit(lang.pick("設定する", "Set up", "設定(せってい)する")))
            } }
        }
        p { a href=(link("/account", lang)) { (lang.pick("やめる", "Cancel", "やめる")) } }
    };
    let title = lang.pick("確認コードの設定", "One-time codes", "確認(かくにん)コード");
    document(&Sheet { lang, title, path: "/account/code", viewer: Some(page.viewer), said: page.said }, &content)
}

/// The codes on paper, shown once.
pub fn recovery_page(lang: Lang, viewer: Viewer<'_>, codes: &[String]) -> String {
    let said = Said::Done(
        lang.pick("確認コードを設定しました。", "One-time codes are set up.", "設定(せってい)しました。").to_owned(),
    );
    let content = html! {
        p { (lang.pick(
            "スマートフォンをなくしたときのための回復コードです。今だけ表示します。印刷するか書き写して、鍵のかかる所に置いてください。1つは1回だけ使えます。",
            "Recovery codes for the day the telephone is lost. They are shown only now: print them or write them down, and lock them away. Each works once.",
            "大切(たいせつ)な コードです。今(いま)だけ 見(み)えます。紙(かみ)に 書(か)いてください。")) }
        ul class="account-recovery" { @for code in codes { li { code { (code) } } } }
        p { a class="button" href=(link("/account", lang)) { (lang.pick("控えました", "I have noted them", "書(か)きました")) } }
    };
    let title = lang.pick("回復コード", "Recovery codes", "大切(たいせつ)な コード");
    document(&Sheet { lang, title, path: "/account", viewer: Some(viewer), said: Some(&said) }, &content)
}
