//! What the town's facilities are asked, what they know best, and the words they answer in.

use super::plan::Focus;

/// A capability and how hard it is, 0 to 100.
pub(super) type Hard = (&'static str, i32);

/// What doctors are asked.
pub(super) const DOCTOR: &[Hard] = &[
    ("telehealth", 58),
    ("facility_visit", 25),
    ("pediatric_home_care", 84),
    ("medical_care_child", 92),
    ("psychiatric_home_visit", 90),
    ("dementia", 15),
    ("neuro_intractable", 60),
    ("home_death_care", 28),
    ("facility_death_care", 35),
    ("palliative_cancer", 40),
    ("palliative_noncancer", 45),
    ("opioids", 38),
    ("pca_pump", 60),
    ("palliative_sedation", 65),
    ("acp_support", 30),
    ("home_oxygen", 18),
    ("ventilator_invasive", 70),
    ("ventilator_noninvasive", 58),
    ("cpap", 40),
    ("tracheostomy", 58),
    ("suction", 35),
    ("cough_assist", 70),
    ("tpn", 52),
    ("cv_port", 50),
    ("gastrostomy", 28),
    ("gastrostomy_exchange", 55),
    ("nasogastric_tube", 38),
    ("iv_infusion", 15),
    ("hypodermoclysis", 35),
    ("swallow_assessment", 60),
    ("urinary_catheter", 15),
    ("suprapubic_catheter", 45),
    ("nephrostomy", 65),
    ("self_catheterization", 40),
    ("peritoneal_dialysis", 86),
    ("home_hemodialysis", 100),
    ("colostomy", 35),
    ("urostomy", 48),
    ("paracentesis", 64),
    ("drain", 60),
    ("home_transfusion", 80),
    ("pressure_ulcer_deep", 40),
    ("insulin", 14),
    ("monitoring", 30),
    ("lab_sampling", 8),
    ("ultrasound", 42),
    ("implanted_stimulator", 98),
    ("pah_prostaglandin", 98),
    ("discharge_conference", 40),
    ("care_meeting", 35),
    ("ict_tool", 48),
    ("language", 74),
    ("wheelchair", 20),
    ("bcp", 45),
    ("sub_physician", 46),
];

/// What stations are asked.
pub(super) const STATION: &[Hard] = &[
    ("facility_visit", 42),
    ("pca_pump", 56),
    ("acp_support", 35),
    ("home_oxygen", 8),
    ("ventilator_invasive", 58),
    ("ventilator_noninvasive", 45),
    ("tracheostomy", 46),
    ("suction", 14),
    ("cough_assist", 60),
    ("tpn", 42),
    ("cv_port", 40),
    ("gastrostomy", 12),
    ("nasogastric_tube", 22),
    ("iv_infusion", 12),
    ("hypodermoclysis", 28),
    ("urinary_catheter", 5),
    ("suprapubic_catheter", 28),
    ("nephrostomy", 46),
    ("self_catheterization", 20),
    ("peritoneal_dialysis", 74),
    ("colostomy", 14),
    ("urostomy", 28),
    ("drain", 48),
    ("pressure_ulcer_deep", 20),
    ("insulin", 6),
    ("monitoring", 18),
    ("lab_sampling", 18),
    ("nursing_special_mgmt", 26),
    ("nursing_terminal", 34),
    ("nursing_psychiatric", 76),
    ("nursing_pediatric", 80),
    ("nursing_rehab_staff", 44),
    ("discharge_conference", 30),
    ("care_meeting", 14),
    ("ict_tool", 44),
    ("language", 84),
    ("bcp", 24),
];

/// What pharmacies are asked.
pub(super) const PHARMACY: &[Hard] = &[
    ("facility_visit", 40),
    ("opioids", 34),
    ("pca_pump", 74),
    ("narcotics_injectable_stock", 72),
    ("community_liaison_pharmacy", 66),
    ("health_support_pharmacy", 58),
    ("pharmacy_after_hours", 42),
    ("medical_supplies", 44),
    ("discharge_conference", 55),
    ("care_meeting", 46),
    ("ict_tool", 54),
    ("language", 70),
    ("wheelchair", 18),
    ("bcp", 46),
];

/// What dentists who visit are asked.
pub(super) const DENTIST: &[Hard] = &[
    ("facility_visit", 30),
    ("oral_care", 10),
    ("dental_swallow", 62),
    ("denture", 12),
    ("extraction", 50),
    ("discharge_conference", 66),
    ("care_meeting", 56),
    ("ict_tool", 62),
    ("language", 82),
    ("wheelchair", 24),
    ("bcp", 58),
];

/// How much easier a thing is for a team that knows it best.
pub(super) const FOCUS_BONUS: i32 = 44;

impl Focus {
    pub(super) const fn capabilities(self) -> &'static [&'static str] {
        match self {
            Self::General => &["dementia", "lab_sampling", "nursing_rehab_staff"],
            Self::Palliative => &[
                "home_death_care",
                "palliative_cancer",
                "palliative_noncancer",
                "opioids",
                "pca_pump",
                "palliative_sedation",
                "home_transfusion",
                "paracentesis",
                "nursing_terminal",
                "acp_support",
            ],
            Self::Breathing => &[
                "home_oxygen",
                "ventilator_invasive",
                "ventilator_noninvasive",
                "cpap",
                "tracheostomy",
                "suction",
                "cough_assist",
            ],
            Self::Nerves => &[
                "neuro_intractable",
                "tracheostomy",
                "ventilator_invasive",
                "cough_assist",
                "swallow_assessment",
                "nursing_rehab_staff",
            ],
            Self::Children => {
                &["pediatric_home_care", "medical_care_child", "nursing_pediatric", "nasogastric_tube", "suction"]
            }
            Self::Mind => &["psychiatric_home_visit", "dementia", "nursing_psychiatric"],
            Self::Kidney => &[
                "peritoneal_dialysis",
                "home_hemodialysis",
                "nephrostomy",
                "urostomy",
                "suprapubic_catheter",
                "self_catheterization",
            ],
            Self::Digestion => &[
                "tpn",
                "cv_port",
                "gastrostomy_exchange",
                "colostomy",
                "drain",
                "paracentesis",
                "ultrasound",
                "home_transfusion",
            ],
            Self::Heart => {
                &["pah_prostaglandin", "home_oxygen", "ultrasound", "palliative_noncancer", "monitoring", "drain"]
            }
            Self::Pain => &["implanted_stimulator", "pca_pump", "opioids", "palliative_sedation", "hypodermoclysis"],
        }
    }

    /// 診療科 of a home-care clinic that knows this best.
    pub(super) const fn departments(self) -> &'static [&'static str] {
        match self {
            Self::General => &["内科"],
            Self::Palliative => &["内科", "緩和ケア内科"],
            Self::Breathing => &["内科", "呼吸器内科"],
            Self::Nerves => &["内科", "脳神経内科"],
            Self::Children => &["内科", "小児科"],
            Self::Mind => &["内科", "精神科"],
            Self::Kidney => &["内科", "腎臓内科"],
            Self::Digestion => &["内科", "消化器内科", "外科"],
            Self::Heart => &["内科", "循環器内科"],
            Self::Pain => &["内科", "麻酔科"],
        }
    }
}

/// What nobody in a municipality can do, so that near misses and gaps show. 全国地方公共団体コード and capability.
pub(super) const GAPS: &[(u32, &str)] = &[
    (14_201, "home_hemodialysis"),
    (14_204, "peritoneal_dialysis"),
    (14_108, "psychiatric_home_visit"),
    (14_208, "respite_admission"),
    (14_210, "sterile_own"),
    (14_210, "home_transfusion"),
    (14_301, "nursing_psychiatric"),
    (14_107, "medical_care_child"),
    (14_111, "pah_prostaglandin"),
    (14_115, "nursing_pediatric"),
];

/// South of this latitude no pharmacy has a clean bench or is sure of TPN: from 三崎 the nearest that could is just beyond 16 km.
pub(super) const BENCH_LINE: f64 = 35.295;

/// Conditions of a 要相談.
pub(super) const ASK: &[&str] = &[
    "要事前相談",
    "当院かかりつけのみ",
    "状態が安定している場合に限る",
    "訪問看護の導入が条件",
    "病院との併診が条件",
    "平日の日中のみ",
    "週1回まで",
    "片道20分以内の地域のみ",
    "経験が少ないため個別に検討",
    "家族の協力が得られる場合",
];

/// Limits of a yes.
pub(super) const LIMITS: &[&str] =
    &["週2回まで", "月4名まで", "訪問診療の患者に限る", "平日の訪問が中心", "物品は事前に要連絡", "往診は車で15分以内"];

/// Invented networks, for none should look like a recommendation.
pub(super) const NETWORKS: &[&str] = &["うみねこネット（架空）", "みさきリンク（架空）", "なみかぜ連絡帳（架空）"];

pub(super) const LANGUAGES: &[&str] = &[
    "英語",
    "英語・中国語",
    "やさしい日本語",
    "英語・タガログ語",
    "ポルトガル語・スペイン語",
    "ベトナム語(通訳アプリ)",
];
