use reqwest::{
    Client,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, LINK},
};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use crate::http::{ApiError, Http, Pauses, Request, Service};

/// The most items that GitHub puts on a page.
const PER_PAGE: &str = "100";
/// More pages than this no list of ours has, nor time for them any run.
const MOST_PAGES: u32 = 1000;

const API_VERSION: HeaderName = HeaderName::from_static("x-github-api-version");

/// GitHub's REST API under the run's token.
#[derive(Debug)]
pub struct GitHub {
    pub(super) http: Http,
    /// The other API, for what REST does not tell an app's token.
    pub(super) graphql: Http,
}

impl GitHub {
    /// The API under `base` (`GITHUB_API_URL`), with `token` for it alone.
    #[must_use]
    pub fn new(client: Client, base: Url, token: Option<&SecretString>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
        headers.insert(API_VERSION, HeaderValue::from_static("2022-11-28"));
        let bearer = token.and_then(|token| HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).ok());
        if let Some(mut bearer) = bearer {
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        let graphql = Http::new(client.clone(), Service::GitHub, without_version(&base), headers.clone());
        Self { http: Http::new(client, Service::GitHub, base, headers), graphql }
    }

    /// The same, with each pause before a request is sent again told there.
    #[must_use]
    pub fn telling(self, pauses: &Pauses) -> Self {
        Self { http: self.http.telling(pauses), graphql: self.graphql.telling(pauses) }
    }

    /// One page of a list (counted from 1), and whether there is another.
    pub(super) async fn page<T: DeserializeOwned>(
        &self,
        request: &Request,
        number: u32,
    ) -> Result<(Vec<T>, bool), ApiError> {
        self.page_of(request, number).await
    }

    async fn page_of<P: DeserializeOwned>(&self, request: &Request, number: u32) -> Result<(P, bool), ApiError> {
        let request = request.clone().query("per_page", PER_PAGE).query("page", &number.to_string());
        let (page, next) = self
            .http
            .read(&request, |reply| {
                let page: P = serde_json::from_slice(&reply.body).map_err(|error| error.to_string())?;
                let links = reply.headers.get(LINK).and_then(|links| links.to_str().ok()).unwrap_or_default();
                Ok((page, next_page(links)))
            })
            .await?;
        match next {
            Next::Page(next) if next <= number => {
                Err(self.http.senseless(&request, "the next page is one that was read already".to_owned()))
            }
            Next::Page(_) | Next::Unnumbered if number == MOST_PAGES => {
                Err(self.http.senseless(&request, format!("more than {MOST_PAGES} pages")))
            }
            next => Ok((page, next != Next::None)),
        }
    }

    /// All items of a list, page by page, as long as there is a next one.
    /// <https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api>
    pub(super) async fn list<T: DeserializeOwned>(&self, request: Request) -> Result<Vec<T>, ApiError> {
        self.list_of(request, |page: Vec<T>| page).await
    }

    /// The same for lists that come in an object.
    pub(super) async fn list_of<P: DeserializeOwned, T>(
        &self,
        request: Request,
        items: impl Fn(P) -> Vec<T>,
    ) -> Result<Vec<T>, ApiError> {
        let mut all = Vec::new();
        for page in 1.. {
            let (read, more) = self.page_of(&request, page).await?;
            all.extend(items(read));
            if !more {
                break;
            }
        }
        Ok(all)
    }
}

/// What a `Link` header says of the next page.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    None,
    /// There is one, and it does not say its number.
    Unnumbered,
    Page(u32),
}

fn next_page(links: &str) -> Next {
    let Some(link) = links.split(',').find(|link| link.contains("rel=\"next\"")) else { return Next::None };
    let address = link.trim().trim_start_matches('<').split('>').next().unwrap_or_default();
    let url = Url::parse(address).ok();
    let number = url.and_then(|url| url.query_pairs().find(|(name, _)| name == "page")?.1.parse().ok());
    number.map_or(Next::Unnumbered, Next::Page)
}

/// An Enterprise Server has REST under `/api/v3` and GraphQL under `/api`.
/// <https://docs.github.com/en/enterprise-server@latest/graphql/guides/forming-calls-with-graphql>
fn without_version(base: &Url) -> Url {
    let mut url = base.clone();
    if let Some(path) = base.path().trim_end_matches('/').strip_suffix("/v3") {
        url.set_path(path);
    }
    url
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{Next, next_page, without_version};

    #[test]
    fn the_next_page_is_known_by_its_number() {
        for (links, next) in [
            ("", Next::None),
            (r#"<https://api.github.com/x?page=1>; rel="prev""#, Next::None),
            (
                r#"<https://api.github.com/x?page=1>; rel="prev", <https://api.github.com/x?per_page=100&page=3>; rel="next""#,
                Next::Page(3),
            ),
            (r#"<https://api.github.com/x?after=Y3Vyc29y>; rel="next""#, Next::Unnumbered),
        ] {
            assert_eq!(next_page(links), next, "{links}");
        }
    }

    #[test]
    fn graphql_is_beside_rest() {
        for (rest, beside) in [
            ("https://api.github.com", "https://api.github.com/"),
            ("https://ghe.example/api/v3", "https://ghe.example/api"),
        ] {
            assert_eq!(without_version(&Url::parse(rest).unwrap()).as_str(), beside);
        }
    }
}
