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
            Self::OfMergeQueue => {
                f.write_str("a merge queue's branch is there for its tests alone; what it merges is pushed")
            }
            Self::TagToDestroy(reference) => write!(f, "{reference} is a tag, which has no review app to destroy"),
            Self::DeletedWithoutReviewApp(branch) => {
                write!(f, "`{branch}` was deleted, and its rule is not review-app")
            }
            Self::NoRule { reference, hint } => {
                write!(f, "no rule matches `{reference}`")?;
                hint.iter().try_for_each(|hint| write!(f, ". {hint}"))
            }
            Self::RuleSaysNone(rule) => write!(f, "{rule} says none"),
            Self::ReviewAppOfTag(rule) => write!(f, "{rule} says review-app, which only a branch can have"),
            Self::RuleNamesApp { rule, is_from_fork: true } => {
                write!(f, "{rule} names an app, which a fork's branch is not deployed to")
            }
            Self::RuleNamesApp { rule, is_from_fork: false } => {
                write!(f, "{rule} names an app, so the push of the branch deploys it")
            }
            Self::BranchIsBack(branch) => write!(f, "the branch `{branch}` is there again, so its review app stays"),
            Self::OpenAgain(pull) => write!(f, "pull request #{pull} is open again, so its review app stays"),
            Self::WantedAgain(pull) => write!(f, "pull request #{pull} is to have a review app again, so it stays"),
            Self::SiblingIsOpen(pull) => {
                write!(f, "pull request #{pull} of the same branch is open, so the review app stays")
            }
            Self::NoPullWithLabel(label) => {
                write!(f, "no open pull request of this branch carries the label `{label}`")
            }
            Self::NoOpenPull => f.write_str("its branch has no open pull request"),
            Self::NotAllowed { login, repository } => write!(f, "@{login} may not write to {repository}"),
            Self::TagGone(tag) => write!(f, "superseded: the tag `{tag}` is gone"),
            Self::UnknownCommit(reference) => write!(f, "nobody knows where {reference} stands"),
            Self::LabelComesNext { label, pull } => write!(
                f,
                "a fork's commit is let in by the event of the label itself, which comes next. If none comes, take \
                 `{label}` off #{pull} and set it again"
            ),
            Self::PullClosed { pull, is_deploy: false } => write!(f, "pull request #{pull} is closed"),
            Self::PullClosed { pull, is_deploy: true } => write!(
                f,
                "pull request #{pull} is closed, and `command: deploy` destroys nothing: leave `command` out to have its \
                 review app destroyed"
            ),
            Self::ForkGone(pull) => write!(f, "the fork that pull request #{pull} came from is gone"),
            Self::ForkOfRunGone => f.write_str("the fork that the workflow run was for is gone"),
            Self::ForkSkipped(pull) => write!(f, "pull request #{pull} is from a fork, and `forks` is skip"),
            Self::ForkUnlabeled(pull) => {
                write!(f, "pull request #{pull} is from a fork, and does not carry the `label`")
            }
            Self::Draft(pull) => write!(f, "pull request #{pull} is a draft, and `drafts` is skip"),
            Self::Unlabeled { pull, label } => write!(f, "pull request #{pull} does not carry the label `{label}`"),
            Self::PullMoved { pull, head } => write!(
                f,
                "superseded: the head of pull request #{pull} is {} by now, which has its own run",
                head.short()
            ),
            Self::NoPipeline => f.write_str("no `pipeline` is configured, so there are no review apps"),
            Self::RunEndedAs(conclusion) => write!(f, "the workflow run before this one ended as `{conclusion}`"),
            Self::RunFor(event) => {
                write!(f, "the workflow run before this one was for `{event}`, which says nothing of a commit")
            }
            Self::NothingToDeploy(reference) => {
                write!(f, "{reference} was deleted, so there is nothing to deploy")
            }
            Self::CommentDestroys => f.write_str("the comment says /destroy, and `command` is deploy"),
            Self::CommentDeploys => f.write_str("the comment asks for a deploy, and `command` is destroy"),
            Self::DraftKeeps => f.write_str("a draft keeps its review app, since `drafts` is deploy"),
            Self::LabelOff { label, gate } => {
                match label {
                    Some(label) => write!(f, "label `{label}` came off, ")?,
                    None => f.write_str("a label came off, ")?,
                }
                match gate {
                    Some(gate) => write!(f, "and `{gate}`, which decides, is on"),
                    None => f.write_str("which decides nothing, since no `label` is set"),
                }
            }
            Self::NoSecretsForFork => {
                f.write_str("GitHub gives no secrets to a fork's pull request, so there is no `heroku-api-key`")
            }
            Self::NoSecretsForDependabot => f.write_str(
                "GitHub gives no Actions secrets to Dependabot's runs, so there is no `heroku-api-key`; \
                 for a review app, add it to the repository's Dependabot secrets",
            ),
            Self::BranchMoved(head) => {
                write!(f, "superseded: the branch is at {} by now, which has its own run", head.short())
            }
            Self::Over(over) => write!(f, "superseded: {over}"),
            Self::RepositoryGone => f.write_str("the repository that the branch was in is gone"),
            Self::NoReviewApp { branch, pull, left } => {
                match pull {
                    Some(pull) => write!(f, "pull request #{pull} has no review app (any more)")?,
                    None => write!(f, "`{branch}` has no review app (any more)")?,
                }
                left.iter().try_for_each(|line| write!(f, "; {line}"))
            }
            Self::BeingMade { pull, label } => {
                write!(f, "the review app of #{pull} is being made, and only `{label}` lets another commit in")
            }
            Self::AlreadyLive { app, commit, release } => {
                let commit = commit.as_ref().map(CommitSha::short).unwrap_or_default();
                match app {
                    Some(app) => write!(f, "already live: `{app}` runs {commit} as v{release}"),
                    None => write!(f, "already live: the review app runs {commit} as v{release}"),
                }
            }
            Self::NothingLeft(over) => write!(f, "{over} meanwhile, so there is to be no review app"),
            Self::KeptForSibling { over, sibling } => {
                write!(f, "{over} meanwhile, but #{sibling} of the same branch is open: the review app stays")
            }
            Self::RedCheck { what, commit, word } => {
                write!(f, "{what} of `{}` is `{word}`. Once it is green, run this workflow again", commit.short())
            }
            Self::NotLetIn { pull, label, removal } => {
                write!(f, "nobody let in the commit of the fork that is the head of pull request #{pull} now")?;
                match removal {
                    Removal::Planned => write!(f, ". Outside of a dry run, the label `{label}` comes off"),
                    Removal::Done => write!(
                        f,
                        ", so the label `{label}` came off. Look at the commit, and set the label again to deploy it"
                    ),
                    Removal::Refused => {
                        write!(f, ", and the label `{label}` could not be taken off. Take it off by hand")
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
            Self::Event(event) => write!(f, "the event {} deploys nothing", Word(event)),
            Self::Ref(reference) => write!(f, "push: {} is neither a branch nor a tag", Found(reference)),
            Self::Action { event, action } => write!(f, "{event}/{} changes nothing that is deployed", Word(action)),
            Self::ReleaseAction(action) => {
                write!(f, "release/{} deploys nothing; published and released do", Word(action))
            }
            Self::CommentAction(action) => write!(f, "issue_comment/{}: only new comments are read", Word(action)),
            Self::OnIssue => f.write_str("issue_comment/created: it is on an issue, not on a pull request"),
            Self::NoCommand => f.write_str("issue_comment/created: no line of it is /deploy, /redeploy or /destroy"),
            Self::RunAction(action) => write!(f, "workflow_run/{}: the run has not come to its end", Word(action)),
            Self::RunWithout(field) => write!(f, "workflow_run/completed: the run has no {field}"),
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
