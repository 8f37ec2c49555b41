//! From a pipeline at Heroku to the workflow that takes the place of its GitHub integration.

mod draft;
pub(crate) mod found;
mod left;
mod parts;
mod rules;

pub(crate) use draft::{Draft, draft};
pub(crate) use rules::Checkout;
