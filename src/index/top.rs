//! The best so many of what passes by, with bounded memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocAddress;

/// What a page is ordered by: the key, then the newest row, so that pages do not overlap.
pub(super) type Place = (i64, i64, DocAddress);

pub(super) struct Top {
    room: usize,
    /// The worst of the best on top.
    best: BinaryHeap<Reverse<Place>>,
}

impl Top {
    pub fn of(room: usize) -> Top {
        Top { room, best: BinaryHeap::new() }
    }

    pub fn push(&mut self, place: Place) {
        if self.best.len() < self.room {
            self.best.push(Reverse(place));
        } else if let Some(mut worst) = self.best.peek_mut()
            && worst.0 < place
        {
            *worst = Reverse(place);
        }
    }

    /// Keys below this one are not looked at; `None` while there is room for any.
    pub fn bar(&self) -> Option<i64> {
        if self.best.len() < self.room {
            return None;
        }
        Some(self.best.peek().map_or(i64::MAX, |worst| worst.0.0))
    }

    pub fn places(self) -> Vec<Place> {
        self.best.into_iter().map(|Reverse(place)| place).collect()
    }
}

#[cfg(test)]
mod tests {
    use tantivy::DocAddress;

    use super::Top;

    #[test]
    fn keeps_the_best() {
        let at = |key: i64, id: i64| (key, id, DocAddress::new(0, id as u32));
        let mut top = Top::of(2);
        assert_eq!(top.bar(), None);
        for (key, id) in [(1, 1), (3, 2), (2, 3), (3, 4), (0, 5)] {
            top.push(at(key, id));
        }
        assert_eq!(top.bar(), Some(3));
        let mut places = top.places();
        places.sort_unstable();
        assert_eq!(places, [at(3, 2), at(3, 4)]);
        let mut none = Top::of(0);
        none.push(at(1, 1));
        assert_eq!((none.bar(), none.places().len()), (Some(i64::MAX), 0));
    }
}
