//! Accepts connections and lets none of them wait for ever. (security.md finding 1, T20, G25, G26)

use crate::{
    config::{Deadlines, Limits, seconds},
    desk::FrontDesk,
    networks::Networks,
    pace::{Allowed, Pace, Watched},
};
use domain::throttle::network_of;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{
    collections::HashMap,
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, sleep_until, timeout},
};

/// hyper's own limits lie above ours, so that what we refuse is refused by the guards, with a page that helps.
const PARSER_HEADROOM: usize = 4;

/// The accept loop's settings.
#[derive(Clone, Debug)]
pub struct Reception {
    allowed: Allowed,
    shutdown: Duration,
    connections: u32,
    per_network: u32,
    header_bytes: usize,
    header_fields: usize,
    trusted: Networks,
}

impl Reception {
    /// Settings from the configuration.
    pub fn new(deadlines: &Deadlines, limits: &Limits, trusted: Networks) -> Self {
        Self {
            allowed: Allowed {
                first_byte: seconds(deadlines.first_byte),
                header: seconds(deadlines.header),
                idle: seconds(deadlines.idle),
                write_stall: seconds(deadlines.write_stall),
            },
            shutdown: seconds(deadlines.shutdown),
            connections: limits.connections,
            per_network: limits.connections_per_network,
            header_bytes: limits.header_bytes,
            header_fields: limits.header_fields,
            trusted,
        }
    }

    /// Serves until `stop` completes, then lets running requests finish, closes the quiet connections at once and
    /// cuts what is left when the shutdown deadline is over.
    pub async fn serve(self, listener: TcpListener, desk: FrontDesk, stop: impl Future<Output = ()>) {
        let room = Arc::new(Semaphore::new(self.connections as usize));
        let guests = Arc::new(Guests::default());
        let (stopping, stopped) = watch::channel(false);
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut stop => break,
            };
            match accepted {
                Ok((socket, peer)) => self.receive(socket, peer, &room, &guests, &desk, &stopped),
                Err(problem) => {
                    // Out of file descriptors, mostly: waiting lets some connections end.
                    tracing::warn!(kind = ?problem.kind(), "a connection could not be accepted");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(listener);
        stopping.send_replace(true);
        if timeout(self.shutdown, room.acquire_many(self.connections)).await.is_err() {
            tracing::warn!("some connections were cut: the shutdown deadline is over");
        }
    }

    /// Gives a connection its own task, if there is room for it; otherwise drops it, which costs nothing.
    fn receive(
        &self,
        socket: TcpStream,
        peer: SocketAddr,
        room: &Arc<Semaphore>,
        guests: &Arc<Guests>,
        desk: &FrontDesk,
        stopped: &watch::Receiver<bool>,
    ) {
        let Ok(place) = Arc::clone(room).try_acquire_owned() else {
            tracing::debug!("a connection was refused: the house is full");
            return;
        };
        let address = peer.ip();
        let exempt = address.to_canonical().is_loopback() || self.trusted.contain(address);
        let most = if exempt { u32::MAX } else { self.per_network };
        let Some(guest) = guests.admit(network_of(address), most) else {
            tracing::debug!("a connection was refused: its network has enough");
            return;
        };
        let one = Connection { place, guest, desk: desk.clone(), peer: address, stopped: stopped.clone() };
        tokio::spawn(one.serve(socket, self.allowed, self.parser()));
    }

    fn parser(&self) -> http1::Builder {
        let mut parser = http1::Builder::new();
        // The pace keeps all deadlines; a timer of hyper's would only count the pause between requests as a header.
        parser
            .header_read_timeout(None)
            .max_headers(self.header_fields * PARSER_HEADROOM)
            .max_buf_size((self.header_bytes * PARSER_HEADROOM).max(16 * 1024));
        parser
    }
}

/// One connection with what it holds: its place in the house and in its network.
struct Connection {
    place: OwnedSemaphorePermit,
    guest: Guest,
    desk: FrontDesk,
    peer: IpAddr,
    stopped: watch::Receiver<bool>,
}

impl Connection {
    async fn serve(mut self, socket: TcpStream, allowed: Allowed, parser: http1::Builder) {
        // An answer is one write; waiting for more to send would only delay it.
        let _ = socket.set_nodelay(true);
        let pace = Pace::new();
        let service = {
            let (desk, pace, peer) = (self.desk.clone(), Arc::clone(&pace), self.peer);
            service_fn(move |request| {
                let (desk, answering) = (desk.clone(), pace.answering());
                async move { Ok::<_, Infallible>(desk.receive(request, peer, answering).await) }
            })
        };
        let mut connection =
            pin!(parser.serve_connection(Watched::new(TokioIo::new(socket), Arc::clone(&pace)), service));
        let mut stopping = false;
        while let Some(look_again) = pace.look_again(&allowed) {
            tokio::select! {
                // A visitor's broken connection is the visitor's affair: nothing to log, nothing to mend.
                _ended = connection.as_mut() => break,
                () = sleep_until(look_again) => {}
                _changed = self.stopped.changed(), if !stopping => {
                    stopping = true;
                    if pace.is_quiet() {
                        break;
                    }
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
        drop(self.guest);
        drop(self.place);
    }
}

/// How many connections each network holds.
#[derive(Debug, Default)]
struct Guests(Mutex<HashMap<IpAddr, u32>>);

impl Guests {
    fn admit(self: &Arc<Self>, network: IpAddr, most: u32) -> Option<Guest> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_insert(0);
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Guest { guests: Arc::clone(self), network })
    }
}

/// One connection of a network; dropping it makes room for another.
#[derive(Debug)]
struct Guest {
    guests: Arc<Guests>,
    network: IpAddr,
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut counts = self.guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_so_many_connections_and_no_more() {
        let guests = Arc::new(Guests::default());
        let network: IpAddr = [192, 0, 2, 1].into();
        let first = guests.admit(network, 2).unwrap();
        let _second = guests.admit(network, 2).unwrap();
        assert!(guests.admit(network, 2).is_none());
        assert!(guests.admit([192, 0, 2, 2].into(), 2).is_some());
        drop(first);
        assert!(guests.admit(network, 2).is_some());
    }

    #[test]
    fn networks_without_connections_are_forgotten() {
        let guests = Arc::new(Guests::default());
        drop(guests.admit([192, 0, 2, 1].into(), 1));
        assert!(guests.0.lock().unwrap().is_empty());
    }
}
