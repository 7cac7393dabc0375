namespace TracedLlm.Samples.Gateway;

/// <summary>The guardrails that a caller's key and team add to those that are always on.</summary>
internal sealed class CallerGuardrails(GatewayConfiguration configuration)
{
    public bool Contains(Caller caller, string guardrail) =>
        (caller.KeyHash is { } key && configuration.KeyGuardrails.TryGetValue(key, out var ofKey) && ofKey.Contains(guardrail))
        || (caller.TeamId is { } team && configuration.TeamGuardrails.TryGetValue(team, out var ofTeam) && ofTeam.Contains(guardrail));
}
