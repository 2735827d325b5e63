# What a pull request must pass.
default: format lint test docs deployment main-job

# The code as rustfmt writes it.
format:
    cargo fmt --check

# Clippy on all targets, with warnings denied.
lint:
    cargo clippy --all-targets --all-features -- -D warnings
    cargo clippy --all-targets --no-default-features -- -D warnings

# The tests: with every feature, and those that features matter to with none. Those over machines need a
# server, which the first line installs.
test:
    bash tests/nats-server.sh
    cargo test --all-features
    cargo test --no-default-features --features experiment,sobol --test contract --test runs

# The documentation, with warnings denied.
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --all-features

# What is needed to deploy the swarm: schemas, the servers' configuration, permissions.
deployment:
    bash tests/deploy/check.sh

# The main job.
main-job:
    cargo run --release --example quickstart

# The figures of benches/README.md.
bench:
    cargo bench
    cd benches/peers && cargo run --release && cargo run --release --bin covariance

# The long runs of benches/reliability.md: half an hour of ants, a thousand million evaluations, checkpoints.
soak:
    cargo run --release --example soak -- particles
    cargo run --release --example soak -- ants
    cargo run --release --example soak -- checkpoints
