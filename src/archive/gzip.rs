//! Gzip on all processors: pieces are compressed in parallel, and written in order as one stream.

use std::{
    collections::VecDeque,
    io::{self, Write},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use flate2::{Compress, Compression, Crc, FlushCompress};

/// The size of a piece in bytes. Pieces share no dictionary, but larger ones would cost memory and save little.
const PIECE: usize = 512 * 1024;
/// A header without a name or a time, so that the same files give the same bytes. The system is Unix.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
/// An empty last block, which ends the stream.
const END: [u8; 2] = [3, 0];

type Compressed = (Vec<u8>, Crc);
type Job = (Vec<u8>, SyncSender<io::Result<Compressed>>);

/// Compresses what is written to it.
pub(super) struct Gzip<W: Write> {
    out: W,
    piece: Vec<u8>,
    jobs: SyncSender<Job>,
    /// Pieces that are being compressed, in order.
    pending: VecDeque<Receiver<io::Result<Compressed>>>,
    most_pending: usize,
    sum: Crc,
}

impl<W: Write> Gzip<W> {
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(&HEADER)?;
        let processors = thread::available_parallelism().map_or(1, usize::from).min(8);
        let (jobs, waiting) = sync_channel(processors);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..processors {
            let waiting = Arc::clone(&waiting);
            thread::spawn(move || work(&waiting));
        }
        let (piece, pending) = (Vec::with_capacity(PIECE), VecDeque::new());
        Ok(Self { out, piece, jobs, pending, most_pending: processors * 2, sum: Crc::new() })
    }

    /// Ends the stream, and returns the writer.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if !self.piece.is_empty() {
            self.hand_over()?;
        }
        while !self.pending.is_empty() {
            self.take_first()?;
        }
        self.out.write_all(&END)?;
        self.out.write_all(&self.sum.sum().to_le_bytes())?;
        self.out.write_all(&self.sum.amount().to_le_bytes())?;
        Ok(self.out)
    }

    fn hand_over(&mut self) -> io::Result<()> {
        if self.pending.len() >= self.most_pending {
            self.take_first()?;
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        let (done, result) = sync_channel(1);
        self.jobs.send((piece, done)).map_err(|_| io::Error::other("nobody compresses"))?;
        self.pending.push_back(result);
        Ok(())
    }

    fn take_first(&mut self) -> io::Result<()> {
        let Some(first) = self.pending.pop_front() else { return Ok(()) };
        let (bytes, sum) = first.recv().map_err(|_| io::Error::other("a piece was not compressed"))??;
        self.sum.combine(&sum);
        self.out.write_all(&bytes)
    }
}

impl<W: Write> Write for Gzip<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == PIECE {
            self.hand_over()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Compresses pieces until no more come.
fn work(waiting: &Mutex<Receiver<Job>>) {
    let mut compressor = Compress::new(Compression::default(), false);
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((piece, done)) = job else { return };
        // The receiver may be gone.
        let _ = done.send(compress(&mut compressor, &piece));
    }
}

/// Compresses a piece into blocks that others can follow.
fn compress(compressor: &mut Compress, piece: &[u8]) -> io::Result<Compressed> {
    compressor.reset();
    let mut bytes = Vec::with_capacity(piece.len() / 2);
    loop {
        let read = usize::try_from(compressor.total_in()).map_err(io::Error::other)?;
        bytes.reserve(piece.len() / 4 + 1024);
        compressor.compress_vec(&piece[read..], &mut bytes, FlushCompress::Sync)?;
        // Unused room means that the compressor has written everything.
        if compressor.total_in() == piece.len() as u64 && bytes.len() < bytes.capacity() {
            break;
        }
    }
    let mut sum = Crc::new();
    sum.update(piece);
    Ok((bytes, sum))
}
