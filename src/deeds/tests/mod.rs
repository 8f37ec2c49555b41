//! Tables: a state of the world, and the decision.

mod deploys;
mod destructions;
mod gates;
mod ownership;
mod review_apps;
