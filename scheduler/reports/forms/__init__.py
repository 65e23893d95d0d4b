"""Reports and what is published, as somebody types them."""
