//! The names of the inputs, and their defaults.

pub use super::input::Input;
use super::table::of_every_input;

/// Makes a constant of each entry, and the list of them all.
macro_rules! names {
    ($reader:ident, $input:ident: $(
        $(#[$doc:meta])+
        $name:ident = $text:literal, $default:literal;
        $vis:vis $field:ident: $type:ty = $read:expr;
    )+) => {
        $($(#[$doc])+ pub const $name: Input = Input::new($text, $default);)+

        /// All inputs, in the order of their documentation.
        pub const INPUTS: [Input; [$($text),+].len()] = [$($name),+];
    };
}

of_every_input!(names);
