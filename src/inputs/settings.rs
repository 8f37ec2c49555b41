//! The inputs as types.

use std::time::Duration;

use url::Url;

use super::{
    choices::{Command, CommitStatuses, Drafts, Forks, Source, Update},
    images::ImageWish,
    reader::Reader,
    spec,
    table::of_every_input,
    tokens, values,
    wait_for_checks::WaitForChecks,
};
use crate::{
    names::{
        AppName, PipelineRef, PullNumber, SOURCE_VERSION,
        folder::Folder,
        health_check::{HealthCheck, Place},
        material::Material,
        place::AppPlace,
    },
    rules::Rules,
    secret::{Secret, SecretVars},
};

/// Makes a field of each entry, and the function that reads them all.
macro_rules! settings {
    ($reader:ident, $input:ident: $(
        $(#[$doc:meta])+
        $name:ident = $text:literal, $default:literal;
        $vis:vis $field:ident: $type:ty = $read:expr;
    )+) => {
        /// Everything that a workflow's author asked for.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $($(#[$doc])+ $vis $field: $type,)+
        }

        impl Settings {
            /// Reads each input in turn. If one is wrong, `reader` has the complaint.
            pub(super) fn read($reader: &mut Reader<'_>) -> Option<Self> {
                Some(Self {
                    $($field: {
                        let $input = &spec::$name;
                        $read
                    },)+
                })
            }
        }
    };
}

of_every_input!(settings);

impl Settings {
    /// What of a commit builds are made of.
    pub(crate) fn material(&self) -> Material {
        Material { workspace: self.source == Source::Workspace, directory: self.directory.clone() }
    }

    /// Where and as what apps are set up.
    pub(crate) fn new_app(&self) -> AppPlace {
        AppPlace {
            team: self.team.clone(),
            region: self.region.clone(),
            space: self.space.clone(),
            stack: self.stack.clone(),
            stage: self.stage.clone(),
        }
    }

    /// Name and password at the registry that images come from.
    pub(crate) fn registry_login(&self) -> Option<(String, Secret)> {
        self.registry_username.clone().zip(self.registry_password.clone())
    }

    /// The answer that shows that a release is well.
    pub(crate) fn expected_answer(&self) -> Option<HealthCheck> {
        let place = self.health_check.clone()?;
        Some(HealthCheck { place, text: self.health_check_text.clone() })
    }

    /// Whether Branchline sets a review app's `SOURCE_VERSION`: one given by hand wins.
    #[must_use]
    pub fn sets_source_version(&self) -> bool {
        let by_hand = self.review_app_config_vars.0.iter().any(|(name, _)| name.as_str() == SOURCE_VERSION);
        self.source_version && !by_hand
    }
}
