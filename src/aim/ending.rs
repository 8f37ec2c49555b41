//! What an event asks for that ends a pull request or branch. The run may start late, so it first checks whether the
//! end still holds, and whether another pull request of the branch needs the review app.

use super::{
    aims::Aim,
    ended::{Because, Ending, Since},
    pulls,
    question::{LetIn, Question, Wish, Work},
};
use crate::{
    deeds::{
        Deed,
        asked::{Asked, Freshness},
        destroy::Destroy,
    },
    event::PullRequest,
    inputs::Settings,
    outcome::Why,
};

/// The question that the end of a pull request raises. Without a pipeline, there is nothing to destroy.
pub(super) fn of_pull_request(pull: &PullRequest, settings: &Settings) -> Aim {
    let because = if pull.open { Because::Unwanted } else { Because::Closed };
    match pulls::destroy(pull, settings) {
        Aim::Do(Deed::Destroy(destroy)) => Aim::Ask(Question::StillSo(Box::new(Ending { destroy, because }))),
        other => other,
    }
}

/// What the answer makes of the end.
pub(super) fn since(ending: Ending, since: &Since, settings: &Settings) -> Aim {
    let Ending { destroy, because } = ending;
    match (since, because) {
        (Since::Pulls(open), _) => match kept_for(open, &destroy, because, settings) {
            Some(why) => Aim::Nothing(why),
            None => Aim::Do(Deed::Destroy(destroy)),
        },
        (Since::BranchIsThere, _) => Aim::Nothing(Why::BranchIsBack(destroy.subject.branch)),
        (Since::Unseen(why), _) => {
            let doubt = why.as_ref().map(|why| {
                format!(
                    "Branchline could not check whether the review app is wanted again, so it does what the event says. {why}"
                )
            });
            Aim::Do(Deed::Destroy(Destroy { doubt, ..destroy }))
        }
    }
}

/// Why the review app stays, if it does.
fn kept_for(open: &[PullRequest], destroy: &Destroy, because: Because, settings: &Settings) -> Option<Why> {
    let number = destroy.subject.pull?;
    let (own, others): (Vec<_>, Vec<_>) = open.iter().partition(|pull| pull.number == number);
    if because == Because::Closed && !own.is_empty() {
        return Some(Why::OpenAgain(number));
    }
    if own.iter().any(|pull| would_have_review_app(pull, settings)) {
        return Some(Why::WantedAgain(number));
    }
    let other = others.into_iter().find(|pull| would_have_review_app(pull, settings))?;
    Some(Why::SiblingIsOpen(other.number))
}

/// Whether the rules and the other inputs give a pull request a review app.
pub(crate) fn would_have_review_app(pull: &PullRequest, settings: &Settings) -> bool {
    let (freshness, asked) = (Freshness::AsAsked, Asked::ByEvent);
    let wish = Wish { work: Work::Update, commit: None, freshness, asked, let_in: LetIn::Nobody };
    matches!(pulls::intent_for(pull, &wish, settings), Ok(Aim::Do(Deed::ReviewApp(_))))
}
