//! Rate limits: so many requests a minute for each client address and for each account. An answer that says "unchanged"
//! (304) costs nothing. Each process counts for itself.

use crate::domain::ids::AccountId;
use crate::http::client_address;
use crate::http::meter::Meter;
use crate::problem::{Code, Problem};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest};
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hash};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(60);
const SHARDS: usize = 16;
/// Keys of one shard. When so many are busy at once, further ones share one window.
const SHARD_KEYS_MAX: usize = 8192;
/// What watches the service must see it when it is busiest.
const EXEMPT: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The windows of all clients.
pub struct RateLimits {
    per_minute: u32,
    addresses: Windows<IpAddr>,
    accounts: Windows<AccountId>,
}

/// What is left of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    requests: u32,
    /// Until the window ends, rounded up.
    seconds: u32,
    whose: &'static str,
    is_refused: bool,
}

impl RateLimits {
    /// 0 is no limit.
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute, addresses: Windows::new(per_minute), accounts: Windows::new(per_minute) }
    }
}

/// Counts a request against its account, once that is known.
pub fn count_account(request: &HttpRequest, account: AccountId) -> Result<(), Problem> {
    let Some(limits) = request.app_data::<Data<RateLimits>>().filter(|limits| limits.per_minute > 0) else {
        return Ok(());
    };
    request.extensions_mut().insert(Counted(account));
    note(request, limits.accounts.take(account, Instant::now(), "account"))
}

/// The account that a request was counted against.
#[derive(Debug, Clone, Copy)]
struct Counted(AccountId);

/// Keeps the narrower of two windows for the headers; refuses when there was nothing left.
fn note(request: &impl HttpMessage, left: Left) -> Result<(), Problem> {
    let known = request.extensions().get::<Left>().copied();
    let narrower = known.filter(|known| known.requests < left.requests && !left.is_refused).unwrap_or(left);
    request.extensions_mut().insert(narrower);
    if !left.is_refused {
        return Ok(());
    }
    Err(Problem::new(Code::TooManyRequests).retry_after(left.seconds))
}

pub async fn layer<B: MessageBody + 'static>(
    limits: Data<RateLimits>,
    meter: Data<Meter>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if limits.per_minute == 0 || EXEMPT.contains(&request.path()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let address = network_of(client_address::of(&request));
    let admitted = note(&request, limits.addresses.take(address, Instant::now(), "address"));
    let mut answered = match admitted {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(problem) => request.error_response(problem).map_into_boxed_body(),
    };
    let left = answered.request().extensions().get::<Left>().copied();
    let account = answered.request().extensions().get::<Counted>().copied();
    let Some(mut left) = left else { return Ok(answered) };
    if answered.status() == StatusCode::NOT_MODIFIED {
        limits.addresses.give_back(address);
        if let Some(Counted(account)) = account {
            limits.accounts.give_back(account);
        }
        left.requests += 1;
    }
    if left.is_refused {
        meter.rate_limited(left.whose);
    }
    tell(&mut answered, limits.per_minute, left);
    Ok(answered)
}

fn tell(answered: &mut ServiceResponse<BoxBody>, per_minute: u32, left: Left) {
    let window_s = WINDOW.as_secs();
    for (name, text) in [
        (POLICY, format!("\"default\";q={per_minute};w={window_s}")),
        (LIMIT, format!("\"default\";r={};t={}", left.requests, left.seconds)),
    ] {
        if let Ok(value) = HeaderValue::try_from(text) {
            answered.headers_mut().insert(name, value);
        }
    }
}

/// One IPv6 client commonly has a whole /64 to choose addresses from.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::from(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        IpAddr::V4(_) => address,
    }
}

/// A window of each key, in shards so that requests seldom wait for one another.
struct Windows<K> {
    max: u32,
    hasher: RandomState,
    shards: Vec<Mutex<Shard<K>>>,
}

struct Shard<K> {
    open: HashMap<K, Window>,
    shared: Option<Window>,
    swept_at: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    began_at: Instant,
    taken: u32,
}

impl<K: Copy + Eq + Hash> Windows<K> {
    fn new(max: u32) -> Self {
        let shard = || Mutex::new(Shard { open: HashMap::new(), shared: None, swept_at: None });
        Self { max, hasher: RandomState::new(), shards: std::iter::repeat_with(shard).take(SHARDS).collect() }
    }

    fn shard(&self, key: K) -> std::sync::MutexGuard<'_, Shard<K>> {
        let hash = usize::try_from(self.hasher.hash_one(key) % 1024).unwrap_or_default();
        self.shards[hash % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, key: K, now: Instant, whose: &'static str) -> Left {
        let mut shard = self.shard(key);
        let window = shard.window(key, now);
        let is_refused = window.taken >= self.max;
        if !is_refused {
            window.taken += 1;
        }
        let left = (window.began_at + WINDOW).saturating_duration_since(now);
        let seconds = u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1);
        Left { requests: self.max - window.taken, seconds, whose, is_refused }
    }

    fn give_back(&self, key: K) {
        let mut shard = self.shard(key);
        if let Some(window) = shard.open.get_mut(&key) {
            window.taken = window.taken.saturating_sub(1);
        }
    }
}

impl<K: Copy + Eq + Hash> Shard<K> {
    fn window(&mut self, key: K, now: Instant) -> &mut Window {
        let is_over = |window: &Window| now.saturating_duration_since(window.began_at) >= WINDOW;
        if self.swept_at.is_none_or(|swept_at| now.saturating_duration_since(swept_at) >= WINDOW) {
            self.open.retain(|_, window| !is_over(window));
            self.swept_at = Some(now);
        }
        let fresh = Window { began_at: now, taken: 0 };
        let is_full = self.open.len() >= SHARD_KEYS_MAX && !self.open.contains_key(&key);
        let window = if is_full { self.shared.get_or_insert(fresh) } else { self.open.entry(key).or_insert(fresh) };
        if is_over(window) {
            *window = fresh;
        }
        window
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_and_what_was_given_back_may_be_taken_again() {
        let windows: Windows<u32> = Windows::new(2);
        let start = Instant::now();
        let take = |at_s: u64| {
            let left = windows.take(7, start + Duration::from_secs(at_s), "address");
            (left.is_refused, left.requests, left.seconds)
        };
        assert_eq!(take(0), (false, 1, 60));
        assert_eq!(take(1), (false, 0, 59));
        assert_eq!(take(59), (true, 0, 1));
        windows.give_back(7);
        assert_eq!(take(59), (false, 0, 1));
        assert_eq!(take(60), (false, 1, 60));
        assert!(!windows.take(8, start, "address").is_refused, "another client is not concerned");
    }

    #[test]
    fn many_clients_do_not_fill_the_memory() {
        let windows: Windows<u32> = Windows::new(5);
        let start = Instant::now();
        for key in 0..300_000 {
            windows.take(key, start, "address");
        }
        let kept =
            |windows: &Windows<u32>| windows.shards.iter().map(|one| one.lock().unwrap().open.len()).sum::<usize>();
        assert!(kept(&windows) <= SHARDS * SHARD_KEYS_MAX);
        for key in 0..1000 {
            windows.take(key, start + WINDOW, "address");
        }
        assert!(kept(&windows) <= 1000, "windows that ended are dropped");
    }

    #[test]
    fn addresses_of_one_subscriber_count_together() {
        let network = |text: &str| network_of(text.parse().expect("an address")).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
    }
}
