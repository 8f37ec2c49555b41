//! Texts that nobody may see.

use secrecy::ExposeSecret;

use crate::names::ConfigVarName;

/// A text that is kept out of every log: its `Debug` shows nothing, and it is read only where it is sent.
pub(crate) type Secret = secrecy::SecretString;

/// Config vars and their values.
#[derive(Debug, Clone, Default)]
pub(crate) struct SecretVars(pub(crate) Vec<(ConfigVarName, Secret)>);

impl PartialEq for SecretVars {
    fn eq(&self, other: &Self) -> bool {
        let texts = |vars: &Self| {
            let each = vars.0.iter().map(|(name, value)| (name.to_string(), value.expose_secret().to_owned()));
            each.collect::<Vec<_>>()
        };
        texts(self) == texts(other)
    }
}

impl Eq for SecretVars {}
