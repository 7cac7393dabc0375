using System.Diagnostics.Metrics;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Counts what each key and team has used, for bills and budgets, if the setting <c>CountSpend</c> is true. A record comes for every
/// request, sampled or not.
/// </summary>
internal sealed class SpendCounter(IMeterFactory meters) : ILlmRequestLog
{
    public const string TokensName = "gateway.tokens.used";
    public const string CostName = "gateway.cost";

    private readonly Counter<long> _tokens = meters.Create(FailureCounter.MeterName).CreateCounter<long>(TokensName, "{token}", "Tokens that requests used.");
    private readonly Counter<double> _cost = meters.Create(FailureCounter.MeterName).CreateCounter<double>(CostName, "USD", "What requests cost.");

    public ValueTask LogAsync(LlmRequestRecord request, CancellationToken cancellationToken)
    {
        Count(request, "input", request.Usage.InputTokens);
        Count(request, "output", request.Usage.OutputTokens);
        if (request.Cost.Total is { } cost)
        {
            _cost.Add(cost, new(LiteLlm.ApiKeyAlias, request.Caller.KeyAlias), new(LiteLlm.TeamId, request.Caller.TeamId));
        }

        return ValueTask.CompletedTask;
    }

    private void Count(LlmRequestRecord request, string type, long? tokens)
    {
        if (tokens is { } used)
        {
            _tokens.Add(used, new("gen_ai.token.type", type), new(LiteLlm.ApiKeyAlias, request.Caller.KeyAlias), new(LiteLlm.TeamId, request.Caller.TeamId));
        }
    }
}
