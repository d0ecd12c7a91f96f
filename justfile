# `just` lists these. Each is one line that works without just as well.

default:
    @just --list

# a town's year on your own machine
demo *arguments:
    bin/demo {{arguments}}

# all tests, or those whose names contain a word
test *arguments:
    bin/test {{arguments}}

# the server, configured by the environment
serve:
    cargo run --release -- serve

# the API held to its document by foreign programs
check-contract *parts:
    bin/check-contract {{parts}}

# what continuous integration runs
ci:
    .ci/run

# format, then lint as strictly as continuous integration
lint:
    cargo fmt
    cargo clippy --all-targets -- -D warnings

# rewrite the committed API document
openapi:
    cargo run -- openapi > openapi/openapi.json

# licences, sources and advisories of what we link
supply-chain:
    bin/supply-chain

# what the program is made of: CycloneDX and licences
sbom:
    bin/sbom
