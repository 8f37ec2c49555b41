//! The app's name in an address that people copy from a browser or from git.

use crate::names::AppName;

/// The app that an address belongs to, if the address shows it.
pub(super) fn app_in_address(address: &str) -> Option<AppName> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest).trim_start_matches('/');
    let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
    let (host, path) = rest.split_once(['/', ':']).unwrap_or((rest, ""));
    let name = match host.strip_suffix(".herokuapp.com") {
        Some(label) => without_hash(label),
        None if matches!(host, "git.heroku.com" | "heroku.com") => path.trim_end_matches('/').trim_end_matches(".git"),
        None => path.strip_prefix("apps/")?.split(['/', '?', '#']).next()?,
    };
    name.parse().ok()
}

/// Heroku appends twelve digits to the names of newer apps.
fn without_hash(label: &str) -> &str {
    match label.rsplit_once('-') {
        Some((name, hash)) if hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => name,
        _ => label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_found_where_heroku_puts_it() {
        for address in [
            "https://acme-web.herokuapp.com",
            "https://acme-web.herokuapp.com/login?x=1",
            "https://acme-web-0123456789ab.herokuapp.com/",
            "acme-web.herokuapp.com",
            "//acme-web.herokuapp.com/",
            "https://git.heroku.com/acme-web.git",
            "https://x:y@git.heroku.com/acme-web.git",
            "git@heroku.com:acme-web.git",
            "https://dashboard.heroku.com/apps/acme-web",
            "https://dashboard.heroku.com/apps/acme-web/settings",
            "https://api.heroku.com/apps/acme-web",
        ] {
            assert_eq!(app_in_address(address).map(|name| name.to_string()).as_deref(), Some("acme-web"), "{address}");
        }
        for address in ["https://www.acme.example/", "https://acme.example/apps", "https://herokuapp.com"] {
            assert_eq!(app_in_address(address), None, "{address}");
        }
    }
}
