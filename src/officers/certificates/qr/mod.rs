//! 证件二维码: leads whoever scans it to the public check of the card.

pub mod http;
