create type order_state as enum ('draft', 'accepted', 'in work', 'done', 'cancelled');
