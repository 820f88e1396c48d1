"""Who can make or supply what, and whether a volume can be covered."""
