//! The command line. Each command is a few lines here and a module of its own.

use anjuan::command::{self, Command};
use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 案卷 · open backend for town enforcement
#[derive(Parser)]
#[command(name = "anjuan", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    command::run(Arguments::parse().command)
}
