//! Who somebody is to this directory: what a role may see, and what it may do.

use super::vocabulary::Lang;

/// Whom a value is shown to. The order is that of trust: whoever sees a later one sees the earlier ones too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Audience {
    /// Everybody, also without an account.
    #[default]
    Public,
    /// People who arrange care by profession, known by their account.
    Professional,
    /// Those who keep the directory.
    Editor,
}

impl Audience {
    /// Every audience, least trusted first.
    pub const ALL: &'static [Self] = &[Self::Public, Self::Professional, Self::Editor];

    /// The identifier used in data files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Professional => "professional",
            Self::Editor => "editor",
        }
    }

    /// The audience with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|audience| audience.id() == id)
    }
}

/// What somebody may do, or may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// See the fields that are for professionals, and ask by them.
    AskProfessionalFields,
    /// See everything that is known of a facility.
    SeeEverything,
    /// Hand in a change that an editor decides about.
    Propose,
    /// Change the entry of a facility that the account belongs to.
    EditOwnFacility,
    /// Change any facility, and take any change back.
    EditAnyFacility,
    /// Decide about what others hand in, and about doubtful links.
    ApproveProposals,
    /// Keep anonymous cases and note who was asked (`docs/cases.md`).
    KeepCases,
    /// See the counts of all cases, not only of one's own.
    CountAllCases,
    /// Invite, change and shut accounts.
    ManageAccounts,
    /// Read who did what.
    ReadAudit,
}

/// What an account is for. Everybody without one is the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Role {
    /// Everybody.
    #[default]
    Public,
    /// A care manager, a hospital's liaison desk, a nurse, a physician: somebody who arranges care at home.
    Professional,
    /// Somebody of a facility, who keeps its own entry.
    Facility,
    /// Somebody of the association who keeps the directory.
    Editor,
    /// Somebody who decides who may do what.
    Administrator,
}

impl Role {
    /// Every role, least powerful first.
    pub const ALL: &'static [Self] =
        &[Self::Public, Self::Professional, Self::Facility, Self::Editor, Self::Administrator];

    /// The roles an account can have: everybody is the public without one.
    pub const OF_ACCOUNTS: &'static [Self] = &[Self::Professional, Self::Facility, Self::Editor, Self::Administrator];

    /// The identifier used in the store, in JSON and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Professional => "professional",
            Self::Facility => "facility",
            Self::Editor => "editor",
            Self::Administrator => "administrator",
        }
    }

    /// The role with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.id() == id)
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Public => lang.pick("一般", "public", "みんな"),
            Self::Professional => lang.pick("専門職", "professional", "専門(せんもん)の 仕事(しごと)の 人(ひと)"),
            Self::Facility => lang.pick("事業所", "facility", "事業所(じぎょうしょ)の 人(ひと)"),
            Self::Editor => lang.pick("編集者", "editor", "編集(へんしゅう)する 人(ひと)"),
            Self::Administrator => lang.pick("管理者", "administrator", "管理(かんり)する 人(ひと)"),
        }
    }

    /// Whose fields the role sees everywhere. Somebody of a facility sees its own entry whole, and of others what everybody sees:
    /// whoever also arranges care is given the role of a professional.
    pub const fn sees(self) -> Audience {
        match self {
            Self::Public | Self::Facility => Audience::Public,
            Self::Professional => Audience::Professional,
            Self::Editor | Self::Administrator => Audience::Editor,
        }
    }

    /// Whether the role may do this. Which facility is its own, the account says.
    pub const fn may(self, deed: Deed) -> bool {
        match deed {
            Deed::Propose => true,
            Deed::AskProfessionalFields => matches!(self, Self::Professional | Self::Editor | Self::Administrator),
            Deed::EditOwnFacility => matches!(self, Self::Facility | Self::Editor | Self::Administrator),
            // Who keeps the directory needs no patient's case, however anonymous.
            Deed::KeepCases => matches!(self, Self::Professional),
            Deed::SeeEverything | Deed::EditAnyFacility | Deed::ApproveProposals | Deed::CountAllCases => {
                matches!(self, Self::Editor | Self::Administrator)
            }
            Deed::ManageAccounts | Deed::ReadAudit => matches!(self, Self::Administrator),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_lead_back_to_their_roles() {
        assert!(Role::ALL.iter().all(|&role| Role::from_id(role.id()) == Some(role)));
        assert!(Audience::ALL.iter().all(|&audience| Audience::from_id(audience.id()) == Some(audience)));
        assert_eq!(Role::from_id("root"), None);
        assert!(!Role::OF_ACCOUNTS.contains(&Role::Public));
    }

    #[test]
    fn only_administrators_decide_who_may_do_what() {
        for &role in Role::ALL {
            let decides = role == Role::Administrator;
            assert_eq!(role.may(Deed::ManageAccounts), decides);
            assert_eq!(role.may(Deed::ReadAudit), decides);
            assert_eq!(role.may(Deed::AskProfessionalFields), role.sees() >= Audience::Professional);
            assert_eq!(role.may(Deed::SeeEverything), role.sees() >= Audience::Editor);
        }
        assert!(Role::ALL.iter().all(|role| role.may(Deed::KeepCases) == (*role == Role::Professional)));
        assert!(!Role::Facility.may(Deed::CountAllCases) && !Role::Professional.may(Deed::CountAllCases));
        assert!(!Role::Facility.may(Deed::EditAnyFacility) && Role::Facility.may(Deed::EditOwnFacility));
        assert!(!Role::Professional.may(Deed::EditOwnFacility) && !Role::Public.may(Deed::EditOwnFacility));
    }
}
