//! The moments between two operations of a host. Tests stop a publication at each of them; otherwise nothing happens
//! there.

#[cfg(test)]
use std::sync::Arc;

/// What a test does before each operation, told what the operation is: it may panic, as a killed process ends.
#[cfg(test)]
pub(in crate::publish) type Hook = Arc<dyn Fn(&str) + Send + Sync>;

/// Announces the operations of a host.
#[derive(Clone, Default)]
pub(super) struct Steps {
    #[cfg(test)]
    hook: Option<Hook>,
}

impl Steps {
    /// Steps that a test watches.
    #[cfg(test)]
    pub(super) fn watched(hook: Hook) -> Self {
        Steps { hook: Some(hook) }
    }

    /// The next operation follows.
    #[cfg_attr(not(test), allow(clippy::unused_self))]
    pub(super) fn before(&self, operation: &str) {
        #[cfg(test)]
        if let Some(hook) = &self.hook {
            hook(operation);
        }
        #[cfg(not(test))]
        let _ = operation;
    }
}
