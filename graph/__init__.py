"""The library: model, store, search, bill of material and sourcing."""
