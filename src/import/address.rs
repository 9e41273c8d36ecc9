//! Addresses made whole: the prefecture and the municipality in front, the building once.

use super::ledger::{Ledger, place};
use super::table::clip;
use crate::domain::municipality::{PREFECTURES, split_prefecture};
use crate::domain::text::{fold, nfkc};

/// A prefecture by its name, in any width or variant kanji.
pub(super) fn prefecture_by_name(name: &str) -> Option<u32> {
    let name = fold(name);
    (1..).zip(PREFECTURES).find(|(_, official)| fold(official) == name).map(|(code, _)| code)
}

/// The address with the prefecture in front, where the source left it out.
pub(super) fn with_prefecture(prefecture: &str, address: &str) -> String {
    if address.is_empty() || begins_with_prefecture(prefecture, address) {
        return address.to_owned();
    }
    format!("{prefecture}{address}")
}

/// Slips of the pen before or within the name are let pass: 「い岩手県」「冨山県」「⼤阪府」.
fn begins_with_prefecture(prefecture: &str, address: &str) -> bool {
    let head = fold(&address.chars().take(8).collect::<String>());
    split_prefecture(&nfkc(address)).is_some()
        || head.find(&fold(prefecture)).is_some_and(|at| head[..at].chars().count() <= 3)
}

/// The parts of an address that stand in columns of their own.
pub(super) struct Columns<'a> {
    /// 都道府県名.
    pub(super) prefecture: &'a str,
    /// 市区町村名, with the ward of a designated city: 「札幌市北区」.
    pub(super) municipality: &'a str,
    /// 住所.
    pub(super) address: &'a str,
    /// 方書.
    pub(super) building: &'a str,
}

/// A whole address from its columns. 住所 may lack the prefecture, the municipality, or both, and may repeat the building.
pub(super) fn whole(columns: &Columns<'_>, row: u64, ledger: &mut Ledger<'_>) -> String {
    let once = building_once(columns.address, columns.building);
    let placed = with_municipality(columns, &once);
    if placed.1 {
        ledger.info(
            "address_without_municipality",
            place(row, "住所", columns.address),
            "住所に市区町村がないので、市区町村の列から補いました (the municipality of its own column was put in front)",
        );
    }
    let mut address = placed.0;
    if !columns.building.is_empty() && !fold(&address).contains(&fold(columns.building)) {
        address = format!("{address} {}", columns.building);
    }
    address
}

/// The address with what it lacks in front, and whether that was the municipality.
fn with_municipality(columns: &Columns<'_>, address: &str) -> (String, bool) {
    let &Columns { prefecture, municipality, .. } = columns;
    if begins_with_prefecture(prefecture, address) && nfkc(address) != prefecture {
        return (address.to_owned(), false);
    }
    let address = if nfkc(address) == prefecture { "" } else { address };
    let folded = fold(address);
    let (city, ward) = split_ward(municipality);
    if names(&folded, municipality) || (!ward.is_empty() && folded.starts_with(&fold(city))) {
        (format!("{prefecture}{address}"), false)
    } else if !ward.is_empty() && folded.starts_with(&fold(ward)) {
        (format!("{prefecture}{city}{address}"), true)
    } else {
        (format!("{prefecture}{municipality}{address}"), !municipality.is_empty())
    }
}

/// Whether the address begins with the municipality, its county (郡) possibly before it.
fn names(folded: &str, municipality: &str) -> bool {
    /// 「〇〇郡」 is never longer: 「西白河郡」「東松浦郡」「北蒲原郡」.
    const COUNTY: usize = 6;
    let municipality = fold(municipality);
    municipality.is_empty()
        || folded.find(&municipality).is_some_and(|at| {
            let before = &folded[..at];
            before.is_empty() || (before.ends_with('郡') && before.chars().count() <= COUNTY)
        })
}

fn split_ward(municipality: &str) -> (&str, &str) {
    match municipality.find('市') {
        Some(at) if municipality.ends_with('区') => municipality.split_at(at + '市'.len_utf8()),
        _ => (municipality, ""),
    }
}

/// Drops the second of two equal endings: 「曳馬６丁目２２－１９1階 1階」.
fn building_once(address: &str, building: &str) -> String {
    if !building.is_empty()
        && let Some(rest) = address.strip_suffix(building)
        && building.chars().count() > 1
        && rest.trim_end().ends_with(building)
    {
        return rest.trim_end().to_owned();
    }
    let blanks = address.char_indices().filter(|(_, c)| c.is_whitespace());
    for (at, blank) in blanks {
        let (head, tail) = (address[..at].trim_end(), &address[at + blank.len_utf8()..]);
        if tail.chars().count() > 1 && head.ends_with(tail) {
            return head.to_owned();
        }
    }
    address.to_owned()
}

/// The name of a prefecture by code, as messages and addresses want it: empty where the code is none.
pub(super) fn prefecture_or_empty(code: Option<u32>) -> &'static str {
    code.and_then(crate::domain::municipality::prefecture_name).unwrap_or_default()
}

/// Remarks an address that is missing.
pub(super) fn remark_missing(address: &str, name: &str, row: u64, field: &str, ledger: &mut Ledger<'_>) {
    if address.is_empty() {
        ledger.warn(
            "missing_address",
            place(row, field, &clip(name)),
            "住所がないので、地図に置けません (the row has no address; the institution cannot be placed)",
        );
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn made(prefecture: &str, municipality: &str, address: &str, building: &str) -> String {
        let mut deaf = |_| {};
        let mut ledger = Ledger::new("f", date(2026, 1, 1), &mut deaf);
        whole(&Columns { prefecture, municipality, address, building }, 2, &mut ledger)
    }

    #[test]
    fn what_is_missing_is_put_in_front_and_nothing_twice() {
        assert_eq!(made("北海道", "札幌市北区", "北海道札幌市北区北1条", ""), "北海道札幌市北区北1条");
        assert_eq!(made("北海道", "札幌市北区", "札幌市北区北1条", ""), "北海道札幌市北区北1条");
        assert_eq!(made("兵庫県", "神戸市北区", "北区北五葉１丁目", ""), "兵庫県神戸市北区北五葉１丁目");
        assert_eq!(made("静岡県", "浜松市中央区", "浜松市中区城北", ""), "静岡県浜松市中区城北");
        assert_eq!(made("大分県", "中津市", "大字大悟法７", ""), "大分県中津市大字大悟法７");
        assert_eq!(made("茨城県", "美浦村", "稲敷郡美浦村大字土屋", ""), "茨城県稲敷郡美浦村大字土屋");
        assert_eq!(made("富山県", "富山市", "冨山県富山市婦中町", ""), "冨山県富山市婦中町");
        assert_eq!(made("岩手県", "盛岡市", "い岩手県盛岡市向中野", ""), "い岩手県盛岡市向中野");
        assert_eq!(made("大阪府", "大阪市都島区", "⼤阪府⼤阪市都島区", ""), "⼤阪府⼤阪市都島区");
        assert_eq!(made("兵庫県", "神戸市西区", "兵庫県", ""), "兵庫県神戸市西区");
    }

    #[test]
    fn a_building_stands_once() {
        assert_eq!(made("東京都", "港区", "東京都港区1-2サンビル3階 サンビル3階", ""), "東京都港区1-2サンビル3階");
        assert_eq!(made("東京都", "港区", "東京都港区1-2サンビルサンビル", "サンビル"), "東京都港区1-2サンビル");
        assert_eq!(made("東京都", "港区", "東京都港区1-2ｻﾝﾋﾞﾙ", "サンビル"), "東京都港区1-2ｻﾝﾋﾞﾙ");
        assert_eq!(made("東京都", "港区", "東京都港区1-2", "サンビル"), "東京都港区1-2 サンビル");
        assert_eq!(made("東京都", "港区", "東京都港区住川町331-11", "1"), "東京都港区住川町331-11");
    }
}
