use reqwest::{
    Client,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, LINK},
};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use crate::{
    http::{ApiError, Attempts, Http, ListRoom, Pauses, Request, Service},
    redact::Redactor,
};

/// How many items to request for a page: as many as GitHub allows, or fewer if the page gets too large. Each size
/// divides the previous one, so that a smaller page can begin where a larger one began.
const PAGE_SIZES: [u32; 5] = [100, 50, 25, 5, 1];
/// The limit of pages. No real list has more, and no run has time for them.
const MOST_PAGES: u32 = 1000;

const API_VERSION: HeaderName = HeaderName::from_static("x-github-api-version");

/// GitHub's REST API with the run's token.
#[derive(Debug)]
pub(crate) struct GitHub {
    pub(super) http: Http,
    /// GraphQL, for what REST does not tell an app's token.
    pub(super) graphql: Http,
}

impl GitHub {
    /// The API under `base` (`GITHUB_API_URL`), which alone gets `token`.
    #[must_use]
    pub(crate) fn new(client: Client, base: Url, token: Option<&SecretString>) -> Self {
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

    /// A counter for a request that its caller repeats.
    #[must_use]
    pub(crate) fn attempts(&self) -> Attempts {
        self.http.attempts()
    }

    /// The same client, which reports each pause before a retry to `pauses`.
    #[must_use]
    pub(crate) fn telling(self, pauses: &Pauses) -> Self {
        Self { http: self.http.telling(pauses), graphql: self.graphql.telling(pauses) }
    }

    /// The same client, which hides the secrets that `redactor` knows in the text of responses.
    #[must_use]
    pub(crate) fn hiding(self, redactor: &Redactor) -> Self {
        Self { http: self.http.hiding(redactor), graphql: self.graphql.hiding(redactor) }
    }

    /// One page of a list, counted from 1, and whether there is another.
    pub(super) async fn page<T: DeserializeOwned>(
        &self,
        request: &Request,
        number: u32,
    ) -> Result<(Vec<T>, bool), ApiError> {
        let Page { items, more, .. } = self.page_of(request, PAGE_SIZES[0], number).await?;
        Ok((items, more))
    }

    async fn page_of<P: DeserializeOwned>(
        &self,
        request: &Request,
        size: u32,
        number: u32,
    ) -> Result<Page<P>, ApiError> {
        let request = request.clone().query("per_page", &size.to_string()).query("page", &number.to_string());
        let (items, next, bytes) = self
            .http
            .read(&request, |reply| {
                let items: P = serde_json::from_slice(&reply.body).map_err(|error| error.to_string())?;
                let links = reply.headers.get_all(LINK).iter().filter_map(|links| links.to_str().ok());
                Ok((items, next_page(&links.collect::<Vec<_>>().join(",")), reply.body.len()))
            })
            .await?;
        match next {
            Next::Page(next) if next <= number => {
                Err(self.http.senseless(&request, "the next page is one that was read already".to_owned()))
            }
            Next::Page(_) | Next::Unnumbered if number == MOST_PAGES => {
                Err(self.http.senseless(&request, format!("more than {MOST_PAGES} pages")))
            }
            next => Ok(Page { items, more: next != Next::None, bytes }),
        }
    }

    /// All items of a list, page by page.
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
        let (mut all, mut room) = (Vec::new(), ListRoom::new());
        for number in 1.. {
            let page = self.page_of(&request, PAGE_SIZES[0], number).await?;
            room.take(page.bytes).map_err(|why| self.http.senseless(&request, why))?;
            all.extend(items(page.items));
            if !page.more {
                break;
            }
        }
        Ok(all)
    }

    /// The items of a list, page by page, up to the page with the first item that is far enough.
    pub(super) async fn list_until<T: DeserializeOwned>(
        &self,
        request: Request,
        is_far_enough: impl Fn(&T) -> bool,
    ) -> Result<Vec<T>, ApiError> {
        let (mut all, mut room) = (Vec::new(), ListRoom::new());
        for number in 1.. {
            let Page { items, more, bytes } = self.page_of::<Vec<T>>(&request, PAGE_SIZES[0], number).await?;
            room.take(bytes).map_err(|why| self.http.senseless(&request, why))?;
            let is_enough = !more || items.iter().any(&is_far_enough);
            all.extend(items);
            if is_enough {
                break;
            }
        }
        Ok(all)
    }

    /// The wanted items of a list, or `None` if it has more than `pages` pages.
    pub(super) async fn list_short<T: DeserializeOwned>(
        &self,
        request: &Request,
        pages: u32,
        is_wanted: impl Fn(&T) -> bool,
    ) -> Result<Option<Vec<T>>, ApiError> {
        let mut wanted = Vec::new();
        for number in 1..=pages {
            let (items, more) = self.page::<T>(request, number).await?;
            wanted.extend(items.into_iter().filter(&is_wanted));
            if !more {
                return Ok(Some(wanted));
            }
        }
        Ok(None)
    }

    /// The wanted items of a list. Anybody may add others, so their number and length must not matter.
    pub(super) async fn list_wanted<T: DeserializeOwned>(
        &self,
        request: Request,
        is_wanted: impl Fn(&T) -> bool,
    ) -> Result<Vec<T>, ApiError> {
        let (mut wanted, mut sizes, mut number) = (Vec::new(), PAGE_SIZES.as_slice(), 1);
        loop {
            let page = match (self.page_of::<Vec<T>>(&request, sizes[0], number).await, sizes) {
                (Err(error), [size, smaller, ..]) if error.is_too_large() => {
                    number = (number - 1) * (size / smaller) + 1;
                    sizes = &sizes[1..];
                    continue;
                }
                (page, _) => page?,
            };
            wanted.extend(page.items.into_iter().filter(&is_wanted));
            if !page.more {
                return Ok(wanted);
            }
            number += 1;
        }
    }
}

/// A page of a list.
struct Page<P> {
    items: P,
    /// Whether there is another.
    more: bool,
    /// Its size in bytes.
    bytes: usize,
}

/// What a `Link` header says about the next page.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    None,
    /// There is one, without a number.
    Unnumbered,
    Page(u32),
}

fn next_page(links: &str) -> Next {
    let is_next = |link: &&str| link.contains("rel=\"next\"") || link.trim_end().ends_with("rel=next");
    let Some(link) = links.split(',').find(is_next) else { return Next::None };
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
            ("<https://ghe.example/x?page=1>; rel=first,<https://ghe.example/x?page=3>; rel=next", Next::Page(3)),
            ("<https://ghe.example/x?page=9>; rel=nextish", Next::None),
            (r#"</x?page=2>; rel="next""#, Next::Unnumbered),
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
