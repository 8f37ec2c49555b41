//! Looking: reads just what an intent needs, side by side. GETs only.

mod checks;
mod green;
mod references;
mod running;
mod since;
mod whose;

pub use whose::Listed;

pub use checks::Checks;
pub use green::OwnRun;

use std::collections::HashMap;

use futures_util::future::join_all;

use crate::{
    event::PullRequest,
    github::GitHub,
    heroku::{App, Build, Heroku, ReviewApp},
    http::{ApiError, Failure, Instant, SecretUrl, Service},
    names::{AppId, BuildId, GitRef, PipelineId, PipelineRef, PullNumber, RepoSlug},
    outcome::Trouble,
    plan::{
        About, Answer, Deploy, Destroy, EnsureReviewApp, Freshness, Head, Instead, KnownApp, KnownBuild,
        KnownReviewApp, ObservedReviewApp, Question, Releases, Target, Wish, find_review_app, review_apps_to_go,
    },
    report::in_one_line,
};

/// Both APIs, and the repository that the workflow runs in.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// GitHub's API.
    pub github: &'a GitHub,
    /// Heroku's API.
    pub heroku: &'a Heroku,
    /// The repository.
    pub repository: &'a RepoSlug,
}

/// What was seen beside what the plan is decided on, for those who carry it out.
#[derive(Debug, Default)]
pub struct Findings {
    /// Archive addresses, by the name in the rule.
    pub archives: HashMap<String, SecretUrl>,
    /// Builds, by the name in the rule, or the id of a review app's app.
    pub builds: HashMap<String, Vec<BuildId>>,
    /// Why an app cannot be deployed to, by the name in the rule.
    pub refusals: HashMap<String, ApiError>,
    /// Apps by the name in the rule, or the id of their review app.
    pub apps: HashMap<String, App>,
    /// When the commit was seen to be the head that it has to be.
    pub head_seen: Option<Instant>,
    /// What could not be found out, though it stops nothing.
    pub doubt: Option<String>,
}

/// An app that is there, and the address of what it is to run.
struct SeenApp {
    app: App,
    builds: Vec<KnownBuild>,
    releases: Releases,
    archive: SecretUrl,
}

impl World<'_> {
    /// Finds out what an intent still depends on.
    ///
    /// # Errors
    /// Where an API does not let it be found out.
    pub async fn answer(self, question: &Question) -> Result<Answer, Trouble> {
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
                    // Without `pull-requests: read` a branch can have its review app all the same.
                    (Err(error), Some(_)) if !error.is_passing() => Ok(Answer::NoPullRequest(otherwise.clone())),
                    (Err(error), _) => Err(looking(&format!("for the pull request of `{branch}`"), error)),
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
                Err(error) => return Err(looking(&format!("whether @{who} may write"), error)),
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
        let value = answer.map_err(|error| looking(&format!("at pull request #{number}"), error))?;
        PullRequest::from_api(&value)
            .map_err(|error| unreadable(&format!("at pull request #{number}"), &error.to_string()))
    }

    /// What there is of the apps of a deploy, and where its branch stands.
    ///
    /// # Errors
    /// Where GitHub is out of order, so that nobody knows whether the commit is the head still.
    pub async fn for_deploy(self, deploy: &Deploy) -> Result<(Head, Vec<Target>, Findings), Trouble> {
        let begun = Instant::now();
        let apps = join_all(deploy.apps.iter().map(|app| self.app(app.as_str(), deploy)));
        let (head, apps) = tokio::join!(self.head(&deploy.reference, deploy.freshness), apps);
        let mut findings = Findings::default();
        let targets = deploy.apps.iter().zip(apps).map(|(name, seen)| findings.target(name.as_str(), seen)).collect();
        let head = match head? {
            // To a token that may not read the repository, its branches are not there either.
            Head::Gone(_) if findings.archives.is_empty() => Head::Unknown,
            head => head,
        };
        findings.head_seen = is_known(&head).then_some(begun);
        // Where no app can be deployed to anyway, the refusals say enough.
        if let (Head::Unknown, GitRef::Branch(branch), Freshness::MustBeHead, false) =
            (&head, &deploy.reference, deploy.freshness, findings.archives.is_empty())
        {
            findings.doubt =
                Some(format!("The token may not know whether the commit is the head of `{branch}` still."));
        }
        Ok((head, targets, findings))
    }

    async fn app(self, name: &str, deploy: &Deploy) -> Result<SeenApp, ApiError> {
        let (app, (builds, releases), archive) = tokio::try_join!(
            self.heroku.app(name),
            self.with_releases(name, deploy.asked, self.heroku.builds(name)),
            self.github.archive(self.repository, &deploy.commit)
        )?;
        Ok(SeenApp { app, builds, releases, archive })
    }

    /// Where a branch stands. That the token may not know must not stop a deploy; that GitHub does not answer must,
    /// since the commit may be an old one.
    async fn head(self, reference: &GitRef, freshness: Freshness) -> Result<Head, Trouble> {
        let (GitRef::Branch(branch), Freshness::MustBeHead) = (reference, freshness) else { return Ok(Head::Unknown) };
        match self.github.branch_head(self.repository, branch).await {
            Ok(commit) => Ok(Head::At(commit)),
            Err(error) if error.status() == Some(404) => Ok(Head::Gone(format!("`{branch}` is gone"))),
            Err(error) if error.is_passing() => Err(looking(&format!("where `{branch}` stands"), error)),
            Err(_) => Ok(Head::Unknown),
        }
    }

    /// What there is of a branch's review app, and where the branch stands.
    ///
    /// # Errors
    /// Where the pipeline cannot be looked at.
    pub async fn for_review_app(self, wanted: &EnsureReviewApp) -> Result<(ObservedReviewApp, Findings), Trouble> {
        let begun = Instant::now();
        let (head, listed) = tokio::join!(self.review_head(wanted), self.review_apps(&wanted.pipeline));
        let (head, (pipeline, listed)) = (head?, listed?);
        let head_seen = is_known(&head).then_some(begun);
        let mut findings = Findings { head_seen, ..Findings::default() };
        let (mut builds, mut releases) = (Vec::new(), Releases::default());
        let Listed { review_apps, builds: mut looked_at } =
            self.whose(&wanted.subject, Some(&wanted.commit), &listed).await?;
        let app = find_review_app(&wanted.subject, &review_apps).and_then(|there| there.app.clone());
        if let Some(app) = app {
            let known = looked_at.remove(&app);
            let seen = async {
                match known {
                    Some(builds) => Ok(builds),
                    None => self.builds_if_there(&app).await,
                }
            };
            (builds, releases) = self.with_releases(app.as_str(), wanted.asked, seen).await?;
            findings.builds.insert(app.to_string(), builds.iter().map(|build| build.id.clone()).collect());
        }
        Ok((ObservedReviewApp { pipeline, review_apps, builds, releases, head }, findings))
    }

    /// A pull request tells more than its branch: whether it was closed meanwhile.
    async fn review_head(self, wanted: &EnsureReviewApp) -> Result<Head, Trouble> {
        if wanted.freshness == Freshness::AsAsked {
            return Ok(Head::Unknown);
        }
        let Some(number) = wanted.subject.pull else {
            return self.head(&GitRef::Branch(wanted.subject.branch.clone()), wanted.freshness).await;
        };
        let answer = self.github.pull_request(self.repository, number).await;
        match answer.map(|value| PullRequest::from_api(&value)) {
            Ok(Ok(pull)) if pull.open => Ok(Head::At(pull.head_commit)),
            Ok(Ok(_)) => Ok(Head::Gone(format!("pull request #{number} is closed"))),
            Err(error) if error.is_passing() => Err(looking(&format!("at pull request #{number}"), error)),
            _ => Ok(Head::Unknown),
        }
    }

    /// What there is to destroy.
    ///
    /// # Errors
    /// Where the pipeline cannot be looked at.
    pub async fn for_destroy(self, destroy: &Destroy) -> Result<(PipelineId, Vec<KnownReviewApp>, Findings), Trouble> {
        let (pipeline, listed) = self.review_apps(&destroy.pipeline).await?;
        let Listed { review_apps, .. } = self.whose(&destroy.subject, destroy.head.as_ref(), &listed).await?;
        let mut findings = Findings { doubt: destroy.doubt.clone(), ..Findings::default() };
        for doomed in review_apps_to_go(&destroy.subject, &review_apps) {
            if let Some(app) = &doomed.app
                && let Ok(app) = self.heroku.app(app.as_str()).await
            {
                findings.apps.insert(doomed.id.to_string(), app);
            }
        }
        Ok((pipeline, review_apps, findings))
    }

    /// An app that is listed, and is not there by now, has no builds.
    async fn builds_if_there(self, app: &AppId) -> Result<Vec<Build>, Trouble> {
        match self.heroku.builds(app.as_str()).await {
            Err(error) if error.is_gone() || error.is_forbidden() => Ok(Vec::new()),
            builds => builds.map_err(|error| looking("at the review app's builds", error)),
        }
    }

    async fn review_apps(self, pipeline: &PipelineRef) -> Result<(PipelineId, Vec<ReviewApp>), Trouble> {
        let doing = |error| looking(&format!("at pipeline `{pipeline}`"), error);
        let id = self.heroku.pipeline(pipeline.as_str()).await.map_err(doing)?;
        let all = self.heroku.review_apps(&id).await.map_err(doing)?;
        Ok((id, all))
    }
}

impl Findings {
    fn target(&mut self, name: &str, seen: Result<SeenApp, ApiError>) -> Target {
        let app = match seen {
            Ok(SeenApp { app, builds, releases, archive }) => {
                self.archives.insert(name.to_owned(), archive);
                self.builds.insert(name.to_owned(), builds.iter().map(|build| build.id.clone()).collect());
                self.apps.insert(name.to_owned(), app.clone());
                Ok(KnownApp { id: app.id, name: app.name, url: app.web_url, builds, releases })
            }
            Err(error) => {
                let reason = in_one_line(&error);
                self.refusals.insert(name.to_owned(), error);
                Err(reason)
            }
        };
        Target { name: name.to_owned(), app }
    }
}

fn is_known(head: &Head) -> bool {
    matches!(head, Head::At(_))
}

fn looking(at: &str, error: ApiError) -> Trouble {
    Trouble::Api { doing: format!("looking {at}"), error }
}

fn unreadable(at: &str, why: &str) -> Trouble {
    let failure = Failure::Unreadable(why.to_owned());
    looking(at, ApiError { service: Service::GitHub, method: reqwest::Method::GET, path: String::new(), failure })
}
