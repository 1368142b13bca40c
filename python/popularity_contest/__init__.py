"""Which packages a shared Python installation really needs, without watching anyone."""
