select pg_catalog.has_language_privilege('public', $1, 'usage') as is_public
