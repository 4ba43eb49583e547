-- What a deployment of a bundle begins with. Of a bundle that is not what it must be, as much as there is.
create or replace function stopgap.bundle_draft(requested_as name, env text, bundle jsonb, label text)
returns stopgap.deployment
language plpgsql immutable
as $$
declare
  draft stopgap.deployment;
begin
  draft.env := env;
  draft.label := label;
  draft.created_as := requested_as;
  draft.source_root := bundle ->> 'source_root';
  draft.contract_hash := bundle ->> 'contract_hash';
  draft.git_commit := nullif(bundle #>> '{git,commit}', '');
  if draft.git_commit is not null then
    draft.is_dirty := bundle #> '{git,is_dirty}' is not distinct from 'true';
  end if;
  return draft;
end
$$;
