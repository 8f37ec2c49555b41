//! What an app setup does, whichever step asks for it: the first build with its release, and the `postdeploy` script.

pub(in crate::steps) mod ending;
pub(in crate::steps) mod first_build;
