//! Japanese text made comparable: widths, kana, variant kanji, hyphens and numerals.

use unicode_normalization::UnicodeNormalization;

/// NFKC with surrounding white space removed and runs of white space made one space. The meaning is kept; used for headers and symbols.
pub fn nfkc(text: &str) -> String {
    let folded: String = text.nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The form in which two spellings of one name or address meet: NFKC, lower case, hiragana as katakana, variant kanji as
/// their common form, every hyphen and dash as `-`, no white space.
///
/// The long-vowel mark ー is kept after kana and read as a hyphen after a digit (「1ー40ー25」 is how some prefectures print numbers).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if c.is_whitespace() {
            continue;
        }
        let c = fold_char(c);
        let after_digit = folded.ends_with(|p: char| p.is_ascii_digit());
        folded.push(if c == 'ー' && after_digit { '-' } else { c });
    }
    folded
}

/// The comparable form of one character that is already its own compatibility form (NFKC) and lower case.
pub(crate) fn fold_char(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '─' | '━' => '-',
        _ => variant(c),
    }
}

/// A small kana as its large form, as in クリニツク and ウイメンズ; every other character as it is.
pub(crate) const fn large_kana(c: char) -> char {
    match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        _ => c,
    }
}

/// Variant kanji that registers and signs mix freely, to the form of the 常用漢字表 where it has one.
fn variant(c: char) -> char {
    match c {
        '髙' => '高',
        '﨑' | '嵜' | '碕' => '崎',
        '邉' | '邊' => '辺',
        '齋' | '齊' | '斉' => '斎',
        '澤' => '沢',
        '濱' | '濵' => '浜',
        '廣' => '広',
        '國' => '国',
        '櫻' => '桜',
        '嶋' | '嶌' => '島',
        '瀧' => '滝',
        '龍' => '竜',
        '眞' => '真',
        '惠' => '恵',
        '德' => '徳',
        '榮' => '栄',
        '學' => '学',
        '會' => '会',
        '醫' => '医',
        '藥' => '薬',
        '條' => '条',
        '應' => '応',
        '壽' => '寿',
        '豐' => '豊',
        '與' => '与',
        '萬' => '万',
        '靜' => '静',
        '鹽' => '塩',
        '籠' => '篭',
        '檜' => '桧',
        '槇' => '槙',
        '曾' => '曽',
        '彌' => '弥',
        '龜' => '亀',
        '淵' => '渕',
        '𠮷' => '吉',
        '冨' => '富',
        '鄕' => '郷',
        '礒' => '磯',
        '螢' => '蛍',
        '灣' => '湾',
        '縣' => '県',
        '區' => '区',
        '圓' => '円',
        '舊' => '旧',
        '驛' => '駅',
        // Radicals that PDF and OCR texts put in the place of the letters.
        '⻄' => '西',
        '⺠' => '民',
        '⻑' => '長',
        '⻘' => '青',
        '⻲' => '亀',
        '⻯' => '竜',
        '⻤' => '鬼',
        '⻝' => '食',
        '⻩' => '黄',
        '⻨' => '麦',
        '⻭' => '歯',
        '⻁' => '虎',
        '⻆' => '角',
        '戶' => '戸',
        '餠' => '餅',
        '枡' => '桝',
        '瀦' => '潴',
        '曰' => '日',
        '嶽' => '岳',
        '峯' => '峰',
        '舘' => '館',
        '薮' => '藪',
        '壷' => '壺',
        '祇' => '祗',
        '來' => '来',
        '澁' => '渋',
        '礪' => '砺',
        '蠣' => '蛎',
        '諫' => '諌',
        '鎭' => '鎮',
        '穗' => '穂',
        '讚' => '讃',
        '埜' => '野',
        '邨' => '村',
        '桒' => '桑',
        '鶯' => '鴬',
        '竈' => '竃',
        '莵' => '菟',
        '頸' => '頚',
        '鰺' => '鯵',
        '蘆' => '芦',
        '檮' => '梼',
        '麩' => '麸',
        '杮' => '柿',
        '絲' => '糸',
        '當' => '当',
        '從' => '従',
        '狹' => '狭',
        '淺' => '浅',
        '傳' => '伝',
        '佛' => '仏',
        '兒' => '児',
        '發' => '発',
        '團' => '団',
        '體' => '体',
        '點' => '点',
        '劍' => '剣',
        '卷' => '巻',
        '將' => '将',
        '專' => '専',
        '晝' => '昼',
        '樂' => '楽',
        '氣' => '気',
        '淨' => '浄',
        '靈' => '霊',
        '鷄' => '鶏',
        '鐵' => '鉄',
        '寶' => '宝',
        '聲' => '声',
        '實' => '実',
        '總' => '総',
        '關' => '関',
        'ヶ' | 'ヵ' => 'ケ',
        'ヴ' => 'ウ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_kana_variants_and_hyphens_meet() {
        assert_eq!(fold("ｸﾘﾆｯｸ　髙﨑"), fold("クリニック 高崎"));
        assert_eq!(fold("荒牧町１ー４０ー２５"), "荒牧町1-40-25");
        assert_eq!(fold("センター北"), "センター北");
        assert_eq!(fold("茅ヶ崎"), fold("茅ケ崎"));
        assert_eq!(fold("稲毛台町９‐３"), "稲毛台町9-3");
        assert_eq!(fold("神⼾市⻄区"), fold("神戸市西区"));
        assert_eq!(fold("枡形の餠屋"), fold("桝形の餅屋"));
        assert_eq!(nfkc(" 支援診２　"), "支援診2");
    }
}
