//! Nothing to do.

use std::fmt::{self, Display, Formatter};

use serde::{Serialize, Serializer};

use super::{desk::Desk, doable::Doable, flow::Flow};
use crate::outcome::{End, Trouble, Why};

/// Do nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Skip {
    #[serde(rename = "reason", serialize_with = "in_words")]
    pub(crate) why: Why,
}

impl Doable for Skip {
    async fn carry_out(&self, _desk: &Desk<'_>) -> Result<Flow, Trouble> {
        Ok(Flow::Over(End::Skipped(self.why.clone())))
    }

    fn foresee(&self, _desk: &Desk<'_>) -> Option<Result<End, Trouble>> {
        Some(Ok(End::Skipped(self.why.clone())))
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
