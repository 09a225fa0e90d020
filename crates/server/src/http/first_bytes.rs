//! A time for the first bytes of a connection. hyper bounds the headers of a request, but not the time until it
//! knows the version of HTTP: who connects and says nothing would hold a connection for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How much is read before the version is known: the preface of HTTP/2 (RFC 9113 3.4).
const PREFACE: usize = 24;

/// Accepts as another does, and gives each connection a time for its first bytes.
#[derive(Debug, Clone)]
pub(crate) struct FirstBytes<A> {
    acceptor: A,
    within: Duration,
}

impl<A> FirstBytes<A> {
    /// The same acceptor with a time.
    pub(crate) fn within(within: Duration, acceptor: A) -> Self {
        Self { acceptor, within }
    }
}

impl<A, I, S> Accept<I, S> for FirstBytes<A>
where
    A: Accept<I, S>,
    A::Future: Send + 'static,
{
    type Stream = Opening<A::Stream>;
    type Service = A::Service;
    type Future = BoxFuture<'static, io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let (accepting, within) = (self.acceptor.accept(stream, service), self.within);
        Box::pin(async move {
            let (stream, service) = accepting.await?;
            Ok((Opening { stream, read: 0, late: Box::pin(tokio::time::sleep(within)) }, service))
        })
    }
}

/// A connection that has to say something.
#[derive(Debug)]
pub(crate) struct Opening<I> {
    stream: I,
    read: usize,
    late: Pin<Box<Sleep>>,
}

impl<I: AsyncRead + Unpin> AsyncRead for Opening<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if self.read < PREFACE {
            self.read += buffer.filled().len() - before;
            if polled.is_pending() && self.late.as_mut().poll(context).is_ready() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
        polled
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Opening<I> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, buffer)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use axum_server::accept::DefaultAcceptor;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const TIME: Duration = Duration::from_secs(15);

    async fn accepted() -> (tokio::io::DuplexStream, Opening<tokio::io::DuplexStream>) {
        let (client, server) = tokio::io::duplex(1024);
        let (stream, ()) = FirstBytes::within(TIME, DefaultAcceptor::new()).accept(server, ()).await.unwrap();
        (client, stream)
    }

    #[tokio::test(start_paused = true)]
    async fn who_says_nothing_or_too_little_is_not_waited_for() {
        for said in ["", "P", "PRI * HTTP/2.0\r\n"] {
            let (mut client, mut stream) = accepted().await;
            client.write_all(said.as_bytes()).await.unwrap();
            let start = tokio::time::Instant::now();
            let error = stream.read_to_end(&mut Vec::new()).await.unwrap_err();
            assert_eq!(
                (error.kind(), start.elapsed().as_secs()),
                (io::ErrorKind::TimedOut, TIME.as_secs()),
                "{said:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_said_enough_has_the_time_of_what_comes_after() {
        let (mut client, mut stream) = accepted().await;
        client.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n").await.unwrap();
        let mut read = [0; 40];
        stream.read_exact(&mut read).await.unwrap();
        tokio::time::sleep(2 * TIME).await;
        client.write_all(b"\r\n").await.unwrap();
        assert_eq!(stream.read(&mut read).await.unwrap(), 2);
    }
}
