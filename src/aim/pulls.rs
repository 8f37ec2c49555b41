//! What a pull request asks for.

use super::aims::Aim;
use super::asking::{asked, pipeline};
use super::by_rules::placeholders;
use super::choice;
use super::gate;
use super::matching::matched;
use super::question::About;
use super::question::LetIn;
use super::question::Origin;
use super::question::Wish;
use super::question::Work;
use super::test_run;
use super::undecided::Undecided;
use crate::{
    deeds::{
        Deed,
        after_release::AfterRelease,
        asked::{Asked, Freshness},
        destroy::Destroy,
        label::TakeLabelOff,
        review_app::EnsureReviewApp,
    },
    event::{CompletedRun, Event, PullChange, PullRequest, Runner},
    inputs::{Command, Drafts, Forks, Settings, Update, spec},
    names::GitRef,
    outcome::Why,
    ownership::subject::Subject,
    rules::Destination as Target,
};

/// What an event wants of its pull request.
pub(super) fn wish(pull: &PullRequest, work: Work, freshness: Freshness, asked: Asked) -> Wish {
    Wish { work, commit: Some(pull.head_commit.clone()), freshness, asked, let_in: LetIn::Nobody }
}

/// The aim for a pull request that changed.
pub(super) fn of_change(
    change: &PullChange,
    pull: &PullRequest,
    wish: &Wish,
    settings: &Settings,
) -> Result<Aim, Undecided> {
    let is_gated = wish.work != Work::Destroy && !matches!(settings.command, Command::Test | Command::Setup);
    match gate::of(pull, settings).filter(|_| is_gated) {
        Some(label) => match gate::passed(change, &label) {
            gate::Passed::Now => intent_for(pull, &Wish { let_in: LetIn::Label, ..wish.clone() }, settings),
            gate::Passed::PerhapsBefore => intent_for(pull, wish, settings),
            gate::Passed::Never => Ok(Aim::Do(Deed::TakeLabelOff(TakeLabelOff { pull: pull.number, label }))),
            gate::Passed::Later => Ok(Aim::Nothing(Why::LabelComesNext { label, pull: pull.number })),
        },
        None => intent_for(pull, wish, settings),
    }
}

/// An event that asks for nothing can still show a later commit in a fork's pull request, which then loses its label.
pub(super) fn looked_at(event: &Event, why: Why, settings: &Settings, runner: &Runner) -> Aim {
    match event {
        Event::PullRequest { pull, .. } if gate::of(pull, settings).is_some() && settings.heroku_api_key.is_some() => {
            let wish = wish(pull, Work::Update, Freshness::MustBeHead, asked(runner));
            let wish = Wish { let_in: LetIn::NobodyAndIdle(why.clone()), ..wish };
            intent_for(pull, &wish, settings).unwrap_or(Aim::Nothing(why))
        }
        _ => Aim::Nothing(why),
    }
}

/// The aim for a pull request that the inputs name instead of what the event is about.
pub(super) fn intent_instead(
    pull: &PullRequest,
    wish: Wish,
    about: &About,
    settings: &Settings,
    runner: &Runner,
) -> Result<Aim, Undecided> {
    let is_from_fork = match about {
        About::PullRequest(own) => own.is_from_fork(),
        About::Run(run) if ran_for(run, pull, runner) => {
            let wish = Wish { commit: Some(run.commit.clone()), freshness: Freshness::MustBeHead, ..wish };
            return intent_for(pull, &wish, settings);
        }
        About::Run(run) => run.is_from_fork(&runner.repository),
        About::Named(text) if choice::is_own(text, pull) => return intent_for(pull, &wish, settings),
        About::Named(_) if pull.is_from_fork() => return Err(choice::refused(&spec::REF)),
        About::Named(_) => return Err(choice::not_its_own(pull)),
    };
    if is_from_fork { Err(choice::refused(&spec::PULL_REQUEST)) } else { intent_for(pull, &wish, settings) }
}

fn ran_for(run: &CompletedRun, pull: &PullRequest, runner: &Runner) -> bool {
    let is_known = !run.is_from_fork(&runner.repository) || run.head_repository.is_some();
    let origin = run.fork(&runner.repository).map_or(Origin::Own, |fork| Origin::Fork(fork.id));
    is_known && origin.has(&run.head_branch, pull)
}

/// The aim for a pull request, given what is wanted of it.
pub(super) fn intent_for(pull: &PullRequest, wish: &Wish, settings: &Settings) -> Result<Aim, Undecided> {
    if pull.head_branch.is_of_merge_queue() {
        return Ok(Aim::Nothing(Why::OfMergeQueue));
    }
    if settings.command == Command::Setup {
        return Ok(Aim::Nothing(Why::PullSetsUpNothing(pull.number)));
    }
    if settings.command == Command::Test {
        return test_run::of_pull(pull, wish, settings);
    }
    if wish.work == Work::Destroy {
        return Ok(destroy(pull, settings));
    }
    if let Some(why) = not_wanted(pull, settings) {
        return Ok(Aim::Nothing(why));
    }
    let gate = gate::of(pull, settings);
    if let Some(label) = gate.clone().filter(|_| gate::is_later(pull, wish)) {
        return Ok(Aim::Do(Deed::TakeLabelOff(TakeLabelOff { pull: pull.number, label })));
    }
    if let Some(why) = superseded(pull, wish) {
        return Ok(Aim::Nothing(why));
    }
    let rule = match ruled(pull, settings)? {
        Ok(rule) => rule,
        Err(why) => return Ok(Aim::Nothing(why)),
    };
    let (commit, number) = (wish.commit.clone().unwrap_or_else(|| pull.head_commit.clone()), pull.number.to_string());
    let filled_with = placeholders(pull.head_branch.as_str(), &commit, &number);
    let config_vars = settings.review_app_config_vars.filled(&filled_with);
    Ok(Aim::Do(Deed::ReviewApp(Box::new(EnsureReviewApp {
        subject: subject(pull),
        commit,
        material: settings.material(),
        pipeline: pipeline(settings)?,
        update: if wish.work == Work::Recreate { Update::Recreate } else { settings.update },
        rule,
        cancel_superseded: settings.cancel_superseded,
        config_vars,
        source_version: settings.sets_source_version(),
        asked: wish.asked,
        freshness: wish.freshness,
        after: AfterRelease::of(settings),
        gate: gate.map(|label| gate::before(label, &wish.let_in)),
    }))))
}

/// The rule that gives the pull request its review app, or why none does.
fn ruled(pull: &PullRequest, settings: &Settings) -> Result<Result<String, Why>, Undecided> {
    let branch = GitRef::Branch(pull.head_branch.clone());
    let (rule, target) = match matched(&branch, settings)? {
        Ok(matched) => matched,
        Err(why) => return Ok(Err(why)),
    };
    Ok(match target {
        Target::ReviewApp => Ok(rule),
        Target::Nothing => Err(Why::RuleSaysNone(rule)),
        Target::Apps(_) => Err(Why::RuleNamesApp { rule, is_from_fork: pull.is_from_fork() }),
    })
}

/// Why a pull request gets no review app, whatever the rules say about its branch.
fn not_wanted(pull: &PullRequest, settings: &Settings) -> Option<Why> {
    let number = pull.number;
    let labelled = settings.label.as_ref().is_some_and(|label| pull.carries(label));
    if !pull.open {
        // With `command: deploy` in the workflow, closing the pull request does not destroy the review app: say so.
        return Some(Why::PullClosed { pull: number, is_deploy: settings.command == Command::Deploy });
    }
    if pull.is_from_fork() && pull.head_repository.is_none() {
        return Some(Why::ForkGone(number));
    }
    if pull.is_from_fork() && settings.forks == Forks::Skip {
        return Some(Why::ForkSkipped(number));
    }
    if pull.is_from_fork() && settings.forks == Forks::Labeled && !labelled {
        return Some(Why::ForkUnlabeled(number));
    }
    if pull.draft && settings.drafts == Drafts::Skip {
        return Some(Why::Draft(number));
    }
    let label = settings.label.as_ref().filter(|_| !labelled)?;
    Some(Why::Unlabeled { pull: number, label: label.clone() })
}

fn superseded(pull: &PullRequest, wish: &Wish) -> Option<Why> {
    let moved = wish.commit.as_ref().is_some_and(|commit| *commit != pull.head_commit);
    (moved && wish.freshness == Freshness::MustBeHead)
        .then(|| Why::PullMoved { pull: pull.number, head: pull.head_commit.clone() })
}

/// Destroys a pull request's review app, whatever the rules say. Without a pipeline, there is none.
pub(super) fn destroy(pull: &PullRequest, settings: &Settings) -> Aim {
    match settings.pipeline.clone() {
        Some(pipeline) => {
            let head = Some(pull.head_commit.clone());
            Aim::Do(Deed::Destroy(Destroy { subject: subject(pull), head, pipeline, doubt: None }))
        }
        None => Aim::Nothing(Why::NoPipeline),
    }
}

fn subject(pull: &PullRequest) -> Subject {
    let head = pull.head_repository.as_ref();
    Subject {
        branch: pull.head_branch.clone(),
        pull: Some(pull.number),
        fork: head.filter(|_| pull.is_from_fork()).map(|fork| fork.id),
        repository: head.map(|head| head.slug.clone()),
    }
}
