"""What a planner asks: bottlenecks, losses, local content, and what to localize next."""
