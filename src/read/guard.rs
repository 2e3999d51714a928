//! Keeps panics of libraries to the file that caused them: on damaged files some read past the end of records.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What comes of some work of the library; `None` if it panicked. Nothing that the work has changed may be used then. The
/// panic is not shown, for it is a finding about a file and not a bug that anyone here can mend.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let show = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                show(panic);
            }
        }));
    });
    GUARDED.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    outcome.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_the_work_and_no_more() {
        assert_eq!(guarded(|| 1), Some(1));
        let empty: [u8; 0] = [];
        assert_eq!(guarded(|| empty[std::hint::black_box(0)]), None);
        assert_eq!(guarded(|| 2), Some(2));
    }
}
