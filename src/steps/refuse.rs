//! An app with which nothing can be done.

use std::fmt::{self, Display, Formatter};

use serde::{Serialize, Serializer};

use super::{desk::Desk, doable::Doable, flow::Flow};
use crate::{
    outcome::{End, Trouble},
    report::{explain, in_one_line},
};

/// Do nothing, and say why.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refuse {
    #[serde(rename = "reason", serialize_with = "in_words")]
    pub(crate) trouble: Trouble,
}

impl Doable for Refuse {
    async fn carry_out(&self, _desk: &Desk<'_>) -> Result<Flow, Trouble> {
        Err(self.trouble.clone())
    }

    fn foresee(&self, _desk: &Desk<'_>) -> Option<Result<End, Trouble>> {
        Some(Err(self.trouble.clone()))
    }
}

impl Display for Refuse {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot be deployed to: {}", reason(&self.trouble))
    }
}

fn reason(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Api { error, .. } => in_one_line(error),
        other => explain(other, None).in_one_line(),
    }
}

fn in_words<S: Serializer>(trouble: &Trouble, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&reason(trouble))
}
