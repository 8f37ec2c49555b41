//! Everything that people read: the log, annotations, outputs, the summary, and the message for each failure.

mod annotation;
mod command;
mod comment;
mod console;
mod links;
mod markdown;
mod outputs;
mod pauses;
mod permission_warnings;
mod summary;
mod times;
mod tracer;
mod words;

pub use annotation::annotation;
pub use comment::{Around, CommentSection, Merging, comment_section};
pub(crate) use comment::{tells_of, tells_of_none};
pub use console::{Console, Style};
pub(crate) use outputs::reason;
pub use outputs::{outputs, write_outputs};
pub(crate) use pauses::{PauseLog, doubt_in_words};
pub(crate) use permission_warnings::{Permission, PermissionWarnings, is_locked};
pub use summary::summary;
pub use words::explanations;
pub(crate) use words::{explain, in_one_line};
