use super::{pulls, secrets};
use crate::{
    event::{ChatCommand, CompletedRun, Event, PullChange, PullComment, PullRequest, Runner},
    inputs::{
        Command, Complaint, Complaints, Decision, Settings, Target, Update,
        spec::{self, Input},
    },
    names::{AppName, BranchName, CommitSha, GitRef, PipelineRef, PullNumber, RepoSlug},
};

/// What a run is to achieve, or why it is to do nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Nothing is to be done; why, in one line.
    Skip(String),
    /// More has to be known first.
    Ask(Question),
    /// Apps are to run a commit.
    Deploy(Deploy),
    /// A branch is to have a review app that runs a commit.
    ReviewApp(EnsureReviewApp),
    /// A branch is to have no review app.
    Destroy(Destroy),
}

/// What has to be looked up before an intent is clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A pull request of which only the number is known; and whether `commenter`, if any, may write to the repository.
    PullRequest {
        /// Its number.
        number: PullNumber,
        /// Who asked for it in a comment.
        commenter: Option<String>,
        /// What is wanted of it.
        wish: Wish,
    },
    /// The open pull request of a branch, if there is one.
    PullRequestOf {
        /// The owner of the repository that has the branch.
        owner: String,
        /// The branch.
        branch: BranchName,
        /// What is wanted of it.
        wish: Wish,
        /// What else is wanted, where there is none.
        otherwise: Option<EnsureReviewApp>,
    },
    /// Which branch or tag, and which commit, the input `ref` means.
    Reference(String),
}

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The pull request asked for, as it is now.
    PullRequest(Box<PullRequest>, Wish),
    /// No such pull request; what then.
    NoPullRequest(Option<EnsureReviewApp>),
    /// The commenter may not write to the repository.
    NotAllowed(String),
    /// What `ref` means; no branch or tag for a bare commit.
    Reference(Option<GitRef>, CommitSha),
}

/// What is wanted of a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What is to be done.
    pub work: Work,
    /// The commit that the run is for; none where it is for whatever is the head.
    pub commit: Option<CommitSha>,
    /// Whether that commit must be the head still.
    pub freshness: Freshness,
    /// Who wants it.
    pub asked: Asked,
}

/// What can be done for a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A review app is to run its head commit.
    Update,
    /// The same, but a fresh one.
    Recreate,
    /// It is to have none.
    Destroy,
}

/// Who wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Something happened. A commit that runs already need not be built again.
    ByEvent,
    /// A person asked, and wants to see a build.
    ByHand,
}

/// Whether the commit must be the head of its branch still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// A run that comes late would overwrite a newer deploy.
    MustBeHead,
    /// A person chose it.
    AsAsked,
}

/// Apps are to run a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deploy {
    /// Branch or tag.
    pub reference: GitRef,
    /// The commit.
    pub commit: CommitSha,
    /// The apps, at least one.
    pub apps: Vec<AppName>,
    /// The rule that says so.
    pub rule: String,
    /// Whether the commit must be the head still.
    pub freshness: Freshness,
}

/// A branch is to have a review app that runs a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnsureReviewApp {
    /// Whose review app it is.
    pub subject: Subject,
    /// The commit.
    pub commit: CommitSha,
    /// The pipeline that holds the review apps.
    pub pipeline: PipelineRef,
    /// Built on what is there, or destroyed first.
    pub update: Update,
    /// The rule that says so.
    pub rule: String,
    /// Who wants it.
    pub asked: Asked,
    /// Whether the commit must be the head still.
    pub freshness: Freshness,
}

/// Whose review app it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The branch.
    pub branch: BranchName,
    /// The pull request, if it is for one.
    pub pull: Option<PullNumber>,
    /// GitHub's id of the fork that has the branch, if one has.
    pub fork: Option<u64>,
    /// The repository that has the branch; none if it was deleted since.
    pub repository: Option<RepoSlug>,
}

/// A branch is to have no review app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroy {
    /// Whose review app it was.
    pub subject: Subject,
    /// The pipeline that holds the review apps.
    pub pipeline: PipelineRef,
}

/// No intent can be made of it: the workflow's configuration is wrong for this event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided(pub Complaints);

impl Undecided {
    pub(super) fn of(input: &Input, text: impl Into<String>) -> Self {
        Self(vec![Complaint::new(input, text)].into())
    }
}

/// What `event` asks for under `settings`.
///
/// # Errors
/// Where an input is missing or wrong that only this event needs.
pub fn intent(event: &Event, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    if let Event::Ignored { reason } = event {
        let by_hand = settings.command != Command::Auto || chosen(settings).is_some();
        if !by_hand {
            return Ok(Intent::Skip(reason.clone()));
        }
    }
    if let Some(reason) = secrets::withheld(event, settings, runner)? {
        return Ok(Intent::Skip(reason));
    }
    if let Some(question) = chosen(settings) {
        return question_or_branch(question, settings, runner);
    }
    match settings.command {
        Command::Auto => automatic(event, settings, runner),
        Command::Deploy => by_command(event, settings, runner),
        Command::Destroy => destroy_by_command(event, settings, runner),
    }
}

/// What the answer to a question makes of it; this may be a further question.
///
/// # Errors
/// As for [`intent`].
pub fn resume(answer: Answer, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    match answer {
        Answer::PullRequest(pull, wish) => pulls::intent_for(&pull, &wish, settings),
        Answer::NoPullRequest(Some(review_app)) if settings.label.is_none() => Ok(Intent::ReviewApp(review_app)),
        Answer::NoPullRequest(Some(_)) => {
            Ok(Intent::Skip("no open pull request of this branch carries the `label`".to_owned()))
        }
        Answer::NoPullRequest(None) => Ok(Intent::Skip("its branch has no open pull request".to_owned())),
        Answer::NotAllowed(who) => Ok(Intent::Skip(format!("@{who} may not write to {}", runner.repository))),
        Answer::Reference(reference, commit) => {
            let reference = reference.or_else(|| current_reference(runner));
            match reference {
                Some(reference) => by_rules(reference, commit, Asked::ByHand, settings, runner),
                None => Err(Undecided::of(
                    &spec::REF,
                    "a commit alone does not tell which rule is meant: name a branch or tag",
                )),
            }
        }
    }
}

/// What the inputs choose instead of what the event is about.
fn chosen(settings: &Settings) -> Option<Question> {
    let work = if settings.command == Command::Destroy { Work::Destroy } else { Work::Update };
    if let Some(number) = settings.pull_request {
        let wish = Wish { work, commit: None, freshness: Freshness::AsAsked, asked: Asked::ByHand };
        return Some(Question::PullRequest { number, commenter: None, wish });
    }
    settings.reference.clone().map(Question::Reference)
}

/// A branch that is to have no review app may be gone itself: then its name is all there is to know.
fn question_or_branch(question: Question, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    let Question::Reference(text) = &question else { return Ok(Intent::Ask(question)) };
    if settings.command != Command::Destroy {
        return Ok(Intent::Ask(question));
    }
    let name = text.strip_prefix("refs/heads/").unwrap_or(text);
    match name.parse() {
        Ok(branch) => destroy_branch(branch, settings, runner),
        Err(error) => Err(Undecided::of(&spec::REF, format!("{error}"))),
    }
}

fn automatic(event: &Event, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    match event {
        Event::Push { reference, commit } => {
            by_rules(reference.clone(), commit.clone(), Asked::ByEvent, settings, runner)
        }
        Event::Redeploy { reference, commit } => {
            by_rules(reference.clone(), commit.clone(), Asked::ByHand, settings, runner)
        }
        Event::RefDeleted { reference } => deleted(reference, settings, runner),
        Event::PullRequest { change, pull } => pulls::changed(change, pull, settings),
        Event::RunCompleted(run) => after_run(run, settings, runner),
        Event::Comment(comment) => Ok(commented(comment, chat_work(comment))),
        Event::Ignored { reason } => Ok(Intent::Skip(reason.clone())),
    }
}

fn by_command(event: &Event, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    match event {
        Event::PullRequest { pull, .. } => pulls::changed(&PullChange::Head, pull, settings),
        Event::Ignored { reason } => match (current_reference(runner), runner.sha.clone()) {
            (Some(reference), Some(commit)) => by_rules(reference, commit, Asked::ByHand, settings, runner),
            _ => Ok(Intent::Skip(reason.clone())),
        },
        _ => automatic(event, settings, runner),
    }
}

fn destroy_by_command(event: &Event, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    if settings.pipeline.is_none() {
        return Err(Undecided::of(
            &spec::PIPELINE,
            "empty, but `command: destroy` needs the pipeline of the review apps",
        ));
    }
    let reference = match event {
        Event::PullRequest { pull, .. } => return Ok(pulls::destroy(pull, settings)),
        Event::Comment(comment) => return Ok(commented(comment, Work::Destroy)),
        Event::Push { reference, .. } | Event::Redeploy { reference, .. } | Event::RefDeleted { reference } => {
            Some(reference.clone())
        }
        Event::RunCompleted(run) => Some(GitRef::Branch(run.head_branch.clone())),
        Event::Ignored { .. } => current_reference(runner),
    };
    match reference {
        Some(GitRef::Branch(branch)) => destroy_branch(branch, settings, runner),
        _ => Ok(Intent::Skip("only a branch or a pull request has a review app to destroy".to_owned())),
    }
}

/// What the rules say of a branch or tag.
fn by_rules(
    reference: GitRef,
    commit: CommitSha,
    asked: Asked,
    settings: &Settings,
    runner: &Runner,
) -> Result<Intent, Undecided> {
    let freshness = if exempt(settings, runner) { Freshness::AsAsked } else { Freshness::MustBeHead };
    let (rule, target) = match matched(&reference, settings)? {
        Ok(matched) => matched,
        Err(reason) => return Ok(Intent::Skip(reason)),
    };
    match target {
        Target::Nothing => Ok(Intent::Skip(format!("{rule} says none"))),
        Target::Apps(apps) => Ok(Intent::Deploy(Deploy { reference, commit, apps, rule, freshness })),
        Target::ReviewApp => {
            let (GitRef::Branch(branch), Some(pipeline)) = (reference, settings.pipeline.clone()) else {
                return Ok(Intent::Skip(format!("{rule} says review-app, which only a branch can have")));
            };
            let wish = Wish { work: Work::Update, commit: Some(commit.clone()), freshness, asked };
            let subject =
                Subject { branch: branch.clone(), pull: None, fork: None, repository: Some(runner.repository.clone()) };
            let update = settings.update;
            let review_app = EnsureReviewApp { subject, commit, pipeline, update, rule, asked, freshness };
            let owner = runner.repository.owner().to_owned();
            Ok(Intent::Ask(Question::PullRequestOf { owner, branch, wish, otherwise: Some(review_app) }))
        }
    }
}

/// The rule that matches and what it says; or, in one line, why none does.
pub(super) fn matched(reference: &GitRef, settings: &Settings) -> Result<Result<(String, Target), String>, Undecided> {
    if settings.rules.is_empty() {
        return Err(Undecided::of(
            &spec::RULES,
            "empty, so nothing says where a branch goes; one line would be `main: my-app`",
        ));
    }
    match settings.rules.decide(reference) {
        Ok(Decision::Matched { rule, target }) => Ok(Ok((rule.to_string(), target))),
        Ok(Decision::NoRule) => Ok(Err(format!("no rule matches `{}`", reference_in_words(reference)))),
        Err(error) => Err(Undecided::of(&spec::RULES, error.to_string())),
    }
}

/// Tags are matched by their full name only, so that is what to show of them.
fn reference_in_words(reference: &GitRef) -> String {
    match reference {
        GitRef::Branch(branch) => branch.to_string(),
        GitRef::Tag(_) => reference.full(),
    }
}

/// A person who names a commit, or starts a run for a branch, means just that one.
fn exempt(settings: &Settings, runner: &Runner) -> bool {
    settings.reference.is_some() || runner.event_name == "workflow_dispatch"
}

fn deleted(reference: &GitRef, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    let GitRef::Branch(branch) = reference else {
        return Ok(Intent::Skip(format!("{} was deleted, and a tag has no review app", reference.full())));
    };
    match settings.rules.decide(reference) {
        Ok(Decision::Matched { target: Target::ReviewApp, .. }) => destroy_branch(branch.clone(), settings, runner),
        _ => Ok(Intent::Skip(format!("`{branch}` was deleted, and its rule is not review-app"))),
    }
}

fn destroy_branch(branch: BranchName, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    let Some(pipeline) = settings.pipeline.clone() else {
        return Err(Undecided::of(&spec::PIPELINE, "empty, but the review apps are in one"));
    };
    let subject = Subject { branch, pull: None, fork: None, repository: Some(runner.repository.clone()) };
    Ok(Intent::Destroy(Destroy { subject, pipeline }))
}

fn after_run(run: &CompletedRun, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    if run.conclusion != "success" {
        return Ok(Intent::Skip(format!("the workflow run before this one ended as `{}`", run.conclusion)));
    }
    let foreign = run.head_repository.as_ref().filter(|head| head.slug != runner.repository);
    if !run.event.starts_with("pull_request") && foreign.is_none() {
        let reference = GitRef::Branch(run.head_branch.clone());
        return by_rules(reference, run.commit.clone(), Asked::ByEvent, settings, runner);
    }
    let commit = Some(run.commit.clone());
    let wish = Wish { work: Work::Update, commit, freshness: Freshness::MustBeHead, asked: Asked::ByEvent };
    if let Some(number) = run.pull {
        return Ok(Intent::Ask(Question::PullRequest { number, commenter: None, wish }));
    }
    let owner = run.head_repository.as_ref().map_or(runner.repository.owner(), |head| head.slug.owner()).to_owned();
    Ok(Intent::Ask(Question::PullRequestOf { owner, branch: run.head_branch.clone(), wish, otherwise: None }))
}

fn chat_work(comment: &PullComment) -> Work {
    match comment.command {
        ChatCommand::Deploy => Work::Update,
        ChatCommand::Redeploy => Work::Recreate,
        ChatCommand::Destroy => Work::Destroy,
    }
}

fn commented(comment: &PullComment, work: Work) -> Intent {
    let wish = Wish { work, commit: None, freshness: Freshness::AsAsked, asked: Asked::ByHand };
    Intent::Ask(Question::PullRequest { number: comment.pull, commenter: Some(comment.author.clone()), wish })
}

fn current_reference(runner: &Runner) -> Option<GitRef> {
    runner.git_ref.as_deref()?.parse().ok()
}
