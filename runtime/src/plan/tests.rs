//! Plans of chains, graphs and trainings.

use super::*;

#[inline]
const fn buffer(len: usize, born: usize, dies: usize) -> Buffer {
    Buffer { len, born, dies }
}

/// The arena's length, when no two buffers that are alive at once overlap.
fn checked<const N: usize>(buffers: [Buffer; N]) -> usize {
    let plan = Plan::new(buffers);
    for a in 0..N {
        assert_eq!(plan.slots[a].len, buffers[a].len);
        assert!(plan.slots[a].offset + plan.slots[a].len <= plan.len);
        for b in 0..a {
            let together = buffers[a].born <= buffers[b].dies && buffers[b].born <= buffers[a].dies;
            let (x, y) = (plan.slots[a], plan.slots[b]);
            let apart = x.offset + x.len <= y.offset || y.offset + y.len <= x.offset;
            assert!(!together || apart || x.len * y.len == 0, "{a} {b}");
        }
    }
    plan.len
}

fn least<const N: usize>(buffers: &[Buffer; N]) -> usize {
    let alive = |step| buffers.iter().filter(move |b| b.born <= step && step <= b.dies).map(|b| b.len);
    (0..=2 * N).map(|step| alive(step).sum()).max().unwrap_or(0)
}

/// Numbers below a bound, without a pattern.
fn noise() -> impl FnMut(usize) -> usize {
    let mut state = 1_u64;
    move |bound| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    }
}

/// The values of a graph whose nodes read the one before, and some of them another one.
fn graph<const N: usize>(next: &mut impl FnMut(usize) -> usize, merges: bool) -> [Buffer; N] {
    let mut buffers = core::array::from_fn(|index| buffer(1 + next(16), index, index + 1));
    for reader in 2..N {
        if merges && next(3) == 0 {
            let read: &mut Buffer = &mut buffers[reader - 1 - next(6.min(reader))];
            read.dies = read.dies.max(reader);
        }
    }
    buffers
}

#[test]
fn a_chain_alternates_between_two_places() {
    let plan = Plan::new([buffer(10, 0, 1), buffer(6, 1, 2), buffer(10, 2, 3), buffer(4, 3, 4)]);
    assert_eq!(plan.len, 16);
    assert_eq!(plan.slots[2].offset, 0);
}

#[test]
fn values_that_grow_alternate_between_the_ends() {
    let buffers = [buffer(4, 0, 1), buffer(10, 1, 2), buffer(6, 2, 3), buffer(10, 3, 4)];
    assert_eq!(checked(buffers), 16);
}

#[test]
fn buffers_alive_together_never_overlap() {
    let buffers = [
        buffer(3, 0, 9),
        buffer(5, 1, 2),
        buffer(2, 2, 6),
        buffer(5, 3, 9),
        buffer(1, 4, 4),
        buffer(0, 4, 4),
    ];
    assert_eq!(checked(buffers), 11);
}

/// How many plans take no more than what is alive at once, and the largest share of it that one
/// takes.
fn compared<const N: usize>(mut buffers: impl FnMut() -> [Buffer; N]) -> (usize, f64) {
    let (mut optimal, mut worst) = (0, 1.0_f64);
    for _ in 0..200 {
        let buffers = buffers();
        let ratio = checked(buffers) as f64 / least(&buffers) as f64;
        optimal += usize::from(ratio == 1.0);
        worst = worst.max(ratio);
    }
    (optimal, worst)
}

#[test]
fn chains_take_what_is_alive_at_once() {
    let mut next = noise();
    assert_eq!(compared(|| graph::<30>(&mut next, false)), (200, 1.0));
}

#[test]
fn graphs_take_little_more() {
    let mut next = noise();
    for (optimal, worst) in
        [compared(|| graph::<12>(&mut next, true)), compared(|| graph::<60>(&mut next, true))]
    {
        assert!(optimal >= 180 && worst < 1.2, "{optimal} of 200 are optimal, the worst takes {worst}");
    }
}

#[test]
fn trainings_take_little_more() {
    let mut next = noise();
    let (optimal, worst) = compared(|| {
        // Values, half of which their backward passes read, and their gradients.
        let values = graph::<20>(&mut next, true);
        let mut buffers = [buffer(0, 0, 0); 40];
        for (index, value) in values.into_iter().enumerate() {
            buffers[index] = value.until(40 - index, next(2) == 0);
            buffers[39 - index] = buffer(value.len, 40 - value.dies, 40 - index);
        }
        buffers
    });
    assert!(optimal >= 130 && worst < 1.15, "{optimal} of 200 are optimal, the worst takes {worst}");
}
