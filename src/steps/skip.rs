//! Nothing to do.

use std::fmt::{self, Display, Formatter};

use serde::{Serialize, Serializer};

use super::flow::Flow;
use crate::outcome::{End, Why};

/// Do nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Skip {
    #[serde(rename = "reason", serialize_with = "in_words")]
    pub(crate) why: Why,
}

impl Skip {
    pub(super) fn carry_out(&self) -> Flow {
        Flow::Over(self.end())
    }

    pub(super) fn end(&self) -> End {
        End::Skipped(self.why.clone())
    }
}

impl Display for Skip {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "do nothing: {}", self.why)
    }
}

fn in_words<S: Serializer>(why: &Why, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(why)
}
