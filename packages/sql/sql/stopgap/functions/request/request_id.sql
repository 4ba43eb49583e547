-- What a program calls its request by, so that it can ask again after its connection was lost.
create or replace function stopgap.request_id()
returns uuid
language plpgsql stable
as $$
begin
  return stopgap.setting('request_id')::uuid;
exception when invalid_text_representation then
  raise exception 'stopgap.request_id must be a uuid' using errcode = 'invalid_parameter_value';
end
$$;
