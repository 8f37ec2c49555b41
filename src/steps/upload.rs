//! The packed source of a run's builds, and the one place from which all of its apps are built.

use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::{
    archive::packed::Packed,
    http::{ApiError, Parcel, SecretUrl},
};

/// An archive, and its place once it is uploaded.
pub(crate) struct Upload {
    pub(super) parcel: Parcel,
    sha256: String,
    /// Where Heroku can fetch it, or why it could not be uploaded.
    pub(super) place: OnceCell<Result<SecretUrl, ApiError>>,
}

impl Upload {
    pub(crate) fn of(packed: Packed) -> Self {
        let parcel = Parcel { file: Arc::new(packed.file), length: packed.length, sent: Arc::default() };
        Self { parcel, sha256: packed.sha256, place: OnceCell::new() }
    }

    /// The checksum for Heroku.
    pub(super) fn checksum(&self) -> String {
        format!("SHA256:{}", self.sha256)
    }
}

/// A number of bytes in words.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["B", "KB", "MB", "GB"];
    let thousands = (0..3).take_while(|power| bytes >= 1000_u64.pow(power + 1)).count();
    let divisor = 1000_u64.pow(u32::try_from(thousands).unwrap_or_default());
    let (whole, tenth) = (bytes / divisor, bytes % divisor * 10 / divisor);
    let unit = UNITS[thousands];
    if thousands == 0 || whole >= 100 { format!("{whole} {unit}") } else { format!("{whole}.{tenth} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_told_in_the_unit_that_suits() {
        for (bytes, told) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 KB"),
            (123_456, "123 KB"),
            (12_345_678, "12.3 MB"),
            (5_000_000_000, "5.0 GB"),
            (5_000_000_000_000, "5000 GB"),
        ] {
            assert_eq!(size(bytes), told);
        }
    }
}
