//! What a worker does in turn.

/// Several things to do by turns, each of which may differ from one time to the next.
pub struct Rota<T> {
    parts: Vec<Vec<T>>,
}

impl<T> Rota<T> {
    /// The same thing each time, or these one after the other.
    pub fn of(steps: Vec<T>) -> Self {
        Self { parts: vec![steps] }
    }

    /// What the others do, by turns.
    pub fn by_turns(others: impl IntoIterator<Item = Self>) -> Self {
        let parts = others.into_iter().flat_map(|other| other.parts);
        Self {
            parts: parts.collect(),
        }
    }

    /// What is to be done at that turn, counted from 0.
    pub fn at(&self, turn: usize) -> Option<&T> {
        let count = self.parts.len().max(1);
        let part = self.parts.get(turn % count)?;
        part.get(turn / count % part.len().max(1))
    }

    /// What is to be done first, in each of the turns.
    pub fn firsts(&self) -> impl Iterator<Item = &T> {
        self.parts.iter().filter_map(|part| part.first())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_go_round_the_things_and_their_kinds() {
        let rota = Rota::by_turns([Rota::of(vec!['a']), Rota::of(vec!['b', 'c'])]);
        let done: String = (0..6).filter_map(|turn| rota.at(turn)).collect();
        assert_eq!(done, "abacab");
        assert_eq!(rota.firsts().collect::<String>(), "ab");
        assert_eq!(Rota::<char>::of(Vec::new()).at(3), None);
    }
}
