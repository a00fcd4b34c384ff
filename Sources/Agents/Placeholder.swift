enum AgentsPlaceholder {}
