"""What concerns the whole house."""
