//! The environment to settings, with every mistake noticed.

use super::complaint::Complaints;
use super::environment::Environment;
use super::reader::Reader;
use super::settings::Settings;
use super::{contradictions, undeclared};

impl Settings {
    /// Reads all inputs.
    ///
    /// # Errors
    ///
    /// Every mistake in the inputs, not only the first.
    pub fn parse(environment: &Environment) -> Result<Self, Complaints> {
        let mut reader = Reader::new(environment);
        reader.complain(undeclared::among(environment));
        let settings = Self::read(&mut reader);
        let contradictions = settings.as_ref().map(|settings| contradictions::between(settings, environment));
        let complaints = reader.into_complaints(contradictions.unwrap_or_default());
        settings.filter(|_| complaints.is_empty()).ok_or(Complaints::from(complaints))
    }
}

#[cfg(test)]
mod tests;
