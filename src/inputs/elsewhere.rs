//! What the inputs of other actions are here, by their names without hyphens and underscores.

/// What to use in the place of another action's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// This input.
    Input(&'static str),
    /// What these words say.
    Words(&'static str),
}

use Instead::{Input, Words};

const OTHERS: &[(&str, Instead)] = &[
    ("apikey apitoken authtoken herokuapitoken herokuauthtoken herokukey herokutoken key", Input("heroku-api-key")),
    ("accesstoken ghtoken githubaccesstoken githubapikey githubpat pat", Input("github-token")),
    ("token", Words("Give Heroku's token as `heroku-api-key`, GitHub's as `github-token`")),
    (
        "app appid application applicationid appname appnames apps herokuapp herokuappid herokuapplicationid \
      herokuappname herokuapps target targets",
        Words("Name the app in `rules`, as in `main: my-app`"),
    ),
    ("reviewapp reviewapps", Words("Write it as a rule, as in `**: review-app`")),
    (
        "email herokuemail herokuuser login password user username",
        Words(
            "Remove it: `heroku-api-key` is all that Heroku asks for. The login of a registry that `images` come from is \
             `registry-username` and `registry-password`",
        ),
    ),
    (
        "branch branchname commit commitsha deploybranch githubbranchref githubref githubsha gitref headref \
      herokuappversion revision sha tag version",
        Words("`ref` says which branch, tag or commit to deploy instead of the event's, and `rules` say where to"),
    ),
    ("number pr prnumber pullnumber pullrequestid pullrequestnumber", Input("pull-request")),
    ("herokupipeline herokupipelineid herokupipelinename pipelineid pipelinename", Input("pipeline")),
    (
        "environment",
        Words(
            "Give config vars as `config-vars`, those of review apps as `review-app-config-vars`. GitHub's own `environment:` is \
             the job's, beside `runs-on:`: it names the deployment environment that the job's secrets come from",
        ),
    ),
    (
        "config configtemplateapp env environmentvariables envfile envs envvars nodeenv reviewappenv vars",
        Words(
            "`config-vars` sets config vars of the apps that `rules` name, and `review-app-config-vars` those of review apps",
        ),
    ),
    (
        "container docker dockerbuildargs dockerfile dockerfiledirectory dockerfilename dockerfilepath \
      dockerherokuprocesstype dockeroptions processtype processtypes usedocker",
        Words(
            "Heroku builds what is in the repository. To build a Dockerfile, add a `heroku.yml` that names it, and set the \
             app's stack to `container`. To deploy an image that is built already, use `images`",
        ),
    ),
    ("dockerimage image", Input("images")),
    (
        "appdir appdirectory basedirectory dir folder path projectpath root rootdirectory subdir subdirectory \
      workingdirectory",
        Input("directory"),
    ),
    ("artifactpattern files filesglob", Input("include")),
    ("healthcheckpath healthcheckurl healthurl", Input("health-check")),
    ("checkstring", Words("Write `health-check-text`. It is a part of the answer, not all of it")),
    ("rollbackonfailure rollbackonhealthcheckfailed", Input("rollback")),
    (
        "delay",
        Words(
            "Remove it: the step follows build and release phase to their end, and `health-check` waits for the new dynos",
        ),
    ),
    (
        "procfile",
        Words(
            "Commit a `Procfile` to the repository, or write the file in an earlier step and use `source: workspace`",
        ),
    ),
    ("nooutputtimeout reviewappcreationchecksleeptime", Words("Remove it: `timeout` is the only limit")),
    ("predeploy", Words("Add a step before this one: what `run` names runs after the release")),
    (
        "buildpack buildpacks",
        Words("Set buildpacks at Heroku, with `heroku buildpacks:set`, and those of review apps in `app.json`"),
    ),
    (
        "dontuseforce force gitremote recursive remote removegitfolder",
        Words("Remove it: nothing is pushed with git. Heroku downloads the commit from GitHub"),
    ),
    ("dontautocreate", Words("Remove it: only `command: setup` creates apps")),
    ("justlogin", Words("Remove it: no login is left behind for other steps")),
    (
        "githubrepo githubrepository repo repository",
        Words("Remove it: what is deployed is the repository that the workflow runs in"),
    ),
    ("basename", Words("Remove it: review apps are named in the pipeline's settings at Heroku")),
    ("action strategy", Input("command")),
    ("githublabel labelname reviewapplabelname", Input("label")),
    ("maintenancemode", Input("maintenance")),
    ("commands migrate postdeploy postdeploycommand postdeployscript releasecommand", Input("run")),
    ("maxwait reviewappcreationchecktimeout timeoutseconds waittimeout", Input("timeout")),
    ("checks ci waitforci waitforstatus", Input("wait-for-checks")),
    ("status statuses", Input("commit-status")),
    ("dry plan planonly", Input("dry-run")),
    ("onlypromotion promote", Input("promote-to")),
    ("herokuteam org organization", Input("team")),
    ("herokuregion", Input("region")),
    ("herokustack", Input("stack")),
    ("apiurl herokuhost herokuurl", Input("heroku-api-url")),
    (
        "timeoutminutes",
        Words("`timeout` is the step's own. `timeout-minutes` stands beside `uses:`, or in the job beside `runs-on:`"),
    ),
    (
        "concurrency continueonerror id if name needs permissions runson uses with",
        Words("It is the step's or the job's, and not one of `with:`. Move it to the left"),
    ),
    ("debug loglevel verbose", Words("Remove it. For a longer log, run the job again with debug logging switched on")),
];

/// What to use in the place of an input of that name, if it is known from elsewhere.
pub(super) fn instead_of(bare: &str) -> Option<Instead> {
    OTHERS.iter().find(|(names, _)| names.split(' ').any(|name| name == bare)).map(|(_, instead)| *instead)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::OTHERS;

    #[test]
    fn no_name_stands_for_two_things_and_all_are_bare() {
        let names: Vec<_> = OTHERS.iter().flat_map(|(names, _)| names.split(' ')).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase()), "{name}");
        }
    }
}
