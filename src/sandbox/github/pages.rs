//! Paging by `per_page` and `page`, with a `Link` header
//! (<https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api>).

use serde_json::Value;

use super::super::call::Call;
use super::super::reply::Reply;

const USUAL: usize = 30;
const MOST: usize = 100;

/// The asked for page of `items`, and the `Link` header's value if there is more than one.
pub(super) fn cut(call: &Call, base: &str, items: Vec<Value>) -> (Vec<Value>, Option<String>) {
    let number = |name| call.query(name).and_then(|text| text.parse().ok());
    let size = number("per_page").unwrap_or(USUAL).clamp(1, MOST);
    let page = number("page").unwrap_or(1).max(1);
    let last = items.len().div_ceil(size).max(1);
    let mut links = Vec::new();
    let mut link = |to: usize, relation: &str| {
        let query = query_with_page(call, to);
        links.push(format!("<{base}{}?{query}>; rel=\"{relation}\"", call.path));
    };
    if page > 1 {
        link(page - 1, "prev");
        link(1, "first");
    }
    if page < last {
        link(page + 1, "next");
        link(last, "last");
    }
    let items = items.into_iter().skip((page - 1) * size).take(size).collect();
    let links = (!links.is_empty()).then(|| links.join(", "));
    (items, links)
}

pub(super) fn reply(call: &Call, base: &str, items: Vec<Value>) -> Reply {
    let (items, links) = cut(call, base, items);
    linked(Reply::ok(Value::Array(items)), links)
}

pub(super) fn linked(reply: Reply, links: Option<String>) -> Reply {
    match links {
        Some(links) => reply.header("link", links),
        None => reply,
    }
}

fn query_with_page(call: &Call, page: usize) -> String {
    let others = call.query.iter().filter(|(name, _)| name != "page");
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .append_pair("page", &page.to_string())
        .finish()
}
