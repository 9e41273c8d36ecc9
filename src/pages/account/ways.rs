//! The ways between the pages for signed-in people: in groups by the work they belong to, folded where the window is narrow.

use maud::{Markup, html};

use super::{Sheet, link};
use crate::domain::role::{Deed, Role};
use crate::domain::vocabulary::Lang;

/// A way stands there for whoever may do one of its deeds; without a deed, for everybody who signed in.
struct Way {
    path: &'static str,
    deeds: &'static [Deed],
    /// Japanese, English, easy Japanese.
    name: [&'static str; 3],
}

/// What belongs to one work.
struct Group {
    name: [&'static str; 3],
    ways: &'static [Way],
}

const fn way(path: &'static str, deeds: &'static [Deed], name: [&'static str; 3]) -> Way {
    Way { path, deeds, name }
}

/// In the order of a day: cases, what keeps the directory true, what is done now and then.
static GROUPS: [Group; 4] = [
    Group {
        name: ["自分", "You", "自分(じぶん)"],
        ways: &[way("/account", &[], ["自分の登録", "Your account", "自分(じぶん)の 登録(とうろく)"])],
    },
    Group {
        name: ["事例", "Cases", "事例(じれい)"],
        ways: &[
            way("/cases", &[Deed::KeepCases], ["事例と依頼", "Cases", "事例(じれい)"]),
            way(
                "/cases/statistics",
                &[Deed::KeepCases, Deed::CountAllCases],
                ["依頼の統計", "Case statistics", "数(かず)を 見(み)る"],
            ),
        ],
    },
    Group {
        name: ["名簿", "Directory", "名簿(めいぼ)"],
        ways: &[
            way("/admin/proposals", &[Deed::ApproveProposals], ["届いた提案", "Proposals", "提案(ていあん)"]),
            way("/admin/freshness", &[Deed::EditAnyFacility], ["情報の新しさ", "Freshness", "新(あたら)しさ"]),
            way("/admin/links", &[Deed::EditAnyFacility], ["回答のお願い", "Links and letters", "おねがい"]),
            way("/admin/bulk", &[Deed::EditAnyFacility], ["まとめて編集", "Bulk edit", "まとめて なおす"]),
            way(
                "/admin/review",
                &[Deed::ApproveProposals],
                ["つながりの確認", "Doubtful links", "つながりの 確認(かくにん)"],
            ),
        ],
    },
    Group {
        name: ["管理", "Administration", "管理(かんり)"],
        ways: &[
            way("/admin", &[Deed::ManageAccounts], ["利用者の管理", "Accounts", "使(つか)う 人(ひと)"]),
            way("/admin/audit", &[Deed::ReadAudit], ["操作の記録", "Audit log", "記録(きろく)"]),
        ],
    },
];

/// With as few ways as these nothing is folded: they stand in a line or two of a telephone.
const FEW: usize = 3;

/// The ways of a role. The one that leads to the page or to the part it belongs to is marked.
pub(super) fn nav(role: Role, sheet: &Sheet) -> Markup {
    let lang = sheet.lang;
    let groups: Vec<(&Group, Vec<&Way>)> = GROUPS
        .iter()
        .map(|group| {
            (
                group,
                group
                    .ways
                    .iter()
                    .filter(|way| way.deeds.is_empty() || way.deeds.iter().any(|deed| role.may(*deed)))
                    .collect::<Vec<_>>(),
            )
        })
        .filter(|(_, ways)| !ways.is_empty())
        .collect();
    let here = here(&groups, sheet.path);
    let lists = html! {
        div class="account-ways" {
            @for (at, (group, ways)) in groups.iter().enumerate() {
                @let id = format!("ways-{at}");
                div class="account-ways-group" {
                    p class="account-ways-name" id=(id) { (said(&group.name, lang)) }
                    ul aria-labelledby=(id) {
                        @for way in ways {
                            li { a href=(link(way.path, lang)) aria-current=[mark(way.path, here, sheet.path)] { (said(&way.name, lang)) } }
                        }
                    }
                }
            }
        }
    };
    html! {
        nav class="account-desk-ways" aria-label=(lang.pick("ログインした人のページ", "Pages for signed-in people", "ログインした 人(ひと)の ページ")) {
            @if groups.iter().map(|(_, ways)| ways.len()).sum::<usize>() > FEW {
                details class="account-menu" {
                    summary { (lang.pick("メニュー", "Menu", "メニュー")) }
                    (lists)
                }
            } @else {
                (lists)
            }
        }
    }
}

fn said(words: &[&'static str; 3], lang: Lang) -> &'static str {
    let [ja, en, easy] = *words;
    lang.pick(ja, en, easy)
}

/// The way that leads nearest to a path: the page itself, or the part that the page stands in.
fn here<'a>(groups: &[(&Group, Vec<&'a Way>)], path: &str) -> Option<&'a str> {
    let leads = |way: &Way| path.strip_prefix(way.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    groups.iter().flat_map(|(_, ways)| ways).filter(|way| leads(way)).map(|way| way.path).max_by_key(|path| path.len())
}

fn mark(way: &str, here: Option<&str>, path: &str) -> Option<&'static str> {
    (here == Some(way)).then_some(if way == path { "page" } else { "true" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(role: Role, path: &str) -> String {
        nav(role, &Sheet { lang: Lang::Ja, title: "", path, viewer: None, said: None }).into_string()
    }

    /// What is marked as where one is, with its mark.
    fn marked(role: Role, path: &str) -> Vec<String> {
        shown(role, path)
            .split("<a ")
            .skip(1)
            .filter(|link| link.contains("aria-current"))
            .map(|link| link.split('>').next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn the_part_a_page_belongs_to_is_marked_and_no_other() {
        for (role, path, expected) in [
            (Role::Administrator, "/admin", "href=\"/admin\" aria-current=\"page\""),
            (Role::Administrator, "/admin/audit", "href=\"/admin/audit\" aria-current=\"page\""),
            (Role::Administrator, "/account/code", "href=\"/account\" aria-current=\"true\""),
            (Role::Professional, "/cases/new", "href=\"/cases\" aria-current=\"true\""),
            (Role::Professional, "/cases/statistics", "href=\"/cases/statistics\" aria-current=\"page\""),
        ] {
            assert_eq!(marked(role, path), [expected], "{path}");
        }
        assert!(marked(Role::Editor, "/facilities/1/edit").is_empty(), "the page of a facility belongs to no part");
        assert!(marked(Role::Administrator, "/accounts").is_empty(), "a name that begins alike is another page");
    }

    #[test]
    fn many_ways_are_folded_and_few_are_not() {
        assert!(shown(Role::Administrator, "/admin").contains("<details"));
        let few = shown(Role::Professional, "/account");
        assert!(!few.contains("<details") && !few.contains("/admin"), "{few}");
    }
}
