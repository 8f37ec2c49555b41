//! Bytes from the network, for a thread that may block.

use std::io::{self, Read};

use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How many pieces may wait.
const WAITING: usize = 16;

/// The reading end of a pipe.
pub(crate) struct Tap {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    read: usize,
}

impl Tap {
    /// Both ends. A download that breaks off sends its error last.
    pub(crate) fn pipe() -> (Sender<io::Result<Vec<u8>>>, Self) {
        let (sender, pieces) = channel(WAITING);
        (sender, Self { pieces, piece: Vec::new(), read: 0 })
    }
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.piece.len() {
            match self.pieces.blocking_recv() {
                Some(piece) => (self.piece, self.read) = (piece?, 0),
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.piece.len() - self.read);
        buffer[..length].copy_from_slice(&self.piece[self.read..self.read + length]);
        self.read += length;
        Ok(length)
    }
}
