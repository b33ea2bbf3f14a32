"""Endpoints that other systems call. Today one: the media server's webhook."""
