//! Heroku's paging: `Range` asks, `Next-Range` with a 206 says that there is more
//! (<https://devcenter.heroku.com/articles/platform-api-reference#ranges>).

use serde_json::Value;

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::refusals::error;
use super::state::Heroku;

const FIELDS: [&str; 7] = ["created_at", "id", "name", "number", "started_at", "updated_at", "version"];

struct Range<'a> {
    field: &'a str,
    after: Option<&'a str>,
    max: usize,
    descending: bool,
}

/// One page of `items`, which come oldest first.
pub(super) fn page(call: &Call, mut items: Vec<Value>, heroku: &Heroku) -> Answer {
    let mut range = parse(call.header("range"), heroku.page_size)?;
    if heroku.unknown_range == Some(range.field) && !call.header("range").is_empty() {
        return Err(unsatisfiable());
    }
    range.max = range.max.min(heroku.largest_page);
    if matches!(range.field, "id" | "name") {
        items.sort_by_key(|item| item[range.field].to_string());
    }
    if range.descending {
        items.reverse();
    }
    // A cursor is the id of the last item sent: times have only seconds, and clients repeat it as it is.
    let is_last = |item: &Value| item["id"].as_str() == range.after;
    let from = items.iter().position(is_last).map_or(0, |last| last + 1);
    let rest = items.len() - from;
    let page: Vec<Value> = items.into_iter().skip(from).take(range.max).collect();
    if rest <= range.max {
        return Ok(Reply::ok(Value::Array(page)));
    }
    let last = page.last().and_then(|item| item["id"].as_str()).unwrap_or_default();
    let Range { field, max, .. } = range;
    let order = if range.descending { ", order=desc" } else { "" };
    let next = format!("{field} ]{last}..; max={max}{order}");
    Ok(Reply::json(206, Value::Array(page)).header("next-range", next))
}

fn parse(header: &str, page_size: usize) -> Result<Range<'_>, Reply> {
    let mut range = Range { field: "created_at", after: None, max: page_size, descending: false };
    let mut parts = header.split([';', ',']).map(str::trim);
    let mut span = parts.next().unwrap_or_default().splitn(2, ' ');
    if let Some(field) = span.next().filter(|field| !field.is_empty()) {
        range.field = field;
    }
    let start = span.next().and_then(|span| span.split_once("..")).unwrap_or_default().0;
    range.after = start.strip_prefix(']');
    for part in parts.filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some(("max", max)) => range.max = max.parse().map_err(|_| unsatisfiable())?,
            Some(("order", order)) => range.descending = order == "desc",
            _ => return Err(unsatisfiable()),
        }
    }
    if !FIELDS.contains(&range.field) || !(1..=1000).contains(&range.max) {
        return Err(unsatisfiable());
    }
    Ok(range)
}

fn unsatisfiable() -> Reply {
    let message = "The range cannot be satisfied.";
    error(416, "requested_range_not_satisfiable", message)
}
