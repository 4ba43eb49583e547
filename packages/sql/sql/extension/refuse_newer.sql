-- An update leads over a version that stands for any other, newer ones too.
do $$
declare
  installed text := :"extension".version();
begin
  if string_to_array(split_part(installed, '-', 1), '.')::integer[] > string_to_array(split_part(:'version', '-', 1), '.')::integer[] then
    raise exception 'this database has % %, which is newer than %', :'extension', installed, :'version'
      using errcode = 'object_not_in_prerequisite_state', hint = 'Use the files of the newer version.';
  end if;
end
$$;
