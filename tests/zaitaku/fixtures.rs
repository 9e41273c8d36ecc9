//! A small invented neighbourhood in the shape of the official files, written where a test wants it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A home in the middle of the neighbourhood: 横須賀市浦賀.
pub(crate) const HOME: (f64, f64) = (35.2343, 139.7136);

/// The header of 医療情報ネット 02-1 as published: the lower-case `gw` is theirs.
fn navii_header() -> Vec<String> {
    let mut header: Vec<String> = [
        "ID",
        "正式名称",
        "正式名称（フリガナ）",
        "略称",
        "略称（フリガナ）",
        "英語表記（ローマ字表記）",
        "機関区分",
        "都道府県コード",
        "市区町村コード",
        "所在地",
        "所在地座標（緯度）",
        "所在地座標（経度）",
        "案内用ホームページアドレス",
    ]
    .map(str::to_owned)
    .to_vec();
    let days = ["月", "火", "水", "木", "金", "土", "日"];
    header.extend(days.map(|day| format!("毎週決まった曜日に休診（{day}）")));
    for week in 1..=5 {
        header.extend(days.map(|day| format!("決まった週に休診（定期週）第{week}週（{day}）")));
    }
    header.push("祝日に休診".to_owned());
    header.push("その他の休診日（gw、お盆等）".to_owned());
    header.extend(
        ["一般病床", "療養病床", "療養病床のうち医療保険適用", "療養病床のうち介護保険適用", "合計病床数"]
            .map(str::to_owned),
    );
    header
}

/// One clinic: identifier, name, municipality (prefecture and town), address, point.
pub(crate) struct Clinic {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) municipality: (&'static str, &'static str),
    pub(crate) address: &'static str,
    pub(crate) at: (f64, f64),
}

/// The clinics: three near the home, one of them without coordinates, and one far away.
pub(crate) const CLINICS: [Clinic; 4] = [
    Clinic {
        id: "1421400900010",
        name: "みさき海岸在宅クリニック",
        municipality: ("14", "201"),
        address: "神奈川県横須賀市浦賀五丁目９９番９号",
        at: (35.2330, 139.7180),
    },
    Clinic {
        id: "1421400900020",
        name: "医療法人社団とび 鳶ヶ丘医院",
        municipality: ("14", "201"),
        address: "神奈川県横須賀市久里浜四丁目９９番１号",
        at: (35.2290, 139.7020),
    },
    Clinic {
        id: "1421400900030",
        name: "座標なし内科",
        municipality: ("14", "201"),
        address: "神奈川県横須賀市鴨居二丁目９９番１号",
        at: (0.0, 0.0),
    },
    Clinic {
        id: "0111400900040",
        name: "北のはて診療所",
        municipality: ("01", "101"),
        address: "北海道札幌市中央区南１条西１６丁目２９１番地",
        at: (43.055405, 141.333497),
    },
];

/// A CSV as the ministry writes it: byte order mark, everything quoted, CRLF.
fn csv(rows: &[Vec<String>]) -> String {
    rows.iter().fold("\u{feff}".to_owned(), |mut text, row| {
        let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        let _ = write!(text, "{}\r\n", cells.join(","));
        text
    })
}

fn strings<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// 医療情報ネット 02-1. `rename` gives the first clinic another name, as a later edition would.
pub(crate) fn navii(rename: Option<&str>) -> String {
    let header = navii_header();
    let row = |(i, clinic): (usize, &Clinic)| {
        let name = if i == 0 { rename.unwrap_or(clinic.name) } else { clinic.name };
        let (prefecture, town) = clinic.municipality;
        let mut row = strings([clinic.id, name, "", "", "", "", "2", prefecture, town, clinic.address]);
        row.extend([clinic.at.0.to_string(), clinic.at.1.to_string(), String::new()]);
        // 1 = open, 0 = closed: closed on Sundays.
        row.extend((0..7).map(|day| if day == 6 { "0" } else { "1" }.to_owned()));
        row.extend((0..35).map(|_| "1".to_owned()));
        row.extend(strings(["0", "", "", "", "", "", ""]));
        assert_eq!(row.len(), header.len());
        row
    };
    let rows: Vec<Vec<String>> = CLINICS.iter().enumerate().map(row).collect();
    csv(&[vec![header.clone()], rows].concat())
}

/// 地方厚生局: the first clinic visits at all hours, one row a filing and remark as in the real lists.
pub(crate) fn filings() -> String {
    let header = strings([
        "項番",
        "都道府県コード",
        "都道府県名",
        "区分",
        "医療機関番号",
        "併設医療機関番号",
        "医療機関記号番号",
        "医療機関名称",
        "医療機関所在地（郵便番号）",
        "医療機関所在地（住所）",
        "電話番号",
        "FAX番号",
        "病床数",
        "受理届出名称",
        "受理記号",
        "受理番号",
        "算定開始年月日",
        "個別有効開始年月日",
        "備考（見出し）",
        "備考（データ）",
        "市町村コード",
        "市町村名",
        "種別コード",
        "種別",
    ]);
    let row = |title: &str, symbol: &str, remark: &str| {
        strings([
            "1",
            "14",
            "神奈川県",
            "医科",
            "9900010",
            "",
            "",
            "みさき海岸在宅クリニック",
            "239-0822",
            "横須賀市浦賀５丁目９９番９号",
            "046-999-0001",
            "",
            "",
            title,
            symbol,
            "第９９号",
            "令和 6年 6月 1日",
            "",
            remark,
            "",
            "",
            "",
            "31",
            "診療所",
        ])
    };
    csv(&[
        header,
        row("別添１の「第９」の１の（３）に規定する在宅療養支援診療所", "支援診３", "当該診療所の連携先"),
        row("別添１の「第９」の１の（３）に規定する在宅療養支援診療所", "支援診３", "病床数"),
        row("在宅時医学総合管理料及び施設入居時等医学総合管理料", "在医総管１", ""),
    ])
}

/// 介護サービス情報公表: two offices of one service.
pub(crate) fn kaigo() -> String {
    let header = strings([
        "都道府県コード又は市町村コード",
        "No",
        "都道府県名",
        "市区町村名",
        "事業所名",
        "事業所名カナ",
        "サービスの種類",
        "住所",
        "方書（ビル名等）",
        "緯度",
        "経度",
        "電話番号",
        "FAX番号",
        "法人番号",
        "法人の名称",
        "事業所番号",
        "利用可能曜日",
        "利用可能曜日特記事項",
        "定員",
        "URL",
        "高齢者の方と障害者の方が同時一体的に利用できるサービス",
        "介護保険の通常の指定基準を満たしている",
        "障害福祉の通常の指定基準を満たしている",
        "備考",
    ]);
    let row = |number: &str, name: &str, address: &str, at: (&str, &str)| {
        strings([
            "142018",
            number,
            "神奈川県",
            "横須賀市",
            name,
            "",
            "訪問看護",
            address,
            "",
            at.0,
            at.1,
            "046-999-0010",
            "",
            "",
            "",
            number,
            "平日、土曜、日曜、祝日",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ])
    };
    csv(&[
        header,
        row("1469990001", "うらが訪問看護ステーション", "神奈川県横須賀市浦賀5丁目99-10", ("35.2335", "139.7170")),
        row("1469990002", "くりはま訪問看護ステーション", "神奈川県横須賀市久里浜4丁目99-2", ("35.2288", "139.7025")),
    ])
}

/// Writes the three files and returns their paths.
pub(crate) fn write_all(folder: &Path) -> Vec<PathBuf> {
    let files = [
        ("02-1_clinic_facility_info_20251201.csv", navii(None)),
        ("jigyosho_130_20251231.csv", kaigo()),
        ("todokede_kanagawa_20251001.csv", filings()),
    ];
    files.into_iter().map(|(name, text)| write(folder, name, text.as_bytes())).collect()
}

/// Writes a file.
pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A zip of one file.
pub(crate) fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}
