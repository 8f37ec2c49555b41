//! An archive that is ready to be uploaded.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Seek, Write},
    path::Path,
};

use ring::digest::{Context, SHA256};

use super::{error::ArchiveError, gzip::Gzip};
use crate::names::in_hex;

/// The folder that holds all files of an archive. Heroku strips a single top folder.
pub(super) const TOP: &str = "source";

/// A gzipped tarball in a file that has no name any more, so that it vanishes however the process ends.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) file: File,
    /// In bytes.
    pub(crate) length: u64,
    /// SHA-256, in hexadecimal digits.
    pub(crate) sha256: String,
    /// How many files and links are in it.
    pub(crate) files: usize,
    /// Warnings for the user, one line each.
    pub(crate) warnings: Vec<String>,
}

/// An archive that is being written.
pub(super) type Tar = tar::Builder<Gzip<Summing>>;

/// Begins an archive in a temporary file in `folder`.
pub(super) fn begin(folder: &Path) -> Result<Tar, ArchiveError> {
    let what = || format!("cannot make a temporary file in {}", folder.display());
    let place = folder.join(format!("branchline-{:016x}.tar.gz", fastrand::u64(..)));
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&place);
    let file = file.map_err(ArchiveError::machine(what()))?;
    fs::remove_file(&place).map_err(ArchiveError::machine(what()))?;
    let summing = Summing { file: BufWriter::new(file), length: 0, sum: Context::new(&SHA256) };
    Ok(tar::Builder::new(Gzip::new(summing).map_err(ArchiveError::machine(what()))?))
}

/// Ends an archive.
pub(super) fn finish(tar: Tar, files: usize, warnings: Vec<String>) -> Result<Packed, ArchiveError> {
    let ended = || -> io::Result<(File, u64, String)> {
        let Summing { file, length, sum } = tar.into_inner()?.finish()?;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok((file, length, in_hex(sum.finish().as_ref())))
    };
    let (file, length, sha256) = ended().map_err(ArchiveError::machine("cannot write the archive"))?;
    Ok(Packed { file, length, sha256, files, warnings })
}

/// Counts and hashes the bytes that go into the file.
pub(super) struct Summing {
    file: BufWriter<File>,
    length: u64,
    sum: Context,
}

impl Write for Summing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.sum.update(bytes);
        self.length += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
