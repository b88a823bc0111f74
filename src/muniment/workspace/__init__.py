"""The workspace: cards with their profiles merged, references resolved, uses known. Pure; reads no file itself."""
