//! The file on its way: made a piece at a time, while the pieces before it are leaving. (law D-16; decision 0031)

use futures_util::Stream;
use std::io::{self, Write};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Bytes of a piece, about: a handful of packets.
const PIECE: usize = 32 * 1024;

/// The copy as one ZIP, piece by piece. Whoever lets go of it stops its making.
#[derive(Debug)]
pub struct CopyFile(UnboundedReceiver<io::Result<Vec<u8>>>);

impl Stream for CopyFile {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_recv(cx)
    }
}

/// Where the file is written to.
pub(super) struct Mouth {
    pieces: UnboundedSender<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
}

/// A file that is to be made, and where to write it. What waits for a slow line waits in memory and keeps nobody: all
/// pieces together are no more than the file.
pub(super) fn begun() -> (Mouth, CopyFile) {
    let (pieces, file) = unbounded_channel();
    (Mouth { pieces, piece: Vec::with_capacity(PIECE) }, CopyFile(file))
}

impl Mouth {
    /// Whether there is a reader.
    pub(super) fn is_wanted(&self) -> bool {
        !self.pieces.is_closed()
    }

    /// The rest of the file leaves; or the reader hears that it is none.
    pub(super) fn end(mut self, made: io::Result<()>) {
        let ended = made.and_then(|()| self.flush());
        if let Err(broken) = ended {
            // Nobody listens any more where the reader has let go.
            let _ = self.pieces.send(Err(broken));
        }
    }
}

impl Write for Mouth {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.pieces.send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt as _;

    #[tokio::test]
    async fn what_was_written_arrives_in_pieces_and_in_order() {
        let (mut mouth, file) = begun();
        let bytes: Vec<u8> = (0..u8::MAX).cycle().take(5 * PIECE + 7).collect();
        for part in bytes.chunks(1_000) {
            mouth.write_all(part).unwrap();
        }
        mouth.end(Ok(()));
        let pieces: Vec<Vec<u8>> = file.try_collect().await.unwrap();
        // Each a little longer than it has to be: what is written at once stays together.
        assert_eq!((pieces.len(), pieces.concat()), (5, bytes));
    }

    #[tokio::test]
    async fn a_file_that_broke_is_no_file() {
        let (mut mouth, file) = begun();
        mouth.write_all(b"PK").unwrap();
        mouth.end(Err(io::ErrorKind::Other.into()));
        assert!(file.try_collect::<Vec<_>>().await.is_err());
    }

    #[test]
    fn whoever_lets_go_stops_the_making() {
        let (mut mouth, file) = begun();
        drop(file);
        assert_eq!(mouth.write_all(&vec![0; PIECE]).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        mouth.end(Ok(()));
    }
}
