"""The faces: pages and endpoints, by visitor. Rules live in the nouns; a page fetches, calls one verb, answers."""
