//! Cities that are no more, most of them merged into others between 1988 and 2011: people go on writing their names.

/// A city that is no more.
pub(super) struct Former {
    /// The prefecture's number.
    pub(super) prefecture: u32,
    /// Its name.
    pub(super) name: &'static str,
    /// The municipalities, or wards, in which its towns lie today.
    pub(super) today: &'static [&'static str],
}

const fn city(prefecture: u32, name: &'static str, today: &'static [&'static str]) -> Former {
    Former { prefecture, name, today }
}

/// The former cities. Former towns and villages are some two thousand, and often live on in the names of towns.
pub(super) const CITIES: [Former; 63] = [
    city(3, "水沢市", &["奥州市"]),
    city(3, "江刺市", &["奥州市"]),
    city(4, "古川市", &["大崎市"]),
    city(4, "泉市", &["仙台市泉区"]),
    city(5, "本荘市", &["由利本荘市"]),
    city(7, "原町市", &["南相馬市"]),
    city(8, "水海道市", &["常総市"]),
    city(8, "岩井市", &["坂東市"]),
    city(8, "下館市", &["筑西市"]),
    city(8, "勝田市", &["ひたちなか市"]),
    city(8, "那珂湊市", &["ひたちなか市"]),
    city(9, "黒磯市", &["那須塩原市"]),
    city(9, "今市市", &["日光市"]),
    city(11, "浦和市", &["さいたま市浦和区", "さいたま市桜区", "さいたま市南区", "さいたま市緑区"]),
    city(11, "大宮市", &["さいたま市大宮区", "さいたま市西区", "さいたま市北区", "さいたま市見沼区"]),
    city(11, "与野市", &["さいたま市中央区"]),
    city(11, "岩槻市", &["さいたま市岩槻区"]),
    city(11, "鳩ヶ谷市", &["川口市"]),
    city(11, "上福岡市", &["ふじみ野市"]),
    city(12, "佐原市", &["香取市"]),
    city(12, "八日市場市", &["匝瑳市"]),
    city(13, "田無市", &["西東京市"]),
    city(13, "保谷市", &["西東京市"]),
    city(13, "秋川市", &["あきる野市"]),
    city(15, "新津市", &["新潟市秋葉区"]),
    city(15, "白根市", &["新潟市南区"]),
    city(15, "豊栄市", &["新潟市北区"]),
    city(15, "両津市", &["佐渡市"]),
    city(15, "栃尾市", &["長岡市"]),
    city(16, "新湊市", &["射水市"]),
    city(17, "松任市", &["白山市"]),
    city(18, "武生市", &["越前市"]),
    city(19, "塩山市", &["甲州市"]),
    city(20, "更埴市", &["千曲市"]),
    city(22, "清水市", &["静岡市清水区"]),
    city(22, "浜北市", &["浜松市浜名区"]),
    city(22, "天竜市", &["浜松市天竜区"]),
    city(23, "尾西市", &["一宮市"]),
    city(24, "上野市", &["伊賀市"]),
    city(24, "久居市", &["津市"]),
    city(25, "八日市市", &["東近江市"]),
    city(34, "因島市", &["尾道市"]),
    city(35, "徳山市", &["周南市"]),
    city(35, "新南陽市", &["周南市"]),
    city(38, "川之江市", &["四国中央市"]),
    city(38, "伊予三島市", &["四国中央市"]),
    city(38, "北条市", &["松山市"]),
    city(39, "中村市", &["四万十市"]),
    city(40, "甘木市", &["朝倉市"]),
    city(40, "前原市", &["糸島市"]),
    city(40, "山田市", &["嘉麻市"]),
    city(42, "福江市", &["五島市"]),
    city(43, "本渡市", &["天草市"]),
    city(43, "牛深市", &["天草市"]),
    city(46, "国分市", &["霧島市"]),
    city(46, "川内市", &["薩摩川内市"]),
    city(46, "大口市", &["伊佐市"]),
    city(46, "名瀬市", &["奄美市"]),
    city(46, "加世田市", &["南さつま市"]),
    city(47, "石川市", &["うるま市"]),
    city(47, "具志川市", &["うるま市"]),
    city(47, "平良市", &["宮古島市"]),
    city(28, "篠山市", &["丹波篠山市"]),
];
