"""What Arabic writing needs: folding, tokens, proclitics, heads, demonyms. It imports nothing else of geotag."""
