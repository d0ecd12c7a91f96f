//! `anjuan serve` and `anjuan migrate`.

use super::Outcome;
use crate::accounts::store as accounts;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::actor::Actor;
use crate::server;
use std::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use uuid::Uuid;

pub fn run(config: Config, only_check: bool) -> Outcome {
    if only_check {
        println!("设置无误 · the settings are right");
        return Ok(());
    }
    let bind = config.http.bind;
    let listener = TcpListener::bind(bind).map_err(|error| {
        format!(
            "cannot listen on {bind}: {error}. Set ANJUAN_BIND to a free address\n地址 {bind} 不可用:请设置 ANJUAN_BIND"
        )
    })?;
    let app = App::open(config, Clock::default())?;
    if !app.db.read_now(&Actor::system(Uuid::nil()), accounts::any)? {
        tracing::warn!(
            "nobody can log in yet: make the first account with \
             `anjuan account create --username admin --role platform_admin --password-stdin`"
        );
    }
    actix_web::rt::System::new().block_on(until_stopped(&app, listener))?;
    Ok(())
}

async fn until_stopped(app: &App, listener: TcpListener) -> std::io::Result<()> {
    let server = server::serve(app, listener)?;
    let handle = server.handle();
    let (mut terminated, mut interrupted) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    actix_web::rt::spawn(async move {
        tokio::select! { _ = terminated.recv() => {}, _ = interrupted.recv() => {} }
        tracing::info!("stopping: requests that were accepted are finished first");
        handle.stop(true).await;
    });
    tracing::info!(url = app.config.http.public_url, "serving");
    server.await
}

pub fn migrate(config: Config) -> Outcome {
    App::open(config, Clock::default())?;
    println!("the database is ready");
    Ok(())
}
