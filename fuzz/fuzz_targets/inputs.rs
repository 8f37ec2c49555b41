//! Inputs: each after a NUL, its name up to the first `=`.
#![no_main]

use branchline::{
    event::Runner,
    inputs::{Environment, Settings, spec::INPUTS},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let pairs: Vec<_> = text.split('\0').filter_map(|pair| pair.split_once('=')).collect();
    let environment = Environment::from_pairs(pairs);
    match Settings::parse(&environment) {
        Ok(settings) => {
            assert!(!settings.timeout.is_zero());
            assert!(settings.heroku_api_url.scheme() == "https" || settings.heroku_api_url.host_str().is_some());
        }
        Err(complaints) => {
            assert!(complaints.iter().next().is_some());
            for complaint in &complaints {
                let is_declared = INPUTS.iter().any(|input| input.name == complaint.input);
                assert!(
                    is_declared
                        || complaint.text.contains("there is no such input")
                        || complaint.text.contains("this version has no")
                        || complaint.text.contains("sets nothing")
                );
            }
        }
    }
    let _ = Runner::from_environment(&environment);
});
