create type employee_role as enum ('mechanic', 'clerk', 'manager');
