//! Tables: a state of the world, and what is decided.

mod deploys;
mod destructions;
mod gates;
mod ownership;
mod review_apps;
