//! Template packs, from the publisher to the card.

mod device;
mod publisher;
mod server;
