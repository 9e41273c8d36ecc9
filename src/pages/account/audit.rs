//! The audit log, page by page.

use maud::html;

use super::{Sheet, Viewer, document};
use crate::domain::audit::{NOBODY, OPERATOR};
use crate::domain::vocabulary::Lang;

/// An entry in the list.
#[derive(Debug)]
pub struct AuditRow {
    /// Its number.
    pub number: i64,
    /// When, in RFC 3339.
    pub at: String,
    /// Who: the name of the account, or its identifier.
    pub who: String,
    /// What was done.
    pub what: String,
    /// On what: the name of the account, or an identifier.
    pub on: String,
    /// A few words.
    pub note: String,
    /// Its digest.
    pub digest: String,
}

/// The audit log.
#[derive(Debug)]
pub struct AuditPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// The entries, newest first.
    pub entries: &'a [AuditRow],
    /// Accounts to choose from: identifier, name.
    pub people: &'a [(String, String)],
    /// The chosen account.
    pub who: &'a str,
    /// The chosen sort of deed.
    pub what: &'a str,
    /// The path of the next page.
    pub next: Option<&'a str>,
}

/// Sorts of deeds: the beginning of their identifiers, and what people call them.
const SORTS: [(&str, [&str; 3]); 8] = [
    ("login", ["ログイン", "signing in", "ログイン"]),
    ("account", ["利用者", "accounts", "使う 人"]),
    ("invitation", ["招待", "invitations", "招待"]),
    ("session", ["ログアウト", "signing out", "ログアウト"]),
    ("facility", ["施設", "facilities", "施設"]),
    ("edit", ["編集", "edits", "なおす"]),
    ("link", ["つながり", "links", "つながり"]),
    ("proposal", ["提案", "proposals", "提案"]),
];

/// What a deed is called.
fn deed(what: &str, lang: Lang) -> &str {
    match what {
        "login.done" => lang.pick("ログインした", "signed in", "ログインした"),
        "login.failed" => lang.pick("ログインできなかった", "failed to sign in", "ログインできなかった"),
        "session.ended" => lang.pick("ログアウトした", "signed out", "ログアウトした"),
        "account.created" => lang.pick("利用者を作った", "created an account", "登録(とうろく)した"),
        "account.disabled" => lang.pick("利用者を停止した", "disabled an account", "止(と)めた"),
        "account.enabled" => lang.pick("利用者を再開した", "enabled an account", "また 使(つか)えるように した"),
        "account.password" => lang.pick("パスワードを変えた", "changed a password", "パスワードを 変(か)えた"),
        "account.role" => lang.pick("役割を変えた", "changed a role", "役割(やくわり)を 変(か)えた"),
        "account.code_on" => lang.pick("確認コードを設定した", "set up one-time codes", "コードを 設定(せってい)した"),
        "account.code_off" => lang.pick("確認コードをやめた", "turned one-time codes off", "コードを やめた"),
        "invitation.made" => lang.pick("招待した", "invited", "招待(しょうたい)した"),
        "invitation.revoked" => lang.pick("招待を取り消した", "revoked an invitation", "招待(しょうたい)を やめた"),
        "store.restored" => {
            lang.pick("バックアップから復元した", "restored a backup", "前(まえ)の 内容(ないよう)に もどした")
        }
        "edit.written" => lang.pick("編集した", "edited", "なおした"),
        "edit.undone" => lang.pick("編集を取り消した", "took an edit back", "もとに もどした"),
        "link.joined" => lang.pick("記載と施設を同じとした", "joined a record to a facility", "おなじに した"),
        "link.apart" => lang.pick("記載と施設を別とした", "held a record apart from a facility", "ちがうに した"),
        "link.forgotten" => {
            lang.pick("つながりの判断を取り消した", "took a decision about a link back", "もとに もどした")
        }
        "proposal.made" => lang.pick("提案した", "proposed", "提案(ていあん)した"),
        "proposal.decided" => lang.pick("提案を処理した", "decided about a proposal", "提案(ていあん)を きめた"),
        other => other,
    }
}

/// The audit log.
pub fn audit_page(page: &AuditPage) -> String {
    let lang = page.lang;
    let content = html! {
        p class="hint" { (lang.pick(
            "記録は1件ずつ前の記録につながっていて、後から変えたり消したりするとわかります。確かめるには zaitaku audit verify を使います。",
            "Each entry carries the digest of the one before, so that a change shows. zaitaku audit verify walks the whole log.",
            "記録(きろく)は 変(か)えられません。")) }
        form class="account-filter" method="get" action="/admin/audit" {
            @if lang != Lang::Ja { input type="hidden" name="lang" value=(lang.id()); }
            div class="account-field" {
                label for="who" { (lang.pick("だれが", "Who", "だれ")) }
                select id="who" name="who" {
                    option value="" { (lang.pick("すべて", "everybody", "ぜんぶ")) }
                    @for (id, name) in page.people { option value=(id) selected[id == page.who] { (name) } }
                    @for id in [OPERATOR, NOBODY] { option value=(id) selected[id == page.who] { (somebody(id, lang)) } }
                }
            }
            div class="account-field" {
                label for="what" { (lang.pick("なにを", "What", "なに")) }
                select id="what" name="what" {
                    option value="" { (lang.pick("すべて", "everything", "ぜんぶ")) }
                    @for (id, [ja, en, easy]) in SORTS { option value=(id) selected[id == page.what] { (lang.pick(ja, en, easy)) } }
                }
            }
            button class="button" type="submit" { (lang.pick("表示する", "Show", "見(み)る")) }
        }
        div class="account-table" tabindex="0" role="region" aria-label=(lang.pick("記録の表", "Table of entries", "記録(きろく)の 表(ひょう)")) {
            table class="account-audit" {
                thead { tr {
                    th scope="col" { "#" }
                    th scope="col" { (lang.pick("いつ", "When", "いつ")) }
                    th scope="col" { (lang.pick("だれが", "Who", "だれが")) }
                    th scope="col" { (lang.pick("なにを", "What", "なにを")) }
                    th scope="col" { (lang.pick("対象", "On what", "なにに")) }
                    th scope="col" { (lang.pick("内容", "Note", "内容(ないよう)")) }
                } }
                tbody { @for entry in page.entries { tr {
                    td { (entry.number) }
                    td { (when(&entry.at, lang)) }
                    td { (somebody(&entry.who, lang)) }
                    td { (deed(&entry.what, lang)) }
                    td { (entry.on) }
                    td { (entry.note) " " span class="origin" title=(entry.digest) { (entry.digest.get(..8).unwrap_or_default()) } }
                } } }
            }
        }
        @if page.entries.is_empty() { p class="empty" { (lang.pick("該当する記録はありません。", "No entries.", "ありません。")) } }
        @if let Some(next) = page.next { p { a class="button" href=(next) rel="next" { (lang.pick("古い記録へ", "Older entries", "前(まえ)の 記録(きろく)")) } } }
    };
    let title = lang.pick("操作の記録", "Audit log", "記録(きろく)");
    document(&Sheet { lang, title, path: "/admin/audit", viewer: Some(page.viewer), said: None }, &content)
}

/// Who has no account.
fn somebody(who: &str, lang: Lang) -> &str {
    match who {
        OPERATOR => lang.pick("サーバーの操作者", "operator at the server", "サーバーの 人"),
        NOBODY => lang.pick("ログイン前", "not signed in", "ログイン前"),
        name => name,
    }
}

fn when(at: &str, lang: Lang) -> maud::Markup {
    let seconds = at.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_second).unwrap_or_default();
    super::moment(seconds, lang)
}
