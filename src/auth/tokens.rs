//! A token pair: what a session's client acts with until it refreshes.

use super::Auth;
use super::keys::TokenKeys;
use super::model::{Account, RefreshToken};
use super::store;
use crate::db::Tx;
use crate::domain::ids::SessionId;
use crate::http::Reply;
use crate::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;

/// A token pair. The refresh token works once.
#[derive(Serialize, ToSchema)]
pub struct TokenReply {
    access_token: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until the access token ends.
    expires_in: u64,
    refresh_token: String,
}

pub fn token_pair(
    tx: &mut Tx,
    auth: &Auth,
    keys: &TokenKeys,
    account: &Account,
    session: SessionId,
) -> Result<TokenReply, Problem> {
    let refresh = RefreshToken::mint();
    store::keep_refresh_token(tx, &refresh.digest(), session)?;
    let outstanding = account.outstanding(&auth.config, tx.now);
    let (actor, session) = account.actor(session, outstanding, tx.actor.request);
    let access_token = keys.issue(&actor, session, tx.mint(), tx.now)?;
    let expires_in = keys.lifetime().as_secs();
    Ok(TokenReply { access_token, token_type: "Bearer", expires_in, refresh_token: refresh.text().to_owned() })
}

/// The same as a reply that nobody may keep a copy of.
pub fn token_reply(
    tx: &mut Tx,
    auth: &Auth,
    keys: &TokenKeys,
    account: &Account,
    session: SessionId,
) -> Result<Reply, Problem> {
    Reply::answer(&token_pair(tx, auth, keys, account, session)?).map(Reply::no_store)
}
