//! Why nothing is done, in one line.

use std::fmt::{self, Display, Formatter};

use crate::{
    event::Ignored,
    names::{CommitSha, Found},
    outcome::{Over, Removal, Why},
};

impl Display for Why {
    #[expect(clippy::too_many_lines, reason = "one line a reason, and each stands where it is looked for")]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ignored(ignored) => ignored.fmt(f),
            Self::PullUntold(event) => write!(
                f,
                "the payload of this `{}` event says too little about its pull request, which may be a fork's",
                Word(event)
            ),
            Self::NotByComment => {
                f.write_str("a command in a comment is about a review app, and never starts what `command` names here")
            }
            Self::NothingToSweep { pipeline, seen: 0, .. } => write!(f, "the pipeline `{pipeline}` has no review apps"),
            Self::NothingToSweep { pipeline, seen, left } => {
                write!(f, "nothing to sweep: of the review apps of `{pipeline}` ({seen}), each is needed or another repository's")?;
                left.iter().try_for_each(|line| write!(f, "; {line}"))
            }
            Self::AppIsThere { app, outside } => {
                write!(f, "the app `{app}` exists already, so it stays as it is")?;
                outside.as_ref().map_or(Ok(()), |(pipeline, stage)| {
                    write!(
                        f,
                        "; it is not in the pipeline. Add it with `heroku pipelines:add {pipeline} --app {app} --stage {stage}`"
                    )
                })
            }
            Self::NoAppToSetUp(rule) => write!(f, "{rule} names no app to set up"),
            Self::PullSetsUpNothing(pull) => {
                write!(f, "pull request #{pull} sets up nothing: the rule of a branch or tag names the apps")
            }
            Self::ForkNotTested(pull) => write!(
                f,
                "pull request #{pull} comes from a fork, and a fork's code never runs with the pipeline's test config vars"
            ),
            Self::AlreadyTested(commit) => {
                write!(f, "the tests of {} have passed already. Run the workflow again to repeat them", commit.short())
            }
            Self::BuiltMeanwhile => f.write_str("it is being built, or was built meanwhile"),
            Self::OfMergeQueue => {
                f.write_str("a merge queue's branch only runs tests; the merge itself arrives as a push")
            }
            Self::TagToDestroy(reference) => write!(f, "{reference} is a tag, and tags have no review app"),
            Self::DeletedWithoutReviewApp(branch) => {
                write!(f, "`{branch}` was deleted, and its rule is not `review-app`")
            }
            Self::NoRule { reference, hint } => {
                write!(f, "no rule matches `{reference}`")?;
                hint.iter().try_for_each(|hint| write!(f, ". {hint}"))
            }
            Self::RuleSaysNone(rule) => write!(f, "{rule} says `none`"),
            Self::ReviewAppOfTag(rule) => write!(f, "{rule} says `review-app`, and only a branch can have one"),
            Self::RuleNamesApp { rule, is_from_fork: true } => {
                write!(f, "{rule} names an app, and a fork's branch is never deployed to a named app")
            }
            Self::RuleNamesApp { rule, is_from_fork: false } => {
                write!(f, "{rule} names an app, so pushes to the branch deploy it, if the workflow runs on them")
            }
            Self::BranchIsBack(branch) => write!(f, "the branch `{branch}` exists again, so its review app stays"),
            Self::OpenAgain(pull) => write!(f, "pull request #{pull} is open again, so its review app stays"),
            Self::WantedAgain(pull) => write!(f, "pull request #{pull} qualifies for a review app again, so it stays"),
            Self::SiblingIsOpen(pull) => {
                write!(f, "pull request #{pull} of the same branch is open, so the review app stays")
            }
            Self::NoPullWithLabel(label) => {
                write!(f, "no open pull request of this branch has the label `{label}`")
            }
            Self::NoOpenPull => f.write_str("its branch has no open pull request"),
            Self::NotAllowed { login, repository } => write!(f, "@{login} may not write to {repository}"),
            Self::TagGone(tag) => write!(f, "superseded: the tag `{tag}` no longer exists"),
            Self::UnknownCommit(reference) => write!(f, "the commit of {reference} is unknown"),
            Self::LabelComesNext { label, pull } => write!(
                f,
                "a fork's commit is deployed by the `labeled` event, which follows. If it does not, remove `{label}` from #{pull} \
                 and add it again"
            ),
            Self::PullClosed { pull, is_deploy: false } => write!(f, "pull request #{pull} is closed"),
            Self::PullClosed { pull, is_deploy: true } => write!(
                f,
                "pull request #{pull} is closed, and `command: deploy` destroys nothing. To destroy its review app, leave \
                 `command` out"
            ),
            Self::ForkGone(pull) => write!(f, "the fork that pull request #{pull} came from is gone"),
            Self::ForkOfRunGone => f.write_str("the fork of the workflow run is gone"),
            Self::ForkSkipped(pull) => write!(f, "pull request #{pull} comes from a fork, and `forks` is `skip`"),
            Self::ForkUnlabeled(pull) => {
                write!(f, "pull request #{pull} comes from a fork and does not have the label that `label` names")
            }
            Self::Draft(pull) => write!(f, "pull request #{pull} is a draft, and `drafts` is `skip`"),
            Self::Unlabeled { pull, label } => write!(f, "pull request #{pull} does not have the label `{label}`"),
            Self::PullMoved { pull, head } => write!(
                f,
                "superseded: the head of pull request #{pull} is now {}, which has its own run",
                head.short()
            ),
            Self::NoPipeline => f.write_str("`pipeline` is not set, so there are no review apps"),
            Self::RunEndedAs(conclusion) => write!(f, "the workflow run that triggered this one ended as `{conclusion}`"),
            Self::RunFor(event) => {
                write!(f, "the workflow run that triggered this one was for `{event}`, which names no commit to deploy")
            }
            Self::NothingToDeploy(reference) => {
                write!(f, "{reference} was deleted, so there is nothing to deploy")
            }
            Self::CommentDestroys => f.write_str("the comment says `/destroy`, but `command` is `deploy`"),
            Self::CommentDeploys => f.write_str("the comment asks for a deploy, but `command` is `destroy`"),
            Self::DraftKeeps => f.write_str("a draft keeps its review app, because `drafts` is `deploy`"),
            Self::LabelOff { label, gate } => {
                match label {
                    Some(label) => write!(f, "label `{label}` was removed, ")?,
                    None => f.write_str("a label was removed, ")?,
                }
                match gate {
                    Some(gate) => write!(f, "but not `{gate}`, the one that `label` names"),
                    None => f.write_str("and `label` is not set"),
                }
            }
            Self::NoSecretsForFork => {
                f.write_str("GitHub passes no secrets to a fork's pull request, so there is no `heroku-api-key`")
            }
            Self::NoSecretsForDependabot => f.write_str(
                "GitHub passes no Actions secrets to Dependabot's runs, so there is no `heroku-api-key`. To have review apps, add it \
                 to the repository's Dependabot secrets",
            ),
            Self::BranchMoved(head) => {
                write!(f, "superseded: the branch is now at {}, which has its own run", head.short())
            }
            Self::Over(over) => write!(f, "superseded: {over}"),
            Self::RepositoryGone => f.write_str("the branch's repository is gone"),
            Self::NoReviewApp { branch, pull, left } => {
                match pull {
                    Some(pull) => write!(f, "pull request #{pull} has no review app")?,
                    None => write!(f, "`{branch}` has no review app")?,
                }
                left.iter().try_for_each(|line| write!(f, "; {line}"))
            }
            Self::BeingMade { pull, label } => {
                write!(f, "the review app of #{pull} is being created. To deploy another commit, add `{label}` again")
            }
            Self::AlreadyLive { app, commit, release } => {
                let commit = commit.as_ref().map(CommitSha::short);
                match (app, commit) {
                    (Some(app), Some(commit)) => write!(f, "already live: `{app}` runs {commit} as v{release}"),
                    (None, Some(commit)) => write!(f, "already live: the review app runs {commit} as v{release}"),
                    (Some(app), None) => write!(f, "already live: `{app}` runs v{release}"),
                    (None, None) => write!(f, "already live: the review app runs v{release}"),
                }
            }
            Self::NothingLeft(over) => write!(f, "{over} meanwhile, so no review app is created"),
            Self::KeptForSibling { over, sibling } => {
                write!(f, "{over} meanwhile, but #{sibling} of the same branch is open, so the review app stays")
            }
            Self::RedCheck { what, commit, word } => {
                write!(f, "{what} of `{}` is `{word}`. When it is green, run this workflow again", commit.short())
            }
            Self::NotLetIn { pull, label, removal } => {
                write!(f, "nobody has approved the fork's commit that is now the head of pull request #{pull}")?;
                match removal {
                    Removal::Planned => write!(f, ". Outside a dry run, the label `{label}` is removed"),
                    Removal::Done => write!(
                        f,
                        ", so the label `{label}` was removed. Review the commit, and add the label again to deploy it"
                    ),
                    Removal::Refused => {
                        write!(f, ", and the label `{label}` could not be removed. Remove it yourself")
                    }
                }
            }
        }
    }
}

impl Display for Over {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Branch(branch) => write!(f, "`{branch}` was deleted"),
            Self::Pull(pull) => write!(f, "pull request #{pull} was closed"),
        }
    }
}

impl Display for Ignored {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => write!(f, "`{}` events are ignored", Word(event)),
            Self::Ref(reference) => write!(f, "{} is neither a branch nor a tag", Found(reference)),
            Self::Action { event, action } => {
                write!(f, "`{event}` events with the action {} are ignored", Word(action))
            }
            Self::ReleaseAction(action) => {
                write!(f, "only published releases are deployed, and this one was {}", Word(action))
            }
            Self::CommentAction(action) => write!(f, "only new comments are read, and this one was {}", Word(action)),
            Self::OnIssue => f.write_str("the comment is on an issue, not on a pull request"),
            Self::NoCommand => f.write_str("no line of the comment is `/deploy`, `/redeploy` or `/destroy`"),
            Self::RunAction(action) => write!(f, "the workflow run is not over: its action is {}", Word(action)),
            Self::RunWithout(field) => write!(f, "the workflow run has no {field}"),
        }
    }
}

/// The name of an event or action, in quotes only if it is not the plain word that GitHub's are.
struct Word<'a>(&'a str);

impl Display for Word<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if (1..=40).contains(&self.0.len()) && self.0.bytes().all(plain) {
            f.write_str(self.0)
        } else {
            Found(self.0).fmt(f)
        }
    }
}
