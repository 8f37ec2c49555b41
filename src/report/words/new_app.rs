//! What to do about an app that could not be created, depending on Heroku's words.

/// What to do about a refusal.
pub(super) fn refused(status: u16, message: &str) -> &'static str {
    let text = message.to_lowercase();
    let says = |word: &str| text.contains(word);
    match status {
        _ if says("taken") => TAKEN,
        _ if says("region") => "Set `region` to one that `heroku regions` lists, or leave it out.",
        _ if says("space") => "Compare `space` with what `heroku spaces` lists, and `team` with the team that owns it.",
        _ if says("stack") => "Set `stack` to one of https://devcenter.heroku.com/articles/stack, or leave it out.",
        _ if says("team") || says("organization") => TEAM,
        403 => {
            "The key's account may not create apps there. Ask an admin of the `team`, and create the key without a narrower \
             `--scope`."
        }
        404 => TEAM,
        _ => "Fix what Heroku names, then run the workflow again.",
    }
}

/// What to do if the name belongs to an app that the key may not see.
pub(super) const HIDDEN: &str = "An app of another account has this name, and names are unique across Heroku. Choose another one in \
                                 `rules`, or get access to that app with `heroku access:add`.";

/// What to do if an app was created but could not be added to its pipeline.
pub(super) const LEFT_OUT: &str =
    "The app is in no pipeline, and a later run leaves it as it is. Add it with `heroku pipelines:add`.";

const TAKEN: &str = "App names are unique across Heroku. Choose another one in `rules`.";

const TEAM: &str =
    "Compare `team` with what `heroku teams` lists. The key's account has to be a member who may create apps.";

/// What to do if an app's setup failed, after which Heroku removes the app.
pub(super) fn failed(says: &str) -> &'static str {
    let text = says.to_lowercase();
    let has = |word: &str| text.contains(word);
    if has("config var") && has("required") {
        return "Set that config var in `config-vars`, or give it a default in `app.json`. Then run the workflow again.";
    }
    if has("process type") {
        return "Compare `formation` in `app.json` with the `Procfile`, correct it and push. Then run the workflow again.";
    }
    if has("dyno") && !has("postdeploy") {
        return "Choose another size or number of dynos under `formation` in `app.json`. Then run the workflow again.";
    }
    if has("add-on") || has("plan") {
        return "Choose another plan for that add-on in `app.json`, or ask its provider. Then run the workflow again.";
    }
    if has("taken") {
        return TAKEN;
    }
    if has("app.json") {
        return "Correct `app.json`, push it, then run the workflow again.";
    }
    if has("postdeploy") {
        return "The output of the `postdeploy` script of `app.json` shows why. Fix it and run the workflow again.";
    }
    "Heroku removes an app that could not be set up. Check `app.json` and the output above, then run the workflow again."
}

#[cfg(test)]
mod tests {
    use super::{failed, refused};

    #[test]
    fn a_refused_app_is_told_by_what_heroku_says() {
        for (status, message, words) in [
            (422, "Name acme is already taken", "unique across Heroku"),
            (422, "Region mars is invalid", "heroku regions"),
            (404, "Couldn't find that space.", "heroku spaces"),
            (422, "stack is not available", "/articles/stack"),
            (404, "Couldn't find that organization.", "heroku teams"),
            (404, "", "heroku teams"),
            (403, "You do not have permission.", "Ask an admin"),
            (422, "Something else", "Fix what Heroku names"),
        ] {
            assert!(refused(status, message).contains(words), "{status} {message}: {}", refused(status, message));
        }
    }

    #[test]
    fn an_app_whose_setup_failed_is_told_by_what_heroku_says() {
        for (says, words) in [
            ("Build failed", "Check `app.json`"),
            ("invalid app.json; app.json: addons is unknown", "Correct `app.json`"),
            ("invalid app.json; app.json: config var \"STRIPE_KEY\" is required", "Set that config var"),
            ("We tried to create x:mini, but received an error from the add-on provider", "another plan"),
            ("Error scaling dynos: Couldn't find that process type (worker).", "with the `Procfile`"),
            ("Heroku Enterprise accounts only support professional and private dynos", "size or number of dynos"),
            ("postdeploy exit code was not 0", "output of the `postdeploy` script"),
            ("", "Heroku removes an app"),
        ] {
            assert!(failed(says).contains(words), "{says}: {}", failed(says));
        }
    }
}
