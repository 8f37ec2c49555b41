//! All words: the log, annotations, outputs, the summary, and what is said of each failure.

mod annotation;
mod command;
mod comment;
mod console;
mod debug;
mod links;
mod markdown;
mod outputs;
mod pauses;
mod permission_warnings;
mod summary;
mod times;
mod words;

pub use annotation::annotation;
pub use command::{escape_data, escape_property};
pub use comment::{CommentSection, comment_section, tells_of, tells_of_none};
pub use console::{Console, Style};
pub use outputs::{outputs, reason, write_outputs};
pub use pauses::{PauseLog, doubt_in_words};
pub(crate) use permission_warnings::{Permission, PermissionWarnings, is_locked};
pub use summary::summary;
pub use words::{Explanation, explain, explain_target, explanations, in_one_line};
