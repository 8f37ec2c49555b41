use reqwest::Client;
use serde_json::json;

use super::{Connection, Link};
use crate::{heroku::Heroku, http::Connector, secret::Secret};

fn connection(link: serde_json::Value) -> Option<Connection> {
    serde_json::from_value::<Link>(link).ok()?.connection()
}

#[test]
fn what_heroku_leaves_out_of_a_connection_is_as_usual() {
    let expected = |is_automatic, waits_for_ci| {
        let (branch, repository) = ("main".to_owned(), None);
        Some(Connection { branch, repository, is_automatic, waits_for_ci })
    };
    for (link, expected) in [
        (json!({ "branch": "main" }), expected(true, false)),
        (json!({ "branch": { "name": "main" } }), expected(true, false)),
        (json!({ "branch": "main", "auto_deploy": false, "wait_for_ci": true }), expected(false, true)),
        (json!({ "branch": "main", "auto_deploy": null, "wait_for_ci": null, "repo": null }), expected(true, false)),
        (json!({ "branch": null }), None),
        (json!({ "branch": ["main"] }), None),
        (json!({ "full_name": "acme/shop" }), None),
        (json!([]), None),
        (json!("main"), None),
    ] {
        assert_eq!(connection(link.clone()), expected, "{link}");
    }
    let link = json!({ "branch": "main", "repo": "acme/shop" });
    assert_eq!(connection(link).unwrap().repository.as_deref(), Some("acme/shop"));
}

#[test]
fn connections_are_asked_for_at_heroku_itself_or_at_its_stand_in() {
    let client: Client = Connector::Sandbox.client().unwrap();
    for (address, expected) in [
        ("https://api.heroku.com", "https://kolkrabbi.heroku.com/"),
        ("http://127.0.0.1:4711/", "http://127.0.0.1:4711/"),
        ("https://heroku.example.com", "https://heroku.example.com/"),
    ] {
        let heroku = Heroku::new(client.clone(), address.parse().unwrap(), &Secret::from("HRKU-1"));
        assert_eq!(heroku.connecting().base().as_str(), expected);
    }
}
