//! Members of the team and those who could take their place.

use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{Facility, Metres, vocabulary};
use crate::http::contact::contact_view;
use crate::http::problem::Problem;
use crate::http::requirements::{RequirementView, label};
use crate::http::view::round;
use crate::matching::team::{Member, SLOT_MINUTES, Shortlist, Standby, Tie, Week};
use crate::matching::{AnyOf, Ranked, State, View, explain};

use super::gaps::TeamGap;
use super::week::in_hours;
use super::{AlternateView, OtherView, TeamMember, Teller, kilometres, role_label, tier_id, tier_label};

/// Others listed with a member.
const OTHERS: usize = 4;

impl Teller<'_> {
    /// A facility and how it is seen from the home by whoever asks for a role.
    pub(super) fn look(&self, role: Role, ranked: &Ranked) -> Result<Option<(Facility, View<'_>)>, Problem> {
        let directory = self.asked.directory;
        let facility = directory.facility(ranked.row).map_err(|error| Problem::internal(&error))?;
        let question = &self.questions[role as usize];
        Ok(facility.zip(directory.view(question, &self.asked.services.policy, ranked.row)))
    }

    /// One member; what it is not known to do becomes gaps.
    pub(super) fn member(&self, member: &Member, gaps: &mut Vec<TeamGap>) -> Result<Option<TeamMember>, Problem> {
        let ranked = &member.applicant.ranked;
        let Some((facility, view)) = self.look(member.role, ranked)? else { return Ok(None) };
        let lang = self.asked.lang;
        let policy = &self.asked.services.policy;
        let (question, expected) = (&self.questions[member.role as usize], &self.expectations[member.role as usize]);
        let lines = explain::requirements(&view, &question.needs, question, policy, vocabulary(), lang);
        let mut why = self.why(member, view.distance);
        let within = view.distance.0 <= policy.radius().0;
        if !within {
            gaps.push(self.beyond_line(member.role, &facility, view.distance));
        }
        for (requirement, &any) in lines.iter().zip(&question.needs) {
            let met = requirement.state == State::Met;
            // Who can do one of several is known by the one; what is missing is any of them.
            let decides = vocabulary().capability(&requirement.need).filter(|_| met);
            let line = format!("{}: {}", label(decides.map_or(any, AnyOf::from), lang), requirement.reason);
            if met {
                why.push(line);
            } else {
                gaps.push(self.lacking(member.role, &facility, any, requirement, line)?);
            }
        }
        let requirements = lines.into_iter().zip(&expected.needs);
        Ok(Some(TeamMember {
            role: member.role.id(),
            role_label: role_label(member.role, lang),
            facility: (&facility).into(),
            why,
            straight_line_m: round(view.distance, 1),
            within_16km: within,
            score: ranked.score,
            together: round(Metres(member.applicant.points as f64 / 1e9 - ranked.score), 6),
            locked: member.locked,
            requirements: requirements.map(|(line, expected)| RequirementView::new(line, expected, lang)).collect(),
            contact: contact_view(&facility, question.at, self.asked.my_hours, self.asked.lang),
            others: self.others(member),
            professional_only: self.asked.services.seen.beyond_public(&facility),
        }))
    }

    fn why(&self, member: &Member, distance: Metres) -> Vec<String> {
        let lang = self.asked.lang;
        let mut why = Vec::new();
        if member.locked {
            why.push(lang.pick("固定した施設", "Kept by whoever asks", "きめた ところ").to_owned());
        }
        let km = kilometres(distance.0);
        why.push(match lang {
            Lang::En => format!("{km} in a straight line"),
            Lang::Ja | Lang::Easy => format!("直線 {km}"),
        });
        if let Some(standby) = &member.standby {
            why.push(tier_label(standby.tier, lang).to_owned());
            why.push(self.share_of_the_week(standby));
        } else if let Some(tie) = member.applicant.tie {
            why.push(tie_words(tie, lang).to_owned());
        }
        why
    }

    /// What the attending institution alone covers.
    pub(super) fn own_week(&self) -> Week {
        self.plan.cover.map_or(Week::OPEN, |cover| cover.week)
    }

    /// 「主治医が空ける109時間のうち60時間を受け持つ」.
    fn share_of_the_week(&self, standby: &Standby) -> String {
        let (own, lang) = (self.own_week(), self.asked.lang);
        let all = in_hours(own.uncovered());
        let covers = own.uncovered() - own.with(standby.week).uncovered();
        let hours = in_hours(covers);
        if own.uncovered() == 0 {
            let words = [
                "主治医が24時間対応",
                "The attending institution covers every hour itself",
                "いつもの お医者さんが いつでも 来(き)ます",
            ];
            return lang.pick(words[0], words[1], words[2]).to_owned();
        }
        match lang {
            Lang::Ja => format!("主治医の対応が確かでない週{all}時間のうち{hours}時間を受け持つ"),
            Lang::En => {
                format!("Covers {hours} of the {all} hours a week that the attending one is not known to cover")
            }
            Lang::Easy => format!("週(しゅう)に {hours}時間(じかん) かわりに 来(き)ます"),
        }
    }

    fn shortlist(&self, role: Role) -> Option<&Shortlist> {
        self.plan.shortlists.iter().find(|list| list.role == role)
    }

    fn others(&self, member: &Member) -> Vec<OtherView> {
        let others = self.shortlist(member.role).map(|list| list.others.as_slice()).unwrap_or_default();
        let view = |other: &Member| OtherView {
            id: self.asked.directory.id(other.applicant.ranked.row).to_owned(),
            name: self.asked.directory.name(other.applicant.ranked.row).to_owned(),
            straight_line_m: round(other.applicant.ranked.distance, 1),
            score: other.applicant.ranked.score,
            why_not: self.why_not(other, member),
        };
        others.iter().take(OTHERS).map(view).collect()
    }

    /// The list of further second doctors.
    pub(super) fn alternates(&self) -> Result<Vec<AlternateView>, Problem> {
        let lang = self.asked.lang;
        let first = self.plan.members.iter().find(|member| member.role == Role::Alternate);
        let own = self.own_week();
        let mut views = Vec::new();
        for other in self.shortlist(Role::Alternate).map(|list| list.others.as_slice()).unwrap_or_default() {
            let ranked = &other.applicant.ranked;
            let (Some((facility, _)), Some(standby)) = (self.look(Role::Alternate, ranked)?, other.standby) else {
                continue;
            };
            let both = own.with(standby.week);
            views.push(AlternateView {
                facility: (&facility).into(),
                straight_line_m: round(ranked.distance, 1),
                score: ranked.score,
                tier: tier_id(standby.tier),
                tier_label: tier_label(standby.tier, lang),
                covers_min: (own.uncovered() - both.uncovered()) * SLOT_MINUTES,
                unknown_min: both.unknown().count() * SLOT_MINUTES,
                asks: ranked.asks,
                why_not: first.map(|first| self.why_not(other, first)).unwrap_or_default(),
            });
        }
        Ok(views)
    }

    /// The one thing that puts `other` behind `chosen`.
    fn why_not(&self, other: &Member, chosen: &Member) -> String {
        let lang = self.asked.lang;
        let elsewhere =
            self.plan.members.iter().find(|member| member.applicant.ranked.row == other.applicant.ranked.row);
        if let Some(seated) = elsewhere {
            let role = role_label(seated.role, lang);
            return match lang {
                Lang::Ja => format!("{role}を担うため"),
                Lang::En => format!("Is the {} already", role.to_lowercase()),
                Lang::Easy => format!("{role}に なりました"),
            };
        }
        if chosen.locked {
            return lang
                .pick("別の施設が固定されているため", "Another one is kept in the place", "ほかの ところに きめました")
                .to_owned();
        }
        if let (Some(theirs), Some(ours)) = (&other.standby, &chosen.standby) {
            if theirs.tier != ours.tier {
                return tier_label(theirs.tier, lang).to_owned();
            }
            let covered = |standby: &Standby| self.own_week().with(standby.week).uncovered();
            let (less, more) = (covered(theirs), covered(ours));
            if less != more {
                return fewer_hours(less, more, lang);
            }
        }
        behind(other, chosen, lang)
    }
}

fn fewer_hours(theirs: u32, ours: u32, lang: Lang) -> String {
    let hours = in_hours(theirs.saturating_sub(ours));
    if theirs < ours {
        let words = [
            "2か所を合わせると、選んだ組のほうが長く受け持てる",
            "The two chosen cover more together",
            "えらんだ 2つの ほうが 長(なが)く 来(き)ます",
        ];
        return lang.pick(words[0], words[1], words[2]).to_owned();
    }
    match lang {
        Lang::Ja => format!("受け持てる時間が週{hours}時間少ない"),
        Lang::En => format!("Covers {hours} hours a week less"),
        Lang::Easy => format!("来(く)る 時間(じかん)が {hours}時間 少(すく)ないです"),
    }
}

/// Asks, score, then the lot.
fn behind(other: &Member, chosen: &Member, lang: Lang) -> String {
    let (theirs, ours) = (&other.applicant, &chosen.applicant);
    let asks = theirs.ranked.asks.saturating_sub(ours.ranked.asks);
    // In points of 100, as the page shows them.
    let points = (ours.points - theirs.points) as f64 / 1e7;
    if asks > 0 {
        match lang {
            Lang::Ja => format!("確認が必要な条件が{asks}件多い"),
            Lang::En => format!("{asks} more to ask about"),
            Lang::Easy => format!("聞(き)くことが {asks}つ 多(おお)いです"),
        }
    } else if points > 0.0 {
        match lang {
            Lang::Ja => format!("点数が{points:.2}点低い"),
            Lang::En => format!("Scores {points:.2} points less"),
            Lang::Easy => format!("点(てん)が {points:.2} 低(ひく)いです"),
        }
    } else {
        lang.pick(
            "同点。今日の抽選で後",
            "Equal; the lot of the day decides",
            "同(おな)じ点(てん)です。くじで きめました",
        )
        .to_owned()
    }
}

const fn tie_words(tie: Tie, lang: Lang) -> &'static str {
    match tie {
        Tie::Group => {
            lang.pick("主治医と同じ連携型グループ", "In the attending one's group", "お医者さんと 同(おな)じグループ")
        }
        Tie::Site => {
            lang.pick("主治医と同じ建物", "In the attending one's building", "お医者さんと 同(おな)じ建物(たてもの)")
        }
        Tie::Operator => {
            lang.pick("主治医と同じ法人", "Of the attending one's operator", "お医者さんと 同(おな)じ会社(かいしゃ)")
        }
    }
}
