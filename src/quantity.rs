//! Kubernetes quantities and JVM heap sizes, exact.
