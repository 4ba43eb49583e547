create or replace view stopgap.metrics_coverage as
select
  told.counted_since,
  told.counted_until,
  clock_timestamp() - told.counted_until as age,
  told.sessions as telling_sessions,
  connected.sessions as connected_sessions,
  settings.track_functions,
  database.stats_reset as usage_since,
  array_remove(array[
    case when settings.track_functions = 'none' then
      'stopgap.function_usage: track_functions is off; a superuser turns it on with: alter system set track_functions = ''pl'''
    end,
    case when settings.keep_metrics in ('off', 'false', 'no', '0') then
      'stopgap.function_metrics: plts.keep_metrics is off in this session'
    end,
    case when told.counted_until is null then
      'stopgap.function_metrics: no session has told anything yet'
    end,
    'stopgap.function_metrics: a session tells at most every 10 s, when a function that may write ends; plts.session_metrics() has the rest',
    'stopgap.function_metrics: nothing of sessions that call queries only, read only, are serializable or ended before they told',
    'stopgap.function_metrics: a crash of the server empties it, see counted_since'
  ], null) as missing
from (
  select
    min(k.counted_since) as counted_since,
    max(k.counted_until) as counted_until,
    count(distinct k.pid) filter (where k.pid in (select a.pid from pg_stat_activity a)) as sessions
  from plts.kept_metrics k
) as told
cross join (
  select count(*) as sessions
  from pg_stat_activity a
  where a.datname = current_database() and a.backend_type = 'client backend'
) as connected
cross join (
  select
    current_setting('track_functions') as track_functions,
    lower(current_setting('plts.keep_metrics', true)) as keep_metrics
) as settings
left join pg_stat_database database on database.datname = current_database();
comment on view stopgap.metrics_coverage is
  'How old stopgap.function_metrics and stopgap.function_usage are, and what they lack';
