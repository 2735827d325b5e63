//! Files that are damaged, foreign or made to break a reader.

mod checks;
mod corpus;
mod damaged_checkpoints;
mod mutated_files;
