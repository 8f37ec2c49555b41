use crate::sandbox::Sandbox;

/// Where a rehearsal runs instead of the real services.
pub(crate) struct Stage<'a> {
    pub(super) sandbox: &'a Sandbox,
    pub(super) keys: (String, String),
}

impl<'a> Stage<'a> {
    /// A sandbox with the keys that are valid there as of now.
    pub(crate) fn on(sandbox: &'a Sandbox) -> Self {
        Self { sandbox, keys: sandbox.keys() }
    }
}
