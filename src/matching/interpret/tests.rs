//! Sentences as nurses, care managers and families write them, and what must be understood.

use jiff::civil::{DateTime, date};
use proptest::prelude::*;

use super::*;
use crate::domain::vocabulary;

/// A Friday.
const NOW: DateTime = date(2026, 11, 20).at(13, 0, 0, 0);

/// The places of these tests; whether the name holds its municipality or prefecture.
const PLACES: &[(&str, Level, bool)] = &[
    ("神奈川県横須賀市浦賀5丁目", Level::Town, true),
    ("神奈川県横須賀市浦賀", Level::Town, true),
    ("横須賀市浦賀5丁目", Level::Town, true),
    ("横須賀市浦賀", Level::Town, true),
    ("横須賀市", Level::Municipality, true),
    ("浦賀5丁目", Level::Town, false),
    ("浦賀", Level::Town, false),
    ("久里浜", Level::Town, false),
    ("三浦市三崎町", Level::Town, true),
    ("三浦市", Level::Municipality, true),
    ("葉山町", Level::Municipality, true),
    ("奈良県明日香村", Level::Municipality, true),
    ("朝日町", Level::Town, false),
    ("さいたま市", Level::Municipality, true),
    ("東京", Level::Prefecture, false),
    ("東京都", Level::Prefecture, true),
];

fn find_place(text: &str) -> Option<FoundPlace> {
    let fits = |(name, ..): &&(&str, Level, bool)| text.starts_with(name);
    let (name, level, named) = PLACES.iter().filter(fits).max_by_key(|(name, ..)| name.len())?;
    Some(FoundPlace { bytes: name.len(), level: *level, named: *named })
}

fn understood(text: &str) -> Interpretation {
    interpret(text, NOW, &find_place)
}

/// What was understood, in one line: the place, the needs, what is denied (`-`), the time (`?` where uncertain), the role.
fn line(found: &Interpretation) -> String {
    let mut parts = Vec::new();
    parts.extend(found.place.as_ref().map(|place| format!("@{}", place.text)));
    parts.extend(found.needs.iter().map(|need| need.what.id.clone()));
    parts.extend(found.capabilities.iter().map(|c| format!("+{}", vocabulary().id(c.what))));
    parts.extend(found.denied.iter().map(|denied| match denied.what {
        Denied::Need(need) => format!("-{}", need.id),
        Denied::Capability(capability) => format!("-+{}", vocabulary().id(capability)),
    }));
    parts.extend(
        found.at.as_ref().map(|time| {
            format!("{}{}", time.what.at.strftime("%m/%d %H:%M"), if time.what.certain { "" } else { "?" })
        }),
    );
    parts.extend(found.role.as_ref().map(|role| format!("<{}>", role.what.id())));
    parts.extend(found.rest.iter().map(|rest| format!("~{}", rest.text.trim())));
    parts.join(" | ")
}

/// Sentence, and what must be understood of it.
const SENTENCES: &[(&str, &str)] = &[
    // Liaison nurses, in telegram style.
    (
        "浦賀 末期がん 在宅酸素 看取り 土曜に電話したい",
        "@浦賀 | terminal_cancer | oxygen_therapy | wish_to_die_at_home | 11/21 10:00?",
    ),
    (
        "横須賀市浦賀5丁目1-1 TPN 麻薬 金曜退院",
        "@横須賀市浦賀5丁目1-1 | central_venous_nutrition | opioid_medication | discharged_before_weekend",
    ),
    (
        "膵臓がんの末期、HOT、バルーン、PCAポンプ",
        "terminal_cancer | oxygen_therapy | indwelling_catheter | injected_opioids",
    ),
    ("肺癌ターミナル IVH オプソ 独居", "terminal_cancer | central_venous_nutrition | opioid_medication | living_alone"),
    (
        "ALS TPPV 胃瘻 吸引 意思決定支援",
        "als | ventilator_through_tracheostomy | gastrostomy_feeding | phlegm_suction | talk_about_wishes",
    ),
    ("人工呼吸器 気管切開 経鼻経管", "ventilator_through_tracheostomy | nasal_tube_feeding"),
    ("心不全末期 強心剤 レスピレーター", "terminal_heart_failure | inotrope_infusion | ventilator"),
    ("COPD HOT2L NPPV 夜間が不安", "copd | oxygen_therapy | mask_ventilation | worried_at_night | ~2L"),
    ("久里浜在住 胃癌末期 腹水 疼痛コントロール", "@久里浜 | terminal_cancer | ascites | pain_nursing"),
    ("真皮を越える褥瘡 寝たきり 老々介護", "deep_pressure_ulcer | bedridden | old_couple"),
    ("来週月曜午後に退院前カンファ", "just_discharged | 11/23 14:00?"),
    ("12/1 13時に電話で相談したい 訪問看護", "12/01 13:00 | <nursing>"),
    ("ストーマ、腎瘻、PTCD", "bowel_stoma | kidney_fistula | drain_tube"),
    ("CAPDとインスリン", "peritoneal_dialysis_at_home | insulin_injection"),
    ("月曜退院、土曜に電話したい", "just_discharged | 11/21 10:00?"),
    ("12月1日(火)9時半 カンファ参加", "+discharge_conference | 12/01 09:30"),
    ("CVポート 高カロリー 自己導尿", "implanted_port | central_venous_nutrition | intermittent_catheterization"),
    ("MSコンチン内服中 ALS否定", "opioid_medication | -als | ~内服中"),
    ("生保 身寄りなし 認知症 徘徊", "public_assistance | no_family | living_with_dementia | dementia_behaviour"),
    (
        "重心 医療的ケア児 気切 人工呼吸器",
        "severe_disability | child_with_medical_care | ventilator_through_tracheostomy",
    ),
    ("多系統萎縮症 膀胱瘻 誤嚥性肺炎", "multiple_system_atrophy | bladder_fistula | swallowing_trouble"),
    ("MRSA陽性 気管カニューレ", "infection | tracheal_opening | ~陽性"),
    ("パーキンソン病ヤール4 訪問リハ 希望", "parkinson_disease | parkinson_disease | rehabilitation"),
    ("肝硬変 腹水穿刺 輸血", "ascites | blood_transfusion | ~肝硬変"),
    ("頸髄損傷 褥瘡D4 自己導尿", "cervical_cord_injury | deep_pressure_ulcer | intermittent_catheterization"),
    ("抗がん剤の注射 インフューザー CVポート", "injected_chemotherapy | injected_chemotherapy | implanted_port"),
    ("透析しない選択 末期腎不全", "kidney_failure | kidney_failure | ~選択"),
    ("緩和ケア希望 余命1ヶ月", "terminal_stage | terminal_stage | ~1ヶ月"),
    ("間質性肺炎 在宅酸素 鎮静", "copd | oxygen_therapy | intractable_suffering"),
    ("要介護5 経管栄養 じょくそうの処置 カテーテル", "tube_feeding | pressure_ulcer | indwelling_catheter"),
    ("点滴の管理 モニター測定 疼痛の看護", "iv_drip | monitor_measurement | pain_nursing"),
    // Denials.
    ("酸素なし 胃ろうあり", "gastrostomy_feeding | -oxygen_therapy"),
    ("認知症はない", "-living_with_dementia"),
    ("酸素・点滴なし", "-oxygen_therapy | -iv_drip"),
    ("酸素も点滴もしていません", "-oxygen_therapy | -iv_drip"),
    ("末期がん、酸素なし", "terminal_cancer | -oxygen_therapy"),
    ("酸素がないと困る", "oxygen_therapy | ~ないと困る"),
    ("認知症ではないか心配", "living_with_dementia | ~ないか心配"),
    ("カテーテル抜去済み", "-indwelling_catheter"),
    ("インスリンは使っていません", "-insulin_injection"),
    ("人工呼吸器は希望しない", "-ventilator"),
    ("褥瘡(-) 麻薬(-)", "-pressure_ulcer | -opioid_medication"),
    ("点滴 無菌調剤", "iv_drip | +sterile_own"),
    ("往診は不要", "-+house_call"),
    // Care managers.
    ("ケアマネです。葉山町で訪問診療をしてくれる先生を探しています", "@葉山町 | <attending>"),
    ("担当の利用者さん、通院困難で往診希望です", "cannot_go_out | +house_call | ~担当"),
    ("訪問薬剤管理指導をしてくれる薬局を探しています", "medicine_delivery | <pharmacy>"),
    ("入れ歯が合わないので訪問歯科をお願いしたい", "denture_problem | <dental>"),
    ("レスパイト入院できる病院はありますか", "exhausted_carer"),
    ("一人暮らしで飲み忘れが多い", "living_alone | many_medicines | ~多い"),
    ("グループホームに入居中の方の看取り", "lives_in_care_home | wish_to_die_at_home | ~入居中"),
    ("日中独居 車いす リハビリ希望", "alone_by_day | wheelchair_user | rehabilitation"),
    ("精神科訪問看護をお願いしたいです。統合失調症の方", "mental_illness | mental_illness"),
    ("受診拒否があり、ゴミ屋敷です", "refuses_care | refuses_care"),
    ("24時間対応の訪問看護", "+nursing_24h"),
    ("歯科衛生士の口腔ケアを明後日の午前中に", "mouth_care | 11/22 10:00? | <dental>"),
    ("糖尿病でインスリン、低血糖あり", "insulin_injection | diabetes"),
    ("老衰で食事がとれない 施設で看取り", "old_age_decline | old_age_decline | wish_to_die_in_care_home"),
    ("難聴あり 電話以外の連絡 来週", "deaf_or_hard_of_hearing | 11/23 10:00? | ~以外"),
    ("人工透析で通院中、送迎が必要", "dialysis | ~通院中 | ~送迎"),
    ("気管切開あり、NICU退院の生後6か月", "tracheal_opening | child | child"),
    ("災害時の電源が心配", "power_in_disaster | ~電源 | ~心配"),
    // Families, in their own words.
    ("母が癌で、家で最期を迎えさせてあげたい", "cancer | wish_to_die_at_home | ~迎えさせてあげ"),
    ("父がぼけてきて夜中も来てくれる先生を探しています", "living_with_dementia | come_at_night | <attending>"),
    ("おばあちゃんが寝たきりで床ずれがひどい", "bedridden | pressure_ulcer | ~ひどい"),
    ("夫は車いす、私も85歳です", "wheelchair_user"),
    ("歩けないので家に来てくれるお医者さん", "cannot_go_out | cannot_go_out | <attending>"),
    ("薬を取りに行けない", "medicine_delivery"),
    ("3歳の子どもです", "child | child"),
    ("お金が心配です", "money_worry"),
    ("がんばって介護しています", "~がんばって"),
    ("がんばってるけど介護が限界", "exhausted_carer | ~がんばっ"),
    ("鼻の管で栄養をとっている", "nasal_tube_feeding | ~栄養"),
    ("おしっこの管が入っています", "indwelling_catheter"),
    ("日本語が話せない 英語で", "foreign_language | foreign_language"),
    ("物忘れがひどくて心配", "living_with_dementia | ~ひどくて心配"),
    ("家族が疲れています。明日の夕方に電話ください", "exhausted_carer | 11/21 17:00?"),
    ("今夜電話できる先生", "11/20 20:00? | <attending>"),
    ("歯が痛い 歯医者さん 土曜日の午前", "toothache | 11/21 10:00? | <dental>"),
    ("夜が心配", "worried_at_night"),
    // Times.
    ("明日10時に電話", "11/21 10:00"),
    ("今日の15時", "11/20 15:00"),
    ("10時に電話", "11/21 10:00?"),
    ("来週の水曜日 午後3時半に相談", "11/25 15:30"),
    ("令和8年12月24日 9:00", "12/24 09:00"),
    ("2026-12-24 9:15", "12/24 09:15"),
    ("金曜に電話", "11/27 10:00?"),
    ("金曜の夜8時に電話", "11/20 20:00"),
    ("年末の対応", "12/29 10:00?"),
    ("元日の朝", "01/01 09:00?"),
    ("3日後", "11/23 10:00?"),
    ("1日3回の吸引", "phlegm_suction | ~1日3回"),
    ("24時間対応", "come_at_night"),
    ("15日の夜間", "12/15 20:00?"),
    ("月末までに", "11/30 10:00?"),
    // Places that hold words, and words that hold places.
    ("奈良県明日香村 認知症", "@奈良県明日香村 | living_with_dementia"),
    ("朝日町で透析", "@朝日町 | dialysis"),
    ("明日、三浦市三崎町の父の件で相談", "@三浦市三崎町 | 11/21 10:00? | ~件"),
    ("東京在住の娘 横須賀市の母", "@横須賀市"),
    ("浦賀さんの薬", "~浦賀 | ~薬"),
    ("浦賀85歳女性 脳梗塞", "@浦賀 | stroke"),
    ("浦賀末期がん", "@浦賀 | terminal_cancer"),
    // English.
    ("terminal cancer, home oxygen, Uraga", "terminal_cancer | oxygen_therapy | ~Uraga"),
    ("My mother has dementia and lives alone. No oxygen.", "living_with_dementia | living_alone | -oxygen_therapy"),
    (
        "looking for a doctor, wants to die at home, call tomorrow 3pm",
        "wish_to_die_at_home | 11/21 15:00 | <attending>",
    ),
    ("feeding tube, bed sores, next monday morning", "gastrostomy_feeding | pressure_ulcer | 11/23 09:00?"),
    ("without a catheter; ventilator; nurse", "ventilator | -indwelling_catheter | <nursing>"),
    // Longer ones, as they come.
    (
        "85歳女性、膵頭部癌末期。オキシコドン内服中。在宅酸素2L。独居だが長女が近隣に在住。訪問診療と訪問看護をお願いしたい。",
        "terminal_cancer | opioid_medication | oxygen_therapy | living_alone | +home_visit_scheduled | <nursing> | ~膵頭部 | ~内服中 | ~2L | ~長女 | ~近隣",
    ),
    ("退院日は11/27(金)、末梢点滴あり、尿カテあり", "just_discharged | iv_drip | indwelling_catheter | ~日"),
    ("認知症で夜中に徘徊します", "living_with_dementia | dementia_behaviour"),
    ("毎週水曜に点滴", "iv_drip"),
    ("土曜の午前10時から12時の間に電話したい", "11/21 10:00"),
    ("12月3日に退院予定 12/1に電話", "just_discharged | 12/01 10:00?"),
    ("NPPV離脱できず、気管切開は希望されていない", "mask_ventilation | -tracheal_opening | ~離脱できず"),
    ("抗がん剤は終了、がんセンターから在宅へ", "~抗がん剤 | ~終了 | ~がんセンター"),
    ("HbA1c 9.0", "~HbA1c | ~9 | ~0"),
    ("来週火曜の午後2時にカンファレンス", "11/24 14:00"),
    ("耳が遠くて車椅子、夫婦とも90歳", "deaf_or_hard_of_hearing | wheelchair_user | old_couple"),
    ("要介護3 要支援2", ""),
    ("HOTを22時〜6時のみ使用", "oxygen_therapy"),
    ("12/29〜1/3に来てもらえる薬局", "12/29 10:00? | <pharmacy>"),
    ("手話のできる看護師さん", "deaf_or_hard_of_hearing | <nursing>"),
    ("ご飯を食べられなくなってきて、最後は家で", "old_age_decline | wish_to_die_at_home"),
    ("call next Tuesday at 3pm, Ms. Tanaka", "11/24 15:00 | ~Ms | ~Tanaka"),
    // Nothing to understand.
    ("", ""),
    ("ペースメーカー", "~ペースメーカー"),
    ("サポートとレポート", "~サポート | ~レポート"),
    ("酸素飽和度90%", "~酸素飽和度90"),
];

#[test]
fn sentences_are_understood() {
    let mut wrong = Vec::new();
    for (text, expected) in SENTENCES {
        let found = line(&understood(text));
        if found != *expected {
            wrong.push(format!("{text}\n  expected {expected}\n     found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), SENTENCES.len(), wrong.join("\n"));
    assert!(SENTENCES.len() >= 80);
}

/// All spans, each with its words.
fn spans(found: &Interpretation) -> Vec<(Span, String)> {
    let mut all: Vec<(Span, String)> = Vec::new();
    let mut add = |span: Span, text: &str| all.push((span, text.to_owned()));
    found.place.iter().chain(&found.other_places).for_each(|m| add(m.span, &m.text));
    found.needs.iter().for_each(|m| add(m.span, &m.text));
    found.capabilities.iter().for_each(|m| add(m.span, &m.text));
    found.denied.iter().for_each(|m| add(m.span, &m.text));
    found.at.iter().chain(&found.other_times).for_each(|m| add(m.span, &m.text));
    found.role.iter().chain(&found.other_roles).for_each(|m| add(m.span, &m.text));
    found.rest.iter().chain(&found.particles).for_each(|m| add(m.span, &m.text));
    all.sort();
    all
}

/// Every character stands in exactly one part, and every part holds its own words.
fn assert_whole(text: &str) {
    let found = understood(text);
    let mut at = 0;
    for (span, words) in spans(&found) {
        assert_eq!(span.start, at, "{text:?}: {found:?}");
        assert!(span.end > span.start, "{text:?}: {found:?}");
        assert_eq!(words, text.chars().skip(span.start).take(span.end - span.start).collect::<String>(), "{text:?}");
        at = span.end;
    }
    assert_eq!(at, text.chars().count(), "{text:?}: {found:?}");
}

#[test]
fn no_character_is_lost_or_counted_twice() {
    for (text, _) in SENTENCES {
        assert_whole(text);
    }
    for text in [
        "\u{200b}",
        "\u{200b}癌\u{fe0f}",
        "㋀5日 ㈪ ㍿",
        "ｶﾞﾝ",
        "🏥 癌🏥",
        "  ",
        "12/",
        "令和",
        "(",
        "(土",
        "生後",
        "r8.",
        "2026-",
        "十",
        "〒",
    ] {
        assert_whole(text);
    }
}

#[test]
fn a_span_leads_back_to_the_words() {
    let text = "母は膵臓がんの末期で、浦賀に住んでいます";
    let found = understood(text);
    assert_eq!((found.needs[0].text.as_str(), found.needs[0].span), ("膵臓がんの末期", Span { start: 2, end: 9 }));
    assert_eq!(found.place.unwrap().span, Span { start: 11, end: 13 });
}

#[test]
fn further_places_times_and_roles_are_kept_beside_the_first() {
    let found = understood("東京の娘、横須賀市浦賀の母。月曜に退院、土曜に電話。訪問看護と薬局");
    assert_eq!(found.place.unwrap().text, "横須賀市浦賀");
    assert_eq!(found.other_places.iter().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["東京"]);
    assert_eq!(found.at.unwrap().text, "土曜");
    assert_eq!(found.other_times.iter().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["月曜"]);
    assert_eq!(found.role.unwrap().what, Role::Nursing);
    assert_eq!(found.other_roles.iter().map(|m| m.what).collect::<Vec<_>>(), [Role::Pharmacy]);
}

proptest! {
    #[test]
    fn whatever_is_typed_comes_back_whole(text in "\\PC{0,60}") {
        assert_whole(&text);
    }

    #[test]
    fn whatever_is_put_together_comes_back_whole(picked in proptest::collection::vec((0usize..SENTENCES.len(), 0usize..20, 0usize..20), 1..5)) {
        let piece = |(i, skip, take): &(usize, usize, usize)| SENTENCES[*i].0.chars().skip(*skip).take(*take).collect::<String>();
        assert_whole(&picked.iter().map(piece).collect::<String>());
    }

    #[test]
    fn moments_lie_ahead(i in 0usize..SENTENCES.len(), days in 0i64..800, hour in 0i8..24) {
        let now = date(2026, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap().at(hour, 30, 0, 0);
        let found = interpret(SENTENCES[i].0, now, &find_place);
        let dated = ["令和", "2026"].iter().any(|year| SENTENCES[i].0.contains(year));
        for time in found.at.iter().chain(&found.other_times) {
            prop_assert!(time.what.at.date() >= now.date() || dated, "{} at {now}: {}", time.text, time.what.at);
        }
    }
}
