//! Request bodies on their way in: unpacked when they come as gzip, cut off when they come too slowly.

use crate::problem::{Code, Problem};
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage as _};
use flate2::write::GzDecoder;
use futures_util::Stream;
use std::cell::RefCell;
use std::future::Future;
use std::io::Write as _;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::time::Sleep;

/// So much is unpacked at a time, so that a bomb is noticed by its first mebibyte.
const UNPACK_BYTES: usize = 1024;

/// A file may be packed in several members, one behind the other. Each costs work, however little it holds: so many are
/// taken in any case, and one more for every so many bytes unpacked.
const MEMBERS: usize = 64;
const MEMBER_BYTES: usize = 16 * 1024;

/// How slowly a body may come.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// So long it may take in any case.
    pub grace: Duration,
    /// After that, on average, at least so many bytes a second.
    pub bytes_per_s: u32,
}

pub async fn layer<B: MessageBody + 'static>(
    pace: Data<Pace>,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if !has_body(&request) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let packed = match is_packed(&request) {
        Ok(packed) => packed,
        Err(problem) => return Ok(request.error_response(problem)),
    };
    let source = Rc::new(RefCell::new(Source { payload: request.take_payload(), is_at_end: false }));
    let paced = Paced { source: Rc::clone(&source), pace: **pace, received: 0, waited: Duration::ZERO, waiting: None };
    let payload: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
        if packed { Box::pin(Unpacked::of(paced)) } else { Box::pin(paced) };
    request.set_payload(Payload::Stream { payload });
    request.extensions_mut().insert(Unread(source));
    Ok(next.call(request).await?.map_into_boxed_body())
}

fn has_body(request: &ServiceRequest) -> bool {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    request.headers().contains_key(TRANSFER_ENCODING) || length.is_some_and(|length| length.trim() != "0")
}

/// Whether the body comes as gzip. Any other coding is refused with the ones that are taken.
fn is_packed(request: &ServiceRequest) -> Result<bool, Problem> {
    let values = request.headers().get_all(CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?"));
    let codings: Vec<String> =
        values.flat_map(|value| value.split(',')).map(|one| one.trim().to_ascii_lowercase()).collect();
    let told: Vec<&str> = codings.iter().map(String::as_str).filter(|one| !matches!(*one, "" | "identity")).collect();
    match told.as_slice() {
        [] => Ok(false),
        ["gzip" | "x-gzip"] => Ok(true),
        _ => {
            let problem = Problem { accepted_encodings: Some("gzip"), ..Problem::new(Code::MediaTypeUnsupported) };
            Err(problem.detail("请求内容只接受 gzip 压缩", "Of content codings only gzip is taken"))
        }
    }
}

/// The body as it comes from the connection. It is held until the answer has been sent: a connection whose body was not
/// read to its end is then closed instead of being drained for as long as the sender likes.
struct Source {
    payload: Payload,
    is_at_end: bool,
}

/// A body that must keep its pace. Only the time spent waiting for the sender counts.
struct Paced {
    source: Rc<RefCell<Source>>,
    pace: Pace,
    received: u64,
    waited: Duration,
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Paced {
    /// How long the sender may have been waited for by now.
    fn allowance(&self) -> Duration {
        let earned_ms = self.received.saturating_mul(1000) / u64::from(self.pace.bytes_per_s.max(1));
        self.pace.grace + Duration::from_millis(earned_ms)
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let source = Rc::clone(&self.source);
        let mut source = source.borrow_mut();
        if source.is_at_end {
            return Poll::Ready(None);
        }
        if let Poll::Ready(piece) = Pin::new(&mut source.payload).poll_next(context) {
            if let Some((since, _)) = self.waiting.take() {
                self.waited += since.elapsed();
            }
            match &piece {
                Some(Ok(bytes)) => self.received += u64::try_from(bytes.len()).unwrap_or(u64::MAX),
                Some(Err(_)) | None => source.is_at_end = true,
            }
            return Poll::Ready(piece);
        }
        if self.waiting.is_none() {
            let left = self.allowance().saturating_sub(self.waited);
            self.waiting = Some((Instant::now(), Box::pin(tokio::time::sleep(left))));
        }
        let Some((_, timer)) = &mut self.waiting else { return Poll::Pending };
        ready!(timer.as_mut().poll(context));
        Poll::Ready(Some(Err(PayloadError::Io(std::io::ErrorKind::TimedOut.into()))))
    }
}

/// A gzip body, unpacked piece by piece. Whoever reads it counts and stops.
struct Unpacked {
    packed: Paced,
    piece: Bytes,
    decoder: Option<GzDecoder<Vec<u8>>>,
    members: usize,
    unpacked: usize,
}

impl Unpacked {
    fn of(packed: Paced) -> Self {
        Self { packed, piece: Bytes::new(), decoder: Some(GzDecoder::new(Vec::new())), members: 1, unpacked: 0 }
    }

    /// Unpacks a little of what has come; what that gives may be nothing yet.
    fn unpack(&mut self) -> Result<Bytes, PayloadError> {
        let mut part = self.piece.split_to(self.piece.len().min(UNPACK_BYTES));
        let corrupted = |_| PayloadError::EncodingCorrupted;
        let Some(mut decoder) = self.decoder.take() else { return Ok(Bytes::new()) };
        while !part.is_empty() {
            let taken = decoder.write(&part).map_err(corrupted)?;
            if taken == 0 {
                decoder = self.next_member(decoder.finish().map_err(corrupted)?)?;
            }
            part = part.slice(taken..);
        }
        let unpacked: Bytes = std::mem::take(decoder.get_mut()).into();
        self.decoder = Some(decoder);
        self.unpacked += unpacked.len();
        Ok(unpacked)
    }

    /// Behind a member that has ended another one begins.
    fn next_member(&mut self, unpacked: Vec<u8>) -> Result<GzDecoder<Vec<u8>>, PayloadError> {
        self.members += 1;
        if self.members > MEMBERS + (self.unpacked + unpacked.len()) / MEMBER_BYTES {
            return Err(PayloadError::EncodingCorrupted);
        }
        Ok(GzDecoder::new(unpacked))
    }

    /// The rest, and whether the checksums hold.
    fn finish(&mut self) -> Option<Result<Bytes, PayloadError>> {
        let decoder = self.decoder.take()?;
        match decoder.finish() {
            Ok(rest) if rest.is_empty() => None,
            Ok(rest) => Some(Ok(rest.into())),
            Err(_) => Some(Err(PayloadError::EncodingCorrupted)),
        }
    }
}

impl Stream for Unpacked {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            while !self.piece.is_empty() {
                match self.unpack() {
                    Ok(bytes) if bytes.is_empty() => {}
                    unpacked => return Poll::Ready(Some(unpacked)),
                }
            }
            match ready!(Pin::new(&mut self.packed).poll_next(context)) {
                Some(Ok(piece)) => self.piece = piece,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(self.finish()),
            }
        }
    }
}

/// What a handler may have left unread.
#[derive(Clone)]
pub struct Unread(Rc<RefCell<Source>>);

/// The answer as it is sent: it holds what was not read of its request. For the outermost layer.
pub fn holding_unread(answered: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let unread = answered.request().extensions().get::<Unread>().cloned();
    match unread.filter(|unread| !unread.0.borrow().is_at_end) {
        Some(unread) => answered.map_body(|_, body| BoxBody::new(Answer { body, _unread: unread })),
        None => answered,
    }
}

struct Answer {
    body: BoxBody,
    _unread: Unread,
}

impl MessageBody for Answer {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use futures_util::{StreamExt as _, stream};

    fn member(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("into memory");
        encoder.finish().expect("into memory")
    }

    fn unpacked(packed: Vec<u8>) -> Result<Vec<u8>, PayloadError> {
        let pieces: Vec<_> = packed.chunks(700).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let pieces: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(stream::iter(pieces));
        let payload = Payload::Stream { payload: pieces };
        let source = Rc::new(RefCell::new(Source { payload, is_at_end: false }));
        let pace = Pace { grace: Duration::from_secs(60), bytes_per_s: 1 };
        let mut body = Unpacked::of(Paced { source, pace, received: 0, waited: Duration::ZERO, waiting: None });
        actix_web::rt::System::new().block_on(async move {
            let mut whole = Vec::new();
            while let Some(piece) = body.next().await {
                whole.extend_from_slice(&piece?);
            }
            Ok(whole)
        })
    }

    #[test]
    fn members_one_behind_the_other_are_one_body() {
        let long = "案卷".repeat(20_000);
        assert_eq!(unpacked(member(long.as_bytes())).expect("one member"), long.as_bytes());
        let packed = [member(b"one, "), member(b""), member(b"two")].concat();
        assert_eq!(unpacked(packed).expect("three members"), b"one, two");
    }

    #[test]
    fn members_that_hold_next_to_nothing_are_not_worked_off_without_end() {
        assert!(unpacked(member(b"").repeat(MEMBERS)).is_ok());
        assert!(unpacked(member(b"").repeat(MEMBERS + 1)).is_err());
        assert!(unpacked(member(b"x").repeat(MEMBERS * 100)).is_err());
        assert!(unpacked(member(&[b'x'; MEMBER_BYTES]).repeat(MEMBERS * 3)).is_ok());
    }

    #[test]
    fn a_member_that_is_cut_or_damaged_is_refused() {
        let whole = member("案卷".repeat(1000).as_bytes());
        assert!(unpacked(whole[..whole.len() - 1].to_vec()).is_err());
        assert!(unpacked([&whole[..], b"rest"].concat()).is_err());
    }
}
