//! The life of a review app.
