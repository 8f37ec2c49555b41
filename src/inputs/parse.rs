//! The environment to settings, with every mistake noticed.

use super::complaint::Complaints;
use super::environment::Environment;
use super::reader::Reader;
use super::settings::Settings;
use super::{contradictions, spec, undeclared};
use crate::secret::SecretVars;

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

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            heroku_api_key: reader.api_key(&spec::HEROKU_API_KEY),
            github_token: reader.token(&spec::GITHUB_TOKEN),
            rules: reader.rules(&spec::RULES),
            pipeline: reader.pipeline(&spec::PIPELINE),
            command: reader.command(&spec::COMMAND),
            reference: reader.line(&spec::REF),
            pull_request: reader.name(&spec::PULL_REQUEST),
            promote_to: reader.apps(&spec::PROMOTE_TO),
            release: reader.version(&spec::RELEASE),
            stale_days: reader.days(&spec::STALE_DAYS),
            new_app: reader.new_app(),
            source: reader.choice(&spec::SOURCE),
            directory: reader.folder(&spec::DIRECTORY),
            include: reader.globs(&spec::INCLUDE),
            images: reader.images(&spec::IMAGES),
            registry_login: reader.login(&spec::REGISTRY_USERNAME, &spec::REGISTRY_PASSWORD),
            config_vars: SecretVars(reader.config_vars(&spec::CONFIG_VARS)),
            review_app_config_vars: SecretVars(reader.config_vars(&spec::REVIEW_APP_CONFIG_VARS)),
            source_version: reader.flag(&spec::SOURCE_VERSION),
            update: reader.choice(&spec::UPDATE),
            forks: reader.choice(&spec::FORKS),
            drafts: reader.choice(&spec::DRAFTS),
            label: reader.line(&spec::LABEL),
            wait: reader.flag(&spec::WAIT),
            timeout: reader.timeout(&spec::TIMEOUT),
            wait_for_checks: reader.wait_for_checks(&spec::WAIT_FOR_CHECKS),
            cancel_superseded: reader.flag(&spec::CANCEL_SUPERSEDED),
            maintenance: reader.flag(&spec::MAINTENANCE),
            run: reader.commands(&spec::RUN),
            restart: reader.flag(&spec::RESTART),
            health_check: reader.health_check(&spec::HEALTH_CHECK, &spec::HEALTH_CHECK_TEXT),
            rollback: reader.flag(&spec::ROLLBACK),
            deployments: reader.flag(&spec::DEPLOYMENTS),
            comment: reader.flag(&spec::COMMENT),
            commit_status: reader.choice(&spec::COMMIT_STATUS),
            dry_run: reader.flag(&spec::DRY_RUN),
            rehearse: reader.flag(&spec::REHEARSE),
            heroku_api_url: reader.address(&spec::HEROKU_API_URL)?,
            heroku_registry_url: reader.address(&spec::HEROKU_REGISTRY_URL)?,
        })
    }
}

#[cfg(test)]
mod tests;
