"""``python -m geotag``: the command line."""

from geotag.cli import main

if __name__ == "__main__":
    main(prog_name="geotag")
