"""Many districts: one process a district, on this machine or a cluster; results merged."""
