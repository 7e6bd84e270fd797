"""What lists can be narrowed by. Everything is in the address, so Back, a bookmark and an export agree."""
