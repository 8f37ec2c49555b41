//! Whose review app a review app is: what is known of one, for whom it is looked at, and what is said where it is left alone.

pub(crate) mod doubt;
pub(crate) mod evidence;
pub(crate) mod subject;
pub(crate) mod whose;
