//! What administrators see: accounts and invitations.

use maud::{Markup, html};

use super::super::without_readings;
use super::{Field, Said, Sheet, Viewer, document, field, link, moment, submit, token};
use crate::domain::role::Role;
use crate::domain::vocabulary::Lang;

/// An account in the list.
#[derive(Debug)]
pub struct AccountRow<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// Its version, so that two administrators notice each other.
    pub version: i64,
    /// By what the person signs in.
    pub login: &'a str,
    /// What the person is called.
    pub name: &'a str,
    /// What it is for.
    pub role: Role,
    /// The facilities that are its own, separated by commas.
    pub facilities: String,
    /// Whether it may sign in.
    pub enabled: bool,
    /// Whether one-time codes are on.
    pub has_codes: bool,
}

/// An invitation in the list.
#[derive(Debug)]
pub struct InvitationRow<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// Whom it is for.
    pub name: &'a str,
    /// What the account will be for.
    pub role: Role,
    /// When it ends, in seconds since 1970.
    pub expires_at: i64,
}

/// The accounts.
#[derive(Debug)]
pub struct AdminPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// All accounts.
    pub accounts: &'a [AccountRow<'a>],
    /// The invitations that can still be used.
    pub invitations: &'a [InvitationRow<'a>],
    /// The link that was just made: it is shown once.
    pub link: Option<&'a str>,
    /// Usual days of an invitation.
    pub days: i64,
    /// What is said about the last change.
    pub said: Option<&'a Said>,
}

/// The accounts and the invitations.
pub fn admin_page(page: &AdminPage) -> String {
    let lang = page.lang;
    let content = html! {
        @if let Some(made) = page.link {
            div class="account-said account-said-done account-made" {
                p { (lang.pick("この招待のリンクを本人に送ってください。もう一度は表示できません。", "Send this link to the person. It cannot be shown again.", "この リンクを 送(おく)ってください。")) }
                p { code class="account-token" { (made) } }
            }
        }
        h2 { (lang.pick("招待する", "Invite somebody", "招待(しょうたい)する")) }
        form class="account-form" method="post" action=(link("/admin/invitations", lang)) {
            (token(&page.viewer))
            (field(&Field::text("name", lang.pick("お名前", "Name", "名前(なまえ)"), "off")))
            (roles("role", "invite-role", Role::Professional, lang))
            (field(&Field::text("facilities", lang.pick("担当の事業所のID（役割が事業所のとき）", "Identifiers of own facilities (role: facility)", "事業所(じぎょうしょ)の ID"), "off").optional()
                .hint(lang.pick("いくつかあるときはカンマで区切ります。", "Separate several by commas.", "「,」で 分(わ)けます。"))))
            (field(&Field { kind: "number", ..Field::text("days", lang.pick("期限（日数）", "Days until it ends", "何日(なんにち)"), "off").value(&page.days.to_string()) }))
            (submit(lang.pick("招待のリンクを作る", "Make the link", "リンクを 作(つく)る")))
        }
        @if !page.invitations.is_empty() {
            h2 { (lang.pick("まだ使われていない招待", "Open invitations", "まだの 招待(しょうたい)")) }
            ul class="account-sessions" { @for one in page.invitations { li {
                span class="account-device" { (one.name) } span { (one.role.label(lang)) }
                span class="origin" { (lang.pick("期限 ", "until ", "いつまで ")) (moment(one.expires_at, lang)) }
                form method="post" action=(link("/admin/invitations/revoke", lang)) {
                    (token(&page.viewer))
                    button class="button" type="submit" name="invitation" value=(one.id) aria-label=(format!("{} {}", lang.pick("取り消す：", "Revoke:", "やめる："), one.name)) { (lang.pick("取り消す", "Revoke", "やめる")) }
                }
            } } }
        }
        h2 { (lang.pick("利用者", "Accounts", "使(つか)う 人(ひと)")) " " (page.accounts.len()) }
        ul class="account-list" { @for account in page.accounts { li { (account_row(page, account)) } } }
    };
    let title = lang.pick("利用者の管理", "Accounts", "使(つか)う 人(ひと)");
    document(&Sheet { lang, title, path: "/admin", viewer: Some(page.viewer), said: page.said }, &content)
}

fn roles(name: &str, id: &str, chosen: Role, lang: Lang) -> Markup {
    html! {
        div class="account-field" {
            label for=(id) { (lang.pick("役割", "Role", "役割(やくわり)")) }
            select id=(id) name=(name) {
                @for role in Role::OF_ACCOUNTS {
                    option value=(role.id()) selected[*role == chosen] { (without_readings(role.label(lang), lang)) }
                }
            }
        }
    }
}

fn account_row(page: &AdminPage, account: &AccountRow) -> Markup {
    let lang = page.lang;
    let id = |name: &str| format!("{name}-{}", account.id);
    html! {
        details class="account-row" {
            summary {
                span class="account-device" { (account.name) }
                span { (account.role.label(lang)) }
                @if !account.enabled { strong class="old" { (lang.pick("停止中", "disabled", "止(と)めています")) } }
                @if account.has_codes { span class="origin" { (lang.pick("確認コードあり", "one-time code", "コード")) } }
                span class="origin" { (account.login) }
            }
            form class="account-form" method="post" action=(link("/admin/accounts", lang)) {
                (token(&page.viewer))
                input type="hidden" name="account" value=(account.id);
                input type="hidden" name="version" value=(account.version);
                (roles("role", &id("role"), account.role, lang))
                div class="account-field" {
                    label for=(id("facilities")) { (lang.pick("担当の事業所のID", "Identifiers of own facilities", "事業所(じぎょうしょ)の ID")) }
                    input id=(id("facilities")) name="facilities" type="text" value=(account.facilities) autocomplete="off";
                }
                div class="account-choices" {
                    button class="button account-main" type="submit" name="do" value="save" { (lang.pick("保存する", "Save", "保存(ほぞん)する")) }
                    @if account.enabled {
                        button class="button" type="submit" name="do" value="disable" { (lang.pick("停止する", "Disable", "止(と)める")) }
                    } @else {
                        button class="button" type="submit" name="do" value="enable" { (lang.pick("再開する", "Enable", "また 使(つか)う")) }
                    }
                    button class="button" type="submit" name="do" value="sign_out" { (lang.pick("全端末をログアウト", "Sign out everywhere", "ぜんぶ ログアウト")) }
                    @if account.has_codes {
                        button class="button" type="submit" name="do" value="drop_code" { (lang.pick("確認コードを外す", "Remove one-time codes", "コードを やめる")) }
                    }
                }
            }
        }
    }
}
