//! 医療情報ネット（ナビイ）: lists of institutions, and their hours by specialty in files of their own.

mod facility;
mod hours;

pub(super) use facility::LAYOUT as FACILITY;
pub(super) use hours::LAYOUT as HOURS;

/// The kind digit of 機関区分, which is also the third digit of every ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Hospital,
    Clinic,
    Dental,
    Maternity,
    Pharmacy,
}

impl Class {
    fn of(text: &str) -> Option<Self> {
        Some(match text {
            "1" | "病院" => Self::Hospital,
            "2" | "診療所" => Self::Clinic,
            "3" | "歯科" | "歯科診療所" => Self::Dental,
            "4" | "助産所" => Self::Maternity,
            "5" | "薬局" => Self::Pharmacy,
            _ => return None,
        })
    }

    const fn digit(self) -> char {
        match self {
            Self::Hospital => '1',
            Self::Clinic => '2',
            Self::Dental => '3',
            Self::Maternity => '4',
            Self::Pharmacy => '5',
        }
    }
}

/// The ID with the zero that a spreadsheet took from it, if one did.
///
/// Every published ID begins with the two digits of the prefecture and the kind digit, whatever length the prefecture gave it
/// (5 digits in 沖縄, letters in 新潟 and 長崎). In prefectures 01 to 09 an ID that begins with the bare prefecture digit and
/// the kind digit has therefore lost its zero; 「061199999014」 has not.
fn restored(id: &str, prefecture: u32, class: Class) -> Option<String> {
    let mut digits = id.chars();
    let lost = (1..10).contains(&prefecture)
        && digits.next().and_then(|c| c.to_digit(10)) == Some(prefecture)
        && digits.next() == Some(class.digit());
    lost.then(|| format!("0{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lost_zero_is_restored() {
        for (id, prefecture, class, whole) in [
            ("121019999750", 1, Class::Clinic, Some("0121019999750")),
            ("42799256", 4, Class::Clinic, Some("042799256")),
            ("061199999014", 6, Class::Hospital, None),
            ("095E9957", 9, Class::Pharmacy, None),
            ("47996", 47, Class::Hospital, None),
            ("421zzz0031", 42, Class::Hospital, None),
            ("431199999013", 43, Class::Hospital, None),
        ] {
            assert_eq!(restored(id, prefecture, class).as_deref(), whole, "{id}");
        }
    }
}
