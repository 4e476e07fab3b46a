// Nothing: a script that is loaded.
