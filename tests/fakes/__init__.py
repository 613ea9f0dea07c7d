"""Stand-ins for vendors' servers: real HTTP on 127.0.0.1, stricter than the original where the original forgives."""
