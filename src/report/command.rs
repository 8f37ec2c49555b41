//! Workflow commands: how the runner takes orders from a step's output.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>; the escapes are those of
//! `packages/core/src/command.ts` in <https://github.com/actions/toolkit>.

/// A command's data, so that no line break or percent sign in it means anything.
#[must_use]
pub(crate) fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A command's property, in which `:` and `,` have a meaning too.
#[must_use]
pub(crate) fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{escape_data, escape_property};

    #[test]
    fn nothing_in_a_command_can_end_it() {
        assert_eq!(escape_data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(escape_property("a: b, c%"), "a%3A b%2C c%25");
    }
}
