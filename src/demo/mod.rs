//! `anjuan demo`: a year of the town of Ansha (安砂镇), replayed over the service's own HTTP API as the people who would
//! have done it, then the sentences of the yearly report, each figure asked of the statistics endpoint.
//!
//! The town, its people and its acts are data (`data/demo/`); the persons and enterprises are invented.

mod folder;
mod people;
mod replay;
mod report;
mod scenario;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::password::PasswordProfile;
use crate::domain::permission::Role;
use crate::server;
use folder::{Folder, State};
use people::{Logins, People};
use std::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Replays the year unless it has been replayed, prints the report, and keeps serving unless told to leave.
pub fn run(config: Config, leave: bool) -> Outcome<()> {
    if config.database.url.is_some() {
        return Err(
            "the demo brings its own database: unset DATABASE_URL\n演示使用自己的数据库:请取消 DATABASE_URL".into()
        );
    }
    let folder = Folder::open(&config.data_dir)?;
    let bind = config.http.bind;
    let listener = TcpListener::bind(bind).map_err(|error| {
        format!(
            "cannot listen on {bind}: {error}. Set ANJUAN_BIND to a free address\n地址 {bind} 不可用:请设置 ANJUAN_BIND"
        )
    })?;
    let clock = Clock::default();
    if folder.state()? == State::New {
        clock.turn_to(scenario::founded_at());
    }
    let app = App::open(of_the_demo(config, &folder), clock)?;
    actix_web::rt::System::new().block_on(show(&app, &folder, listener, leave))
}

/// Its passwords are of another year and must not be too old for this one; its replay asks faster than any office.
fn of_the_demo(mut config: Config, folder: &Folder) -> Config {
    config.data_dir = folder.path().to_owned();
    config.auth.password_profile = PasswordProfile::Asvs;
    config.auth.unused_days = None;
    config.deadlines.reminder_days = None; // its year is long over
    config.http.rate_limit_per_minute = 0;
    config
}

async fn show(app: &App, folder: &Folder, listener: TcpListener, leave: bool) -> Outcome<()> {
    let url = format!("http://{}", listener.local_addr()?);
    let server = server::serve(app, listener)?;
    let handle = server.handle();
    let serving = actix_web::rt::spawn(server);
    let logins = replayed(app, folder, &url).await?;
    app.db.clock().reset();
    let people = People::new(&url, &logins, app.db.clock().clone());
    let position = match folder.position() {
        Some(position) => position,
        None => folder.keep_position(report::position(&people).await?)?,
    };
    report::print(&people, &url, &logins, position).await?;
    if !leave {
        report::invite(&url);
        let (mut terminated, mut interrupted) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::select! { _ = terminated.recv() => {}, _ = interrupted.recv() => {} }
    }
    handle.stop(true).await;
    Ok(serving.await??)
}

async fn replayed(app: &App, folder: &Folder, url: &str) -> Outcome<Logins> {
    if folder.state()? == State::Replayed {
        return folder.logins();
    }
    let logins = Logins::invent(scenario::people()?)?;
    folder.keep_logins(&logins)?;
    for role in [Role::PlatformAdmin, Role::SecurityAdmin] {
        people::open_by_operator(app, &logins, role)?;
    }
    let people = People::new(url, &logins, app.db.clock().clone());
    replay::run(people, app.db.clock()).await?;
    people::open_by_operator(app, &logins, Role::Auditor)?; // of an agency that the replay has registered
    folder.mark_replayed()?;
    Ok(logins)
}
