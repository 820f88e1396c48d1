"""Serving: HTTP and pages."""
