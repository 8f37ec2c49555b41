//! Branchline: branches to Heroku apps, pull requests to review apps, in one GitHub Action.

pub mod sandbox;
