use std::{fmt, str::FromStr};

use serde::Serialize;

use super::text::Found;

/// A folder of the repository, seen from its top, without a slash at either end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Folder(String);

impl Folder {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads what a person wrote; none for the top itself.
    ///
    /// # Errors
    /// What is wrong with it, and what to write.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, String> {
        let found = Found(text);
        if text.contains('\\') {
            return Err(format!("{found} contains `\\`. Write `/` between folders"));
        }
        if text.chars().any(char::is_control) {
            return Err(format!("{found} is not one line of text"));
        }
        if text.starts_with('/') {
            return Err(format!("{found} is outside the repository. Write a folder seen from its top, such as api"));
        }
        let parts: Vec<_> = text.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        if parts.contains(&"..") {
            return Err(format!("{found} leads out of the repository. Write a folder seen from its top, such as api"));
        }
        if parts.contains(&".git") {
            return Err(format!("{found} is git's own folder, which is never deployed"));
        }
        Ok((!parts.is_empty()).then(|| Self(parts.join("/"))))
    }
}

impl FromStr for Folder {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)?.ok_or_else(|| "empty".to_owned())
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Folder;

    #[test]
    fn a_folder_is_the_same_however_it_is_written() {
        let read = |text: &str| Folder::parse(text).map(|folder| folder.map(|folder| folder.to_string()));
        for text in ["api", "./api", "api/", "./api/", "api//", "./././api/."] {
            assert_eq!(read(text), Ok(Some("api".to_owned())), "{text}");
        }
        assert_eq!(read("services/my api"), Ok(Some("services/my api".to_owned())));
        for text in ["", ".", "./", "././"] {
            assert_eq!(read(text), Ok(None), "{text}");
        }
        for (text, told) in [
            ("..", "leads out"),
            ("api/../..", "leads out"),
            ("api/../web", "leads out"),
            ("/etc", "outside the repository"),
            ("a\\b", "Write `/`"),
            ("a\nb", "one line"),
            (".git/hooks", "never deployed"),
        ] {
            assert!(read(text).unwrap_err().contains(told), "{text}");
        }
    }
}
