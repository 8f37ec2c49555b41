//! What the rules make of a branch or tag.

use super::aims::Aim;
use super::asking::pipeline;
use super::by_release::by_release;
use super::matching::matched;
use super::question::Origin;
use super::question::Question;
use super::question::Wish;
use super::set_up;
use super::test_run;
use super::undecided::Undecided;
use crate::{
    deeds::{
        Deed,
        after_release::AfterRelease,
        asked::Freshness,
        deploy::{Deploy, Superseding},
        review_app::EnsureReviewApp,
    },
    event::Runner,
    inputs::{Command, Settings},
    names::{AppName, CommitSha, GitRef, TagName},
    outcome::Why,
    ownership::subject::Subject,
    rules::Destination as Target,
    secret::Placeholders,
};

/// The aim for this commit of a branch or tag.
pub(super) fn by_rules(
    reference: GitRef,
    commit: CommitSha,
    wish: &Wish,
    settings: &Settings,
    runner: &Runner,
) -> Result<Aim, Undecided> {
    if settings.command == Command::Test {
        return test_run::of_reference(reference, commit, wish, settings, runner);
    }
    if let Some(aim_by_release) = by_release(settings.command) {
        return aim_by_release(reference, settings, runner);
    }
    let &Wish { freshness, asked, .. } = wish;
    let (rule, target) = match matched(&reference, settings)? {
        Ok(matched) => matched,
        Err(why) => return Ok(Aim::Nothing(why)),
    };
    if settings.command == Command::Setup {
        let vars = settings.config_vars.filled(&placeholders(reference.short(), &commit, ""));
        return Ok(set_up::of_rule((rule, target), (reference, commit), vars, wish.freshness, (settings, runner)));
    }
    match (target, reference) {
        (Target::Nothing, _) => Ok(Aim::Nothing(Why::RuleSaysNone(rule))),
        (Target::Apps(apps), reference) => {
            let superseding = superseding(&apps, &reference, freshness, settings);
            let repository = runner.repository.clone();
            let config_vars = settings.config_vars.filled(&placeholders(reference.short(), &commit, ""));
            let maintenance = settings.maintenance;
            let deploy = Deploy {
                reference,
                commit,
                material: settings.material(),
                repository,
                apps,
                rule,
                freshness,
                superseding,
                asked,
                images: settings.images.clone(),
                config_vars,
                maintenance,
                after: AfterRelease::of(settings),
            };
            Ok(Aim::Do(Deed::Deploy(Box::new(deploy))))
        }
        (Target::ReviewApp, GitRef::Tag(_)) => Ok(Aim::Nothing(Why::ReviewAppOfTag(rule))),
        (Target::ReviewApp, GitRef::Branch(branch)) => {
            let wish = Wish::to_update(commit.clone(), freshness, asked);
            let subject = Subject::of_branch(branch.clone(), &runner.repository);
            let (pipeline, update) = (pipeline(settings)?, settings.update);
            let cancel_superseded = settings.cancel_superseded;
            let config_vars = settings.review_app_config_vars.filled(&placeholders(branch.as_str(), &commit, ""));
            let review_app = EnsureReviewApp {
                subject,
                commit,
                material: settings.material(),
                pipeline,
                update,
                rule,
                cancel_superseded,
                config_vars,
                source_version: settings.sets_source_version(),
                asked,
                freshness,
                after: AfterRelease::of(settings),
                gate: None,
            };
            let owner = runner.repository.owner().to_owned();
            let (origin, otherwise) = (Origin::Own, Some(Box::new(review_app)));
            Ok(Aim::Ask(Question::PullRequestOf { owner, origin, branch, wish, otherwise }))
        }
    }
}

/// The values of the placeholders in config vars.
pub(super) fn placeholders<'a>(branch: &'a str, commit: &'a CommitSha, pull_request: &'a str) -> Placeholders<'a> {
    Placeholders { branch, commit: commit.as_str(), pull_request }
}

/// The aim for a tag that an event names. The tag may have moved since, and its present commit counts.
pub(super) fn of_tag(tag: TagName, wish: Wish, settings: &Settings) -> Result<Aim, Undecided> {
    if settings.command == Command::Test {
        return Ok(Aim::Ask(Question::Tag { tag, wish }));
    }
    match matched(&GitRef::Tag(tag.clone()), settings)? {
        Ok((rule, Target::Nothing)) => Ok(Aim::Nothing(Why::RuleSaysNone(rule))),
        Ok((rule, Target::ReviewApp)) => Ok(Aim::Nothing(Why::ReviewAppOfTag(rule))),
        Ok((_, Target::Apps(_))) => Ok(Aim::Ask(Question::Tag { tag, wish })),
        Err(why) => Ok(Aim::Nothing(why)),
    }
}

/// Which pending builds this one supersedes. Only the newest commit of a branch supersedes any.
fn superseding(apps: &[AppName], reference: &GitRef, freshness: Freshness, settings: &Settings) -> Superseding {
    if !settings.cancel_superseded || freshness == Freshness::AsAsked || reference.branch().is_none() {
        return Superseding::None;
    }
    let only_ours = apps.iter().filter(|app| settings.rules.only_from(reference, app)).cloned().collect();
    Superseding::SameRef { only_ours }
}
