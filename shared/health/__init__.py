"""Whether the product can do its work: each part that it depends on is asked."""
