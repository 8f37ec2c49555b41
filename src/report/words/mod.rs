//! The sentences: what was being done, what was being waited for, what went wrong, and what to do about it.

pub(in crate::report) mod advice;
pub(in crate::report) mod api_error;
mod doing;
pub(in crate::report) mod lines;
mod new_app;
mod test_run;
pub(in crate::report) mod trouble;
mod waiting;
mod why;

pub(crate) use api_error::in_one_line;
pub(super) use lines::{cut, one_line};
pub(crate) use trouble::explain;
pub use trouble::explanations;
