//! Pages of accounts: signing in, one's own account, an invitation, and what administrators see. They work without a script.

mod admin;
mod audit;
mod own;
mod ways;

use maud::{DOCTYPE, Markup, html};

use super::readings::with_readings;
use super::{Frame, Site, header, link, without_readings};
use crate::domain::role::Role;
use crate::domain::vocabulary::Lang;

pub use admin::{AccountRow, AdminPage, InvitationRow, admin_page};
pub use audit::{AuditPage, AuditRow, audit_page};
pub use own::{CodePage, OwnPage, SessionRow, code_page, own_page, recovery_page};

/// Who sees the page.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// What the person is called.
    pub name: &'a str,
    /// What the account is for.
    pub role: Role,
    /// What every form of the page carries.
    pub forms: &'a str,
}

/// What is said at the top of a page about what was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It was done.
    Done(String),
    /// It was not done, and why.
    Refused(String),
}

/// A whole page.
pub(super) struct Sheet<'a> {
    pub(super) lang: Lang,
    pub(super) title: &'a str,
    pub(super) path: &'a str,
    pub(super) viewer: Option<Viewer<'a>>,
    pub(super) said: Option<&'a Said>,
}

pub(super) fn document(sheet: &Sheet, content: &Markup) -> String {
    document_with(sheet, &html! {}, content)
}

/// A whole page with something of its own in its head: a style sheet, a script.
pub(super) fn document_with(sheet: &Sheet, head: &Markup, content: &Markup) -> String {
    let lang = sheet.lang;
    let code = lang.pick("ja", "en", "ja");
    let name = lang.pick("在宅 Zaitaku", "Zaitaku", "在宅 Zaitaku");
    let site = Site::default();
    let frame = Frame {
        site: &site,
        lang,
        part: None,
        title: sheet.title,
        description: sheet.title,
        path: sheet.path,
        parameters: &[],
        json_ld: None,
        fictional: false,
        hidden: true,
        has_forms: true,
    };
    let body = html! {
        a class="skip" href="#main" { (lang.pick("本文へ移動", "Skip to the content", "本文(ほんぶん)へ")) }
        (header(&frame))
        @if let Some(viewer) = &sheet.viewer { (desk(viewer, sheet)) }
        main id="main" class="page account" {
            h1 { (sheet.title) }
            @match sheet.said {
                Some(Said::Done(text)) => p class="account-said account-said-done" role="status" { (text) },
                Some(Said::Refused(text)) => p class="account-said account-said-refused" role="alert" { (text) },
                None => {}
            }
            (content)
        }
    };
    let body = if lang == Lang::Easy { with_readings(&body.into_string()) } else { body.into_string() };
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="robots" content="noindex";
                meta name="format-detection" content="telephone=no";
                meta name="color-scheme" content="light dark";
                title { (without_readings(sheet.title, lang)) "｜" (name) }
                link rel="icon" type="image/svg+xml" href="/icon.svg";
                link rel="stylesheet" href="/pages.css";
                link rel="stylesheet" href="/accounts.css";
                (head)
                @if sheet.path.starts_with("/cases") { link rel="stylesheet" href="/cases.css"; }
            }
            body { (maud::PreEscaped(body)) }
        }
    }
    .into_string()
}

/// Who is signed in, the pages for signed-in people, and the way out.
fn desk(viewer: &Viewer, sheet: &Sheet) -> Markup {
    let lang = sheet.lang;
    html! {
        aside class="account-desk" aria-label=(lang.pick("ログイン中の利用者", "Signed in", "ログインした 人")) {
            p class="account-desk-who" { (viewer.name) span class="origin" { (viewer.role.label(lang)) } }
            (ways::nav(viewer.role, sheet))
            form method="post" action=(link("/logout", lang)) {
                (token(viewer))
                button class="button" type="submit" { (lang.pick("ログアウト", "Sign out", "ログアウト")) }
            }
        }
    }
}

/// What shows that a form came from a page of this session.
pub(super) fn token(viewer: &Viewer) -> Markup {
    html! { input type="hidden" name="form" value=(viewer.forms); }
}

/// One line of a form.
pub(super) struct Field<'a> {
    name: &'a str,
    label: &'a str,
    hint: Option<String>,
    kind: &'a str,
    autocomplete: &'a str,
    value: &'a str,
    required: bool,
}

impl<'a> Field<'a> {
    /// A line of text that must be filled in.
    pub(super) fn text(name: &'a str, label: &'a str, autocomplete: &'a str) -> Self {
        Self { name, label, hint: None, kind: "text", autocomplete, value: "", required: true }
    }

    pub(super) fn password(name: &'a str, label: &'a str, autocomplete: &'a str) -> Self {
        Self { kind: "password", ..Self::text(name, label, autocomplete) }
    }

    /// A one-time code.
    pub(super) fn code(label: &'a str) -> Self {
        Self::text("code", label, "one-time-code")
    }

    pub(super) fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

pub(super) fn field(field: &Field) -> Markup {
    let hint = format!("{}-hint", field.name);
    // A code has letters where it is one on paper, so the telephone shows all keys.
    let plain = matches!(field.kind, "password") || matches!(field.name, "login" | "code");
    html! {
        div class="account-field" {
            label for=(field.name) { (field.label) }
            @if let Some(text) = &field.hint { p class="hint" id=(hint) { (text) } }
            input id=(field.name) name=(field.name) type=(field.kind) value=(field.value) autocomplete=(field.autocomplete)
                required[field.required] aria-describedby=[field.hint.as_ref().map(|_| &hint)]
                autocapitalize=[plain.then_some("none")] spellcheck=[plain.then_some("false")];
        }
    }
}

pub(super) fn submit(label: &str) -> Markup {
    html! { button class="button account-main" type="submit" { (label) } }
}

/// A moment as people here read it: the hour of Japan.
pub(super) fn moment(seconds: i64, lang: Lang) -> Markup {
    let at = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    let local = jiff::tz::offset(9).to_datetime(at);
    html! {
        time datetime=(at.to_string()) { (lang.date(local.date())) " " (format!("{:02}:{:02}", local.hour(), local.minute())) }
    }
}

/// How a new password should be.
fn password_hint(least: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{least}文字以上。文のように長いものが安全です。記号や数字は必要ありません。"),
        Lang::En => format!("{least} characters or more. A sentence is safest; digits and symbols are not required."),
        Lang::Easy => format!("{least}文字(もじ)より 長(なが)く してください。"),
    }
}

/// The page to sign in.
#[derive(Debug)]
pub struct LoginPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// What was typed as login, so that it need not be typed again.
    pub login: &'a str,
    /// The path to go to afterwards.
    pub next: &'a str,
    /// What is said about the last try.
    pub said: Option<&'a Said>,
}

/// The page to sign in.
pub fn login_page(page: &LoginPage) -> String {
    let lang = page.lang;
    let content = html! {
        form class="account-form" method="post" action=(link("/login", lang)) {
            input type="hidden" name="next" value=(page.next);
            (field(&Field::text("login", lang.pick("ログイン名", "Login", "ログイン名(めい)"), "username").value(page.login)))
            (field(&Field::password("password", lang.pick("パスワード", "Password", "パスワード"), "current-password")))
            (field(&Field::code(lang.pick("確認コード（設定した人だけ）", "One-time code (only if you set it up)", "確認(かくにん)コード（ある 人(ひと)だけ）"))
                .optional()
                .hint(lang.pick(
                    "認証アプリの6桁の数字か、紙に控えた回復コード。設定していない人は空のままにしてください。",
                    "Six digits of your authenticator, or a recovery code on paper. Leave it empty if you never set it up.",
                    "アプリの 6つの 数字(すうじ)。ない 人(ひと)は 書(か)きません。"))))
            (submit(lang.pick("ログイン", "Sign in", "ログイン")))
        }
        p class="hint" { (lang.pick(
            "パスワードを忘れたときは、管理者に新しいパスワードの設定を頼んでください。さがすだけなら、ログインは要りません。",
            "If you forgot your password, ask an administrator to set a new one. Searching needs no account.",
            "パスワードを 忘(わす)れたら、管理(かんり)する 人(ひと)に 言(い)ってください。さがすときは ログインは いりません。")) }
    };
    let title = lang.pick("ログイン", "Sign in", "ログイン");
    document(&Sheet { lang, title, path: "/login", viewer: None, said: page.said }, &content)
}

/// The page that asks whether to sign out.
pub fn logout_page(lang: Lang, viewer: Viewer<'_>) -> String {
    let content = html! {
        p { (lang.pick("上の「ログアウト」を押すと、この端末での利用を終わります。", "Press “Sign out” above to end your session on this device.", "上(うえ)の 「ログアウト」を おすと 終(お)わります。")) }
    };
    let title = lang.pick("ログアウト", "Sign out", "ログアウト");
    document(&Sheet { lang, title, path: "/logout", viewer: Some(viewer), said: None }, &content)
}

/// A page that says one thing.
pub fn notice_page(lang: Lang, viewer: Option<Viewer<'_>>, title: &str, text: &str) -> String {
    let content = html! {
        p { (text) }
        p { a class="button" href="/" { (lang.pick("はじめのページへ", "To the first page", "はじめの ページへ")) } }
    };
    document(&Sheet { lang, title, path: "/login", viewer, said: None }, &content)
}

/// The page of an invitation.
#[derive(Debug)]
pub struct InvitationPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// The token of the link.
    pub token: &'a str,
    /// Whom it is for, or what was typed.
    pub name: &'a str,
    /// What was typed as login.
    pub login: &'a str,
    /// What the account will be for.
    pub role: Role,
    /// When it ends, in seconds since 1970.
    pub expires_at: i64,
    /// The fewest characters of a password.
    pub least: usize,
    /// What is said about the last try.
    pub said: Option<&'a Said>,
}

/// The page of an invitation.
pub fn invitation_page(page: &InvitationPage) -> String {
    let lang = page.lang;
    let path = format!("/invitation/{}", page.token);
    let content = html! {
        p { (lang.pick("あなたの登録：", "Your account will be: ", "あなたの 登録(とうろく)：")) strong { (page.role.label(lang)) } }
        p class="hint" { (lang.pick("この招待の期限：", "This invitation ends: ", "いつまで：")) (moment(page.expires_at, lang)) }
        form class="account-form" method="post" action=(link(&path, lang)) {
            (field(&Field::text("name", lang.pick("お名前", "Your name", "名前(なまえ)"), "name").value(page.name)
                .hint(lang.pick("変更の記録に出ます。", "Shown in the history of changes.", "記録(きろく)に 出(で)ます。"))))
            (field(&Field::text("login", lang.pick("ログイン名", "Login", "ログイン名(めい)"), "username").value(page.login)
                .hint(lang.pick("メールアドレスなど、忘れないもの。", "A mail address, for example.", "メールアドレスなど。"))))
            (field(&Field::password("password", lang.pick("パスワード", "Password", "パスワード"), "new-password").hint(password_hint(page.least, lang))))
            (field(&Field::password("again", lang.pick("パスワード（もう一度）", "Password again", "パスワード（もう一回(いっかい)）"), "new-password")))
            (submit(lang.pick("登録する", "Create the account", "登録(とうろく)する")))
        }
    };
    let title = lang.pick("招待", "Invitation", "招待(しょうたい)");
    document(&Sheet { lang, title, path: &path, viewer: None, said: page.said }, &content)
}
