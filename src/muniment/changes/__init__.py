"""Changes: what two sides say differently, fact by fact and duty by duty, and how much each difference weighs."""
