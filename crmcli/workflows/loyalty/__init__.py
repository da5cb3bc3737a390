"""The loyalty programme: what members earn and spend. Whatever changes an order settles its points in the same operation."""
