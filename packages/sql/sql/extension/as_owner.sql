set local role :"owner";
