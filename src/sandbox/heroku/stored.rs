//! What lies at a place for the source of a build.

use uuid::Uuid;

/// A place for one archive.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its id, which its address has in it.
    pub id: Uuid,
    /// What opens it.
    pub signature: String,
    /// What lies there; none as long as nothing was put.
    pub content: Option<Vec<u8>>,
    /// How often something was put there.
    pub puts: u32,
}
