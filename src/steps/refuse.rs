//! An app that cannot be deployed to.

use std::fmt::{self, Display, Formatter};

use serde::{Serialize, Serializer};

use crate::{
    http::ApiError,
    outcome::{Doing, Trouble},
    report::in_one_line,
};

/// Do nothing, and say why nothing can be done.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refuse {
    /// What was being done when it showed.
    #[serde(skip)]
    pub(crate) doing: Doing,
    #[serde(rename = "reason", serialize_with = "in_words")]
    pub(crate) error: ApiError,
}

impl Refuse {
    pub(super) fn trouble(&self) -> Trouble {
        Trouble::api(self.doing.clone(), self.error.clone())
    }
}

impl Display for Refuse {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot be deployed to: {}", in_one_line(&self.error))
    }
}

fn in_words<S: Serializer>(error: &ApiError, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&in_one_line(error))
}
