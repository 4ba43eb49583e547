select stopgap.complete_versions();
