//! Finds out what an aim still depends on. Sends GETs only.

mod references;
mod since;

use crate::{
    aim::question::{About, Answer, Instead, Question, Wish},
    clients::Clients,
    event::PullRequest,
    http::{ApiError, Failure, Service},
    names::PullNumber,
    outcome::{Doing, Trouble},
};

impl Clients<'_> {
    /// Answers a question by asking GitHub.
    ///
    /// # Errors
    /// Where an API refuses or fails.
    pub(crate) async fn answer(self, question: &Question) -> Result<Answer, Trouble> {
        match question {
            Question::PullRequest { number, commenter, wish, instead } => {
                self.pull_request_for(*number, commenter.as_deref(), wish, instead.as_ref()).await
            }
            Question::PullRequestOf { owner, origin, branch, wish, otherwise } => {
                let found = self.github.open_pull_requests(self.repository, owner, branch).await;
                match (found, otherwise) {
                    (Ok(pulls), _) => {
                        let mut pulls = pulls.iter().filter_map(|pull| PullRequest::from_api(pull).ok());
                        Ok(pulls.find(|pull| origin.has(branch, pull)).map_or_else(
                            || Answer::NoPullRequest(otherwise.clone()),
                            |pull| Answer::PullRequest(Box::new(pull), wish.clone()),
                        ))
                    }
                    // Without `pull-requests: read`, a branch can still have its review app.
                    (Err(error), Some(_)) if !error.is_passing() => Ok(Answer::NoPullRequest(otherwise.clone())),
                    (Err(error), _) => Err(Trouble::api(Doing::FindingPullRequest(branch.clone()), error)),
                }
            }
            Question::Reference { text, base, known } => self.reference(text, base.as_ref(), known.as_ref()).await,
            Question::StillSo(ending) => Ok(Answer::Since(ending.clone(), self.since(ending).await)),
            Question::Pushed { name, commit, wish } => {
                let (reference, commit) = self.pushed(name, commit).await?;
                Ok(Answer::At(reference, commit, wish.clone()))
            }
            Question::Tag { tag, wish } => self.tag(tag, wish).await,
        }
    }

    async fn pull_request_for(
        self,
        number: PullNumber,
        commenter: Option<&str>,
        wish: &Wish,
        instead: Option<&Instead>,
    ) -> Result<Answer, Trouble> {
        if let Some(who) = commenter {
            match self.github.may_write(self.repository, who).await {
                Ok(true) => {}
                Ok(false) => return Ok(Answer::NotAllowed(who.to_owned())),
                Err(error) if error.status() == Some(404) => return Ok(Answer::NotAllowed(who.to_owned())),
                Err(error) => return Err(Trouble::api(Doing::CheckingPermission(who.to_owned()), error)),
            }
        }
        let about = match instead {
            Some(Instead::Of(own)) => Some(About::PullRequest(Box::new(self.pull_request(*own).await?))),
            Some(Instead::OfRun(run)) => Some(About::Run(run.clone())),
            Some(Instead::Named(text)) => Some(About::Named(text.clone())),
            None => None,
        };
        let pull = Box::new(self.pull_request(number).await?);
        Ok(match about {
            Some(about) => Answer::PullRequestInstead(pull, wish.clone(), about),
            None => Answer::PullRequest(pull, wish.clone()),
        })
    }

    async fn pull_request(self, number: PullNumber) -> Result<PullRequest, Trouble> {
        let answer = self.github.pull_request(self.repository, number).await;
        let value = answer.map_err(|error| Trouble::api(Doing::ReadingPullRequest(number), error))?;
        PullRequest::from_api(&value)
            .map_err(|error| Trouble::api(Doing::ReadingPullRequest(number), unreadable(&error.to_string())))
    }
}

fn unreadable(why: &str) -> ApiError {
    let failure = Failure::Unreadable(why.to_owned());
    ApiError { service: Service::GitHub, method: reqwest::Method::GET, path: String::new(), failure }
}
