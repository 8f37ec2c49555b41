//! Names and ids at Heroku.

text_name!(
    /// The name of an app, as Heroku allows it (`app.name` in <https://api.heroku.com/schema>).
    AppName,
    "a name that a Heroku app can have",
    "use 3 to 30 lower-case letters, digits and hyphens, with a letter first and no hyphen last",
    is_app_name
);

fn is_app_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let allowed = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
    (3..=30).contains(&bytes.len())
        && bytes.iter().all(allowed)
        && bytes[0].is_ascii_lowercase()
        && !text.ends_with('-')
}

text_name!(
    /// The name of a config var (`config-var` in <https://api.heroku.com/schema>).
    ConfigVarName,
    "a config var's name",
    "use letters, digits and underscores",
    |text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
);

/// The config var that tells an app its commit. Heroku sets it for a build, but not for the running app of a review app.
pub const SOURCE_VERSION: &str = "SOURCE_VERSION";

text_name!(
    /// A pipeline as its user named it: by name or by id.
    PipelineRef,
    "a pipeline's name or id",
    "use letters, digits and hyphens",
    is_path_segment
);

/// Makes the type of an id. Heroku's are UUIDs; all that matters here is that they are a harmless path segment.
macro_rules! heroku_id {
    ($name:ident, $thing:literal) => {
        text_name!(
            #[doc = concat!("The id that Heroku gave to ", $thing, ".")]
            $name,
            "an id",
            concat!("that of ", $thing, " has 1 to 128 letters, digits, `.`, `_` and `-`"),
            is_path_segment
        );
    };
}

heroku_id!(AppId, "an app");
heroku_id!(BuildId, "a build");
heroku_id!(ReleaseId, "a release");
heroku_id!(SlugId, "a slug");
heroku_id!(ReviewAppId, "a review app");
heroku_id!(AppSetupId, "an app setup");
heroku_id!(PipelineId, "a pipeline");
heroku_id!(TestRunId, "a test run");
heroku_id!(TestNodeId, "a node of a test run");

fn is_path_segment(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=128).contains(&text.len()) && !matches!(text, "." | "..") && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_has_a_name_that_heroku_allows() {
        for fine in ["abc", "acme-web-2", "a--0", &"a".repeat(30)] {
            assert!(fine.parse::<AppName>().is_ok(), "{fine:?}");
        }
        let too_long = "a".repeat(31);
        for wrong in ["", "ab", "2ab", "-ab", "ab-", "Acme", "a_b", "a.b", "äbc", &too_long] {
            assert!(wrong.parse::<AppName>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_id_is_a_harmless_path_segment() {
        let id: BuildId = serde_json::from_str("\"01234567-89ab\"").unwrap();
        assert_eq!(id.as_str(), "01234567-89ab");
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"01234567-89ab\"");
        let too_long = "a".repeat(129);
        for wrong in ["", ".", "..", "a/b", "a?b", "a%2fb", "a b", "ä", &too_long] {
            let json = serde_json::to_string(wrong).unwrap();
            assert!(serde_json::from_str::<BuildId>(&json).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_wrong_id_says_whose_it_should_have_been() {
        let error = serde_json::from_str::<ReleaseId>("\"../x\"").unwrap_err();
        assert!(error.to_string().starts_with(r#""../x" is not an id: "#), "{error}");
        assert!(error.to_string().contains("a release"), "{error}");
    }

    #[test]
    fn a_config_var_is_a_word() {
        assert!("RAILS_ENV_2".parse::<ConfigVarName>().is_ok());
        for wrong in ["", "A B", "A-B", "A.B", "Ä"] {
            assert!(wrong.parse::<ConfigVarName>().is_err(), "{wrong:?}");
        }
    }
}
