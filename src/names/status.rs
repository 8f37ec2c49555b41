use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A status that an API gives as a word. An unknown word is kept, and counts as final only if it names an end, as `canceled` does.
macro_rules! status {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $($(#[$what])* $variant,)+
            /// A word that the published schema does not have.
            Other(String),
        }

        impl $name {
            /// The word as the API has it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word => Self::$variant,)+
                    _ => Self::Other(word),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// Whether an unpublished word names an end without success, so that waiting for another one would be in vain. Heroku publishes
/// no word for a cancelled build, for example.
fn names_an_end(word: &str) -> bool {
    const ENDS: [&str; 10] = [
        "aborted",
        "canceled",
        "cancelled",
        "crashed",
        "error",
        "errored",
        "expired",
        "failed",
        "stopped",
        "timed_out",
    ];
    ENDS.contains(&word)
}

status!(
    /// How far a build is, or an app setup, which has the same three words.
    BuildStatus {
        /// Not finished.
        Pending = "pending",
        /// Finished well.
        Succeeded = "succeeded",
        /// Finished badly, or cancelled: Heroku has no word of its own for that.
        Failed = "failed",
    }
);

status!(
    /// How far a release is.
    ReleaseStatus {
        /// Its release phase is running.
        Pending = "pending",
        /// It is, or was, what the app runs.
        Succeeded = "succeeded",
        /// Its release phase failed: the app still runs the release before it.
        Failed = "failed",
        /// Too old to go back to.
        Expired = "expired",
    }
);

status!(
    /// How far a review app is.
    ReviewAppStatus {
        /// Accepted, not begun.
        Pending = "pending",
        /// Being created: its app setup is running.
        Creating = "creating",
        /// There, with an app.
        Created = "created",
        /// Being destroyed.
        Deleting = "deleting",
        /// Gone.
        Deleted = "deleted",
        /// Its creation failed; there may or may not be an app.
        Errored = "errored",
    }
);

status!(
    /// How far a test run is, or one of its nodes.
    TestStatus {
        /// Accepted, not begun.
        Pending = "pending",
        /// Its app is set up.
        Creating = "creating",
        /// The code is built.
        Building = "building",
        /// The tests run.
        Running = "running",
        /// The tests passed.
        Succeeded = "succeeded",
        /// They did not.
        Failed = "failed",
        /// It did not come to that.
        Errored = "errored",
        /// Somebody cancelled it.
        Cancelled = "cancelled",
        /// Somebody works in its dyno.
        Debugging = "debugging",
    }
);

impl TestStatus {
    /// Whether it will not change any more by itself.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Succeeded | Self::Failed | Self::Errored | Self::Cancelled | Self::Debugging => true,
            Self::Pending | Self::Creating | Self::Building | Self::Running => false,
            Self::Other(word) => names_an_end(word),
        }
    }
}

impl BuildStatus {
    /// Whether it will not change any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Succeeded | Self::Failed => true,
            Self::Pending => false,
            Self::Other(word) => names_an_end(word),
        }
    }
}

impl ReleaseStatus {
    /// Whether it will not change any more, as far as a deploy is concerned.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Succeeded | Self::Failed | Self::Expired => true,
            Self::Pending => false,
            Self::Other(word) => names_an_end(word),
        }
    }
}
