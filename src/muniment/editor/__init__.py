"""What an editor shows while somebody types: findings, repairs, where references lead, how facts stand."""
