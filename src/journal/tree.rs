//! The Merkle tree over the journal's leaves (RFC 6962 §2.1), built from left to right. It keeps one hash per level.

use super::leaf::LeafHash;
use sha2::Digest as _;

const NODE_PREFIX: [u8; 1] = [0x01];

/// A tree that grows by one leaf at a time.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    size: u64,
    /// Roots of the complete subtrees, the largest first: one for each bit that is set in `size`.
    peaks: Vec<[u8; 32]>,
}

impl Tree {
    pub fn push(&mut self, leaf: LeafHash) {
        let mut node = leaf.0;
        // Each bit that the addition carries over joins two subtrees of the same size.
        for _ in 0..self.size.trailing_ones() {
            node = self.peaks.pop().map_or(node, |left| join(&left, &node));
        }
        self.peaks.push(node);
        self.size += 1;
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of everything pushed so far.
    pub fn root(&self) -> [u8; 32] {
        let empty = || sha2::Sha256::digest([]).into();
        self.peaks.iter().copied().rev().reduce(|right, left| join(&left, &right)).unwrap_or_else(empty)
    }
}

fn join(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    sha2::Sha256::new().chain_update(NODE_PREFIX).chain_update(left).chain_update(right).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::leaf::leaf_hash;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    /// Trees over the leaves "0", "1", "2", …
    #[test]
    fn roots_are_those_of_the_standard() {
        let known = [
            (0, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            (1, "2zQm6HgGjSjSabbIcXIyLOU3K2V1bQeJAB00g19gHAM="),
            (2, "ywCYnZSlacCmeK4EK2Pc1GJduWRAUX83put5duok7Us="),
            (3, "cl1SMNto9VdHDcNfHYhlgTrNfrsHrRUndBQd7LrnEyc="),
            (7, "o+I7Msy2v5bQktFl2KpUbgmCnejwOw6JV1gdHha5K98="),
            (256, "goUV0DPBnYyQHzfsy4rtkZZncDSG+NL/8c9wQDIcXbE="),
            (257, "HtoEmkNR2G92JSvX7At3Rq11t/oDFq1fVB29pFijEsQ="),
            (70_000, "Gkzfy2Y3SgwNy+9JrL1JdtE+6GT7PLJB/JQ8rQTwL34="),
        ];
        let mut tree = Tree::default();
        for (size, root) in known {
            while tree.size() < size {
                tree.push(leaf_hash(tree.size().to_string().as_bytes()));
            }
            assert_eq!(STANDARD.encode(tree.root()), root, "{size} leaves");
        }
    }
}
