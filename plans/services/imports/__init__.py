"""A document becomes a plan: reading, drafting, preview, correction, confirmation. Each step is one module."""
