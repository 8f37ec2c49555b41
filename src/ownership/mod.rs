//! Who owns a review app: the evidence, the pull request or branch that asks, and the messages if the review app is
//! left alone.

pub(crate) mod doubt;
pub(crate) mod evidence;
pub(crate) mod subject;
pub(crate) mod whose;
