"""What people filled in, read back: workbooks and forms from outside, all of it hostile until it is read."""
